//! The seam behind which verdicts are made: whoever asks for them knows [`Engine`] and nothing else.

use std::fmt;

use crate::lang::{Rule, RuleSet};
use crate::reference::Reference;
use crate::{Offer, Verdict, assess};

/// Gives the verdicts of rules on offers. [`Reference`] defines them; another engine gives the same ones.
pub trait Engine: fmt::Debug + Send + Sync {
    /// What every rule says of every offer: the verdicts of the first offer in the order of the rules, then
    /// those of the second, and so on. Derivations go with them where an offer asks to explain. The offers
    /// differ in their products only: market, channel, day and settings are those of the first.
    fn assess(&self, rules: &RuleSet, asked: &[&Rule], batch: &[Offer<'_>]) -> Vec<Verdict>;

    /// How many offers it is best given at once.
    fn at_once(&self) -> usize;
}

/// Offer by offer and rule by rule.
impl Engine for Reference {
    fn assess(&self, rules: &RuleSet, asked: &[&Rule], batch: &[Offer<'_>]) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(asked.len() * batch.len());
        for offer in batch {
            verdicts.extend(asked.iter().map(|rule| assess(rules, rule, offer)));
        }
        verdicts
    }

    /// It has nothing in common to compute for several.
    fn at_once(&self) -> usize {
        1
    }
}
