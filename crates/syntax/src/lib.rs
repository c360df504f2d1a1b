//! Tide as text: the grammar, the reader with its recovery, the tree, and the formatter.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know law or trade: no market, no unit, no type, no date but as words.
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

use tidewaiter_diag as diag;

mod build;
mod expression;
pub mod format;
pub mod limits;
mod parse;
mod phrase;
mod scan;
pub mod tree;

pub use crate::diag::{FileId, LineColumn, Location, Sources, Span, is_direction_mark};
pub use parse::{decode, parse};

/// The parser that pest derives from `grammar/tide.pest`.
#[allow(missing_docs, unreachable_pub)]
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../../grammar/tide.pest"]
    pub struct Tide;
}

pub use grammar::{Rule, Tide};
