//! Rates of exchange, which the caller gives with the date they hold for.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{ArithmeticError, Currency, Date, Decimal, Money, mul};

/// Rates of exchange of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRates {
    /// The day the rates hold for.
    pub on: Date,
    rates: BTreeMap<(Currency, Currency), Decimal>,
}

/// Why an amount cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RateError {
    /// The caller gave no such rate.
    #[error("no rate of exchange from {from} to {to} was given")]
    Missing {
        /// The currency of the amount.
        from: Currency,
        /// The currency wanted.
        to: Currency,
    },
    /// The result cannot be computed.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
}

impl ExchangeRates {
    /// No rates yet, for a day.
    pub fn new(on: Date) -> Self {
        Self {
            on,
            rates: BTreeMap::new(),
        }
    }

    /// One unit of `from` is worth `rate` units of `to`. The other direction is not concluded from
    /// it, as authorities publish and round each direction on its own.
    pub fn insert(&mut self, from: Currency, to: Currency, rate: Decimal) {
        self.rates.insert((from, to), rate);
    }

    /// The amount in another currency, not rounded.
    pub fn convert(&self, money: Money, to: Currency) -> Result<Money, RateError> {
        if money.currency == to {
            return Ok(money);
        }
        let rate = self
            .rates
            .get(&(money.currency, to))
            .ok_or(RateError::Missing {
                from: money.currency,
                to,
            })?;
        Ok(Money {
            amount: mul(money.amount, *rate)?,
            currency: to,
        })
    }
}
