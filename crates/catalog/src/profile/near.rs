//! Cells that say less than they seem to: words that stand for nothing, values near to an attribute, and
//! prices beside the price.

use std::sync::Arc;

use super::Given;
use super::definition::Column;
use super::group::{Line, Product};
use super::mapper::{MOST_WORDS, Mapper};
use super::reading::{self, Kind};
use super::record::{Building, Path};
use super::variant::put;
use crate::problem::InputCode;
use crate::record::Datum;
use crate::value::{names_nobody, says_nothing, short};

/// What names somebody or something.
fn is_name(to: &str) -> bool {
    let last = to.rsplit('.').next().unwrap_or(to);
    crate::value::NAMES.contains(&last) || matches!(last, "postal_address" | "email" | "url")
}

/// Whether a text says in words, to a column, that nothing is given.
pub(super) fn stands_for_nothing(column: &Column, text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || column.kind == Kind::Gtin {
        return false;
    }
    let word = text.to_lowercase();
    let mut values = column.values.keys();
    if values.any(|value| value.to_lowercase() == word) {
        return false;
    }
    let is_text = match column.kind {
        Kind::Text | Kind::Html => column.to.as_deref().is_some_and(is_name),
        Kind::Materials | Kind::Money | Kind::Quantity | Kind::Number => true,
        _ => false,
    };
    says_nothing(text) || (is_text && names_nobody(text))
}

/// Whether a column gives the price that buyers pay.
pub(super) fn is_price(column: &Column) -> bool {
    column.kind == Kind::Money && column.to.as_deref() == Some("price") && !column.near
}

impl Mapper {
    /// Takes cells out of a row that say in words that nothing is given, and counts them.
    pub(super) fn without_placeholders(&mut self, cells: &mut Vec<Given>) {
        let paired: Vec<usize> = self
            .pairs
            .iter()
            .flat_map(|(_, pairs)| pairs)
            .map(|(_, value)| *value)
            .collect();
        let nothing = |cell: &Given| {
            // What a property is for is known where it is read.
            if cell.unreadable || cell.number || paired.contains(&cell.header) {
                return false;
            }
            let mut columns = self.columns_of(cell.header).peekable();
            columns.peek().is_some()
                && columns.all(|column| {
                    column.kind != Kind::Properties && stands_for_nothing(column, &cell.text)
                })
        };
        let (none, rest): (Vec<Given>, Vec<Given>) = cells.drain(..).partition(nothing);
        *cells = rest;
        for cell in none {
            self.count_placeholder(&cell);
        }
    }

    pub(super) fn count_placeholder(&mut self, cell: &Given) {
        let once = self.count_once((InputCode::Placeholder, None), cell);
        let word = short(cell.text.trim());
        if once.words.len() < MOST_WORDS || once.words.contains_key(&word) {
            *once.words.entry(word).or_default() += 1;
        }
    }

    /// A value near to an attribute that nothing else gives: it is told of, and unknown.
    pub(super) fn near_value(
        &mut self,
        number: usize,
        column: &Column,
        cell: &Given,
        (line, product): (&Line, &Product),
        building: &mut Building,
        path: &Path,
    ) {
        if reading::is_nothing(column, &cell.text) {
            return;
        }
        if self.tell((line.number, cell.header, number), line, product) {
            self.count_once((InputCode::NearValue, Some(number)), cell);
        }
        let unknown = vec![Datum::Unreadable(cell.text.clone())];
        put(building, path, column.kind, unknown, &cell.place);
    }

    /// Whether a cell gives a price that buyers pay.
    pub(super) fn is_price(&self, cell: &Given) -> bool {
        self.columns_of(cell.header)
            .any(|column| is_price(column) && !reading::is_nothing(column, &cell.text))
    }

    /// Whether a row has a price of its own, which is not that of its product.
    pub(super) fn prices(&self, line: &Line, product: &Line) -> bool {
        line.cells.iter().any(|cell| {
            let same = |other: &Given| {
                other.header == cell.header && other.text.trim() == cell.text.trim()
            };
            self.is_price(cell) && !product.cells.iter().any(same)
        })
    }

    /// A further offer of a tree with another price than the one that counts.
    pub(super) fn further_price(
        &mut self,
        number: usize,
        column: &Column,
        first: Option<&Given>,
        cell: &Given,
        line: &Arc<Line>,
    ) {
        let Some(first) = first else {
            return;
        };
        let other = is_price(column)
            && cell.within != first.within
            && cell.header == first.header
            && cell.text.trim() != first.text.trim();
        if other && self.holds(number, cell, line) == Ok(true) {
            let once = self.count_once((InputCode::Repeated, Some(number)), cell);
            let word = short(cell.text.trim());
            if once.words.len() < MOST_WORDS || once.words.contains_key(&word) {
                *once.words.entry(word).or_default() += 1;
            }
        }
    }
}
