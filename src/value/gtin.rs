//! Trade item numbers (GTIN-8, UPC, EAN, GTIN-14) and book numbers.

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

/// Why a number is not a valid GTIN.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GtinError {
    /// Another number of digits, or something that is not a digit.
    #[error("{}", self.sentence())]
    Shape(String),
    /// The check digit does not fit.
    #[error("{}", self.sentence())]
    CheckDigit {
        /// The number.
        number: String,
        /// The digit found.
        found: u8,
        /// The digit that fits.
        expected: u8,
    },
    /// The prefix is reserved for use inside a shop, or for coupons.
    #[error("{}", self.sentence())]
    Restricted(String),
}

impl Explain for GtinError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` does not have 8, 12, 13 or 14 digits",
                "`{text}` 不是 8、12、13 或 14 位数字",
                text,
            ),
            Self::CheckDigit {
                number,
                found,
                expected,
            } => say!(
                "the check digit of {number} is {found}, but should be {expected}",
                "{number} 的校验位是 {found},应为 {expected}",
                number,
                found,
                expected,
            ),
            Self::Restricted(number) => say!(
                "{number} begins with a prefix for use inside a shop (02, 04, 2) or for coupons (05, 981-984, 99)",
                "{number} 的前缀仅供店内使用(02、04、2)或用于优惠券(05、981-984、99)",
                number,
            ),
        }
    }
}

/// Checks digits, check digit and prefix.
///
/// ```
/// use tidewaiter::value::check_gtin;
/// assert!(check_gtin("4006381333931").is_ok());
/// assert!(check_gtin("4006381333930").is_err());
/// assert!(check_gtin("2012345678900").is_err());
/// ```
pub fn check_gtin(text: &str) -> Result<(), GtinError> {
    let digits: Vec<u8> = text.bytes().map(|b| b.wrapping_sub(b'0')).collect();
    if !matches!(digits.len(), 8 | 12 | 13 | 14) || digits.iter().any(|d| *d > 9) {
        return Err(GtinError::Shape(text.to_owned()));
    }
    let Some((found, body)) = digits.split_last() else {
        return Err(GtinError::Shape(text.to_owned()));
    };
    let sum: u32 = body
        .iter()
        .rev()
        .enumerate()
        .map(|(i, digit)| u32::from(*digit) * if i.is_multiple_of(2) { 3 } else { 1 })
        .sum();
    let expected = ((10 - sum % 10) % 10) as u8;
    if expected != *found {
        return Err(GtinError::CheckDigit {
            number: text.to_owned(),
            found: *found,
            expected,
        });
    }
    let padded = format!("{text:0>14}");
    let prefix = padded.get(1..3).unwrap_or_default();
    let coupon = matches!(padded.get(1..4), Some("981" | "982" | "983" | "984"));
    let restricted = digits.len() != 8
        && (matches!(prefix, "02" | "04" | "05" | "99") || prefix.starts_with('2') || coupon);
    if restricted {
        return Err(GtinError::Restricted(text.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number of 13 digits with the check digit that fits.
    fn completed(body: &str) -> String {
        (0..10)
            .map(|digit| format!("{body}{digit}"))
            .find(|number| !matches!(check_gtin(number), Err(GtinError::CheckDigit { .. })))
            .unwrap()
    }

    #[test]
    fn ranges_that_identify_no_trade_item() {
        for body in [
            "020000000000",
            "040000000000",
            "050000000000",
            "200000000000",
            "981000000000",
            "984000000000",
            "990000000000",
        ] {
            let number = completed(body);
            assert_eq!(
                check_gtin(&number),
                Err(GtinError::Restricted(number.clone()))
            );
        }
        for body in [
            "400638133393",
            "030000000000",
            "980000000000",
            "985000000000",
        ] {
            assert_eq!(check_gtin(&completed(body)), Ok(()), "{body}");
        }
    }
}
