//! Quantities: a number of a unit, converted exactly.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

use super::{
    ArithmeticError, Decimal, Dimension, NumberError, Unit, add, div, exact, mul, parse_decimal,
    shown, sub,
};

/// A number of a unit, kept as written.
#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    /// The number.
    pub value: Decimal,
    /// The unit.
    pub unit: Unit,
}

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// No unit.
    #[error("{}", self.sentence())]
    NoUnit(String),
    /// A unit that does not exist.
    #[error("{}", self.sentence())]
    NoSuchUnit {
        /// The unit.
        unit: String,
        /// The nearest unit.
        suggestion: Option<String>,
    },
    /// The number cannot be read.
    #[error(transparent)]
    Number(#[from] NumberError),
}

impl Explain for QuantityError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::NoUnit(text) => say!(
                "`{text}` has no unit; write the number and its unit, such as 12.5 cm",
                "`{text}` 没有单位;请填写数字和单位,例如 12.5 cm",
                text,
            ),
            Self::NoSuchUnit {
                unit,
                suggestion: None,
            } => say!("there is no unit `{unit}`", "没有单位 `{unit}`", unit),
            Self::NoSuchUnit {
                unit,
                suggestion: Some(meant),
            } => say!(
                "there is no unit `{unit}`; did you mean `{meant}`?",
                "没有单位 `{unit}`;是否应为 `{meant}`?",
                unit,
                meant,
            ),
            Self::Number(error) => error.sentence(),
        }
    }
}

impl Quantity {
    /// Reads what catalogues write: `12.5 cm`, `5%`, `16 fl oz`.
    ///
    /// ```
    /// use tidewaiter_value::Quantity;
    /// assert_eq!(Quantity::parse("12.5cm").unwrap().to_string(), "12.5 cm");
    /// assert!(Quantity::parse("12.5").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let text = text.trim();
        let end = text
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-')))
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        // Without a number in front, the whole text is what is not one.
        let value = parse_decimal(if number.is_empty() { text } else { number })?;
        let unit = unit.trim();
        if unit.is_empty() {
            return Err(QuantityError::NoUnit(text.to_owned()));
        }
        match Unit::lookup(unit) {
            Some(unit) => Ok(Self { value, unit }),
            None => Err(QuantityError::NoSuchUnit {
                unit: unit.to_owned(),
                suggestion: Unit::suggest(unit),
            }),
        }
    }

    /// What it measures.
    pub fn dimension(self) -> Dimension {
        self.unit.dimension()
    }

    /// The number times the divisor of the unit, in the base unit: exact for every unit.
    pub(super) fn scaled(self) -> Result<(Decimal, Decimal), ArithmeticError> {
        let (factor, offset, divisor) = self.unit.factor();
        Ok((mul(add(self.value, offset)?, factor)?, divisor))
    }

    /// The number in the base unit of its dimension.
    pub fn to_base(self) -> Result<Decimal, ArithmeticError> {
        let base = (Decimal::ONE, Decimal::ZERO, Decimal::ONE);
        exact::converted(self.value, self.unit.factor(), base)
    }

    /// The same quantity in another unit of its dimension; rounded once where it has no end, as grams
    /// in pounds.
    pub fn convert(self, unit: Unit) -> Result<Self, ArithmeticError> {
        if unit == self.unit {
            return Ok(self);
        }
        let value = exact::converted(self.value, self.unit.factor(), unit.factor())?;
        Ok(Self { value, unit })
    }

    /// The order of two quantities of one dimension; nothing is rounded.
    pub fn compare(self, other: Self) -> Ordering {
        let (own, others) = (self.unit.factor(), other.unit.factor());
        exact::order(self.value, own, other.value, others)
    }

    /// The sum, in the unit of the first.
    pub fn add(self, other: Self) -> Result<Self, ArithmeticError> {
        let other = other.convert(self.unit)?;
        Ok(Self {
            value: add(self.value, other.value)?,
            unit: self.unit,
        })
    }

    /// The difference, in the unit of the first.
    pub fn sub(self, other: Self) -> Result<Self, ArithmeticError> {
        let other = other.convert(self.unit)?;
        Ok(Self {
            value: sub(self.value, other.value)?,
            unit: self.unit,
        })
    }

    /// The quantity times a number.
    pub fn times(self, factor: Decimal) -> Result<Self, ArithmeticError> {
        Ok(Self {
            value: mul(self.value, factor)?,
            unit: self.unit,
        })
    }

    /// The quantity over a number.
    pub fn over(self, divisor: Decimal) -> Result<Self, ArithmeticError> {
        Ok(Self {
            value: div(self.value, divisor)?,
            unit: self.unit,
        })
    }

    /// How often the other goes into this one; both of one dimension. Rounded once.
    pub fn ratio(self, other: Self) -> Result<Decimal, ArithmeticError> {
        let (own, others) = (self.unit.factor(), other.unit.factor());
        exact::ratio(self.value, own, other.value, others)
    }

    /// A number of the base unit of a dimension.
    pub fn of_base(value: Decimal, dimension: Dimension) -> Option<Self> {
        let unit = Unit::base(dimension)?;
        let (factor, _, divisor) = unit.factor();
        let value = div(mul(value, divisor).ok()?, factor).ok()?;
        Some(Self { value, unit })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", shown(self.value), self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn q(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn conversions_are_exact() {
        for (a, b) in [
            ("1 lb", "453.59237 g"),
            ("1 in", "2.54 cm"),
            ("1 fl oz", "29.5735295625 ml"),
            ("212 °F", "100 °C"),
            ("3600 J", "1 Wh"),
            ("1000 mg/kg", "0.1 %"),
            ("1 gal", "3.785411784 l"),
        ] {
            assert_eq!(q(a).compare(q(b)), Ordering::Equal, "{a} = {b}");
            assert_eq!(
                q(a).convert(q(b).unit).unwrap().value,
                q(b).value,
                "{a} to {b}"
            );
        }
    }

    #[test]
    fn what_differs_in_the_last_digit_differs() {
        let twelfth = q("0.0833333333333333333333333333 ft");
        assert_eq!(
            q("1 in").convert(twelfth.unit).unwrap().value,
            twelfth.value
        );
        assert_eq!(q("1 in").compare(twelfth), Ordering::Greater);
        assert_eq!(q("-1 in").compare(twelfth), Ordering::Less);
        let (little, much) = (
            q("0.0000000000000000000000000001 ul"),
            q("9999999999999999999999999999 m3"),
        );
        assert_eq!(much.compare(little), Ordering::Greater);
        assert_eq!(little.compare(much), Ordering::Less);
        assert_eq!(q("1 kcal").ratio(q("1 J")), Ok(Decimal::from(4184)));
        assert_eq!(q("0 K").compare(q("-459.67 °F")), Ordering::Equal);
        assert_eq!(
            much.convert(little.unit).err(),
            Some(ArithmeticError::Overflow)
        );
        assert_eq!(
            q("1 g").ratio(q("0 kg")),
            Err(ArithmeticError::DivisionByZero)
        );
    }

    proptest! {
        #[test]
        fn there_and_back(mantissa in -1_000_000i64..1_000_000, pair in 0usize..4) {
            let units = [("kg", "lb"), ("cm", "inch"), ("ml", "fl_oz"), ("V", "mV")];
            let (a, b) = units[pair];
            let start = Quantity { value: Decimal::new(mantissa, 3), unit: Unit::parse(a).unwrap() };
            let back = start.convert(Unit::parse(b).unwrap()).unwrap().convert(start.unit).unwrap();
            prop_assert!((back.value - start.value).abs() < Decimal::new(1, 18));
        }
    }
}
