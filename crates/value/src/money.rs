//! Amounts of money.

use std::cmp::Ordering;
use std::fmt;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

use super::{
    ArithmeticError, Currency, Decimal, NumberError, UnknownCurrency, add, mul, parse_decimal, sub,
};

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount, in the main unit.
    pub amount: Decimal,
    /// The currency.
    pub currency: Currency,
}

/// Why a text is not an amount of money, or two amounts do not combine.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The text has another shape.
    #[error("{}", self.sentence())]
    Shape(String),
    /// The number cannot be read.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The currency does not exist.
    #[error(transparent)]
    Currency(#[from] UnknownCurrency),
    /// Two currencies.
    #[error("{}", self.sentence())]
    Mixed(Currency, Currency),
    /// The result cannot be computed.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

impl Explain for MoneyError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` is not an amount of money; write the amount and the currency, such as 29.99 EUR",
                "`{text}` 不是金额;请填写金额和货币,例如 29.99 EUR",
                text,
            ),
            Self::Number(error) => error.sentence(),
            Self::Currency(error) => error.sentence(),
            Self::Mixed(a, b) => say!(
                "{a} and {b} are different currencies",
                "{a} 和 {b} 是不同的货币",
                a,
                b,
            ),
            Self::Arithmetic(error) => error.sentence(),
        }
    }
}

impl Money {
    /// Reads `29.99 EUR` or `EUR 29.99`.
    ///
    /// ```
    /// use tidewaiter_value::Money;
    /// assert_eq!(Money::parse("29.99 EUR").unwrap().to_string(), "29.99 EUR");
    /// assert_eq!(Money::parse("1e3 EUR").unwrap().to_string(), "1000.00 EUR");
    /// assert!(Money::parse("29.99").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let shape = || MoneyError::Shape(text.to_owned());
        let text = text.trim();
        // The currency is the letters at the end, or those at the beginning: `1e3 EUR` is a number first.
        let end = text
            .trim_end_matches(|c: char| c.is_ascii_alphabetic())
            .len();
        let start = text.len()
            - text
                .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .len();
        let (amount, currency) = match (text.split_at_checked(end), text.split_at_checked(start)) {
            (Some((amount, currency)), _) if !currency.is_empty() => (amount, currency),
            (_, Some((currency, amount))) if !currency.is_empty() => (amount, currency),
            _ => return Err(shape()),
        };
        let amount = amount.trim();
        if amount.is_empty() || !amount.contains(|c: char| c.is_ascii_digit()) {
            return Err(shape());
        }
        Ok(Self {
            currency: Currency::parse(currency)?,
            amount: parse_decimal(amount)?,
        })
    }

    /// The sum of two amounts of one currency.
    pub fn add(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, add)
    }

    /// The difference of two amounts of one currency.
    pub fn sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, sub)
    }

    /// The amount times a number.
    pub fn times(self, factor: Decimal) -> Result<Self, MoneyError> {
        Ok(Self {
            amount: mul(self.amount, factor)?,
            ..self
        })
    }

    /// The order of two amounts of one currency.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        (self.currency == other.currency).then(|| self.amount.cmp(&other.amount))
    }

    fn combine(
        self,
        other: Self,
        operation: fn(Decimal, Decimal) -> Result<Decimal, ArithmeticError>,
    ) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency, other.currency));
        }
        Ok(Self {
            amount: operation(self.amount, other.amount)?,
            ..self
        })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.amount.normalize();
        let places = amount.scale().max(self.currency.minor_units()) as usize;
        write!(f, "{amount:.places$} {}", self.currency)
    }
}
