//! Exact decimals of 28 digits, and what can go wrong with them.

use std::fmt;

pub use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;
use thiserror::Error;

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NumberError {
    /// The text has another shape.
    #[error("`{0}` is not a number; write digits with a point, such as 12.5")]
    Shape(String),
    /// A comma where a point belongs, or marks between thousands.
    #[error(
        "`{0}` has a comma; write the decimal point as `.` and leave out marks between thousands"
    )]
    Comma(String),
    /// More digits than can be kept.
    #[error("`{0}` needs more than the 28 digits that can be kept exactly")]
    Digits(String),
}

/// Why a computation has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum ArithmeticError {
    /// The result has more than 28 digits before the point.
    #[error("the result has more than 28 digits")]
    Overflow,
    /// The divisor is zero.
    #[error("a division by zero")]
    DivisionByZero,
}

/// Reads a number exactly.
///
/// Accepted are an optional sign, digits with at most one point, and an exponent. Surrounding white
/// space is not.
///
/// ```
/// use tidewaiter::value::{Decimal, parse_decimal};
/// assert_eq!(parse_decimal("0.10").unwrap(), Decimal::new(10, 2));
/// assert_eq!(parse_decimal("7.35018E+12").unwrap(), Decimal::from(7_350_180_000_000_i64));
/// assert!(parse_decimal("12,5").is_err());
/// ```
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberError> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let well_formed = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && !unsigned.is_empty()
        && exponent.is_none_or(|exponent| {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            !exponent.is_empty() && exponent.len() < 4 && digits(exponent)
        });
    if !well_formed {
        return Err(if text.contains(',') {
            NumberError::Comma(text.to_owned())
        } else {
            NumberError::Shape(text.to_owned())
        });
    }
    let too_long = || NumberError::Digits(text.to_owned());
    let value = if exponent.is_some() {
        Decimal::from_scientific(text).map_err(|_| too_long())?
    } else {
        Decimal::from_str_exact(text.strip_prefix('+').unwrap_or(text)).map_err(|_| too_long())?
    };
    Ok(value)
}

/// The sum.
pub fn add(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    a.checked_add(b).ok_or(ArithmeticError::Overflow)
}

/// The difference.
pub fn sub(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    a.checked_sub(b).ok_or(ArithmeticError::Overflow)
}

/// The product; digits behind the 28th are rounded half to even.
pub fn mul(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    a.checked_mul(b).ok_or(ArithmeticError::Overflow)
}

/// The quotient; digits behind the 28th are rounded half to even.
pub fn div(a: Decimal, b: Decimal) -> Result<Decimal, ArithmeticError> {
    if b.is_zero() {
        return Err(ArithmeticError::DivisionByZero);
    }
    a.checked_div(b).ok_or(ArithmeticError::Overflow)
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

    fn strategy(self) -> RoundingStrategy {
        match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::HalfDown => RoundingStrategy::MidpointTowardZero,
            Self::Up => RoundingStrategy::AwayFromZero,
            Self::Down => RoundingStrategy::ToZero,
        }
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, mode)| mode == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

/// Rounds to a multiple of `step`.
///
/// ```
/// use tidewaiter::value::{Decimal, Rounding, round_to_step};
/// let yen = Decimal::from(534_795);
/// assert_eq!(round_to_step(yen, Rounding::Down, Decimal::from(1000)), Ok(Decimal::from(534_000)));
/// ```
pub fn round_to_step(
    value: Decimal,
    mode: Rounding,
    step: Decimal,
) -> Result<Decimal, ArithmeticError> {
    let steps = div(value, step)?.round_dp_with_strategy(0, mode.strategy());
    mul(steps, step)
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
