//! Tables and JSON to rows, one at a time, whatever the size of the file.

use std::cell::Cell as Counter;
use std::io::{BufReader, Read, Seek};
use std::rc::Rc;

use super::row::Sink;
#[cfg(feature = "workbook")]
use super::workbook::read as workbook;
use super::{Kind, TariffError, hts, plain, taric, uk};

/// A cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    /// What stands in it, trimmed.
    pub(super) text: String,
    /// A sheet has it as a number, so that zeros before it are gone.
    pub(super) number: bool,
}

/// The names of the columns, in small letters and with single spaces.
#[derive(Debug)]
pub(super) struct Header(Vec<String>);

impl Header {
    pub(super) fn new(cells: &[Cell]) -> Self {
        let name = |cell: &Cell| {
            let text = cell.text.trim_start_matches('\u{FEFF}').to_lowercase();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        Self(cells.iter().map(name).collect())
    }

    pub(super) fn at(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|known| known == name)
    }

    /// The places of columns that must be there.
    pub(super) fn need<const N: usize>(
        &self,
        names: [&'static str; N],
    ) -> Result<[usize; N], Vec<String>> {
        let places = names.map(|name| self.at(name));
        let missing: Vec<String> = names
            .iter()
            .zip(&places)
            .filter(|(_, place)| place.is_none())
            .map(|(name, _)| format!("`{name}`"))
            .collect();
        if missing.is_empty() {
            Ok(places.map(Option::unwrap_or_default))
        } else {
            Err(missing)
        }
    }

    fn shown(&self) -> String {
        const SHOWN: usize = 12;
        let names: Vec<String> = self
            .0
            .iter()
            .take(SHOWN)
            .map(|n| format!("`{}`", super::duty_text::shown(n)))
            .collect();
        let more = if self.0.len() > SHOWN { ", …" } else { "" };
        format!("{}{more}", names.join(", "))
    }
}

/// The text of a cell; nothing where the row has none.
pub(super) fn text(cells: &[Cell], place: Option<usize>) -> &str {
    place
        .and_then(|place| cells.get(place))
        .map_or("", |cell| cell.text.as_str())
}

/// Makes something of the rows of a table.
pub(super) trait Rows {
    fn row(&mut self, line: u64, cells: &[Cell], sink: &mut Sink<'_>);
}

/// The reader of a kind for a header, or the columns that are missing.
fn reader(kind: Kind, header: &Header) -> Result<Box<dyn Rows>, Vec<String>> {
    Ok(match kind {
        Kind::Hts => Box::new(hts::Table::new(header)?),
        Kind::Uk => Box::new(uk::Table::new(header)?),
        Kind::Taric => Box::new(taric::Table::new(header)?),
        Kind::Plain => Box::new(plain::Plain::new(header)?),
    })
}

/// Reads a file, and says what it is and what its places count.
pub(super) fn read(
    file: &str,
    head: &[u8],
    input: impl Read + Seek,
    sink: &mut Sink<'_>,
) -> Result<(Kind, &'static str), TariffError> {
    let content = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let first = content.iter().find(|byte| !byte.is_ascii_whitespace());
    let file = file.to_owned();
    match first {
        None => Err(TariffError::Empty { file }),
        Some(_) if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") => {
            Err(TariffError::Utf16 { file })
        }
        Some(b'P') if head.starts_with(b"PK\x03\x04") => workbook(&file, input, sink),
        Some(b'[') => {
            expect(&file, sink, Kind::Hts, "a list in JSON")?;
            hts::json(BufReader::new(input), sink);
            Ok((Kind::Hts, "record"))
        }
        Some(b'{') => {
            expect(&file, sink, Kind::Uk, "an object in JSON")?;
            uk::json(&file, BufReader::new(input), sink)?;
            Ok((Kind::Uk, "measure"))
        }
        Some(_) => table(file, content, input, sink),
    }
}

/// A form that only one kind has.
fn expect(file: &str, sink: &Sink<'_>, kind: Kind, form: &str) -> Result<(), TariffError> {
    match sink.options.kind {
        Some(asked) if asked != kind => Err(TariffError::Form {
            file: file.to_owned(),
            message: format!("{form} is the form of: {kind}; not of: {asked}"),
        }),
        _ => Ok(()),
    }
}

/// Bytes that one row or record may have.
const LARGEST: usize = 16 * 1024 * 1024;

/// A file whose rows have an end: a quote that is never closed does not fill the memory.
pub(super) struct Bounded<R> {
    file: R,
    since: Rc<Counter<usize>>,
}

impl<R> Bounded<R> {
    /// The file, and what is set to zero after each row.
    pub(super) fn new(file: R) -> (Self, Rc<Counter<usize>>) {
        let since = Rc::new(Counter::new(0));
        let bounded = Self {
            file,
            since: since.clone(),
        };
        (bounded, since)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.since.get() > LARGEST {
            return Err(std::io::Error::other(
                "a row has more than 16 MiB; a quote that is never closed is the usual cause",
            ));
        }
        let read = self.file.read(buffer)?;
        self.since.set(self.since.get() + read);
        Ok(read)
    }
}

fn delimiter(header: &[u8]) -> u8 {
    let mut best = (0, b',');
    for delimiter in *b";\t|," {
        let count = header.split(|byte| *byte == delimiter).count() - 1;
        if count >= best.0 && count > 0 {
            best = (count, delimiter);
        }
    }
    best.1
}

fn table(
    file: String,
    head: &[u8],
    input: impl Read,
    sink: &mut Sink<'_>,
) -> Result<(Kind, &'static str), TariffError> {
    let first_line = head
        .split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    let (input, since) = Bounded::new(input);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(first_line))
        .from_reader(input);
    let mut record = csv::ByteRecord::new();
    let mut rows: Option<(Kind, Box<dyn Rows>, usize)> = None;
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                sink.tally.problem(
                    line,
                    None,
                    format!("nothing from here on was read: {error}"),
                );
                break;
            }
        }
        since.set(0);
        // Where empty lines are passed over, the record begins behind them.
        let line = record.position().map_or(line, csv::Position::line);
        let Some((_, rows, width)) = &mut rows else {
            let cells: Vec<Cell> = record.iter().map(lossy).collect();
            let header = Header::new(&cells);
            let (kind, made) = choose(&file, line, &header, sink.options.kind, first_line)?;
            rows = Some((kind, made, cells.len()));
            continue;
        };
        sink.tally.read += 1;
        if record.len() != *width {
            sink.tally.unread(line, None, format!(
                "the row has {} cells, but the header has {width}; a quote that is not closed or a delimiter in a text without quotes is the usual cause",
                record.len()
            ));
            continue;
        }
        match decoded(&record) {
            Ok(cells) => rows.row(line, &cells, sink),
            Err(place) => sink.tally.unread(
                line,
                None,
                format!("cell {place} is not UTF-8; save the file as UTF-8"),
            ),
        }
    }
    match rows {
        Some((kind, _, _)) => Ok((kind, "line")),
        None => Err(TariffError::Empty { file }),
    }
}

/// The kind that a header belongs to, with its reader.
pub(super) fn choose(
    file: &str,
    line: u64,
    header: &Header,
    asked: Option<Kind>,
    first_line: &[u8],
) -> Result<(Kind, Box<dyn Rows>), TariffError> {
    let kinds = match asked {
        Some(kind) => vec![kind],
        None => Kind::ALL.to_vec(),
    };
    let mut nearest: Option<(Kind, Vec<String>)> = None;
    for kind in kinds {
        match reader(kind, header) {
            Ok(rows) => return Ok((kind, rows)),
            Err(missing) => {
                let nearer = nearest
                    .as_ref()
                    .is_none_or(|(_, known)| missing.len() < known.len());
                if nearer {
                    nearest = Some((kind, missing));
                }
            }
        }
    }
    match nearest {
        // One column short of a known form is a mistake in it; more is another file.
        Some((kind, missing)) if asked.is_some() || missing.len() == 1 => {
            Err(TariffError::Columns {
                file: file.to_owned(),
                line,
                kind: kind.to_string(),
                missing,
                present: header.shown(),
            })
        }
        _ => Err(TariffError::Unknown {
            file: file.to_owned(),
            begins: super::duty_text::shown(String::from_utf8_lossy(first_line).trim()),
        }),
    }
}

fn lossy(cell: &[u8]) -> Cell {
    Cell {
        text: String::from_utf8_lossy(cell).trim().to_owned(),
        number: false,
    }
}

/// The cells as text, or the number of the first that is none, from 1.
fn decoded(record: &csv::ByteRecord) -> Result<Vec<Cell>, usize> {
    record
        .iter()
        .enumerate()
        .map(|(index, cell)| match std::str::from_utf8(cell) {
            Ok(text) => Ok(Cell {
                text: text.trim().to_owned(),
                number: false,
            }),
            Err(_) => Err(index + 1),
        })
        .collect()
}

#[cfg(not(feature = "workbook"))]
fn workbook(
    file: &str,
    _: impl Read + Seek,
    _: &mut Sink<'_>,
) -> Result<(Kind, &'static str), TariffError> {
    Err(TariffError::Form {
        file: file.to_owned(),
        message: "this build does not read XLSX; save the sheet as CSV in UTF-8, or build with the feature `catalog`".to_owned(),
    })
}
