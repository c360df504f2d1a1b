//! Values at attribute paths: `price`, `manufacturer.name`, `images[].url`, `batteries[2].chemistry`.

use std::collections::HashMap;

use crate::record::{Datum, Field, MOST_STEPS, Place, Text};

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Name(Text),
    /// A new element at the end.
    Next,
    /// The element of this number of the platform. Gaps are closed.
    Numbered(u32),
}

/// A path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    steps: Vec<Step>,
    /// It adds to a list.
    pub(super) collects: bool,
}

impl Path {
    /// Reads a path; `{n}` is the number that a header states.
    pub(super) fn new(text: &str, n: Option<u32>) -> Self {
        let number = n.map(|n| n.to_string()).unwrap_or_default();
        let text = text.replace("{n}", &number).replace(']', "");
        let mut steps = Vec::new();
        if text.bytes().filter(|b| matches!(b, b'.' | b'[')).count() >= MOST_STEPS {
            // No attribute lies so deep: it is a name that the schema does not know.
            return Self {
                steps: vec![Step::Name(text.into())],
                collects: false,
            };
        }
        for part in text.split('.') {
            let mut pieces = part.split('[');
            let name = pieces.next().unwrap_or_default().trim();
            match name.parse() {
                Ok(number) if !steps.is_empty() => steps.push(Step::Numbered(number)),
                _ => steps.push(Step::Name(name.into())),
            }
            for piece in pieces {
                steps.push(piece.trim().parse().map_or(Step::Next, Step::Numbered));
            }
        }
        Self {
            collects: steps.contains(&Step::Next),
            steps,
        }
    }
}

/// The entries of a record in the making.
#[derive(Debug, Default)]
pub(super) struct Building {
    pub(super) entries: Vec<Field>,
    /// Positions of numbered elements, by the path of their list.
    numbered: HashMap<(String, u32), usize>,
    /// Lists whose elements are not read.
    closed: Vec<Vec<Step>>,
}

impl Building {
    /// Whether something stands at a path.
    pub(super) fn has(&self, path: &Path) -> bool {
        let mut place = String::new();
        let mut entries = Some(&self.entries);
        let mut found: Option<&Datum> = None;
        for step in &path.steps {
            match step {
                Step::Name(name) => {
                    place.push('.');
                    place.push_str(name);
                    let Some((_, datum, _)) =
                        entries.and_then(|entries| entries.iter().find(|(key, _, _)| key == name))
                    else {
                        return false;
                    };
                    found = Some(datum);
                }
                Step::Next => return false,
                Step::Numbered(number) => {
                    let position = self.numbered.get(&(place.clone(), *number));
                    let item = match (found, position) {
                        (Some(Datum::List(items)), Some(position)) => items.get(*position),
                        _ => None,
                    };
                    let Some((datum, _)) = item else {
                        return false;
                    };
                    found = Some(datum);
                    place.push_str(&format!("[{number}]"));
                }
            }
            entries = match found {
                Some(Datum::Record(entries)) => Some(entries),
                _ => None,
            };
        }
        true
    }

    /// Makes the list to which a path adds unknown, with all that it has and will be given.
    pub(super) fn close(&mut self, path: &Path, text: &str, place: &Place) {
        let is_list = |step: &Step| matches!(step, Step::Next);
        let end = path.steps.iter().position(is_list);
        let Some(list) = end.and_then(|end| path.steps.get(..end)) else {
            return;
        };
        if self.closed.iter().any(|closed| closed == list) {
            return;
        }
        let whole = Path {
            steps: list.to_vec(),
            collects: false,
        };
        self.put(&whole, Datum::Unreadable(text.into()), place);
        self.closed.push(whole.steps);
    }

    /// Puts a value at a path.
    pub(super) fn put(&mut self, path: &Path, datum: Datum, place: &Place) {
        if self.closed.iter().any(|list| path.steps.starts_with(list)) {
            return;
        }
        let Some((Step::Name(first), rest)) = path.steps.split_first() else {
            return;
        };
        let slot = slot(&mut self.entries, first, place);
        put_in(
            &mut self.numbered,
            slot,
            rest,
            datum,
            place,
            format!(".{first}"),
        );
    }
}

fn slot<'e>(entries: &'e mut Vec<Field>, name: &str, place: &Place) -> Option<&'e mut Datum> {
    let index = if let Some(index) = entries.iter().position(|(key, _, _)| **key == *name) {
        index
    } else {
        entries.push((name.into(), Datum::Null, place.clone()));
        entries.len() - 1
    };
    entries.get_mut(index).map(|(_, datum, at)| {
        // Of a value in parts, the place is that of the last part.
        *at = place.clone();
        datum
    })
}

/// Recursion follows the steps of a path of the profile.
fn put_in(
    numbered: &mut HashMap<(String, u32), usize>,
    target: Option<&mut Datum>,
    steps: &[Step],
    datum: Datum,
    place: &Place,
    mut path: String,
) {
    let Some(target) = target else {
        return;
    };
    let Some((first, rest)) = steps.split_first() else {
        *target = datum;
        return;
    };
    match first {
        Step::Name(name) => {
            if !matches!(target, Datum::Record(_)) {
                *target = Datum::Record(Vec::new());
            }
            if let Datum::Record(entries) = target {
                path.push('.');
                path.push_str(name);
                let inner = slot(entries, name, place);
                put_in(numbered, inner, rest, datum, place, path);
            }
        }
        Step::Next | Step::Numbered(_) => {
            if !matches!(target, Datum::List(_)) {
                *target = Datum::List(Vec::new());
            }
            let Datum::List(items) = target else {
                return;
            };
            let position = match first {
                Step::Numbered(number) => *numbered
                    .entry((path.clone(), *number))
                    .or_insert(items.len()),
                _ => items.len(),
            };
            path.push_str(&match first {
                Step::Numbered(number) => format!("[{number}]"),
                _ => format!("[+{position}]"),
            });
            if position >= items.len() {
                items.push((Datum::Null, place.clone()));
            }
            let item = items.get_mut(position).map(|(item, _)| item);
            put_in(numbered, item, rest, datum, place, path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(values: &[(&str, &str)]) -> String {
        let mut building = Building::default();
        for (path, text) in values {
            let path = Path::new(path, None);
            if path.collects || !building.has(&path) {
                building.put(&path, Datum::Text((*text).into()), &Place::default());
            }
        }
        shown(&Datum::Record(building.entries))
    }

    fn shown(datum: &Datum) -> String {
        match datum {
            Datum::Text(text) => text.to_string(),
            Datum::List(items) => {
                let items: Vec<String> = items.iter().map(|(item, _)| shown(item)).collect();
                format!("[{}]", items.join(" "))
            }
            Datum::Record(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(name, value, _)| format!("{name}={}", shown(value)))
                    .collect();
                format!("{{{}}}", entries.join(" "))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn paths_of_every_kind() {
        assert_eq!(
            built(&[
                ("title", "T"),
                ("title", "second"),
                ("manufacturer.name", "M"),
                ("images[].url", "a"),
                ("images[].url", "b"),
                ("batteries[2].chemistry", "x"),
                ("batteries[1].chemistry", "y"),
                ("batteries[2].quantity", "2"),
                ("batteries.2.quantity", "3"),
            ]),
            "{title=T manufacturer={name=M} images=[{url=a} {url=b}] \
             batteries=[{chemistry=x quantity=2} {chemistry=y}]}"
        );
    }
}
