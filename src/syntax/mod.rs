//! Text to syntax tree: the grammar, the reader with its recovery, and the formatter.

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
    #[grammar = "../grammar/tide.pest"]
    pub struct Tide;
}

pub(crate) use grammar::{Rule, Tide};
