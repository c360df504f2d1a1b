//! The numbers of a run.

use std::collections::BTreeMap;

use tidewaiter_checker::Assessment;

use crate::lang::{Outcome, Severity};

/// The numbers of a run, `summary` in its JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// Records checked.
    pub records: u64,
    /// Records with no violation and nothing undetermined, in markets that all have rules.
    pub cleared: u64,
    /// Records of which not everything is known: a rule is undetermined, or a market has no rules.
    pub open: u64,
    /// Those of them of which nothing is known: no rule was found to be satisfied or violated.
    pub unknown: u64,
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
    /// Counts a product. Where a market of the run has no rules, nothing is cleared.
    #[doc(hidden)]
    pub fn add(&mut self, assessment: &Assessment, uncovered: bool) {
        self.records += 1;
        let has = |outcome| assessment.findings.iter().any(|f| f.outcome == outcome);
        let (violated, undetermined) = (has(Outcome::Violated), has(Outcome::Undetermined));
        let is_open = undetermined || uncovered || assessment.outcomes.is_empty();
        let satisfied = |counts: &BTreeMap<Outcome, u64>| counts.contains_key(&Outcome::Satisfied);
        let known = violated || assessment.outcomes.values().any(satisfied);
        self.cleared += u64::from(!violated && !is_open);
        self.open += u64::from(is_open);
        self.unknown += u64::from(is_open && !known);
        self.presumed += assessment.presumed.values().sum::<u64>();
        for counts in assessment.outcomes.values() {
            self.satisfied += counts.get(&Outcome::Satisfied).copied().unwrap_or(0);
        }
        for finding in &assessment.findings {
            match finding.outcome {
                Outcome::Violated => {
                    let severity = finding.severity.to_string();
                    *self.violated.entry(severity).or_insert(0) += 1;
                }
                Outcome::Undetermined => self.undetermined += 1,
                Outcome::Upcoming => self.upcoming += 1,
                Outcome::Waived => self.waived += 1,
                Outcome::OutOfScope | Outcome::Satisfied => {}
            }
        }
    }

    /// Violations of a severity.
    pub fn of(&self, severity: Severity) -> u64 {
        self.violated.get(severity.word()).copied().unwrap_or(0)
    }

    /// Violations of at least a severity.
    pub fn at_least(&self, least: Severity) -> u64 {
        Severity::ALL
            .iter()
            .filter(|severity| **severity >= least)
            .map(|severity| self.of(*severity))
            .sum()
    }
}
