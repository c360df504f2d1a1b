//! Third-party corpora put to the readers. `tests/corpora/fetch.sh` fetches them; the table of
//! agreements is `docs/conformance-input.md`, written by `UPDATE_DOCS=1 cargo test --test corpora`.
#![cfg(feature = "catalog")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use tidewaiter_catalog::{Catalogue, InputCode, ReadOptions, read};
use tidewaiter_value::record::Datum;

fn modules() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/node_modules");
    if !folder.is_dir() {
        eprintln!("SKIPPED: the corpora are absent; tests/corpora/fetch.sh fetches them");
        return None;
    }
    Some(folder)
}

fn catalogue(name: &str, bytes: &[u8]) -> Catalogue {
    read(name, bytes, &ReadOptions::default())
}

/// The codes by which a reader says that the text is not of its format.
fn refused(catalogue: &Catalogue) -> bool {
    catalogue.problems.iter().any(|problem| {
        matches!(
            problem.code,
            InputCode::Json | InputCode::TooDeep | InputCode::Encoding | InputCode::Empty
        )
    })
}

/// A table of what agrees, and what does not.
struct Table {
    name: &'static str,
    rows: Vec<(String, usize, usize)>,
    differing: Vec<String>,
}

impl Table {
    fn shown(&self) -> String {
        let mut text = format!(
            "\n## {}\n\n| cases | agree | of |\n| --- | ---: | ---: |\n",
            self.name
        );
        for (what, agree, of) in &self.rows {
            let _ = writeln!(text, "| {what} | {agree} | {of} |");
        }
        if !self.differing.is_empty() {
            text.push_str("\nDiffering:\n\n");
            for line in &self.differing {
                let _ = writeln!(text, "- {line}");
            }
        }
        text
    }
}

fn json_test_suite(modules: &Path) -> Table {
    let script = fs::read_to_string(modules.join("json-test-suite/data/parsing.js")).unwrap();
    let list = script
        .split_once("export default ")
        .unwrap()
        .1
        .trim()
        .trim_end_matches(';');
    let cases: Vec<serde_json::Value> = serde_json::from_str(list).unwrap();
    let mut counts = [(0, 0), (0, 0), (0, 0)];
    let mut differing = Vec::new();
    for case in &cases {
        let (name, input) = (
            case["name"].as_str().unwrap(),
            case["input"].as_str().unwrap(),
        );
        let read = catalogue("case.json", input.as_bytes());
        let (kind, agrees) = match &name[..2] {
            "y_" => (0, !refused(&read)),
            "n_" => (1, refused(&read)),
            _ => (2, true),
        };
        counts[kind].1 += 1;
        counts[kind].0 += usize::from(agrees);
        if !agrees {
            let why = read
                .problems
                .first()
                .map_or("no problem".to_owned(), |p| p.message.to_string());
            differing.push(format!("`{name}`: {why}"));
        }
    }
    assert!(cases.len() > 250);
    let row = |what: &str, i: usize| (what.to_owned(), counts[i].0, counts[i].1);
    Table {
        name: "JSONTestSuite",
        rows: vec![
            row("must be accepted (`y_`)", 0),
            row("must be refused (`n_`)", 1),
            row("free (`i_`): an answer, whichever", 2),
        ],
        differing,
    }
}

/// The cells of a record, without those that are empty.
fn cells(fields: &Datum) -> Vec<(String, String)> {
    let Datum::Record(entries) = fields else {
        return Vec::new();
    };
    let mut cells: Vec<(String, String)> = entries
        .iter()
        .map(|(name, value, _)| match value {
            Datum::Text(text) | Datum::Number(text) => (name.to_string(), text.to_string()),
            other => (name.to_string(), format!("{other:?}")),
        })
        .collect();
    cells.sort();
    cells
}

fn csv_spectrum(modules: &Path) -> Table {
    let folder = modules.join("csv-spectrum");
    let mut names: Vec<String> = fs::read_dir(folder.join("csvs"))
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    let (mut agree, mut differing) = (0, Vec::new());
    for name in &names {
        let bytes = fs::read(folder.join(format!("csvs/{name}.csv"))).unwrap();
        let expected = fs::read_to_string(folder.join(format!("json/{name}.json"))).unwrap();
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        // One of the files has a single record without its list.
        let expected: Vec<serde_json::Map<String, serde_json::Value>> = match expected {
            serde_json::Value::Array(_) => serde_json::from_value(expected).unwrap(),
            one => vec![serde_json::from_value(one).unwrap()],
        };
        let expected: Vec<Vec<(String, String)>> = expected
            .iter()
            .map(|record| {
                let mut cells: Vec<(String, String)> = record
                    .iter()
                    .map(|(name, value)| {
                        (
                            name.trim().to_owned(),
                            value.as_str().unwrap_or_default().trim().to_owned(),
                        )
                    })
                    .filter(|(_, value)| !value.is_empty())
                    .collect();
                cells.sort();
                cells
            })
            .collect();
        let got: Vec<_> = catalogue("case.csv", &bytes)
            .records
            .iter()
            .map(|r| cells(r.fields()))
            .collect();
        if got == expected {
            agree += 1;
        } else {
            differing.push(format!("`{name}`: {got:?} instead of {expected:?}"));
        }
    }
    assert!(names.len() > 8);
    Table {
        name: "csv-spectrum",
        rows: vec![(
            "the cells, without white space around them".to_owned(),
            agree,
            names.len(),
        )],
        differing,
    }
}

fn naughty_strings(modules: &Path) -> Table {
    let list = fs::read_to_string(modules.join("big-list-of-naughty-strings/blns.json")).unwrap();
    let strings: Vec<String> = serde_json::from_str(&list).unwrap();
    assert!(strings.len() > 400);
    let mut differing = Vec::new();
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let mut csv = String::from("id,title\n");
    let (mut lines, mut yaml) = (String::new(), String::new());
    for (n, text) in strings.iter().enumerate() {
        let _ = writeln!(csv, "{n},\"{}\"", text.replace('"', "\"\""));
        let _ = writeln!(lines, "{{\"id\":\"{n}\",\"title\":{}}}", quoted(text));
        let _ = writeln!(yaml, "- id: '{n}'\n  title: {}", quoted(text));
    }
    let json = format!("[{}]", lines.trim().replace('\n', ","));
    let mut rows = Vec::new();
    for (name, text) in [
        ("a.csv", &csv),
        ("a.ndjson", &lines),
        ("a.json", &json),
        ("a.yaml", &yaml),
    ] {
        let read = catalogue(name, text.as_bytes());
        let mut agree = 0;
        for (n, expected) in strings.iter().enumerate() {
            let title = read.records.get(n).and_then(|record| {
                cells(record.fields())
                    .into_iter()
                    .find(|(name, _)| name == "title")
            });
            let got = title.map_or(String::new(), |(_, text)| text);
            if got.trim() == expected.trim() {
                agree += 1;
            } else if differing.len() < 20 {
                differing.push(format!(
                    "{name}, string {n}: {} instead of {}",
                    quoted(&got),
                    quoted(expected)
                ));
            }
        }
        rows.push((
            format!("titles through {}", &name[2..]),
            agree,
            strings.len(),
        ));
    }
    Table {
        name: "Big List of Naughty Strings",
        rows,
        differing,
    }
}

#[test]
fn agreements() {
    let Some(modules) = modules() else { return };
    let mut page = String::from(
        "# Conformance of the readers\n\nWritten by `UPDATE_DOCS=1 cargo test --test corpora`; the test fails when the page is not true.\nThe corpora are fetched by `tests/corpora/fetch.sh` and are no part of the project.\n",
    );
    for table in [
        json_test_suite(&modules),
        csv_spectrum(&modules),
        naughty_strings(&modules),
    ] {
        page.push_str(&table.shown());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/conformance-input.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), page);
}
