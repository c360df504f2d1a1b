//! Functions of dates.

use super::{Example, Function, Gives, Kind, Meaning, Signature, unfit};
use crate::record::Value;
use crate::sentence::Sentence;
use crate::value::{Date, Decimal};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "year",
        signatures: &[Signature::of(&[("date", Kind::Date)], Gives::Number)],
        meaning: Meaning::One(|date| Ok(Value::Number(Decimal::from(day(date)?.year())))),
        doc: "its year",
        examples: &[Example::of("year(2026-11-24)", "2026")],
    },
    Function {
        name: "month",
        signatures: &[Signature::of(&[("date", Kind::Date)], Gives::Number)],
        meaning: Meaning::One(|date| Ok(Value::Number(Decimal::from(day(date)?.month())))),
        doc: "its month, from 1",
        examples: &[Example::of("month(2026-11-24)", "11")],
    },
];

fn day(value: &Value) -> Result<Date, Sentence> {
    match value {
        Value::Date(date) => Ok(*date),
        _ => Err(unfit()),
    }
}
