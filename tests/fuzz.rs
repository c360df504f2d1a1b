//! The harness of the fuzz targets where no fuzzer is at hand: every seed, and mutants of the seeds.
//!
//! `FUZZ_CASES=N` tries N mutants a subject instead of the few of an ordinary run.
#![cfg(feature = "cli")]

#[path = "../fuzz/harness.rs"]
mod harness;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{TestCaseError, TestRunner};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The files below these folders whose names end so.
fn seeds(folders: &[&str], endings: &[&str]) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for folder in folders {
        let mut files: Vec<_> = fs::read_dir(Path::new(ROOT).join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                let name = path.to_string_lossy();
                path.is_file() && endings.iter().any(|ending| name.ends_with(ending))
            })
            .collect();
        files.sort();
        seeds.extend(files.iter().map(|file| fs::read(file).unwrap()));
    }
    assert!(!seeds.is_empty(), "no seeds in {folders:?}");
    seeds
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    Put(Index, u8),
    Add(Index, Vec<u8>),
    Take(Index, u8),
    Twice(Index, Index),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let words = prop::sample::select(vec![
        "\"",
        "'",
        ",",
        ";",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\n",
        "\r",
        "\u{feff}",
        "\u{202e}",
        "\u{1b}[2J",
        "=1+1",
        "<script>",
        "]]>",
        "&amp;",
        "null",
        "-",
        "0",
        "9999999999999999999",
        "\u{0}",
        "and ",
    ]);
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Put(at, byte)),
        (any::<Index>(), words).prop_map(|(at, word)| Change::Add(at, word.as_bytes().to_vec())),
        (any::<Index>(), any::<u8>()).prop_map(|(at, count)| Change::Take(at, count)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Twice(from, to)),
        any::<Index>().prop_map(Change::Cut),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let len = bytes.len();
        match change {
            Change::Put(at, byte) if len > 0 => bytes[at.index(len)] = *byte,
            Change::Add(at, word) => {
                let at = at.index(len + 1);
                bytes.splice(at..at, word.iter().copied());
            }
            Change::Take(at, count) if len > 0 => {
                let at = at.index(len);
                bytes.drain(at..len.min(at + usize::from(*count)));
            }
            Change::Twice(from, to) if len > 0 => {
                let (from, to) = (from.index(len), to.index(len));
                let part = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(from..from, part);
            }
            Change::Cut(at) => bytes.truncate(at.index(len + 1)),
            Change::Put(..) | Change::Take(..) | Change::Twice(..) => {}
        }
    }
    bytes
}

/// Puts every seed, and as many mutants as are asked for, to a subject. The mutants of a run are the
/// same in every run.
fn campaign(seeds: &[Vec<u8>], cases: u32, subject: impl Fn(&[u8])) {
    for seed in seeds {
        subject(seed);
    }
    let cases = std::env::var("FUZZ_CASES").map_or(cases, |cases| cases.parse().unwrap());
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    };
    let mut runner = TestRunner::new_with_rng(
        config,
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
    );
    let strategy = (any::<Index>(), prop::collection::vec(change(), 1..6));
    let outcome = runner.run(&strategy, |(seed, changes)| {
        let bytes = changed(seed.get(seeds).clone(), &changes);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| subject(&bytes)))
            .map_err(|_| TestCaseError::fail(format!("{:?}", String::from_utf8_lossy(&bytes))))
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

macro_rules! reader {
    ($($test:ident $name:literal $cases:literal $folders:expr, $endings:expr;)*) => {$(
        #[test]
        fn $test() {
            campaign(&seeds(&$folders, &$endings), $cases, |bytes| {
                let _ = harness::reader($name, bytes);
            });
        }
    )*};
}

reader! {
    tables "a.csv" 24 ["tests/profiles", "examples"], [".csv", ".tsv", ".txt"];
    json "a.json" 60 ["tests/profiles"], [".json"];
    json_lines "a.ndjson" 24 ["tests/profiles"], [".json"];
    yaml "a.yaml" 60 ["examples"], [".yaml"];
    linked_data "a.jsonld" 60 ["tests/profiles"], ["schema_org.json"];
}

#[test]
fn feeds() {
    let feed = "<?xml version=\"1.0\"?><rss xmlns:g=\"http://base.google.com/ns/1.0\"><channel><title>S</title><item><g:id>1</g:id><title>L&#228;mp</title><g:price>12.00 EUR</g:price></item></channel></rss>";
    campaign(&texts(&[feed]), 60, |bytes| {
        let _ = harness::reader("a.xml", bytes);
    });
}

#[test]
fn pages() {
    let page = "<!DOCTYPE html><title>S</title><script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\"name\":\"Lamp\",\"offers\":{\"price\":\"12\",\"priceCurrency\":\"EUR\"}}</script><p>";
    campaign(&texts(&[page]), 60, |bytes| {
        let _ = harness::reader("a.html", bytes);
    });
}

#[test]
fn values() {
    let seeds = texts(&[
        "1299.50",
        "1.299,00 EUR",
        "12.5 Wh",
        "29.99 EUR/kg",
        "2026-11-24",
        "24 months",
        "US-CA",
        "EUR",
        "8517.62",
        "4006381333931",
        "5 % + 1.50 EUR/kg MIN 2 %",
        "de",
        "Türkiye",
        "EUR,USD,1.08,2026-11-01",
        "DE123456789",
        "IM0401234567",
        "978-3-16-148410-0",
        "1e28",
        "-0.0000000000000000000000000001",
    ]);
    campaign(&seeds, 800, harness::values);
}

#[test]
fn rules() {
    campaign(
        &seeds(&["tests/lang", "tests/format"], &[".tide"]),
        150,
        harness::rules,
    );
}

#[test]
fn expressions() {
    let seeds = texts(&[
        "title is given and not (weight > 2 kg)",
        "every p in parts: p.percent > 0 %",
        "sum p.percent for p in parts == 100 %",
        "price in EUR <= 150 EUR",
        "class in [toy, book]",
        "title matches /\\b(cure|heal)s?\\b/i",
        "count p in parts where p.name is given >= 1",
        "hs_code under [9503] or origin == DE",
        "staff / 0 > 1",
    ]);
    campaign(&seeds, 300, harness::expressions);
}

#[test]
fn profiles() {
    campaign(
        &seeds(&["rules/profiles"], &[".yaml"]),
        100,
        harness::profiles,
    );
}

#[test]
fn tariffs() {
    campaign(&seeds(&["tests/tariff"], &[".csv", ".json"]), 60, |bytes| {
        harness::tariffs("a.csv", bytes);
        harness::tariffs("a.json", bytes);
    });
}

#[test]
fn writers() {
    let seeds = texts(&[
        "<script>alert(1)</script>",
        "=HYPERLINK(\"x\")",
        "\u{1b}[31mred",
        "\u{202e}abc",
        "--><b>",
        "\u{feff}=1+1",
        "a\",\"b\n\"",
        "]]>",
        "\\u003c",
        "| --- |\n# head",
        "::error::x\n",
    ]);
    campaign(&seeds, 40, harness::writers);
}
