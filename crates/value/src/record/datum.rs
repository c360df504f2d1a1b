//! A value as a file gives it: a tree of texts, numbers and lists, each with its place.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::Place;
use super::Writing;
use super::row::{Columns, TableRow};

/// A text of a file: short ones, as most are, need no memory of their own.
pub type Text = compact_str::CompactString;

/// A named value with its place.
pub type Field = (Text, Datum, Place);

/// A value as the file gives it, such as [`Datum::from_json`] makes it. Numbers keep the digits of the file.
/// How it is held is internal.
#[derive(Debug, Clone, PartialEq)]
pub enum Datum {
    /// JSON or YAML `null`, or an empty cell: nothing is given.
    #[doc(hidden)]
    Null,
    /// Something is given, as the file shows it, but what it means cannot be told; whoever read it has
    /// said why.
    #[doc(hidden)]
    Unreadable(Text),
    /// `true` or `false` where the format has such a thing.
    #[doc(hidden)]
    Bool(bool),
    /// A number as written, e.g. `12.50` or `1e3`.
    #[doc(hidden)]
    Number(Text),
    /// A text.
    #[doc(hidden)]
    Text(Text),
    /// A list, each element with its place.
    #[doc(hidden)]
    List(Vec<(Datum, Place)>),
    /// Named values in the order of the file, each with its place. Names may repeat.
    #[doc(hidden)]
    Record(Vec<Field>),
}

/// One product as a reader found it.
#[derive(Debug, Clone)]
pub struct RawRecord {
    body: Body,
    /// Where the record begins.
    pub place: Place,
    /// The number of the record in its file, from 1.
    pub ordinal: u64,
    /// How its numbers are written, where the file or the user says more than the schema.
    writing: Option<Arc<Writing>>,
}

/// What a record was made of.
#[derive(Debug, Clone)]
enum Body {
    /// A tree, and the row of a table that a profile made it of.
    Tree(Datum, Option<Arc<TableRow>>),
    /// A row whose columns are attributes. Its tree is made when somebody asks for it.
    Row {
        row: Arc<TableRow>,
        columns: Arc<Columns>,
        tree: OnceLock<Datum>,
    },
}

impl PartialEq for RawRecord {
    fn eq(&self, other: &Self) -> bool {
        (self.fields(), &self.place, self.ordinal) == (other.fields(), &other.place, other.ordinal)
    }
}

impl RawRecord {
    /// A record of a tree, which should be a [`Datum::Record`].
    pub fn new(fields: Datum, place: Place, ordinal: u64) -> Self {
        Self {
            body: Body::Tree(fields, None),
            place,
            ordinal,
            writing: None,
        }
    }

    /// A record of a row whose columns are attributes. `ordinal` counts from 1.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use std::sync::Arc;
    /// use tidewaiter_value::record::{Columns, Header, RawRecord, TableRow};
    ///
    /// let header = Header::new(1, ["id", "manufacturer.name", "Weight (kg)"]);
    /// let columns = Arc::new(Columns::new(&header, &BTreeMap::new()));
    /// let row = TableRow::of_texts(&header, 2, ["7", "Example Works", "0.4"]);
    /// let record = RawRecord::of_row(row, columns, 1);
    /// assert!(record.first("id").is_some());
    /// ```
    #[doc(hidden)]
    pub fn of_row(row: TableRow, columns: Arc<Columns>, ordinal: u64) -> Self {
        Self {
            place: row.place(),
            body: Body::Row {
                row: Arc::new(row),
                columns,
                tree: OnceLock::new(),
            },
            ordinal,
            writing: None,
        }
    }

    /// The record with the row of a table that it was made of.
    #[must_use]
    #[doc(hidden)]
    pub fn with_row(mut self, row: Option<Arc<TableRow>>) -> Self {
        if let Body::Tree(_, of) = &mut self.body {
            *of = row;
        }
        self
    }

    /// The record with how its numbers are written.
    #[must_use]
    #[doc(hidden)]
    pub fn with_writing(mut self, writing: Option<Arc<Writing>>) -> Self {
        self.writing = writing;
        self
    }

    /// How its numbers are written, where more is known than the schema says.
    #[doc(hidden)]
    pub fn writing(&self) -> Option<&Writing> {
        self.writing.as_deref()
    }

    /// The fields, a [`Datum::Record`].
    pub fn fields(&self) -> &Datum {
        match &self.body {
            Body::Tree(fields, _) => fields,
            Body::Row { row, columns, tree } => tree.get_or_init(|| tree_of(row, columns)),
        }
    }

    /// The fields, to keep.
    pub fn into_fields(self) -> Datum {
        match self.body {
            Body::Tree(fields, _) => fields,
            Body::Row { row, columns, tree } => {
                tree.into_inner().unwrap_or_else(|| tree_of(&row, &columns))
            }
        }
    }

    /// The row of a table that the record was made of.
    #[doc(hidden)]
    pub fn row(&self) -> Option<&TableRow> {
        match &self.body {
            Body::Tree(_, row) => row.as_deref(),
            Body::Row { row, .. } => Some(row),
        }
    }

    /// The tree that a profile or a format made; none where the row is the record.
    #[doc(hidden)]
    pub fn made_of(&self) -> Option<&Datum> {
        match &self.body {
            Body::Tree(fields, _) => Some(fields),
            Body::Row { .. } => None,
        }
    }

    /// The first field of a name that is given, without a tree being made.
    #[doc(hidden)]
    pub fn first(&self, name: &str) -> Option<Cow<'_, Datum>> {
        match &self.body {
            Body::Tree(Datum::Record(fields), _) => {
                let field = fields.iter().find(|(own, _, _)| own == name)?;
                Some(Cow::Borrowed(&field.1))
            }
            Body::Tree(..) => None,
            Body::Row { row, columns, .. } => columns.first(row, name).map(Cow::Owned),
        }
    }

    /// Every field that is given, without a tree of them being made.
    #[doc(hidden)]
    pub fn each(&self, each: &mut dyn FnMut(&str, &Datum, &Place)) {
        match &self.body {
            Body::Tree(Datum::Record(fields), _) => {
                for (name, value, place) in fields {
                    each(name, value, place);
                }
            }
            Body::Tree(..) => {}
            Body::Row { row, columns, .. } => {
                columns.each(row, &mut |name, value, place| each(name, &value, &place));
            }
        }
    }

    /// About the bytes that it takes.
    #[doc(hidden)]
    pub fn weight(&self) -> usize {
        let of_row = |row: &TableRow| row.cells.weight();
        match &self.body {
            Body::Tree(fields, row) => fields.weight() + row.as_deref().map_or(0, of_row),
            Body::Row { row, .. } => of_row(row),
        }
    }
}

fn tree_of(row: &TableRow, columns: &Columns) -> Datum {
    let mut fields = Vec::with_capacity(row.cells.len());
    columns.each(row, &mut |name, value, place| {
        fields.push((name.into(), value, place));
    });
    Datum::Record(fields)
}

/// Steps that a path may have, as lists and objects inside one another may have in a file.
pub const MOST_STEPS: usize = 64;

/// Puts a value at a path, in the place of what stood there. A step that is a number is a place in a
/// list; places follow one another, so that a gap is filled from the front.
/// A path of more than [`MOST_STEPS`] is no path but a name, which no attribute has.
pub fn set(entries: &mut Vec<Field>, steps: &[&str], datum: Datum, place: &Place) {
    if steps.len() > MOST_STEPS {
        entries.push((steps.join(".").into(), datum, place.clone()));
        return;
    }
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
    /// About the bytes that it takes.
    fn weight(&self) -> usize {
        match self {
            Self::Null | Self::Unreadable(_) | Self::Bool(_) => 0,
            Self::Number(text) | Self::Text(text) => text.len(),
            Self::List(items) => items
                .iter()
                .map(|(item, _)| size_of::<Self>() + size_of::<Place>() + item.weight())
                .sum(),
            Self::Record(fields) => fields
                .iter()
                .map(|(_, value, _)| size_of::<Field>() + value.weight())
                .sum(),
        }
    }

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
