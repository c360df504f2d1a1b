//! Prices of a unit: so much money for each kilogram, litre, metre or piece.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

use super::{
    ArithmeticError, Decimal, Dimension, Money, MoneyError, Quantity, QuantityError, div, mul,
};

/// An amount of money for a quantity, kept as written: 1.99 EUR for 100 g.
#[derive(Debug, Clone, Copy)]
pub struct UnitPrice {
    /// The money.
    pub money: Money,
    /// What it buys; not zero.
    pub per: Quantity,
}

/// Why a text is not a unit price, or two of them do not combine.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnitPriceError {
    /// The text has another shape.
    #[error("{}", self.sentence())]
    Shape(String),
    /// The money cannot be read.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The quantity cannot be read.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// The price is below zero.
    #[error("{}", self.sentence())]
    Negative(String),
    /// One is by weight, the other by volume.
    #[error("{}", self.sentence())]
    Dimensions(Dimension, Dimension),
    /// The result cannot be computed.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

impl Explain for UnitPriceError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` is not a price per unit; write the price, `/` and the unit, such as 12.50 EUR/kg or 1.99 EUR/100 g",
                "`{text}` 不是单位价格;请填写价格、`/` 和单位,例如 12.50 EUR/kg 或 1.99 EUR/100 g",
                text,
            ),
            Self::Negative(text) => say!(
                "`{text}` is negative; a price per unit is zero or more",
                "`{text}` 为负数;单位价格不得小于零",
                text,
            ),
            Self::Money(error) => error.sentence(),
            Self::Quantity(error) => error.sentence(),
            Self::Dimensions(a, b) => say!(
                "a price per {a} and a price per {b} cannot be compared",
                "按{a}计价和按{b}计价的价格无法比较",
                a,
                b,
            ),
            Self::Arithmetic(error) => error.sentence(),
        }
    }
}

impl UnitPrice {
    /// The price of a quantity; fails for nothing at all and less.
    pub fn new(money: Money, per: Quantity) -> Result<Self, ArithmeticError> {
        if per.value <= Decimal::ZERO {
            return Err(ArithmeticError::DivisionByZero);
        }
        Ok(Self { money, per })
    }

    /// Reads `12.50 EUR/kg`, `1.99 EUR / 100 g`, `EUR 3 per piece`.
    ///
    /// ```
    /// use tidewaiter_value::UnitPrice;
    /// let kilogram = UnitPrice::parse("19.90 EUR/kg").unwrap();
    /// let hundred = UnitPrice::parse("1.99 EUR per 100 g").unwrap();
    /// assert!(kilogram.compare(hundred).unwrap().is_eq());
    /// assert_eq!(hundred.to_string(), "1.99 EUR/100 g");
    /// assert!(UnitPrice::parse("19.90 EUR").is_err());
    /// assert!(UnitPrice::parse("-19.90 EUR/kg").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, UnitPriceError> {
        let shape = || UnitPriceError::Shape(text.to_owned());
        let (money, per) = text
            .split_once('/')
            .or_else(|| text.split_once(" per "))
            .ok_or_else(shape)?;
        let money = Money::parse(money)?;
        let per = per.trim();
        let per = if per.starts_with(|c: char| c.is_ascii_digit()) {
            Quantity::parse(per)?
        } else {
            Quantity::parse(&format!("1 {per}"))?
        };
        if per.dimension() == Dimension::Fraction {
            return Err(shape());
        }
        if money.amount < Decimal::ZERO {
            return Err(UnitPriceError::Negative(text.to_owned()));
        }
        Self::new(money, per).map_err(|_| shape())
    }

    /// The order of two prices of one currency and dimension, exactly: nothing is divided.
    pub fn compare(self, other: Self) -> Result<Ordering, UnitPriceError> {
        let (a, b) = self.crossed(other)?;
        Ok(a.cmp(&b))
    }

    /// How many times the other one it is.
    pub fn ratio(self, other: Self) -> Result<Decimal, UnitPriceError> {
        let (a, b) = self.crossed(other)?;
        Ok(div(a, b)?)
    }

    /// Both amounts times what the other one buys.
    fn crossed(self, other: Self) -> Result<(Decimal, Decimal), UnitPriceError> {
        if self.money.currency != other.money.currency {
            return Err(MoneyError::Mixed(self.money.currency, other.money.currency).into());
        }
        let (own, theirs) = (self.per.dimension(), other.per.dimension());
        if own != theirs {
            return Err(UnitPriceError::Dimensions(own, theirs));
        }
        let (bought, divisor) = self.per.scaled()?;
        let (bought_there, divisor_there) = other.per.scaled()?;
        Ok((
            mul(mul(self.money.amount, divisor)?, bought_there)?,
            mul(mul(other.money.amount, divisor_there)?, bought)?,
        ))
    }

    /// What a quantity costs.
    pub fn of(self, quantity: Quantity) -> Result<Money, UnitPriceError> {
        let (own, theirs) = (self.per.dimension(), quantity.dimension());
        if own != theirs {
            return Err(UnitPriceError::Dimensions(own, theirs));
        }
        let amount = mul(self.money.amount, quantity.convert(self.per.unit)?.value)?;
        Ok(Money {
            amount: div(amount, self.per.value)?,
            ..self.money
        })
    }

    /// The price times a number.
    pub fn times(self, factor: Decimal) -> Result<Self, MoneyError> {
        Ok(Self {
            money: self.money.times(factor)?,
            ..self
        })
    }
}

impl fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = self.per.to_string();
        let per = per.strip_prefix("1 ").unwrap_or(&per);
        write!(f, "{}/{per}", self.money)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn price(text: &str) -> UnitPrice {
        UnitPrice::parse(text).unwrap()
    }

    #[test]
    fn units_are_converted_exactly() {
        assert!(
            price("1 EUR/lb")
                .compare(price("1 EUR/0.45359237 kg"))
                .unwrap()
                .is_eq()
        );
        assert!(
            price("1 EUR/kg")
                .compare(price("0.45359237 EUR/lb"))
                .unwrap()
                .is_eq()
        );
        assert!(
            price("3 EUR/l")
                .compare(price("0.30 EUR/100 ml"))
                .unwrap()
                .is_eq()
        );
        assert!(
            price("3.01 EUR/l")
                .compare(price("0.30 EUR/100 ml"))
                .unwrap()
                .is_gt()
        );
        let cost = price("12.50 EUR/kg")
            .of(Quantity::parse("400 g").unwrap())
            .unwrap();
        assert_eq!(cost.to_string(), "5.00 EUR");
    }

    #[test]
    fn what_does_not_compare_says_so() {
        let error = price("3 EUR/l").compare(price("3 EUR/kg")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a price per volume and a price per mass cannot be compared"
        );
        let error = price("3 EUR/l").compare(price("3 USD/l")).unwrap_err();
        assert_eq!(error.to_string(), "EUR and USD are different currencies");
        for wrong in [
            "3 EUR",
            "3 EUR/",
            "3 EUR/0 kg",
            "3/kg",
            "3 EUR/5 %",
            "3 EUR/kilo",
            "/",
            "",
        ] {
            assert!(UnitPrice::parse(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            let _ = UnitPrice::parse(&text);
        }

        #[test]
        fn what_is_divided_can_be_multiplied(cents in 1i64..1_000_000, grams in 1i64..10_000) {
            let money = Money { amount: Decimal::new(cents, 2), ..price("1 EUR/kg").money };
            let weight = Quantity::parse(&format!("{grams} g")).unwrap();
            let back = UnitPrice::new(money, weight).unwrap().of(weight).unwrap();
            prop_assert_eq!(back.amount.normalize(), money.amount.normalize());
        }
    }
}
