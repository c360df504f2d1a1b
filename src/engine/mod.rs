//! Evaluation: what each rule says about a record.

mod apportion;
mod class;
mod judged;
mod ledger;
mod line;
mod operators;
mod outcome;
pub mod reference;
mod scope;
mod trial;

pub use apportion::apportioned;
pub(crate) use class::suggested;
pub use judged::Trail;
pub use ledger::{LOCAL_CURRENCY, Ledger, Setting};
pub use line::{ChargeLine, ChargeState, Decisions, RowUsed};
pub use outcome::{Outcome, Step, Unknown, Verdict};
pub(crate) use scope::ledger;
pub use scope::{Offer, assess};
pub use trial::{Effort, PriceUse};
