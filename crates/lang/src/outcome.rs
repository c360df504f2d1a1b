//! What a rule can say of an offer, as rules expect it and the engine gives it.

use std::fmt;

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
