//! A row of a table: its cells in one text, and the attributes that the columns of its table are.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::datum::MOST_STEPS;
use super::place::{Header, Place, Within};
use super::{Datum, set};
use crate::{Currency, Unit, looks_like_number};

/// A cell as it is kept: texts stand in the text of their row.
#[derive(Debug, Clone, PartialEq)]
enum Kept {
    Null,
    Text(Range<usize>),
    Number(Range<usize>),
    Unreadable(Range<usize>),
    /// What no text is: the values of Parquet that are lists, records or truths.
    Value(Box<Datum>),
}

/// A cell of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Empty.
    Null,
    /// A text that is not empty.
    Text(&'a str),
    /// A number as written.
    Number(&'a str),
    /// Something is given, but what it means cannot be told.
    Unreadable(&'a str),
    /// A list, a record, or a truth.
    Value(&'a Datum),
}

impl Cell<'_> {
    /// The value.
    pub fn datum(self) -> Datum {
        match self {
            Self::Null => Datum::Null,
            Self::Text(text) => Datum::Text(text.into()),
            Self::Number(text) => Datum::Number(text.into()),
            Self::Unreadable(text) => Datum::Unreadable(text.into()),
            Self::Value(value) => value.clone(),
        }
    }
}

/// The cells of a row, from left to right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cells {
    text: String,
    cells: Vec<Kept>,
}

impl Cells {
    /// No cells, with room for some.
    pub fn with_capacity(bytes: usize, cells: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            cells: Vec::with_capacity(cells),
        }
    }

    /// Cells that stand in a text one behind the other, each ending where its number says; white space
    /// around them and the apostrophe before a number are left out.
    pub fn of_text(text: String, ends: &[usize]) -> Self {
        let mut cells = Vec::with_capacity(ends.len());
        let mut start = 0;
        for end in ends {
            let cell = text.get(start..*end).unwrap_or_default();
            cells.push(match cell.as_bytes() {
                [] => Kept::Null,
                [first, .., last] if first.is_ascii_alphanumeric() && last.is_ascii_graphic() => {
                    Kept::Text(start..*end)
                }
                _ => {
                    let given = given_in(cell);
                    // What is given is a part of the cell.
                    let from =
                        start + (given.as_ptr() as usize).wrapping_sub(cell.as_ptr() as usize);
                    if given.is_empty() {
                        Kept::Null
                    } else {
                        Kept::Text(from..from + given.len())
                    }
                }
            });
            start = *end;
        }
        Self { text, cells }
    }

    /// Adds a cell.
    pub fn push(&mut self, cell: Cell<'_>) {
        let kept = match cell {
            Cell::Null => Kept::Null,
            Cell::Text(text) => Kept::Text(self.keep(text)),
            Cell::Number(text) => Kept::Number(self.keep(text)),
            Cell::Unreadable(text) => Kept::Unreadable(self.keep(text)),
            Cell::Value(value) => Kept::Value(Box::new(value.clone())),
        };
        self.cells.push(kept);
    }

    /// Adds empty cells until there are so many.
    pub fn fill_to(&mut self, cells: usize) {
        while self.cells.len() < cells {
            self.cells.push(Kept::Null);
        }
    }

    /// Puts a cell in the place of another, counted from 0; empty ones are added before it.
    pub fn put(&mut self, column: usize, cell: Cell<'_>) {
        self.fill_to(column);
        self.push(cell);
        if self.cells.len() > column + 1 {
            self.cells.swap_remove(column);
        }
    }

    fn keep(&mut self, text: &str) -> Range<usize> {
        let start = self.text.len();
        self.text.push_str(text);
        start..self.text.len()
    }

    /// What the value of a cell is, cannot be told; its text is kept.
    pub fn make_unreadable(&mut self, column: usize) {
        if let Some(kept) = self.cells.get_mut(column) {
            *kept = Kept::Unreadable(match kept {
                Kept::Text(range) | Kept::Number(range) | Kept::Unreadable(range) => range.clone(),
                Kept::Null | Kept::Value(_) => 0..0,
            });
        }
    }

    /// A text among them has this byte.
    pub fn may_have(&self, byte: u8) -> bool {
        self.text.as_bytes().contains(&byte)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// A cell, counted from 0; one behind the last is empty.
    pub fn get(&self, column: usize) -> Cell<'_> {
        self.cells
            .get(column)
            .map_or(Cell::Null, |kept| self.shown(kept))
    }

    /// The cells, from left to right.
    pub fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        self.cells.iter().map(|kept| self.shown(kept))
    }

    /// The cells, and behind them empty ones without end.
    pub fn padded(&self) -> impl Iterator<Item = Cell<'_>> {
        self.iter().chain(std::iter::repeat(Cell::Null))
    }

    /// Every cell is empty.
    pub fn all_null(&self) -> bool {
        self.cells.iter().all(|kept| matches!(kept, Kept::Null))
    }

    /// Takes away empty cells at the end, down to so many.
    pub fn shorten_to(&mut self, cells: usize) {
        while self.cells.len() > cells && matches!(self.cells.last(), Some(Kept::Null)) {
            self.cells.pop();
        }
    }

    /// The bytes of its texts.
    pub fn weight(&self) -> usize {
        self.text.len() + self.cells.len() * size_of::<Kept>()
    }

    fn shown<'a>(&'a self, kept: &'a Kept) -> Cell<'a> {
        let text = |range: &Range<usize>| self.text.get(range.clone()).unwrap_or_default();
        match kept {
            Kept::Null => Cell::Null,
            Kept::Text(range) => Cell::Text(text(range)),
            Kept::Number(range) => Cell::Number(text(range)),
            Kept::Unreadable(range) => Cell::Unreadable(text(range)),
            Kept::Value(value) => Cell::Value(value),
        }
    }
}

/// What a cell gives: without white space around it, and without what keeps spreadsheets from taking
/// it for a number (`'0123`, `="0123"`). Around a number, an amount or a code, marks that show nothing
/// go too; in other texts they stay, as they may be meant.
pub fn given_in(cell: &str) -> &str {
    let shows_nothing = |c: char| {
        c.is_whitespace()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
    };
    let shown = cell.trim_matches(shows_nothing);
    let letters = shown.chars().filter(|c| c.is_alphabetic()).count();
    let counts = letters <= 3 && shown.bytes().any(|b| b.is_ascii_digit());
    let trimmed = if counts { shown } else { cell.trim() };
    let formula = trimmed
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inside| !inside.contains('"'));
    unquoted(formula.map_or(trimmed, str::trim))
}

/// Spreadsheets put an apostrophe before a number that is to stay a text.
pub(crate) fn unquoted(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => text,
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// The header, shared by all rows under it.
    pub header: Arc<Header>,
    /// The cells in the order of the columns. There may be fewer than the header has, never more.
    pub cells: Cells,
    /// The line or row on which it begins, from 1.
    pub line: u32,
    /// The byte at which it begins, from 0, in the unpacked text as UTF-8; not for workbooks and
    /// Parquet.
    pub offset: Option<u64>,
}

impl TableRow {
    /// A row of texts under a header; those with nothing but white space are empty cells. `line`
    /// counts from 1.
    ///
    /// ```
    /// use tidewaiter_value::record::{Cell, Header, TableRow};
    ///
    /// let header = Header::new(1, ["id", "title"]);
    /// let row = TableRow::of_texts(&header, 2, ["1", " "]);
    /// assert_eq!(row.cells.get(0), Cell::Text("1"));
    /// assert_eq!(row.cells.get(1), Cell::Null);
    /// assert_eq!(row.cell_place(1).header(), Some("title"));
    /// ```
    pub fn of_texts<T: AsRef<str>>(
        header: &Arc<Header>,
        line: u32,
        texts: impl IntoIterator<Item = T>,
    ) -> Self {
        let mut cells = Cells::default();
        for text in texts {
            cells.push(match text.as_ref().trim() {
                "" => Cell::Null,
                text => Cell::Text(text),
            });
        }
        Self {
            header: header.clone(),
            cells,
            line,
            offset: None,
        }
    }

    /// Where the row begins.
    pub fn place(&self) -> Place {
        self.cell_place_at(0)
    }

    /// Where a cell stands; `index` counts from 0.
    pub fn cell_place(&self, index: usize) -> Place {
        self.cell_place_at(index as u32 + 1)
    }

    fn cell_place_at(&self, column: u32) -> Place {
        Place {
            line: self.line,
            column,
            offset: self.offset,
            within: Within::Table(self.header.clone()),
        }
    }
}

/// The attributes that the columns of a table are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    columns: Vec<Column>,
    /// The columns of each attribute, by its first step.
    roots: Vec<Vec<usize>>,
}

/// A column: the steps of its attribute, and the unit or currency that the header states.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    steps: Vec<String>,
    unit: Option<String>,
    /// It has a name.
    counts: bool,
    /// The first column that names the same attribute: the first one with a value counts.
    same: usize,
    /// The number of its first step among those of the table.
    root: usize,
    /// No other column names a part of the same attribute.
    alone: bool,
    /// The column in which the unit of each row stands.
    beside: Option<usize>,
    /// What is true where the column has a value, as its header says so.
    also: Option<String>,
}

impl Columns {
    /// The columns of a header whose names are attribute paths (`charging.connector`,
    /// `batteries[0].energy`, `Weight (kg)`), but for those that are renamed to one.
    pub fn new(header: &Header, renamed: &BTreeMap<String, String>) -> Self {
        let mut columns: Vec<Column> = Vec::with_capacity(header.names.len());
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut roots: Vec<Vec<usize>> = Vec::new();
        let mut paths: HashMap<Vec<String>, usize> = HashMap::new();
        for (index, name) in header.names.iter().enumerate() {
            let mapped = renamed.get(&**name).map_or(&**name, String::as_str);
            let (attribute, unit) = with_unit(mapped);
            let steps = steps(attribute);
            let same = *paths.entry(steps.clone()).or_insert(index);
            let first = steps.first().cloned().unwrap_or_default();
            let root = *numbers.entry(first).or_insert(roots.len());
            if root == roots.len() {
                roots.push(Vec::new());
            }
            if let Some(columns) = roots.get_mut(root) {
                columns.push(index);
            }
            columns.push(Column {
                alone: steps.len() == 1,
                steps,
                unit,
                counts: !name.is_empty(),
                same,
                root,
                beside: None,
                also: None,
            });
        }
        // `weight unit` is no attribute: it states the unit of `weight`.
        for index in 0..columns.len() {
            let name = columns.get(index).and_then(|column| match &*column.steps {
                [name] => name.strip_suffix(" unit").map(str::to_owned),
                _ => None,
            });
            let Some(name) = name else { continue };
            let mut of = columns.iter_mut().filter(|column| column.steps == [&*name]);
            if let Some(of) = of.next() {
                of.beside = Some(index);
                if let Some(column) = columns.get_mut(index) {
                    column.counts = false;
                }
            }
        }
        for column in &mut columns {
            let together = roots.get(column.root).map_or(0, Vec::len);
            column.alone &= together == 1;
        }
        Self { columns, roots }
    }

    /// The same columns, of which those with one of the headers say that an attribute is true: `Prix TTC` says
    /// so of the tax in the price. A column of its own for the attribute says more.
    #[must_use]
    pub fn saying(mut self, header: &Header, headers: &BTreeMap<String, String>) -> Self {
        for (column, name) in self.columns.iter_mut().zip(&header.names) {
            column.also = headers.get(&**name).cloned();
        }
        let own: HashSet<String> = self.columns.iter().map(Column::path).collect();
        for column in &mut self.columns {
            column.also = column.also.take().filter(|also| !own.contains(also));
        }
        self
    }

    /// The attributes of a row that are given, each with its value and place, in the order of their
    /// first cells.
    pub fn each(&self, row: &TableRow, each: &mut dyn FnMut(&str, Datum, Place)) {
        let mut done = vec![false; self.roots.len()];
        for (index, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
            if matches!(cell, Cell::Null) || !column.counts {
                continue;
            }
            let Some(name) = column.steps.first() else {
                continue;
            };
            if let Some(also) = &column.also {
                each(also, Datum::Bool(true), row.cell_place(index));
            }
            if column.alone {
                each(name, column.value(cell, row), row.cell_place(index));
                continue;
            }
            if let Some(done) = done.get_mut(column.root)
                && std::mem::replace(done, true)
            {
                continue;
            }
            for (name, value, place) in self.gathered(row, column.root) {
                each(&name, value, place);
            }
        }
    }

    /// The value of an attribute that a column names as a whole.
    pub fn first(&self, row: &TableRow, name: &str) -> Option<Datum> {
        let columns = self.columns.iter().zip(row.cells.iter());
        let mut given = columns.filter(|(column, cell)| {
            column.counts && column.steps == [name] && *cell != Cell::Null
        });
        given.next().map(|(column, cell)| column.value(cell, row))
    }

    /// The attribute that several cells are parts of.
    fn gathered(&self, row: &TableRow, root: usize) -> Vec<super::Field> {
        let mut entries = Vec::new();
        let mut given = HashSet::new();
        for index in self.roots.get(root).into_iter().flatten() {
            let Some(column) = self.columns.get(*index) else {
                continue;
            };
            let cell = row.cells.get(*index);
            if matches!(cell, Cell::Null) || !column.counts || !given.insert(column.same) {
                continue;
            }
            let steps: Vec<&str> = column.steps.iter().map(String::as_str).collect();
            let datum = column.value(cell, row);
            set(&mut entries, &steps, datum, &row.cell_place(*index));
        }
        entries
    }
}

impl Column {
    /// The path of its attribute.
    fn path(&self) -> String {
        self.steps.join(".")
    }

    /// The value of a cell, with the unit or currency of the header or of the column beside.
    fn value(&self, cell: Cell<'_>, row: &TableRow) -> Datum {
        let beside = || {
            self.beside.and_then(|beside| match row.cells.get(beside) {
                Cell::Text(unit) => Some(unit),
                _ => None,
            })
        };
        value(cell, self.unit.as_deref().or_else(beside))
    }
}

/// The steps of a path; what has too many of them is one name.
fn steps(path: &str) -> Vec<String> {
    if path.bytes().filter(|b| matches!(b, b'.' | b'[')).count() >= MOST_STEPS {
        return vec![path.to_owned()];
    }
    let path = path.replace('[', ".").replace(']', "");
    let steps = path.split('.').map(|step| step.trim().to_owned());
    steps.collect()
}

/// The value of a cell; a bare number takes the unit or currency of its header.
fn value(cell: Cell<'_>, unit: Option<&str>) -> Datum {
    match (cell, unit) {
        (Cell::Text(text), Some(unit)) if looks_like_number(text) => {
            Datum::Text(format!("{text} {unit}").into())
        }
        // The format of the cell says the same.
        (Cell::Number(text), Some(unit))
            if text.split_once(' ').is_some_and(|(_, own)| own == unit) =>
        {
            cell.datum()
        }
        // What the file itself has as a number is none that a person wrote.
        (Cell::Number(text), Some(unit)) => Datum::Number(format!("{text} {unit}").into()),
        _ => cell.datum(),
    }
}

/// `Weight (kg)` is `Weight` in kilograms, `Price (EUR)` is `Price` in euros.
pub fn with_unit(header: &str) -> (&str, Option<String>) {
    for (open, close) in [(" (", ')'), (" [", ']')] {
        if let Some((name, rest)) = header.rsplit_once(open)
            && let Some(inside) = rest.strip_suffix(close)
        {
            let unit = Unit::lookup(inside).map(|unit| unit.symbol().to_owned());
            let currency = || Currency::parse(inside).ok().map(|code| code.to_string());
            if let Some(stated) = unit.or_else(currency) {
                return (name.trim(), Some(stated));
            }
        }
    }
    (header, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_text_are_trimmed() {
        let cells = Cells::of_text(" a '012  'x\u{3000}".to_owned(), &[2, 7, 8, 14]);
        let shown: Vec<Cell<'_>> = cells.iter().collect();
        assert_eq!(
            shown,
            [
                Cell::Text("a"),
                Cell::Text("012"),
                Cell::Null,
                Cell::Text("'x")
            ]
        );
    }

    #[test]
    fn a_cell_is_put_in_its_place() {
        let mut cells = Cells::default();
        cells.put(2, Cell::Number("1"));
        cells.put(0, Cell::Text("a"));
        cells.put(2, Cell::Text("b"));
        let shown: Vec<Cell<'_>> = cells.iter().collect();
        assert_eq!(shown, [Cell::Text("a"), Cell::Null, Cell::Text("b")]);
    }
}
