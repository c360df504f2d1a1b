//! Tables of values, read from CSV and checked cell by cell when the rules load.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Confidence, Names, Type};
use crate::record::Value;
use crate::sentence::Sentence;
use crate::syntax::Location;
use crate::value::{Date, Duration, add_duration};

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The name.
    pub name: Arc<str>,
    /// The file, from the root of the rules.
    pub file: Arc<str>,
    /// The columns that find a row, and how.
    pub keys: Vec<(Arc<str>, Type, KeyMatch)>,
    /// The columns that are looked up.
    pub values: Vec<(Arc<str>, Type)>,
    /// The rows, in the order of the file.
    pub rows: Vec<TableRow>,
    /// The day whose state of the law the rows show.
    pub as_of: Option<Date>,
    /// The day by which somebody must look at the rows again.
    pub review_by: Option<Date>,
    /// Where the table is declared: its `review by`, else its name.
    pub at: Location,
    /// A hash of the content.
    pub hash: Arc<str>,
    /// The rows by their keys. Cells that are ranges do not take part.
    index: BTreeMap<String, Vec<usize>>,
}

/// How a cell of a key is held against what is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMatch {
    /// It is the same.
    Exact,
    /// It is the same, or the cell is `*`.
    OrAny,
    /// The longest code that what is looked up begins with.
    Prefix,
    /// What is looked up lies above the one bound and not above the other.
    Range,
}

/// A cell of a key.
#[derive(Debug, Clone)]
pub enum KeyCell {
    /// One value.
    Is(Value),
    /// The members of a group of markets.
    Group(Arc<str>),
    /// Anything: `*`.
    Any,
    /// Above the first and not above the second; open where nothing is given.
    Range(Option<Value>, Option<Value>),
}

impl fmt::Display for KeyCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => write!(f, "{value}"),
            Self::Group(group) => f.write_str(group),
            Self::Any => f.write_str("*"),
            Self::Range(None, None) => f.write_str("any amount"),
            Self::Range(Some(low), None) => write!(f, "above {low}"),
            Self::Range(None, Some(high)) => write!(f, "up to {high}"),
            Self::Range(Some(low), Some(high)) => write!(f, "above {low} up to {high}"),
        }
    }
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct TableRow {
    /// The keys.
    pub keys: Vec<KeyCell>,
    /// The values; nothing where the cell is empty.
    pub values: Vec<Option<Value>>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Where it comes from.
    pub source: Option<Arc<str>>,
    /// How sure it is, where the table says so.
    pub confidence: Option<Confidence>,
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why the values are empty, where the source has a value that depends on more than the keys.
    pub open: Option<Sentence>,
}

impl TableRow {
    fn holds(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }

    /// What the row says of a column, to tell rows apart: rows that are open for different reasons
    /// differ.
    fn shown_value(&self, column: usize) -> (Option<String>, Option<Sentence>) {
        let value = self.values.get(column).and_then(Option::as_ref);
        (value.map(ToString::to_string), self.open.clone())
    }

    /// The keys, as they are named in reports.
    pub fn shown_keys(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(ToString::to_string).collect();
        keys.join(", ")
    }
}

/// What a lookup came to.
#[derive(Debug, Clone)]
pub enum Found<'t> {
    /// The row.
    Row(&'t TableRow),
    /// Rows of longer codes agree on the value; this is the first of them.
    Agreed(&'t TableRow),
    /// Rows of longer codes do not agree: so many.
    TooShort(usize),
    /// There is no row for these keys, but for other days.
    OtherDays,
    /// There is no row.
    Nothing,
}

/// What stands between the cells of a key in the index; no value has it in it.
const BETWEEN: char = '\u{1f}';

impl Table {
    /// The row of keys on a day, for one of the columns. Keys are tried from the left, the most
    /// specific cell first: a region before its country, a country before its groups, and `*` at last;
    /// the longest code before shorter ones.
    ///
    /// Where the code looked up has fewer digits than the rows under it, and all of these have the same
    /// value, that is the value. Where they differ, or differ from the row found, the code is too short.
    pub fn find(&self, keys: &[Value], column: usize, on: Date, names: &Names) -> Found<'_> {
        let alternatives: Vec<Vec<String>> = keys
            .iter()
            .zip(&self.keys)
            .map(|(value, (_, _, how))| alternatives(value, *how, on, names))
            .collect();
        let mut other_days = false;
        for key in Combinations::of(&alternatives) {
            for row in self.index.get(&key).into_iter().flatten() {
                let Some(row) = self.rows.get(*row) else {
                    continue;
                };
                if !Self::in_ranges(row, keys) {
                    continue;
                }
                if row.holds(on) {
                    return match self.below(keys, &alternatives, column, on, Some(row)) {
                        Some(Found::TooShort(rows)) => Found::TooShort(rows),
                        _ => Found::Row(row),
                    };
                }
                other_days = true;
            }
        }
        match self.below(keys, &alternatives, column, on, None) {
            Some(found) => found,
            None if other_days => Found::OtherDays,
            None => Found::Nothing,
        }
    }

    /// Rows of longer codes that begin with the one looked up; for each code the most specific row.
    fn below<'t>(
        &'t self,
        keys: &[Value],
        alternatives: &[Vec<String>],
        column: usize,
        on: Date,
        found: Option<&'t TableRow>,
    ) -> Option<Found<'t>> {
        let place = self
            .keys
            .iter()
            .position(|(_, _, how)| *how == KeyMatch::Prefix)?;
        let Some(Value::Hs(code)) = keys.get(place) else {
            return None;
        };
        let before: Vec<Vec<String>> = alternatives.iter().take(place).cloned().collect();
        for start in Combinations::of(&before) {
            let prefix = if place == 0 {
                code.as_str().to_owned()
            } else {
                format!("{start}{BETWEEN}{}", code.as_str())
            };
            let mut most_specific: BTreeMap<&str, (Vec<usize>, &TableRow)> = BTreeMap::new();
            let longer = self
                .index
                .range(prefix.clone()..)
                .take_while(|(key, _)| key.starts_with(&prefix));
            for (key, rows) in longer {
                let mut cells = key.split(BETWEEN).skip(place);
                let Some(longer) = cells.next().filter(|cell| *cell != code.as_str()) else {
                    continue;
                };
                let ranks: Option<Vec<usize>> = cells
                    .zip(alternatives.iter().skip(place + 1))
                    .map(|(cell, allowed)| allowed.iter().position(|one| one == cell))
                    .collect();
                let row = rows
                    .iter()
                    .filter_map(|row| self.rows.get(*row))
                    .find(|row| row.holds(on) && Self::in_ranges(row, keys));
                let (Some(ranks), Some(row)) = (ranks, row) else {
                    continue;
                };
                match most_specific.get(longer) {
                    Some((known, _)) if *known <= ranks => {}
                    _ => {
                        most_specific.insert(longer, (ranks, row));
                    }
                }
            }
            let rows = || most_specific.values().map(|(_, row)| *row);
            if let Some(first) = rows().next() {
                let value = |row: &TableRow| row.shown_value(column);
                let all = found.unwrap_or(first);
                let agreed = rows().all(|row| value(row) == value(all));
                return Some(if agreed {
                    Found::Agreed(first)
                } else {
                    Found::TooShort(most_specific.len() + usize::from(found.is_some()))
                });
            }
        }
        None
    }

    fn in_ranges(row: &TableRow, keys: &[Value]) -> bool {
        row.keys.iter().zip(keys).all(|(cell, value)| match cell {
            KeyCell::Range(low, high) => {
                let above = low.as_ref().is_none_or(|low| {
                    order(value, low).is_some_and(|order| order == Ordering::Greater)
                });
                let within = high.as_ref().is_none_or(|high| {
                    order(value, high).is_some_and(|order| order != Ordering::Greater)
                });
                above && within
            }
            _ => true,
        })
    }

    /// Adds rows.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = TableRow>) {
        for row in rows {
            self.index
                .entry(index_key(&row))
                .or_default()
                .push(self.rows.len());
            self.rows.push(row);
        }
    }

    /// Adds rows of another source, such as those of a tariff that the caller has. Where the table has
    /// a row for the same keys and day already, the one of the source added last is found.
    pub fn add_source(&mut self, hash: &str, rows: impl IntoIterator<Item = TableRow>) {
        let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for row in rows {
            places
                .entry(index_key(&row))
                .or_default()
                .push(self.rows.len());
            self.rows.push(row);
        }
        for (key, mut new) in places {
            let known = self.index.entry(key).or_default();
            new.append(known);
            *known = new;
        }
        let both = blake3::hash(format!("{}{BETWEEN}{hash}", self.hash).as_bytes()).to_hex();
        self.hash = both.chars().take(16).collect::<String>().into();
    }

    /// Somebody should have looked at the rows again before this day.
    pub fn stale(&self, on: Date) -> bool {
        self.review_by.is_some_and(|day| day < on)
    }
}

fn index_key(row: &TableRow) -> String {
    let cells: Vec<String> = row
        .keys
        .iter()
        .map(|cell| match cell {
            KeyCell::Is(Value::Hs(code)) => code.as_str().to_owned(),
            KeyCell::Range(_, _) => String::new(),
            cell => cell.to_string(),
        })
        .collect();
    cells.join(&BETWEEN.to_string())
}

/// The cells that a value can stand in, the most specific first.
fn alternatives(value: &Value, how: KeyMatch, on: Date, names: &Names) -> Vec<String> {
    let mut cells = match (how, value) {
        (KeyMatch::Range, _) => return vec![String::new()],
        (KeyMatch::Prefix, Value::Hs(code)) => {
            let digits = code.as_str();
            (1..=digits.len() / 2)
                .rev()
                .filter_map(|pairs| digits.get(..pairs * 2))
                .map(str::to_owned)
                .collect()
        }
        (_, value) => vec![value.to_string()],
    };
    let market = match value {
        Value::Market(market) => Some(*market),
        Value::Country(country) => Some((*country).into()),
        _ => None,
    };
    if let Some(market) = market {
        let country = market.country.to_string();
        if !cells.contains(&country) {
            cells.push(country);
        }
        cells.extend(names.groups_of(market, on).map(ToString::to_string));
    }
    if how == KeyMatch::OrAny {
        cells.push("*".to_owned());
    }
    cells
}

/// Every choice of one from each list, the last list varying fastest, joined for the index.
struct Combinations<'a> {
    lists: &'a [Vec<String>],
    next: Option<Vec<usize>>,
}

impl<'a> Combinations<'a> {
    fn of(lists: &'a [Vec<String>]) -> Self {
        let next = lists
            .iter()
            .all(|list| !list.is_empty())
            .then(|| vec![0; lists.len()]);
        Self { lists, next }
    }
}

impl Iterator for Combinations<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let places = self.next.take()?;
        let cells: Vec<&str> = places
            .iter()
            .zip(self.lists)
            .filter_map(|(place, list)| list.get(*place).map(String::as_str))
            .collect();
        let mut following = places.clone();
        for (place, list) in following.iter_mut().zip(self.lists).rev() {
            *place += 1;
            if *place < list.len() {
                self.next = Some(following);
                break;
            }
            *place = 0;
        }
        Some(cells.join(&BETWEEN.to_string()))
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Money(a), Value::Money(b)) => a.compare(b),
        (Value::Quantity(a), Value::Quantity(b)) => Some(a.compare(*b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// What is wrong with the file of a table.
pub(super) enum TableProblem {
    Missing {
        column: String,
        header: Vec<String>,
    },
    Cell {
        line: u64,
        column: String,
        message: String,
    },
    Repeated {
        first: u64,
        second: u64,
        key: String,
    },
    Unreadable {
        line: u64,
        message: String,
    },
    /// Values between two ranges.
    Hole {
        line: u64,
        from: String,
        until: String,
    },
    /// Days between two rows.
    Gap {
        line: u64,
        key: String,
        from: Date,
        until: Date,
    },
}

/// The layout that a `table` item declares.
pub(super) struct Layout {
    pub(super) dated: Option<(String, String)>,
    pub(super) source: Option<String>,
    pub(super) confidence: Option<String>,
    /// The columns of the bounds of each key that is a range.
    pub(super) bounds: Vec<Option<(String, String)>>,
}

impl Table {
    /// A table without rows.
    pub(super) fn new(
        name: Arc<str>,
        file: Arc<str>,
        keys: Vec<(Arc<str>, Type, KeyMatch)>,
        values: Vec<(Arc<str>, Type)>,
        at: Location,
    ) -> Self {
        Self {
            at,
            name,
            file,
            keys,
            values,
            rows: Vec::new(),
            as_of: None,
            review_by: None,
            hash: "".into(),
            index: BTreeMap::new(),
        }
    }
}

/// Fills a table from its file.
pub(super) fn read(
    text: &str,
    table: &mut Table,
    layout: &Layout,
    names: &Names,
) -> Vec<TableProblem> {
    let mut problems = Vec::new();
    let hash = blake3::hash(text.as_bytes()).to_hex();
    table.hash = hash.chars().take(16).collect::<String>().into();
    let mut lines = rows(text);
    let Some((_, header)) = lines.next() else {
        problems.extend(
            table
                .keys
                .iter()
                .take(1)
                .map(|(name, _, _)| TableProblem::Missing {
                    column: name.to_string(),
                    header: Vec::new(),
                }),
        );
        return problems;
    };
    let mut column = |name: &str| {
        let found = header.iter().position(|cell| cell == name);
        if found.is_none() {
            problems.push(TableProblem::Missing {
                column: name.to_owned(),
                header: header.clone(),
            });
        }
        found
    };
    let keys: Vec<(Option<usize>, Option<usize>)> = table
        .keys
        .iter()
        .zip(&layout.bounds)
        .map(|((name, _, _), bounds)| match bounds {
            Some((low, high)) => (column(low), column(high)),
            None => (column(name), None),
        })
        .collect();
    let values: Vec<Option<usize>> = table.values.iter().map(|(name, _)| column(name)).collect();
    let dated = layout
        .dated
        .as_ref()
        .map(|(from, until)| (column(from), column(until)));
    let source = layout.source.as_ref().map(|name| column(name));
    let confidence = layout.confidence.as_ref().map(|name| column(name));
    if !problems.is_empty() {
        return problems;
    }
    let mut empty: Vec<(u64, String)> = Vec::new();
    let mut rows_read: Vec<TableRow> = Vec::new();
    for (line, cells) in lines {
        if cells.len() != header.len() {
            problems.push(TableProblem::Unreadable {
                line,
                message: format!(
                    "the row has {} cells, but the header has {}",
                    cells.len(),
                    header.len()
                ),
            });
            continue;
        }
        let mut cell = |index: &Option<usize>, name: &str, ty: &Type| -> Option<Value> {
            let text = index
                .and_then(|i| cells.get(i))
                .map(|c| c.trim())
                .filter(|c| !c.is_empty())?;
            match read_cell(ty, text, names) {
                Ok(value) => Some(value),
                Err(message) => {
                    problems.push(TableProblem::Cell {
                        line,
                        column: name.to_owned(),
                        message,
                    });
                    None
                }
            }
        };
        let mut key_cells: Vec<KeyCell> = Vec::new();
        for (((low, high), (name, ty, how)), bounds) in
            keys.iter().zip(&table.keys).zip(&layout.bounds)
        {
            let text = low.and_then(|i| cells.get(i)).map_or("", |c| c.trim());
            let market = matches!(ty, Type::Market | Type::Country);
            if let Some((low_name, high_name)) = bounds {
                let (low, high) = (cell(low, low_name, ty), cell(high, high_name, ty));
                key_cells.push(KeyCell::Range(low, high));
            } else if *how == KeyMatch::OrAny && text == "*" {
                key_cells.push(KeyCell::Any);
            } else if market && names.groups.contains_key(text) {
                key_cells.push(KeyCell::Group(text.into()));
            } else if let Some(value) = cell(low, name, ty) {
                key_cells.push(KeyCell::Is(value));
            } else if text.is_empty() {
                empty.push((line, name.to_string()));
            }
        }
        let row_values = values
            .iter()
            .zip(&table.values)
            .map(|(index, (name, ty))| cell(index, name, ty))
            .collect();
        let mut day = |index: Option<usize>, name: &str| match cell(&index, name, &Type::Date) {
            Some(Value::Date(date)) => Some(date),
            _ => None,
        };
        let (from, until) = match (&dated, &layout.dated) {
            (Some((from, until)), Some((from_name, until_name))) => {
                (day(*from, from_name), day(*until, until_name))
            }
            _ => (None, None),
        };
        let sure = confidence
            .flatten()
            .and_then(|i| cells.get(i))
            .map(|text| text.trim())
            .filter(|text| !text.is_empty());
        let confidence = sure.and_then(Confidence::parse);
        if let (Some(text), None) = (sure, confidence) {
            problems.push(TableProblem::Cell {
                line,
                column: layout.confidence.clone().unwrap_or_default(),
                message: format!("`{text}` is not high, medium, low or unverified"),
            });
        }
        if let (Some(first), Some(last)) = (from, until)
            && last < first
        {
            problems.push(TableProblem::Unreadable {
                line,
                message: format!("the row ends on {last}, before it begins on {first}"),
            });
        }
        if key_cells.len() != table.keys.len() {
            continue;
        }
        rows_read.push(TableRow {
            keys: key_cells,
            confidence,
            values: row_values,
            from,
            until,
            source: source
                .flatten()
                .and_then(|i| cells.get(i))
                .map(|s| s.as_str().into()),
            line,
            open: None,
        });
    }
    problems.extend(empty.into_iter().map(|(line, column)| TableProblem::Cell {
        line,
        column,
        message: "a key cannot be empty".into(),
    }));
    table.extend(rows_read);
    problems.extend(overlaps_and_gaps(table));
    problems
}

/// Rows of one key that hold on the same day, and days between them on which none holds.
fn overlaps_and_gaps(table: &Table) -> Vec<TableProblem> {
    let mut by_key: BTreeMap<String, Vec<&TableRow>> = BTreeMap::new();
    for row in &table.rows {
        by_key.entry(row.shown_keys()).or_default().push(row);
    }
    let mut problems = Vec::new();
    for (key, mut rows) in by_key {
        rows.sort_by_key(|row| (row.from, row.line));
        let mut last: Option<&TableRow> = None;
        for row in rows {
            if let Some(before) = last {
                match (before.until, row.from) {
                    (Some(until), Some(from)) if until < from => {
                        let next = add_duration(until, Duration { months: 0, days: 1 });
                        if let Some(next) = next.filter(|next| *next < from) {
                            problems.push(TableProblem::Gap {
                                line: row.line,
                                key: key.clone(),
                                from: next,
                                until: add_duration(
                                    from,
                                    Duration {
                                        months: 0,
                                        days: -1,
                                    },
                                )
                                .unwrap_or(from),
                            });
                        }
                    }
                    _ => problems.push(TableProblem::Repeated {
                        first: before.line.min(row.line),
                        second: before.line.max(row.line),
                        key: key.clone(),
                    }),
                }
            }
            if last.is_none_or(|before| {
                before
                    .until
                    .is_some_and(|a| row.until.is_none_or(|b| a < b))
            }) {
                last = Some(row);
            }
        }
    }
    problems.extend(overlapping_ranges(table));
    problems.extend(gaps_of_ranges(table));
    problems
}

/// Values between two ranges for which no row holds while the other keys and the days are the same.
fn gaps_of_ranges(table: &Table) -> Vec<TableProblem> {
    let mut ranges = table
        .keys
        .iter()
        .enumerate()
        .filter(|(_, (_, _, how))| *how == KeyMatch::Range);
    let (Some((place, _)), None) = (ranges.next(), ranges.next()) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    for rows in table.index.values() {
        let mut bounds: Vec<(&TableRow, &Option<Value>, &Option<Value>)> = rows
            .iter()
            .filter_map(|row| table.rows.get(*row))
            .filter_map(|row| match row.keys.get(place) {
                Some(KeyCell::Range(low, high)) => Some((row, low, high)),
                _ => None,
            })
            .collect();
        bounds.sort_by(|(a, low, _), (b, other, _)| {
            let by_bound = match (low, other) {
                (Some(low), Some(other)) => order(low, other).unwrap_or(Ordering::Equal),
                (low, other) => low.is_some().cmp(&other.is_some()),
            };
            (a.from, a.until).cmp(&(b.from, b.until)).then(by_bound)
        });
        for (before, after) in bounds.iter().zip(bounds.iter().skip(1)) {
            let ((a, _, high), (b, low, _)) = (before, after);
            if let (Some(high), Some(low)) = (high, low)
                && (a.from, a.until) == (b.from, b.until)
                && order(high, low) == Some(Ordering::Less)
            {
                problems.push(TableProblem::Hole {
                    line: b.line,
                    from: high.to_string(),
                    until: low.to_string(),
                });
            }
        }
    }
    problems
}

/// Ranges that overlap while the other keys are the same.
fn overlapping_ranges(table: &Table) -> Vec<TableProblem> {
    let mut problems = Vec::new();
    if !table.keys.iter().any(|(_, _, how)| *how == KeyMatch::Range) {
        return problems;
    }
    let reaches = |a: Option<&Value>, b: Option<&Value>| match (a, b) {
        (Some(high), Some(low)) => order(high, low) == Some(Ordering::Greater),
        _ => true,
    };
    for rows in table.index.values() {
        for (n, i) in rows.iter().enumerate() {
            for j in rows.iter().skip(n + 1) {
                let (Some(a), Some(b)) = (table.rows.get(*i), table.rows.get(*j)) else {
                    continue;
                };
                let days = a
                    .from
                    .is_none_or(|from| b.until.is_none_or(|until| from <= until))
                    && b.from
                        .is_none_or(|from| a.until.is_none_or(|until| from <= until));
                let ranges = a.keys.iter().zip(&b.keys).all(|pair| match pair {
                    (KeyCell::Range(low, high), KeyCell::Range(other_low, other_high)) => {
                        reaches(high.as_ref(), other_low.as_ref())
                            && reaches(other_high.as_ref(), low.as_ref())
                    }
                    _ => true,
                });
                if days && ranges && a.shown_keys() != b.shown_keys() {
                    problems.push(TableProblem::Repeated {
                        first: a.line,
                        second: b.line,
                        key: format!("{} and {}", a.shown_keys(), b.shown_keys()),
                    });
                }
            }
        }
    }
    problems
}

fn read_cell(ty: &Type, text: &str, names: &Names) -> Result<Value, String> {
    let one = |ty: &Type, text: &str| {
        super::read_scalar(ty, text, names, None).map_err(|(message, _)| message.into())
    };
    match ty {
        Type::List(inner) => text
            .split_whitespace()
            .map(|part| one(inner, part))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::List),
        other => one(other, text),
    }
}

/// The rows of a CSV text with their lines.
fn rows(text: &str) -> impl Iterator<Item = (u64, Vec<String>)> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(std::io::Cursor::new(
            text.trim_start_matches('\u{FEFF}').as_bytes().to_vec(),
        ))
        .into_records()
        .filter_map(Result::ok)
        .map(|record| {
            let line = record.position().map_or(0, csv::Position::line);
            (line, record.iter().map(str::to_owned).collect())
        })
}
