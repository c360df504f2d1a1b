//! The gate on changes of rules: examples and tests inside rule files.

use std::sync::Arc;

use crate::engine::{Offer, Outcome, Verdict, assess};
use crate::lang::{ExampleCase, Expected, RuleSet};
use crate::syntax::Location;

/// How many days ahead examples and tests look, as `check` does by default.
pub const HORIZON: i32 = 180;

/// A case that did not come out as expected.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The case.
    pub title: String,
    /// What was expected and what came out, a sentence each.
    pub message: String,
    /// Where the expectation stands.
    pub at: Location,
}

/// What running the cases of a rule set gave.
#[derive(Debug, Clone, Default)]
pub struct CaseReport {
    /// Cases run.
    pub cases: usize,
    /// Expectations looked at.
    pub expectations: usize,
    /// Those that were not met.
    pub failures: Vec<Failure>,
}

/// Runs every example and every test.
pub fn run_cases(rules: &RuleSet) -> CaseReport {
    let mut report = CaseReport::default();
    let examples = rules
        .rules
        .iter()
        .flat_map(|rule| &rule.editions)
        .flat_map(|edition| &edition.examples);
    for case in examples.chain(&rules.tests) {
        report.cases += 1;
        for expected in &case.expected {
            report.expectations += 1;
            if let Some(message) = unmet(rules, case, expected) {
                report.failures.push(Failure {
                    title: case.title.clone(),
                    message,
                    at: expected.place,
                });
            }
        }
    }
    report
}

fn unmet(rules: &RuleSet, case: &ExampleCase, expected: &Expected) -> Option<String> {
    let rule = rules.rule(&expected.rule)?;
    let offer = Offer {
        fields: &case.record.fields,
        id: case.record.id.as_deref(),
        market: case.context.market,
        channel: case.context.channel.as_ref(),
        as_of: case.context.as_of,
        horizon: HORIZON,
        strict: false,
        rates: None,
        explain: false,
    };
    let verdict = assess(rules, rule, &offer);
    if verdict.outcome != expected.outcome {
        return Some(format!(
            "expected {} for {} on {}, but it is {}{}",
            expected.outcome,
            case.context.market,
            case.context.as_of,
            verdict.outcome,
            because(&verdict)
        ));
    }
    let lacks = |wanted: &[Arc<str>], found: &std::collections::BTreeSet<Arc<str>>, what: &str| {
        let missing: Vec<&str> = wanted
            .iter()
            .filter(|path| !found.contains(*path))
            .map(|path| &**path)
            .collect();
        let found: Vec<&str> = found.iter().map(|path| &**path).collect();
        (!missing.is_empty()).then(|| {
            format!(
                "expected {what} {}, but it is {what} {}",
                missing.join(", "),
                found.join(", ")
            )
        })
    };
    lacks(&expected.at, &verdict.at, "at")
        .or_else(|| lacks(&expected.needs, &verdict.unknown.needs, "in need of"))
}

fn because(verdict: &Verdict) -> String {
    let paths: Vec<&str> = match verdict.outcome {
        Outcome::Undetermined => verdict
            .unknown
            .needs
            .iter()
            .chain(&verdict.unknown.reasons)
            .map(|p| &**p)
            .collect(),
        _ => verdict.at.iter().map(|p| &**p).collect(),
    };
    match (paths.is_empty(), verdict.outcome) {
        (true, _) => String::new(),
        (false, Outcome::Undetermined) => format!(": it needs {}", paths.join(", ")),
        (false, _) => format!(" at {}", paths.join(", ")),
    }
}
