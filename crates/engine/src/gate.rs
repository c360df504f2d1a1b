//! The gate on changes of rules: examples and tests inside rule files.

use std::sync::Arc;

use crate::lang::{ExampleCase, Expected, ExpectedCharge, ExpectedSum, Per, RuleSet};
use crate::quote::quote;
use crate::sentence::Sentence;
use crate::syntax::Location;
use crate::value::Money;
use crate::{ChargeState, Charges, Offer, Outcome, Unknown, Verdict, assess, ledger};

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
        for expected in &case.charges {
            report.expectations += 1;
            if let Some(message) = unmet_charge(rules, case, expected) {
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

/// What a charge came to instead of what was expected.
fn unmet_charge(rules: &RuleSet, case: &ExampleCase, expected: &ExpectedCharge) -> Option<String> {
    let others: Vec<&crate::record::Fields> = case.others.iter().map(|r| &r.fields).collect();
    let offer = offer(case, &others);
    let ledger = ledger(rules, &offer, offer.as_of);
    let what = expected.name.as_deref().unwrap_or("the landed cost");
    let amount = match &expected.name {
        None => quote(rules, &ledger, offer.market, offer.as_of)
            .landed
            .map(Some),
        Some(name) => {
            let items: Vec<Option<usize>> = match (expected.item, ledger.definition(name)) {
                (Some(item), _) => vec![Some(item)],
                (None, Some((_, charge))) if charge.per == Per::Item => {
                    (0..ledger.len()).map(Some).collect()
                }
                _ => vec![None],
            };
            let mut sum: Result<Option<Money>, Unknown> = Ok(None);
            for item in items {
                let line = ledger.line(name, item);
                let amount = match (line.state, line.charge) {
                    (ChargeState::NotDue, _) => Ok(None),
                    (_, None) => Ok(None),
                    _ => line.amount.clone().map(Some),
                };
                sum = match (sum, amount) {
                    (Ok(None), other) | (other, Ok(None)) => other,
                    (Ok(Some(sum)), Ok(Some(amount))) => {
                        sum.add(amount).map(Some).map_err(Unknown::because)
                    }
                    (Err(a), Err(b)) => Err(a.and(b)),
                    (Err(why), _) | (_, Err(why)) => Err(why),
                };
            }
            sum
        }
    };
    let shown = match &amount {
        Ok(Some(amount)) => amount.to_string(),
        Ok(None) => "not due".to_owned(),
        Err(unknown) => {
            let needs: Vec<&str> = unknown
                .needs
                .iter()
                .map(|path| &**path)
                .chain(unknown.reasons.iter().map(Sentence::english))
                .collect();
            format!("undetermined: {}", needs.join("; "))
        }
    };
    let wanted = match expected.amount {
        ExpectedSum::Sum(money) => money.to_string(),
        ExpectedSum::Undetermined => "undetermined".to_owned(),
        ExpectedSum::None => "not due".to_owned(),
    };
    let met = match (&expected.amount, &amount) {
        (ExpectedSum::Sum(wanted), Ok(Some(found))) => wanted == found,
        (ExpectedSum::Undetermined, Err(_)) | (ExpectedSum::None, Ok(None)) => true,
        _ => false,
    };
    if !met {
        return Some(format!(
            "expected {what} of {wanted} for {} on {}, but it is {shown}",
            case.context.market, case.context.as_of
        ));
    }
    let unknown = amount.err().unwrap_or_default();
    let missing: Vec<&str> = expected
        .needs
        .iter()
        .filter(|path| !unknown.needs.contains(*path))
        .map(|path| &**path)
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "expected {what} to need {}, but it is {shown}",
            missing.join(", ")
        )
    })
}

fn offer<'a>(case: &'a ExampleCase, others: &'a [&'a crate::record::Fields]) -> Offer<'a> {
    Offer {
        fields: &case.record.fields,
        others,
        id: case.record.id.as_deref(),
        market: case.context.market,
        channel: case.context.channel.as_ref(),
        as_of: case.context.as_of,
        horizon: HORIZON,
        strict: false,
        rates: Some(&case.rates),
        explain: false,
    }
}

fn unmet(rules: &RuleSet, case: &ExampleCase, expected: &Expected) -> Option<String> {
    let rule = rules.rule(&expected.rule)?;
    let others: Vec<&crate::record::Fields> = case.others.iter().map(|r| &r.fields).collect();
    let offer = offer(case, &others);
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
            .map(|path| &**path)
            .chain(verdict.unknown.reasons.iter().map(Sentence::english))
            .collect(),
        _ => verdict.at.iter().map(|p| &**p).collect(),
    };
    match (paths.is_empty(), verdict.outcome) {
        (true, _) => String::new(),
        (false, Outcome::Undetermined) => format!(": it needs {}", paths.join(", ")),
        (false, _) => format!(" at {}", paths.join(", ")),
    }
}
