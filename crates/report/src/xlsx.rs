//! A workbook to mend a catalogue in: the catalogue's own tables with what was found in every row, all
//! findings, and the numbers.
//!
//! Findings go into their sheet as they come. What is to be said about the rows of a table waits in a
//! temporary file; at the end the table is read once more, and its rows are written with it.

mod cell;
mod names;
mod records;
mod row;
mod space;
mod summary;
mod table;
mod waiting;

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

use super::finding::{Grouped, Level, evidence, grouped, law, name, place};
use super::table::Columns;
use super::words::Words;
use super::{Product, Setting, Tally, Writer};
use crate::catalog::{InputProblem, Lines};
use crate::sentence::MessageLanguage;
use crate::{Finding, RecordRef};
use cell::{ROWS, Room, begin, fill, fitting, numbered, other};
use names::Names;
use row::{Mark, READY, Row};
use space::Spool;
use table::Book;
use waiting::Waiting;

/// Bytes held in memory before they go to a temporary file.
const HELD: usize = 8 * 1024 * 1024;
/// Input problems told in the summary; the rest is counted.
const PROBLEMS: usize = 1_000;
/// Under this number products wait that are not of a table that can be read again.
const RECORDS: u32 = u32::MAX;

/// Writes a workbook.
pub(super) struct Xlsx {
    workbook: Workbook,
    names: Names,
    waiting: Waiting,
    files: Files,
    /// Products that are not of a table, and the columns of their values.
    records: u32,
    columns: Columns,
    findings: Sheet,
    room: Room,
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

/// The files met so far.
#[derive(Default)]
struct Files {
    /// By name: the number, and whether it is a table that can be read again.
    met: HashMap<Arc<str>, (u32, bool)>,
    order: Vec<Arc<str>>,
}

impl Files {
    /// The number of a file, if it is a table that can be read again.
    fn table(&mut self, name: &str, setting: &Setting<'_>) -> Option<u32> {
        if let Some((number, is_table)) = self.met.get(name) {
            return is_table.then_some(*number);
        }
        let is_table = Lines::open(Path::new(name), setting.reading?).is_some();
        let number = self.order.len() as u32;
        let name: Arc<str> = name.into();
        self.met.insert(name.clone(), (number, is_table));
        self.order.push(name);
        is_table.then_some(number)
    }

    /// The tables, each with its number.
    fn tables(&self) -> Vec<(u32, Arc<str>)> {
        let named = (0..).zip(&self.order);
        named
            .filter(|(_, name)| self.met.get(*name).is_some_and(|(_, is_table)| *is_table))
            .map(|(number, name)| (number, name.clone()))
            .collect()
    }
}

impl Default for Xlsx {
    fn default() -> Self {
        Self {
            workbook: Workbook::new(),
            names: Names::default(),
            waiting: Waiting::default(),
            files: Files::default(),
            records: 0,
            columns: Columns::default(),
            findings: Sheet::default(),
            room: Room::default(),
            problems: Vec::new(),
            untold: 0,
        }
    }
}

impl Xlsx {
    /// The sheet to write the next row of findings to, with its number.
    fn finding_row(&mut self, words: &Words) -> io::Result<(&mut Worksheet, u32)> {
        if self.findings.part == 0 || self.findings.row >= ROWS {
            self.findings.part += 1;
            self.findings.row = 1;
            let [_, findings, _] = words.sheets;
            let name = self.names.take(&numbered(findings, self.findings.part));
            self.room.space.sheet()?;
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
        let (en, remedy_en) = finding.in_language(MessageLanguage::English);
        let (zh, remedy_zh) = finding.in_language(MessageLanguage::Chinese);
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
        self.room.space.row(texts.iter().map(String::as_str))?;
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

    /// Puts a product's row by until the row comes, and marks in other rows with theirs.
    fn wait(
        &mut self,
        mut row: Row,
        product: Product<'_>,
        setting: &Setting<'_>,
    ) -> io::Result<()> {
        let record = &product.assessment.record;
        let file = record.file.as_deref();
        let table = file.and_then(|file| self.files.table(file, setting));
        let (Some(file), Some(line)) = (table, record.line) else {
            let cells = product.raw.map(|raw| self.columns.cells(raw));
            let cells = cells.into_iter().flatten();
            row.cells = cells.map(|cell| (cell.column, cell.text)).collect();
            self.records += 1;
            return self.put_by(RECORDS, self.records, &row);
        };
        let (own, elsewhere): (Vec<Mark>, Vec<Mark>) =
            row.marks.into_iter().partition(|mark| mark.line == 0);
        row.marks = own;
        self.put_by(file, line, &row)?;
        let mut by_line: std::collections::BTreeMap<u32, Vec<Mark>> =
            std::collections::BTreeMap::new();
        for mark in elsewhere {
            by_line.entry(mark.line).or_default().push(mark);
        }
        for (line, marks) in by_line {
            self.put_by(file, line, &Row::of_marks(marks))?;
        }
        Ok(())
    }

    fn put_by(&mut self, file: u32, line: u32, row: &Row) -> io::Result<()> {
        let taken = self.waiting.add(file, line, row)?;
        self.room.space.taken(taken);
        Ok(())
    }

    /// Writes the tables, each in a sheet of its own, and the products that are of none.
    fn products(&mut self, setting: &Setting<'_>, room: &mut Room) -> io::Result<()> {
        let words = Words::of(setting.language);
        let mut said = std::mem::take(&mut self.waiting).in_order()?;
        let tables = self.files.tables();
        let alone = tables.len() == 1 && self.records == 0;
        for (number, file) in &tables {
            let name = if alone {
                let [products, ..] = words.sheets;
                products.to_owned()
            } else {
                Names::of_file(file)
            };
            let lines = setting
                .reading
                .and_then(|options| Lines::open(Path::new(&**file), options));
            let lines = lines.ok_or_else(|| {
                io::Error::other(format!("{file} cannot be read a second time, for its rows"))
            })?;
            let book = Book {
                workbook: &mut self.workbook,
                names: &mut self.names,
                said: &mut said,
                words,
                room: &mut *room,
            };
            table::write(book, lines, *number, name)?;
        }
        if tables.is_empty() || self.records > 0 {
            let book = Book {
                workbook: &mut self.workbook,
                names: &mut self.names,
                said: &mut said,
                words,
                room,
            };
            records::write(book, &self.columns, RECORDS)?;
        }
        Ok(())
    }
}

/// What would decide an undetermined finding: attributes, or else the reasons in both languages.
fn needs_of(finding: &Finding) -> Vec<String> {
    if finding.needs.is_empty() {
        let reasons = finding.reasons.iter();
        reasons
            .flat_map(|reason| {
                MessageLanguage::BOTH.map(|lang| reason.in_language(lang).into_owned())
            })
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
        // The summary comes first; it is filled last.
        let [_, _, summary] = Words::of(setting.language).sheets;
        let name = self.names.take(summary);
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name).map_err(other)?;
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
        let mut row = Row::of(product, &groups);
        if setting.uncovered && row.level == Some(READY) {
            row.level = Some(Level::Open as u8);
        }
        self.wait(row, product, setting)
    }

    fn left_out(
        &mut self,
        record: &RecordRef,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let file = record.file.as_deref();
        let table = file.and_then(|file| self.files.table(file, setting));
        let (Some(file), Some(line)) = (table, record.line) else {
            return Ok(());
        };
        let row = Row {
            left_out: true,
            ..Row::default()
        };
        self.put_by(file, line, &row)
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let line = problem.place.line;
        if line > 0
            && let Some(file) = self.files.table(&problem.file, setting)
        {
            let row = Row::of_problem(problem);
            self.put_by(file, line, &row)?;
        }
        if self.problems.len() < PROBLEMS {
            self.problems
                .push(MessageLanguage::BOTH.map(|language| problem.in_language(language)));
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
        // A file of which nothing was said has rows all the same.
        for input in &tally.inputs {
            self.files.table(&input.file, setting);
        }
        if self.findings.part == 0 {
            self.finding_row(words)?;
        }
        let mut room = std::mem::take(&mut self.room);
        self.products(setting, &mut room)?;
        let rest = summary::Rest {
            problems: &self.problems,
            untold: self.untold,
            room: &room,
        };
        let sheet = self.workbook.worksheet_from_index(0).map_err(other)?;
        summary::write(sheet, tally, setting, &rest).map_err(other)?;
        // Findings were written first, but stand behind the tables.
        if let Some(sheets) = self.workbook.worksheets_mut().get_mut(1..) {
            sheets.rotate_left(self.findings.part as usize);
        }
        let mut file = Spool::new(&mut room.space);
        self.workbook.save_to_writer(&mut file).map_err(other)?;
        file.copy(out)
    }
}
