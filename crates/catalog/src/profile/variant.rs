//! What a row and its product say, as a record: values at their attributes, each with its place.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::adjust::{Counts, counts};
use super::definition::Column;
use super::group::{Line, MOST_SHARED, Oddity, Product};
use super::header::Feed;
use super::mapper::{MOST_WORDS, Mapped, Mapper, Once};
use super::near::is_price;
use super::period::{self, Bound, Open};
use super::reading::{self, Kind, Mark, Refusal, Setting};
use super::record::{Building, Path};
use super::survey::sample;
use super::{Given, Runs};
use crate::problem::{InputCode, InputProblem};
use crate::record::{Datum, Place, RawRecord};
use crate::sentence::{Sentence, say};
use crate::value::{Currency, Evidence, Language, Lean, Quantity};

/// What the rows of a product give to all of its variants: lists of pictures, materials, documents.
#[derive(Default)]
struct Lists<'p> {
    /// The rows that feed a column, in the order of the file.
    lines: HashMap<usize, Vec<&'p Arc<Line>>>,
    /// Columns of which there is too much, with what stands first.
    closed: HashMap<usize, &'p Given>,
}

impl Mapper {
    /// The records of a product, one a variant.
    pub(super) fn product(&mut self, product: &Product, out: &mut Mapped) {
        if product.key.is_none() || self.readings_of != product.key {
            self.readings.clear();
            self.readings_of.clone_from(&product.key);
        }
        self.forget();
        let mut ids: HashSet<String> = HashSet::new();
        let lists = self.lists(product, out);
        for own in &product.variants {
            let mut building = Building::default();
            self.columns((product, &lists), own, &mut building, out);
            self.properties(product, own, &mut building, out);
            self.lost_properties(product, own, &mut building);
            self.unit_price(product, own, &mut building, out);
            Self::languages(product, own, &mut building);
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
            let record = record.with_writing(self.writing.clone());
            out.records.push(record.with_row(own.row.clone()));
        }
    }

    /// Everything that the columns of the profile say about a variant.
    fn columns(
        &mut self,
        (product, lists): (&Product, &Lists<'_>),
        own: &Arc<Line>,
        building: &mut Building,
        out: &mut Mapped,
    ) {
        let profile = self.profile.clone();
        // The same picture stands in several columns and rows.
        let mut texts: HashSet<(&str, &str)> = HashSet::new();
        let resolved = self.resolved.clone();
        // Values that do not hold on the day of the check.
        let mut over: Vec<(usize, Path, Given, Arc<Line>)> = Vec::new();
        for (number, column) in profile.columns.iter().enumerate() {
            let Some(to) = &column.to else {
                continue;
            };
            let Some(known) = resolved.get(number).filter(|known| known.fed) else {
                continue;
            };
            let given = match &known.if_given {
                Some(needed) => self.given(product, own, needed),
                None => Ok(true),
            };
            if given == Ok(false) {
                continue;
            }
            let counting = counts(&known.when, own, product);
            if counting == Counts::No {
                continue;
            }
            let collects = to.contains("[]");
            if let Some(first) = lists.closed.get(&number) {
                building.close(&Path::new(to, None), &first.text, &first.place);
                continue;
            }
            let lines = match lists.lines.get(&number) {
                Some(lines) => lines.clone(),
                None => self.lines(product, own, number, column),
            };
            for line in lines {
                let mut first: Option<&Given> = None;
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
                        self.further_price(number, column, first, cell, line);
                        continue;
                    }
                    if given.is_err() {
                        // That the period cannot be told is told of at its price.
                        let unknown = vec![Datum::Unreadable(cell.text.clone())];
                        put(building, &path, column.kind, unknown, &cell.place);
                        continue;
                    }
                    match self.holds(number, cell, line) {
                        Ok(true) => {}
                        Ok(false) if column.near => continue,
                        Ok(false) => {
                            over.push((number, path.into_owned(), cell.clone(), line.clone()));
                            continue;
                        }
                        Err(open) => {
                            if self.tell((line.number, cell.header, number), line, product) {
                                out.problems.push(self.open_period(&open, cell, column));
                            }
                            let unknown = vec![Datum::Unreadable(cell.text.clone())];
                            put(building, &path, column.kind, unknown, &cell.place);
                            continue;
                        }
                    }
                    first = Some(cell);
                    if column.near {
                        self.near_value(number, column, cell, (line, product), building, &path);
                        continue;
                    }
                    let as_read = self.read_as(number, column, cell);
                    let parts = self.read(as_read, column, cell, line, product, out);
                    let mut parts = only(parts, column);
                    if counting == Counts::Unknown {
                        parts = vec![Datum::Unreadable(cell.text.clone())];
                    } else if !known.adjust.is_empty() {
                        parts = self.adjusted(number, column, parts, own, product, out);
                    }
                    put(building, &path, column.kind, parts, &cell.place);
                }
            }
        }
        for (number, path, cell, line) in over {
            if building.has(&path) {
                continue;
            }
            if self.tell((line.number, cell.header, number), &line, product) {
                self.count_once((InputCode::OutOfPeriod, Some(number)), &cell);
            }
            let kind = profile.columns.get(number).map(|column| column.kind);
            let unknown = vec![Datum::Unreadable(cell.text)];
            put(
                building,
                &path,
                kind.unwrap_or_default(),
                unknown,
                &cell.place,
            );
        }
    }

    /// Whether a row or its product states something in one of these columns that holds: a zero that
    /// stands for "not known" is nothing.
    fn given(&self, product: &Product, own: &Line, headers: &[usize]) -> Result<bool, Open> {
        let mut found = Ok(false);
        for line in std::iter::once(own).chain(product.shared.as_deref()) {
            for cell in &line.cells {
                if self.header_line > 0
                    && !std::ptr::eq(line, own)
                    && self.is_price(cell)
                    && self.prices(own, line)
                {
                    continue;
                }
                let nothing = || {
                    let mut columns = self.columns_of(cell.header);
                    columns.any(|column| reading::is_nothing(column, &cell.text))
                };
                if !headers.contains(&cell.header) || nothing() {
                    continue;
                }
                let feeds = self.headers.get(cell.header).map(|header| &header.feeds);
                let runs = feeds
                    .into_iter()
                    .flatten()
                    .map(|feed| self.holds(feed.column, cell, line))
                    .find(|runs| *runs != Ok(true))
                    .unwrap_or(Ok(true));
                match runs {
                    Ok(true) => return Ok(true),
                    Ok(false) => {}
                    Err(open) => found = Err(open),
                }
            }
        }
        found
    }

    /// Of columns that take one measure apart by its dimension, the first: it is read, and told of,
    /// once.
    fn read_as(&self, number: usize, column: &Column, cell: &Given) -> usize {
        if column.measures.is_empty() {
            return number;
        }
        let feeds = self.headers.get(cell.header).map(|header| &header.feeds);
        let mut numbers = feeds.into_iter().flatten().map(|feed| feed.column);
        let apart = |number: &usize| {
            let other = self.profile.columns.get(*number);
            other.is_some_and(|other| !other.measures.is_empty())
        };
        numbers.find(apart).unwrap_or(number)
    }

    /// Whether a price holds on the day of the check, by its tree and by its row.
    pub(super) fn holds(&self, number: usize, cell: &Given, line: &Line) -> Result<bool, Open> {
        let column = self.profile.columns.get(number);
        let is_price = column.is_some_and(|column| column.kind == Kind::Money);
        match &cell.runs {
            Runs::No if is_price => Ok(false),
            Runs::Open(open) if is_price => Err((**open).clone()),
            _ => self.runs(number, line),
        }
    }

    /// Whether a value holds on the day of the check, by what its row says of its period.
    fn runs(&self, number: usize, line: &Line) -> Result<bool, Open> {
        let Some(known) = self.resolved.get(number) else {
            return Ok(true);
        };
        if known.from.is_empty() && known.until.is_empty() && known.during.is_empty() {
            return Ok(true);
        }
        let day = self.options.as_of;
        let bounds = |headers: &[usize]| -> Vec<Bound<'_>> {
            let cells = line.cells.iter();
            cells
                .filter(|cell| headers.contains(&cell.header))
                .map(|cell| Bound {
                    text: if cell.unreadable { "#" } else { &cell.text },
                    kind: {
                        let mut columns = self.columns_of(cell.header);
                        columns.next().map_or(Kind::Date, |column| column.kind)
                    },
                })
                .collect()
        };
        let pairs = period::pairs(&bounds(&known.from), &bounds(&known.until));
        let pairs = pairs.into_iter();
        let periods = pairs.map(|(from, until)| period::holds(day, from, until));
        let intervals = bounds(&known.during);
        let intervals = intervals.iter();
        let intervals = intervals.map(|interval| period::holds_during(day, interval.text));
        let mut runs = Ok(true);
        for found in periods.chain(intervals) {
            match found {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(open) => runs = Err(open),
            }
        }
        runs
    }

    fn open_period(&self, open: &Open, cell: &Given, column: &Column) -> InputProblem {
        let attribute = column.to.as_deref().unwrap_or_default();
        let mut problem = InputProblem::new(
            InputCode::OpenPeriod,
            &self.options.file,
            cell.place.line,
            say!(
                "`{attribute}`: whether this price holds cannot be said, so it counts as unknown: {why}",
                "`{attribute}`:无法判断该价格是否有效,按未知处理:{why}",
                attribute,
                why = open.sentence(),
            ),
            say!(
                "write the days as 2026-11-24, or declare their order in the profile (`as: date_dmy`, `as: date_mdy`)",
                "请按 2026-11-24 的格式填写日期,或在模板中声明年月日的顺序(`as: date_dmy`、`as: date_mdy`)",
            ),
        );
        problem.place = cell.place.clone();
        problem
    }

    /// What a header is to a column that it feeds.
    fn feeds(&self, header: usize, column: usize) -> Option<&Feed> {
        self.headers
            .get(header)?
            .feeds
            .iter()
            .find(|feed| feed.column == column)
    }

    /// The rows that feed the lists which all variants have in common. A list that would be given to
    /// too many is told of.
    fn lists<'p>(&self, product: &'p Product, out: &mut Mapped) -> Lists<'p> {
        let mut lists = Lists::default();
        let mut lines: Vec<&Arc<Line>> = product
            .shared
            .iter()
            .chain(&product.variants)
            .chain(&product.images)
            .collect();
        // In the order of the file; the first row may be shared and a variant.
        lines.sort_by_key(|line| line.number);
        lines.dedup_by(|a, b| Arc::ptr_eq(a, b));
        for (number, column) in self.profile.columns.iter().enumerate() {
            let Some(to) = column.to.as_ref().filter(|to| to.contains("[]")) else {
                continue;
            };
            if column.variant || !self.resolved.get(number).is_some_and(|known| known.fed) {
                continue;
            }
            let feeds = |cell: &&Given| self.feeds(cell.header, number).is_some();
            let count = |line: &&Arc<Line>| line.cells.iter().filter(feeds).count();
            let values: usize = lines.iter().map(count).sum();
            let feeding = lines.iter().copied().filter(|line| count(line) > 0);
            if values.saturating_mul(product.variants.len()) <= MOST_SHARED {
                lists.lines.insert(number, feeding.collect());
            } else if let Some(first) = feeding.flat_map(|line| &line.cells).find(feeds) {
                lists.closed.insert(number, first);
                out.problems.push(self.oddity(&Oddity::TooLong {
                    key: product.key.clone().unwrap_or_else(|| "this product".into()),
                    line: first.place.line,
                    attribute: to.clone(),
                    values,
                    variants: product.variants.len(),
                }));
            }
        }
        lists
    }

    /// The rows that a column of a variant is read from.
    fn lines<'p>(
        &self,
        product: &'p Product,
        own: &'p Arc<Line>,
        number: usize,
        column: &Column,
    ) -> Vec<&'p Arc<Line>> {
        if column.variant {
            return vec![own];
        }
        let has = |line: &Line| {
            line.cells
                .iter()
                .any(|cell| self.feeds(cell.header, number).is_some())
        };
        match &product.shared {
            // A variant with a price of its own is not on sale because its product is.
            Some(shared)
                if !column.shared
                    && !Arc::ptr_eq(shared, own)
                    && self.header_line > 0
                    && is_price(column)
                    && self.prices(own, shared) =>
            {
                vec![own]
            }
            Some(shared) if column.shared || !has(own) => vec![shared],
            _ => vec![own],
        }
    }

    /// The languages in which further rows repeat a product.
    fn languages(product: &Product, own: &Line, building: &mut Building) {
        let views = own.views.iter();
        let shared = product.shared.iter().flat_map(|shared| &shared.views);
        let mut languages: Vec<(Datum, Place)> = Vec::new();
        for (view, place) in views.chain(shared) {
            let Ok(language) = Language::lookup(view) else {
                continue;
            };
            let language = Datum::Text(language.code().into());
            if languages.iter().all(|(known, _)| *known != language) {
                languages.push((language, place.clone()));
            }
        }
        let path = Path::new("languages", None);
        if let Some((_, place)) = languages.first().cloned()
            && !building.has(&path)
        {
            building.put(&path, Datum::List(languages), &place);
        }
    }

    /// The reading of a cell. What cannot be read is told of once.
    pub(super) fn read(
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
        if let Ok(parts) = &mut reading
            && cell.number
            && self.header_line > 0
            && column.kind == Kind::Text
        {
            for part in parts {
                if let Datum::Text(text) = part {
                    *part = Datum::Number(std::mem::take(text));
                }
            }
        }
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
            reading = Ok(vec![Datum::Unreadable(cell.text.clone())]);
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

    pub(super) fn refuse(
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
            sample(&mut survey.samples, cell.text.trim());
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
    pub(super) fn count_once(
        &mut self,
        key: (InputCode, Option<usize>),
        cell: &Given,
    ) -> &mut Once {
        let once = self.once.entry(key).or_insert_with(|| Once {
            place: cell.place.clone(),
            header: cell.header,
            ..Once::default()
        });
        once.count += 1;
        once
    }

    pub(super) fn setting(
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
            // In a tree, what stands in the same object belongs together.
            let within = |other: &&Given| {
                cell.within > 0
                    && other.within == cell.within
                    && columns.contains(&other.header)
                    && !other.unreadable
            };
            if let Some(other) = line.cells.iter().find(within) {
                return Some(other.text.trim());
            }
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
            match Currency::written(code, self.options.currency) {
                Ok(stated) => currency = Some(stated),
                Err(error) => {
                    let code = code.to_owned();
                    self.bad_currency(&code, &error.into(), line, product, out);
                }
            }
        }
        let (mark, lean) = if cell.number {
            (Mark::Point, Lean::Point)
        } else {
            let lean = match self.leans.get(cell.header) {
                // Profiles refuse what nothing decides.
                None | Some(Lean::Schema | Lean::Open) => Lean::Refused,
                Some(lean) => *lean,
            };
            let seen = self.leans.get(cell.header).copied().unwrap_or(Lean::Schema);
            let mut mark = self.mark(seen);
            // `Rp12.000`: no price has three decimals, unless those of its column or of its currency do.
            if column.kind == Kind::Money
                && self.options.decimal.is_none()
                && currency.is_none_or(|currency| currency.minor_units() < 3)
                && crate::value::evidence(&cell.text)
                    == (Evidence::Ambiguous {
                        point: mark == Mark::Point,
                    })
                && lean == Lean::Refused
            {
                mark = Mark::Either;
            }
            (mark, lean)
        };
        Setting {
            mark,
            lean,
            currency,
            unit: caught
                .unit
                .or_else(|| beside(unit_column).and_then(reading::unit_of))
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

    /// A product without a number in a format that asks for one.
    fn note_nameless(&mut self, own: &Line) {
        let profile = self.profile.clone();
        let identifies = |name: &String| {
            let mut columns = profile.columns.iter();
            columns.any(|column| {
                column.name == *name && matches!(column.to.as_deref(), Some("id" | "sku"))
            })
        };
        if profile.required.iter().any(identifies) {
            let key = (InputCode::Nameless, None);
            let once = self.once.entry(key).or_insert_with(|| Once {
                place: own.place.clone(),
                ..Once::default()
            });
            once.count += 1;
        }
    }

    /// Gives a variant the group of its product, and a name of its own if it has no number.
    fn identify(
        &mut self,
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
            self.note_nameless(own);
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

/// What a column takes of what was read: measures of its dimensions, or that something is there.
fn only(parts: Vec<Datum>, column: &Column) -> Vec<Datum> {
    let fits = |part: &Datum| match part {
        Datum::Text(text) if !column.measures.is_empty() => {
            Quantity::parse(text).is_ok_and(|quantity| {
                column
                    .measures
                    .iter()
                    .any(|name| *name == quantity.dimension().name())
            })
        }
        _ => true,
    };
    let parts = parts.into_iter().filter(fits);
    match &column.gives {
        None => parts.collect(),
        Some(word) => parts
            .map(|part| match part {
                Datum::Unreadable(text) => Datum::Unreadable(text),
                _ => Datum::Text(word.as_str().into()),
            })
            .collect(),
    }
}

pub(super) fn put(
    building: &mut Building,
    path: &Path,
    kind: Kind,
    parts: Vec<Datum>,
    place: &Place,
) {
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
