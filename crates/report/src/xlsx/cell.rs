//! Cells of the workbook: their texts, colours and notes, and what a sheet begins with.

use std::collections::BTreeMap;
use std::io;

use rust_xlsxwriter::{Color, Format, FormatAlign, IgnoreError, Note, Worksheet, XlsxError};

use super::row::Row;
use super::space::Space;
use crate::visible::allowed;
use crate::words::Words;

/// Rows of a sheet; more go on in another one.
pub(super) const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// UTF-16 units of a cell.
const CELL: usize = 32_767;
/// Notes on cells: Excel keeps each as a drawing and becomes slow with many.
pub(super) const NOTES: usize = 20_000;
/// Characters of a note.
const NOTE: usize = 1_200;
/// Characters of a line of the column of findings.
const WIDE: usize = 50;
/// Lines of the highest row.
const HIGHEST: usize = 10;
/// Columns before the table's own.
pub(super) const OWN: u16 = 3;
/// The columns of a table that fit behind them.
pub(super) const TABLE_COLUMNS: usize = COLUMNS - OWN as usize;

/// What Excel has no room for, and the notes that were written.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// The room for temporary files.
    pub(super) space: Space,
    notes: usize,
    /// Cells that had to go without a note.
    pub(super) without_note: usize,
    /// Texts that were cut.
    pub(super) cut: usize,
    /// Cells behind the last column.
    pub(super) left_out: usize,
}

pub(super) fn other(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

/// The look of a cell, by its level: those of findings, then `ready`, then rows that were not checked.
pub(super) fn fill(level: u8) -> Format {
    let colour = match level {
        0 => 0x00FB_D5D5,
        1 => 0x00FF_E7B8,
        2 => 0x00DB_E9FB,
        3 => 0x00E9_E0FB,
        4 | 6 => 0x00ED_F0F3,
        _ => 0x00E1_F3E7,
    };
    Format::new()
        .set_background_color(Color::RGB(colour))
        .set_align(FormatAlign::Top)
}

pub(super) fn header() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x001F_3B57))
        .set_font_color(Color::White)
}

/// A text that a cell takes: no characters that XML refuses, line breaks as Excel has them, and no more
/// than fits. Tells whether something had to be cut.
fn fit(text: &str) -> (String, bool) {
    let text = allowed(&text.replace("\r\n", "\n"));
    if text.encode_utf16().count() <= CELL {
        return (text, false);
    }
    let mut units = 0;
    let mut fitted: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < CELL
        })
        .collect();
    fitted.push('…');
    (fitted, true)
}

/// A text that a cell takes.
pub(super) fn fitting(text: &str) -> String {
    fit(text).0
}

/// `Products`, `Products 2`
pub(super) fn numbered(name: &str, part: u32) -> String {
    if part > 1 {
        let end = format!(" {part}");
        let mut name = name.to_owned();
        while name.encode_utf16().count() + end.len() > 31 {
            name.pop();
        }
        format!("{name}{end}")
    } else {
        name.to_owned()
    }
}

/// Names a sheet of findings, writes its header and keeps that and the first columns in sight.
pub(super) fn begin(
    sheet: &mut Worksheet,
    name: &str,
    titles: &[&str],
    kept: u16,
) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, kept)?;
    let format = header();
    for (column, title) in titles.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, fitting(title), &format)?;
    }
    if let Some(last) = titles.len().checked_sub(1) {
        sheet.autofilter(0, 0, ROWS - 1, last as u16)?;
    }
    Ok(())
}

/// Names a sheet of products and sets what holds for all of it.
pub(super) fn begin_products(sheet: &mut Worksheet, name: &str) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    for (column, width) in [(0, 10), (1, WIDE as u16), (2, 36)] {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

/// What is known of a sheet of products at its end: the row of its header, and how far it goes.
pub(super) fn end_products(
    sheet: &mut Worksheet,
    header: Option<u32>,
    last_row: u32,
    columns: usize,
) -> Result<(), XlsxError> {
    /// Rows above the header that may be kept in sight with it.
    const KEPT: u32 = 20;
    let last = OWN + columns.min(TABLE_COLUMNS) as u16 - 1;
    for column in OWN..=last {
        sheet.set_column_width(column, 16)?;
    }
    let kept = header.map_or(0, |row| row + 1);
    sheet.set_freeze_panes(if kept > KEPT { 0 } else { kept }, OWN)?;
    if let Some(header) = header {
        sheet.autofilter(header, 0, last_row.max(header), last)?;
    }
    if last >= OWN {
        // Numbers are texts on purpose; a mark on each of them would hide ours.
        sheet.ignore_error_range(0, OWN, last_row, last, IgnoreError::NumberStoredAsText)?;
    }
    Ok(())
}

/// Writes the header of a table behind our own headings.
pub(super) fn write_header(
    sheet: &mut Worksheet,
    number: u32,
    words: &Words,
    names: &[String],
    room: &mut Room,
) -> io::Result<()> {
    let format = header();
    let own = words.own.into_iter().map(str::to_owned);
    let all = own.chain(names.iter().take(TABLE_COLUMNS).cloned());
    room.left_out += names.len().saturating_sub(TABLE_COLUMNS);
    room.space.row(
        words
            .own
            .into_iter()
            .chain(names.iter().map(String::as_str)),
    )?;
    for (column, name) in all.enumerate() {
        let (text, cut) = fit(&name);
        room.cut += usize::from(cut);
        sheet
            .write_string_with_format(number, column as u16, text, &format)
            .map_err(other)?;
    }
    Ok(())
}

/// A cell of a table: its column, from 0, and its text.
pub(super) type Text<'a> = (usize, &'a str);

/// A mark on a cell: its column, from 0, the level and the note.
pub(super) type Marked<'a> = (usize, u8, &'a str);

/// Writes a row in the order of its columns.
pub(super) fn write_row(
    sheet: &mut Worksheet,
    number: u32,
    row: &Row,
    words: &'static Words,
    (texts, marks): (&[Text<'_>], &[Marked<'_>]),
    room: &mut Room,
) -> io::Result<()> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let plain = Format::new().set_align(FormatAlign::Top);
    let (en, zh) = (row.en.join("\n"), row.zh.join("\n"));
    let own = [en.as_str(), zh.as_str(), words.not_live, words.to_complete];
    let all = texts.iter().map(|(_, text)| *text);
    let marked = marks.iter().map(|_| "");
    room.space.row(own.into_iter().chain(all).chain(marked))?;
    if !en.is_empty() || !zh.is_empty() {
        // As high as the findings need, up to a point: the table is to stay one that can be looked over.
        let lines = |text: &str| -> usize {
            let lines = text.lines();
            lines.map(|line| line.chars().count() / WIDE + 1).sum()
        };
        let lines = if en.is_empty() {
            lines(&zh)
        } else {
            lines(&en)
        };
        sheet
            .set_row_height(number, 15.0 * lines.clamp(1, HIGHEST) as f64)
            .map_err(other)?;
    }
    if let Some((status, level)) = row.status(words) {
        sheet
            .write_string_with_format(number, 0, status, &fill(level).set_bold())
            .map_err(other)?;
    }
    for (column, text) in [(1, &en), (2, &zh)] {
        if !text.is_empty() {
            sheet
                .write_string_with_format(number, column, fitting(text), &wrapped)
                .map_err(other)?;
        }
    }
    // By column, as the sheet does not look back: the text, the worst level and every note.
    let mut cells: BTreeMap<usize, (&str, u8, Vec<&str>)> = BTreeMap::new();
    for (column, text) in texts {
        cells.insert(*column, (text, u8::MAX, Vec::new()));
    }
    for (column, level, note) in marks {
        let cell = cells.entry(*column).or_insert(("", u8::MAX, Vec::new()));
        cell.1 = cell.1.min(*level);
        if !cell.2.contains(note) {
            cell.2.push(note);
        }
    }
    for (column, (text, level, told)) in cells {
        if column >= TABLE_COLUMNS {
            room.left_out += usize::from(!text.is_empty());
            continue;
        }
        let column = column as u16 + OWN;
        let marked = fill(level);
        let format = if level == u8::MAX { &plain } else { &marked };
        if text.is_empty() {
            if level != u8::MAX {
                sheet.write_blank(number, column, format).map_err(other)?;
            }
        } else {
            let (text, cut) = fit(text);
            room.cut += usize::from(cut);
            sheet
                .write_string_with_format(number, column, text, format)
                .map_err(other)?;
        }
        if told.is_empty() {
            continue;
        }
        if room.notes >= NOTES {
            room.without_note += 1;
            continue;
        }
        room.notes += 1;
        write_note(sheet, number, column, &told)?;
    }
    Ok(())
}

fn write_note(sheet: &mut Worksheet, number: u32, column: u16, told: &[&str]) -> io::Result<()> {
    let texts: Vec<String> = told.iter().map(|note| allowed(note)).collect();
    let text: String = texts.join("\n\n").chars().take(NOTE).collect();
    let note = Note::new(text)
        .set_author("tidewaiter")
        .add_author_prefix(false)
        .set_width(360)
        .set_height(160);
    sheet.insert_note(number, column, &note).map_err(other)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_take_what_fits() {
        assert_eq!(fitting("a\u{0}b\u{fffe}"), "a\u{fffd}b\u{fffd}");
        let whole = "𝒳".repeat(16_383);
        assert_eq!(fit(&whole), (whole.clone(), false));
        let (fitted, cut) = fit(&"𝒳".repeat(16_384));
        assert!(cut && fitted.encode_utf16().count() == 32_767 && fitted.ends_with('…'));
    }

    #[test]
    fn names_of_sheets_have_room_for_their_number() {
        let name = "a name of thirty-one characters";
        assert_eq!(numbered(name, 1), name);
        assert_eq!(numbered(name, 12), "a name of thirty-one charact 12");
    }
}
