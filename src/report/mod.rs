//! What a run found, for people and for programs.

mod human;
mod json;

pub use human::human;
pub use json::{json, ndjson};

use std::collections::BTreeMap;

use crate::catalog::InputProblem;
use crate::engine::Outcome;
use crate::lang::Severity;
use crate::{Assessment, Checker, Finding};

/// What a run found.
#[derive(Debug)]
pub struct Run<'a> {
    /// The checker, with its rules, markets and date.
    pub checker: &'a Checker,
    /// Presumptions were switched off.
    pub strict: bool,
    /// The files, with what they turned out to be and the records read from them.
    pub inputs: Vec<InputSummary>,
    /// What the rules say, record by record.
    pub assessments: Vec<Assessment>,
    /// What could not be read.
    pub problems: Vec<InputProblem>,
}

/// A file of a run.
#[derive(Debug, Clone, serde::Serialize)]
pub struct InputSummary {
    /// The name.
    pub file: String,
    /// What it turned out to be.
    pub format: Option<String>,
    /// The profile it was read with, if its columns are those of a platform.
    pub profile: Option<String>,
    /// The records read from it and checked.
    pub records: u64,
    /// Drafts, archived and hidden products that were not checked.
    pub left_out: u64,
    /// The records that could not be read.
    pub unread: u64,
}

/// The numbers of a run.
#[derive(Debug, Clone, Default, serde::Serialize)]
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

impl Run<'_> {
    /// Every finding.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.assessments
            .iter()
            .flat_map(|assessment| &assessment.findings)
    }

    /// The numbers of the run.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        for assessment in &self.assessments {
            totals.records += 1;
            totals.cleared += u64::from(
                !assessment
                    .findings
                    .iter()
                    .any(|f| matches!(f.outcome, Outcome::Violated | Outcome::Undetermined)),
            );
            totals.presumed += assessment.presumed.values().sum::<u64>();
            for counts in assessment.outcomes.values() {
                totals.satisfied += counts.get(&Outcome::Satisfied).copied().unwrap_or(0);
            }
            for finding in &assessment.findings {
                match finding.outcome {
                    Outcome::Violated => {
                        *totals
                            .violated
                            .entry(finding.severity.to_string())
                            .or_insert(0) += 1;
                    }
                    Outcome::Undetermined => totals.undetermined += 1,
                    Outcome::Upcoming => totals.upcoming += 1,
                    Outcome::Waived => totals.waived += 1,
                    Outcome::OutOfScope | Outcome::Satisfied => {}
                }
            }
        }
        totals
    }

    /// Violations of at least a severity.
    pub fn violations(&self, least: Severity) -> usize {
        self.findings()
            .filter(|f| f.outcome == Outcome::Violated && f.severity >= least)
            .count()
    }
}
