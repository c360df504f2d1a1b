//! Rows to records: which attribute a column is.

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::row::{Entry, Flow, Header, HeaderAt, RawRow, TableRow};
use crate::record::{Datum, RawRecord, set};
use crate::value::Unit;

/// Makes records of rows. One that puts several rows into one record holds them until it is whole.
pub trait Mapping: Send {
    /// Takes a row and gives what is finished by it.
    fn row(&mut self, row: RawRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow;

    /// Which of the first rows of a table is its header, if the mapping knows its like; otherwise it is
    /// found by its look.
    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt> {
        let _ = first;
        None
    }

    /// The file is at its end: gives what is still held.
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
    known: Option<(Arc<Header>, Vec<Column>)>,
    records: u64,
}

/// A column: the steps of its attribute, and the unit that the header states.
#[derive(Debug, Clone)]
struct Column {
    steps: Vec<String>,
    unit: Option<Unit>,
    /// It has a name.
    counts: bool,
    /// The columns before it that name the same attribute: the first one with a value counts.
    before: Vec<usize>,
    /// No other column names a part of the same attribute.
    alone: bool,
}

impl ByColumn {
    /// A mapping with some headers renamed to attribute paths.
    pub fn new(renamed: BTreeMap<String, String>) -> Self {
        Self {
            renamed,
            ..Self::default()
        }
    }

    fn columns(&self, header: &Header) -> Vec<Column> {
        let mut columns: Vec<Column> = Vec::with_capacity(header.names.len());
        for name in &header.names {
            let mapped = self.renamed.get(&**name).map_or(&**name, String::as_str);
            let (attribute, unit) = with_unit(mapped);
            let steps: Vec<String> = attribute
                .replace('[', ".")
                .replace(']', "")
                .split('.')
                .map(|step| step.trim().to_owned())
                .collect();
            columns.push(Column {
                steps,
                unit,
                counts: !name.is_empty(),
                before: Vec::new(),
                alone: false,
            });
        }
        let mut roots: HashMap<String, usize> = HashMap::new();
        let mut paths: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        for (index, column) in columns.iter_mut().enumerate() {
            let same = paths.entry(column.steps.clone()).or_default();
            column.before.clone_from(same);
            same.push(index);
            let root = column.steps.first().cloned().unwrap_or_default();
            *roots.entry(root).or_insert(0) += 1;
        }
        for column in &mut columns {
            let root = column.steps.first().and_then(|root| roots.get(root));
            column.alone = column.steps.len() == 1 && root == Some(&1);
        }
        columns
    }

    fn table(&mut self, row: &TableRow) -> RawRecord {
        let columns = match self.known.take() {
            Some((header, columns)) if Arc::ptr_eq(&header, &row.header) => columns,
            _ => self.columns(&row.header),
        };
        let mut entries = Vec::with_capacity(row.cells.len());
        let given = |index: &usize| !matches!(row.cells.get(*index), None | Some(Datum::Null));
        for (index, (cell, column)) in row.cells.iter().zip(&columns).enumerate() {
            if !column.counts || matches!(cell, Datum::Null) || column.before.iter().any(given) {
                continue;
            }
            let datum = match (cell, column.unit) {
                (Datum::Text(text) | Datum::Number(text), Some(unit))
                    if crate::value::parse_decimal(text).is_ok() =>
                {
                    Datum::Text(format!("{text} {unit}").into())
                }
                _ => cell.clone(),
            };
            if let (true, Some(name)) = (column.alone, column.steps.first()) {
                entries.push((name.as_str().into(), datum, row.cell_place(index)));
                continue;
            }
            let steps: Vec<&str> = column.steps.iter().map(String::as_str).collect();
            set(&mut entries, &steps, datum, &row.cell_place(index));
        }
        self.known = Some((row.header.clone(), columns));
        RawRecord {
            fields: Datum::Record(entries),
            place: row.place.clone(),
            ordinal: self.records,
            row: None,
        }
    }
}

impl Mapping for ByColumn {
    fn row(&mut self, row: RawRow, emit: &mut dyn FnMut(Entry) -> Flow) -> Flow {
        self.records += 1;
        emit(Entry::Record(match row {
            RawRow::Table(row) => self.table(&row),
            RawRow::Tree { fields, place } => RawRecord {
                fields,
                place,
                ordinal: self.records,
                row: None,
            },
        }))
    }
}

/// `Weight (kg)` is `Weight` in kilograms.
fn with_unit(header: &str) -> (&str, Option<Unit>) {
    for (open, close) in [(" (", ')'), (" [", ']')] {
        if let Some((name, rest)) = header.rsplit_once(open)
            && let Some(unit) = rest.strip_suffix(close).and_then(Unit::lookup)
        {
            return (name.trim(), Some(unit));
        }
    }
    (header, None)
}
