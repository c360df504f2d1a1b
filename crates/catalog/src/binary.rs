//! What lies in XLS workbooks, looked at before their library gets them.
//!
//! The library believes what a file says of itself: it follows chains of sectors that lead in a circle,
//! makes room for the cells that a sheet claims and for the rectangle around those it has, and passes
//! over a text that is not there; of the formats of numbers it says nothing. So the file is walked first, record by record, and refused where
//! that would cost memory or lose something.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Read as _, Seek as _};

use super::cell_formats::{Formats, Looked, LookedSheet, MOST_FORMATS};
use super::number_format::Shown;
use crate::sentence::{Sentence, say};

/// Cells of the rectangles around the cells of all sheets.
const MOST_CELLS: u64 = 8_000_000;

/// Cells that a sheet may claim to have: those of the largest one.
const MOST_CLAIMED: u64 = 65_536 * 256;

pub(super) fn damaged() -> Sentence {
    say!("its parts contradict each other", "文件各部分相互矛盾",)
}

pub(super) fn cut_off() -> Sentence {
    say!("it ends too early", "文件过早结束")
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Looks through an XLS file of at most so many bytes.
pub(super) fn xls(file: &mut File, most: u64) -> Result<Looked, Sentence> {
    let told = |error: std::io::Error| Sentence::verbatim(&error.to_string());
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(told)?;
    file.rewind().map_err(told)?;
    if bytes.len() as u64 > most {
        return Err(say!(
            "it has more than {most} bytes",
            "超过 {most} 字节",
            most
        ));
    }
    let container = Container::of(&bytes)?;
    let Some(stream) = container.workbook()? else {
        // What is missing is told by the library.
        return Ok(Looked::default());
    };
    sheets(&stream)
}

/// Where a chain of sectors ends.
const END: u32 = 0xFFFF_FFFE;

/// A file of sectors that hold other files.
struct Container<'b> {
    bytes: &'b [u8],
    size: usize,
    /// The sector behind each sector.
    next: Vec<u32>,
}

impl<'b> Container<'b> {
    fn of(bytes: &'b [u8]) -> Result<Self, Sentence> {
        let header = |at| four(bytes, at).ok_or_else(cut_off);
        let size = match two(bytes, 30) {
            Some(12) => 4096,
            _ => 512,
        };
        let mut container = Self {
            bytes,
            size,
            next: Vec::new(),
        };
        let mut tables: Vec<u32> = words(bytes.get(76..512).unwrap_or_default()).collect();
        let mut more = header(68)?;
        let mut seen = 0;
        while more < 0xFFFF_FFFA {
            seen += 1;
            let sector = container.sector(more).ok_or_else(cut_off)?;
            tables.extend(words(sector));
            more = tables.pop().unwrap_or(END);
            if seen > container.most() {
                return Err(damaged());
            }
        }
        for table in tables.into_iter().filter(|id| *id < 0xFFFF_FFFA) {
            let sector = container.sector(table).ok_or_else(cut_off)?;
            let next: Vec<u32> = words(sector).collect();
            container.next.extend(next);
            if container.next.len() > 2 * (container.most() + container.size) {
                return Err(damaged());
            }
        }
        Ok(container)
    }

    /// Sectors that the file has room for.
    fn most(&self) -> usize {
        self.bytes.len() / self.size + 1
    }

    fn sector(&self, id: u32) -> Option<&'b [u8]> {
        let from = (id as usize).checked_add(1)?.checked_mul(self.size)?;
        let to = (from + self.size).min(self.bytes.len());
        self.bytes.get(from..to).filter(|sector| !sector.is_empty())
    }

    /// The bytes of a chain of sectors, up to so many.
    fn chain(&self, start: u32, length: usize) -> Result<Vec<u8>, Sentence> {
        let mut found = Vec::new();
        let mut at = start;
        let mut seen = vec![false; self.most()];
        while at != END && found.len() < length {
            found.extend_from_slice(self.sector(at).ok_or_else(cut_off)?);
            let seen = seen.get_mut(at as usize).ok_or_else(damaged)?;
            if std::mem::replace(seen, true) {
                return Err(damaged());
            }
            at = *self.next.get(at as usize).ok_or_else(damaged)?;
        }
        found.truncate(length);
        Ok(found)
    }

    /// The stream with the sheets.
    fn workbook(&self) -> Result<Option<Vec<u8>>, Sentence> {
        let header = |at| four(self.bytes, at).ok_or_else(cut_off);
        let directory = self.chain(header(48)?, usize::MAX)?;
        let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
        let small = header(64)? > 0;
        let (mut small_next, mut small_bytes) = (Vec::new(), Vec::new());
        if let (true, Some(root)) = (small, entries.first()) {
            let (start, length) = extent(root).ok_or_else(damaged)?;
            small_bytes = self.chain(start, length)?;
            small_next = words(&self.chain(header(60)?, usize::MAX)?).collect();
        }
        let named = |name: &str| {
            let wanted: Vec<u8> = name
                .bytes()
                .flat_map(|byte| [byte, 0])
                .chain([0, 0])
                .collect();
            entries.iter().find(|entry| {
                let own = entry.get(..wanted.len()).unwrap_or_default();
                own.eq_ignore_ascii_case(&wanted)
            })
        };
        // Newer workbooks with a password are a packed stream of such a container.
        if named("EncryptedPackage").is_some() {
            return Err(say!("it has a password", "设有密码",));
        }
        let Some(entry) = named("Workbook").or_else(|| named("Book")) else {
            return Ok(None);
        };
        let (start, length) = extent(entry).ok_or_else(damaged)?;
        let stream = if length < 4096 {
            short(start, length, &small_next, &small_bytes)?
        } else {
            self.chain(start, length)?
        };
        if stream.len() < length {
            return Err(cut_off());
        }
        Ok(Some(stream))
    }
}

/// The bytes of a short stream, whose sectors lie in a stream of their own.
fn short(start: u32, length: usize, next: &[u32], bytes: &[u8]) -> Result<Vec<u8>, Sentence> {
    let mut found = Vec::new();
    let mut at = start;
    while at != END && found.len() < length {
        let from = (at as usize).saturating_mul(64);
        let sector = bytes.get(from..(from.saturating_add(64)).min(bytes.len()));
        found.extend_from_slice(sector.filter(|s| !s.is_empty()).ok_or_else(cut_off)?);
        at = *next.get(at as usize).ok_or_else(damaged)?;
    }
    found.truncate(length);
    Ok(found)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes
        .chunks_exact(4)
        .filter_map(|word| Some(u32::from_le_bytes(word.try_into().ok()?)))
}

/// The first sector and the length of what an entry of the directory names.
fn extent(entry: &[u8]) -> Option<(u32, usize)> {
    Some((four(entry, 116)?, four(entry, 120)? as usize))
}

/// The records of a stream: the kind of each and its bytes.
struct Records<'b>(&'b [u8]);

impl<'b> Iterator for Records<'b> {
    type Item = Result<(u16, &'b [u8]), Sentence>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let record = two(self.0, 0)
            .zip(two(self.0, 2))
            .and_then(|(kind, length)| {
                let end = 4 + length as usize;
                Some((kind, self.0.get(4..end)?, self.0.get(end..)?))
            });
        let Some((kind, bytes, rest)) = record else {
            self.0 = &[];
            return Some(Err(cut_off()));
        };
        self.0 = rest;
        Some(Ok((kind, bytes)))
    }
}

/// Kinds of records.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000A;
    pub(super) const PASSWORD: u16 = 0x002F;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const NUMBERS: u16 = 0x00BD;
    pub(super) const RICH_TEXT: u16 = 0x00D6;
    pub(super) const FORMAT_OF_CELLS: u16 = 0x00E0;
    pub(super) const TEXT_OF_TABLE: u16 = 0x00FD;
    pub(super) const DIMENSIONS: u16 = 0x0200;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const TEXT: u16 = 0x0204;
    pub(super) const TRUTH: u16 = 0x0205;
    pub(super) const SHORT_NUMBER: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// A rectangle that grows.
#[derive(Default)]
struct Extent(Option<[u16; 4]>);

impl Extent {
    fn take(&mut self, row: u16, column: u16) {
        let [top, left, bottom, right] = self.0.unwrap_or([row, column, row, column]);
        self.0 = Some([
            top.min(row),
            left.min(column),
            bottom.max(row),
            right.max(column),
        ]);
    }

    fn cells(&self) -> u64 {
        self.0.map_or(0, |[top, left, bottom, right]| {
            (u64::from(bottom - top) + 1) * (u64::from(right - left) + 1)
        })
    }
}

/// Looks through the stream of a workbook.
fn sheets(stream: &[u8]) -> Result<Looked, Sentence> {
    let mut starts = Vec::new();
    let mut ended = false;
    let (mut codes, mut numbers) = (BTreeMap::new(), Vec::new());
    let mut is_old = false;
    for record in Records(stream) {
        match record? {
            (kind::BEGIN, begin) => is_old = two(begin, 0) != Some(0x0600),
            (kind::FORMAT, format) => {
                codes.extend(code(format, is_old));
            }
            (kind::FORMAT_OF_CELLS, format) if numbers.len() < MOST_FORMATS => {
                numbers.push(two(format, 2).unwrap_or_default());
            }
            // What stands behind a password is told by the library.
            (kind::PASSWORD, lock) if two(lock, 0) != Some(0) => {
                return Ok(Looked::default());
            }
            (kind::SHEET, sheet) => starts.push(four(sheet, 0).ok_or_else(damaged)? as usize),
            (kind::END, _) => {
                ended = true;
                break;
            }
            _ => {}
        }
    }
    if !ended {
        return Err(cut_off());
    }
    let shown = |number: &u16| {
        let code = codes.get(number).map(String::as_str);
        Shown::of_number(u32::from(*number), code)
    };
    let mut looked = Looked {
        shown: numbers.iter().map(shown).collect(),
        sheets: Vec::new(),
    };
    let (mut cells, mut walked) = (0, 0);
    let mut seen = HashSet::new();
    for start in starts {
        let rest = stream.get(start..).ok_or_else(damaged)?;
        // Sheets that lie in one another would be read once for each.
        if !seen.insert(start) || walked > 2 * stream.len() {
            return Err(damaged());
        }
        let mut sheet = Sheet::default();
        walked += sheet.walk(rest)?;
        cells += sheet.values.cells() + sheet.formulas.cells();
        if cells > MOST_CELLS {
            return Err(say!(
                "its sheets have {cells} cells, with the empty ones between those that are filled, more than the {most} that are read",
                "工作表连同其间的空单元格共有 {cells} 个单元格,超过可读取的 {most} 个",
                cells,
                most = MOST_CELLS,
            ));
        }
        looked.sheets.push(LookedSheet {
            name: None,
            formats: sheet.formats,
            texts: sheet.texts,
        });
    }
    Ok(looked)
}

/// The number of a format and its code.
fn code(format: &[u8], is_old: bool) -> Option<(u16, String)> {
    let number = two(format, 0)?;
    let text = if is_old {
        format.get(3..3 + usize::from(*format.get(2)?))?
    } else {
        let letters = usize::from(two(format, 2)?);
        if format.get(4)? & 1 == 1 {
            let wide = format.get(5..5 + 2 * letters)?;
            return Some((number, wide_text(wide)));
        }
        format.get(5..5 + letters)?
    };
    // Letters of one byte; in old files a sign of money may be another one.
    Some((number, text.iter().map(|byte| char::from(*byte)).collect()))
}

/// A text of two bytes a letter.
pub(super) fn wide_text(bytes: &[u8]) -> String {
    let letters = bytes
        .chunks_exact(2)
        .filter_map(|letter| Some(u16::from_le_bytes(letter.try_into().ok()?)));
    char::decode_utf16(letters)
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

#[derive(Default)]
struct Sheet {
    values: Extent,
    formulas: Extent,
    texts: Vec<(u16, u16)>,
    formats: Formats,
}

impl Sheet {
    /// Walks to the end of the sheet; the bytes that it has.
    fn walk(&mut self, rest: &[u8]) -> Result<usize, Sentence> {
        let (mut begun, mut inner) = (false, 0);
        let mut length = 0;
        for record in Records(rest) {
            let (kind, bytes) = record?;
            length += bytes.len() + 4;
            match kind {
                kind::BEGIN if !begun => begun = true,
                kind::BEGIN => inner += 1,
                kind::END if inner == 0 => return Ok(length),
                kind::END => inner -= 1,
                _ if inner > 0 => {}
                kind::DIMENSIONS => claims(bytes)?,
                kind::NUMBER
                | kind::TEXT
                | kind::RICH_TEXT
                | kind::TRUTH
                | kind::SHORT_NUMBER
                | kind::TEXT_OF_TABLE
                | kind::FORMULA
                | kind::NUMBERS => self.cell(kind, bytes).ok_or_else(damaged)??,
                _ => {}
            }
        }
        Err(cut_off())
    }

    fn cell(&mut self, kind: u16, bytes: &[u8]) -> Option<Result<(), Sentence>> {
        let (row, column) = (two(bytes, 0)?, two(bytes, 2)?);
        self.values.take(row, column);
        match kind {
            kind::FORMULA => self.formulas.take(row, column),
            kind::NUMBERS => {
                let last = two(bytes, bytes.len().checked_sub(2)?)?;
                self.values.take(row, last);
                // Six bytes a cell: its format and its number.
                let cells = bytes.get(4..bytes.len() - 2)?.chunks_exact(6);
                for (column, cell) in (column..=last).zip(cells) {
                    if let Err(why) = self.format(row, column, two(cell, 0)?) {
                        return Some(Err(why));
                    }
                }
            }
            kind::TEXT_OF_TABLE => self.texts.push((row, column)),
            _ => {}
        }
        match kind {
            kind::FORMULA | kind::NUMBER | kind::SHORT_NUMBER => {
                Some(self.format(row, column, two(bytes, 4)?))
            }
            _ => Some(Ok(())),
        }
    }

    fn format(&mut self, row: u16, column: u16, format: u16) -> Result<(), Sentence> {
        let row = u32::from(row);
        let (column, format) = (u32::from(column), u32::from(format));
        self.formats.put(row..=row, column, format)
    }
}

/// Refuses a sheet that claims to have more cells than one can.
fn claims(bytes: &[u8]) -> Result<(), Sentence> {
    let corner = |at: usize| match bytes.len() {
        10 => two(bytes, at / 2).map(u32::from),
        _ if at < 8 => four(bytes, at),
        _ => two(bytes, at / 2 + 4).map(u32::from),
    };
    let corners = [corner(0), corner(4), corner(8), corner(12)];
    // What has another length is told by the library.
    let [Some(top), Some(bottom), Some(left), Some(right)] = corners else {
        return Ok(());
    };
    let left = if left > 0xFF || right < left { 0 } else { left };
    if bottom == 0 || right == 0 {
        return Ok(());
    }
    let (Some(rows), Some(columns)) = (bottom.checked_sub(top), right.checked_sub(left)) else {
        return Err(damaged());
    };
    if u64::from(rows) * u64::from(columns) > MOST_CLAIMED {
        return Err(say!(
            "a sheet claims to have {rows} rows and {columns} columns",
            "工作表声称有 {rows} 行 {columns} 列",
            rows,
            columns
        ));
    }
    Ok(())
}
