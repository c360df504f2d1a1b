//! Exact decimals of 28 digits, and what can go wrong with them.
//!
//! A number has at most 28 significant digits, at most 28 of them behind the point: it lies below
//! 10²⁸ and its smallest step is 10⁻²⁸. Whatever has more digits is refused when it is read, and
//! rounded once, half to even, when it is computed. There is no infinity, no NaN, no negative zero;
//! `1.0` and `1.00` are one number.

use std::fmt;

pub use rust_decimal::Decimal;
use thiserror::Error;

use super::exact;
use crate::sentence::{Explain, Sentence, say};

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NumberError {
    /// The text has another shape.
    #[error("{}", self.sentence())]
    Shape(String),
    /// A comma where a point belongs, or marks between thousands.
    #[error("{}", self.sentence())]
    Comma(String),
    /// More digits than can be kept.
    #[error("{}", self.sentence())]
    Digits(String),
}

impl Explain for NumberError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` is not a number; write digits with a point, such as 12.5",
                "`{text}` 不是数字;请用数字和小数点填写,例如 12.5",
                text,
            ),
            Self::Comma(text) => say!(
                "`{text}` has a comma; write the decimal point as `.` and leave out marks between thousands",
                "`{text}` 含逗号;小数点请用 `.`,并去掉千位分隔符",
                text,
            ),
            Self::Digits(text) => say!(
                "`{text}` needs more than the 28 digits that can be kept exactly",
                "`{text}` 超过可精确保存的 28 位数字",
                text,
            ),
        }
    }
}

/// Why a computation has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[non_exhaustive]
pub enum ArithmeticError {
    /// The result has more than 28 digits before the point; of a multiple of a step, more than 28
    /// digits at all.
    #[error("{}", self.sentence())]
    Overflow,
    /// The divisor is zero.
    #[error("{}", self.sentence())]
    DivisionByZero,
}

impl Explain for ArithmeticError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Overflow => say!(
                "the result has more than 28 digits",
                "计算结果超过 28 位数字"
            ),
            Self::DivisionByZero => say!("a division by zero", "除数为零"),
        }
    }
}

/// Reads a number exactly.
///
/// Accepted are an optional sign, digits with at most one point, and an exponent. Surrounding white
/// space is not. Zeros that say nothing do not count as digits.
///
/// ```
/// use tidewaiter_value::{Decimal, parse_decimal};
/// assert_eq!(parse_decimal("0.10").unwrap(), Decimal::new(10, 2));
/// assert_eq!(parse_decimal("7.35018E+12").unwrap(), Decimal::from(7_350_180_000_000_i64));
/// assert!(parse_decimal("12,5").is_err());
/// assert!(parse_decimal("1e28").is_err());
/// ```
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberError> {
    let malformed = || {
        if text.contains(',') {
            NumberError::Comma(text.to_owned())
        } else {
            NumberError::Shape(text.to_owned())
        }
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = unsigned(mantissa);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !is_digits(whole) || !is_digits(fraction) || whole.len() + fraction.len() == 0 {
        return Err(malformed());
    }
    let exponent = match exponent {
        None => 0,
        Some(exponent) => {
            let digits = unsigned(exponent);
            if digits.is_empty() || !is_digits(digits) {
                return Err(malformed());
            }
            // What has no room in 32 bits moves the point out of every number that is not zero.
            let size = digits.parse::<i32>().unwrap_or(i32::MAX);
            i64::from(size) * if exponent.starts_with('-') { -1 } else { 1 }
        }
    };
    let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    let value = placed(
        &format!("{whole}{fraction}"),
        places.saturating_sub(exponent),
    )
    .ok_or_else(|| NumberError::Digits(text.to_owned()))?;
    Ok(if text.starts_with('-') && !value.is_zero() {
        -value
    } else {
        value
    })
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// The number of some digits, so many of them behind the point.
fn placed(digits: &str, places: i64) -> Option<Decimal> {
    let most = exact::DIGITS as usize;
    let mut digits = digits.trim_start_matches('0');
    let mut places = places;
    if digits.is_empty() {
        let places = places.clamp(0, i64::from(exact::DIGITS));
        return Decimal::try_new(0, places as u32).ok();
    }
    while let Some(shorter) = digits.strip_suffix('0')
        && (digits.len() > most && places > 0 || places > i64::from(exact::DIGITS))
    {
        digits = shorter;
        places -= 1;
    }
    let zeros = usize::try_from((-places).max(0)).ok()?;
    if digits.len().saturating_add(zeros) > most || places > i64::from(exact::DIGITS) {
        return None;
    }
    let coefficient = format!("{digits}{}", "0".repeat(zeros)).parse().ok()?;
    Decimal::try_from_i128_with_scale(coefficient, places.max(0) as u32).ok()
}

/// The sum; digits behind the 28th are rounded half to even.
pub fn add(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    exact::add(a, b)
}

/// The difference; digits behind the 28th are rounded half to even.
pub fn sub(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    exact::sub(a, b)
}

/// The product; digits behind the 28th are rounded half to even.
pub fn mul(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    exact::mul(a, b)
}

/// The quotient; digits behind the 28th are rounded half to even.
pub fn div(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    if b.is_zero() {
        return Err(ArithmeticError::DivisionByZero);
    }
    exact::div(a, b)
}

/// What is left when the divisor has been taken away as often as it goes in; it has the sign of the
/// dividend and is always exact.
///
/// ```
/// use tidewaiter_value::{Decimal, remainder};
/// assert_eq!(remainder(Decimal::new(-75, 1), Decimal::TWO), Ok(Decimal::new(-15, 1)));
/// ```
pub fn remainder(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    if b.is_zero() {
        return Err(ArithmeticError::DivisionByZero);
    }
    exact::remainder(a, b)
}

/// How a number is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rounding {
    /// To the nearest, halves away from zero.
    HalfUp,
    /// To the nearest, halves to the even digit.
    HalfEven,
    /// To the nearest, halves towards zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

impl Rounding {
    /// Every mode with its name in rules.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("half_up", Self::HalfUp),
        ("half_even", Self::HalfEven),
        ("half_down", Self::HalfDown),
        ("up", Self::Up),
        ("down", Self::Down),
    ];

    /// The mode of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, mode)| *mode)
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, mode)| mode == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

/// Rounds to a multiple of `step`, whatever its sign. The value is compared with the two multiples
/// beside it, so that nothing is rounded on the way.
///
/// ```
/// use tidewaiter_value::{Decimal, Rounding, round_to_step};
/// let yen = Decimal::from(534_795);
/// assert_eq!(round_to_step(yen, Rounding::Down, Decimal::from(1000)), Ok(Decimal::from(534_000)));
/// ```
///
/// # Errors
///
/// A step of zero, and a multiple that has more than 28 digits.
pub fn round_to_step(
    value: Decimal,
    mode: Rounding,
    step: Decimal,
) -> Result<Decimal, ArithmeticError> {
    if step.is_zero() {
        return Err(ArithmeticError::DivisionByZero);
    }
    exact::multiple(value, mode, step)
}

/// A number as people write it: no zeros behind the last digit.
pub fn shown(value: Decimal) -> String {
    value.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_what_is_not_a_number() {
        for text in [
            "", "-", ".", "1.2.3", "1e", "1e99999", "NaN", " 1", "1 000", "0x1", "١",
        ] {
            assert!(parse_decimal(text).is_err(), "{text}");
        }
        assert_eq!(parse_decimal("1,5"), Err(NumberError::Comma("1,5".into())));
        assert!(matches!(
            parse_decimal(&"9".repeat(30)),
            Err(NumberError::Digits(_))
        ));
    }

    #[test]
    fn rounds_by_name() {
        let half = Decimal::new(25, 1);
        let one = Decimal::ONE;
        let rounded: Vec<String> = Rounding::NAMES
            .iter()
            .map(|(_, mode)| round_to_step(half, *mode, one).unwrap().to_string())
            .collect();
        assert_eq!(rounded, ["3", "2", "2", "3", "2"]);
        assert_eq!(
            round_to_step(half, Rounding::Up, Decimal::ZERO),
            Err(ArithmeticError::DivisionByZero)
        );
    }

    proptest! {
        #[test]
        fn printing_and_reading_is_the_identity(mantissa in any::<i64>(), scale in 0u32..18) {
            let value = Decimal::new(mantissa, scale);
            prop_assert_eq!(parse_decimal(&value.to_string()), Ok(value));
        }

        #[test]
        fn any_text_gives_an_answer(text in ".{0,40}") {
            let _ = parse_decimal(&text);
        }
    }
}
