//! The project held against what others have published: decimal arithmetic, three-valued logic, and
//! worked examples of duties and taxes. `UPDATE_DOCS=1` writes `docs/conformance.md`.

mod cql;
mod dectest;
mod differences;
mod differential;
mod page;
mod tally;
mod worked;

use std::fs;
use std::path::PathBuf;

use tally::Tally;

/// The folder of corpora beside the project; none where it is absent, which is said.
fn shared(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/conformance")
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: the corpus {} is not there", path.display());
    None
}

fn must_be_clean(tallies: &[Tally]) {
    let wrong: Vec<&str> = tallies
        .iter()
        .flat_map(|tally| tally.wrong.iter().map(String::as_str))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} cases\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    for tally in tallies {
        assert!(tally.adds_up(), "{}: cases are lost", tally.file);
        assert!(tally.corpus > 0, "{}: no cases", tally.file);
    }
}

fn decimal_tallies() -> Option<Vec<Tally>> {
    let folder = shared("dectest")?;
    Some(
        dectest::FILES
            .iter()
            .map(|file| {
                let text = fs::read_to_string(folder.join(format!("{file}.decTest"))).unwrap();
                dectest::run(file, &text)
            })
            .collect(),
    )
}

#[test]
fn decimal_arithmetic() {
    if let Some(tallies) = decimal_tallies() {
        println!("{}", tally::table(&tallies));
        must_be_clean(&tallies);
    }
}

fn cql_tallies() -> Option<Vec<Tally>> {
    shared("cql").map(|folder| cql::run(&folder))
}

#[test]
fn three_valued_logic_and_values() {
    if let Some(tallies) = cql_tallies() {
        println!("{}", tally::table(&tallies));
        must_be_clean(&tallies);
    }
}

#[test]
fn published_examples_reconcile_in_every_line() {
    let pack = tidewaiter::RulePack::standard().unwrap();
    let mut wrong = Vec::new();
    for example in worked::examples() {
        if let Some(title) = example.tide {
            let pinned = pack
                .rules()
                .tests
                .iter()
                .any(|test| test.title.contains(title));
            assert!(pinned, "there is no test `{title}` among the rules");
        }
        for line in example.reconciled() {
            if !line.agrees {
                wrong.push(format!(
                    "{}, {}: {} expected, {} obtained",
                    example.source, line.label, line.expected, line.obtained
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    worked::freight_is_shared_by_value();
}

#[test]
fn the_page_says_what_came_out() {
    let (Some(decimal), Some(cql)) = (decimal_tallies(), cql_tallies()) else {
        return;
    };
    let page = page::page(&decimal, &cql, &worked::examples());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/conformance.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == page,
        "docs/conformance.md is out of date: run UPDATE_DOCS=1 cargo test --test conformance"
    );
}
