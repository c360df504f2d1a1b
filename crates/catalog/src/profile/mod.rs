//! Profiles: what the columns of shops and marketplaces are in the schema.
//!
//! A reader gives the header of a table and row after row ([`Mapper::row`]), or records that are
//! trees ([`Mapper::tree`]); a [`Mapper`] gives the records that can be bought, each with what its
//! product states, with the place of every value. It reads no file and knows no format.
//!
//! ```
//! use tidewaiter_catalog::profile::{Mapped, Mapper, MapperOptions, standard_profiles};
//! use tidewaiter_value::record::{Header, TableRow};
//! use tidewaiter_value::Currency;
//!
//! let shopify = standard_profiles().iter().find(|p| p.name == "shopify").unwrap();
//! let header = Header::new(1, ["Handle", "Title", "Option1 Value", "Variant Price", "Image Src"]);
//! let currency = Some(Currency::parse("EUR")?);
//! let options = MapperOptions { currency, ..MapperOptions::default() };
//! let mut mapper = Mapper::of_table(shopify, &header, &options);
//!
//! let mut mapped = Mapped::default();
//! let mut row = |line, texts: [&str; 5]| {
//!     mapper.row(TableRow::of_texts(&header, line, texts), &mut mapped);
//! };
//! row(2, ["shirt", "Blue shirt", "S", "50", "a.jpg"]);
//! row(3, ["shirt", "", "M", "50", ""]);
//! row(4, ["shirt", "", "", "", "b.jpg"]);
//! mapper.finish(&mut mapped);
//! assert_eq!(mapped.records.len(), 2);
//! assert!(mapped.problems.is_empty());
//! # Ok::<(), tidewaiter_value::UnknownCurrency>(())
//! ```

mod adjust;
mod definition;
mod detect;
mod group;
mod header;
mod library;
mod mapper;
mod near;
mod paths;
mod period;
mod properties;
mod reading;
mod record;
mod survey;
mod told;
mod tree;
mod unit_price;
mod validate;
mod variant;

pub use definition::{Column, Pair, Profile, Rows, ShownUnitPrice, TreeKind, Unlisted};
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
use crate::record::{Datum, Place, Text};

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
    of_trees(&[first], choice, None)
}

/// The standard profile that reads the trees of a vocabulary.
pub(crate) fn of_namespace(namespace: &str) -> Option<&'static Profile> {
    standard_profiles().iter().find(|profile| {
        let mut known = profile.namespaces.iter();
        known.any(|known| known == namespace)
    })
}

/// Names of the first records by which their profile is told.
const MOST_NAMES: usize = 4096;

/// The profile of records that are trees like the first ones, and why: what one of them leaves out,
/// another one has. A file may say itself which vocabulary it is in.
pub(crate) fn of_trees<'c>(
    first: &[&Datum],
    choice: &'c ProfileChoice,
    namespace: Option<&str>,
) -> Option<(Cow<'c, Profile>, Detection)> {
    let names_by = |profile: &Profile| {
        let mut names: Vec<String> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for tree in first {
            for name in tree::names(tree, profile, MOST_NAMES) {
                if names.len() < MOST_NAMES && seen.insert(name.clone()) {
                    names.push(name);
                }
            }
        }
        names
    };
    match choice {
        ProfileChoice::Named(profile) => {
            let names = names_by(profile);
            Some((
                Cow::Borrowed(profile.as_ref()),
                header_of(profile, &[names]),
            ))
        }
        ProfileChoice::Detected if first.iter().any(|record| is_of_schema(record)) => None,
        ProfileChoice::Detected => {
            if let Some(namespace) = namespace
                && let Some(profile) = of_namespace(namespace)
            {
                let mut why = header_of(profile, &[names_by(profile)]);
                why.signature = vec![namespace.to_owned()];
                why.named = false;
                return Some((Cow::Borrowed(profile), why));
            }
            let trees = standard_profiles().iter().filter(|profile| profile.tree);
            trees
                .filter_map(|profile| {
                    let names = names_by(profile);
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

/// The record says itself that it is of the schema.
fn is_of_schema(record: &Datum) -> bool {
    let Datum::Record(fields) = record else {
        return false;
    };
    fields.iter().any(|(name, value, _)| {
        name == "$schema" && matches!(value, Datum::Text(text) if text == crate::record::SCHEMA)
    })
}

/// A text with the header it stands under and its place.
#[derive(Debug, Clone)]
struct Given {
    header: usize,
    text: Text,
    place: Place,
    /// What it feeds is unknown.
    unreadable: bool,
    /// The file itself has it as a number: its point is a point, whatever people write beside it.
    number: bool,
    /// Whether it holds on the day of the check, where its tree says so.
    runs: Runs,
    /// In a tree, the object in which it stands: the currency of an offer is that of its price.
    within: u32,
}

/// Whether a value holds on the day of the check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Runs {
    #[default]
    Yes,
    No,
    Open(Arc<period::Open>),
}
