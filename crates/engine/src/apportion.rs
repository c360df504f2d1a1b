//! The parts of an amount of a consignment that fall on its items.

use super::Unknown;
use crate::record::Value;
use crate::sentence::say;
use crate::value::{Decimal, Money, Rounding, add, div, mul, remainder, round_to_step, sub};

/// A key as a number; only the ratios of keys matter.
pub(super) fn number(key: &Value) -> Result<Decimal, Unknown> {
    let number = match key {
        Value::Number(number) => *number,
        Value::Money(money) => money.amount,
        Value::Quantity(quantity) => quantity.to_base().map_err(Unknown::because)?,
        _ => {
            return Err(Unknown::because(say!(
                "nothing can be apportioned by this",
                "无法按此分摊"
            )));
        }
    };
    if number.is_sign_negative() && !number.is_zero() {
        return Err(Unknown::because(say!(
            "a key to apportion by is negative",
            "分摊依据为负数"
        )));
    }
    Ok(number)
}

/// The parts of an amount by keys. They add up to the amount exactly: each is cut off at the smallest
/// coin, and the coins left over go to those who lost most, the first of them first.
pub fn apportioned(amount: Money, keys: &[Decimal]) -> Result<Vec<Money>, Unknown> {
    let failed = |error: crate::value::ArithmeticError| Unknown::because(error);
    let mut sum = Decimal::ZERO;
    for key in keys {
        sum = add(sum, *key).map_err(failed)?;
    }
    if sum.is_zero() {
        if amount.amount.is_zero() {
            return Ok(vec![amount; keys.len()]);
        }
        return Err(Unknown::because(say!(
            "{amount} cannot be apportioned: the keys of all items are zero",
            "无法分摊 {amount}:所有商品的分摊依据均为零",
            amount,
        )));
    }
    if amount.amount.is_zero() {
        let amount = Money {
            amount: Decimal::ZERO,
            ..amount
        };
        return Ok(vec![amount; keys.len()]);
    }
    let coin = Decimal::new(1, amount.currency.minor_units());
    let whole_coins = remainder(amount.amount, coin).map_err(failed)?.is_zero();
    let step = if whole_coins {
        coin
    } else {
        Decimal::new(1, 10)
    };
    let mut parts = Vec::with_capacity(keys.len());
    let mut lost = Vec::with_capacity(keys.len());
    let mut given = Decimal::ZERO;
    for (place, key) in keys.iter().enumerate() {
        let exact = div(mul(amount.amount, *key).map_err(failed)?, sum).map_err(failed)?;
        let cut = round_to_step(exact, Rounding::Down, step).map_err(failed)?;
        given = add(given, cut).map_err(failed)?;
        lost.push((sub(exact, cut).map_err(failed)?.abs(), place));
        parts.push(cut);
    }
    lost.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut rest = sub(amount.amount, given).map_err(failed)?;
    let step = if rest.is_sign_negative() { -step } else { step };
    for (_, place) in lost.iter().cycle().take(keys.len() * 2) {
        if rest.is_zero() {
            break;
        }
        let coin = if rest.abs() < step.abs() { rest } else { step };
        if let Some(part) = parts.get_mut(*place) {
            *part = add(*part, coin).map_err(failed)?;
            rest = sub(rest, coin).map_err(failed)?;
        }
    }
    if !rest.is_zero() {
        return Err(Unknown::because(say!(
            "{amount} has too many digits to be apportioned exactly",
            "{amount} 位数过多,无法精确分摊",
            amount,
        )));
    }
    Ok(parts
        .into_iter()
        .map(|part| Money {
            amount: part.normalize(),
            ..amount
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    use crate::value::Currency;

    proptest! {
        #[test]
        fn parts_add_up(cents in 0i64..100_000_000, scale in 0u32..6, keys in proptest::collection::vec(0u32..10_000, 1..40)) {
            let amount = Money { amount: Decimal::new(cents, scale), currency: Currency::parse("EUR").unwrap() };
            let numbers: Vec<Decimal> = keys.iter().map(|k| Decimal::from(*k)).collect();
            match apportioned(amount, &numbers) {
                Ok(parts) => {
                    let sum = parts.iter().fold(Decimal::ZERO, |sum, part| sum + part.amount);
                    prop_assert_eq!(sum, amount.amount);
                    for (part, key) in parts.iter().zip(&keys) {
                        let exact = amount.amount * Decimal::from(*key) / numbers.iter().sum::<Decimal>().max(Decimal::ONE);
                        prop_assert!((part.amount - exact).abs() <= Decimal::new(1, 2), "{} for {}", part, exact);
                    }
                }
                Err(_) => prop_assert!(keys.iter().all(|k| *k == 0)),
            }
        }
    }

    #[test]
    fn yen_have_no_cents() {
        let amount = Money::parse("100 JPY").unwrap();
        let thirds = apportioned(amount, &[Decimal::ONE, Decimal::ONE, Decimal::ONE]).unwrap();
        let shown: Vec<String> = thirds.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["34 JPY", "33 JPY", "33 JPY"]);
    }
}
