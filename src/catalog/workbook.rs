//! Workbooks: XLSX as a stream of cells, ODS, XLSB and XLS as their reader gives them.
//!
//! A number in a cell is a binary float. Excel shows 15 digits of it, and so many are taken: what a
//! person sees in the cell is what is checked. In XLSX a percentage keeps its sign; the other formats
//! do not say that a number is one.

use std::collections::HashSet;
use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};
use std::sync::Arc;

use calamine::{
    Data, DataRef, DataType as _, ExcelDateTime, Ods, Reader as _, Sheet, SheetType, SheetVisible,
    Style, Xls, Xlsb, Xlsx,
};

use super::detect::Kind;
use super::header::Table;
use super::row::{Flow, RowReader, Sink, cell_name};
use super::source::Input;
use super::{InputCode, InputProblem, ReadOptions, counted};
use crate::record::{Datum, Place};
use crate::sentence::{Sentence, say};

/// The signature of the container of XLS files and of workbooks with a password.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Workbooks.
pub(super) const WORKBOOK: Kind = Kind {
    endings: &["xlsx", "xlsm", "xlsb", "xls", "ods"],
    open: |head, options| {
        let is = head.bytes.starts_with(b"PK\x03\x04") || head.bytes.starts_with(OLE);
        is.then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                options: options.clone(),
            })
        })
    },
};

struct Reader {
    options: ReadOptions,
}

impl RowReader for Reader {
    fn format(&self) -> String {
        "workbook".to_owned()
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let file = match input.seekable() {
            Ok(file) => file,
            Err(error) => return sink.problem(input.broken(&error)),
        };
        let reading = Reading {
            file: &input.name,
            options: &self.options,
        };
        match reading.all(file, sink) {
            Ok(()) => Flow::Continue(()),
            Err(Failure::Enough) => Flow::Break(()),
            Err(Failure::Workbook(what)) => sink.problem(InputProblem::new(
                InputCode::Workbook,
                &input.name,
                0,
say!(
"the workbook cannot be read: {what}",
"工作簿无法读取:{what}",
what,),say!(
"{read} before this place checked; open it in a spreadsheet and save it again, without a password",
"此处之前的 {read}已检查;请用电子表格打开后重新保存,不要设密码",
read = counted(sink.rows()),),
            )),
        }
    }
}

enum Failure {
    Enough,
    Workbook(String),
}

fn workbook(error: impl Display) -> Failure {
    Failure::Workbook(error.to_string())
}

fn go(flow: Flow) -> Result<(), Failure> {
    if flow.is_break() {
        Err(Failure::Enough)
    } else {
        Ok(())
    }
}

type Bytes = BufReader<File>;

struct Reading<'a> {
    file: &'a str,
    options: &'a ReadOptions,
}

impl Reading<'_> {
    fn all(&self, mut file: File, sink: &mut dyn Sink) -> Result<(), Failure> {
        let mut start = [0; 8];
        file.read_exact(&mut start).map_err(workbook)?;
        file.rewind().map_err(workbook)?;
        if start == *OLE {
            return self.ranges(Xls::new(BufReader::new(file)).map_err(workbook)?, sink);
        }
        let second = file.try_clone().map_err(workbook)?;
        let archive = zip::ZipArchive::new(BufReader::new(second)).map_err(workbook)?;
        let has = |name| archive.index_for_name(name).is_some();
        let (binary, open_document) = (has("xl/workbook.bin"), has("content.xml"));
        drop(archive);
        file.rewind().map_err(workbook)?;
        let bytes = BufReader::new(file);
        if binary {
            self.ranges(Xlsb::new(bytes).map_err(workbook)?, sink)
        } else if open_document {
            self.ranges(Ods::new(bytes).map_err(workbook)?, sink)
        } else {
            self.stream(Xlsx::new(bytes).map_err(workbook)?, sink)
        }
    }

    /// The sheets to read: the one asked for; Amazon's `Template`; else the first that `is_table`.
    fn sheet(
        &self,
        sheets: &[Sheet],
        is_table: &mut dyn FnMut(&str) -> Result<bool, Failure>,
        sink: &mut dyn Sink,
    ) -> Result<Option<String>, Failure> {
        let names: Vec<&str> = sheets
            .iter()
            .filter(|s| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible)
            .map(|sheet| sheet.name.as_str())
            .collect();
        if let Some(asked) = &self.options.sheet {
            let known: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            if known.contains(&asked.as_str()) {
                return Ok(Some(asked.clone()));
            }
            go(sink.problem(InputProblem::new(
                InputCode::Workbook,
                self.file,
                0,
                say!(
                    "there is no sheet \"{asked}\"",
                    "没有工作表“{asked}”",
                    asked,
                ),
                say!(
                    "the sheets are {sheets}",
                    "工作表有 {sheets}",
                    sheets = Sentence::list(&known),
                ),
            )))?;
            return Ok(None);
        }
        let mut chosen = names.iter().find(|name| **name == "Template").copied();
        for name in &names {
            if chosen.is_none() && is_table(name)? {
                chosen = Some(name);
            }
        }
        let Some(chosen) = chosen.or(names.first().copied()) else {
            go(sink.problem(InputProblem::new(
                InputCode::NoProducts,
                self.file,
                0,
                say!(
                    "the workbook has no visible sheet",
                    "工作簿没有可见的工作表",
                ),
                say!(
                    "show the sheet, or name it with --sheet",
                    "请取消隐藏,或用 --sheet 指定",
                ),
            )))?;
            return Ok(None);
        };
        if names.len() > 1 {
            let others: Vec<&str> = names.iter().filter(|n| **n != chosen).copied().collect();
            go(sink.problem(InputProblem::new(
                InputCode::Preamble,
                self.file,
                0,
                say!(
                    "the sheet \"{chosen}\" was read, not {others}",
                    "读取了工作表“{chosen}”,未读取 {others}",
                    chosen,
                    others = Sentence::list(&others),
                ),
                say!(
                    "to read another one, name it with --sheet",
                    "如需读取其他工作表,请用 --sheet 指定",
                ),
            )))?;
        }
        Ok(Some(chosen.to_owned()))
    }

    fn stream(&self, mut book: Xlsx<Bytes>, sink: &mut dyn Sink) -> Result<(), Failure> {
        let sheets = book.sheets_metadata().to_vec();
        let mut is_table = |name: &str| -> Result<bool, Failure> {
            let mut cells = book.worksheet_cells_reader(name).map_err(workbook)?;
            let mut widths = std::collections::BTreeMap::new();
            for _ in 0..500 {
                let Some(cell) = cells.next_cell().map_err(workbook)? else {
                    break;
                };
                if !cell.get_value().is_empty() {
                    *widths.entry(cell.get_position().0).or_insert(0u32) += 1;
                }
            }
            Ok(widths.len() > 1 && widths.values().any(|cells| *cells > 1))
        };
        let Some(name) = self.sheet(&sheets, &mut is_table, sink)? else {
            return Ok(());
        };
        let uncomputed = uncomputed(&mut book, &name)?;
        let mut sheet = Rows::new(self, &name);
        let mut cells = book.worksheet_cells_reader(&name).map_err(workbook)?;
        let percent: Vec<bool> = cells.styles().iter().map(is_percent).collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(workbook)? {
            let (row, column) = cell.get_position();
            if uncomputed.contains(&(row, column)) {
                sheet.problem(
                    row,
                    column,
                    &say!(
                        "the formula has no result stored in the file",
                        "文件中没有保存公式的结果",
                    ),
                    sink,
                )?;
                sheet.cell(row, column, Datum::Unreadable("".into()), sink)?;
                continue;
            }
            let percent = percent.get(style).copied().unwrap_or(false);
            let value = match cell.get_value() {
                DataRef::Float(number) if percent => {
                    Datum::Text(format!("{} %", digits(number * 100.0)).into())
                }
                DataRef::Int(number) => number_of(*number as f64),
                DataRef::Float(number) => number_of(*number),
                DataRef::String(text) => text_of(text),
                DataRef::SharedString(text) => text_of(text),
                DataRef::Bool(value) => Datum::Bool(*value),
                DataRef::DateTime(date) => date_of(date),
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_of(text),
                DataRef::Error(error) => {
                    sheet.problem(
                        row,
                        column,
                        &say!(
                            "the cell shows {error}",
                            "单元格显示 {error}",
                            error = error.to_string(),
                        ),
                        sink,
                    )?;
                    Datum::Unreadable(error.to_string().into())
                }
                DataRef::Empty => Datum::Null,
            };
            sheet.cell(row, column, value, sink)?;
        }
        sheet.end(sink)
    }

    fn ranges<B>(&self, mut book: B, sink: &mut dyn Sink) -> Result<(), Failure>
    where
        B: calamine::Reader<Bytes>,
        B::Error: Display,
    {
        let sheets = book.sheets_metadata().to_vec();
        let mut is_table = |name: &str| -> Result<bool, Failure> {
            let range = book.worksheet_range(name).map_err(workbook)?;
            Ok(range.height() > 1 && range.width() > 1)
        };
        let Some(name) = self.sheet(&sheets, &mut is_table, sink)? else {
            return Ok(());
        };
        let range = book.worksheet_range(&name).map_err(workbook)?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let mut sheet = Rows::new(self, &name);
        for (row, column, value) in range.used_cells() {
            let (row, column) = (first_row + row as u32, first_column + column as u32);
            let value = match value {
                Data::Int(number) => number_of(*number as f64),
                Data::Float(number) => number_of(*number),
                Data::String(text) => text_of(text),
                Data::Bool(value) => Datum::Bool(*value),
                Data::DateTime(date) => date_of(date),
                Data::DateTimeIso(text) | Data::DurationIso(text) => text_of(text),
                Data::Error(error) => {
                    sheet.problem(
                        row,
                        column,
                        &say!(
                            "the cell shows {error}",
                            "单元格显示 {error}",
                            error = error.to_string(),
                        ),
                        sink,
                    )?;
                    Datum::Unreadable(error.to_string().into())
                }
                Data::Empty => Datum::Null,
            };
            sheet.cell(row, column, value, sink)?;
        }
        sheet.end(sink)
    }
}

/// The formulas of a sheet whose result was never stored, as a library writes them that computes none.
fn uncomputed(book: &mut Xlsx<Bytes>, name: &str) -> Result<HashSet<(u32, u32)>, Failure> {
    const MOST: usize = 100_000;
    let mut found = HashSet::new();
    let mut cells = book.worksheet_cells_reader(name).map_err(workbook)?;
    // A sheet that cannot be read to its end is reported by the reading of its values.
    while let Ok(Some(cell)) = cells.next_cell_with_formula_metadata() {
        if cell.formula.is_some() && cell.value.is_empty() && found.len() < MOST {
            found.insert(cell.pos);
        }
    }
    Ok(found)
}

fn is_percent(style: &Style) -> bool {
    style
        .number_format
        .as_ref()
        .is_some_and(|format| format.format_code.contains('%'))
}

/// Cells gathered to rows.
struct Rows<'a> {
    file: &'a str,
    sheet: Arc<str>,
    table: Table<'a>,
    row: u32,
    cells: Vec<Datum>,
}

impl<'a> Rows<'a> {
    fn new(reading: &Reading<'a>, sheet: &str) -> Self {
        let sheet: Arc<str> = sheet.into();
        Self {
            file: reading.file,
            table: Table::new(reading.file, Some(sheet.clone()), reading.options),
            sheet,
            row: 0,
            cells: Vec::new(),
        }
    }

    fn place(&self, row: u32, column: u32) -> Place {
        Place {
            line: row + 1,
            column: column + 1,
            pointer: Some(cell_name(&self.sheet, column as usize, row + 1).into()),
            ..Place::default()
        }
    }

    fn cell(
        &mut self,
        row: u32,
        column: u32,
        value: Datum,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        if row != self.row {
            self.end_row(sink)?;
            self.row = row;
        }
        if matches!(value, Datum::Null) {
            return Ok(());
        }
        let column = column as usize;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Datum::Null);
        }
        if let Some(slot) = self.cells.get_mut(column) {
            *slot = value;
        }
        Ok(())
    }

    fn end_row(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        let cells = std::mem::take(&mut self.cells);
        let mut place = self.place(self.row, 0);
        place.column = 0;
        go(self.table.row(cells, place, sink))
    }

    fn end(mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        self.end_row(sink)?;
        go(self.table.end(sink))
    }

    fn problem(
        &self,
        row: u32,
        column: u32,
        what: &Sentence,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let mut problem = InputProblem::new(
            InputCode::Cell,
            self.file,
            row + 1,
            say!("{what}, so it counts as unknown", "{what},按未知处理", what,),
            say!(
                "open the workbook in a spreadsheet, correct the cell and save it",
                "请用电子表格打开工作簿,更正单元格并保存",
            ),
        );
        problem.place = self.place(row, column);
        go(sink.problem(problem))
    }
}

fn text_of(text: &str) -> Datum {
    match super::csv::unquoted(text.trim()) {
        "" => Datum::Null,
        text => Datum::Text(text.into()),
    }
}

fn number_of(number: f64) -> Datum {
    Datum::Number(digits(number).into())
}

/// The 15 digits that a spreadsheet shows of a number, without an exponent where it can do without.
fn digits(number: f64) -> String {
    let scientific = format!("{number:.14e}");
    let rounded: f64 = scientific.parse().unwrap_or(number);
    if rounded == 0.0 {
        return "0".to_owned();
    }
    rounded.to_string()
}

/// A date as `2026-11-24`, with its time if it has one; a length of time stays the number that it is.
fn date_of(date: &ExcelDateTime) -> Datum {
    if date.is_duration() {
        return number_of(date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    Datum::Text(if (hour, minute, second) == (0, 0, 0) {
        day.into()
    } else {
        format!("{day}T{hour:02}:{minute:02}:{second:02}").into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_a_person_sees() {
        assert_eq!(digits(0.1 + 0.2), "0.3");
        assert_eq!(digits(19.99), "19.99");
        assert_eq!(digits(199.9 / 10.0), "19.99");
        assert_eq!(digits(4_006_381_333_931.0), "4006381333931");
        assert_eq!(digits(-0.0), "0");
        assert_eq!(digits(0.19 * 100.0), "19");
    }
}
