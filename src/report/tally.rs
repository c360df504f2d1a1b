//! The numbers of a report: kept while products pass, small however many of them there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::InputSummary;
use crate::Assessment;
use crate::catalog::InputProblem;
use crate::engine::Outcome;
use crate::lang::Severity;

/// The numbers of a run.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Totals {
    /// Records checked.
    pub records: u64,
    /// Records with no violation and nothing undetermined.
    pub cleared: u64,
    /// Violations by severity.
    pub violated: BTreeMap<String, u64>,
    /// Rules that could not be decided.
    pub undetermined: u64,
    /// Rules not yet in force that would be violated.
    pub upcoming: u64,
    /// Violations that are waived.
    pub waived: u64,
    /// Rules satisfied.
    pub satisfied: u64,
    /// Times that a presumption was used.
    pub presumed: u64,
}

impl Totals {
    /// Violations of a severity.
    pub fn of(&self, severity: Severity) -> u64 {
        self.violated.get(severity.word()).copied().unwrap_or(0)
    }

    /// Violations of at least a severity.
    pub fn at_least(&self, least: Severity) -> u64 {
        [Severity::Notice, Severity::Warning, Severity::Error]
            .iter()
            .filter(|severity| **severity >= least)
            .map(|severity| self.of(*severity))
            .sum()
    }
}

/// The numbers of a market.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct MarketTally {
    /// Violations of error severity.
    pub errors: u64,
    /// Violations of warning severity.
    pub warnings: u64,
    /// Violations of notice severity.
    pub notices: u64,
    /// Rules not yet in force that would be violated.
    pub upcoming: u64,
    /// Rules that could not be decided.
    pub undetermined: u64,
    /// Rules satisfied.
    pub satisfied: u64,
}

/// Everything that is counted.
#[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
pub struct Tally {
    /// The numbers of the run.
    pub totals: Totals,
    /// The numbers by market.
    pub markets: BTreeMap<String, MarketTally>,
    /// How often each rule was violated with error severity.
    pub errors: BTreeMap<Arc<str>, u64>,
    /// How many findings wait for an attribute, by its path without places in lists.
    pub needs: BTreeMap<String, u64>,
    /// Problems of the input because of which something was not read.
    pub unread: u64,
    /// The files.
    pub inputs: Vec<InputSummary>,
}

impl Tally {
    /// Counts a product.
    pub fn add(&mut self, assessment: &Assessment) {
        let totals = &mut self.totals;
        totals.records += 1;
        totals.cleared += u64::from(
            !assessment
                .findings
                .iter()
                .any(|f| matches!(f.outcome, Outcome::Violated | Outcome::Undetermined)),
        );
        totals.presumed += assessment.presumed.values().sum::<u64>();
        for (market, counts) in &assessment.outcomes {
            let satisfied = counts.get(&Outcome::Satisfied).copied().unwrap_or(0);
            totals.satisfied += satisfied;
            self.markets
                .entry(market.to_string())
                .or_default()
                .satisfied += satisfied;
        }
        for finding in &assessment.findings {
            let market = self.markets.entry(finding.market.clone()).or_default();
            match finding.outcome {
                Outcome::Violated => {
                    let severity = finding.severity;
                    *totals.violated.entry(severity.to_string()).or_insert(0) += 1;
                    match severity {
                        Severity::Error => {
                            market.errors += 1;
                            *self.errors.entry(finding.rule.clone()).or_insert(0) += 1;
                        }
                        Severity::Warning => market.warnings += 1,
                        Severity::Notice => market.notices += 1,
                    }
                }
                Outcome::Undetermined => {
                    totals.undetermined += 1;
                    market.undetermined += 1;
                    for path in &finding.needs {
                        let path = path.split('[').next().unwrap_or(path);
                        *self.needs.entry(path.to_owned()).or_insert(0) += 1;
                    }
                }
                Outcome::Upcoming => {
                    totals.upcoming += 1;
                    market.upcoming += 1;
                }
                Outcome::Waived => totals.waived += 1,
                Outcome::OutOfScope | Outcome::Satisfied => {}
            }
        }
    }

    /// Counts a problem of the input.
    pub fn add_problem(&mut self, problem: &InputProblem) {
        self.unread += u64::from(problem.code.unread());
    }
}
