//! Which regulated class a product is in: as its record says, or by its codes.

use std::sync::Arc;

use super::Unknown;
use crate::lang::{Class, Names};
use crate::record::{Fields, Value};

/// Whether a product is in one of some classes, and what decided it.
///
/// The classes asked about hold those below them already.
///
/// Classes that the record states decide both ways. An HS code or a Google category decides that a
/// product is in a class; that it is not, only where every class asked about has codes of that kind.
pub(super) fn within(
    fields: &Fields,
    classes: &[Arc<str>],
    names: &Names,
) -> Result<(bool, &'static str), Unknown> {
    let unreadable = matches!(fields.get("classes"), Some(Value::Unreadable));
    if let Some(Value::List(stated)) = fields.get("classes")
        && !stated.is_empty()
    {
        let inside = stated.iter().any(|value| match value {
            Value::Word(class) => classes.contains(class),
            _ => false,
        });
        return Ok((inside, "classes"));
    }
    let below: Vec<&Class> = classes
        .iter()
        .filter_map(|class| names.classes.get(class))
        .collect();
    let mut decided = None;
    if let Some(Value::Hs(code)) = fields.get("hs_code") {
        if below
            .iter()
            .any(|class| class.hs.iter().any(|prefix| code.under(*prefix)))
        {
            return Ok((true, "hs_code"));
        }
        let open = below
            .iter()
            .any(|class| class.hs.iter().any(|prefix| code.may_be_under(*prefix)));
        let coded = below
            .iter()
            .all(|class| !class.hs.is_empty() || has_coded_part(class, &below));
        if coded && !open && !unreadable {
            decided = Some((false, "hs_code"));
        }
    }
    if let Some(Value::Text(category)) = fields.get("google_product_category") {
        let digits: String = category
            .trim()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        if let Ok(number) = digits.parse::<u64>()
            && below.iter().any(|class| class.google.contains(&number))
        {
            return Ok((true, "google_product_category"));
        }
    }
    decided.ok_or_else(|| Unknown::needs("classes".into()))
}

/// A class without codes of its own is covered by the classes below it.
fn has_coded_part(class: &Class, below: &[&Class]) -> bool {
    below
        .iter()
        .any(|other| other.within.contains(&class.name) && !other.hs.is_empty())
}
