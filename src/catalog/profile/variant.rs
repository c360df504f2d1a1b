//! What a row and its product say, as a record: values at their attributes, each with its place.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::Given;
use super::definition::Column;
use super::group::{Line, Product};
use super::header::{Feed, normal};
use super::mapper::{MOST_WORDS, Mapped, Mapper, Once};
use super::reading::{self, Kind, Refusal, Setting};
use super::record::{Building, Path};
use super::survey::sample;
use crate::catalog::{InputCode, InputProblem};
use crate::record::{Datum, Place, RawRecord};
use crate::sentence::{Sentence, say};
use crate::value::{Currency, Unit};

impl Mapper {
    /// The records of a product, one a variant.
    pub(super) fn product(&mut self, product: &Product, out: &mut Mapped) {
        if product.key.is_none() || self.readings_of != product.key {
            self.readings.clear();
            self.readings_of.clone_from(&product.key);
        }
        self.forget();
        let mut ids: HashSet<String> = HashSet::new();
        for own in &product.variants {
            let mut building = Building::default();
            self.columns(product, own, &mut building, out);
            self.properties(product, own, &mut building, out);
            self.lost_properties(product, own, &mut building);
            self.identify(product, own, &mut building, &mut ids);
            if self.profile.name.is_empty()
                && let Some(currency) = self.options.currency
            {
                let path = Path::new("currency", None);
                if !building.has(&path) {
                    building.put(&path, Datum::Text(currency.to_string().into()), &own.place);
                }
            }
            self.counts.records += 1;
            let fields = Datum::Record(building.entries);
            let record = RawRecord::new(fields, own.place.clone(), self.counts.records);
            out.records.push(record.with_row(own.row.clone()));
        }
    }

    /// Everything that the columns of the profile say about a variant.
    fn columns(
        &mut self,
        product: &Product,
        own: &Arc<Line>,
        building: &mut Building,
        out: &mut Mapped,
    ) {
        let profile = self.profile.clone();
        // The same picture stands in several columns and rows.
        let mut texts: HashSet<(&str, &str)> = HashSet::new();
        let resolved = self.resolved.clone();
        for (number, column) in profile.columns.iter().enumerate() {
            let Some(to) = &column.to else {
                continue;
            };
            let Some(known) = resolved.get(number).filter(|known| known.fed) else {
                continue;
            };
            if let Some(needed) = &known.if_given {
                let given = |line: &Line| self.states(line, needed);
                if !given(own) && !product.shared.as_deref().is_some_and(given) {
                    continue;
                }
            }
            let collects = to.contains("[]");
            for line in self.lines(product, own, number, column, collects) {
                for cell in &line.cells {
                    let Some(feed) = self.feeds(cell.header, number) else {
                        continue;
                    };
                    let n = feed.caught.n;
                    if collects && !texts.insert((to, &cell.text)) {
                        continue;
                    }
                    let path = match &known.path {
                        Some(path) => Cow::Borrowed(path),
                        None => Cow::Owned(Path::new(to, n)),
                    };
                    if !path.collects && building.has(&path) {
                        continue;
                    }
                    let parts = self.read(number, column, cell, line, product, out);
                    put(building, &path, column.kind, parts, &cell.place);
                }
            }
        }
    }

    /// Whether a row states something in one of these columns: a zero that stands for "not known" is
    /// nothing.
    fn states(&self, line: &Line, headers: &[usize]) -> bool {
        line.cells.iter().any(|cell| {
            let nothing = || {
                let mut columns = self.columns_of(cell.header);
                columns.any(|column| reading::is_nothing(column, &cell.text))
            };
            headers.contains(&cell.header) && !nothing()
        })
    }

    /// What a header is to a column that it feeds.
    fn feeds(&self, header: usize, column: usize) -> Option<&Feed> {
        self.headers
            .get(header)?
            .feeds
            .iter()
            .find(|feed| feed.column == column)
    }

    /// The rows that a column of a variant is read from.
    fn lines<'p>(
        &self,
        product: &'p Product,
        own: &'p Arc<Line>,
        number: usize,
        column: &Column,
        collects: bool,
    ) -> Vec<&'p Arc<Line>> {
        if column.variant {
            return vec![own];
        }
        if collects {
            let mut lines: Vec<&Arc<Line>> = product
                .shared
                .iter()
                .chain(&product.variants)
                .chain(&product.images)
                .collect();
            // In the order of the file; the first row may be shared and a variant.
            lines.sort_by_key(|line| line.number);
            lines.dedup_by(|a, b| Arc::ptr_eq(a, b));
            return lines;
        }
        let has = |line: &Line| {
            line.cells
                .iter()
                .any(|cell| self.feeds(cell.header, number).is_some())
        };
        match &product.shared {
            Some(shared) if column.shared || !has(own) => vec![shared],
            _ => vec![own],
        }
    }

    /// Properties by the names that the shop gives them.
    fn properties(
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
                    for part in reading::parts(&cell.text, separator) {
                        if let Some((name, value)) = part.split_once(['=', ':', '：'])
                            && !value.trim().is_empty()
                        {
                            let cell = Given {
                                text: value.trim().into(),
                                ..cell.clone()
                            };
                            found.push((name.to_owned(), cell, line.clone()));
                        }
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
                continue;
            };
            let path = Path::new(property.to.as_deref().unwrap_or_default(), None);
            if !path.collects && building.has(&path) {
                continue;
            }
            let number = profile.columns.len() + position;
            let parts = self.read(number, property, &cell, &line, product, out);
            put(building, &path, property.kind, parts, &cell.place);
        }
    }

    /// Where a cell with properties, or the name of one, cannot be read, it may have stated any
    /// property that nothing else states.
    fn lost_properties(&self, product: &Product, own: &Arc<Line>, building: &mut Building) {
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

    /// The reading of a cell. What cannot be read is told of once.
    fn read(
        &mut self,
        number: usize,
        column: &Column,
        cell: &Given,
        line: &Line,
        product: &Product,
        out: &mut Mapped,
    ) -> Vec<Datum> {
        let key = (line.number, cell.header, number);
        if cell.unreadable {
            // Its reader has told of it.
            if self.tell(key, line, product)
                && let Some(survey) = self.survey.get_mut(cell.header)
            {
                survey.refused += 1;
                let told = || {
                    (
                        cell.place.line,
                        say!("the cell has no value", "单元格没有值"),
                    )
                };
                survey.first_refused.get_or_insert_with(told);
            }
            return vec![Datum::Unreadable(cell.text.clone())];
        }
        // Cells of trees and of properties repeat under one header, so they are read afresh.
        let cached = self.header_line > 0 && number < self.profile.columns.len();
        if cached && let Some(reading) = self.readings.get(&key) {
            return reading.clone().unwrap_or_default();
        }
        let setting = self.setting(number, column, cell, line, product, out);
        let mut reading = reading::read(column, &cell.text, setting);
        if let Err(refusal) = &reading {
            // A value of a tree has no row, but a place of its own.
            let told = if self.header_line > 0 {
                key
            } else {
                (cell.place.line, cell.place.column as usize, number)
            };
            // The cell of the currency has been told of where it cannot be read.
            let known =
                refusal.code == InputCode::NoCurrency && self.currency_is_lost(line, product);
            if !known && (self.tell(told, line, product) || told.1 == 0 && !cached) {
                self.refuse(refusal, cell, (number, column), out);
            }
            reading = Ok(vec![if refusal.dropped {
                Datum::Unreadable(cell.text.clone())
            } else {
                reading::as_it_stands(&cell.text)
            }]);
        }
        if let (Ok(parts), Some(survey)) = (&reading, self.survey.get_mut(cell.header)) {
            for part in parts {
                sample(&mut survey.samples, &shown(part));
            }
            if parts.is_empty() {
                // `0` for a weight that nobody knows: read, and nothing is given.
                sample(&mut survey.samples, &format!("{} = ?", cell.text.trim()));
            }
        }
        if cached {
            self.readings.insert(key, reading.clone());
        }
        reading.unwrap_or_default()
    }

    fn refuse(
        &mut self,
        refusal: &Refusal,
        cell: &Given,
        (number, column): (usize, &Column),
        out: &mut Mapped,
    ) {
        if let Some(survey) = self.survey.get_mut(cell.header) {
            survey.refused += 1;
            survey
                .first_refused
                .get_or_insert_with(|| (cell.place.line, refusal.message.clone()));
            if refusal.dropped {
                sample(&mut survey.samples, cell.text.trim());
            }
        }
        if matches!(refusal.code, InputCode::NoCurrency | InputCode::NoUnit) {
            // The currency is one thing to state for a file, a unit for a column.
            let of = (refusal.code == InputCode::NoUnit).then_some(cell.header);
            self.count_once((refusal.code, of), cell);
            return;
        }
        if refusal.code == InputCode::UnlistedWord {
            let once = self.count_once((refusal.code, Some(number)), cell);
            for word in reading::unlisted_words(column, &cell.text) {
                if once.words.len() < MOST_WORDS || once.words.contains_key(&word) {
                    *once.words.entry(word).or_default() += 1;
                }
            }
            return;
        }
        let attribute = column.to.as_deref().unwrap_or_default();
        let mut problem = InputProblem::new(
            refusal.code,
            &self.options.file,
            cell.place.line,
            say!(
                "`{attribute}`: {message}",
                "`{attribute}`:{message}",
                attribute,
                message = refusal.message,
            ),
            refusal.help.clone(),
        );
        problem.place = cell.place.clone();
        out.problems.push(problem);
    }

    /// Counts a cell of which is told once.
    fn count_once(&mut self, key: (InputCode, Option<usize>), cell: &Given) -> &mut Once {
        let once = self.once.entry(key).or_insert_with(|| Once {
            place: cell.place.clone(),
            header: cell.header,
            ..Once::default()
        });
        once.count += 1;
        once
    }

    fn setting(
        &mut self,
        number: usize,
        column: &Column,
        cell: &Given,
        line: &Line,
        product: &Product,
        out: &mut Mapped,
    ) -> Setting {
        let resolved = self.resolved.clone();
        let (unit_column, unit) = resolved.get(number).map_or((&[][..], None), |known| {
            (known.unit_column.as_slice(), known.unit)
        });
        let beside = |columns: &[usize]| {
            let of_product = || {
                product
                    .shared
                    .as_ref()
                    .and_then(|shared| shared.text(columns))
            };
            line.text(columns).or_else(of_product).map(str::trim)
        };
        let caught = self
            .feeds(cell.header, number)
            .map(|feed| feed.caught.clone())
            .unwrap_or_default();
        let stated = caught.currency.or(self.header_currency);
        let mut currency = stated.or(self.options.currency);
        if self.currency_is_lost(line, product) {
            currency = None;
        }
        if column.kind == Kind::Money
            && let Some(code) = beside(&self.currency)
        {
            match Currency::parse(&code.to_uppercase()) {
                Ok(stated) => currency = Some(stated),
                Err(error) => {
                    let code = code.to_owned();
                    self.bad_currency(&code, &error.into(), line, product, out);
                }
            }
        }
        Setting {
            mark: self.profile.decimal,
            currency,
            unit: caught
                .unit
                .or_else(|| beside(unit_column).and_then(Unit::lookup))
                .or(unit),
        }
    }

    /// A column states the currency, but its cell cannot be read.
    fn currency_is_lost(&self, line: &Line, product: &Product) -> bool {
        let lost = |line: &Line| line.is_lost(&self.currency);
        lost(line) || product.shared.as_deref().is_some_and(lost)
    }

    fn bad_currency(
        &mut self,
        code: &str,
        message: &Sentence,
        line: &Line,
        product: &Product,
        out: &mut Mapped,
    ) {
        let cell = line
            .cells
            .iter()
            .find(|cell| self.currency.contains(&cell.header) && cell.text.trim() == code);
        let Some(cell) = cell else {
            return;
        };
        if !self.tell((line.number, cell.header, usize::MAX), line, product) {
            return;
        }
        let mut problem = InputProblem::new(
            InputCode::WrongType,
            &self.options.file,
            line.number,
            say!(
                "`{attribute}`: {message}",
                "`{attribute}`:{message}",
                attribute = "currency",
                message,
            ),
            say!(
                "write its three letters, such as EUR",
                "请填写三位货币代码,例如 EUR",
            ),
        );
        problem.place = cell.place.clone();
        out.problems.push(problem);
    }

    /// Gives a variant the group of its product, and a name of its own if it has no number.
    fn identify(
        &self,
        product: &Product,
        own: &Line,
        building: &mut Building,
        ids: &mut HashSet<String>,
    ) {
        let text = |building: &Building, name: &str| {
            building
                .entries
                .iter()
                .find_map(|(key, datum, _)| match datum {
                    Datum::Text(text) if **key == *name => Some(text.to_string()),
                    _ => None,
                })
        };
        let group = Path::new("product_group", None);
        if let Some(key) = &product.key
            && !building.has(&group)
        {
            building.put(&group, Datum::Text((&**key).into()), &own.place);
        }
        if text(building, "id")
            .or_else(|| text(building, "sku"))
            .is_some()
        {
            return;
        }
        let Some(key) = &product.key else {
            return;
        };
        let mut id = key.to_string();
        for cell in &own.cells {
            if !self.labels.contains(&cell.header) {
                continue;
            }
            let column = self
                .headers
                .get(cell.header)
                .and_then(|header| header.feeds.first())
                .and_then(|feed| self.profile.columns.get(feed.column));
            let label =
                match column.map(|column| reading::read(column, &cell.text, Setting::default())) {
                    Some(Ok(parts)) => parts.iter().map(shown).collect::<String>(),
                    _ => cell.text.trim().to_owned(),
                };
            if !label.is_empty() {
                id.push('/');
                id.push_str(&label);
            }
        }
        if !ids.insert(id.clone()) {
            id.push_str(&format!("#{}", own.number));
        }
        building.put(&Path::new("id", None), Datum::Text(id.into()), &own.place);
    }
}

fn put(building: &mut Building, path: &Path, kind: Kind, parts: Vec<Datum>, place: &Place) {
    if path.collects {
        for part in parts {
            building.put(path, part, place);
        }
    } else if matches!(kind, Kind::List | Kind::Materials) {
        if !parts.is_empty() {
            let parts = parts.into_iter().map(|part| (part, place.clone()));
            building.put(path, Datum::List(parts.collect()), place);
        }
    } else if let Some(part) = parts.into_iter().next() {
        building.put(path, part, place);
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

/// A value as samples show it.
fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Null | Datum::Unreadable(_) => String::new(),
        Datum::Bool(value) => value.to_string(),
        Datum::Number(text) | Datum::Text(text) => text.to_string(),
        Datum::List(items) => items
            .iter()
            .map(|(item, _)| shown(item))
            .collect::<Vec<_>>()
            .join(", "),
        Datum::Record(entries) => entries
            .iter()
            .map(|(_, value, _)| shown(value))
            .collect::<Vec<_>>()
            .join(" "),
    }
}
