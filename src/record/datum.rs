//! A value as a file gives it: a tree of texts, numbers and lists, each with its place.

use std::sync::Arc;

/// Where a value stands in its file.
///
/// Lines and columns count from 1 (columns in characters); an empty `column_name` or `pointer`
/// means the format has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Line on which the value begins, from 1; 0 when the record did not come from a file.
    pub line: u32,
    /// Column at which the value begins, from 1; 0 when unknown.
    pub column: u32,
    /// The column header of a table (`Variant Price`), if the format has columns.
    pub header: Option<Arc<str>>,
    /// The JSON pointer from the root of the file (`/products/3/price`), if the format is a tree.
    pub pointer: Option<Arc<str>>,
}

/// A value as the file gives it. Numbers keep the digits of the file.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// JSON or YAML `null`, or an empty cell: nothing is given.
    Null,
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
}
