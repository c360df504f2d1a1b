//! Numbers that registers give to traders and books: value added tax, customs, import one-stop shop.
//!
//! A number is checked for its shape and, where the algorithm is public, its check digits; whether it
//! was ever given to anybody only the register knows. Spaces, points, hyphens and slashes do not
//! count, nor does the case of letters.

use thiserror::Error;

use crate::sentence::{Sentence, say};

mod book;
mod eori;
mod goods_and_services_tax;
mod ioss;
mod vat;

pub use book::check_isbn;
pub use eori::check_eori;
pub use goods_and_services_tax::{check_abn, check_gstin};
pub use ioss::check_ioss;
pub use vat::check_vat_number;

/// Why a number cannot be one of its register.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RegisterError {
    /// Another length, or other characters.
    #[error("`{number}` is not {what}: write {expected}")]
    Shape {
        /// The number as given.
        number: String,
        /// What it should be.
        what: &'static str,
        /// What such a number looks like.
        expected: &'static str,
    },
    /// The check digits do not fit the others.
    #[error("the check digits of {what} `{number}` do not fit; look for a typing mistake")]
    CheckDigits {
        /// The number as given.
        number: String,
        /// What it should be.
        what: &'static str,
    },
    /// The numbers of the country are not known here.
    #[error("{}", no_format(.0))]
    NoFormat(String),
}

/// Why it cannot be told whether a number is one of the country.
pub fn no_format(country: &str) -> Sentence {
    say!(
        "the shape of the VAT numbers of {country} is not known",
        "{country} 增值税号的格式未知",
        country,
    )
}

/// What is checked: letters in capitals, without separators.
fn compact(text: &str) -> String {
    text.trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '.' | '-' | '/'))
        .flat_map(char::to_uppercase)
        .collect()
}

/// The digits of a text of digits only.
fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars()
        .map(|c| c.is_ascii_digit().then(|| c.to_digit(10)).flatten())
        .collect()
}

fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(d, w)| d * w).sum()
}

fn number(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |n, d| n * 10 + u64::from(*d))
}

/// The sum of Luhn's formula, the last digit with weight one; a whole number has a multiple of ten.
fn luhn(digits: &[u32]) -> u32 {
    digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum()
}

/// ISO 7064 MOD 11,10.
fn mod_11_10(digits: &[u32]) -> bool {
    let Some((last, body)) = digits.split_last() else {
        return false;
    };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (product + digit) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *last
}
