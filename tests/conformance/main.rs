//! The project held against what others have published: decimal arithmetic, three-valued logic, and
//! worked examples of duties and taxes. `UPDATE_DOCS=1` writes `docs/conformance.md`.

mod cql;
mod dectest;
mod differences;
mod tally;

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
