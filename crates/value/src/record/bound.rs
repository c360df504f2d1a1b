//! What comes of a record that is held against the schema: typed values, and what does not fit.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Fields, Place};
use crate::sentence::Sentence;

/// A product record of the types that the schema declares.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Record {
    /// The identifier, if the record has one.
    pub id: Option<Arc<str>>,
    /// The attributes that are given; those of the seller stand under `seller`.
    #[doc(hidden)]
    pub fields: Fields,
    /// Where each attribute stands in its file, by path.
    #[doc(hidden)]
    pub places: BTreeMap<Arc<str>, Place>,
    /// Where the record begins.
    #[doc(hidden)]
    pub place: Place,
    /// What does not fit the schema. An assessment of the record says so, and is incomplete.
    pub problems: Vec<Problem>,
}

/// What kind of thing is wrong with a value of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The schema has no such attribute; the value is not looked at.
    UnknownAttribute,
    /// The value does not have the type of its attribute; it is unknown.
    WrongType,
    /// The value lies outside what its attribute allows; it is unknown.
    OutOfRange,
    /// The attribute is given twice; the first counts.
    Repeated,
    /// A trade item number is not valid; it is used as it stands.
    Gtin,
    /// A trade item number may have lost zeros; it is used as it stands.
    LostZero,
    /// A trade item number was rounded by a spreadsheet; it is unknown.
    DamagedNumber,
}

impl ProblemKind {
    /// The code in reports, which does not change.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownAttribute => "TW1101",
            Self::WrongType => "TW1102",
            Self::OutOfRange => "TW1103",
            Self::Repeated => "TW1104",
            Self::Gtin => "TW1106",
            Self::LostZero => "TW1204",
            Self::DamagedNumber => "TW1203",
        }
    }

    /// A value of the schema is unknown because of it.
    pub fn is_unread(self) -> bool {
        matches!(
            self,
            Self::WrongType | Self::OutOfRange | Self::DamagedNumber
        )
    }
}

/// Something wrong with a value of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of thing; for what reads records. Others have [`Problem::code`].
    #[doc(hidden)]
    pub kind: ProblemKind,
    /// The path of the attribute, as the schema or else as the file names it.
    pub path: Arc<str>,
    /// A sentence without full stop.
    pub message: Sentence,
    /// What to do.
    pub help: Option<Sentence>,
    /// The place.
    pub place: Place,
    /// The record of the schema that an unknown attribute would belong to.
    #[doc(hidden)]
    pub owner: Option<Arc<str>>,
}

impl Problem {
    /// Something wrong with the value of a path; for what reads records.
    #[doc(hidden)]
    pub fn new(kind: ProblemKind, path: Arc<str>, message: Sentence, place: Place) -> Self {
        Self {
            kind,
            path,
            message,
            help: None,
            place,
            owner: None,
        }
    }

    /// With what to do.
    #[doc(hidden)]
    #[must_use]
    pub fn with_help(self, help: impl Into<Option<Sentence>>) -> Self {
        Self {
            help: help.into(),
            ..self
        }
    }

    /// The code in reports, which does not change.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// A value of the schema is unknown because of it. Otherwise there is a value that nobody looks at,
    /// or one that is odd.
    pub fn is_unread(&self) -> bool {
        self.kind.is_unread()
    }
}
