//! The lowest price that keeps a margin.
//!
//! The margin is a function of the price that a rule set computes: piecewise linear up to rounding, with
//! jumps where a threshold is passed. Two prices at which every condition came out the same lie on one
//! piece, because conditions compare an amount that grows with the price to a fixed one; on a piece the
//! margin grows, and halving finds where it is reached. Between pieces the interval is split. What
//! rounding moves is looked at price by price at the end, where it can move enough.

use std::fmt;

use thiserror::Error;

use crate::sentence::say;
use crate::value::{Currency, Decimal, Money, add, parse_decimal};
use crate::{Decisions, Unknown};

/// What is known about one price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The margin is kept.
    pub kept: bool,
    /// How the conditions came out.
    pub decisions: Decisions,
    /// What the margin has over the one wished for: below zero where it is not kept. None where it
    /// cannot be told; then every price is looked at.
    pub slack: Option<Decimal>,
    /// By how much rounding may move the slack, at most.
    pub noise: Option<Decimal>,
}

impl Probe {
    /// Rounding alone does not make this price keep the margin.
    fn far_below(&self) -> bool {
        self.slack
            .zip(self.noise)
            .and_then(|(slack, noise)| add(slack, noise).ok())
            .is_some_and(|most| most < Decimal::ZERO)
    }
}

/// A price that keeps a margin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TargetPrice {
    /// The lowest price, to the smallest coin.
    pub lowest: Money,
    /// The lowest price with the ending wished for.
    pub with_ending: Option<Money>,
}

/// The last digits of a price: `9.99`, `.90`, `980`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending(String);

/// Why a text is not an ending.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not the ending of a price; write its last digits, such as 9.99, .90 or 980")]
pub struct EndingError(String);

crate::sentence::the_same_in_both! { Ending }

impl Ending {
    /// Reads the last digits of a price.
    ///
    /// ```
    /// use tidewaiter_engine::quote::Ending;
    /// assert!(Ending::parse("9.99").is_ok());
    /// assert!(Ending::parse("x").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, EndingError> {
        let cleaned = text.trim().replace(',', "");
        let digits = cleaned.trim_start_matches('.');
        let well_formed = !digits.is_empty()
            && digits.len() <= 9
            && parse_decimal(digits).is_ok_and(|n| n >= Decimal::ZERO)
            && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
        if well_formed {
            Ok(Self(cleaned))
        } else {
            Err(EndingError(text.to_owned()))
        }
    }

    /// The ending in coins, and after how many coins it comes again; nothing where the currency has no
    /// such coins.
    fn cycle(&self, currency: Currency) -> Option<(i64, i64)> {
        let places = currency.minor_units() as usize;
        let (whole, fraction) = self.0.split_once('.').unwrap_or((&self.0, ""));
        if fraction.len() > places {
            return None;
        }
        let mut digits = format!("{whole}{fraction}");
        digits.push_str(&"0".repeat(places - fraction.len()));
        let coins: i64 = digits.parse().ok()?;
        let cycle = 10_i64.checked_pow(digits.len() as u32)?;
        Some((coins, cycle))
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Prices looked at one by one below the price that halving finds.
const WINDOW: i64 = 1_500;
/// Splits of intervals, at most.
const SPLITS: usize = 4_096;
/// Prices with an ending that are tried.
const ENDINGS: usize = 64;

struct Search<'f> {
    probe: &'f mut dyn FnMut(i64) -> Result<Probe, Unknown>,
    splits: usize,
}

impl Search<'_> {
    /// The lowest number of coins above `low` and up to `high` that keeps the margin.
    fn lowest(&mut self, low: (i64, Probe), high: (i64, Probe)) -> Result<Option<i64>, Unknown> {
        if low.1.kept {
            return Ok(Some(low.0));
        }
        if low.1.decisions == high.1.decisions && !high.1.kept {
            return Ok(None);
        }
        if high.0 - low.0 <= 1 {
            return Ok(high.1.kept.then_some(high.0));
        }
        self.splits += 1;
        if self.splits > SPLITS {
            return Err(Unknown::because(say!(
                "the margin jumps at too many prices to find the lowest one",
                "毛利率在过多价位上跳变,无法找到最低价"
            )));
        }
        let middle = low.0 + (high.0 - low.0) / 2;
        let at = (self.probe)(middle)?;
        match self.lowest(low, (middle, at.clone()))? {
            Some(found) => Ok(Some(found)),
            None => self.lowest((middle, at), high),
        }
    }
}

impl Search<'_> {
    /// The lowest number of coins from `low` to `high` that keeps the margin, where rounding makes
    /// dents: prices between two on one piece that are both far below the margin are passed over.
    fn dent(&mut self, low: &(i64, Probe), high: &(i64, Probe)) -> Result<Option<i64>, Unknown> {
        if low.1.kept {
            return Ok(Some(low.0));
        }
        let one_piece = low.1.decisions == high.1.decisions;
        if one_piece && low.1.far_below() && high.1.far_below() {
            return Ok(None);
        }
        if high.0 - low.0 <= 1 {
            return Ok(high.1.kept.then_some(high.0));
        }
        let middle = low.0 + (high.0 - low.0) / 2;
        let middle = (middle, (self.probe)(middle)?);
        match self.dent(low, &middle)? {
            Some(found) => Ok(Some(found)),
            None => self.dent(&middle, high),
        }
    }
}

/// The lowest price that keeps a margin; `probe` tells about a price. `start` is a price near which the
/// search begins, such as the cost.
///
/// # Errors
///
/// Why the margin cannot be told, or that no price keeps it.
pub fn lowest_price(
    start: Money,
    ending: Option<&Ending>,
    probe: &mut dyn FnMut(Money) -> Result<Probe, Unknown>,
) -> Result<TargetPrice, Unknown> {
    let currency = start.currency;
    let coin = Decimal::new(1, currency.minor_units());
    let price = |coins: i64| Money {
        amount: Decimal::from(coins) * coin,
        currency,
    };
    let mut at = |coins: i64| probe(price(coins));
    let mut high = ((start.amount / coin).round().try_into().unwrap_or(1_i64)).clamp(1, 1 << 40);
    let mut top = at(high)?;
    while !top.kept {
        if high > 1 << 44 {
            return Err(Unknown::because(say!(
                "no price keeps this margin",
                "没有价格能保持该毛利率"
            )));
        }
        high *= 2;
        top = at(high)?;
    }
    let bottom = at(1)?;
    let mut search = Search {
        probe: &mut at,
        splits: 0,
    };
    let mut lowest = search.lowest((1, bottom), (high, top))?.ok_or_else(|| {
        Unknown::because(say!("no price keeps this margin", "没有价格能保持该毛利率"))
    })?;
    // Rounding makes small dents: a lower price may keep the margin by a coin.
    let from = (lowest - WINDOW).max(1);
    if from < lowest {
        let low = (from, (search.probe)(from)?);
        let high = (lowest, (search.probe)(lowest)?);
        lowest = search.dent(&low, &high)?.unwrap_or(lowest);
    }
    let mut with_ending = None;
    if let Some(ending) = ending {
        let (coins, cycle) = ending.cycle(currency).ok_or_else(|| {
            Unknown::because(say!(
                "a price in {currency} cannot end on {ending}",
                "{currency} 价格不能以 {ending} 结尾",
                currency,
                ending,
            ))
        })?;
        let mut candidate = lowest + (coins - lowest).rem_euclid(cycle);
        for _ in 0..ENDINGS {
            if at(candidate)?.kept {
                with_ending = Some(price(candidate));
                break;
            }
            candidate += cycle;
        }
    }
    Ok(TargetPrice {
        lowest: price(lowest),
        with_ending,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A margin with a jump at a threshold, rounded charges, and a fixed cost.
    fn probe(
        cost: i64,
        threshold: i64,
        below: i64,
        percent: i64,
    ) -> impl FnMut(Money) -> Result<Probe, Unknown> {
        move |price: Money| {
            let coins: i64 = (price.amount * Decimal::ONE_HUNDRED).try_into().unwrap();
            let low = coins <= threshold;
            let charge = if low {
                below
            } else {
                (coins * percent + 50) / 100
            };
            let revenue = coins - charge;
            Ok(Probe {
                kept: revenue > 0 && (revenue - cost) * 4 >= revenue,
                decisions: [low].into_iter().collect(),
                slack: Some(Decimal::from((revenue - cost) * 4 - revenue)),
                noise: Some(Decimal::from(4)),
            })
        }
    }

    proptest! {
        #[test]
        fn finds_what_trying_every_price_finds(
            cost in 1i64..2_000, threshold in 0i64..4_000, below in 0i64..300, percent in 0i64..40,
        ) {
            let start = Money { amount: Decimal::new(cost, 2), currency: Currency::parse("EUR").unwrap() };
            let found = lowest_price(start, None, &mut probe(cost, threshold, below, percent)).unwrap();
            let mut every = probe(cost, threshold, below, percent);
            let tried = (1i64..1_000_000).find(|coins| {
                every(Money { amount: Decimal::new(*coins, 2), currency: start.currency }).unwrap().kept
            }).unwrap();
            prop_assert_eq!(found.lowest.amount, Decimal::new(tried, 2));
            // With what is known of rounding fewer prices are looked at, and the same one is found.
            let mut blind = probe(cost, threshold, below, percent);
            let slow = lowest_price(start, None, &mut |price| {
                Ok(Probe { slack: None, ..blind(price)? })
            });
            prop_assert_eq!(slow.unwrap(), found);
        }
    }

    #[test]
    fn ends_as_wished() {
        let start = Money::parse("10 EUR").unwrap();
        for (ending, expected) in [
            ("9.99", "19.99 EUR"),
            (".90", "13.90 EUR"),
            ("0", "20.00 EUR"),
        ] {
            let ending = Ending::parse(ending).unwrap();
            let found = lowest_price(start, Some(&ending), &mut probe(1000, 0, 0, 0)).unwrap();
            assert_eq!(found.lowest.to_string(), "13.34 EUR");
            assert_eq!(found.with_ending.unwrap().to_string(), expected);
        }
        let yen = Ending::parse("1,980").unwrap();
        assert_eq!(
            yen.cycle(Currency::parse("JPY").unwrap()),
            Some((1980, 10_000))
        );
        assert_eq!(
            Ending::parse(".99")
                .unwrap()
                .cycle(Currency::parse("JPY").unwrap()),
            None
        );
        assert!(Ending::parse("-1").is_err());
        assert!(Ending::parse("").is_err());
    }
}
