//! Properties by the names that a shop gives them: cells with many, and pairs of columns.

use std::sync::Arc;

use super::Given;
use super::group::{Line, Product};
use super::header::normal;
use super::mapper::{MOST_WORDS, Mapped, Mapper};
use super::near::stands_for_nothing;
use super::reading::{self, Kind};
use super::record::{Building, Path};
use super::variant::put;
use crate::problem::InputCode;
use crate::record::Datum;

impl Mapper {
    /// Properties by the names that the shop gives them.
    pub(super) fn properties(
        &mut self,
        product: &Product,
        own: &Arc<Line>,
        building: &mut Building,
        out: &mut Mapped,
    ) {
        let mut found: Vec<(String, Given, Arc<Line>)> = Vec::new();
        let lines: Vec<Arc<Line>> = std::iter::once(own)
            .chain(
                product
                    .shared
                    .iter()
                    .filter(|shared| !Arc::ptr_eq(shared, own)),
            )
            .cloned()
            .collect();
        for line in &lines {
            for (name, value) in self.pairs.iter().flat_map(|(_, pairs)| pairs) {
                // A variant may state the value under a name of its product.
                let named = line
                    .text(&[*name])
                    .or_else(|| lines.iter().find_map(|line| line.text(&[*name])));
                if let (Some(named), Some(cell)) = (named, joined(line, *value)) {
                    found.push((named.to_owned(), cell, line.clone()));
                }
            }
            for cell in &line.cells {
                let Some(header) = self.headers.get(cell.header) else {
                    continue;
                };
                for feed in &header.feeds {
                    let Some(column) = self.profile.columns.get(feed.column) else {
                        continue;
                    };
                    if column.kind != Kind::Properties {
                        continue;
                    }
                    if let Some(name) = &feed.caught.text {
                        found.push((name.clone(), cell.clone(), line.clone()));
                        continue;
                    }
                    let separator = column.separator.as_deref().unwrap_or(",");
                    for (name, value) in reading::properties(&cell.text, separator) {
                        let value = match &column.marked {
                            Some(mark) => value
                                .split(mark.as_str())
                                .next()
                                .unwrap_or_default()
                                .trim()
                                .to_owned(),
                            None => value,
                        };
                        let value = match &column.multiple {
                            Some(mark) => value.replace(mark.as_str(), ", "),
                            None => value,
                        };
                        let cell = Given {
                            text: value.into(),
                            ..cell.clone()
                        };
                        found.push((name, cell, line.clone()));
                    }
                }
            }
        }
        let profile = self.profile.clone();
        for (name, cell, line) in together(found) {
            let known = profile
                .properties
                .iter()
                .position(|property| property.names().any(|known| normal(known) == name));
            let Some((position, property)) =
                known.and_then(|position| Some((position, profile.properties.get(position)?)))
            else {
                self.unknown_property(&name, &cell);
                continue;
            };
            let path = Path::new(property.to.as_deref().unwrap_or_default(), None);
            if !path.collects && building.has(&path) {
                continue;
            }
            if stands_for_nothing(property, &cell.text) {
                self.count_placeholder(&cell);
                continue;
            }
            let number = profile.columns.len() + position;
            let parts = self.read(number, property, &cell, &line, product, out);
            put(building, &path, property.kind, parts, &cell.place);
        }
    }

    /// A property that the profile does not know, and that no name of a variant is made of.
    fn unknown_property(&mut self, name: &str, cell: &Given) {
        if self.labels.contains(&cell.header) || cell.unreadable {
            return;
        }
        let once = self.count_once((InputCode::UnknownProperties, None), cell);
        if once.words.len() < MOST_WORDS || once.words.contains_key(name) {
            *once.words.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Where a cell with properties, or the name of one, cannot be read, it may have stated any
    /// property that nothing else states.
    pub(super) fn lost_properties(
        &self,
        product: &Product,
        own: &Arc<Line>,
        building: &mut Building,
    ) {
        let names = self.pairs.iter().flat_map(|(_, pairs)| pairs);
        let columns: Vec<usize> = (0..self.headers.len())
            .filter(|header| {
                let feeds = self.headers.get(*header).map(|header| &header.feeds);
                feeds.into_iter().flatten().any(|feed| {
                    let column = self.profile.columns.get(feed.column);
                    let is_list = column.is_some_and(|column| column.kind == Kind::Properties);
                    is_list && feed.caught.text.is_none()
                })
            })
            .chain(names.map(|(name, _)| *name))
            .collect();
        let lines = std::iter::once(own).chain(&product.shared);
        let lost = lines
            .flat_map(|line| &line.cells)
            .find(|cell| cell.unreadable && columns.contains(&cell.header));
        let Some(cell) = lost else {
            return;
        };
        for property in &self.profile.properties {
            let path = Path::new(property.to.as_deref().unwrap_or_default(), None);
            if path.collects || !building.has(&path) {
                let unreadable = vec![Datum::Unreadable(cell.text.clone())];
                put(building, &path, property.kind, unreadable, &cell.place);
            }
        }
    }
}

/// Properties by their names as they are compared. What one row says twice of a property is one
/// value with a comma: a list of materials may stand in several places.
fn together(found: Vec<(String, Given, Arc<Line>)>) -> Vec<(String, Given, Arc<Line>)> {
    let mut all: Vec<(String, Given, Arc<Line>)> = Vec::new();
    for (name, cell, line) in found {
        let name = normal(&name);
        let same = |other: &&mut (String, Given, Arc<Line>)| {
            other.0 == name && Arc::ptr_eq(&other.2, &line)
        };
        match all.iter_mut().find(same) {
            Some((_, known, _)) if known.text != cell.text => {
                known.unreadable |= cell.unreadable;
                known.text = format!("{}, {}", known.text, cell.text).into();
            }
            Some(_) => {}
            None => all.push((name, cell, line)),
        }
    }
    all
}

/// The text under a header; in a tree, the values of a list as a table would write them.
fn joined(line: &Line, header: usize) -> Option<Given> {
    let mut cells = line.cells.iter().filter(|cell| cell.header == header);
    let mut first = cells.next()?.clone();
    for cell in cells {
        first.unreadable |= cell.unreadable;
        first.text = format!("{}, {}", first.text, cell.text).into();
    }
    Some(first)
}
