//! Tables: a header that names attributes, and a product in each row.

use std::sync::Arc;

use super::{Catalogue, InputCode, InputProblem, ReadOptions};
use crate::record::{Datum, Place, RawRecord, set};
use crate::value::Unit;

/// The delimiter that a header uses, if it uses any.
pub(super) fn delimiter(header: &str) -> Option<u8> {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in header.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some((_, count)) = counts.iter_mut().find(|(d, _)| *d == byte) {
            *count += 1;
        }
    }
    let (delimiter, count) = counts.into_iter().rev().max_by_key(|(_, count)| *count)?;
    (count > 0).then_some(delimiter)
}

/// A column: its header, the steps of its attribute, and the unit that the header states.
struct Column {
    header: Arc<str>,
    steps: Vec<String>,
    unit: Option<Unit>,
}

fn column(header: &str, options: &ReadOptions) -> Column {
    let header = header.trim();
    let mapped = options.columns.get(header).map_or(header, String::as_str);
    let (name, unit) = with_unit(mapped);
    let dotted = name.replace('[', ".").replace(']', "");
    Column {
        header: header.into(),
        steps: dotted
            .split('.')
            .map(|step| step.trim().to_owned())
            .collect(),
        unit,
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

pub(super) fn read(bytes: &[u8], delimiter: u8, options: &ReadOptions, catalogue: &mut Catalogue) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut rows = reader.byte_records();
    let Some(Ok(header)) = rows.next() else {
        return;
    };
    if header.len() > options.max_columns {
        catalogue.problems.push(InputProblem::new(
            InputCode::Header,
            &catalogue.name,
            1,
            format!(
                "the table has {} columns, more than the {} that are read",
                header.len(),
                options.max_columns
            ),
            "leave out the columns that no attribute needs",
        ));
        return;
    }
    let names: Vec<String> = header
        .iter()
        .map(|cell| String::from_utf8_lossy(cell).into_owned())
        .collect();
    let columns: Vec<Column> = names.iter().map(|name| column(name, options)).collect();
    for (i, name) in names.iter().enumerate() {
        let before = names.get(..i).unwrap_or_default();
        if !name.trim().is_empty() && before.contains(name) {
            catalogue.problems.push(InputProblem::new(
                InputCode::Header,
                &catalogue.name,
                1,
                format!("the column \"{}\" stands twice in the header", name.trim()),
                "the first one counts; give the other another name",
            ));
        }
    }
    for row in rows {
        let Ok(row) = row else { continue };
        let line = row.position().map_or(0, csv::Position::line) as u32;
        if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        if let Some(problem) = refused(&row, line, &columns, options, &catalogue.name) {
            let unread = problem.code.unread();
            catalogue.problems.push(problem);
            if unread {
                continue;
            }
        }
        let ordinal = catalogue.records.len() as u64 + 1;
        catalogue
            .records
            .push(record(&row, line, ordinal, &columns));
    }
}

/// Why a row cannot be read, or what is odd about it.
fn refused(
    row: &csv::ByteRecord,
    line: u32,
    columns: &[Column],
    options: &ReadOptions,
    file: &str,
) -> Option<InputProblem> {
    let (cells, expected) = (row.len(), columns.len());
    let bytes: usize = row.iter().map(<[u8]>::len).sum();
    if bytes > options.max_record_bytes {
        return Some(InputProblem::new(
            InputCode::TooLarge,
            file,
            line,
            format!(
                "the row has {bytes} bytes, more than the {} that a record may have",
                options.max_record_bytes
            ),
            "look for a quote that is never closed",
        ));
    }
    if let Some(index) = row
        .iter()
        .position(|cell| std::str::from_utf8(cell).is_err())
    {
        let mut problem = InputProblem::new(
            InputCode::InvalidUtf8,
            file,
            line,
            "a cell of this row is not UTF-8, so the row is not checked",
            "save the file as UTF-8 (in Excel: \"CSV UTF-8\")",
        );
        problem.place.column = index as u32 + 1;
        problem.place.header = columns.get(index).map(|column| column.header.clone());
        return Some(problem);
    }
    if cells > expected {
        return Some(InputProblem::new(
            InputCode::TooManyCells,
            file,
            line,
            format!(
                "the row has {cells} cells, but the header has {expected}, so the row is not checked"
            ),
            "put texts that contain the delimiter in quotes",
        ));
    }
    if cells < expected {
        return Some(InputProblem::new(
            InputCode::TooFewCells,
            file,
            line,
            format!("the row has {cells} cells, but the header has {expected}"),
            "the cells missing at its end count as empty",
        ));
    }
    None
}

fn record(row: &csv::ByteRecord, line: u32, ordinal: u64, columns: &[Column]) -> RawRecord {
    let mut entries = Vec::new();
    let mut seen: Vec<&[String]> = Vec::new();
    for (index, (cell, column)) in row.iter().zip(columns).enumerate() {
        let text = String::from_utf8_lossy(cell);
        let text = unquoted(text.trim());
        if text.is_empty() || column.header.is_empty() || seen.contains(&column.steps.as_slice()) {
            continue;
        }
        seen.push(&column.steps);
        let datum = match column.unit {
            Some(unit) if crate::value::parse_decimal(text).is_ok() => {
                Datum::Text(format!("{text} {unit}").into())
            }
            _ => Datum::Text(text.into()),
        };
        let place = Place {
            line,
            column: index as u32 + 1,
            header: Some(column.header.clone()),
            pointer: None,
        };
        let steps: Vec<&str> = column.steps.iter().map(String::as_str).collect();
        set(&mut entries, &steps, datum, &place);
    }
    RawRecord {
        fields: Datum::Record(entries),
        place: Place {
            line,
            ..Place::default()
        },
        ordinal,
    }
}

/// Spreadsheets put an apostrophe before a number that is to stay a text.
fn unquoted(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => text,
    }
}
