//! The rows of a table as they stand in its file, whether or not a record is made of them.
//!
//! The reader of the format reads as ever and shows every row to its listener before anything is made
//! of it; so a row has the same number here as in the places of records and problems.

use std::ops::ControlFlow;
use std::path::Path;

use super::mapping::Mapping as _;
use super::row::{Flow, HeaderAt, RawRow, RowReader, Sink};
use super::source::{Input, Source};
use super::{ByProfile, InputProblem, ReadOptions, detect};
use crate::record::{Cell, Datum};

/// Rows that wait for the header; behind so many there is none to come.
const MOST: usize = 20_000;

/// No row has this number.
const NONE: u32 = u32::MAX;

/// How the rows of a table are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// By the lines of a text, of which a row may have several.
    Lines,
    /// One by one, as in a sheet.
    Rows,
}

/// A row as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its line or row, from 1; 0 for names of columns that stand apart from the rows.
    pub number: u32,
    /// It is the header.
    pub is_header: bool,
    /// Its cells in the order of the columns, as the file shows them; empty cells are empty texts.
    pub cells: Vec<String>,
}

/// A table that is opened for the sake of its rows.
pub struct Lines {
    input: Input,
    reader: Box<dyn RowReader>,
    options: ReadOptions,
    numbering: Numbering,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines")
            .field("name", &self.input.name)
            .finish_non_exhaustive()
    }
}

impl Lines {
    /// Opens a file with the options with which its records are read. Nothing comes of one that is no
    /// table, that cannot be opened, or that is a pipe, which gives its bytes only once.
    pub fn open(path: &Path, options: &ReadOptions) -> Option<Self> {
        if !std::fs::metadata(path).is_ok_and(|found| found.is_file()) {
            return None;
        }
        let input = Input::of(Source::open(path).ok()?, options).ok()?;
        let (reader, _) = detect::reader(&input, options).ok()?;
        Some(Self {
            numbering: reader.numbering()?,
            input,
            reader,
            options: options.clone(),
        })
    }

    /// How its rows are numbered.
    pub fn numbering(&self) -> Numbering {
        self.numbering
    }

    /// Gives every row that has something in it, in the order of the file. What is wrong with the file
    /// is not told, as the reading of its records does that.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use tidewaiter_catalog::{Lines, ReadOptions};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("a.csv");
    /// std::fs::write(&path, "My lamps\nid,title\n007, Lamp\n8,a,b,c\n")?;
    /// let mut rows = Vec::new();
    /// let lines = Lines::open(&path, &ReadOptions::default()).unwrap();
    /// lines.each(&mut |line| {
    ///     rows.push((line.number, line.is_header, line.cells.join("|")));
    ///     ControlFlow::Continue(())
    /// });
    /// let expected = [(1, false, "My lamps"), (2, true, "id|title"), (3, false, "007| Lamp"), (4, false, "8|a|b|c")];
    /// assert_eq!(rows, expected.map(|(number, header, cells)| (number, header, cells.to_owned())));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn each(mut self, each: &mut dyn FnMut(Line) -> Flow) {
        let mut tap = Tap {
            mapping: ByProfile::new(&self.input.name, &self.options),
            each,
            waiting: Vec::new(),
            header: None,
            shown: false,
            rows: 0,
        };
        if self.reader.read(self.input, &mut tap).is_continue() {
            let _ = tap.flush();
        }
    }
}

/// Listens for the rows as they stand in the file.
struct Tap<'a> {
    mapping: ByProfile,
    each: &'a mut dyn FnMut(Line) -> Flow,
    /// Rows before it is known which of them is the header.
    waiting: Vec<Line>,
    /// The line of the header.
    header: Option<u32>,
    /// The reader shows its rows.
    shown: bool,
    rows: u64,
}

impl Tap<'_> {
    fn flush(&mut self) -> Flow {
        for mut line in std::mem::take(&mut self.waiting) {
            line.is_header = Some(line.number) == self.header;
            (self.each)(line)?;
        }
        ControlFlow::Continue(())
    }
}

impl Sink for Tap<'_> {
    fn row(&mut self, row: RawRow) -> Flow {
        self.rows += 1;
        let RawRow::Table(row) = row else {
            return ControlFlow::Continue(());
        };
        if self.header.is_none() {
            let names = row.header.names.iter().map(ToString::to_string);
            (self.each)(Line {
                number: 0,
                is_header: true,
                cells: names.collect(),
            })?;
            self.headed(0)?;
        }
        if self.shown {
            return ControlFlow::Continue(());
        }
        (self.each)(Line {
            number: row.line,
            is_header: false,
            cells: row.cells.iter().map(shown).collect(),
        })
    }

    fn problem(&mut self, _: InputProblem) -> Flow {
        ControlFlow::Continue(())
    }

    fn rows(&self) -> u64 {
        self.rows
    }

    fn header(&mut self, first: &[Vec<String>]) -> Option<HeaderAt> {
        self.mapping.header(first)
    }

    fn wants_lines(&self) -> bool {
        true
    }

    fn line(&mut self, number: u32, cells: Vec<String>) -> Flow {
        self.shown = true;
        let line = Line {
            number,
            is_header: false,
            cells,
        };
        if self.header.is_none() {
            self.waiting.push(line);
            if self.waiting.len() < MOST {
                return ControlFlow::Continue(());
            }
            return self.headed(NONE);
        }
        (self.each)(line)
    }

    fn headed(&mut self, number: u32) -> Flow {
        self.header = Some(number);
        self.flush()
    }
}

fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) | Cell::Number(text) | Cell::Unreadable(text) => text.to_owned(),
        Cell::Value(value) => text(value),
    }
}

/// A value as text; what is nested, as JSON.
fn text(datum: &Datum) -> String {
    match datum {
        Datum::Null => String::new(),
        Datum::Bool(value) => value.to_string(),
        Datum::Number(text) | Datum::Text(text) | Datum::Unreadable(text) => text.to_string(),
        Datum::List(items) => {
            let items: Vec<String> = items.iter().map(|(item, _)| json(item)).collect();
            format!("[{}]", items.join(","))
        }
        Datum::Record(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(name, value, _)| format!("{}:{}", quoted(name), json(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

fn json(datum: &Datum) -> String {
    match datum {
        Datum::Null => "null".to_owned(),
        Datum::Text(text) | Datum::Unreadable(text) => quoted(text),
        _ => text(datum),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
