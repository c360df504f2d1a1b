//! Functions of numbers, quantities and amounts of money.

use std::cmp::Ordering;

use super::{Example, Function, Gives, Kind, Meaning, Outcome, Signature, unfit};
use crate::record::Value;
use crate::value::{Decimal, Money, Quantity, Rounding, round_to_step};
use crate::values::{negate, order};

/// The step of rounding that stands for the smallest coin of the currency.
pub(crate) const MINOR_UNIT: &str = "minor_unit";

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "abs",
        signatures: &[Signature::of(&[("amount", Kind::Amount)], Gives::First)],
        meaning: Meaning::One(abs),
        doc: "without its sign",
        examples: &[Example::of("abs(-5 kg)", "5 kg")],
    },
    Function {
        name: "least",
        signatures: &[Signature::of(
            &[("a", Kind::Ordered), ("b", Kind::Same)],
            Gives::First,
        )],
        meaning: Meaning::Two(|a, b| {
            Ok(match order(a, b)? {
                Ordering::Greater => b.clone(),
                Ordering::Less | Ordering::Equal => a.clone(),
            })
        }),
        doc: "the smaller of two values that have an order",
        examples: &[Example::of("least(2 kg, 1500 g)", "1500 g")],
    },
    Function {
        name: "greatest",
        signatures: &[Signature::of(
            &[("a", Kind::Ordered), ("b", Kind::Same)],
            Gives::First,
        )],
        meaning: Meaning::Two(|a, b| {
            Ok(match order(a, b)? {
                Ordering::Less => b.clone(),
                Ordering::Greater | Ordering::Equal => a.clone(),
            })
        }),
        doc: "the larger of two values that have an order",
        examples: &[Example::of(
            "greatest(2026-01-31, 2026-02-01)",
            "2026-02-01",
        )],
    },
    Function {
        name: "round",
        signatures: &[
            Signature::of(
                &[
                    ("amount", Kind::Amount),
                    ("mode", Kind::Mode),
                    ("step", Kind::Step),
                ],
                Gives::First,
            ),
            Signature::of(
                &[
                    ("money", Kind::Money),
                    ("mode", Kind::Mode),
                    (MINOR_UNIT, Kind::Coin),
                ],
                Gives::First,
            ),
        ],
        meaning: Meaning::Three(round),
        doc: "to a multiple of the step, with the mode `half_up`, `half_even`, `half_down`, `up` or `down`; `minor_unit` is the smallest coin of the currency (JPY 1, EUR 0.01, KWD 0.001)",
        examples: &[
            Example::of("round(2.5, half_even, 1)", "2"),
            Example::of("round(10.005 EUR, half_up, minor_unit)", "10.01 EUR"),
        ],
    },
];

fn abs(value: &Value) -> Outcome {
    match value {
        Value::Number(n) if n.is_sign_negative() => negate(value),
        Value::Quantity(q) if q.value.is_sign_negative() => negate(value),
        Value::Money(m) if m.amount.is_sign_negative() => negate(value),
        value => Ok(value.clone()),
    }
}

fn round(value: &Value, mode: &Value, step: &Value) -> Outcome {
    let mode = match mode {
        Value::Word(mode) => Rounding::parse(mode).ok_or_else(unfit)?,
        _ => return Err(unfit()),
    };
    let step = match (step, value) {
        (Value::Number(step), _) => *step,
        (Value::Word(_), Value::Money(money)) => Decimal::new(1, money.currency.minor_units()),
        _ => return Err(unfit()),
    };
    Ok(match value {
        Value::Number(n) => Value::Number(round_to_step(*n, mode, step)?),
        Value::Money(m) => Value::Money(Money {
            amount: round_to_step(m.amount, mode, step)?,
            ..*m
        }),
        Value::Quantity(q) => Value::Quantity(Quantity {
            value: round_to_step(q.value, mode, step)?,
            ..*q
        }),
        other => other.clone(),
    })
}
