//! What operators and functions do with values that are known: as `lang` says, where what has no value is
//! unknown for its reason.
//!
//! Part of the definition of the semantics: `reference.rs` says when an operator is applied, this file
//! and those it calls what comes out.

use std::cmp::Ordering;

use super::Unknown;
use super::judged::{Judged, combine};
use crate::lang::values::{self, order};
use crate::lang::{Function, Node, Type};
use crate::record::Value;
use crate::sentence::say;
use crate::syntax::tree::{Aggregator, BinaryOp};
use crate::value::{Decimal, Quantity, Tri};

pub(super) use crate::lang::values::text_of;

pub(super) fn compare(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Unknown> {
    values::compare(op, a, b)
        .map(Value::Bool)
        .map_err(Unknown::because)
}

pub(super) fn equal(a: &Value, b: &Value) -> Result<bool, Unknown> {
    values::equal(a, b).map_err(Unknown::because)
}

pub(super) fn negate(value: &Value) -> Result<Value, Unknown> {
    values::negate(value).map_err(Unknown::because)
}

pub(super) fn arithmetic(op: BinaryOp, a: &Value, b: &Value) -> Result<Value, Unknown> {
    values::arithmetic(op, a, b).map_err(Unknown::because)
}

/// A function of arguments that are known.
pub(super) fn call(function: &Function, arguments: &[Value]) -> Result<Value, Unknown> {
    function.of(arguments).map_err(Unknown::because)
}

pub(super) fn any_equal(value: &Value, items: &[Value]) -> Result<Value, Unknown> {
    let judged = items
        .iter()
        .map(|item| Judged::new(equal(value, item).map(Value::Bool)));
    combine(judged, Tri::True).value
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
                Ok(
                    if order(value, &best).map_err(Unknown::because)? == wanted {
                        value.clone()
                    } else {
                        best
                    },
                )
            })
        }
    }
}
