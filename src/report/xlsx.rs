//! A workbook to mend a catalogue in: the catalogue's own table with what was found in every row, all
//! findings, and the numbers.
//!
//! Findings go into their sheet as they come. Rows of the first sheet wait in a temporary file, because
//! its header needs the columns of every record.

mod summary;

use std::io::{self, BufRead as _, BufReader, Seek as _, Write};

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, IgnoreError, Note, Workbook,
    Worksheet, XlsxError,
};
use serde::{Deserialize, Serialize};
use tempfile::SpooledTempFile;

use super::finding::{Grouped, Level, evidence, grouped, law, name, place};
use super::table::Columns;
use super::visible::allowed;
use super::words::Words;
use super::{Product, Setting, Tally, Writer};
use crate::Finding;
use crate::catalog::InputProblem;

/// Bytes held in memory before they go to a temporary file.
const HELD: usize = 8 * 1024 * 1024;
/// UTF-16 units of a cell, less than the 32,767 that Excel allows.
const CELL: usize = 32_000;
/// Rows of one sheet, less than the 1,048,576 that Excel has; more go on in another sheet.
const ROWS: u32 = 1_000_000;
/// Columns, with those before the table's own; Excel has 16,384.
const COLUMNS: usize = 16_000;
/// Notes on cells: Excel keeps each as a drawing and becomes slow with many.
const NOTES: usize = 20_000;
/// Characters of a note.
const NOTE: usize = 1_200;
/// Input problems told in the summary; the rest is counted.
const PROBLEMS: usize = 1_000;
/// Characters of a line of the column of findings.
const WIDE: usize = 50;
/// Lines of the highest row.
const HIGHEST: usize = 10;
/// Columns before the table's own.
const OWN: u16 = 3;

/// A row of the first sheet while it waits.
#[derive(Serialize, Deserialize)]
struct Row {
    level: u8,
    status: String,
    en: String,
    zh: String,
    cells: Vec<(usize, String)>,
    /// Header or path of the cell, level and note. Its column may be met in a later row.
    marks: Vec<(String, u8, String)>,
}

/// Writes a workbook.
pub(super) struct Xlsx {
    workbook: Workbook,
    rows: SpooledTempFile,
    columns: Columns,
    findings: Sheet,
    /// In English and Chinese.
    problems: Vec<[String; 2]>,
    untold: u64,
}

/// A sheet that goes on in another one when it is full.
#[derive(Default)]
struct Sheet {
    index: usize,
    row: u32,
    part: u32,
}

impl Default for Xlsx {
    fn default() -> Self {
        Self {
            workbook: Workbook::new(),
            rows: SpooledTempFile::new(HELD),
            columns: Columns::default(),
            findings: Sheet::default(),
            problems: Vec::new(),
            untold: 0,
        }
    }
}

fn other(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

fn fill(level: u8) -> Format {
    let colour = match level {
        0 => 0x00FB_D5D5,
        1 => 0x00FF_E7B8,
        2 => 0x00DB_E9FB,
        3 => 0x00E9_E0FB,
        4 => 0x00ED_F0F3,
        _ => 0x00E1_F3E7,
    };
    Format::new()
        .set_background_color(Color::RGB(colour))
        .set_align(FormatAlign::Top)
}

fn header() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x001F_3B57))
        .set_font_color(Color::White)
}

/// A text that a cell takes: no characters that XML refuses, and no more than fit.
fn fitting(text: &str) -> String {
    let mut units = 0;
    let mut fitted: String = allowed(text)
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < CELL
        })
        .collect();
    if units >= CELL {
        fitted.push('…');
    }
    fitted
}

impl Xlsx {
    /// The sheet to write the next row of findings to, with its number.
    fn finding_row(&mut self, words: &Words) -> io::Result<(&mut Worksheet, u32)> {
        if self.findings.part == 0 || self.findings.row >= ROWS {
            self.findings.part += 1;
            self.findings.row = 1;
            let name = numbered(words.sheets[1], self.findings.part);
            let sheet = self
                .workbook
                .add_worksheet_with_constant_memory()
                .map_err(other)?;
            begin(sheet, &name, &words.finding, 2).map_err(other)?;
            for (column, width) in [(1, 26), (7, 30), (8, 60), (9, 46), (10, 50), (11, 40)] {
                sheet.set_column_width(column, width).map_err(other)?;
            }
            sheet.set_landscape().set_print_fit_to_pages(1, 0);
            for column in [12, 13, 14] {
                sheet.set_column_width(column, 40).map_err(other)?;
            }
            self.findings.index = self.workbook.worksheets().len() - 1;
        }
        let row = self.findings.row;
        self.findings.row += 1;
        let sheet = self
            .workbook
            .worksheet_from_index(self.findings.index)
            .map_err(other)?;
        Ok((sheet, row))
    }

    fn add_finding(
        &mut self,
        group: &Grouped<'_>,
        product: Product<'_>,
        words: &Words,
    ) -> io::Result<()> {
        let finding = group.finding;
        let level = Level::of(finding);
        let (en, remedy_en) = finding.in_language("en");
        let (zh, remedy_zh) = finding.in_language("zh");
        let record = &product.assessment.record;
        // A message says what is wrong, which an undetermined rule does not know.
        let told = |text: &str| {
            if level == Level::Open {
                String::new()
            } else {
                text.to_owned()
            }
        };
        let texts = [
            name(record),
            product.assessment.title.as_deref().unwrap_or("").to_owned(),
            place(record),
            group.markets.join(", "),
            words.level(level).to_owned(),
            finding
                .upcoming
                .map(|day| day.to_string())
                .unwrap_or_default(),
            words.area(finding.area).to_owned(),
            finding.rule.to_string(),
            told(en),
            told(zh),
            remedy_en.to_owned(),
            remedy_zh.to_owned(),
            evidence(finding, product.raw, words).join("\n"),
            needs_of(finding).join("\n"),
            law(finding),
        ];
        let (sheet, row) = self.finding_row(words)?;
        for (column, text) in texts.iter().enumerate() {
            if text.is_empty() {
                continue;
            }
            let format = if column == 4 {
                fill(level as u8)
            } else {
                Format::new()
            };
            sheet
                .write_string_with_format(row, column as u16, fitting(text), &format)
                .map_err(other)?;
        }
        Ok(())
    }

    /// The row of a product: its status, its findings in both languages, its cells and their marks.
    fn row(&mut self, product: Product<'_>, groups: &[Grouped<'_>], words: &Words) -> Row {
        let cells = product
            .raw
            .map(|raw| self.columns.cells(raw))
            .unwrap_or_default();
        let mut lines = [Vec::new(), Vec::new()];
        let mut marks: Vec<(String, u8, String)> = Vec::new();
        let mut open = 0;
        let mut worst = 5;
        for group in groups {
            let finding = group.finding;
            let level = Level::of(finding);
            if level == Level::Waived {
                continue;
            }
            worst = worst.min(level as u8);
            if level == Level::Open {
                open += 1;
                continue;
            }
            let markets = group.markets.join(",");
            for (lines, language) in lines.iter_mut().zip(["en", "zh"]) {
                let (message, remedy) = finding.in_language(language);
                let word = Words::of(language).level(level);
                lines.push(format!("• [{word}] {markets}: {message} → {remedy}"));
            }
            let (en, remedy_en) = finding.in_language("en");
            let (zh, remedy_zh) = finding.in_language("zh");
            let note = format!(
                "{markets} {}\n{en}\n{remedy_en}\n{zh}\n{remedy_zh}",
                finding.rule
            );
            for path in &finding.at {
                let header = finding.cells.get(path).unwrap_or(path);
                marks.push((header.to_string(), level as u8, note.clone()));
            }
        }
        let status = match worst {
            0 => words.blocked,
            5 => words.ready,
            4 => words.to_complete,
            1 => words.level(Level::Warning),
            2 => words.level(Level::Notice),
            _ => words.level(Level::Upcoming),
        };
        if open > 0 {
            for (lines, language) in lines.iter_mut().zip(["en", "zh"]) {
                let word = Words::of(language).level(Level::Open);
                lines.push(format!("? {open} {word}"));
            }
        }
        let [en, zh] = lines.map(|lines| lines.join("\n"));
        Row {
            level: worst,
            status: status.to_owned(),
            en,
            zh,
            cells: cells
                .into_iter()
                .map(|cell| (cell.column, cell.text))
                .collect(),
            marks,
        }
    }

    /// Writes the waiting rows. Tells how many marks had to go without a note.
    fn products(&mut self, words: &Words) -> io::Result<usize> {
        let order = self.columns.in_order();
        let mut column_of = vec![None; order.len()];
        for (i, (_, number)) in order.iter().enumerate().take(COLUMNS) {
            if let Some(slot) = column_of.get_mut(*number) {
                *slot = Some(i as u16 + OWN);
            }
        }
        let headers: Vec<&str> = words
            .own
            .into_iter()
            .chain(order.iter().take(COLUMNS).map(|(header, _)| *header))
            .collect();
        self.rows.rewind()?;
        let mut notes = 0;
        let mut without = 0;
        let mut sheet = Sheet {
            index: 0,
            row: 1,
            part: 1,
        };
        begin_products(
            self.workbook.worksheet_from_index(0).map_err(other)?,
            words.sheets[0],
            &headers,
        )?;
        for line in BufReader::new(&mut self.rows).lines() {
            let row: Row = serde_json::from_str(&line?)?;
            if sheet.row >= ROWS {
                sheet.part += 1;
                sheet.row = 1;
                let next = self
                    .workbook
                    .add_worksheet_with_constant_memory()
                    .map_err(other)?;
                begin_products(next, &numbered(words.sheets[0], sheet.part), &headers)?;
                sheet.index = self.workbook.worksheets().len() - 1;
            }
            let page = self
                .workbook
                .worksheet_from_index(sheet.index)
                .map_err(other)?;
            let at = |column: usize| column_of.get(column).copied().flatten();
            let marks: Vec<(u16, u8, &str)> = row
                .marks
                .iter()
                .filter_map(|(name, level, note)| {
                    Some((at(self.columns.find(name)?)?, *level, note.as_str()))
                })
                .collect();
            let cells: Vec<(u16, &str)> = row
                .cells
                .iter()
                .filter_map(|(column, text)| Some((at(*column)?, text.as_str())))
                .collect();
            without += write_row(page, sheet.row, &row, &cells, &marks, &mut notes)?;
            sheet.row += 1;
        }
        Ok(without)
    }
}

/// What would decide an undetermined finding: attributes, or else the reasons in both languages.
fn needs_of(finding: &Finding) -> Vec<String> {
    if finding.needs.is_empty() {
        let reasons = finding.reasons.iter();
        reasons
            .flat_map(|reason| ["en", "zh"].map(|lang| reason.in_language(lang).into_owned()))
            .collect()
    } else {
        finding.needs.iter().map(ToString::to_string).collect()
    }
}

impl Writer for Xlsx {
    fn start(&mut self, setting: &Setting<'_>, _: &mut dyn Write) -> io::Result<()> {
        // A workbook keeps the moment it was made; ours is the date of the assessment, so that the same
        // input gives the same bytes.
        let date = setting.checker.date();
        let created =
            ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)
                .map_err(other)?;
        let properties = DocProperties::new()
            .set_title("tidewaiter")
            .set_creation_datetime(&created);
        self.workbook.set_properties(&properties);
        self.workbook
            .add_worksheet_with_constant_memory()
            .map_err(other)?;
        Ok(())
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let words = Words::of(setting.language);
        let groups = grouped(product.assessment);
        for group in &groups {
            self.add_finding(group, product, words)?;
        }
        let row = self.row(product, &groups, words);
        writeln!(self.rows, "{}", serde_json::to_string(&row)?)
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        _: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        if self.problems.len() < PROBLEMS {
            self.problems
                .push(["en", "zh"].map(|language| problem.in_language(language)));
        } else {
            self.untold += 1;
        }
        Ok(())
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let words = Words::of(setting.language);
        if self.findings.part == 0 {
            self.finding_row(words)?;
        }
        let without = self.products(words)?;
        let rest = summary::Rest {
            problems: &self.problems,
            untold: self.untold,
            without_note: without,
        };
        summary::write(self.workbook.add_worksheet(), tally, setting, &rest).map_err(other)?;
        let mut file = SpooledTempFile::new(HELD);
        self.workbook.save_to_writer(&mut file).map_err(other)?;
        file.rewind()?;
        io::copy(&mut file, out)?;
        Ok(())
    }
}

fn numbered(name: &str, part: u32) -> String {
    if part > 1 {
        format!("{name} {part}")
    } else {
        name.to_owned()
    }
}

/// Names a sheet, writes its header and keeps that and the first columns in sight.
fn begin(sheet: &mut Worksheet, name: &str, titles: &[&str], kept: u16) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, kept)?;
    let format = header();
    for (column, title) in titles.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, fitting(title), &format)?;
    }
    if let Some(last) = titles.len().checked_sub(1) {
        sheet.autofilter(0, 0, ROWS, last as u16)?;
    }
    Ok(())
}

fn begin_products(sheet: &mut Worksheet, name: &str, headers: &[&str]) -> io::Result<()> {
    begin(sheet, name, headers, OWN).map_err(other)?;
    for (column, width) in [(0, 10), (1, WIDE as u16), (2, 36)] {
        sheet.set_column_width(column, width).map_err(other)?;
    }
    let last = headers.len() as u16;
    for column in OWN..last {
        sheet.set_column_width(column, 16).map_err(other)?;
    }
    if last > OWN {
        // Numbers are texts on purpose; a mark on each of them would hide ours.
        sheet
            .ignore_error_range(1, OWN, ROWS, last - 1, IgnoreError::NumberStoredAsText)
            .map_err(other)?;
    }
    Ok(())
}

/// Writes a row in the order of its columns; tells how many marks had to go without a note.
fn write_row(
    sheet: &mut Worksheet,
    number: u32,
    row: &Row,
    own: &[(u16, &str)],
    marks: &[(u16, u8, &str)],
    notes: &mut usize,
) -> io::Result<usize> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let plain = Format::new().set_align(FormatAlign::Top);
    // As high as the findings need, up to a point: the table is to stay one that can be looked over.
    let lines: usize = row
        .en
        .lines()
        .map(|line| line.chars().count() / WIDE + 1)
        .sum();
    sheet
        .set_row_height(number, 15.0 * lines.clamp(1, HIGHEST) as f64)
        .map_err(other)?;
    sheet
        .write_string_with_format(number, 0, &row.status, &fill(row.level).set_bold())
        .map_err(other)?;
    for (column, text) in [(1, &row.en), (2, &row.zh)] {
        if !text.is_empty() {
            sheet
                .write_string_with_format(number, column, fitting(text), &wrapped)
                .map_err(other)?;
        }
    }
    // By column, as the sheet does not look back: the text, the worst level and every note.
    let mut cells: std::collections::BTreeMap<u16, (&str, u8, Vec<&str>)> =
        std::collections::BTreeMap::new();
    for (column, text) in own {
        cells.insert(*column, (text, u8::MAX, Vec::new()));
    }
    for (column, level, note) in marks {
        let cell = cells.entry(*column).or_insert(("", u8::MAX, Vec::new()));
        cell.1 = cell.1.min(*level);
        cell.2.push(note);
    }
    let mut without = 0;
    for (column, (text, level, told)) in cells {
        let format = if level == u8::MAX {
            &plain
        } else {
            &fill(level)
        };
        if text.is_empty() {
            sheet.write_blank(number, column, format)
        } else {
            sheet.write_string_with_format(number, column, fitting(text), format)
        }
        .map_err(other)?;
        if told.is_empty() {
            continue;
        }
        if *notes >= NOTES {
            without += 1;
            continue;
        }
        *notes += 1;
        let texts: Vec<String> = told.iter().map(|note| allowed(note)).collect();
        let text: String = texts.join("\n\n").chars().take(NOTE).collect();
        let note = Note::new(text)
            .set_author("tidewaiter")
            .add_author_prefix(false)
            .set_width(360)
            .set_height(160);
        sheet.insert_note(number, column, &note).map_err(other)?;
    }
    Ok(without)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_take_what_fits() {
        assert_eq!(fitting("a\u{0}b\u{fffe}"), "a\u{fffd}b\u{fffd}");
        let long = "𝒳".repeat(40_000);
        let fitted = fitting(&long);
        assert!(fitted.encode_utf16().count() < 32_767 && fitted.ends_with('…'));
    }
}
