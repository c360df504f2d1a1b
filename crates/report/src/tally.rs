//! The numbers of a report: kept while products pass, small however many of them there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{InputSummary, Totals};
use crate::Assessment;
use crate::catalog::{InputCode, InputProblem};
use crate::engine::Outcome;
use crate::lang::{Area, Severity};

/// How many different sets of rules that block listings are kept apart.
const MOST_SETS: usize = 20_000;

/// The numbers of a market. A listing is one product in one market.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct MarketTally {
    /// Listings with no violation of error severity and nothing undetermined.
    pub ready: u64,
    /// Listings with a violation of error severity.
    pub blocked: u64,
    /// The other listings: something is undetermined.
    pub open: u64,
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
    /// Violations that are waived.
    pub waived: u64,
    /// Rules satisfied.
    pub satisfied: u64,
}

impl MarketTally {
    /// The numbers in the order in which tables have them: ready, blocked and open listings, errors,
    /// warnings, notices, upcoming, undetermined and satisfied rules.
    pub fn numbers(&self) -> [u64; 9] {
        [
            self.ready,
            self.blocked,
            self.open,
            self.errors,
            self.warnings,
            self.notices,
            self.upcoming,
            self.undetermined,
            self.satisfied,
        ]
    }
}

/// The numbers of a rule.
#[derive(Debug, Clone, serde::Serialize)]
pub struct RuleTally {
    /// Listings that violate it.
    pub violated: u64,
    /// Its severity, the highest of its editions that were met.
    pub severity: Severity,
    /// Its area.
    pub area: Area,
    /// What to do, as first told.
    pub remedy: String,
}

/// One thing to do, in an order that makes many listings ready soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The rule to satisfy.
    pub rule: Arc<str>,
    /// Listings that it blocks, alone or with other rules.
    pub blocks: u64,
    /// Listings that nothing blocks any more after this step and those before it.
    pub unlocked: u64,
}

/// Everything that is counted.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Tally {
    /// The numbers of the run.
    pub totals: Totals,
    /// The numbers by market.
    pub markets: BTreeMap<String, MarketTally>,
    /// The numbers of rules that were violated.
    pub rules: BTreeMap<Arc<str>, RuleTally>,
    /// How many findings wait for an attribute, by its path without places in lists.
    pub needs: BTreeMap<String, u64>,
    /// Markets in which no rule, or none that was selected, is in force: nothing was checked there.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub no_rules: BTreeSet<String>,
    /// What could not be read, by kind.
    pub problems: BTreeMap<InputCode, u64>,
    /// The files.
    pub inputs: Vec<InputSummary>,
    /// How many listings are blocked by exactly these rules.
    #[serde(skip)]
    blocking: BTreeMap<Vec<Arc<str>>, u64>,
}

impl Tally {
    /// Counts a product.
    pub fn add(&mut self, assessment: &Assessment) {
        self.totals.add(assessment, !self.no_rules.is_empty());
        let mut blocking: BTreeMap<String, BTreeSet<Arc<str>>> = BTreeMap::new();
        let mut open: BTreeSet<&str> = BTreeSet::new();
        for (market, counts) in &assessment.outcomes {
            let satisfied = counts.get(&Outcome::Satisfied).copied().unwrap_or(0);
            let name = market.to_string();
            self.markets.entry(name.clone()).or_default().satisfied += satisfied;
            blocking.insert(name, BTreeSet::new());
        }
        for finding in &assessment.findings {
            let market = self.markets.entry(finding.market.clone()).or_default();
            match finding.outcome {
                Outcome::Violated => {
                    let severity = finding.severity;
                    match severity {
                        Severity::Error => market.errors += 1,
                        Severity::Warning => market.warnings += 1,
                        Severity::Notice => market.notices += 1,
                    }
                    let rule =
                        self.rules
                            .entry(finding.rule.clone())
                            .or_insert_with(|| RuleTally {
                                violated: 0,
                                severity,
                                area: finding.area,
                                remedy: finding.remedy.clone(),
                            });
                    rule.violated += 1;
                    rule.severity = rule.severity.max(severity);
                    if severity == Severity::Error {
                        blocking
                            .entry(finding.market.clone())
                            .or_default()
                            .insert(finding.rule.clone());
                    }
                }
                Outcome::Undetermined => {
                    market.undetermined += 1;
                    open.insert(&finding.market);
                    for path in &finding.needs {
                        *self.needs.entry(without_places(path)).or_insert(0) += 1;
                    }
                }
                Outcome::Upcoming => {
                    market.upcoming += 1;
                }
                Outcome::Waived => {
                    market.waived += 1;
                }
                Outcome::OutOfScope | Outcome::Satisfied => {}
            }
        }
        for (name, rules) in blocking {
            let is_open = open.contains(name.as_str()) || self.no_rules.contains(&name);
            let market = self.markets.entry(name).or_default();
            if rules.is_empty() {
                market.ready += u64::from(!is_open);
                market.open += u64::from(is_open);
                continue;
            }
            market.blocked += 1;
            let rules: Vec<Arc<str>> = rules.into_iter().collect();
            if self.blocking.len() < MOST_SETS || self.blocking.contains_key(&rules) {
                *self.blocking.entry(rules).or_insert(0) += 1;
            }
        }
    }

    /// Counts something that could not be read.
    pub fn add_problem(&mut self, problem: &InputProblem) {
        *self.problems.entry(problem.code).or_insert(0) += 1;
    }

    /// Something is not known, so that it would be wrong to say that nothing was found.
    pub fn is_open(&self) -> bool {
        self.totals.open > 0 || !self.no_rules.is_empty()
    }

    /// Something of the input could not be read.
    pub fn has_unread(&self) -> bool {
        self.problems.keys().any(|code| code.unread())
    }

    /// Which rules to satisfy first, at most so many.
    ///
    /// Each step takes the rule that blocks most of what is left, a listing counting the less the more
    /// other rules block it too; so the first steps make listings ready, not only shorter.
    pub fn steps(&self, most: usize) -> Vec<Step> {
        // Divisible by every number of rules up to 16, so that the weights are whole.
        const WEIGHT: u64 = 720_720;
        let mut left: Vec<(Vec<Arc<str>>, u64)> = self
            .blocking
            .iter()
            .map(|(rules, count)| (rules.clone(), *count))
            .collect();
        let mut steps: Vec<Step> = Vec::new();
        let mut unlocked = 0;
        while steps.len() < most {
            let mut weights: BTreeMap<&Arc<str>, u64> = BTreeMap::new();
            for (rules, count) in &left {
                for rule in rules {
                    *weights.entry(rule).or_insert(0) += count * WEIGHT / rules.len() as u64;
                }
            }
            let best = weights
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
            let Some((rule, _)) = best else { break };
            let rule = rule.clone();
            for (rules, _) in &mut left {
                rules.retain(|other| *other != rule);
            }
            unlocked += left
                .iter()
                .filter(|(rules, _)| rules.is_empty())
                .map(|(_, count)| count)
                .sum::<u64>();
            left.retain(|(rules, _)| !rules.is_empty());
            let blocks = self
                .blocking
                .iter()
                .filter(|(rules, _)| rules.contains(&rule))
                .map(|(_, count)| count)
                .sum();
            steps.push(Step {
                rule,
                blocks,
                unlocked,
            });
        }
        steps
    }

    /// The attributes that would decide most, with the number of findings that wait for each.
    pub fn most_needed(&self, most: usize) -> Vec<(&str, u64)> {
        let mut needs: Vec<(&str, u64)> = self
            .needs
            .iter()
            .map(|(path, n)| (path.as_str(), *n))
            .collect();
        needs.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        needs.truncate(most);
        needs
    }

    /// Listings that are ready, open and blocked.
    pub fn listings(&self) -> (u64, u64, u64) {
        self.markets.values().fold((0, 0, 0), |sum, market| {
            (
                sum.0 + market.ready,
                sum.1 + market.open,
                sum.2 + market.blocked,
            )
        })
    }
}

/// `batteries[0].energy` is `batteries.energy`.
fn without_places(path: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in path.chars() {
        match c {
            '[' => inside = true,
            ']' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(sets: &[(&[&str], u64)]) -> Tally {
        Tally {
            blocking: sets
                .iter()
                .map(|(rules, count)| (rules.iter().map(|r| Arc::from(*r)).collect(), *count))
                .collect(),
            ..Tally::default()
        }
    }

    fn shown(steps: &[Step]) -> Vec<(&str, u64, u64)> {
        steps
            .iter()
            .map(|step| (&*step.rule, step.blocks, step.unlocked))
            .collect()
    }

    #[test]
    fn first_what_unlocks_most() {
        // `b` blocks more listings, but never alone; `a` alone unlocks five.
        let tally = tally(&[(&["a"], 5), (&["b", "c", "d"], 6), (&["c"], 1)]);
        assert_eq!(
            shown(&tally.steps(9)),
            [("a", 5, 5), ("c", 7, 6), ("b", 6, 6), ("d", 6, 12)]
        );
        assert_eq!(tally.steps(1).len(), 1);
        assert!(Tally::default().steps(3).is_empty());
    }

    #[test]
    fn paths_lose_their_places() {
        assert_eq!(without_places("batteries[0].energy"), "batteries.energy");
        assert_eq!(without_places("labels"), "labels");
    }
}
