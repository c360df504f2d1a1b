//! Workbooks: XLSX as a stream of cells, ODS, XLSB and XLS as their reader gives them.
//!
//! A number in a cell is a binary float. Excel shows 15 digits of it, and so many are taken: what a
//! person sees in the cell is what is checked. That includes what its number format adds
//! (`number_format`); the libraries of ODS, XLSB and XLS do not say it, so it is looked for before them.

use std::collections::HashSet;
use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};

use calamine::{
    Data, DataRef, DataType as _, ExcelDateTime, Ods, Reader as _, Sheet, SheetType, SheetVisible,
    Xls, Xlsb, Xlsx,
};

use super::binary;
use super::cell_formats::Looked;
use super::detect::Kind;
use super::guard::unpanicking;
use super::header::Table;
use super::lines::Numbering;
use super::number_format::Shown;
use super::opendocument;
use super::row::{Flow, RowReader, Sink};
use super::source::Input;
use super::xlsb;
use super::{InputCode, InputProblem, ReadOptions, counted};
use crate::record::{Cell, Cells, Datum, given_in};
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

    fn numbering(&self) -> Option<Numbering> {
        Some(Numbering::Rows)
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let file = match input.seekable() {
            Ok(file) => file,
            Err(error) => return sink.problem(input.broken(&error)),
        };
        let reading = Reading {
            file: &input.name,
            options: &self.options,
            formulas: input.formulas,
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
    Workbook(Sentence),
}

fn workbook(error: impl Display) -> Failure {
    Failure::Workbook(Sentence::verbatim(&error.to_string()))
}

/// What a library reads; its panics are told like its errors.
fn guarded<T, E: Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, Failure> {
    match unpanicking(read) {
        Ok(result) => result.map_err(workbook),
        Err(why) => Err(workbook(why)),
    }
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
    /// A sheet of the workbook has formulas.
    formulas: bool,
}

impl Reading<'_> {
    fn all(&self, mut file: File, sink: &mut dyn Sink) -> Result<(), Failure> {
        let mut start = [0; 8];
        file.read_exact(&mut start).map_err(workbook)?;
        file.rewind().map_err(workbook)?;
        if start == *OLE {
            let most = self.options.max_workbook_bytes;
            let looked = binary::xls(&mut file, most).map_err(Failure::Workbook)?;
            let book = guarded(|| Xls::new(BufReader::new(file)))?;
            return self.ranges(book, &looked, sink);
        }
        let second = file.try_clone().map_err(workbook)?;
        let mut archive = zip::ZipArchive::new(BufReader::new(second)).map_err(workbook)?;
        let has = |name| archive.index_for_name(name).is_some();
        let (is_binary, open_document) = (has("xl/workbook.bin"), has("content.xml"));
        let looked = if is_binary {
            xlsb::look(&mut archive, MOST_ROWS)
        } else if open_document {
            opendocument::look(&mut archive, self.options)
        } else {
            Ok(Looked::default())
        };
        let looked = looked.map_err(Failure::Workbook)?;
        drop(archive);
        file.rewind().map_err(workbook)?;
        let bytes = BufReader::new(file);
        if is_binary {
            self.binary(guarded(|| Xlsb::new(bytes))?, &looked, sink)
        } else if open_document {
            self.ranges(guarded(|| Ods::new(bytes))?, &looked, sink)
        } else {
            self.stream(guarded(|| Xlsx::new(bytes))?, sink)
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
            let mut cells = guarded(|| book.worksheet_cells_reader(name))?;
            looks_like_table(&mut || guarded(|| cells.next_cell()))
        };
        let Some(name) = self.sheet(&sheets, &mut is_table, sink)? else {
            return Ok(());
        };
        let uncomputed = if self.formulas {
            uncomputed(&mut book, &name)?
        } else {
            HashSet::new()
        };
        let mut sheet = Rows::new(self, &name, sink);
        let mut cells = guarded(|| book.worksheet_cells_reader(&name))?;
        let formats: Vec<Shown> = cells.styles().iter().map(Shown::of).collect();
        let plain = Shown::default();
        while let Some((cell, style)) = guarded(|| cells.next_cell_with_style_id())? {
            let (row, column) = cell.get_position();
            if !uncomputed.is_empty() && uncomputed.contains(&(row, column)) {
                sheet.problem(
                    row,
                    column,
                    &say!(
                        "the formula has no result stored in the file",
                        "文件中没有保存公式的结果",
                    ),
                    sink,
                )?;
                sheet.cell(row, column, Cell::Unreadable(""), sink)?;
                continue;
            }
            let format = formats.get(style).unwrap_or(&plain);
            match cell.get_value() {
                DataRef::Int(number) => {
                    sheet.shown_number(row, column, *number as f64, format, sink)?;
                }
                DataRef::Float(number) => {
                    sheet.shown_number(row, column, *number, format, sink)?;
                }
                value => sheet.value(row, column, value, sink)?,
            }
        }
        sheet.end(sink)
    }

    /// XLSB, cell by cell.
    fn binary(
        &self,
        mut book: Xlsb<Bytes>,
        looked: &Looked,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let sheets = book.sheets_metadata().to_vec();
        let mut is_table = |name: &str| -> Result<bool, Failure> {
            let mut cells = guarded(|| book.worksheet_cells_reader(name))?;
            looks_like_table(&mut || guarded(|| cells.next_cell()))
        };
        let Some(name) = self.sheet(&sheets, &mut is_table, sink)? else {
            return Ok(());
        };
        let mut formulas = formulas(&mut book, &name)?.into_iter().peekable();
        let formats = looked.sheet(&name, usize::MAX);
        let mut sheet = Rows::new(self, &name, sink);
        let mut cells = guarded(|| book.worksheet_cells_reader(&name))?;
        loop {
            let cell = guarded(|| cells.next_cell())?;
            let at = cell
                .as_ref()
                .map_or((u32::MAX, 0), calamine::Cell::get_position);
            // The library passes over formulas that show an error.
            while let Some((row, column)) = formulas.next_if(|formula| *formula < at) {
                sheet.error(row, column, "#N/A", sink)?;
            }
            let Some(cell) = cell else {
                return sheet.end(sink);
            };
            formulas.next_if_eq(&at);
            let (row, column) = at;
            match (looked.shown(formats, row, column), cell.get_value()) {
                (Some(format), DataRef::Int(number)) => {
                    sheet.shown_number(row, column, *number as f64, format, sink)?;
                }
                (Some(format), DataRef::Float(number)) => {
                    sheet.shown_number(row, column, *number, format, sink)?;
                }
                (_, value) => sheet.value(row, column, value, sink)?,
            }
        }
    }

    /// XLS and ODS.
    fn ranges<B>(&self, mut book: B, looked: &Looked, sink: &mut dyn Sink) -> Result<(), Failure>
    where
        B: calamine::Reader<Bytes>,
        B::Error: Display,
    {
        let sheets = book.sheets_metadata().to_vec();
        let mut is_table = |name: &str| -> Result<bool, Failure> {
            let range = guarded(|| book.worksheet_range(name))?;
            Ok(range.height() > 1 && range.width() > 1)
        };
        let Some(name) = self.sheet(&sheets, &mut is_table, sink)? else {
            return Ok(());
        };
        let range = guarded(|| book.worksheet_range(&name))?;
        let number = sheets.iter().position(|sheet| sheet.name == name);
        let seen = looked.sheet(&name, number.unwrap_or(usize::MAX));
        let texts = seen.map_or(&[][..], |seen| &seen.texts);
        let missing = texts.iter().find(|(row, column)| {
            let value = range.get_value((u32::from(*row), u32::from(*column)));
            value.is_none_or(Data::is_empty)
        });
        if let Some((row, _)) = missing {
            return Err(Failure::Workbook(say!(
                "a text of row {row} is not in its table of texts",
                "第 {row} 行的文本不在文本表中",
                row = u32::from(*row) + 1,
            )));
        }
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let plain = Shown::default();
        let mut sheet = Rows::new(self, &name, sink);
        for (row, column, value) in range.used_cells() {
            let (row, column) = (first_row + row as u32, first_column + column as u32);
            let format = looked.shown(seen, row, column).unwrap_or(&plain);
            match value {
                Data::Int(number) => {
                    sheet.shown_number(row, column, *number as f64, format, sink)?;
                }
                Data::Float(number) => sheet.shown_number(row, column, *number, format, sink)?,
                Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                    sheet.text(row, column, text, sink)?;
                }
                Data::Bool(value) => sheet.truth(row, column, *value, sink)?,
                Data::DateTime(date) => sheet.date(row, column, date, sink)?,
                Data::Error(error) => sheet.error(row, column, &error.to_string(), sink)?,
                Data::Empty => {}
            }
        }
        sheet.end(sink)
    }
}

/// Some rows of a sheet have several cells.
fn looks_like_table<'a>(
    next: &mut dyn FnMut() -> Result<Option<calamine::Cell<DataRef<'a>>>, Failure>,
) -> Result<bool, Failure> {
    let mut widths = std::collections::BTreeMap::new();
    for _ in 0..500 {
        let Some(cell) = next()? else {
            break;
        };
        if !cell.get_value().is_empty() {
            *widths.entry(cell.get_position().0).or_insert(0u32) += 1;
        }
    }
    Ok(widths.len() > 1 && widths.values().any(|cells| *cells > 1))
}

/// The cells of a sheet of XLSB that have formulas.
fn formulas(book: &mut Xlsb<Bytes>, name: &str) -> Result<Vec<(u32, u32)>, Failure> {
    const MOST: usize = 100_000;
    let mut found = Vec::new();
    let mut cells = guarded(|| book.worksheet_cells_reader(name))?;
    // A formula that cannot be read has a value all the same; the part ends in errors if it is cut off.
    let mut unread = 0;
    while found.len() < MOST && unread < MOST {
        match guarded(|| cells.next_formula()) {
            Ok(Some(cell)) => found.push(cell.get_position()),
            Ok(None) => break,
            Err(_) => unread += 1,
        }
    }
    Ok(found)
}

/// The formulas of a sheet whose result was never stored, as a library writes them that computes none.
fn uncomputed(book: &mut Xlsx<Bytes>, name: &str) -> Result<HashSet<(u32, u32)>, Failure> {
    const MOST: usize = 100_000;
    let mut found = HashSet::new();
    let mut cells = guarded(|| book.worksheet_cells_reader(name))?;
    // A sheet that cannot be read to its end is reported by the reading of its values.
    while let Ok(Some(cell)) = guarded(|| cells.next_cell_with_formula_metadata()) {
        if cell.formula.is_some() && cell.value.is_empty() && found.len() < MOST {
            found.insert(cell.pos);
        }
    }
    Ok(found)
}

/// Cells gathered to rows.
struct Rows<'a> {
    file: &'a str,
    table: Table<'a>,
    row: u32,
    cells: Cells,
    /// Columns of the row, where they are more than are read: the cells there are not kept.
    wide: usize,
    /// Columns that are read.
    most: usize,
    /// The texts of the row as the sheet shows them, if somebody wants them.
    shown: Option<Vec<String>>,
}

impl<'a> Rows<'a> {
    fn new(reading: &Reading<'a>, sheet: &str, sink: &dyn Sink) -> Self {
        Self {
            file: reading.file,
            table: Table::new(reading.file, Some(sheet.into()), reading.options),
            row: 0,
            cells: Cells::default(),
            wide: 0,
            most: reading.options.max_columns,
            shown: sink.wants_lines().then(Vec::new),
        }
    }

    /// Keeps what a cell shows.
    fn show(&mut self, column: usize, text: &str) {
        if let Some(shown) = self.shown.as_mut().filter(|_| !text.is_empty()) {
            if shown.len() <= column {
                shown.resize(column + 1, String::new());
            }
            if let Some(slot) = shown.get_mut(column) {
                text.clone_into(slot);
            }
        }
    }

    fn begin(&mut self, row: u32, sink: &mut dyn Sink) -> Result<(), Failure> {
        if row != self.row {
            self.end_row(sink)?;
            self.row = row;
        }
        Ok(())
    }

    /// The cell stands further to the right than is read; that it is there is remembered.
    fn is_far(&mut self, column: u32) -> bool {
        let columns = (column as usize).saturating_add(1);
        let far = columns > self.most;
        if far {
            self.wide = self.wide.max(columns);
        }
        far
    }

    fn cell(
        &mut self,
        row: u32,
        column: u32,
        value: Cell<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        self.begin(row, sink)?;
        if self.is_far(column) {
            return Ok(());
        }
        match value {
            Cell::Null => return Ok(()),
            Cell::Text(text) | Cell::Number(text) | Cell::Unreadable(text) => {
                self.show(column as usize, text);
            }
            // As spreadsheets show it.
            Cell::Value(Datum::Bool(value)) => {
                self.show(column as usize, if *value { "TRUE" } else { "FALSE" });
            }
            Cell::Value(_) => {}
        }
        self.put(row, column, value, sink)
    }

    /// A text; it is shown as it stands, with the white space around it.
    fn text(
        &mut self,
        row: u32,
        column: u32,
        text: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        self.begin(row, sink)?;
        if text.trim().is_empty() || self.is_far(column) {
            return Ok(());
        }
        self.show(column as usize, text);
        match given_in(text) {
            "" => {}
            given => self.put(row, column, Cell::Text(given), sink)?,
        }
        Ok(())
    }

    /// Keeps the value of a cell, unless the sheet has said another one: nobody knows which counts.
    fn put(
        &mut self,
        row: u32,
        column: u32,
        value: Cell<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let before = self.cells.get(column as usize);
        if before == Cell::Null || before == value || matches!(before, Cell::Unreadable(_)) {
            if !matches!(before, Cell::Unreadable(_)) {
                self.cells.put(column as usize, value);
            }
            return Ok(());
        }
        let what = say!(
            "the sheet has this cell twice, with different values",
            "工作表中此单元格出现两次,且值不同",
        );
        self.problem(row, column, &what, sink)?;
        self.cells.make_unreadable(column as usize);
        Ok(())
    }

    fn number(
        &mut self,
        row: u32,
        column: u32,
        number: f64,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        self.cell(row, column, Cell::Number(&digits(number)), sink)
    }

    /// A number with what its format shows before or behind it.
    fn shown_number(
        &mut self,
        row: u32,
        column: u32,
        number: f64,
        format: &Shown,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        if format.percent {
            let text = format!("{} %", digits(number * 100.0));
            return self.cell(row, column, Cell::Text(&text), sink);
        }
        let plain = digits(number);
        let shown = format.zeros;
        if shown > 0 && plain.bytes().all(|b| b.is_ascii_digit()) {
            let padded = format!("{plain:0>shown$}");
            return self.cell(row, column, Cell::Text(&padded), sink);
        }
        if let Some(beside) = &format.beside {
            let whole = format!("{plain} {beside}");
            if beside == "%" {
                return self.cell(row, column, Cell::Text(&whole), sink);
            }
            return self.cell(row, column, Cell::Number(&whole), sink);
        }
        self.cell(row, column, Cell::Number(&plain), sink)
    }

    fn truth(
        &mut self,
        row: u32,
        column: u32,
        value: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        self.cell(row, column, Cell::Value(&Datum::Bool(value)), sink)
    }

    /// A date; a length of time stays the number that it is.
    fn date(
        &mut self,
        row: u32,
        column: u32,
        date: &ExcelDateTime,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        if date.is_duration() {
            return self.number(row, column, date.as_f64(), sink);
        }
        self.cell(row, column, Cell::Text(&date_of(date)), sink)
    }

    /// What a cell has, whose format says nothing.
    fn value(
        &mut self,
        row: u32,
        column: u32,
        value: &DataRef<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        match value {
            DataRef::Int(number) => self.number(row, column, *number as f64, sink),
            DataRef::Float(number) => self.number(row, column, *number, sink),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                self.text(row, column, text, sink)
            }
            DataRef::SharedString(text) => self.text(row, column, text, sink),
            DataRef::Bool(value) => self.truth(row, column, *value, sink),
            DataRef::DateTime(date) => self.date(row, column, date, sink),
            DataRef::Error(error) => self.error(row, column, &error.to_string(), sink),
            DataRef::Empty => Ok(()),
        }
    }

    /// A cell that shows an error.
    fn error(
        &mut self,
        row: u32,
        column: u32,
        error: &str,
        sink: &mut dyn Sink,
    ) -> Result<(), Failure> {
        let what = say!("the cell shows {error}", "单元格显示 {error}", error);
        self.problem(row, column, &what, sink)?;
        self.cell(row, column, Cell::Unreadable(error), sink)
    }

    fn end_row(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        if let Some(shown) = &mut self.shown {
            let shown = std::mem::take(shown);
            if !shown.is_empty() {
                go(sink.line(self.row + 1, shown))?;
            }
        }
        let cells = std::mem::take(&mut self.cells);
        let wide = std::mem::take(&mut self.wide);
        let row = self.row.saturating_add(1);
        if self.row >= MOST_ROWS {
            if !cells.is_empty() || wide > 0 {
                go(sink.problem(beyond(self.file, row)))?;
            }
            return Ok(());
        }
        if wide > 0 {
            return go(self.table.wide(wide, row, None, sink));
        }
        go(self.table.row(cells, row, None, sink))
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
        problem.place = self.table.place(row + 1, column + 1, None);
        go(sink.problem(problem))
    }
}

/// Rows that a sheet may have.
pub(super) const MOST_ROWS: u32 = 1_048_576;

/// The problem of a row behind the last one that a sheet may have.
fn beyond(file: &str, row: u32) -> InputProblem {
    InputProblem::new(
        InputCode::Workbook,
        file,
        row,
        say!(
            "the row has the number {row}, but a sheet has {most} rows at most, so it is not checked",
            "该行编号为 {row},而工作表最多有 {most} 行,因此未检查该行",
            row,
            most = MOST_ROWS,
        ),
        say!(
            "open the workbook in a spreadsheet and save it again",
            "请用电子表格打开工作簿后重新保存",
        ),
    )
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

/// A date as `2026-11-24`, with its time if it has one.
fn date_of(date: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        day
    } else {
        format!("{day}T{hour:02}:{minute:02}:{second:02}")
    }
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
