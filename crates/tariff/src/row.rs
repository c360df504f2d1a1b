//! Rows as a tariff states them, and what readers hand them to.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use super::duty_text::{self, Dialect, NoRate};
use super::problem::Tally;
use super::{ReadOptions, Ruled};
use crate::sentence::{Sentence, say};
use crate::value::{Country, Date, DutyRate, HsCode};

/// A table of the rules that tariffs fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TariffTable {
    /// Rates without preference.
    Tariff,
    /// Rates for goods with a proof of preferential origin.
    Preferences,
    /// Duties that are added.
    Additional,
}

impl TariffTable {
    /// Every table.
    pub const ALL: [Self; 3] = [Self::Tariff, Self::Preferences, Self::Additional];

    /// The name of the table in the rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tariff => "tariff",
            Self::Preferences => "tariff_preferences",
            Self::Additional => "additional_duties",
        }
    }
}

/// Whose goods a row is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Those of every country.
    Any,
    /// Those of one.
    Country(Country),
    /// Those of the members of a group that the rules know.
    Group(Arc<str>),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Country(country) => write!(f, "{country}"),
            Self::Group(group) => f.write_str(group),
        }
    }
}

/// A row of a tariff.
#[derive(Debug, Clone, PartialEq)]
pub struct TariffRow {
    /// The table that it belongs to.
    pub table: TariffTable,
    /// The market: a country, a region or a group such as `EU`.
    pub market: Arc<str>,
    /// The code; what begins with it is meant.
    pub code: HsCode,
    /// The origin.
    pub origin: Origin,
    /// The trade measure, for duties that are added: a word of the enum `trade_measure`.
    pub measure: Option<Arc<str>>,
    /// The rate, or why the tariff's rate cannot be told from code, origin and day.
    pub duty: Result<Arc<DutyRate>, Sentence>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The line of the file, the row of the sheet or the number of the record, from 1.
    pub line: u64,
    /// What the row is in the words of its source: `measure 103`.
    pub label: Arc<str>,
}

impl TariffRow {
    /// The row holds on a day.
    pub fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }

    /// The row bears on a code: it is the code, or above it, or below it.
    pub fn bears_on(&self, code: HsCode) -> bool {
        code.under(self.code) || self.code.under(code)
    }
}

/// Which of several entries for one key and day counts: the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// That there is no telling, where nothing else is said of the origin.
    Residual,
    /// A rate.
    Rate,
    /// A rate in place of the normal one.
    Suspension,
}

/// A row before it is known what else holds for the same key.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) row: TariffRow,
    pub(super) rank: Rank,
    /// The kind of measure: two kinds of duties that are added hold at once.
    pub(super) kind: Arc<str>,
    /// An additional code that the rate is tied to.
    pub(super) additional_code: Option<Arc<str>>,
}

/// Takes what readers understand.
pub(super) struct Sink<'o> {
    pub(super) options: &'o ReadOptions,
    pub(super) tally: Tally,
    pub(super) entries: Vec<Entry>,
    /// Rates are few; rows are many.
    rates: HashMap<String, Result<Arc<DutyRate>, NoRate>>,
    texts: HashMap<String, Arc<str>>,
    reasons: HashSet<Sentence>,
}

impl<'o> Sink<'o> {
    pub(super) fn new(options: &'o ReadOptions) -> Self {
        Self {
            options,
            tally: Tally::default(),
            entries: Vec::new(),
            rates: HashMap::new(),
            texts: HashMap::new(),
            reasons: HashSet::new(),
        }
    }

    /// A text that many rows share.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.texts.insert(text.to_owned(), new.clone());
        new
    }

    /// A reason that many rows share.
    pub(super) fn reason(&mut self, why: Sentence) -> Sentence {
        if let Some(known) = self.reasons.get(&why) {
            return known.clone();
        }
        self.reasons.insert(why.clone());
        why
    }

    /// A rate, or the reason why there is none. A rate that cannot be read is a problem, and leaves
    /// the row open: nothing above it may speak in its place.
    pub(super) fn rate(
        &mut self,
        text: &str,
        dialect: Dialect,
        line: u64,
        column: &str,
    ) -> Result<Arc<DutyRate>, Sentence> {
        let found = if let Some(known) = self.rates.get(text) {
            known.clone()
        } else {
            let read = duty_text::read(text, dialect).map(Arc::new);
            self.rates.insert(text.to_owned(), read.clone());
            read
        };
        match found {
            Ok(rate) => Ok(rate),
            Err(NoRate::Open(why)) => Err(why),
            Err(NoRate::Wrong(why)) => {
                self.tally.problem(line, Some(column), why.english());
                Err(self.reason(say!(
                    "the rate cannot be read: {why}",
                    "税率无法读取:{why}",
                    why,
                )))
            }
        }
    }

    /// Whether the caller asked for the row. What it did not ask for is counted.
    pub(super) fn asked(&mut self, ruled: &Ruled) -> bool {
        let options = self.options;
        if let Some(on) = options.on
            && !(ruled.from.is_none_or(|d| d <= on) && ruled.until.is_none_or(|d| on <= d))
        {
            self.tally
                .pass_over("rows that do not hold on the day asked for", ruled.line);
            return false;
        }
        let bears = |code: &HsCode| code.under(ruled.code) || ruled.code.under(*code);
        if !options.codes.is_empty() && !options.codes.iter().any(bears) {
            self.tally
                .pass_over("codes that were not asked for", ruled.line);
            return false;
        }
        true
    }
}
