//! A charge, computed: what it came to, and what it was computed from.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::outcome::{Paths, PresumedValue};
use super::{Step, Unknown};
use crate::lang::{Collection, Confidence};
use crate::value::Money;

/// How conditions came out, one after another, as a fingerprint: two sequences with the same one are
/// the same, however long they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decisions {
    digest: u64,
    /// The base to the power of the number of conditions.
    shift: u64,
}

impl Default for Decisions {
    fn default() -> Self {
        Self {
            digest: 0,
            shift: 1,
        }
    }
}

impl Decisions {
    /// The largest prime below 2^61.
    const PRIME: u64 = (1 << 61) - 1;
    const BASE: u64 = 0x0b3f_7c61_9d2e_4a85;

    /// Nothing was decided yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more condition came out.
    pub fn push(&mut self, decision: bool) {
        self.extend(&Self {
            digest: 1 + u64::from(decision),
            shift: Self::BASE,
        });
    }

    /// Those of another sequence follow.
    pub fn extend(&mut self, others: &Self) {
        let times = |a: u64, b: u64| {
            let rest = u128::from(a) * u128::from(b) % u128::from(Self::PRIME);
            u64::try_from(rest).unwrap_or_default()
        };
        self.digest = (times(self.digest, others.shift) + others.digest) % Self::PRIME;
        self.shift = times(self.shift, others.shift);
    }
}

impl FromIterator<bool> for Decisions {
    fn from_iter<I: IntoIterator<Item = bool>>(decisions: I) -> Self {
        let mut all = Self::new();
        for decision in decisions {
            all.push(decision);
        }
        all
    }
}

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
#[non_exhaustive]
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
    pub presumed: BTreeSet<PresumedValue>,
    /// How conditions came out, in order; two computations with the same decisions differ only in
    /// numbers.
    pub decisions: Decisions,
    /// How it came about, if steps are kept.
    pub steps: Vec<Step>,
}

impl ChargeLine {
    /// A charge of which nothing is known, for a reason.
    pub fn undetermined(why: Unknown) -> Self {
        Self {
            charge: None,
            state: ChargeState::Undetermined,
            amount: Err(why),
            base: None,
            rate: None,
            unrounded: None,
            relief: None,
            collected: Collection::Border,
            rows: BTreeSet::new(),
            exchange: BTreeSet::new(),
            reads: Paths::new(),
            presumed: BTreeSet::new(),
            decisions: Decisions::new(),
            steps: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fingerprints_tell_sequences_apart(a: Vec<bool>, b: Vec<bool>) {
            let of = |all: &[bool]| all.iter().copied().collect::<Decisions>();
            let mut joined = of(&a);
            joined.extend(&of(&b));
            prop_assert_eq!(joined, of(&[a.clone(), b.clone()].concat()));
            prop_assert_eq!(of(&a) == of(&b), a == b);
        }
    }
}
