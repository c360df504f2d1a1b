//! Rows of a plain table that are no product but the sum of those above.
//!
//! A product must never be lost: a row is a sum only if a word says so, the rest of it is numbers, none of
//! them names a product, and it has less than a product of its table would.

use std::collections::BTreeMap;

use super::row::{Header, TableRow};
use super::words::attribute;
use super::{InputCode, InputProblem};
use crate::record::Cell;
use crate::sentence::say;
use crate::value::{Currency, folded, is_sign, looks_like_number};

/// Words for sums, folded.
const WORDS: &[&str] = &[
    "celkem",
    "gesamt",
    "gesamtsumme",
    "grand total",
    "insgesamt",
    "razem",
    "somma",
    "sous total",
    "subtotal",
    "sub total",
    "suma",
    "summa",
    "summe",
    "totaal",
    "total",
    "total general",
    "totale",
    "totals",
    "totalt",
    "totaux",
    "toplam",
    "zwischensumme",
    "итого",
    "всего",
    "合計",
    "合计",
    "小計",
    "小计",
    "总计",
    "總計",
    "총계",
    "합계",
    "소계",
];

/// What is known of a table for it.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// For each column that has a name, whether a number in it names a product; none where no row of the
    /// table is looked at.
    columns: Vec<Option<bool>>,
}

impl Totals {
    /// Of a table with some headers taken for attributes.
    pub(super) fn of(header: &Header, taken: &BTreeMap<String, String>) -> Self {
        const NAMES: &[&str] = &[
            "id",
            "sku",
            "gtin",
            "mpn",
            "ean",
            "upc",
            "asin",
            "barcode",
            "item_group",
        ];
        let names_products = |name: &str| {
            let path = taken.get(name).map(String::as_str);
            let path = path.or_else(|| attribute(name).map(|(path, _)| path));
            path.is_some_and(|path| NAMES.contains(&path)) || NAMES.contains(&&*folded(name))
        };
        let columns = header.names.iter();
        let columns = columns.map(|name| (!name.is_empty()).then(|| names_products(name)));
        Self {
            columns: columns.collect(),
        }
    }

    /// The row is a sum of others.
    pub(super) fn is_one(&self, row: &TableRow) -> bool {
        let (mut words, mut numbers) = (0, 0);
        let mut empty = false;
        for (cell, column) in row.cells.padded().zip(&self.columns) {
            let names_products = column.unwrap_or_default();
            match cell {
                Cell::Null => empty |= column.is_some(),
                Cell::Text(text) if words == 0 && numbers == 0 && is_word(text) => words += 1,
                Cell::Number(_) if !names_products => numbers += 1,
                Cell::Text(text) if !names_products && is_amount(text) => numbers += 1,
                _ => return false,
            }
        }
        words == 1 && numbers > 0 && empty
    }
}

/// The row was passed over.
pub(super) fn told(file: &str, row: &TableRow) -> InputProblem {
    let mut problem = InputProblem::new(
        InputCode::Preamble,
        file,
        row.line,
        say!(
            "the row is a sum of others and no product, so it was not checked",
            "该行是其他行的合计,不是产品,因此未检查",
        ),
        say!(
            "if it is a product, give it a title or an identifier, or use --profile none",
            "如果是产品,请填写标题或编号,或使用 --profile none",
        ),
    );
    problem.place = row.place();
    problem
}

fn is_word(text: &str) -> bool {
    // Longer texts are none of them.
    text.len() <= 40 && WORDS.contains(&folded(text).trim())
}

/// A number, with a currency or without.
fn is_amount(text: &str) -> bool {
    let around =
        |c: char| c.is_alphabetic() || c.is_whitespace() || is_sign(c.encode_utf8(&mut [0; 4]));
    let number = text.trim_matches(around);
    let start = text.find(number).unwrap_or_default();
    let beside = [
        text.get(..start).unwrap_or_default().trim(),
        text.get(start + number.len()..).unwrap_or_default().trim(),
    ];
    let known = |word: &&str| is_sign(word) || Currency::parse(word).is_ok();
    looks_like_number(number) && beside.iter().filter(|word| !word.is_empty()).all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_no_texts() {
        for text in ["24.80", "1.234,50 €", "EUR 12", "-3", "US$ 5.00"] {
            assert!(is_amount(text), "{text}");
        }
        for text in ["12 V", "A1", "", "€", "12 blue", "PT500"] {
            assert!(!is_amount(text), "{text}");
        }
        assert!(is_word("Total:") && is_word("合计") && is_word("SUMME") && !is_word("Total War"));
    }
}
