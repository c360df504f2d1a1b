//! The order of values, where they have one.

use std::cmp::Ordering;

use super::Value;
use crate::sentence::{Explain, Sentence, say};
use crate::{Date, Duration, MoneyError, add_duration, days_between};

/// Which of two values is the larger one; why not, where it cannot be told.
pub fn order(a: &Value, b: &Value) -> Result<Ordering, Sentence> {
    let calendar = || {
        say!(
            "whether so many months are so many days depends on the months meant",
            "这么多月是否等于这么多天,取决于具体的月份"
        )
    };
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Ok(a.cmp(b)),
        (Value::Quantity(a), Value::Quantity(b)) => Ok(a.compare(*b)),
        (Value::Money(a), Value::Money(b)) => a
            .compare(b)
            .ok_or_else(|| MoneyError::Mixed(a.currency, b.currency).sentence()),
        (Value::UnitPrice(a), Value::UnitPrice(b)) => a.compare(*b).map_err(Sentence::from),
        (Value::Date(a), Value::Date(b)) => Ok(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => a.compare(*b).ok_or_else(calendar),
        (Value::Period(from, to), Value::Duration(length)) => Ok(to.cmp(&later(*from, *length)?)),
        (Value::Duration(length), Value::Period(from, to)) => Ok(later(*from, *length)?.cmp(to)),
        (Value::Period(a, b), Value::Period(c, d)) => {
            Ok(days_between(*a, *b).cmp(&days_between(*c, *d)))
        }
        _ => Err(say!("values of two types", "两种类型的值无法比较或计算")),
    }
}

/// The day so long after another.
pub fn later(date: Date, length: Duration) -> Result<Date, Sentence> {
    add_duration(date, length)
        .ok_or_else(|| say!("the date lies outside of the calendar", "日期超出日历范围"))
}
