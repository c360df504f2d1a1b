//! Records that are trees, as rows: each value under the path of its names.

use std::sync::Arc;

use super::definition::{Profile, TreeKind};
use super::header::Headers;
use super::period::{self, Bound};
use super::reading::Kind;
use super::{Given, Runs};
use crate::record::{Datum, Place, Text};
use crate::value::Date;

/// How a profile looks at its trees.
#[derive(Debug, Default)]
pub(super) struct Shape {
    /// Lists whose elements are told apart by number, so that a name stays with its value.
    numbered: Vec<String>,
    /// Objects that say what they are and when they hold.
    kinds: Vec<TreeKind>,
    /// The day on which they must hold.
    as_of: Option<Date>,
    /// Names with nothing behind them are named too: they tell what a file is.
    empty_too: bool,
}

impl Shape {
    /// Pairs such as `attributes.{n}.name` and `attributes.{n}.options` number their list.
    pub(super) fn new(profile: &Profile, as_of: Option<Date>) -> Self {
        let lists = profile.pairs.iter();
        Self {
            kinds: profile.tree_kinds.clone(),
            as_of,
            numbered: lists
                .filter_map(|pair| Some(pair.names.split_once(".{n}")?.0.to_owned()))
                .collect(),
            empty_too: false,
        }
    }
}

/// A product in a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rooted<'d> {
    pub(super) datum: &'d Datum,
    pub(super) place: &'d Place,
    /// What the paths of its values begin with, and the columns of the profile do not.
    pub(super) root: Option<&'d str>,
}

/// The products of a tree: one, or those of the list at a root.
pub(super) fn products<'d>(
    datum: &'d Datum,
    place: &'d Place,
    roots: &'d [String],
) -> Vec<Rooted<'d>> {
    for root in roots {
        match at(datum, root) {
            Some(Datum::Record(_)) => {
                let root = Some(root.as_str());
                return vec![Rooted { datum, place, root }];
            }
            Some(Datum::List(items)) => {
                let items = items.iter().map(|(datum, place)| Rooted {
                    datum,
                    place,
                    root: None,
                });
                return items.collect();
            }
            _ => {}
        }
    }
    let root = None;
    vec![Rooted { datum, place, root }]
}

/// What stands at a path of names.
fn at<'d>(datum: &'d Datum, path: &str) -> Option<&'d Datum> {
    path.split('.').try_fold(datum, |datum, step| {
        let Datum::Record(entries) = datum else {
            return None;
        };
        entries
            .iter()
            .find(|(key, _, _)| **key == *step)
            .map(|(_, value, _)| value)
    })
}

/// The values of a product. Elements of lists have the path of their list, so that a header repeats.
pub(super) fn flatten(
    product: Rooted<'_>,
    without: Option<&str>,
    shape: &Shape,
    headers: &mut Headers,
) -> Vec<Given> {
    let mut walk = Walk {
        root: product.root,
        without,
        shape,
        headers,
        cells: Vec::new(),
        runs: Runs::Yes,
        objects: 0,
        within: 0,
        most: usize::MAX,
    };
    walk.on(product.datum, product.place, "");
    walk.cells
}

/// The paths of the first product of a tree, each once, and at most so many.
pub(super) fn names(datum: &Datum, profile: &Profile, most: usize) -> Vec<String> {
    let mut headers = Headers::default();
    let place = Place::default();
    if let Some(first) = products(datum, &place, &profile.tree_root).first() {
        let mut shape = Shape::new(profile, None);
        shape.empty_too = true;
        let mut walk = Walk {
            root: first.root,
            without: None,
            shape: &shape,
            headers: &mut headers,
            cells: Vec::new(),
            runs: Runs::Yes,
            objects: 0,
            within: 0,
            most,
        };
        walk.on(first.datum, first.place, "");
    }
    headers
        .iter()
        .take(most)
        .map(|header| header.text.to_string())
        .collect()
}

struct Walk<'w> {
    root: Option<&'w str>,
    without: Option<&'w str>,
    shape: &'w Shape,
    headers: &'w mut Headers,
    cells: Vec<Given>,
    /// Whether what is walked on holds.
    runs: Runs,
    /// Objects so far, and the one that is walked on.
    objects: u32,
    within: u32,
    /// Values that are enough.
    most: usize,
}

/// Whether an object holds, by its own entries.
fn runs(object: &Datum, kind: &TreeKind, as_of: Option<Date>) -> Runs {
    let bound = |entry: &Option<String>| match at(object, entry.as_deref()?)? {
        Datum::Text(text) | Datum::Number(text) | Datum::Unreadable(text) => Some(Bound {
            text,
            kind: Kind::Date,
        }),
        _ => None,
    };
    match period::holds(as_of, bound(&kind.from), bound(&kind.until)) {
        Ok(true) => Runs::Yes,
        Ok(false) => Runs::No,
        Err(open) => Runs::Open(Arc::new(open)),
    }
}

/// What an object says that it is: the word of an entry, behind the address of its vocabulary, or the
/// name of one that is a record.
fn kind_of(object: &Datum, kind: &TreeKind) -> Option<String> {
    kind.by.iter().find_map(|entry| match at(object, entry)? {
        Datum::Text(text) | Datum::Unreadable(text) => {
            let word = text
                .trim()
                .rsplit(['/', '#', ':'])
                .next()
                .unwrap_or_default();
            (!word.is_empty()).then(|| word.to_owned())
        }
        Datum::Record(_) | Datum::List(_) | Datum::Number(_) | Datum::Bool(true) => {
            Some(entry.rsplit('.').next().unwrap_or(entry).to_owned())
        }
        _ => None,
    })
}

impl Walk<'_> {
    /// Recursion follows the depth of the tree, which every reader bounds.
    fn on(&mut self, datum: &Datum, place: &Place, path: &str) {
        if self.cells.len() >= self.most {
            return;
        }
        let unreadable = matches!(datum, Datum::Unreadable(_));
        let text = match datum {
            Datum::Null => Text::default(),
            Datum::Unreadable(text) => text.clone(),
            Datum::Bool(value) => value.to_string().into(),
            Datum::Number(text) | Datum::Text(text) => text.clone(),
            Datum::List(items) => {
                let numbered = self
                    .shape
                    .numbered
                    .iter()
                    .any(|list| list == self.below(path));
                for ((item, place), n) in items.iter().zip(1u32..) {
                    if numbered {
                        self.on(item, place, &format!("{path}.{n}"));
                    } else {
                        self.on(item, place, path);
                    }
                }
                return;
            }
            Datum::Record(entries) => {
                let kinds = &self.shape.kinds;
                let known = kinds.iter().find(|kind| kind.at == self.below(path));
                let mut whole = None;
                let before = (self.runs.clone(), self.within);
                self.objects += 1;
                self.within = self.objects;
                if let Some(kind) = known {
                    whole = kind_of(datum, kind).map(|word| format!("{path}.{word}"));
                    if self.runs == Runs::Yes {
                        self.runs = runs(datum, kind, self.shape.as_of);
                    }
                }
                let path = whole.as_deref().unwrap_or(path);
                for (name, value, place) in entries {
                    let name = name.strip_prefix("g:").unwrap_or(name);
                    let path = if path.is_empty() {
                        name.to_owned()
                    } else {
                        format!("{path}.{name}")
                    };
                    if self.without != Some(&*path) {
                        self.on(value, place, &path);
                    }
                }
                (self.runs, self.within) = before;
                return;
            }
        };
        let empty = text.trim().is_empty() && !unreadable;
        if empty && !self.shape.empty_too {
            return;
        }
        let header = self.below(path).to_owned();
        self.cells.push(Given {
            header: self.headers.find_or_add(&header),
            text,
            unreadable,
            number: matches!(datum, Datum::Number(_)),
            runs: self.runs.clone(),
            within: self.within,
            place: place.clone(),
        });
    }

    /// What stands below the root has no root in its path: `attributes.brand` is `brand`.
    fn below<'p>(&self, path: &'p str) -> &'p str {
        self.root
            .and_then(|root| path.strip_prefix(root)?.strip_prefix('.'))
            .unwrap_or(path)
    }
}

/// The list of variants in a product, if it has one, and its path.
pub(super) fn variants<'d>(
    product: Rooted<'d>,
    paths: &[String],
) -> Option<(&'d [(Datum, Place)], String)> {
    paths.iter().find_map(|path| {
        let whole = match product.root {
            Some(root) => format!("{root}.{path}"),
            None => path.clone(),
        };
        match at(product.datum, &whole) {
            Some(Datum::List(items))
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
