//! Rules that lead on and on: they are refused, or judged in bounded time, and never overflow the stack.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use tidewaiter_lang::{LoadError, RuleSet, SourceFile, load};

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
    .checked()
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
        let report = tidewaiter_engine::gate::run_cases(&rules);
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
    assert!(
        tidewaiter_engine::gate::run_cases(&rules)
            .failures
            .is_empty()
    );
    assert_eq!(
        codes(&group(&|next| format!("member G{next}"), 2_000)),
        ["TW0114"]
    );
    let circle = codes(&group(&|next| format!("member G{}", next % 2_000), 2_000));
    assert!(circle.contains(&"TW0216"), "{circle:?}");
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

#[test]
fn blocks_that_lead_far() {
    let blocks = |n: usize| {
        let mut text = "except b0 when big cite LAW art. 1\n".to_owned();
        for i in 0..n {
            let _ = writeln!(
                text,
                "  blocks b{i} as b{} when state == used cite LAW art. 2",
                i + 1
            );
        }
        format!(
            "module example\n{}",
            rule("title is given").replace("  require", &format!("  {text}  require"))
        )
    };
    // The last one holds, so that the last but one does not, and so on to the exception.
    let source = blocks(61).replace("{ brand: \"B\" }", "{ big: true, state: used }");
    let rules = loaded(&source).unwrap();
    assert!(
        tidewaiter_engine::gate::run_cases(&rules)
            .failures
            .is_empty()
    );
    assert_eq!(codes(&blocks(500)), ["TW0114"]);
}

/// What the limits allow is evaluated on the stack of a thread that nobody has enlarged.
#[test]
fn the_deepest_rule_fits_the_stack() {
    let nested = |inner: String| format!("{}{inner}{}", "not (".repeat(62), ")".repeat(62));
    let definitions = lines(
        3,
        |i, next| format!("define d{i} = {}", nested(format!("d{next}"))),
        &format!("define d3 = title is given\n{}", rule("d0")),
    );
    let rules = loaded(&definitions).unwrap();
    assert!(
        tidewaiter_engine::gate::run_cases(&rules)
            .failures
            .is_empty()
    );
    let deeper = lines(
        5,
        |i, next| format!("define d{i} = {}", nested(format!("d{next}"))),
        &format!("define d5 = title is given\n{}", rule("d0")),
    );
    assert_eq!(codes(&deeper), ["TW0114"]);
    let charge = |i: usize, value: &str| {
        format!(
            "amount m{i} \"m\" zh \"m\" {{ market any cite LAW art. 1\n unverified value {value} }}"
        )
    };
    let charges = lines(
        45,
        |i, next| charge(i, &format!("m{next}")),
        &format!(
            "define local_currency = EUR\n{}\n{}",
            charge(45, "price"),
            rule("m0 > 1 EUR")
                .replace("title: \"A\"", "price: 2 EUR")
                .replace("brand: \"B\"", "price: 1 EUR")
        ),
    );
    let rules = loaded(&charges).unwrap();
    let report = tidewaiter_engine::gate::run_cases(&rules);
    assert!(report.failures.is_empty(), "{:?}", report.failures);
}

#[test]
fn an_evaluation_has_a_budget() {
    let mut condition = String::new();
    for i in 0..6 {
        let _ = write!(condition, "every x{i} in parts: ");
    }
    condition.push_str("x0.name is given");
    let parts = vec!["{ name: \"n\" }"; 20].join(", ");
    let source = format!("module example\n{}", rule(&condition))
        .replace("ok { title: \"A\" }", "ok { parts: [{ name: \"n\" }] }")
        .replace(
            "fails { brand: \"B\" }",
            &format!("fails {{ parts: [{{ percent: 1 % }}] }}\n  example undetermined {{ parts: [{parts}] }}"),
        );
    let rules = loaded(&source).unwrap();
    let report = tidewaiter_engine::gate::run_cases(&rules);
    assert!(report.failures.is_empty(), "{:?}", report.failures);
}

#[test]
fn a_table_that_is_too_large_is_not_missing() {
    let file = |path: &str, bytes: Vec<u8>| SourceFile {
        name: path.to_owned(),
        path: path.to_owned(),
        bytes,
    };
    let rules = "module t\ntable rates from \"tables/x.csv\" { key country: country value rate: percent }\n";
    let error = load(&[
        file("t.tide", rules.into()),
        file("tables/x.csv", vec![b'x'; 4 * 1024 * 1024 + 1]),
    ])
    .checked()
    .unwrap_err();
    let codes: Vec<&str> = error.diagnostics.iter().map(|d| d.code.code()).collect();
    assert_eq!(codes, ["TW0103"]);
    assert!(error.to_string().contains("4194304"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_pipe_among_rules_is_told_and_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("rates.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
    for command in ["lint", "fmt", "test"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tidewaiter"))
            .arg(command)
            .arg(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(told.contains("rates.csv is no regular file"), "{told}");
    }
}
