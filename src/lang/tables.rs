//! Tables of values, read from CSV and checked cell by cell when the rules load.

use std::sync::Arc;

use super::{Names, Type};
use crate::record::Value;
use crate::value::Date;

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The name.
    pub name: Arc<str>,
    /// The columns that find a row.
    pub keys: Vec<(Arc<str>, Type)>,
    /// The columns that are looked up.
    pub values: Vec<(Arc<str>, Type)>,
    /// The rows, in the order of the file.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// The keys.
    pub keys: Vec<Value>,
    /// The values; nothing where the cell is empty.
    pub values: Vec<Option<Value>>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Where it comes from.
    pub source: Option<Arc<str>>,
    /// Its line in the file, from 1.
    pub line: u64,
}

impl Table {
    /// The row of keys on a day. A region falls back to its country.
    pub fn find(&self, keys: &[Value], on: Date) -> Option<&TableRow> {
        let find = |wanted: &[String]| {
            self.rows.iter().find(|row| {
                row.from.is_none_or(|from| from <= on)
                    && row.until.is_none_or(|until| on <= until)
                    && row
                        .keys
                        .iter()
                        .map(ToString::to_string)
                        .eq(wanted.iter().cloned())
            })
        };
        let exact: Vec<String> = keys.iter().map(ToString::to_string).collect();
        let country: Vec<String> = keys
            .iter()
            .map(|key| match key {
                Value::Market(market) => market.country.to_string(),
                other => other.to_string(),
            })
            .collect();
        find(&exact).or_else(|| find(&country))
    }
}

/// What is wrong with the file of a table.
pub(super) enum TableProblem {
    Missing(String),
    Cell {
        line: u64,
        column: String,
        message: String,
    },
    Repeated {
        first: u64,
        second: u64,
        key: String,
    },
    Unreadable {
        line: u64,
        message: String,
    },
}

/// The layout that a `table` item declares.
pub(super) struct Layout {
    pub(super) dated: Option<(String, String)>,
    pub(super) source: Option<String>,
}

/// Fills a table from its file.
pub(super) fn read(
    text: &str,
    table: &mut Table,
    layout: &Layout,
    names: &Names,
) -> Vec<TableProblem> {
    let mut problems = Vec::new();
    let mut lines = rows(text);
    let Some((_, header)) = lines.next() else {
        problems.push(TableProblem::Missing("header".into()));
        return problems;
    };
    let mut column = |name: &str| {
        let found = header.iter().position(|cell| cell == name);
        if found.is_none() {
            problems.push(TableProblem::Missing(name.to_owned()));
        }
        found
    };
    let keys: Vec<Option<usize>> = table.keys.iter().map(|(name, _)| column(name)).collect();
    let values: Vec<Option<usize>> = table.values.iter().map(|(name, _)| column(name)).collect();
    let dated = layout
        .dated
        .as_ref()
        .map(|(from, until)| (column(from), column(until)));
    let source = layout.source.as_ref().map(|name| column(name));
    if !problems.is_empty() {
        return problems;
    }
    for (line, cells) in lines {
        if cells.len() != header.len() {
            problems.push(TableProblem::Unreadable {
                line,
                message: format!(
                    "the row has {} cells, but the header has {}",
                    cells.len(),
                    header.len()
                ),
            });
            continue;
        }
        let mut cell = |index: &Option<usize>, name: &str, ty: &Type| -> Option<Value> {
            let text = index
                .and_then(|i| cells.get(i))
                .map(|c| c.trim())
                .filter(|c| !c.is_empty())?;
            match read_cell(ty, text, names) {
                Ok(value) => Some(value),
                Err(message) => {
                    problems.push(TableProblem::Cell {
                        line,
                        column: name.to_owned(),
                        message,
                    });
                    None
                }
            }
        };
        let key_values: Vec<Value> = keys
            .iter()
            .zip(&table.keys)
            .filter_map(|(index, (name, ty))| cell(index, name, ty))
            .collect();
        let row_values = values
            .iter()
            .zip(&table.values)
            .map(|(index, (name, ty))| cell(index, name, ty))
            .collect();
        let mut day = |index: Option<usize>, name: &str| match cell(&index, name, &Type::Date) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        };
        let (from, until) = match (&dated, &layout.dated) {
            (Some((from, until)), Some((from_name, until_name))) => {
                (day(*from, from_name), day(*until, until_name))
            }
            _ => (None, None),
        };
        if key_values.len() != table.keys.len() {
            continue;
        }
        table.rows.push(TableRow {
            keys: key_values,
            values: row_values,
            from,
            until,
            source: source
                .flatten()
                .and_then(|i| cells.get(i))
                .map(|s| s.as_str().into()),
            line,
        });
    }
    for (i, row) in table.rows.iter().enumerate() {
        let key = |row: &TableRow| {
            row.keys
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        };
        let overlaps = |other: &&TableRow| {
            key(other) == key(row)
                && other
                    .from
                    .is_none_or(|from| row.until.is_none_or(|until| from <= until))
                && row
                    .from
                    .is_none_or(|from| other.until.is_none_or(|until| from <= until))
        };
        if let Some(other) = table
            .rows
            .get(i + 1..)
            .unwrap_or_default()
            .iter()
            .find(overlaps)
        {
            problems.push(TableProblem::Repeated {
                first: row.line,
                second: other.line,
                key: key(row),
            });
        }
    }
    problems
}

fn read_cell(ty: &Type, text: &str, names: &Names) -> Result<Value, String> {
    let one = |ty: &Type, text: &str| {
        crate::record::read_scalar(ty, text, names, None).map_err(|(message, _)| message)
    };
    match ty {
        Type::List(inner) => text
            .split_whitespace()
            .map(|part| one(inner, part))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::List),
        other => one(other, text),
    }
}

/// The rows of a CSV text with their lines.
fn rows(text: &str) -> impl Iterator<Item = (u64, Vec<String>)> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(std::io::Cursor::new(
            text.trim_start_matches('\u{FEFF}').as_bytes().to_vec(),
        ))
        .into_records()
        .filter_map(Result::ok)
        .map(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            (line, record.iter().map(str::to_owned).collect())
        })
}
