//! Why a checker cannot be made, or a record cannot be checked.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::lang::LoadError;
use crate::record::Problem;
use crate::value::{Date, DateError, UnknownMarket};

/// Why a checker cannot be made, or a record cannot be checked. Each kind has a [code](Self::code) that
/// stays; `docs/library.md` lists them.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckError {
    /// No market is set, so that nothing would be checked.
    #[error("no market is set; name one, such as DE, or a group of them, such as EU")]
    NoMarket,
    /// No day is set. The library reads no clock, and no day stands in for it.
    #[error("no day is set; state the day of the assessment, such as 2026-11-24")]
    NoDay,
    /// No rule is in force in any of the markets, so that nothing would be checked.
    #[error("no rule is in force in {markets} on {day}, so that nothing would be checked")]
    NoRules {
        /// The markets, as they were set.
        markets: String,
        /// The day.
        day: Date,
    },
    /// Nothing belongs to the group on that day.
    #[error("nothing belongs to {group} on {day}")]
    EmptyGroup {
        /// The group.
        group: Arc<str>,
        /// The day.
        day: Date,
    },
    /// There is no such country, region or group.
    #[error(transparent)]
    Market(#[from] UnknownMarket),
    /// There is no such channel.
    #[error("there is no channel `{name}`; the channels are {known}")]
    Channel {
        /// The name.
        name: Arc<str>,
        /// The names that exist.
        known: String,
    },
    /// The day does not exist, or is not written as one.
    #[error(transparent)]
    Day(#[from] DateError),
    /// What is said of the seller does not fit the schema.
    #[error("the seller's data: {}", listed(.0))]
    Seller(Vec<Problem>),
    /// A tariff does not fit the rules: a table, market or measure that they do not have.
    #[error(transparent)]
    Tariff(#[from] TariffMismatch),
    /// The record is not one.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The rules do not load. The source has every mistake with its place.
    #[error("{}", mistakes(.0))]
    Rules(#[source] Box<LoadError>),
    /// What `pack.yaml` says of the rules cannot be read.
    #[error("{file}: {message}")]
    Pack {
        /// The file.
        file: String,
        /// What is wrong, with its line.
        message: String,
    },
    /// A file of rules cannot be read.
    #[error("the rules in {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There are no rules in the folder.
    #[error("there is no .tide file in {}", .0.display())]
    NoRuleFiles(PathBuf),
}

impl CheckError {
    /// The code of the kind, which does not change.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let error = Checker::standard(Settings::new().as_of("2026-11-24")).unwrap_err();
    /// assert_eq!(error.code(), "TW2001");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoMarket => "TW2001",
            Self::NoDay => "TW2002",
            Self::NoRules { .. } => "TW2003",
            Self::EmptyGroup { .. } => "TW2004",
            Self::Market(_) => "TW2005",
            Self::Channel { .. } => "TW2006",
            Self::Day(_) => "TW2007",
            Self::Seller(_) => "TW2008",
            Self::Tariff(_) => "TW2009",
            Self::Record(_) => "TW2010",
            Self::Rules(_) => "TW2011",
            Self::Pack { .. } => "TW2012",
            Self::Unreadable { .. } => "TW2013",
            Self::NoRuleFiles(_) => "TW2014",
        }
    }
}

/// A tariff that does not fit the rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct TariffMismatch(pub(crate) String);

/// Why a text is no record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// It is not JSON.
    #[error("the record is not JSON: {message}, at line {line}, column {column}")]
    NotJson {
        /// What is wrong.
        message: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It is JSON, and no object.
    #[error("the record is {0}, not an object such as {{ \"title\": \"Lamp\" }}")]
    NotAnObject(&'static str),
}

fn listed(problems: &[Problem]) -> String {
    let mut text = String::new();
    for (number, problem) in problems.iter().enumerate() {
        let gap = if number == 0 { "" } else { "; " };
        let _ = write!(text, "{gap}{}", problem.message);
    }
    text
}

fn mistakes(error: &LoadError) -> String {
    let count = error.diagnostics.len();
    let plural = if count == 1 { "" } else { "s" };
    match error.diagnostics.first() {
        None => "the rules do not load".to_owned(),
        Some(first) => format!(
            "the rules have {count} mistake{plural}, the first {}: {}",
            first.code.code(),
            first.message
        ),
    }
}
