//! A value as a file gives it: a tree of texts, numbers and lists, each with its place.

use std::sync::Arc;

/// Where a value stands in its file.
///
/// Lines, rows and columns count from 1 (columns in characters, in a table in cells).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Line (of a sheet or a Parquet file, row) on which the value begins, from 1; 0 when the record
    /// did not come from a file.
    pub line: u32,
    /// Column at which the value begins, from 1; 0 when unknown.
    pub column: u32,
    /// The column header of a table (`Variant Price`), if the format has columns.
    pub header: Option<Arc<str>>,
    /// The place in the notation of the format: the JSON pointer from the root of the file
    /// (`/products/3/price`) in a tree, the cell (`Products!C5`) in a workbook.
    pub pointer: Option<Arc<str>>,
    /// The byte at which the value or its row begins, from 0, in the unpacked text as UTF-8; formats
    /// that are not text have none.
    pub offset: Option<u64>,
}

/// A value as the file gives it. Numbers keep the digits of the file.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// JSON or YAML `null`, or an empty cell: nothing is given.
    Null,
    /// Something is given, as the file shows it, but what it means cannot be told; whoever read it has
    /// said why.
    Unreadable(Box<str>),
    /// `true` or `false` where the format has such a thing.
    Bool(bool),
    /// A number as written, e.g. `12.50` or `1e3`.
    Number(Box<str>),
    /// A text.
    Text(Box<str>),
    /// A list, each element with its place.
    List(Vec<(Datum, Place)>),
    /// Named values in the order of the file, each with its place. Names may repeat.
    Record(Vec<(Box<str>, Datum, Place)>),
}

/// One product as a reader found it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRecord {
    /// The fields, always a [`Datum::Record`].
    pub fields: Datum,
    /// Where the record begins.
    pub place: Place,
    /// The number of the record in its file, from 1.
    pub ordinal: u64,
    /// The row of a table that it came from, where a profile made something else of it.
    pub row: Option<SourceRow>,
}

/// A row of a table as the file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// The header of the table.
    pub header: Arc<[Arc<str>]>,
    /// The cells that are not empty, each with the number of its column, from 1.
    pub cells: Vec<(u32, Box<str>)>,
}

/// Puts a value at a path, in the place of what stood there. A step that is a number is a place in a
/// list; places follow one another, so that a gap is filled from the front.
pub(crate) fn set(
    entries: &mut Vec<(Box<str>, Datum, Place)>,
    steps: &[&str],
    datum: Datum,
    place: &Place,
) {
    let Some((first, rest)) = steps.split_first() else {
        return;
    };
    let index = if let Some(index) = entries.iter().position(|(name, _, _)| **name == **first) {
        index
    } else {
        entries.push(((*first).into(), Datum::Null, place.clone()));
        entries.len() - 1
    };
    if let Some(slot) = entries.get_mut(index) {
        slot.2 = place.clone();
        set_in(&mut slot.1, rest, datum, place);
    }
}

fn set_in(slot: &mut Datum, steps: &[&str], datum: Datum, place: &Place) {
    let Some(first) = steps.first() else {
        *slot = datum;
        return;
    };
    if let Ok(position) = first.parse::<usize>() {
        if !matches!(slot, Datum::List(_)) {
            *slot = Datum::List(Vec::new());
        }
        if let Datum::List(items) = slot {
            let position = position.min(items.len());
            if position == items.len() {
                items.push((Datum::Null, place.clone()));
            }
            if let Some((item, at)) = items.get_mut(position) {
                *at = place.clone();
                set_in(item, steps.get(1..).unwrap_or_default(), datum, place);
            }
        }
    } else {
        if !matches!(slot, Datum::Record(_)) {
            *slot = Datum::Record(Vec::new());
        }
        if let Datum::Record(inner) = slot {
            set(inner, steps, datum, place);
        }
    }
}

impl Datum {
    /// The value of a JSON value. Numbers keep the digits that `serde_json` shows, which are exact up
    /// to 15 of them; give longer numbers as texts.
    pub fn from_json(value: &serde_json::Value) -> Self {
        let nowhere = Place::default;
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(*value),
            serde_json::Value::Number(number) => Self::Number(number.to_string().into()),
            serde_json::Value::String(text) => Self::Text(text.as_str().into()),
            serde_json::Value::Array(items) => Self::List(
                items
                    .iter()
                    .map(|item| (Self::from_json(item), nowhere()))
                    .collect(),
            ),
            serde_json::Value::Object(entries) => Self::Record(
                entries
                    .iter()
                    .map(|(name, value)| (name.as_str().into(), Self::from_json(value), nowhere()))
                    .collect(),
            ),
        }
    }
}
