//! Text to syntax tree: the grammar, the reader with its recovery, and the formatter.

mod build;
mod expression;
pub mod format;
pub mod limits;
mod parse;
mod phrase;
mod scan;
mod span;
pub mod tree;

pub use parse::{decode, parse};
pub use span::{FileId, LineColumn, Location, Sources, Span, is_direction_mark};

/// The parser that pest derives from `grammar/tide.pest`.
#[allow(missing_docs, unreachable_pub)]
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/tide.pest"]
    pub struct Tide;
}

pub(crate) use grammar::{Rule, Tide};
