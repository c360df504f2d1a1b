//! Functions of texts and lists.

use super::{Example, Function, Gives, Kind, Meaning, Outcome, Signature, unfit};
use crate::record::Value;
use crate::value::Decimal;
use crate::values::text_of;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "length",
        signatures: &[
            Signature::of(&[("text", Kind::Text)], Gives::Number),
            Signature::of(&[("list", Kind::List)], Gives::Number),
        ],
        meaning: Meaning::One(|value| match value {
            Value::List(items) => Ok(count(items.len())),
            value => Ok(count(text_of(value).chars().count())),
        }),
        doc: "how many characters a text has, elements a list",
        examples: &[
            Example::of("length(\"café\")", "4"),
            Example::of("length([\"a\", \"b\"])", "2"),
        ],
    },
    Function {
        name: "bytes",
        signatures: &[Signature::of(&[("text", Kind::Text)], Gives::Number)],
        meaning: Meaning::One(|text| Ok(count(text_of(text).len()))),
        doc: "how many bytes of UTF-8 it has",
        examples: &[Example::of("bytes(\"café\")", "5")],
    },
    Function {
        name: "words",
        signatures: &[Signature::of(&[("text", Kind::Text)], Gives::Number)],
        meaning: Meaning::One(|text| Ok(count(text_of(text).split_whitespace().count()))),
        doc: "how many words it has, between white space",
        examples: &[Example::of("words(\"a red car\")", "3")],
    },
    Function {
        name: "lower",
        signatures: &[Signature::of(&[("text", Kind::Text)], Gives::Text)],
        meaning: Meaning::One(|text| Ok(Value::Text(text_of(text).to_lowercase().into()))),
        doc: "in small letters",
        examples: &[Example::of("lower(\"USB-C\")", "usb-c")],
    },
    Function {
        name: "starts_with",
        signatures: &[Signature::of(
            &[("text", Kind::Text), ("start", Kind::Text)],
            Gives::Bool,
        )],
        meaning: Meaning::Two(|text, start| {
            Ok(Value::Bool(text_of(text).starts_with(&*text_of(start))))
        }),
        doc: "whether the text begins so; capitals matter",
        examples: &[Example::of("starts_with(\"USB-C cable\", \"USB\")", "true")],
    },
    Function {
        name: "ends_with",
        signatures: &[Signature::of(
            &[("text", Kind::Text), ("end", Kind::Text)],
            Gives::Bool,
        )],
        meaning: Meaning::Two(|text, end| Ok(Value::Bool(text_of(text).ends_with(&*text_of(end))))),
        doc: "whether the text ends so; capitals matter",
        examples: &[Example::of("ends_with(\"photo.jpg\", \".png\")", "false")],
    },
    Function {
        name: "distinct",
        signatures: &[Signature::of(&[("list", Kind::List)], Gives::Number)],
        meaning: Meaning::One(distinct),
        doc: "how many different elements a list has",
        examples: &[Example::of("distinct([\"a\", \"b\", \"a\"])", "2")],
    },
];

fn count(n: usize) -> Value {
    Value::Number(Decimal::from(n))
}

fn distinct(list: &Value) -> Outcome {
    let Value::List(items) = list else {
        return Err(unfit());
    };
    let mut seen: Vec<String> = items.iter().map(ToString::to_string).collect();
    seen.sort();
    seen.dedup();
    Ok(count(seen.len()))
}
