//! Which regulated class a product is in: as its record says, or by its codes.

use std::cmp::Reverse;
use std::sync::Arc;

use super::Unknown;
use crate::lang::{Class, Names};
use crate::record::{Fields, Value};
use crate::value::Folded;

/// Whether a product is in one of some classes, and what decided it.
///
/// The classes asked about hold those below them already.
///
/// Classes that the record states decide both ways. An HS code, or a category of Google, Shopify,
/// Amazon or eBay, decides that a product is in a class; that it is not, only an HS code does, where
/// every class asked about has some.
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
    if let Some(by) = by_taxonomy(fields, &below) {
        return Ok((true, by));
    }
    decided.ok_or_else(|| Unknown::needs("classes".into()))
}

/// The attribute whose category puts a product into one of some classes. A category of a shop never
/// says that a product is in none: shops sort as they sell.
fn by_taxonomy(fields: &Fields, classes: &[&Class]) -> Option<&'static str> {
    let text = |name: &str| match fields.get(name) {
        Some(Value::Text(text)) => Some(&**text),
        _ => None,
    };
    let any = |is: &dyn Fn(&Class) -> bool| classes.iter().any(|class| is(class));
    if let Some(category) = text("google_product_category")
        && any(&|class| class.google.iter().any(|taxon| taxon.holds(category)))
    {
        return Some("google_product_category");
    }
    if let Some(category) = text("shopify_category")
        && any(&|class| class.shopify.iter().any(|taxon| taxon.holds(category)))
    {
        return Some("shopify_category");
    }
    if let Some(name) = text("amazon_product_type")
        && any(&|class| {
            class
                .amazon
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name.trim()))
        })
    {
        return Some("amazon_product_type");
    }
    if let Some(number) = text("ebay_category").and_then(|text| text.trim().parse::<u64>().ok())
        && any(&|class| class.ebay.contains(&number))
    {
        return Some("ebay_category");
    }
    None
}

/// The class that the title of a product suggests, with the word that does; only where neither the
/// record states classes nor a code or category decides one. Words decide nothing: a toy shop sells a
/// book about toys.
pub fn suggested<'n>(fields: &Fields, names: &'n Names) -> Option<(&'n Class, &'n str)> {
    if matches!(fields.get("classes"), Some(Value::List(stated)) if !stated.is_empty()) {
        return None;
    }
    let all: Vec<&Class> = names.classes.values().collect();
    if by_taxonomy(fields, &all).is_some() {
        return None;
    }
    if let Some(Value::Hs(code)) = fields.get("hs_code")
        && all
            .iter()
            .any(|class| class.hs.iter().any(|prefix| code.under(*prefix)))
    {
        return None;
    }
    let text = |name: &str| match fields.get(name) {
        Some(Value::Text(text)) => Some(&**text),
        _ => None,
    };
    // What a shop calls the kind of product says more than a title.
    ["product_type", "title"]
        .into_iter()
        .filter_map(text)
        .find_map(|text| {
            let text = Folded::of(text);
            all.iter()
                .flat_map(|class| class.words.iter().map(move |word| (*class, &**word)))
                .filter(|(_, word)| text.find(word).is_some())
                // The longest word says most; of two, the first by name of its class.
                .min_by_key(|(class, word)| (Reverse(word.chars().count()), class.name.clone()))
        })
}

/// A class without codes of its own is covered by the classes below it.
fn has_coded_part(class: &Class, below: &[&Class]) -> bool {
    below
        .iter()
        .any(|other| other.within.contains(&class.name) && !other.hs.is_empty())
}
