//! A charge, computed: what it came to, and what it was computed from.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::judged::Paths;
use super::{Step, Unknown};
use crate::lang::{Collection, Confidence};
use crate::sentence::Sentence;
use crate::value::Money;

/// A row of a table that a charge was computed with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowUsed {
    /// The table.
    pub table: Arc<str>,
    /// The line in its file, from 1.
    pub line: u64,
    /// The keys of the row.
    pub keys: Arc<str>,
    /// Where it comes from.
    pub source: Option<Arc<str>>,
    /// How sure it is, where the table says so.
    pub confidence: Option<Confidence>,
}

/// What became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChargeState {
    /// It is due.
    Due,
    /// It does not arise.
    NotDue,
    /// A relief holds.
    Relieved,
    /// Whether it arises, or how much it is, cannot be told.
    Undetermined,
}

impl ChargeState {
    /// The word in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::NotDue => "not_due",
            Self::Relieved => "relieved",
            Self::Undetermined => "undetermined",
        }
    }
}

/// A charge, computed.
#[derive(Debug, Clone)]
pub struct ChargeLine {
    /// The definition, by its place among the charges of the rules; none where no definition holds.
    pub charge: Option<usize>,
    /// What became of it.
    pub state: ChargeState,
    /// The amount in the local currency, rounded.
    pub amount: Result<Money, Unknown>,
    /// What the rate was taken of.
    pub base: Option<Money>,
    /// The rate, as tariffs write it.
    pub rate: Option<String>,
    /// The amount before bounds and rounding, where these changed it.
    pub unrounded: Option<Money>,
    /// The relief that holds: its name and law.
    pub relief: Option<(Arc<str>, String)>,
    /// Where it is collected.
    pub collected: Collection,
    /// The rows of tables that were used.
    pub rows: BTreeSet<RowUsed>,
    /// The rates of exchange that were used.
    pub exchange: BTreeSet<String>,
    /// The attributes that were read.
    pub reads: Paths,
    /// What was presumed.
    pub presumed: BTreeSet<Sentence>,
    /// How conditions came out, in order; two computations with the same decisions differ only in
    /// numbers.
    pub decisions: Vec<bool>,
    /// How it came about, if steps are kept.
    pub steps: Vec<Step>,
}
