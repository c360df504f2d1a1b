//! What lies in XLSB workbooks, looked at before their library gets them: it takes what is missing in a
//! record from the one before, a row behind the last for the end, and says nothing of the formats of
//! numbers.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::events::Event;
use zip::ZipArchive;

use super::binary::{cut_off, damaged, wide_text};
use super::cell_formats::{Formats, Looked, LookedSheet, MOST_FORMATS};
use super::number_format::Shown;
use crate::sentence::{Sentence, say};

/// Bytes of a record that are looked at; the codes of formats have 255 letters at most.
const MOST_KEPT: usize = 1024;

/// Columns that a sheet may have.
const MOST_COLUMNS: u32 = 16_384;

/// Looks through a workbook whose sheets may have so many rows.
pub(super) fn look<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    most_rows: u32,
) -> Result<Looked, Sentence> {
    let told = |error: zip::result::ZipError| Sentence::verbatim(&error.to_string());
    let mut looked = Looked::default();
    let mut sheets = HashMap::new();
    let (mut names, mut targets) = (Vec::new(), HashMap::new());
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(told)?;
        let name = part.name().map_err(told)?.to_lowercase();
        let part = BufReader::new(part);
        match &*name {
            "xl/styles.bin" => looked.shown = formats(part)?,
            "xl/workbook.bin" => names = named(part)?,
            "xl/_rels/workbook.bin.rels" => targets = related(part),
            sheet if sheet.starts_with("xl/worksheets/") && sheet.ends_with(".bin") => {
                sheets.insert(name, cells(part, most_rows)?);
            }
            _ => {}
        }
    }
    for (name, id) in names {
        let part = targets.get(&id).and_then(|part| sheets.remove(part));
        looked.sheets.push(LookedSheet {
            name: Some(name),
            formats: part.unwrap_or_default(),
            ..LookedSheet::default()
        });
    }
    Ok(looked)
}

/// What the formats show, by the numbers that cells have.
fn formats(mut part: impl BufRead) -> Result<Vec<Shown>, Sentence> {
    let mut codes = HashMap::new();
    let mut shown = Vec::new();
    let mut of_cells = false;
    while let Some((kind, record)) = record(&mut part)? {
        let number = |at: usize| {
            let bytes = record.get(at..at + 2)?;
            Some(u32::from(u16::from_le_bytes(bytes.try_into().ok()?)))
        };
        match kind {
            0x2C => {
                if let (Some(number), Some((code, _))) = (number(0), wide(&record, 2)) {
                    codes.insert(number, code);
                }
            }
            0x0269 => of_cells = true,
            0x026A => break,
            0x2F if of_cells && shown.len() < MOST_FORMATS => {
                let number = number(2).unwrap_or_default();
                let code = codes.get(&number).map(String::as_str);
                shown.push(Shown::of_number(number, code));
            }
            _ => {}
        }
    }
    Ok(shown)
}

/// The names of the sheets, each with the name by which its part is found.
fn named(mut part: impl BufRead) -> Result<Vec<(String, String)>, Sentence> {
    let mut names = Vec::new();
    while let Some((kind, record)) = record(&mut part)? {
        match kind {
            0x9C => {
                let id = wide(&record, 8);
                let name = id.and_then(|(id, end)| Some((wide(&record, end)?.0, id)));
                names.extend(name);
            }
            0x90 => break,
            _ => {}
        }
    }
    Ok(names)
}

/// The parts by the names that the workbook gives them. What is not well-formed is told by the library.
fn related(part: impl BufRead) -> HashMap<String, String> {
    let mut found = HashMap::new();
    let mut xml = quick_xml::Reader::from_reader(part);
    let mut buffer = Vec::new();
    while let Ok(event) = xml.read_event_into(&mut buffer) {
        match event {
            Event::Start(start) | Event::Empty(start) => {
                let value = |name: &str| {
                    let mut attributes = start.attributes();
                    let mut all = attributes.with_checks(false).flatten();
                    let found = all.find(|attribute| attribute.key.as_ref() == name)?;
                    Some(found.value.to_string())
                };
                if let (Some(id), Some(target)) = (value("Id"), value("Target")) {
                    found.insert(id, format!("xl/{target}").to_lowercase());
                }
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    found
}

/// Looks through a sheet, for the formats of its cells.
fn cells(mut sheet: impl BufRead, most_rows: u32) -> Result<Formats, Sentence> {
    let mut formats = Formats::default();
    let mut row = 0;
    while let Some((kind, record)) = record(&mut sheet)? {
        let least = match kind {
            0x00 => 4,
            0x02 | 0x07 => 12,
            0x03 | 0x04 | 0x0A => 9,
            0x05 | 0x09 => 16,
            0x06 | 0x08 => 12,
            0x94 => 16,
            _ => 0,
        };
        if record.len() < least {
            return Err(damaged());
        }
        let word = |at: usize| {
            let bytes = record.get(at..at + 4).unwrap_or_default();
            u32::from_le_bytes(bytes.try_into().unwrap_or_default())
        };
        match kind {
            0x00 => {
                row = word(0);
                if row >= most_rows {
                    return Err(say!(
                        "a row has the number {row}, but a sheet has {most} rows at most",
                        "有一行的编号为 {row},而工作表最多有 {most} 行",
                        row = u64::from(row) + 1,
                        most = most_rows,
                    ));
                }
            }
            0x02 | 0x05 | 0x09 if word(0) < MOST_COLUMNS => {
                formats.put(row..=row, word(0), word(4) & 0x00FF_FFFF)?;
            }
            _ => {}
        }
    }
    Ok(formats)
}

/// The next record: its kind and the bytes at its beginning; nothing at the end of the part.
fn record(part: &mut impl BufRead) -> Result<Option<(u32, Vec<u8>)>, Sentence> {
    let Some(kind) = number(part, 2)? else {
        return Ok(None);
    };
    let length = number(part, 4)?.ok_or_else(cut_off)? as usize;
    let mut kept = vec![0; length.min(MOST_KEPT)];
    part.read_exact(&mut kept).map_err(|_| cut_off())?;
    let rest = (length - kept.len()) as u64;
    let passed = std::io::copy(&mut part.by_ref().take(rest), &mut std::io::sink());
    if passed.ok() != Some(rest) {
        return Err(cut_off());
    }
    Ok(Some((kind, kept)))
}

/// A text and where it ends.
fn wide(record: &[u8], at: usize) -> Option<(String, usize)> {
    let start = at.checked_add(4)?;
    let letters = record.get(at..start)?;
    let letters = u32::from_le_bytes(letters.try_into().ok()?) as usize;
    let end = start.checked_add(letters.checked_mul(2)?)?;
    Some((wide_text(record.get(start..end)?), end))
}

/// A number of so many bytes at most, seven bits in each; nothing at the end of the part.
fn number(part: &mut impl BufRead, most: u32) -> Result<Option<u32>, Sentence> {
    let mut found = 0;
    for index in 0..most {
        let mut byte = [0];
        let read = part.read(&mut byte).map_err(|_| cut_off())?;
        if read == 0 && index == 0 {
            return Ok(None);
        }
        let [byte] = byte;
        found |= u32::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Ok(Some(found))
}
