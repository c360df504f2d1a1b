//! Profiles: what the columns of shops and marketplaces are in the schema.
//!
//! A reader gives the header of a table and row after row ([`Mapper::row`]), or records that are
//! trees ([`Mapper::tree`]); a [`Mapper`] gives the records that can be bought, each with what its
//! product states, with the place of every value. It reads no file and knows no format.
//!
//! ```
//! use tidewaiter::catalog::profile::{Cell, Mapped, Mapper, MapperOptions, Row, standard_profiles};
//! use tidewaiter::value::Currency;
//!
//! let shopify = standard_profiles().iter().find(|p| p.name == "shopify").unwrap();
//! let header = ["Handle", "Title", "Option1 Value", "Variant Price", "Image Src"];
//! let currency = Some(Currency::parse("EUR")?);
//! let options = MapperOptions { currency, ..MapperOptions::default() };
//! let mut mapper = Mapper::of_table(shopify, 1, header, &options);
//!
//! let mut mapped = Mapped::default();
//! mapper.row(Row::new(2, ["shirt", "Blue shirt", "S", "50", "a.jpg"]), &mut mapped);
//! mapper.row(Row::new(3, ["shirt", "", "M", "50", ""]), &mut mapped);
//! mapper.row(Row::new(4, ["shirt", "", "", "", "b.jpg"]), &mut mapped);
//! mapper.finish(&mut mapped);
//! assert_eq!(mapped.records.len(), 2);
//! assert!(mapped.problems.is_empty());
//! # Ok::<(), tidewaiter::value::UnknownCurrency>(())
//! ```

mod definition;
mod detect;
mod group;
mod header;
mod library;
mod mapper;
mod paths;
mod reading;
mod record;
mod survey;
mod tree;
mod validate;
mod variant;

pub use definition::{Column, Pair, Profile, Rows};
pub use detect::{Detection, HEADER_WITHIN, detect, header_of};
pub use library::{ProfileError, named, standard_profiles};
pub use mapper::{Mapped, Mapper, MapperOptions};
pub use paths::paths;
pub use reading::{Kind, Mark};
pub use survey::{ColumnSurvey, Mapping, RowCounts};
pub use validate::{attribute_exists, validate};

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::ProfileChoice;
use crate::record::{Datum, Place};

/// The profile of a table whose first rows these are, and why. A table of no platform has headers
/// that are attribute paths.
pub fn of_table<'c>(
    rows: &[Vec<String>],
    choice: &'c ProfileChoice,
    columns: &BTreeMap<String, String>,
) -> (Cow<'c, Profile>, Detection) {
    match choice {
        ProfileChoice::Named(profile) => {
            return (Cow::Borrowed(profile), header_of(profile, rows));
        }
        ProfileChoice::Detected => {
            if let Some((profile, why)) = detect(standard_profiles(), rows) {
                return (Cow::Borrowed(profile), why);
            }
        }
        ProfileChoice::Paths => {}
    }
    let header = rows.first().map_or(&[][..], Vec::as_slice);
    let profile = paths(header, columns);
    let why = Detection {
        header: 0,
        signature: Vec::new(),
        known: 0,
        columns: header.len(),
        data_line: None,
        named: false,
    };
    (Cow::Owned(profile), why)
}

/// The profile of records that are trees like this one, and why.
pub fn of_tree<'c>(
    first: &Datum,
    choice: &'c ProfileChoice,
) -> Option<(Cow<'c, Profile>, Detection)> {
    match choice {
        ProfileChoice::Named(profile) => {
            let names = tree::names(first, profile);
            Some((
                Cow::Borrowed(profile.as_ref()),
                header_of(profile, &[names]),
            ))
        }
        ProfileChoice::Detected => {
            let trees = standard_profiles().iter().filter(|profile| profile.tree);
            trees
                .filter_map(|profile| {
                    let names = tree::names(first, profile);
                    detect([profile], &[names])
                })
                .max_by(|(a, why_a), (b, why_b)| {
                    let rank = |why: &Detection| (why.signature.len(), why.known);
                    (rank(why_a), &b.name).cmp(&(rank(why_b), &a.name))
                })
                .map(|(profile, why)| (Cow::Borrowed(profile), why))
        }
        ProfileChoice::Paths => None,
    }
}

/// A cell that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Its column, from 1.
    pub column: u32,
    /// Its text.
    pub text: Box<str>,
    /// Its value cannot be told: it shows an error, or was cut off. What it feeds is unknown.
    pub unreadable: bool,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line or number, from 1.
    pub line: u32,
    /// Its cells that are not empty, from left to right.
    pub cells: Vec<Cell>,
    /// The sheet of the workbook it stands in.
    pub sheet: Option<Arc<str>>,
    /// The byte of the file at which it begins, from 0, where that is known.
    pub offset: Option<u64>,
}

impl Row {
    /// A row from every cell of it; those with nothing but white space are left out.
    pub fn new<T: AsRef<str>>(line: u32, cells: impl IntoIterator<Item = T>) -> Self {
        Self {
            line,
            sheet: None,
            offset: None,
            cells: (1..)
                .zip(cells)
                .filter(|(_, text)| !text.as_ref().trim().is_empty())
                .map(|(column, text)| Cell {
                    column,
                    text: text.as_ref().into(),
                    unreadable: false,
                })
                .collect(),
        }
    }

    /// Adds a cell whose value cannot be told; `column` counts from 1.
    pub fn add_unreadable(&mut self, column: u32, text: &str) {
        let at = self.cells.partition_point(|cell| cell.column < column);
        let cell = Cell {
            column,
            text: text.into(),
            unreadable: true,
        };
        self.cells.insert(at, cell);
    }
}

/// A text with the header it stands under and its place.
#[derive(Debug, Clone)]
struct Given {
    header: usize,
    text: Box<str>,
    place: Place,
    /// What it feeds is unknown.
    unreadable: bool,
}
