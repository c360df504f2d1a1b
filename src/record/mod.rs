//! What a catalogue says about one product, before and after it is held against the schema.

mod bind;
mod datum;
mod value;

pub(crate) use bind::read_scalar;
pub use bind::{Problem, ProblemKind, Record, bind};
pub(crate) use datum::set;
pub use datum::{Datum, Place, RawRecord, SourceRow};
pub use value::{Fields, Value};
