//! Evaluation: what each rule says about a record.

mod class;
mod judged;
mod ledger;
mod operators;
mod outcome;
pub mod reference;
mod scope;

pub(crate) use class::suggested;
pub use judged::Trail;
pub use ledger::{ChargeLine, ChargeState, LOCAL_CURRENCY, Ledger, RowUsed, Setting, apportioned};
pub use outcome::{Outcome, Step, Unknown, Verdict};
pub(crate) use scope::ledger;
pub use scope::{Offer, assess};
