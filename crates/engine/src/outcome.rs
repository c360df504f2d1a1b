//! What an assessment says.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::lang::Outcome;
use crate::sentence::Sentence;
use crate::value::Date;

/// Attributes by their paths.
pub(super) type Paths = BTreeSet<Arc<str>>;

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Unknown {
    /// The attributes that would decide it.
    pub needs: BTreeSet<Arc<str>>,
    /// Reasons that no attribute would cure.
    pub reasons: BTreeSet<Sentence>,
}

impl Unknown {
    /// One attribute would decide it.
    pub fn needs(path: Arc<str>) -> Self {
        Self {
            needs: BTreeSet::from([path]),
            reasons: BTreeSet::new(),
        }
    }

    /// No attribute would decide it.
    pub fn because(reason: impl Into<Sentence>) -> Self {
        Self {
            needs: BTreeSet::new(),
            reasons: BTreeSet::from([reason.into()]),
        }
    }

    /// Both at once.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.needs.extend(other.needs);
        self.reasons.extend(other.reasons);
        self
    }
}

/// A step of a derivation: an expression, what came out, and the steps it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Step {
    /// What was looked at, in the words of the rule.
    pub text: String,
    /// What came out: a value, `unknown`, or a sentence.
    pub result: String,
    /// What it was made of.
    pub parts: Vec<Step>,
}

impl Step {
    /// The step without what it was made of, which is shown where it was looked at first.
    pub(super) fn alone(&self) -> Self {
        Self {
            text: self.text.clone(),
            result: self.result.clone(),
            parts: Vec::new(),
        }
    }
}

/// What a rule says, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What it says.
    pub outcome: Outcome,
    /// Which edition was used, by its place among the editions of the rule.
    pub edition: usize,
    /// The attributes whose values decided a violation.
    pub at: BTreeSet<Arc<str>>,
    /// What would decide it, if it is undetermined.
    pub unknown: Unknown,
    /// What was presumed.
    pub presumed: BTreeSet<Sentence>,
    /// The exceptions that applied, and the blocks that took them away.
    pub exceptions: Vec<Arc<str>>,
    /// The waiver that covers it.
    pub waiver: Option<Arc<str>>,
    /// The day on which an upcoming edition begins.
    pub upcoming: Option<Date>,
    /// How it came about; empty unless it was asked for.
    pub derivation: Vec<Step>,
}
