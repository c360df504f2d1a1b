//! Where names are defined and where they are used: what an editor needs to go there, to list the uses
//! of a name, or to change it everywhere.
//!
//! The places are gathered while names are resolved, so that a use stands under the name that it was
//! understood as. They are kept for faulty rules too, as far as these were understood.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use crate::syntax::Location;
use crate::syntax::tree::Word;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NameKind {
    /// An attribute of a record: `product.title`.
    Attribute,
    /// A channel.
    Channel,
    /// A charge, cost or amount.
    Charge,
    /// A class of products.
    Class,
    /// A column of a table: `vat_rates.rate`.
    Column,
    /// A `define`: `eu.toys.is_toy`.
    Definition,
    /// An enum.
    Enum,
    /// A fixture.
    Fixture,
    /// A function of the language, which is defined nowhere.
    Function,
    /// A group of markets.
    Group,
    /// An instrument: `eu.gpsr.GPSR`.
    Instrument,
    /// A country or region, which is defined nowhere.
    Market,
    /// A record of the schema.
    Record,
    /// A rule: `eu.gpsr.responsible_person`.
    Rule,
    /// A table.
    Table,
    /// The category system of a shop.
    Taxonomy,
    /// A value of an enum: `chemistry.li_ion`.
    Value,
}

impl NameKind {
    /// The word for people and programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::Channel => "channel",
            Self::Charge => "charge",
            Self::Class => "class",
            Self::Column => "column",
            Self::Definition => "definition",
            Self::Enum => "enum",
            Self::Fixture => "fixture",
            Self::Function => "function",
            Self::Group => "group",
            Self::Instrument => "instrument",
            Self::Market => "market",
            Self::Record => "record",
            Self::Rule => "rule",
            Self::Table => "table",
            Self::Taxonomy => "taxonomy",
            Self::Value => "value",
        }
    }
}

/// A name that rules define or use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// What it stands for.
    pub kind: NameKind,
    /// In full: with its module, record, enum or table in front, where it has one.
    pub path: Arc<str>,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), self.path)
    }
}

impl Name {
    /// The name as people say it: in full, or its end behind a dot.
    pub fn is_called(&self, name: &str) -> bool {
        let rest = self.path.strip_suffix(name);
        rest.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    }
}

/// Where each name is defined and used.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The names, in order once they are closed.
    names: Vec<(Name, Of)>,
    /// Where a name stands among the others, while they are gathered.
    numbers: BTreeMap<NameKind, HashMap<Arc<str>, usize>>,
    /// Every place with the number of the name that stands there; in order once it is closed.
    at: Vec<(Location, usize)>,
}

/// The places of a name.
#[derive(Debug, Clone, Default)]
struct Of {
    definitions: Vec<Location>,
    uses: Vec<Location>,
}

impl Places {
    /// The places of a name, to add one.
    fn of(&mut self, kind: NameKind, path: &str, at: Location) -> Option<&mut Of> {
        let known = self.numbers.entry(kind).or_default();
        let number = if let Some(number) = known.get(path) {
            *number
        } else {
            let path: Arc<str> = path.into();
            known.insert(path.clone(), self.names.len());
            self.names.push((Name { kind, path }, Of::default()));
            self.names.len() - 1
        };
        self.at.push((at, number));
        self.names.get_mut(number).map(|(_, of)| of)
    }

    /// A name is defined at a place.
    pub(super) fn define(&mut self, kind: NameKind, path: &str, at: Location) {
        if let Some(of) = self.of(kind, path, at) {
            of.definitions.push(at);
        }
    }

    /// A name is used at a place.
    pub(super) fn used(&mut self, kind: NameKind, path: &str, at: Location) {
        if let Some(of) = self.of(kind, path, at) {
            of.uses.push(at);
        }
    }

    /// A name inside another one is used at a place.
    pub(super) fn used_in(&mut self, kind: NameKind, outer: &str, inner: &str, at: Location) {
        self.used(kind, &format!("{outer}.{inner}"), at);
    }

    /// Puts names and places in order, when all are known.
    pub(super) fn close(&mut self) {
        self.numbers.clear();
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|number| self.names.get(*number).map(|(name, _)| name));
        let mut place = vec![0; order.len()];
        for (new, old) in order.into_iter().enumerate() {
            if let Some(place) = place.get_mut(old) {
                *place = new;
            }
        }
        self.names.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, number) in &mut self.at {
            *number = place.get(*number).copied().unwrap_or_default();
        }
        self.at.sort_unstable();
        self.at.dedup();
        for (_, of) in &mut self.names {
            for places in [&mut of.definitions, &mut of.uses] {
                places.sort_unstable();
                places.dedup();
            }
        }
    }

    /// Every name, with the places of its definition and of its uses, in order.
    pub fn all(&self) -> impl Iterator<Item = (&Name, &[Location], &[Location])> {
        self.names
            .iter()
            .map(|(name, of)| (name, of.definitions.as_slice(), of.uses.as_slice()))
    }

    /// The name that stands at a place; of several, the innermost. Of a place that is a range, its
    /// beginning counts.
    pub fn name_at(&self, place: Location) -> Option<&Name> {
        let start = place.span.start;
        let behind = self
            .at
            .partition_point(|(at, _)| (at.file, at.span.start) <= (place.file, start));
        // Names are words or short paths: what holds the place begins not far before it.
        self.at
            .get(..behind)?
            .iter()
            .rev()
            .take(64)
            .take_while(|(at, _)| at.file == place.file)
            .filter(|(at, _)| start <= at.span.end)
            .min_by_key(|(at, _)| (start == at.span.end, at.span.end - at.span.start))
            .and_then(|(_, number)| self.names.get(*number))
            .map(|(name, _)| name)
    }

    /// Where a name is defined: one place, or one for each edition, market or module; none for what the
    /// language knows itself.
    pub fn definitions(&self, name: &Name) -> &[Location] {
        self.places_of(name).map_or(&[], |of| &of.definitions)
    }

    /// Where a name is used.
    pub fn uses(&self, name: &Name) -> &[Location] {
        self.places_of(name).map_or(&[], |of| &of.uses)
    }

    fn places_of(&self, name: &Name) -> Option<&Of> {
        let index = self.names.binary_search_by(|(known, _)| known.cmp(name));
        self.names.get(index.ok()?).map(|(_, of)| of)
    }

    /// Where the name that stands at a place is defined.
    pub fn definition_at(&self, place: Location) -> &[Location] {
        self.name_at(place)
            .map_or(&[], |name| self.definitions(name))
    }

    /// Where the name that stands at a place is used, there or elsewhere.
    pub fn uses_of(&self, place: Location) -> &[Location] {
        self.name_at(place).map_or(&[], |name| self.uses(name))
    }
}

/// The words of a path that stands in one word, each with its place.
pub(super) fn words(path: &Word) -> Vec<Word> {
    let mut start = path.span.start as usize;
    path.text
        .split('.')
        .map(|step| {
            let span = crate::syntax::Span::new(start, start + step.len());
            start += step.len() + 1;
            Word {
                text: step.to_owned(),
                span,
            }
        })
        .collect()
}
