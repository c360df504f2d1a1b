//! Functions of codes of the Harmonized System.

use super::{Example, Function, Gives, Kind, Meaning, Signature, unfit};
use crate::record::Value;
use crate::sentence::{Sentence, say};
use crate::value::{Decimal, HsCode};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "digits",
        signatures: &[Signature::of(&[("code", Kind::HsCode)], Gives::Number)],
        meaning: Meaning::One(|value| {
            Ok(Value::Number(Decimal::from(code(value)?.as_str().len())))
        }),
        doc: "how many digits an HS code has",
        examples: &[Example::of("digits(8517.13)", "6")],
    },
    Function {
        name: "subheading",
        signatures: &[Signature::of(&[("code", Kind::HsCode)], Gives::HsCode)],
        meaning: Meaning::One(|value| {
            let code = code(value)?;
            code.subheading().map(Value::Hs).ok_or_else(|| {
                say!(
                    "the HS code {code} has fewer than 6 digits",
                    "HS 编码 {code} 不足 6 位",
                    code,
                )
            })
        }),
        doc: "its first six digits; unknown if it has fewer",
        examples: &[
            Example::of("subheading(9503.00.95)", "9503.00"),
            Example::of(
                "subheading(9503)",
                "unknown (the HS code 9503 has fewer than 6 digits)",
            ),
        ],
    },
];

fn code(value: &Value) -> Result<&HsCode, Sentence> {
    match value {
        Value::Hs(code) => Ok(code),
        _ => Err(unfit()),
    }
}
