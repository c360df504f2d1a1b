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
/// Classes that the record states decide both ways. An HS code, or a category of a shop, decides that
/// a product is in a class; that it is not, only an HS code does, where every class asked about has
/// some.
pub(super) fn within<'n>(
    fields: &Fields,
    classes: &[Arc<str>],
    names: &'n Names,
) -> Result<(bool, &'n str), Unknown> {
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
    if let Some(by) = by_taxonomy(fields, &below, names) {
        return Ok((true, by));
    }
    decided.ok_or_else(|| Unknown::needs("classes".into()))
}

/// The attribute whose category puts a product into one of some classes: of the first taxonomy by name.
/// A category of a shop never says that a product is in none: shops sort as they sell.
fn by_taxonomy<'n>(fields: &Fields, classes: &[&Class], names: &'n Names) -> Option<&'n str> {
    let mut taxonomies = names.taxonomies.values();
    let decisive = taxonomies.find(|taxonomy| {
        let Some(Value::Text(category)) = fields.get(&taxonomy.attribute) else {
            return false;
        };
        classes
            .iter()
            .filter_map(|class| class.categories.get(&taxonomy.name))
            .flatten()
            .any(|taxon| taxon.holds(category))
    });
    decisive.map(|taxonomy| &*taxonomy.attribute)
}

/// The class that the title of a product suggests, with the word that does; only where neither the
/// record states classes nor a code or category decides one. Words decide nothing: a toy shop sells a
/// book about toys.
pub fn suggested<'n>(fields: &Fields, names: &'n Names) -> Option<(&'n Class, &'n str)> {
    if matches!(fields.get("classes"), Some(Value::List(stated)) if !stated.is_empty()) {
        return None;
    }
    let all: Vec<&Class> = names.classes.values().collect();
    if by_taxonomy(fields, &all, names).is_some() {
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
