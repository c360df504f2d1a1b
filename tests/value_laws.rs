//! What must hold of values whatever they are: conversions, rounding, percent, durations, shares.

use std::cmp::Ordering;

use proptest::prelude::*;
use proptest::sample::select;
use tidewaiter_engine::apportioned;
use tidewaiter_value::{
    Date, Decimal, Dimension, Duration, Money, Quantity, Rounding, Unit, add, add_duration,
    days_between, div, mul, parse_date, parse_decimal, round_to_step, shown, sub,
};

/// Every pair of units of one dimension.
fn pairs() -> Vec<(Unit, Unit)> {
    let mut pairs = Vec::new();
    for (_, dimension) in Dimension::NAMES {
        let units: Vec<Unit> = dimension
            .units()
            .map(|symbol| Unit::parse(symbol).unwrap())
            .collect();
        for from in &units {
            pairs.extend(units.iter().filter(|to| *to != from).map(|to| (*from, *to)));
        }
    }
    pairs
}

/// One of the unit is a finite number of the other, so that nothing has to be rounded.
fn finite(from: Unit, to: Unit) -> bool {
    let one = Quantity {
        value: Decimal::ONE,
        unit: from,
    };
    one.compare(one.convert(to).unwrap()) == Ordering::Equal
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// The pairs whose conversion has no end, such as grams in pounds; all others are exact.
#[test]
fn the_conversions_that_must_be_rounded() {
    let rounded: Vec<String> = pairs()
        .into_iter()
        .filter(|(from, to)| !finite(*from, *to))
        .map(|(from, to)| format!("{from} in {to}"))
        .collect();
    assert!(pairs().len() > 300, "{} pairs", pairs().len());
    insta::assert_snapshot!(rounded.join("\n"));
}

proptest! {
    #![proptest_config(config())]

    /// There and back is the identity where nothing is rounded, and otherwise as near as digits allow.
    #[test]
    fn conversions_go_there_and_back(mantissa in -1_000_000_000i64..1_000_000_000, places in 0u32..4) {
        let value = Decimal::new(mantissa, places);
        for (from, to) in pairs() {
            let start = Quantity { value, unit: from };
            let there = start.convert(to).unwrap();
            let back = there.convert(from).unwrap();
            if finite(from, to) {
                prop_assert_eq!(back.value, value, "{} in {}", start, to);
                prop_assert_eq!(start.compare(there), Ordering::Equal, "{} in {}", start, to);
            } else {
                let off = (back.value - value).abs();
                // What 28 digits and 28 places of the other unit leave; degrees are counted from
                // different zeros.
                let one = |unit| Quantity { value: Decimal::ONE, unit };
                let coarse = one(to).ratio(one(from)).unwrap();
                let bound = (coarse + value.abs() + Decimal::from(1000)) * Decimal::new(1, 26);
                prop_assert!(off <= bound, "{start} in {to} and back is {back}");
            }
        }
    }

    /// The order of two quantities does not depend on the units they are stated in.
    #[test]
    fn order_does_not_depend_on_units(a in -100_000i64..100_000, b in -100_000i64..100_000) {
        let (a, b) = (Decimal::new(a, 2), Decimal::new(b, 2));
        for (from, to) in pairs().into_iter().filter(|(from, to)| finite(*from, *to)) {
            let (x, y) = (Quantity { value: a, unit: from }, Quantity { value: b, unit: from });
            let y_there = y.convert(to).unwrap();
            prop_assert_eq!(x.compare(y_there), a.cmp(&b), "{} and {}", x, y_there);
            prop_assert_eq!(y_there.compare(x), b.cmp(&a), "{} and {}", y_there, x);
        }
    }

    /// A percentage of a number is the number times the percentage over a hundred, exactly.
    #[test]
    fn percent(amount in -1_000_000_000i64..1_000_000_000, rate in 0i64..100_000) {
        let (amount, rate) = (Decimal::new(amount, 2), Decimal::new(rate, 3));
        let share = Quantity { value: rate, unit: Unit::parse("%").unwrap() };
        let part = mul(amount, share.to_base().unwrap()).unwrap();
        prop_assert_eq!(mul(part, Decimal::ONE_HUNDRED).unwrap(), mul(amount, rate).unwrap());
        let rest = sub(amount, part).unwrap();
        prop_assert_eq!(add(part, rest).unwrap(), amount);
    }

    /// Rounding moves by less than a step, not at all when done again, never past another number, and
    /// alike on both sides of zero; the modes lie between `down` and `up`.
    #[test]
    fn rounding(a in any::<i64>(), b in any::<i64>(), places in 0u32..12, step in 1i64..100_000, fine in 0u32..6) {
        let (a, b, step) = (Decimal::new(a, places), Decimal::new(b, places), Decimal::new(step, fine));
        let (less, more) = (a.min(b), a.max(b));
        for (name, mode) in Rounding::NAMES {
            let round = |value| round_to_step(value, mode, step).unwrap();
            prop_assert!((round(a) - a).abs() < step, "{} {}", name, a);
            prop_assert_eq!(round(round(a)), round(a), "{} {}", name, a);
            prop_assert!(round(less) <= round(more), "{} {} {}", name, less, more);
            prop_assert_eq!(round(-a), -round(a), "{} {}", name, a);
            let (down, up) = (
                round_to_step(a, Rounding::Down, step).unwrap().abs(),
                round_to_step(a, Rounding::Up, step).unwrap().abs(),
            );
            prop_assert!(down <= round(a).abs() && round(a).abs() <= up);
            if name.starts_with("half") {
                prop_assert!((round(a) - a).abs() * Decimal::TWO <= step, "{} {}", name, a);
            }
        }
    }

    /// Sums and products of numbers that leave room are exact, whatever their order.
    #[test]
    fn sums_and_products_are_exact(a in any::<i32>(), b in any::<i32>(), c in any::<i32>(), places in 0u32..9) {
        let [a, b, c] = [a, b, c].map(|n| Decimal::new(i64::from(n), places));
        prop_assert_eq!(add(a, add(b, c).unwrap()), add(add(a, b).unwrap(), c));
        prop_assert_eq!(sub(add(a, b).unwrap(), b), Ok(a));
        let (ab, ac) = (mul(a, b).unwrap(), mul(a, c).unwrap());
        prop_assert_eq!(mul(a, add(b, c).unwrap()), add(ab, ac));
        if !b.is_zero() {
            prop_assert_eq!(div(ab, b), Ok(a));
        }
    }

    /// What is shown is read back.
    #[test]
    fn numbers_are_read_as_shown(mantissa in any::<i64>(), places in 0u32..28) {
        let value = Decimal::new(mantissa, places);
        prop_assert_eq!(parse_decimal(&shown(value)), Ok(value));
    }

    /// The parts of an amount add up to it, each is off by at most a coin, and a larger key never has
    /// the smaller part.
    #[test]
    fn shares_add_up(
        cents in prop_oneof![-1_000_000_000_000i64..1_000_000_000_000, -1000i64..1000],
        currency in select(vec!["EUR", "JPY", "KWD"]),
        keys in proptest::collection::vec(prop_oneof![Just(0u64), 0u64..5, 0u64..1_000_000_000_000], 1..30),
    ) {
        let currency = tidewaiter_value::Currency::parse(currency).unwrap();
        let amount = Money { amount: Decimal::new(cents, currency.minor_units()), currency };
        let numbers: Vec<Decimal> = keys.iter().map(|key| Decimal::from(*key)).collect();
        match apportioned(amount, &numbers) {
            Err(_) => prop_assert!(keys.iter().all(|key| *key == 0) && cents != 0),
            Ok(parts) => {
                let sum: Decimal = parts.iter().map(|part| part.amount).sum();
                prop_assert_eq!(sum, amount.amount);
                let coin = Decimal::new(1, currency.minor_units());
                let whole: Decimal = numbers.iter().sum();
                for (part, key) in parts.iter().zip(&numbers) {
                    prop_assert_eq!(part.amount % coin, Decimal::ZERO);
                    if !whole.is_zero() {
                        let exact = div(mul(amount.amount, *key).unwrap(), whole).unwrap();
                        prop_assert!((part.amount - exact).abs() <= coin, "{} for {}", part, exact);
                    }
                }
                for (a, x) in parts.iter().zip(&numbers) {
                    for (b, y) in parts.iter().zip(&numbers) {
                        prop_assert!(x <= y || a.amount.abs() + coin > b.amount.abs());
                    }
                }
            }
        }
    }

    /// A duration is read as it is shown.
    #[test]
    fn durations_are_read_as_shown(months in 0i32..2000, days in 0i32..100_000) {
        let duration = Duration { months, days };
        prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
    }

    /// Where the order of two durations is decided, it holds from every day of the calendar.
    #[test]
    fn durations_are_ordered_as_calendars_are(
        months in 0i32..60, days in 0i32..2000, other_months in 0i32..60, other_days in 0i32..2000,
        start in 0i32..73_000,
    ) {
        let (a, b) = (
            Duration { months, days },
            Duration { months: other_months, days: other_days },
        );
        let first = parse_date("1900-01-01").unwrap();
        let start = add_duration(first, Duration { months: 0, days: start }).unwrap();
        let end = |duration| -> Date { add_duration(start, duration).unwrap() };
        let order = a.compare(b);
        prop_assert_eq!(b.compare(a), order.map(Ordering::reverse));
        if let Some(order) = order {
            prop_assert_eq!(end(a).cmp(&end(b)), order, "{} and {} from {}", a, b, start);
        }
    }

    /// Days added are days between; months keep the day or take the last one.
    #[test]
    fn dates_and_durations(start in 0i32..73_000, days in -40_000i32..40_000, months in 0i32..600) {
        let first = parse_date("1900-01-01").unwrap();
        let start = add_duration(first, Duration { months: 0, days: start }).unwrap();
        let end = add_duration(start, Duration { months: 0, days }).unwrap();
        prop_assert_eq!(days_between(start, end), days);
        let later = add_duration(start, Duration { months, days: 0 }).unwrap();
        prop_assert!(later.day() == start.day() || later.day() == later.days_in_month() && later.day() < start.day());
        let months_between = (i32::from(later.year()) - i32::from(start.year())) * 12 + i32::from(later.month()) - i32::from(start.month());
        prop_assert_eq!(months_between, months);
    }
}
