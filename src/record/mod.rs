//! What a catalogue says about one product, before and after it is held against the schema.

mod bind;
mod datum;
mod place;
mod row;
mod value;
mod writing;

pub(crate) use bind::read_scalar;
pub use bind::{Problem, ProblemKind, Record, bind};
#[cfg(feature = "catalog")]
pub(crate) use datum::MOST_STEPS;
pub(crate) use datum::set;
pub use datum::{Datum, Field, RawRecord, Text};
#[cfg(feature = "cli")]
pub(crate) use place::letters;
pub use place::{Header, Place, Pointer, Within};
pub use row::{Cell, Cells, Columns, TableRow};
#[cfg(feature = "catalog")]
pub(crate) use row::{given_in, with_unit};
pub use value::{Fields, Value};
pub use writing::Writing;

/// What `$schema` says of a record that is of the schema already, whatever its names look like.
pub const SCHEMA: &str = "tidewaiter";
