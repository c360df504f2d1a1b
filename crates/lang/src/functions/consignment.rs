//! Functions that look at the items of the consignment or at rates of exchange. Each is an expression of
//! its own, whose meaning is the engine's.

use super::{Example, Function, Gives, Kind, Meaning, Signature};
use crate::ir::{Node, NodeKind};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "convert",
        signatures: &[Signature::of(
            &[("money", Kind::Money), ("currency", Kind::Currency)],
            Gives::Money,
        )],
        meaning: Meaning::Beyond(|nodes| {
            let [money, currency] = two(nodes)?;
            Some(NodeKind::ConvertTo(money, currency))
        }),
        doc: "by the caller's dated rate; without one, unknown",
        examples: &[Example::of(
            "convert(10 CHF, JPY)",
            "unknown (no rate of exchange from CHF to JPY was given)",
        )],
    },
    Function {
        name: "total",
        signatures: &[Signature::of(&[("amount", Kind::Amount)], Gives::First)],
        meaning: Meaning::Beyond(|nodes| {
            Some(NodeKind::Total(Box::new(nodes.into_iter().next()?)))
        }),
        doc: "the sum over the items of the consignment ([section 9](#9-charges))",
        examples: &[Example {
            call: "total(price)",
            items: &["{ \"price\": \"10 EUR\" }", "{ \"price\": \"5 EUR\" }"],
            gives: "15.00 EUR",
        }],
    },
    Function {
        name: "different",
        signatures: &[Signature {
            takes: &[("value", Kind::Any)],
            repeats: true,
            gives: Gives::Number,
        }],
        meaning: Meaning::Beyond(|nodes| Some(NodeKind::Different(nodes))),
        doc: "how many different values, or combinations of values, the items have",
        examples: &[Example {
            call: "different(origin)",
            items: &["{ \"origin\": \"CN\" }", "{ \"origin\": \"CN\" }"],
            gives: "1",
        }],
    },
    Function {
        name: "apportion",
        signatures: &[Signature::of(
            &[("money", Kind::Money), ("key", Kind::Amount)],
            Gives::Money,
        )],
        meaning: Meaning::Beyond(|nodes| {
            let [money, key] = two(nodes)?;
            Some(NodeKind::Apportion(money, key))
        }),
        doc: "the part of an amount of the whole consignment that falls on the item, by the ratio of its key to the sum of keys",
        examples: &[Example {
            call: "apportion(9 EUR, price)",
            items: &["{ \"price\": \"10 EUR\" }", "{ \"price\": \"5 EUR\" }"],
            gives: "6.00 EUR",
        }],
    },
];

/// Exactly two arguments.
fn two(nodes: Vec<Node>) -> Option<[Box<Node>; 2]> {
    let [a, b] = <[Node; 2]>::try_from(nodes).ok()?;
    Some([Box::new(a), Box::new(b)])
}
