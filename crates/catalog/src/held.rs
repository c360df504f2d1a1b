//! The first rows of a table, held until they have told how its numbers are written.

use std::sync::Arc;

use super::InputProblem;
use super::row::TableRow;
use crate::record::{Cell, Header};
use crate::value::{Evidence, Lean, evidence};

/// Rows that are held at most.
const ROWS: usize = 1000;

/// Bytes that are held at most, about.
const BYTES: usize = 1024 * 1024;

/// Rows of a table, with what was told between them.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) header: Arc<Header>,
    pub(super) entries: Vec<HeldEntry>,
    bytes: usize,
    columns: Vec<Seen>,
}

/// What is held.
#[derive(Debug)]
pub(super) enum HeldEntry {
    /// A row.
    Row(TableRow),
    /// A problem that was told between the rows.
    Problem(Box<InputProblem>),
}

/// What the cells of a column say.
#[derive(Debug, Clone, Copy, Default)]
// Each is evidence of its own.
#[allow(clippy::struct_excessive_bools)]
struct Seen {
    point: bool,
    comma: bool,
    numbers: bool,
    others: bool,
}

impl Held {
    pub(super) fn new(header: Arc<Header>) -> Self {
        let columns = vec![Seen::default(); header.names.len()];
        Self {
            header,
            entries: Vec::new(),
            bytes: 0,
            columns,
        }
    }

    /// Takes a row; false when no more are to be held.
    pub(super) fn push(&mut self, row: TableRow) -> bool {
        for (cell, seen) in row.cells.iter().zip(&mut self.columns) {
            let Cell::Text(text) = cell else {
                continue;
            };
            self.bytes += text.len();
            match evidence(text) {
                Evidence::NoNumber => seen.others = true,
                Evidence::Plain | Evidence::Ambiguous { .. } => seen.numbers = true,
                Evidence::Point => (seen.numbers, seen.point) = (true, true),
                Evidence::Comma => (seen.numbers, seen.comma) = (true, true),
            }
        }
        self.entries.push(HeldEntry::Row(row));
        self.entries.len() < ROWS && self.bytes < BYTES
    }

    /// Takes what was told between rows.
    pub(super) fn tell(&mut self, problem: InputProblem) {
        self.entries.push(HeldEntry::Problem(Box::new(problem)));
    }

    /// What each column says of numbers that can be read in two ways. A column that leaves it open in
    /// a table whose other columns of numbers write commas is no proof of a point.
    pub(super) fn leans(&self) -> Vec<Lean> {
        let commas = self
            .columns
            .iter()
            .any(|seen| seen.comma && !seen.point && !seen.others);
        self.columns
            .iter()
            .map(|seen| match (seen.point, seen.comma) {
                (true, false) => Lean::Point,
                (false, true) => Lean::Comma,
                (true, true) => Lean::Refused,
                (false, false) if commas => Lean::Refused,
                (false, false) => Lean::Open,
            })
            .collect()
    }
}

/// A column whose numbers are read with a decimal point because nothing has said otherwise.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Columns that have had a number with a point that could stand between thousands, and its line.
    doubts: Vec<Option<u32>>,
    told: Vec<bool>,
}

impl Watch {
    /// Looks at a row: the column, and the line of the number in doubt, where a cell now says that
    /// commas stand before decimals.
    pub(super) fn row(&mut self, row: &TableRow, leans: &[Lean]) -> Option<(usize, u32)> {
        if self.doubts.len() < leans.len() {
            self.doubts.resize(leans.len(), None);
            self.told.resize(leans.len(), false);
        }
        let mut contradiction = None;
        let cells = row.cells.iter().zip(leans).enumerate();
        for (column, (cell, lean)) in cells {
            let (Cell::Text(text), Lean::Open) = (cell, lean) else {
                continue;
            };
            if !text.as_bytes().iter().any(|b| matches!(b, b'.' | b',')) {
                continue;
            }
            let (Some(doubt), Some(told)) =
                (self.doubts.get_mut(column), self.told.get_mut(column))
            else {
                continue;
            };
            match (evidence(text), *doubt) {
                (Evidence::Ambiguous { point: true }, None) => *doubt = Some(row.line),
                (Evidence::Comma, Some(line)) if !*told => {
                    *told = true;
                    contradiction = contradiction.or(Some((column, line)));
                }
                _ => {}
            }
        }
        contradiction
    }
}
