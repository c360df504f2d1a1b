//! Evaluation: what each rule says about a record, what a consignment costs, and whether the examples
//! inside rule files hold.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know files, catalogues, forms of report or a clock.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

use tidewaiter_lang as lang;
use tidewaiter_syntax as syntax;
use tidewaiter_value::{self as value, record, sentence};

pub mod gate;
pub mod quote;

mod apportion;
mod class;
mod engine;
mod exchange;
mod judged;
mod ledger;
mod line;
mod operators;
mod outcome;
pub mod reference;
mod scope;
mod seam;
mod trial;
mod variation;

pub use apportion::apportioned;
pub use class::suggested;
pub use engine::Engine;
pub use judged::{Judged, Trail};
pub use ledger::{Ledger, Setting};
pub use line::{ChargeLine, ChargeState, Decisions, RowUsed};
pub use outcome::{ExceptionState, PresumedValue, Step, Unknown, Verdict, presumed_sentences};
pub use reference::Reference;
pub use scope::{Offer, Venue, assess, ledger};
pub use seam::{Charges, Env, Evaluation, Expressions};
pub use trial::PriceUse;
pub use variation::Effort;

pub use crate::lang::Outcome;
