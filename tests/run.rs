//! The run of the library: the same whatever the threads, broken off by its listener, and at an end where
//! its source fails.
#![cfg(feature = "catalog")]

use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use tidewaiter::catalog::{InputProblem, ReadOptions, Source};
use tidewaiter::run::{Input, InputSummary, Listener, Product, Progress, Run};
use tidewaiter::{Checker, Datum, RawRecord, RecordRef, Settings};

fn checker() -> Checker {
    Checker::standard(Settings::new().market("JP").as_of("2026-11-24")).unwrap()
}

/// Products, some of them damaged, some drafts, some with an identifier twice.
fn catalogue(products: usize) -> String {
    let mut text = String::from("id,title,classes,weight,listing_status,colour of the lid\n");
    for n in 0..products {
        let id = if n % 97 == 5 { 4 } else { n };
        let class = ["laptop", "", "clothing", "cosmetic"][n % 4];
        let weight = if n % 31 == 0 { "heavy" } else { "120 g" };
        let status = if n % 41 == 7 { "draft" } else { "active" };
        let more = if n % 53 == 0 { ",more" } else { "" };
        let _ = writeln!(
            text,
            "SKU-{id},Plush bear {n},{class},{weight},{status},red{more}"
        );
    }
    text
}

/// Writes down everything, and has enough after some products.
#[derive(Default)]
struct Everything {
    told: String,
    products: usize,
    enough: Option<usize>,
}

#[derive(Debug, PartialEq)]
struct Enough;

impl Listener for Everything {
    type Stop = Enough;

    fn product(&mut self, product: &Product) -> Result<(), Enough> {
        if Some(self.products) == self.enough {
            return Err(Enough);
        }
        self.products += 1;
        let said = &product.assessment;
        assert_eq!(said.problems, product.record.problems);
        let _ = writeln!(self.told, "{said:?}");
        Ok(())
    }

    fn problem(&mut self, problem: &InputProblem) -> Result<(), Enough> {
        let _ = writeln!(self.told, "{problem}");
        Ok(())
    }

    fn left_out(&mut self, record: &RecordRef) -> Result<(), Enough> {
        let _ = writeln!(self.told, "left out: {record:?}");
        Ok(())
    }

    fn progress(&mut self, progress: Progress) -> Result<(), Enough> {
        let _ = writeln!(self.told, "{progress:?}");
        Ok(())
    }

    fn done(&mut self, summary: &InputSummary) -> Result<(), Enough> {
        let _ = writeln!(self.told, "{summary:?}");
        Ok(())
    }
}

fn over(checker: &Checker, text: &str, threads: usize) -> (String, InputSummary) {
    let options = ReadOptions::default();
    let bytes = io::Cursor::new(text.to_owned().into_bytes());
    let source = Source::of_reader("c.csv", bytes);
    let mut listener = Everything::default();
    let run = Run::new(checker).threads(threads);
    let summary = run.over(Input::catalogue(source, &options), &mut listener);
    (listener.told, summary.unwrap())
}

#[test]
fn threads_change_nothing() {
    let (checker, text) = (checker(), catalogue(200));
    let (told, summary) = over(&checker, &text, 1);
    for part in [
        "SKU-4` stands on line 6 already",
        "colour",
        "(191 records)",
        "look like ones of the class",
        "left out",
        "heavy",
    ] {
        assert!(told.contains(part), "{part} in:\n{told}");
    }
    assert_eq!(summary.format.as_deref(), Some("CSV"));
    assert_eq!((summary.records, summary.left_out), (191, 5));
    for threads in [2, 8] {
        let (again, _) = over(&checker, &text, threads);
        assert!(told == again, "{threads} threads");
    }
}

/// A file of another kind, products inside something that is not known, a table that needs a profile.
#[test]
fn a_source_of_which_nothing_is_understood_is_told() {
    let checker = checker();
    for text in [
        "foo,bar\n1,2\n",
        r#"{"A-1": {"title": "Lamp"}, "A-2": {"title": "Rug"}}"#,
        "\u{1e}{\"id\": \"1\"}\n\u{1e}{\"id\": \"2\"}\n",
        "-\tid: 1\n\ttitle: Lamp\n",
    ] {
        let (told, summary) = over(&checker, text, 1);
        assert!(
            told.contains("nothing in the file was understood"),
            "{text}: {told}"
        );
        assert_eq!(summary.unread, 1, "{text}");
    }
    for text in ["foo,sku\n1,2\n", "foo,price\n1,many\n", "{}", "foo,sku\n"] {
        let (told, _) = over(&checker, text, 1);
        assert!(!told.contains("nothing in the file"), "{text}: {told}");
    }
}

fn record(n: usize) -> RawRecord {
    let fields =
        serde_json::json!({ "id": format!("SKU-{n}"), "title": "Novel", "classes": ["book"] });
    let place = tidewaiter_value::record::Place::default();
    RawRecord::new(Datum::from_json(&fields), place, 1)
}

/// A listener that breaks off is told nothing more, and an endless source is at its end.
#[test]
fn a_listener_breaks_off() {
    let checker = checker();
    for threads in [1, 2, 8] {
        let given = AtomicUsize::new(0);
        let endless = (0..).map(|n| {
            given.fetch_add(1, Ordering::Relaxed);
            record(n)
        });
        let mut listener = Everything {
            enough: Some(100),
            ..Everything::default()
        };
        let run = Run::new(&checker).threads(threads);
        let result = run.over(Input::of("endless", endless), &mut listener);
        assert!(matches!(result, Err(Enough)));
        assert_eq!(listener.products, 100);
        // What is on its way is bounded, so that little more was asked of the source.
        assert!(given.into_inner() < 64 * (4 * threads + 6));
    }
}

/// Gives some of a file, and then an error.
struct Failing(io::Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.0.read(into)? {
            0 => Err(io::Error::other("the line is dead")),
            read => Ok(read),
        }
    }
}

#[test]
fn a_source_that_fails_is_a_problem() {
    let checker = checker();
    let options = ReadOptions::default();
    for threads in [1, 8] {
        let bytes = Failing(io::Cursor::new(catalogue(100).into_bytes()));
        let source = Source::of_reader("c.csv", bytes);
        let mut listener = Everything::default();
        let run = Run::new(&checker).threads(threads);
        let summary = run.over(Input::catalogue(source, &options), &mut listener);
        assert!(summary.unwrap().unread > 0);
        assert!(
            listener.told.contains("the line is dead"),
            "{}",
            listener.told
        );
    }
}

/// What it gave before is told, and that it is not all.
#[test]
fn a_source_that_panics_is_a_problem() {
    let checker = checker();
    for threads in [1, 8] {
        let records = (0..200).map(|n| {
            assert!(n < 130, "a source of somebody else");
            record(n)
        });
        let mut listener = Everything::default();
        let run = Run::new(&checker).threads(threads);
        let summary = run.over(Input::of("queue", records), &mut listener);
        let summary = summary.unwrap();
        assert_eq!((summary.records, summary.unread), (128, 1));
        assert!(listener.told.contains("failed before its end"));
    }
}

/// Counts what is left of the findings.
struct Findings(usize);

impl Listener for Findings {
    type Stop = Infallible;

    fn product(&mut self, product: &Product) -> Result<(), Infallible> {
        self.0 += product.assessment.findings.len();
        Ok(())
    }

    fn problem(&mut self, _: &InputProblem) -> Result<(), Infallible> {
        Ok(())
    }
}

#[test]
fn drafts_and_findings_are_chosen() {
    let checker = checker();
    let options = ReadOptions::default();
    let text = catalogue(50);
    let read = |run: Run<'_>| {
        let bytes = io::Cursor::new(text.clone().into_bytes());
        let input = Input::catalogue(Source::of_reader("c.csv", bytes), &options);
        let mut listener = Findings(0);
        let Ok(summary) = run.over(input, &mut listener);
        (summary.records, summary.left_out, listener.0)
    };
    let (checked, left_out, findings) = read(Run::new(&checker));
    assert!(left_out > 0 && findings > 0);
    let (all, none, more) = read(Run::new(&checker).include_drafts(true));
    assert_eq!((all, none), (checked + left_out, 0));
    assert!(more > findings);
    let nothing = read(Run::new(&checker).narrowed(&|said| said.findings.clear()));
    assert_eq!(nothing, (checked, left_out, 0));
}
