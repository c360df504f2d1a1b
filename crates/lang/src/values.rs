//! What operators make of values that are known.
//!
//! Part of the definition of the semantics: an engine says when an operator is applied and what is said
//! of what is unknown, this file what comes out. It knows no engine, no record and no rule. Each function
//! names every type of value: a new one does not compile before it stands here.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::record::Value;
use crate::sentence::{Sentence, say};
use crate::syntax::tree::BinaryOp;
use crate::value::{
    ArithmeticError, Date, Decimal, Dimension, Market, MoneyError, Quantity, UnitPrice, add,
    add_duration, days_between, div, mul, sub,
};

/// Every type of value that has no negative and does not add up.
macro_rules! no_amount {
    () => {
        Value::None
            | Value::Unreadable
            | Value::Bool(_)
            | Value::Text(_)
            | Value::UnitPrice(_)
            | Value::Date(_)
            | Value::Period(_, _)
            | Value::Country(_)
            | Value::Market(_)
            | Value::Currency(_)
            | Value::Language(_)
            | Value::Hs(_)
            | Value::Duty(_)
            | Value::Word(_)
            | Value::List(_)
            | Value::Record(_)
    };
}

/// Every type of value, where it stands on the left of one that does not fit it.
macro_rules! of_no_use {
    () => {
        Value::Number(_)
            | Value::Quantity(_)
            | Value::Money(_)
            | Value::Duration(_)
            | Value::None
            | Value::Unreadable
            | Value::Bool(_)
            | Value::Text(_)
            | Value::UnitPrice(_)
            | Value::Date(_)
            | Value::Period(_, _)
            | Value::Country(_)
            | Value::Market(_)
            | Value::Currency(_)
            | Value::Language(_)
            | Value::Hs(_)
            | Value::Duty(_)
            | Value::Word(_)
            | Value::List(_)
            | Value::Record(_)
    };
}

/// What is said of values that no operator brings together; checked rules have none.
fn two_types() -> Sentence {
    say!("values of two types", "两种类型的值无法比较或计算")
}

/// The text of a text; of anything else what people read.
pub fn text_of(value: &Value) -> Arc<str> {
    match value {
        Value::Text(text) | Value::Word(text) => text.clone(),
        other => other.to_string().into(),
    }
}

/// `==`, `!=`, `<`, `<=`, `>`, `>=`
pub fn compare(op: BinaryOp, a: &Value, b: &Value) -> Result<bool, Sentence> {
    Ok(match op {
        BinaryOp::Eq => equal(a, b)?,
        BinaryOp::Ne => !equal(a, b)?,
        BinaryOp::Lt => order(a, b)? == Ordering::Less,
        BinaryOp::Le => order(a, b)? != Ordering::Greater,
        BinaryOp::Gt => order(a, b)? == Ordering::Greater,
        BinaryOp::Ge => order(a, b)? != Ordering::Less,
        BinaryOp::In
        | BinaryOp::NotIn
        | BinaryOp::Under
        | BinaryOp::Mentions
        | BinaryOp::Contains
        | BinaryOp::Add
        | BinaryOp::Sub
        | BinaryOp::Mul
        | BinaryOp::Div => return Err(two_types()),
    })
}

fn market(value: &Value) -> Option<Market> {
    match value {
        Value::Market(market) => Some(*market),
        Value::Country(country) => Some((*country).into()),
        _ => None,
    }
}

/// Equality. A region equals its country when it stands on the left: it lies in it.
pub fn equal(a: &Value, b: &Value) -> Result<bool, Sentence> {
    Ok(match a {
        Value::Bool(a) => match b {
            Value::Bool(b) => a == b,
            _ => return Err(two_types()),
        },
        Value::Text(a) | Value::Word(a) => match b {
            Value::Text(b) | Value::Word(b) => a == b,
            _ => return Err(two_types()),
        },
        Value::Country(_) | Value::Market(_) => match market(a).zip(market(b)) {
            Some((a, b)) => b.contains(a),
            None => return Err(two_types()),
        },
        Value::Currency(a) => match b {
            Value::Currency(b) => a == b,
            _ => return Err(two_types()),
        },
        Value::Language(a) => match b {
            Value::Language(b) => a == b,
            _ => return Err(two_types()),
        },
        Value::Hs(a) => match b {
            Value::Hs(b) => a == b,
            _ => return Err(two_types()),
        },
        Value::Number(_)
        | Value::Quantity(_)
        | Value::Money(_)
        | Value::UnitPrice(_)
        | Value::Date(_)
        | Value::Duration(_)
        | Value::Period(_, _) => order(a, b)? == Ordering::Equal,
        Value::None | Value::Unreadable | Value::Duty(_) | Value::List(_) | Value::Record(_) => {
            return Err(two_types());
        }
    })
}

/// Which of two values comes first.
pub fn order(a: &Value, b: &Value) -> Result<Ordering, Sentence> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Ok(a.cmp(b)),
        (Value::Quantity(a), Value::Quantity(b)) => Ok(a.compare(*b)),
        (Value::Money(a), Value::Money(b)) => a
            .compare(b)
            .ok_or_else(|| MoneyError::Mixed(a.currency, b.currency).into()),
        (Value::UnitPrice(a), Value::UnitPrice(b)) => Ok(a.compare(*b)?),
        (Value::Date(a), Value::Date(b)) => Ok(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => a.compare(*b).ok_or_else(|| {
            say!(
                "whether so many months are so many days depends on the months meant",
                "这么多月是否等于这么多天,取决于具体的月份"
            )
        }),
        (Value::Period(from, to), Value::Duration(length)) => Ok(to.cmp(&later(*from, *length)?)),
        (Value::Duration(length), Value::Period(from, to)) => Ok(later(*from, *length)?.cmp(to)),
        (Value::Period(a, b), Value::Period(c, d)) => {
            Ok(days_between(*a, *b).cmp(&days_between(*c, *d)))
        }
        (of_no_use!(), _) => Err(two_types()),
    }
}

fn later(date: Date, length: crate::value::Duration) -> Result<Date, Sentence> {
    add_duration(date, length)
        .ok_or_else(|| say!("the date lies outside of the calendar", "日期超出日历范围"))
}

/// `-a`
pub fn negate(value: &Value) -> Result<Value, Sentence> {
    Ok(match value {
        Value::Number(n) => Value::Number(-*n),
        Value::Quantity(q) => Value::Quantity(Quantity {
            value: -q.value,
            ..*q
        }),
        Value::Money(m) => Value::Money(m.times(Decimal::NEGATIVE_ONE)?),
        Value::Duration(d) => Value::Duration(d.negate()),
        no_amount!() => return Err(say!("no negative", "该值没有负值")),
    })
}

/// `+`, `-`, `*`, `/`
pub fn arithmetic(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Sentence> {
    use BinaryOp::{Add, Div, Mul, Sub};
    use Value::{Date, Duration, Money, Number, Period, Quantity as Q, UnitPrice as Per};
    Ok(match (a, op, b) {
        (Number(a), Add, Number(b)) => Number(add(*a, *b)?),
        (Number(a), Sub, Number(b)) => Number(sub(*a, *b)?),
        (Number(a), Mul, Number(b)) => Number(mul(*a, *b)?),
        (Number(a), Div, Number(b)) => Number(div(*a, *b)?),
        (Money(a), Add, Money(b)) => Money(a.add(*b)?),
        (Money(a), Sub, Money(b)) => Money(a.sub(*b)?),
        (Money(a), Div, Money(b)) if a.currency == b.currency => Number(div(a.amount, b.amount)?),
        (Money(a), Div, Money(b)) => return Err(MoneyError::Mixed(a.currency, b.currency).into()),
        (Money(m), Mul, Number(n)) | (Number(n), Mul, Money(m)) => Money(m.times(*n)?),
        (Money(m), Div, Number(n)) => Money(crate::value::Money {
            amount: div(m.amount, *n)?,
            ..*m
        }),
        (Money(m), Div, Q(q)) if q.dimension() != Dimension::Fraction => {
            Per(UnitPrice::new(*m, *q)?)
        }
        (Per(p), Mul, Q(q)) | (Q(q), Mul, Per(p)) => Money(p.of(*q)?),
        (Per(p), Mul, Number(n)) | (Number(n), Mul, Per(p)) => Per(p.times(*n)?),
        (Per(a), Div, Per(b)) => Number(a.ratio(*b)?),
        (Money(m), Div, Q(q)) => Money(crate::value::Money {
            amount: div(m.amount, q.to_base()?)?,
            ..*m
        }),
        (Money(m), Mul, Q(q)) | (Q(q), Mul, Money(m)) => Money(m.times(q.to_base()?)?),
        (Date(d), Add, Duration(l)) => Date(later(*d, *l)?),
        (Date(d), Sub, Duration(l)) => Date(later(*d, l.negate())?),
        (Date(a), Sub, Date(b)) => Period(*b, *a),
        (Duration(a), Add | Sub, Duration(b)) => {
            let b = if op == Sub { b.negate() } else { *b };
            let sum = a
                .months
                .checked_add(b.months)
                .zip(a.days.checked_add(b.days));
            let (months, days) = sum.ok_or(ArithmeticError::Overflow)?;
            Duration(crate::value::Duration { months, days })
        }
        (Q(a), Add, Q(b)) => Q(a.add(*b)?),
        (Q(a), Sub, Q(b)) => Q(a.sub(*b)?),
        (Q(q), Mul, Number(n)) | (Number(n), Mul, Q(q)) => Q(q.times(*n)?),
        (Q(q), Div, Number(n)) => Q(q.over(*n)?),
        (Q(a), Div, Q(b)) if a.dimension() == b.dimension() => Number(a.ratio(*b)?),
        (Q(a), Mul | Div, Q(b)) => {
            let (x, y) = (a.to_base()?, b.to_base()?);
            let (value, dimension) = if op == Mul {
                (mul(x, y), a.dimension().times(b.dimension()))
            } else {
                (div(x, y), a.dimension().over(b.dimension()))
            };
            let value = value?;
            let result = dimension.and_then(|dimension| Quantity::of_base(value, dimension));
            Q(result.ok_or_else(|| say!("no unit for the result", "计算结果没有单位"))?)
        }
        (of_no_use!(), _, _) => return Err(two_types()),
    })
}

/// A constant of nothing: a division by it is never known.
pub fn is_zero(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_zero(),
        Value::Quantity(quantity) => quantity.value.is_zero(),
        Value::Money(money) => money.amount.is_zero(),
        Value::Duration(_) => false,
        no_amount!() => false,
    }
}
