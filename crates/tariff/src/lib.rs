//! Official tariffs as they are downloaded: what they say of codes, origins and days.
//!
//! A file becomes rows of the tables `tariff`, `tariff_preferences` and `additional_duties`, each with
//! its line. What a file says but what code, origin and day do not decide stands in a row without a
//! value that says why, so that a quote is undetermined and never guessed. `docs/tariffs.md` says
//! what is used of each export.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know how a checker is made, nor what a catalogue is.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

use tidewaiter_diag as diag;
use tidewaiter_lang as lang;
use tidewaiter_value::{self as value, record, sentence};

mod bind;
mod duty_text;
mod hts;
mod measure;
mod plain;
mod problem;
mod programme;
mod row;
mod settle;
mod sheet;
mod taric;
mod uk;
#[cfg(feature = "workbook")]
mod workbook;

use std::fmt;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

pub use bind::add_to;
pub use problem::{Met, Tally, TariffError, TariffProblem};
pub use row::{Origin, TariffRow, TariffTable};

use crate::value::{Date, HsCode};
use row::Sink;

/// An export that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The Harmonized Tariff Schedule of the United States, JSON or CSV.
    Hts,
    /// The UK Tariff: measures as CSV, or a commodity of the API as JSON.
    Uk,
    /// The TARIC of the European Union: "Duties Import", XLSX or CSV.
    Taric,
    /// The columns of the tables of the rules.
    Plain,
}

impl Kind {
    /// Every kind, in the order in which a header is held against them.
    pub const ALL: [Self; 4] = [Self::Hts, Self::Uk, Self::Taric, Self::Plain];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hts => "US Harmonized Tariff Schedule",
            Self::Uk => "UK Tariff",
            Self::Taric => "EU TARIC, duties on import",
            Self::Plain => "plain tariff",
        })
    }
}

/// What to read of a tariff.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// What the file is; told by its content where nothing is said.
    pub kind: Option<Kind>,
    /// Keep only rows that hold on this day.
    pub on: Option<Date>,
    /// Keep only rows that bear on one of these codes; all where there are none.
    pub codes: Vec<HsCode>,
}

/// A tariff that was read.
///
/// ```
/// use std::io::Cursor;
/// use tidewaiter_tariff::{ReadOptions, Tariff};
///
/// let file = "market,code,origin,duty,from,until,source\nDE,9405,*,4.7 %,2026-01-01,,Official Journal\n";
/// let tariff = Tariff::read("mine.csv", Cursor::new(file), &ReadOptions::default()).unwrap();
/// assert_eq!((tariff.rows().len(), tariff.tally().problems.len()), (1, 0));
/// ```
#[derive(Debug, Clone)]
pub struct Tariff {
    file: Arc<str>,
    kind: Kind,
    hash: Arc<str>,
    on: Option<Date>,
    rows: Vec<TariffRow>,
    tally: Tally,
    counted: &'static str,
}

impl Tariff {
    /// Reads a file. Its name stands in what is said about it; it may have any size, and only the rows
    /// asked for are kept.
    ///
    /// # Errors
    ///
    /// That the file cannot be read or is none of the exports known. What is wrong with single rows
    /// stands in the tally, and the other rows are kept.
    pub fn read(
        name: &str,
        mut input: impl Read + Seek,
        options: &ReadOptions,
    ) -> Result<Self, TariffError> {
        let unreadable = |error| TariffError::Unreadable {
            file: name.to_owned(),
            error,
        };
        let (head, hash) = hashed(&mut input).map_err(unreadable)?;
        input.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let mut sink = Sink::new(options);
        let (kind, counted) = sheet::read(name, &head, input, &mut sink)?;
        let rows = settle::settle(std::mem::take(&mut sink.entries), &mut sink.tally);
        sink.tally.sort();
        Ok(Self {
            file: name.into(),
            kind,
            hash,
            on: options.on,
            rows,
            tally: sink.tally,
            counted,
        })
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What the file is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// A hash of its content: 16 hexadecimal digits.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The day whose rows were kept; none where all were.
    pub fn as_of(&self) -> Option<Date> {
        self.on
    }

    /// The rows, by table, market, code, origin, measure and first day.
    #[doc(hidden)]
    pub fn rows(&self) -> &[TariffRow] {
        &self.rows
    }

    /// What became of the rows of the file.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What [`TariffRow::line`] counts: `line`, `row` or `record`.
    #[doc(hidden)]
    pub fn counted(&self) -> &'static str {
        self.counted
    }

    /// Where a row comes from: `duties.csv, line 12: measure 103`.
    #[doc(hidden)]
    pub fn source(&self, row: &TariffRow) -> String {
        let place = format!("{}, {} {}", self.file, self.counted, row.line);
        if row.label.is_empty() {
            place
        } else {
            format!("{place}: {}", row.label)
        }
    }

    /// Rows in the plain form, which [`Tariff::read`] reads again.
    #[doc(hidden)]
    pub fn to_csv<'t>(&self, rows: impl IntoIterator<Item = &'t TariffRow>) -> String {
        plain::write(self, rows)
    }
}

/// Code and days of a row, by which callers choose.
struct Ruled {
    code: HsCode,
    from: Option<Date>,
    until: Option<Date>,
    line: u64,
}

/// The first bytes of a file, and a hash of all.
fn hashed(input: &mut impl Read) -> std::io::Result<(Vec<u8>, Arc<str>)> {
    const HEAD: usize = 16 * 1024;
    let mut hasher = blake3::Hasher::new();
    let mut head = Vec::with_capacity(HEAD);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = match input.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let new = buffer.get(..read).unwrap_or_default();
        hasher.update(new);
        head.extend(new.iter().take(HEAD - head.len()));
    }
    let hash = hasher.finalize().to_hex();
    Ok((head, hash.chars().take(16).collect::<String>().into()))
}
