//! The door: what is set, the rules, the checker made of both, what it says, why it is not made.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It
//! must not know how catalogues are read, how reports look, or that there is a command line.
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

mod assessment;
mod checker;
mod error;
pub mod json;
pub mod pack;
mod settings;

use tidewaiter_diag as diag;
use tidewaiter_engine::{self as engine, gate, quote};
use tidewaiter_lang as lang;
use tidewaiter_syntax as syntax;
use tidewaiter_tariff as tariff;
use tidewaiter_value::{self as value, record, sentence};

pub use assessment::{Assessment, Finding, Obstacle, RecordRef, Wording};
pub use checker::{Checker, TariffInfo};
pub use error::{CheckError, RecordError, TariffMismatch};
pub use lang::PackInfo;
pub use pack::{RulePack, standard_files};
pub use settings::{Day, Horizon, HorizonError, Settings};
