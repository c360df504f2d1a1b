//! Functions of numbers that registers give. A number that is well-formed may still have been given to
//! nobody; that only its register knows.

use super::{Example, Function, Gives, Kind, Meaning, Outcome, Signature, unfit};
use crate::record::Value;
use crate::value::{
    RegisterError, check_eori, check_gtin, check_ioss, check_isbn, check_vat_number, no_format,
};
use crate::values::text_of;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "gtin_is_valid",
        signatures: &[Signature::of(&[("gtin", Kind::Text)], Gives::Bool)],
        meaning: Meaning::One(|gtin| Ok(Value::Bool(check_gtin(&text_of(gtin)).is_ok()))),
        doc: "digits, check digit and prefix of a trade item number",
        examples: &[Example::of("gtin_is_valid(\"4006381333931\")", "true")],
    },
    Function {
        name: "isbn_is_valid",
        signatures: &[Signature::of(&[("text", Kind::Text)], Gives::Bool)],
        meaning: Meaning::One(|text| Ok(Value::Bool(check_isbn(&text_of(text)).is_ok()))),
        doc: "digits, check digit and prefix of a book's number",
        examples: &[Example::of("isbn_is_valid(\"978-3-16-148410-0\")", "true")],
    },
    Function {
        name: "eori_is_valid",
        signatures: &[Signature::of(&[("text", Kind::Text)], Gives::Bool)],
        meaning: Meaning::One(|text| Ok(Value::Bool(check_eori(&text_of(text)).is_ok()))),
        doc: "the code of a member state and up to 15 characters; GB and XI with 12 or 15 digits",
        examples: &[Example::of("eori_is_valid(\"GB 123456789000\")", "true")],
    },
    Function {
        name: "ioss_is_valid",
        signatures: &[Signature::of(&[("text", Kind::Text)], Gives::Bool)],
        meaning: Meaning::One(|text| Ok(Value::Bool(check_ioss(&text_of(text)).is_ok()))),
        doc: "`IM`, the number of a member state and 7 digits; the check digit is not public",
        examples: &[Example::of("ioss_is_valid(\"IM2760000012\")", "true")],
    },
    Function {
        name: "vat_number_is_valid",
        signatures: &[Signature::of(
            &[("text", Kind::Text), ("country", Kind::Country)],
            Gives::Bool,
        )],
        meaning: Meaning::Two(vat_number_is_valid),
        doc: "shape and check digits, with or without the code in front: the EU, XI, GB, CH, NO, MC, and the ABN of AU and the GSTIN of IN. Of another country it is unknown",
        examples: &[
            Example::of("vat_number_is_valid(\"FR40303265045\", FR)", "true"),
            Example::of(
                "vat_number_is_valid(\"1\", BR)",
                "unknown (the shape of the VAT numbers of BR is not known)",
            ),
        ],
    },
];

fn vat_number_is_valid(text: &Value, country: &Value) -> Outcome {
    let country = match country {
        Value::Country(country) => *country,
        Value::Market(market) => market.country,
        _ => return Err(unfit()),
    };
    match check_vat_number(&text_of(text), country) {
        Ok(()) => Ok(Value::Bool(true)),
        Err(RegisterError::NoFormat(country)) => Err(no_format(&country)),
        Err(RegisterError::Shape { .. } | RegisterError::CheckDigits { .. }) => {
            Ok(Value::Bool(false))
        }
    }
}
