//! Numbers of books.

use super::super::check_gtin;
use super::{RegisterError, compact};

/// Checks an ISBN of 10 or 13 digits.
///
/// ```
/// use tidewaiter_value::check_isbn;
/// assert!(check_isbn("978-3-16-148410-0").is_ok());
/// assert!(check_isbn("0-8044-2957-X").is_ok());
/// assert!(check_isbn("0-8044-2957-1").is_err());
/// assert!(check_isbn("4006381333931").is_err());
/// ```
pub fn check_isbn(text: &str) -> Result<(), RegisterError> {
    let what = "an ISBN";
    let shape = || RegisterError::Shape {
        number: text.to_owned(),
        what,
        expected: "13 digits that begin with 978 or 979, or 10 of which the last may be X",
    };
    let check = || RegisterError::CheckDigits {
        number: text.to_owned(),
        what,
    };
    let number = compact(text);
    if number.len() == 13 {
        let book = number.starts_with("978") || number.starts_with("979");
        if !book || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(shape());
        }
        return check_gtin(&number).map_err(|_| check());
    }
    let mut sum = 0;
    for (place, c) in number.chars().enumerate() {
        let digit = match c {
            '0'..='9' => c.to_digit(10).unwrap_or_default(),
            'X' if place == 9 => 10,
            _ => return Err(shape()),
        };
        sum += digit * 10u32.saturating_sub(place as u32);
    }
    if number.len() != 10 {
        return Err(shape());
    }
    sum.is_multiple_of(11).then_some(()).ok_or_else(check)
}
