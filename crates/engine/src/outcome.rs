//! What an assessment says.
//!
//! A verdict holds places, values and numbers of what the rules have; its texts are made for those who
//! are told them, and most verdicts nobody is.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::lang::{Edition, Outcome, Presumed, RuleSet};
use crate::record::Value;
use crate::sentence::{Sentence, say};
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

/// What was presumed of an attribute that a record does not give.
///
/// Of one attribute the schema presumes one thing, which only the day may change: these two tell it from
/// any other.
#[derive(Debug, Clone)]
pub struct PresumedValue {
    path: Arc<str>,
    value: What,
}

#[derive(Debug, Clone)]
enum What {
    Day(Date),
    Value(Arc<Value>),
}

impl PresumedValue {
    /// What the schema presumes, on a day.
    pub(super) fn new(path: Arc<str>, presumed: &Presumed, today: Date) -> Self {
        let value = match presumed {
            Presumed::Today => What::Day(today),
            Presumed::Value(value) => What::Value(value.clone()),
        };
        Self { path, value }
    }

    /// A day.
    pub(super) fn day(path: Arc<str>, day: Date) -> Self {
        let value = What::Day(day);
        Self { path, value }
    }

    /// `origin is CN`
    pub fn sentence(&self) -> Sentence {
        let path = &self.path;
        match &self.value {
            What::Day(day) => say!("{path} is {day}", "{path} 推定为 {day}", path, day),
            What::Value(value) => say!("{path} is {value}", "{path} 推定为 {value}", path, value),
        }
    }

    fn key(&self) -> (&str, Option<Date>) {
        let day = match self.value {
            What::Day(day) => Some(day),
            What::Value(_) => None,
        };
        (&self.path, day)
    }
}

impl PartialEq for PresumedValue {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for PresumedValue {}

impl PartialOrd for PresumedValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PresumedValue {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// The sentences of what was presumed, in their own order.
pub fn presumed_sentences<'a>(
    presumed: impl IntoIterator<Item = &'a PresumedValue>,
) -> BTreeSet<Sentence> {
    presumed.into_iter().map(PresumedValue::sentence).collect()
}

/// What came of an exception whose condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionState {
    /// It takes an exception away.
    Blocks,
    /// It applies.
    Applies,
    /// Another one takes it away.
    Blocked,
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
    pub presumed: BTreeSet<PresumedValue>,
    /// The exceptions whose conditions hold, by their places in the edition.
    pub exceptions: Vec<(usize, ExceptionState)>,
    /// The waiver that covers it, by its place among those of the rules.
    pub waiver: Option<usize>,
    /// The day on which an upcoming edition begins.
    pub upcoming: Option<Date>,
    /// How it came about; empty unless it was asked for.
    pub derivation: Vec<Step>,
}

impl Verdict {
    /// What became of exceptions, with their law.
    pub fn exceptions_told(&self, edition: &Edition) -> Vec<Arc<str>> {
        let told = self.exceptions.iter().filter_map(|(place, state)| {
            let exception = edition.exceptions.get(*place)?;
            let what = match state {
                ExceptionState::Blocks => "takes an exception away",
                ExceptionState::Applies => "applies",
                ExceptionState::Blocked => "is taken away",
            };
            let cite: Vec<String> = exception.cite.iter().map(ToString::to_string).collect();
            Some(format!("{} {what} ({})", exception.name, cite.join("; ")).into())
        });
        told.collect()
    }

    /// The waiver with its last day, who answers for it and why.
    pub fn waiver_told(&self, rules: &RuleSet) -> Option<Arc<str>> {
        let waiver = rules.waivers.get(self.waiver?)?;
        let (title, until, by, reason) = (&waiver.title, waiver.until, &waiver.by, &waiver.reason);
        Some(format!("{title} (until {until}, {by}: {reason})").into())
    }
}
