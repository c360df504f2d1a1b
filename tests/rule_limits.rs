//! Rules that lead on and on: they are refused, or judged in bounded time, and never overflow the stack.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use tidewaiter::lang::{LoadError, RuleSet, SourceFile, load};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn loaded(source: &str) -> Result<RuleSet, LoadError> {
    let file = |path: &str, bytes: Vec<u8>| SourceFile {
        name: path.to_owned(),
        path: path.to_owned(),
        bytes,
    };
    let base = fs::read(root().join("tests/lang/base.tide")).unwrap();
    load(&[
        file("base.tide", base),
        file("example.tide", source.as_bytes().to_vec()),
    ])
}

/// The codes of what is wrong, each once.
fn codes(source: &str) -> Vec<&'static str> {
    match loaded(source) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let mut codes: Vec<&str> = error.diagnostics.iter().map(|d| d.code.code()).collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        }
    }
}

fn count(source: &str, code: &str) -> usize {
    let error = loaded(source).unwrap_err();
    error
        .diagnostics
        .iter()
        .filter(|d| d.code.code() == code)
        .count()
}

/// A rule that requires a condition.
fn rule(require: &str) -> String {
    format!(
        "rule sample {{\n  market EU\n  area listing\n  severity error\n  cite LAW art. 1\n  verified 2026-01-01 against \"the text\"\n  require {require}\n  message en \"M.\" zh \"M.\"\n  remedy en \"R.\" zh \"R.\"\n  example ok {{ title: \"A\" }}\n  example fails {{ brand: \"B\" }}\n}}\n"
    )
}

/// `n` lines, each leading on to the next.
fn lines(n: usize, line: impl Fn(usize, usize) -> String, last: &str) -> String {
    let mut text = "module example\n".to_owned();
    for i in 0..n {
        let _ = writeln!(text, "{}", line(i, i + 1));
    }
    text + last + "\n"
}

fn definitions(n: usize, operator: &str) -> String {
    lines(
        n,
        |i, next| match operator {
            "" => format!("define d{i} = d{next}"),
            operator => format!("define d{i} = d{next} {operator} d{next}"),
        },
        &format!("define d{n} = title is given\n{}", rule("d0")),
    )
}

#[test]
fn a_chain_of_definitions_has_a_limit() {
    assert!(codes(&definitions(63, "")).is_empty());
    for n in [64, 2_000] {
        assert_eq!(codes(&definitions(n, "")), ["TW0114"], "{n}");
        assert_eq!(count(&definitions(n, ""), "TW0114"), 1, "{n}");
    }
}

#[test]
fn a_circle_of_definitions_is_told_however_long() {
    for n in [2, 63, 64, 65, 2_000] {
        let circle = lines(
            n,
            |i, next| format!("define d{i} = d{}", next % n),
            &rule("d0"),
        );
        let codes = codes(&circle);
        assert!(codes.contains(&"TW0216"), "{n}: {codes:?}");
    }
}

#[test]
fn definitions_that_double_are_judged_once() {
    for operator in ["and", "or"] {
        let rules = loaded(&definitions(60, operator)).unwrap();
        let report = tidewaiter::gate::run_cases(&rules);
        assert!(report.failures.is_empty(), "{:?}", report.failures);
        let cost = rules.cost(&rules.rules[0].editions[0]).to_string();
        assert_eq!(cost, "183");
    }
}

#[test]
fn groups_that_double_or_lead_far() {
    let group = |member: &dyn Fn(usize) -> String, n: usize| {
        lines(
            n,
            |i, next| format!("group G{i} \"g\" zh \"g\" {{ {} }}", member(next)),
            &format!(
                "group G{n} \"g\" zh \"g\" {{ member DE }}\n{}",
                rule("title is given").replace("market EU", "market G0")
            ),
        )
    };
    let twice = group(&|next| format!("member G{next} member G{next}"), 40);
    assert_eq!(codes(&twice), ["TW0214"]);
    let other_days = group(
        &|next| format!("member G{next} until 2020-12-31 member G{next} from 2021-01-01"),
        40,
    );
    let rules = loaded(&other_days).unwrap();
    assert!(tidewaiter::gate::run_cases(&rules).failures.is_empty());
    assert_eq!(
        codes(&group(&|next| format!("member G{next}"), 2_000)),
        ["TW0114"]
    );
    assert_eq!(
        codes(&group(&|next| format!("member G{}", next % 2_000), 2_000)),
        ["TW0216"]
    );
}

#[test]
fn classes_that_lead_far() {
    let class = |n: usize, circle: bool| {
        let last = if circle {
            format!("class c{n} \"c\" zh \"c\" {{ within c0 }}")
        } else {
            format!("class c{n} \"c\" zh \"c\"")
        };
        lines(
            n,
            |i, next| format!("class c{i} \"c\" zh \"c\" {{ within c{next} }}"),
            &format!("{last}\n{}", rule("class in [c0, toy] or title is given")),
        )
    };
    assert!(codes(&class(60, false)).is_empty());
    assert_eq!(codes(&class(2_000, false)), ["TW0114"]);
    assert_eq!(codes(&class(2_000, true)), ["TW0216"]);
}

#[test]
fn charges_that_lead_far() {
    let charges = |n: usize, circle: bool| {
        let charge = |i: usize, value: &str| {
            format!(
                "amount m{i} \"m\" zh \"m\" {{ market any cite LAW art. 1\n unverified value {value} }}"
            )
        };
        let last = if circle {
            "m0".to_owned()
        } else {
            "price".to_owned()
        };
        lines(
            n,
            |i, next| charge(i, &format!("m{next}")),
            &format!(
                "{}\n{}",
                charge(n, &last),
                rule("m0 > 1 EUR or title is given")
            ),
        )
    };
    assert!(codes(&charges(40, false)).is_empty());
    for n in [70, 1_000] {
        assert_eq!(codes(&charges(n, false)), ["TW0114"], "{n}");
        assert_eq!(codes(&charges(n, true)), ["TW0802"], "{n}");
    }
}
