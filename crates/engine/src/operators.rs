//! What operators and functions do with values that are known.
//!
//! Part of the definition of the semantics: `reference.rs` says when an operator is applied, this
//! file what comes out.

use std::cmp::Ordering;
use std::sync::Arc;

use super::Unknown;
use super::judged::{Judged, combine};
use crate::lang::{Function, Node, Type};
use crate::record::Value;
use crate::sentence::say;
use crate::syntax::tree::{Aggregator, BinaryOp};
use crate::value::{
    ArithmeticError, Date, Decimal, Dimension, Market, MoneyError, Quantity, RegisterError, Tri,
    UnitPrice, UnitPriceError, add, check_eori, check_gtin, check_ioss, check_isbn,
    check_vat_number, div, mul, no_format, round_to_step, sub,
};

/// The text of a text; of anything else what people read.
pub(super) fn text_of(value: &Value) -> Arc<str> {
    match value {
        Value::Text(text) | Value::Word(text) => text.clone(),
        other => other.to_string().into(),
    }
}

pub(super) fn compare(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Unknown> {
    let result = match op {
        BinaryOp::Eq => equal(a, b)?,
        BinaryOp::Ne => !equal(a, b)?,
        BinaryOp::Lt => order(a, b)? == Ordering::Less,
        BinaryOp::Le => order(a, b)? != Ordering::Greater,
        BinaryOp::Gt => order(a, b)? == Ordering::Greater,
        _ => order(a, b)? != Ordering::Less,
    };
    Ok(Value::Bool(result))
}

fn market(value: &Value) -> Option<Market> {
    match value {
        Value::Market(market) => Some(*market),
        Value::Country(country) => Some((*country).into()),
        _ => None,
    }
}

/// Equality. A region equals its country when it stands on the left: it lies in it.
pub(super) fn equal(a: &Value, b: &Value) -> Result<bool, Unknown> {
    if let (Some(a), Some(b)) = (market(a), market(b)) {
        return Ok(b.contains(a));
    }
    Ok(match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Text(a) | Value::Word(a), Value::Text(b) | Value::Word(b)) => a == b,
        (Value::Currency(a), Value::Currency(b)) => a == b,
        (Value::Language(a), Value::Language(b)) => a == b,
        (Value::Hs(a), Value::Hs(b)) => a == b,
        _ => order(a, b)? == Ordering::Equal,
    })
}

pub(super) fn any_equal(value: &Value, items: &[Value]) -> Result<Value, Unknown> {
    let judged = items
        .iter()
        .map(|item| Judged::new(equal(value, item).map(Value::Bool)));
    combine(judged, Tri::True).value
}

fn order(a: &Value, b: &Value) -> Result<Ordering, Unknown> {
    crate::record::order(a, b).map_err(Unknown::because)
}

fn later(date: Date, length: crate::value::Duration) -> Result<Date, Unknown> {
    crate::record::later(date, length).map_err(Unknown::because)
}

fn failed(error: ArithmeticError) -> Unknown {
    Unknown::because(error)
}

#[allow(clippy::needless_pass_by_value, reason = "passed to `map_err`")]
fn money_failed(error: MoneyError) -> Unknown {
    Unknown::because(error)
}

#[allow(clippy::needless_pass_by_value, reason = "passed to `map_err`")]
fn unit_price_failed(error: UnitPriceError) -> Unknown {
    Unknown::because(error)
}

pub(super) fn negate(value: &Value) -> Result<Value, Unknown> {
    Ok(match value {
        Value::Number(n) => Value::Number(-*n),
        Value::Quantity(q) => Value::Quantity(Quantity {
            value: -q.value,
            ..*q
        }),
        Value::Money(m) => Value::Money(m.times(Decimal::NEGATIVE_ONE).map_err(money_failed)?),
        Value::Duration(d) => Value::Duration(d.negate()),
        _ => return Err(Unknown::because(say!("no negative", "该值没有负值"))),
    })
}

pub(super) fn arithmetic(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Unknown> {
    use BinaryOp::{Add, Div, Mul, Sub};
    use Value::{Date, Duration, Money, Number, Period, Quantity as Q, UnitPrice as Per};
    Ok(match (a, op, b) {
        (Number(a), _, Number(b)) => Number(
            match op {
                Add => add(*a, *b),
                Sub => sub(*a, *b),
                Mul => mul(*a, *b),
                _ => div(*a, *b),
            }
            .map_err(failed)?,
        ),
        (Money(a), Add, Money(b)) => Money(a.add(*b).map_err(money_failed)?),
        (Money(a), Sub, Money(b)) => Money(a.sub(*b).map_err(money_failed)?),
        (Money(a), Div, Money(b)) if a.currency == b.currency => {
            Number(div(a.amount, b.amount).map_err(failed)?)
        }
        (Money(a), Div, Money(b)) => {
            return Err(money_failed(MoneyError::Mixed(a.currency, b.currency)));
        }
        (Money(m), Mul, Number(n)) | (Number(n), Mul, Money(m)) => {
            Money(m.times(*n).map_err(money_failed)?)
        }
        (Money(m), Div, Number(n)) => Money(crate::value::Money {
            amount: div(m.amount, *n).map_err(failed)?,
            ..*m
        }),
        (Money(m), Div, Q(q)) if q.dimension() != Dimension::Fraction => {
            Per(UnitPrice::new(*m, *q).map_err(failed)?)
        }
        (Per(p), Mul, Q(q)) | (Q(q), Mul, Per(p)) => Money(p.of(*q).map_err(unit_price_failed)?),
        (Per(p), Mul, Number(n)) | (Number(n), Mul, Per(p)) => {
            Per(p.times(*n).map_err(money_failed)?)
        }
        (Per(a), Div, Per(b)) => Number(a.ratio(*b).map_err(unit_price_failed)?),
        (Money(m), Div, Q(q)) => Money(crate::value::Money {
            amount: div(m.amount, q.to_base().map_err(failed)?).map_err(failed)?,
            ..*m
        }),
        (Money(m), Mul, Q(q)) | (Q(q), Mul, Money(m)) => Money(
            m.times(q.to_base().map_err(failed)?)
                .map_err(money_failed)?,
        ),
        (Date(d), Add, Duration(l)) => Date(later(*d, *l)?),
        (Date(d), Sub, Duration(l)) => Date(later(*d, l.negate())?),
        (Date(a), Sub, Date(b)) => Period(*b, *a),
        (Duration(a), Add | Sub, Duration(b)) => {
            let b = if op == Sub { b.negate() } else { *b };
            let sum = a
                .months
                .checked_add(b.months)
                .zip(a.days.checked_add(b.days));
            let (months, days) = sum.ok_or_else(|| failed(ArithmeticError::Overflow))?;
            Duration(crate::value::Duration { months, days })
        }
        (Q(a), Add, Q(b)) => Q(a.add(*b).map_err(failed)?),
        (Q(a), Sub, Q(b)) => Q(a.sub(*b).map_err(failed)?),
        (Q(q), Mul, Number(n)) | (Number(n), Mul, Q(q)) => Q(q.times(*n).map_err(failed)?),
        (Q(q), Div, Number(n)) => Q(q.over(*n).map_err(failed)?),
        (Q(a), Div, Q(b)) if a.dimension() == b.dimension() => Number(a.ratio(*b).map_err(failed)?),
        (Q(a), Mul | Div, Q(b)) => {
            let (x, y) = (a.to_base().map_err(failed)?, b.to_base().map_err(failed)?);
            let (value, dimension) = if op == Mul {
                (mul(x, y), a.dimension().times(b.dimension()))
            } else {
                (div(x, y), a.dimension().over(b.dimension()))
            };
            let value = value.map_err(failed)?;
            let result = dimension.and_then(|dimension| Quantity::of_base(value, dimension));
            Q(result.ok_or_else(|| {
                Unknown::because(say!("no unit for the result", "计算结果没有单位"))
            })?)
        }
        _ => {
            return Err(Unknown::because(say!(
                "values of two types",
                "两种类型的值无法比较或计算"
            )));
        }
    })
}

pub(super) fn aggregated(
    aggregator: Aggregator,
    values: &[Value],
    whole: &Node,
) -> Result<Value, Unknown> {
    let empty = || Unknown::because(say!("the list is empty", "列表为空"));
    match aggregator {
        Aggregator::Count => Ok(Value::Number(Decimal::from(values.len()))),
        Aggregator::Sum => {
            let mut values = values.iter();
            let Some(first) = values.next() else {
                return match &whole.ty {
                    Type::Number => Ok(Value::Number(Decimal::ZERO)),
                    Type::Quantity(dimension) => Quantity::of_base(Decimal::ZERO, *dimension)
                        .map(Value::Quantity)
                        .ok_or_else(empty),
                    _ => Err(empty()),
                };
            };
            values.try_fold(first.clone(), |sum, value| {
                arithmetic(BinaryOp::Add, &sum, value)
            })
        }
        Aggregator::First => values.first().cloned().ok_or_else(empty),
        Aggregator::Min | Aggregator::Max => {
            let wanted = if aggregator == Aggregator::Min {
                Ordering::Less
            } else {
                Ordering::Greater
            };
            let mut values = values.iter();
            let first = values.next().ok_or_else(empty)?.clone();
            values.try_fold(first, |best, value| {
                Ok(if order(value, &best)? == wanted {
                    value.clone()
                } else {
                    best
                })
            })
        }
    }
}

pub(super) fn call(function: Function, values: &[Value]) -> Result<Value, Unknown> {
    let first = values.first().ok_or_else(Unknown::default)?;
    let second = values.get(1);
    let count = |n: usize| Ok(Value::Number(Decimal::from(n)));
    match function {
        Function::Length => match first {
            Value::List(items) => count(items.len()),
            value => count(text_of(value).chars().count()),
        },
        Function::Bytes => count(text_of(first).len()),
        Function::Words => count(text_of(first).split_whitespace().count()),
        Function::Lower => Ok(Value::Text(text_of(first).to_lowercase().into())),
        Function::StartsWith => Ok(Value::Bool(
            second.is_some_and(|s| text_of(first).starts_with(&*text_of(s))),
        )),
        Function::EndsWith => Ok(Value::Bool(
            second.is_some_and(|s| text_of(first).ends_with(&*text_of(s))),
        )),
        Function::GtinIsValid => Ok(Value::Bool(check_gtin(&text_of(first)).is_ok())),
        Function::IsbnIsValid => Ok(Value::Bool(check_isbn(&text_of(first)).is_ok())),
        Function::EoriIsValid => Ok(Value::Bool(check_eori(&text_of(first)).is_ok())),
        Function::IossIsValid => Ok(Value::Bool(check_ioss(&text_of(first)).is_ok())),
        Function::VatNumberIsValid => {
            let country = match second {
                Some(Value::Country(country)) => *country,
                Some(Value::Market(market)) => market.country,
                _ => return Err(Unknown::because(say!("not a country", "不是国家"))),
            };
            match check_vat_number(&text_of(first), country) {
                Ok(()) => Ok(Value::Bool(true)),
                Err(RegisterError::NoFormat(country)) => Err(Unknown::because(no_format(&country))),
                Err(_) => Ok(Value::Bool(false)),
            }
        }
        Function::Digits => match first {
            Value::Hs(code) => Ok(Value::Number(Decimal::from(code.as_str().len()))),
            _ => Err(Unknown::because(say!("not an HS code", "不是 HS 编码"))),
        },
        Function::Abs => match first {
            Value::Number(n) if n.is_sign_negative() => negate(first),
            Value::Quantity(q) if q.value.is_sign_negative() => negate(first),
            Value::Money(m) if m.amount.is_sign_negative() => negate(first),
            value => Ok(value.clone()),
        },
        Function::Round(mode) => {
            let Some(Value::Number(step)) = second else {
                return Err(Unknown::because(say!(
                    "no step to round to",
                    "未指定舍入单位"
                )));
            };
            let round = |value: Decimal| round_to_step(value, mode, *step).map_err(failed);
            Ok(match first {
                Value::Number(n) => Value::Number(round(*n)?),
                Value::Money(m) => Value::Money(crate::value::Money {
                    amount: round(m.amount)?,
                    ..*m
                }),
                Value::Quantity(q) => Value::Quantity(Quantity {
                    value: round(q.value)?,
                    ..*q
                }),
                other => other.clone(),
            })
        }
        Function::RoundToCoin(mode) => match first {
            Value::Money(m) => {
                let coin = Decimal::new(1, m.currency.minor_units());
                let amount = round_to_step(m.amount, mode, coin).map_err(failed)?;
                Ok(Value::Money(crate::value::Money { amount, ..*m }))
            }
            _ => Err(Unknown::because(say!("not an amount of money", "不是金额"))),
        },
        Function::Subheading => match first {
            Value::Hs(code) => code.subheading().map(Value::Hs).ok_or_else(|| {
                Unknown::because(say!(
                    "the HS code {code} has fewer than 6 digits",
                    "HS 编码 {code} 不足 6 位",
                    code,
                ))
            }),
            _ => Err(Unknown::because(say!("not an HS code", "不是 HS 编码"))),
        },
        Function::Least | Function::Greatest => {
            let second = second.ok_or_else(Unknown::default)?;
            let wanted = if function == Function::Least {
                Ordering::Greater
            } else {
                Ordering::Less
            };
            Ok(if order(first, second)? == wanted {
                second.clone()
            } else {
                first.clone()
            })
        }
        Function::Distinct => {
            let mut seen: Vec<String> = match first {
                Value::List(items) => items.iter().map(ToString::to_string).collect(),
                _ => Vec::new(),
            };
            seen.sort();
            seen.dedup();
            count(seen.len())
        }
        Function::Year | Function::Month => match first {
            Value::Date(date) if function == Function::Year => {
                Ok(Value::Number(Decimal::from(date.year())))
            }
            Value::Date(date) => Ok(Value::Number(Decimal::from(date.month()))),
            _ => Err(Unknown::because(say!("not a date", "不是日期"))),
        },
    }
}
