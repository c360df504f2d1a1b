//! What cannot be used of a tariff, with its place and number.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use thiserror::Error;

/// Why a file gives no tariff at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TariffError {
    /// The file cannot be read.
    #[error("{file}: cannot be read: {error}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// There is nothing in it.
    #[error("{file}: the file is empty; an export that was cut off often looks like this")]
    Empty {
        /// The file.
        file: String,
    },
    /// The text is UTF-16.
    #[error("{file}: the file is UTF-16; save it as UTF-8")]
    Utf16 {
        /// The file.
        file: String,
    },
    /// The content is none of the exports known.
    #[error(
        "{file}: not a tariff that is known; it begins with `{begins}`\n  help: the exports that are read stand in docs/tariffs.md; the plain form has the columns market, code and duty"
    )]
    Unknown {
        /// The file.
        file: String,
        /// Its beginning.
        begins: String,
    },
    /// A column is missing.
    #[error("{file}, line {line}: {kind} needs the column{} {}; the columns are {present}", if .missing.len() == 1 { "" } else { "s" }, .missing.join(", "))]
    Columns {
        /// The file.
        file: String,
        /// The line of the header.
        line: u64,
        /// What the file was taken for.
        kind: String,
        /// The columns that it lacks.
        missing: Vec<String>,
        /// The columns that it has.
        present: String,
    },
    /// The file is not in the form of its kind.
    #[error("{file}: {message}")]
    Form {
        /// The file.
        file: String,
        /// What is wrong, what was expected.
        message: String,
    },
}

/// A row that cannot be used, or that had to be understood with care.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TariffProblem {
    /// The line of the file, the row of the sheet or the number of the record, from 1.
    pub line: u64,
    /// The column.
    pub column: Option<Arc<str>>,
    /// A sentence without full stop.
    pub message: String,
}

impl fmt::Display for TariffProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "{}, column `{column}`: {}", self.line, self.message),
            None => write!(f, "{}: {}", self.line, self.message),
        }
    }
}

/// How often something was met, and where first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Met {
    /// How often.
    pub count: u64,
    /// The line where it was met first.
    pub first: u64,
}

/// Problems that are kept; of more there is only the number.
const KEPT: usize = 100;

/// What became of the rows of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Rows read, without the header.
    pub read: u64,
    /// Rows that gave at least one row of a table.
    pub used: u64,
    /// Rows that have no rate by their nature or whose rates are not used, by the reason.
    pub passed_over: BTreeMap<String, Met>,
    /// Rows that could not be understood.
    pub unread: u64,
    /// Parts of rows that were left out while the rest was used, by the reason.
    pub left_out: BTreeMap<String, Met>,
    /// What is wrong with rows: the first hundred.
    pub problems: Vec<TariffProblem>,
    /// Problems beyond those kept.
    pub more_problems: u64,
}

impl Tally {
    pub(super) fn pass_over(&mut self, reason: impl Into<String>, line: u64) {
        met(&mut self.passed_over, reason.into(), line);
    }

    pub(super) fn leave_out(&mut self, reason: impl Into<String>, line: u64) {
        met(&mut self.left_out, reason.into(), line);
    }

    /// A row that could not be understood.
    pub(super) fn unread(&mut self, line: u64, column: Option<&str>, message: impl Into<String>) {
        self.unread += 1;
        self.problem(line, column, message);
    }

    /// Puts what was found behind the last row in its place.
    pub(super) fn sort(&mut self) {
        self.problems
            .sort_by(|a, b| (a.line, &a.column).cmp(&(b.line, &b.column)));
    }

    pub(super) fn problem(&mut self, line: u64, column: Option<&str>, message: impl Into<String>) {
        if self.problems.len() < KEPT {
            self.problems.push(TariffProblem {
                line,
                column: column.map(Into::into),
                message: message.into(),
            });
        } else {
            self.more_problems += 1;
        }
    }
}

/// Reasons that are told apart; they repeat what the file says, which may have no end.
const REASONS: usize = 200;

fn met(map: &mut BTreeMap<String, Met>, mut reason: String, line: u64) {
    if map.len() >= REASONS && !map.contains_key(&reason) {
        "other reasons".clone_into(&mut reason);
    }
    map.entry(reason)
        .and_modify(|met| met.count += 1)
        .or_insert(Met {
            count: 1,
            first: line,
        });
}
