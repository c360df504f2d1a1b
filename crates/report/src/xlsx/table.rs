//! The sheet of a table that was read: the file is read once more, and every row of it stands in the
//! sheet with what is to be said about it.

use std::io;
use std::ops::ControlFlow;

use rust_xlsxwriter::{Workbook, Worksheet};

use super::cell::{
    Marked, ROWS, Room, Text, begin_products, end_products, numbered, other, write_header,
    write_row,
};
use super::names::Names;
use super::row::{Mark, Row};
use super::waiting::InOrder;
use crate::catalog::{Line, Lines, Numbering};
use crate::words::Words;

/// A table on its way into a sheet.
struct Table<'a> {
    book: Book<'a>,
    /// The name of its first sheet.
    name: String,
    /// The file, counted from 0.
    file: u32,
    part: u32,
    sheet: usize,
    /// The row to write next.
    next: u32,
    /// The names of the columns, and the row in which they stand in this part.
    header: Option<(Vec<String>, u32)>,
    columns: usize,
    /// The number of the row in the file that is the first one of the sheet; none if rows just follow
    /// one another.
    first: Option<u32>,
}

/// The workbook, as far as its sheets of products share it.
pub(super) struct Book<'a> {
    pub(super) workbook: &'a mut Workbook,
    pub(super) names: &'a mut Names,
    pub(super) said: &'a mut InOrder,
    pub(super) words: &'static Words,
    pub(super) room: &'a mut Room,
}

/// Writes a table; `file` is its number, and `name` that of its sheet.
pub(super) fn write(book: Book<'_>, lines: Lines, file: u32, name: String) -> io::Result<()> {
    let by_row = lines.numbering() == Numbering::Rows;
    let mut table = Table {
        book,
        name,
        file,
        part: 0,
        sheet: 0,
        next: 0,
        header: None,
        columns: 0,
        first: by_row.then_some(1),
    };
    table.begin()?;
    let mut result = Ok(());
    lines.each(&mut |line| {
        result = table.line(&line);
        if result.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    });
    result?;
    table.end()
}

impl Table<'_> {
    /// Begins a sheet: the first, or one that goes on with the table.
    fn begin(&mut self) -> io::Result<()> {
        self.part += 1;
        self.next = 0;
        self.book.room.space.sheet()?;
        let sheet = self
            .book
            .workbook
            .add_worksheet_with_constant_memory()
            .map_err(other)?;
        let name = self.book.names.take(&numbered(&self.name, self.part));
        begin_products(sheet, &name).map_err(other)?;
        self.sheet = self.book.workbook.worksheets().len() - 1;
        Ok(())
    }

    fn sheet(&mut self) -> io::Result<&mut Worksheet> {
        self.book
            .workbook
            .worksheet_from_index(self.sheet)
            .map_err(other)
    }

    /// The row of the sheet for the next row of the file.
    fn place(&mut self, number: u32) -> io::Result<u32> {
        // In a workbook a row keeps its number, so that a place in a message is one in the sheet.
        let own = self.first.map_or(0, |first| number.saturating_sub(first));
        let mut row = own.max(self.next);
        if row >= ROWS {
            self.end_sheet()?;
            self.begin()?;
            self.first = None;
            row = 0;
            if let Some((names, _)) = self.header.take() {
                let (words, mut room) = (self.book.words, std::mem::take(self.book.room));
                write_header(self.sheet()?, 0, words, &names, &mut room)?;
                *self.book.room = room;
                self.header = Some((names, 0));
                row = 1;
            }
        }
        self.next = row + 1;
        Ok(row)
    }

    fn line(&mut self, line: &Line) -> io::Result<()> {
        // What is said of lines that the file does not show, such as one inside of a row, stands
        // before the next row.
        while let Some((number, row)) = self
            .book
            .said
            .next(self.file, line.number.saturating_sub(1))?
        {
            self.row_of_its_own(number, &row)?;
        }
        if line.number == 0 {
            self.first = Some(0);
        }
        let said = self.book.said.next(self.file, line.number)?;
        let row = said.map(|(_, row)| row).unwrap_or_default();
        let at = self.place(line.number)?;
        self.columns = self.columns.max(line.cells.len());
        let (words, mut room) = (self.book.words, std::mem::take(self.book.room));
        if line.is_header {
            write_header(self.sheet()?, at, words, &line.cells, &mut room)?;
            self.header = Some((line.cells.clone(), at));
        } else {
            let texts: Vec<Text<'_>> = line
                .cells
                .iter()
                .enumerate()
                .filter(|(_, text)| !text.is_empty())
                .map(|(column, text)| (column, text.as_str()))
                .collect();
            let header = self.header.take();
            let names = header.as_ref().map_or(&[][..], |(names, _)| names);
            let marks: Vec<Marked<'_>> = row
                .marks
                .iter()
                .filter_map(|mark| Some((column(mark, names)?, mark.level, mark.note.as_str())))
                .collect();
            write_row(self.sheet()?, at, &row, words, (&texts, &marks), &mut room)?;
            drop(marks);
            self.header = header;
        }
        *self.book.room = room;
        Ok(())
    }

    /// Something to be said that belongs to no row of the file stands in a row of its own.
    fn row_of_its_own(&mut self, number: u32, row: &Row) -> io::Result<()> {
        if row.en.is_empty() && row.zh.is_empty() && row.level.is_none() && !row.left_out {
            return Ok(());
        }
        let at = self.place(number)?;
        let (words, mut room) = (self.book.words, std::mem::take(self.book.room));
        write_row(self.sheet()?, at, row, words, (&[], &[]), &mut room)?;
        *self.book.room = room;
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        let header = self.header.as_ref().map(|(_, row)| *row);
        let (last, columns) = (self.next.saturating_sub(1), self.columns);
        end_products(self.sheet()?, header, last, columns).map_err(other)
    }

    fn end(mut self) -> io::Result<()> {
        while let Some((number, row)) = self.book.said.next(self.file, u32::MAX)? {
            self.row_of_its_own(number, &row)?;
        }
        self.end_sheet()
    }
}

/// The column of a mark, from 0.
fn column(mark: &Mark, names: &[String]) -> Option<usize> {
    if mark.column > 0 {
        return Some(mark.column as usize - 1);
    }
    let same = |name: &String| dotted(name.trim().trim_start_matches('*')) == dotted(&mark.name);
    names.iter().position(same)
}

/// `labels[0].kind` and the header `labels.0.kind` say the same.
fn dotted(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}
