//! The seam of the engine: what a checker asks through it, and that another engine gives the same or is
//! caught.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tidewaiter::{Checker, Outcome, Record, Settings};
use tidewaiter_engine::{Engine, Offer, Reference, Verdict};
use tidewaiter_lang::{Rule, RuleSet};

fn settings() -> Settings {
    Settings::new().as_of("2026-11-24")
}

fn records(checker: &Checker) -> Vec<Record> {
    let texts = [
        r#"{ "id": "A", "title": "Laptop", "classes": ["laptop"], "placed_on_market": "2019-03-01",
            "charging": { "wired": true, "power": "65 W", "connector": "micro_usb" } }"#,
        r#"{ "id": "B", "title": "Plush bear", "classes": ["toy"], "weight": "heavy" }"#,
        r#"{ "id": "C", "title": "T-shirt", "classes": ["clothing"], "origin": "CN" }"#,
        r#"{ "id": "D" }"#,
        r#"{ "id": "E", "title": "Novel", "classes": ["book"], "price": "9.90 EUR" }"#,
    ];
    let records = texts.iter().map(|text| checker.record_from_json(text));
    records.collect::<Result<_, _>>().unwrap()
}

fn said(checker: &Checker) -> String {
    let records = records(checker);
    let all: Vec<&Record> = records.iter().collect();
    format!("{:#?}", checker.check_all(&all))
}

/// Counts the questions.
#[derive(Debug)]
struct Counting {
    at_once: usize,
    calls: AtomicU64,
    verdicts: AtomicU64,
}

impl Counting {
    fn of(at_once: usize) -> Arc<Self> {
        Arc::new(Self {
            at_once,
            calls: AtomicU64::new(0),
            verdicts: AtomicU64::new(0),
        })
    }
}

impl Engine for Counting {
    fn assess(&self, rules: &RuleSet, asked: &[&Rule], batch: &[Offer<'_>]) -> Vec<Verdict> {
        let verdicts = Reference.assess(rules, asked, batch);
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.verdicts
            .fetch_add(verdicts.len() as u64, Ordering::Relaxed);
        verdicts
    }

    fn at_once(&self) -> usize {
        self.at_once
    }
}

#[test]
fn an_engine_is_given_batches() {
    let checker = Checker::standard(settings().markets(["DE", "JP"])).unwrap();
    let reference = said(&checker);
    let rules = checker.rules().rules.len() as u64;
    for (at_once, calls) in [(0, 10), (1, 10), (2, 6), (100, 2)] {
        let engine = Counting::of(at_once);
        let counted = checker.clone().with_engine(engine.clone());
        assert_eq!(said(&counted), reference, "{at_once} at once");
        assert_eq!(engine.calls.load(Ordering::Relaxed), calls);
        let verdicts = engine.verdicts.load(Ordering::Relaxed);
        println!("{verdicts} of {} verdicts were asked for", 5 * 2 * rules);
        assert!(verdicts > 0 && verdicts < 5 * 2 * rules);
        // The engine stays when the day moves.
        said(&counted.on_day("2026-11-25").unwrap());
        assert_eq!(engine.calls.load(Ordering::Relaxed), 2 * calls);
    }
}

/// Is wrong in one rule, or answers too little.
#[derive(Debug)]
enum Wrong {
    Lenient,
    Silent,
}

impl Engine for Wrong {
    fn assess(&self, rules: &RuleSet, asked: &[&Rule], batch: &[Offer<'_>]) -> Vec<Verdict> {
        let mut verdicts = Reference.assess(rules, asked, batch);
        match self {
            Self::Lenient => {
                let violated = |verdict: &&mut Verdict| verdict.outcome == Outcome::Violated;
                if let Some(verdict) = verdicts.iter_mut().find(violated) {
                    verdict.outcome = Outcome::Satisfied;
                }
            }
            Self::Silent => verdicts.truncate(3),
        }
        verdicts
    }

    fn at_once(&self) -> usize {
        4
    }
}

#[test]
fn a_wrong_engine_is_caught() {
    let checker = Checker::standard(settings().market("DE")).unwrap();
    let wrong = |engine| said(&checker.clone().with_engine(Arc::new(engine)));
    assert_ne!(wrong(Wrong::Lenient), said(&checker));
    // What is not answered is not passed over.
    assert_eq!(wrong(Wrong::Silent), said(&checker));
}

/// Rules that are not asked would say of every product that it is out of scope.
#[test]
fn rules_that_are_not_asked_are_out_of_scope() {
    let cases = [
        settings().markets(["DE", "US", "JP", "CN"]),
        settings().market("GB").channel("amazon"),
        settings().market("FR").strict(true),
        settings().market("DE").as_of("2019-06-01"),
        settings().market("SE").as_of("2027-08-17"),
    ];
    for settings in cases {
        let checker = Checker::standard(settings).unwrap();
        for record in records(&checker) {
            let assessment = checker.check(&record);
            for market in checker.markets() {
                let mut counts = std::collections::BTreeMap::new();
                for rule in &checker.rules().rules {
                    let verdict = checker.derive(&record, rule, *market);
                    *counts.entry(verdict.outcome).or_insert(0) += 1;
                }
                assert_eq!(assessment.outcomes[market], counts, "{market}");
            }
        }
    }
}
