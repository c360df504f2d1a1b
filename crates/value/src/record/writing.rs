//! How the numbers of a file are written, as its columns or the user say.

use super::Place;
use super::place::Within;
use crate::{Currency, Lean, Mark, Stated};

/// How the numbers of a file are written: the mark that is declared and what other cells say, by column
/// and for all that is in none; and the currency of prices that state none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// By column of the table.
    pub columns: Vec<(Mark, Lean)>,
    /// For what stands in no such column.
    pub rest: (Mark, Lean),
    /// The currency that the user states for the file.
    pub currency: Option<Currency>,
}

impl Default for Writing {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            rest: (Mark::Either, Lean::Schema),
            currency: None,
        }
    }
}

impl Writing {
    /// What a number at a place rests on.
    pub fn stated(&self, place: &Place, currency: Option<Currency>) -> Stated {
        let column = match &place.within {
            Within::Table(_) => (place.column as usize)
                .checked_sub(1)
                .and_then(|column| self.columns.get(column)),
            Within::File | Within::Tree(_) => None,
        };
        let (mark, lean) = *column.unwrap_or(&self.rest);
        Stated {
            mark,
            lean,
            currency: currency.or(self.currency),
            unit: None,
        }
    }
}
