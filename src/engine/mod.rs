//! Evaluation: what each rule says about a record.

mod class;
mod judged;
mod operators;
mod outcome;
pub mod reference;
mod scope;

pub use outcome::{Outcome, Step, Unknown, Verdict};
pub use scope::{Offer, assess};
