//! An amount in another currency, with the rate that was used.

use std::collections::BTreeSet;

use crate::sentence::Sentence;
use crate::value::{Currency, Date, ExchangeRates, Money, RateError};

/// An amount in another currency, by the rates given.
pub(super) fn exchange(
    rates: Option<&ExchangeRates>,
    money: Money,
    to: Currency,
    on: Date,
    used: &mut BTreeSet<String>,
) -> Result<Money, Sentence> {
    if money.currency == to || money.amount.is_zero() {
        return Ok(Money {
            currency: to,
            ..money
        });
    }
    let Some(rates) = rates else {
        let from = money.currency;
        return Err(RateError::Missing { from, to }.into());
    };
    let (money, rate) = rates.convert_with(money, to, on)?;
    used.extend(rate.map(ToString::to_string));
    Ok(money)
}
