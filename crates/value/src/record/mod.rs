//! What a catalogue says about one product, before and after it is held against the schema.

mod bound;
mod datum;
mod place;
mod row;
mod value;
mod writing;

pub use bound::{Problem, ProblemKind, Record};
pub use datum::MOST_STEPS;
pub use datum::set;
pub use datum::{Datum, Field, RawRecord, Text};
pub use place::letters;
pub use place::{Header, Place, Pointer, Within};
pub use row::{Cell, Cells, Columns, TableRow};
pub use row::{given_in, with_unit};
pub use value::{Fields, Value};
pub use writing::Writing;

/// What `$schema` says of a record that is of the schema already, whatever its names look like.
pub const SCHEMA: &str = "tidewaiter";
