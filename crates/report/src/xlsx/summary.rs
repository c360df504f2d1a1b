//! The first sheet of the workbook: the numbers, what to do first, and what could not be read.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::cell::{NOTES, Room, fitting, header};
use crate::words::Words;
use crate::{Setting, Tally};

/// What the other sheets could not hold.
pub(super) struct Rest<'a> {
    /// Input problems.
    pub(super) problems: &'a [[String; 2]],
    /// Input problems that are not among them.
    pub(super) untold: u64,
    /// What Excel had no room for.
    pub(super) room: &'a Room,
}

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    tally: &Tally,
    setting: &Setting<'_>,
    rest: &Rest<'_>,
) -> Result<(), XlsxError> {
    let words = Words::of(setting.language);
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_column_width(0, 44)?;
    let row = facts(sheet, tally, setting, words)?;
    let row = markets(sheet, row + 1, tally, setting, words)?;
    let row = steps(sheet, row + 1, tally, words)?;
    unread(sheet, row + 1, rest, words)
}

/// The files and the rules. Gives the next free row, like the others here.
fn facts(
    sheet: &mut Worksheet,
    tally: &Tally,
    setting: &Setting<'_>,
    words: &Words,
) -> Result<u32, XlsxError> {
    let mut row = 0;
    for line in words.lead(tally) {
        sheet.write_string_with_format(row, 0, fitting(&line), &Format::new().set_bold())?;
        row += 1;
    }
    for input in &tally.inputs {
        sheet.write_string(row, 0, fitting(&input.file))?;
        sheet.write_string(row, 1, fitting(&(words.read)(input)))?;
        row += 1;
    }
    sheet.write_string(row, 0, words.rules_title)?;
    sheet.write_string(row, 1, fitting(&(words.rules)(setting.checker)))?;
    Ok(row + 1)
}

fn markets(
    sheet: &mut Worksheet,
    first: u32,
    tally: &Tally,
    setting: &Setting<'_>,
    words: &Words,
) -> Result<u32, XlsxError> {
    for (column, title) in words.table.iter().enumerate() {
        sheet.write_string_with_format(first, column as u16, *title, &header())?;
    }
    let mut row = first + 1;
    for market in setting.checker.markets() {
        let name = market.to_string();
        let of = tally.markets.get(&name).cloned().unwrap_or_default();
        sheet.write_string(row, 0, &name)?;
        for (column, number) in of.numbers().into_iter().enumerate() {
            sheet.write_number(row, column as u16 + 1, number as f64)?;
        }
        row += 1;
    }
    Ok(row)
}

fn steps(
    sheet: &mut Worksheet,
    first: u32,
    tally: &Tally,
    words: &Words,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(first, 0, words.first, &Format::new().set_bold())?;
    let mut row = first + 1;
    for step in tally.steps(10) {
        let remedy = tally.rules.get(&step.rule).map_or("", |rule| &rule.remedy);
        let text = format!("{remedy} ({})", (words.step)(&step));
        sheet.write_string(row, 0, &*step.rule)?;
        sheet.write_string(row, 1, fitting(&text))?;
        row += 1;
    }
    Ok(row)
}

fn unread(
    sheet: &mut Worksheet,
    first: u32,
    rest: &Rest<'_>,
    words: &Words,
) -> Result<(), XlsxError> {
    let mut row = first;
    let room = rest.room;
    let lacks = [
        (room.without_note, words.without_note),
        (room.cut, words.cut),
        (room.left_out, words.behind),
    ];
    for (count, told) in lacks.into_iter().filter(|(count, _)| *count > 0) {
        sheet.write_string(row, 0, told(count as u64, NOTES))?;
        row += 2;
    }
    if rest.problems.is_empty() {
        return Ok(());
    }
    sheet.write_string_with_format(row, 0, words.problems, &Format::new().set_bold())?;
    for problem in rest.problems {
        row += 1;
        for (column, text) in (0..).zip(problem) {
            sheet.write_string(row, column, fitting(text))?;
        }
    }
    if rest.untold > 0 {
        sheet.write_string(row + 1, 0, format!("+ {}", rest.untold))?;
    }
    Ok(())
}
