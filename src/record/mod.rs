//! What a catalogue says about one product, before and after it is held against the schema.

mod datum;

pub use datum::{Datum, Place, RawRecord};
