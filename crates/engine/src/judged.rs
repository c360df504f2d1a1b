//! What an expression gives: a value or what would decide it, and what it was read from.

use std::collections::BTreeSet;

use super::Unknown;
use super::line::{Decisions, RowUsed};
use super::outcome::{Paths, PresumedValue};
use crate::record::Value;
use crate::value::Tri;

/// A value or what would decide it, and the attributes that it was decided by.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The value.
    pub value: Result<Value, Unknown>,
    /// The attributes.
    pub reads: Paths,
}

impl Judged {
    pub(super) fn new(value: Result<Value, Unknown>) -> Self {
        Self {
            value,
            reads: Paths::new(),
        }
    }

    pub(super) fn bool(value: bool) -> Self {
        Self::new(Ok(Value::Bool(value)))
    }

    pub(super) fn reading(mut self, reads: Paths) -> Self {
        self.reads.extend(reads);
        self
    }

    /// The truth value of a condition.
    pub fn truth(&self) -> Tri {
        match &self.value {
            Ok(Value::Bool(value)) => Tri::from(*value),
            _ => Tri::Unknown,
        }
    }

    /// What would decide it; nothing if it is known.
    pub fn unknown(&self) -> Unknown {
        self.value.as_ref().err().cloned().unwrap_or_default()
    }
}

/// What an evaluation leaves behind beside its value.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    /// What was presumed.
    pub presumed: BTreeSet<PresumedValue>,
    /// The rows of tables that were used.
    pub rows: BTreeSet<RowUsed>,
    /// The rates of exchange that were used.
    pub exchange: BTreeSet<String>,
    /// How conditions came out, in order.
    pub decisions: Decisions,
}

impl Trail {
    /// Goes on where another one ended.
    pub(super) fn absorb(&mut self, other: &Self) {
        self.presumed.extend(other.presumed.iter().cloned());
        self.rows.extend(other.rows.iter().cloned());
        self.exchange.extend(other.exchange.iter().cloned());
        self.decisions.extend(&other.decisions);
    }
}

/// Joins truth values: one that equals `decisive` decides; then only what decided it was read.
pub(super) fn combine(judged: impl IntoIterator<Item = Judged>, decisive: Tri) -> Judged {
    let mut unknown: Option<Unknown> = None;
    let (mut decided, mut reads, mut all) = (false, Paths::new(), Paths::new());
    for part in judged {
        match part.truth() {
            truth if truth == decisive => {
                decided = true;
                reads.extend(part.reads);
            }
            Tri::Unknown => unknown = Some(unknown.unwrap_or_default().and(part.unknown())),
            _ => all.extend(part.reads),
        }
    }
    let decisive = decisive == Tri::True;
    match (decided, unknown) {
        (true, _) => Judged::bool(decisive).reading(reads),
        (false, Some(unknown)) => Judged::new(Err(unknown)).reading(all),
        (false, None) => Judged::bool(!decisive).reading(all),
    }
}

/// The values of operands that are all known.
pub(super) fn known(judged: Vec<Judged>) -> Result<(Vec<Value>, Paths), Unknown> {
    let mut unknown: Option<Unknown> = None;
    let (mut values, mut reads) = (Vec::new(), Paths::new());
    for part in judged {
        reads.extend(part.reads);
        match part.value {
            Ok(value) => values.push(value),
            Err(why) => unknown = Some(unknown.unwrap_or_default().and(why)),
        }
    }
    match unknown {
        Some(unknown) => Err(unknown),
        None => Ok((values, reads)),
    }
}

/// Whether all conditions hold, and what those that are not known lack.
pub(super) fn conjunction(judged: &[Judged]) -> (Tri, Unknown) {
    let truth = judged
        .iter()
        .fold(Tri::True, |all, part| all.and(part.truth()));
    let unknown = judged
        .iter()
        .filter(|part| part.truth() == Tri::Unknown)
        .fold(Unknown::default(), |all, part| all.and(part.unknown()));
    (truth, unknown)
}
