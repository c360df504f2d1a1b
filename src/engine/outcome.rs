//! What an assessment says.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::sentence::Sentence;
use crate::value::Date;

/// What one rule says about one offer in one market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Market, channel, date, class or `applies when` do not select the offer, or the law excepts it.
    OutOfScope,
    /// Every requirement holds.
    Satisfied,
    /// A requirement definitely does not hold.
    Violated,
    /// Something that would decide is not given.
    Undetermined,
    /// Violated or undetermined, and covered by a waiver.
    Waived,
    /// Not yet in force, and would be violated on its first day.
    Upcoming,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] = [
        Self::OutOfScope,
        Self::Satisfied,
        Self::Violated,
        Self::Undetermined,
        Self::Waived,
        Self::Upcoming,
    ];

    /// The word in rules and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::OutOfScope => "out_of_scope",
            Self::Satisfied => "satisfied",
            Self::Violated => "violated",
            Self::Undetermined => "undetermined",
            Self::Waived => "waived",
            Self::Upcoming => "upcoming",
        }
    }

    /// The outcome of a word; `ok` and `fails` are short for satisfied and violated.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "ok" => Some(Self::Satisfied),
            "fails" => Some(Self::Violated),
            _ => Self::ALL.into_iter().find(|outcome| outcome.word() == word),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
