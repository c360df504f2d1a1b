//! What every reader gives: rows as the file has them, before records are made of them.

use std::ops::ControlFlow;

use super::InputProblem;
use super::lines::Numbering;
use super::source::Input;
use crate::record::{Datum, Place, RawRecord};
pub use crate::record::{Header, TableRow};
use crate::sentence::say;

/// Whether to go on: a reader stops where its listener has seen enough.
pub type Flow = ControlFlow<()>;

/// Where the header stands among the first rows of a table, and where the products begin; both count
/// from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeaderAt {
    /// The row of the header.
    pub header: usize,
    /// The first row of a product.
    pub data: usize,
}

/// A row of a file, before a [`Mapping`](super::Mapping) makes a record of it.
#[derive(Debug, Clone, PartialEq)]
pub enum RawRow {
    /// A row of a table: CSV, a sheet, Parquet.
    Table(TableRow),
    /// An object of a tree: JSON, YAML, XML. Its fields are a [`Datum::Record`].
    Tree {
        /// The fields.
        fields: Datum,
        /// Where it begins.
        place: Place,
    },
}

impl RawRow {
    /// Where the row begins.
    pub fn place(&self) -> Place {
        match self {
            Self::Table(row) => row.place(),
            Self::Tree { place, .. } => place.clone(),
        }
    }
}

/// What comes out of a file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A record.
    Record(RawRecord),
    /// Something that could not be read, or is odd.
    Problem(InputProblem),
}

impl From<RawRecord> for Entry {
    fn from(record: RawRecord) -> Self {
        Self::Record(record)
    }
}

/// Listens to a reader.
pub(super) trait Sink {
    /// A row.
    fn row(&mut self, row: RawRow) -> Flow;
    /// Something that could not be read, or is odd.
    fn problem(&mut self, problem: InputProblem) -> Flow;
    /// The number of rows so far.
    fn rows(&self) -> u64;
    /// Which of the first rows of a table is its header, where the mapping knows.
    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt>;

    /// The file says that its trees are in a vocabulary.
    fn namespace(&mut self, _address: &str) {}

    /// Whether it wants to be shown rows as they stand in the file.
    fn wants_lines(&self) -> bool {
        false
    }

    /// A row of a table as it stands in the file, before anything is made of it: its number and the
    /// texts of its cells.
    fn line(&mut self, _number: u32, _cells: Vec<String>) -> Flow {
        ControlFlow::Continue(())
    }

    /// The row with this number is the header of the table.
    fn headed(&mut self, _number: u32) -> Flow {
        ControlFlow::Continue(())
    }

    /// An object, or the remark that it is none.
    fn tree(&mut self, file: &str, fields: Datum, place: Place) -> Flow {
        if matches!(fields, Datum::Record(_)) {
            return self.row(RawRow::Tree { fields, place });
        }
        let mut problem = InputProblem::new(
            super::InputCode::NotARecord,
            file,
            place.line,
            say!(
                "a product should stand here, but this is not an object",
                "此处应为商品,但不是对象",
            ),
            say!(
                "write a product as named attributes: { \"id\": \"…\", \"title\": \"…\" }",
                "请把商品写成带属性名的对象:{ \"id\": \"…\", \"title\": \"…\" }",
            ),
        );
        problem.place = place;
        self.problem(problem)
    }
}

/// A format: one file of this folder each, named in the list in `detect`.
///
/// Readers push instead of being asked for the next row, so that the recursion and the borrows of a
/// parser can stay inside of it; the stack of the reader is its state.
pub(super) trait RowReader {
    /// What the file turned out to be, in a few words.
    fn format(&self) -> String;

    /// How rows are numbered in a format that is a table; nothing in others.
    fn numbering(&self) -> Option<Numbering> {
        None
    }

    /// Gives every row, and a problem for everything that cannot be read. It holds no more than one
    /// row at a time, but for what its format makes it hold (the texts of a workbook).
    fn read(&mut self, input: Input, sink: &mut dyn Sink) -> Flow;
}
