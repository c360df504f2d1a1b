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
) -> Vec<Given> {
    let mut cells = Vec::new();
    walk(datum, place, "", without, headers, &mut cells);
    cells
}

/// The paths of a tree, each once.
pub(super) fn names(datum: &Datum) -> Vec<String> {
    let mut headers = Headers::default();
    flatten(datum, &Place::default(), None, &mut headers);
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
) {
    let text = match datum {
        Datum::Null => return,
        Datum::Bool(value) => value.to_string().into(),
        Datum::Number(text) | Datum::Text(text) => text.clone(),
        Datum::List(items) => {
            for (item, place) in items {
                walk(item, place, path, without, headers, cells);
            }
            return;
        }
        Datum::Record(entries) => {
            for (name, value, place) in entries {
                let name = name.strip_prefix("g:").unwrap_or(name);
                if path.is_empty() && without == Some(name) {
                    continue;
                }
                let path = if path.is_empty() {
                    name.to_owned()
                } else {
                    format!("{path}.{name}")
                };
                walk(value, place, &path, without, headers, cells);
            }
            return;
        }
    };
    if text.trim().is_empty() {
        return;
    }
    cells.push(Given {
        header: headers.find_or_add(path),
        text,
        place: place.clone(),
    });
}

/// The list of variants in a tree, if it has one.
pub(super) fn variants<'d>(datum: &'d Datum, name: &str) -> &'d [(Datum, Place)] {
    let Datum::Record(entries) = datum else {
        return &[];
    };
    entries
        .iter()
        .find_map(|(key, value, _)| match value {
            Datum::List(items) if **key == *name => Some(items.as_slice()),
            _ => None,
        })
        .unwrap_or_default()
}
