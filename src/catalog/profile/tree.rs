//! Records that are trees, as rows: each value under the path of its names.

use super::Given;
use super::header::Headers;
use crate::record::{Datum, Place};

/// The values of a tree. Elements of lists have the path of their list, so that a header repeats.
pub(super) fn flatten(
    datum: &Datum,
    place: &Place,
    without: Option<&str>,
    headers: &mut Headers,
    root: Option<&str>,
) -> Vec<Given> {
    let mut cells = Vec::new();
    walk(datum, place, "", without, headers, &mut cells, root);
    cells
}

/// The paths of a tree, each once.
pub(super) fn names(datum: &Datum, root: Option<&str>) -> Vec<String> {
    let mut headers = Headers::default();
    flatten(datum, &Place::default(), None, &mut headers, root);
    headers
        .iter()
        .map(|header| header.text.to_string())
        .collect()
}

/// Recursion follows the depth of the tree, which every reader bounds.
fn walk(
    datum: &Datum,
    place: &Place,
    path: &str,
    without: Option<&str>,
    headers: &mut Headers,
    cells: &mut Vec<Given>,
    root: Option<&str>,
) {
    let text = match datum {
        Datum::Null | Datum::Unreadable(_) => return,
        Datum::Bool(value) => value.to_string().into(),
        Datum::Number(text) | Datum::Text(text) => text.clone(),
        Datum::List(items) => {
            for (item, place) in items {
                walk(item, place, path, without, headers, cells, root);
            }
            return;
        }
        Datum::Record(entries) => {
            for (name, value, place) in entries {
                let name = name.strip_prefix("g:").unwrap_or(name);
                let path = if path.is_empty() {
                    name.to_owned()
                } else {
                    format!("{path}.{name}")
                };
                if without == Some(&*path) {
                    continue;
                }
                walk(value, place, &path, without, headers, cells, root);
            }
            return;
        }
    };
    if text.trim().is_empty() {
        return;
    }
    // What stands below the root has no root in its path: `attributes.brand` is `brand`.
    let below = root
        .and_then(|root| path.strip_prefix(root)?.strip_prefix('.'))
        .unwrap_or(path);
    cells.push(Given {
        header: headers.find_or_add(below),
        text,
        place: place.clone(),
    });
}

/// The list of variants in a tree, if it has one, and its path.
pub(super) fn variants<'d>(
    datum: &'d Datum,
    root: Option<&str>,
    paths: &[String],
) -> Option<(&'d [(Datum, Place)], String)> {
    paths.iter().find_map(|path| {
        let whole = match root {
            Some(root) => format!("{root}.{path}"),
            None => path.clone(),
        };
        let mut at = datum;
        for step in whole.split('.') {
            let Datum::Record(entries) = at else {
                return None;
            };
            at = entries
                .iter()
                .find(|(key, _, _)| **key == *step)
                .map(|(_, value, _)| value)?;
        }
        match at {
            Datum::List(items)
                if items
                    .iter()
                    .any(|(item, _)| matches!(item, Datum::Record(_))) =>
            {
                Some((items.as_slice(), whole))
            }
            _ => None,
        }
    })
}
