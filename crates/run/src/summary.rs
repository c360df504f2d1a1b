//! What a source turned out to be, and how much of it was read.

use std::collections::BTreeMap;

use crate::catalog::InputProblem;
use crate::catalog::profile::Mapping;

/// A table, or a tree of values, as a profile understood it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct TableSummary {
    /// The columns that have a value in some row.
    pub columns: u64,
    /// Those of them that the profile reads.
    pub columns_understood: u64,
    /// The rows, or records of a tree.
    pub rows: u64,
    /// The products that they make; each may have several variants.
    pub products: u64,
}

impl TableSummary {
    fn of(survey: &Mapping) -> Self {
        let filled = survey.columns.iter().filter(|column| column.filled > 0);
        let understood = filled.clone().filter(|column| column.known);
        Self {
            columns: filled.count() as u64,
            columns_understood: understood.count() as u64,
            rows: survey.rows.rows,
            products: survey.rows.products + survey.rows.shared,
        }
    }
}

/// What a source turned out to be.
#[derive(Default)]
pub(crate) struct Understood {
    /// Its format.
    pub(crate) format: Option<String>,
    /// The profile of its columns.
    pub(crate) profile: Option<String>,
    /// What the profile made of its columns and rows.
    pub(crate) table: Option<TableSummary>,
}

impl Understood {
    /// Of a file in a format, with what a profile made of it.
    pub(crate) fn of(format: Option<String>, survey: Option<Mapping>) -> Self {
        Self {
            format,
            table: survey.as_ref().map(TableSummary::of),
            profile: survey.and_then(|survey| survey.profile),
        }
    }
}

/// A file of a run.
#[derive(Debug, Clone, serde::Serialize)]
#[non_exhaustive]
pub struct InputSummary {
    /// The name.
    pub file: String,
    /// What it turned out to be.
    pub format: Option<String>,
    /// The profile it was read with, if its columns are those of a platform.
    pub profile: Option<String>,
    /// How its table was understood by the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<TableSummary>,
    /// The records read from it and checked.
    pub records: u64,
    /// Drafts, archived and hidden products that were not checked.
    pub left_out: u64,
    /// The records, cells and files that could not be read.
    pub unread: u64,
    /// Why not: the codes of those problems, and how often each occurred.
    pub reasons: BTreeMap<String, u64>,
}

impl InputSummary {
    /// Of a file of which nothing was read yet; for what reads files.
    #[doc(hidden)]
    pub fn of(file: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            format: None,
            profile: None,
            table: None,
            records: 0,
            left_out: 0,
            unread: 0,
            reasons: BTreeMap::new(),
        }
    }

    /// Counts something that could not be read, if that is what a problem is about.
    #[doc(hidden)]
    pub fn count(&mut self, problem: &InputProblem) {
        if problem.code.unread() {
            self.unread += 1;
            let code = problem.code.code().to_owned();
            *self.reasons.entry(code).or_insert(0) += 1;
        }
    }
}
