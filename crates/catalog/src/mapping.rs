//! Rows to records: which attribute a column is.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::InputProblem;
use super::row::{Entry, Flow, Header, HeaderAt, RawRow, TableRow};
use crate::record::{Columns, RawRecord, Writing};

/// Makes records of rows: [`ByProfile`](crate::ByProfile) and [`ByColumn`]. One that puts several rows
/// into one record holds them until it is whole. The methods are internal: no other package has one.
pub trait Mapping: Send {
    /// Takes a row and gives what is finished by it.
    #[doc(hidden)]
    fn row(&mut self, row: RawRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow;

    /// Which of the first rows of a table is its header, if the mapping knows its like; otherwise it is
    /// found by its look.
    #[doc(hidden)]
    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt> {
        let _ = first;
        None
    }

    /// Takes what a reader tells between rows; it comes out among the records of these rows.
    #[doc(hidden)]
    fn problem(&mut self, problem: InputProblem, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        emit(Entry::Problem(problem))
    }

    /// The file says that its trees are in a vocabulary: the namespace of a feed, the context of JSON-LD.
    #[doc(hidden)]
    fn namespace(&mut self, address: &str) {
        let _ = address;
    }

    /// The file is at its end: gives what is still held.
    #[doc(hidden)]
    fn end(&mut self, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        let _ = emit;
        ControlFlow::Continue(())
    }
}

/// The plain mapping: a row is a record, and the header of a column is the path of its attribute
/// (`charging.connector`, `batteries[0].energy`, `Weight (kg)`).
#[derive(Debug, Clone, Default)]
pub struct ByColumn {
    /// Headers to attribute paths, before anything else is made of a header.
    renamed: BTreeMap<String, String>,
    /// Headers that say that an attribute is true.
    saying: BTreeMap<String, String>,
    known: Option<(Arc<Header>, Arc<Columns>)>,
    writing: Option<Arc<Writing>>,
    records: u64,
}

impl ByColumn {
    /// A mapping with some headers renamed to attribute paths.
    pub fn new(renamed: BTreeMap<String, String>) -> Self {
        Self {
            renamed,
            ..Self::default()
        }
    }

    /// The headers of the next table, what they say besides, and how its numbers are written.
    pub(super) fn begin(
        &mut self,
        renamed: BTreeMap<String, String>,
        saying: BTreeMap<String, String>,
        writing: Writing,
    ) {
        self.renamed = renamed;
        self.saying = saying;
        self.known = None;
        self.writing = Some(Arc::new(writing));
    }

    fn table(&mut self, row: TableRow) -> RawRecord {
        let columns = match &self.known {
            Some((header, columns)) if Arc::ptr_eq(header, &row.header) => columns.clone(),
            _ => {
                let columns = Columns::new(&row.header, &self.renamed);
                let columns = Arc::new(columns.saying(&row.header, &self.saying));
                self.known = Some((row.header.clone(), columns.clone()));
                columns
            }
        };
        RawRecord::of_row(row, columns, self.records).with_writing(self.writing.clone())
    }
}

impl Mapping for ByColumn {
    fn row(&mut self, row: RawRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        self.records += 1;
        emit(Entry::Record(match row {
            RawRow::Table(row) => self.table(row),
            RawRow::Tree { fields, place } => RawRecord::new(fields, place, self.records),
        }))
    }
}
