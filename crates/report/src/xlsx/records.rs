//! The sheet of products that are not of a table: a row a product, a column a value, named by its path.

use std::io;

use super::cell::{
    Marked, ROWS, TABLE_COLUMNS, Text, begin_products, end_products, numbered, other, write_header,
    write_row,
};
use super::table::Book;
use crate::table::Columns;

/// Writes the sheet. Its products wait as those of the file with the number `file`.
pub(super) fn write(mut book: Book<'_>, columns: &Columns, file: u32) -> io::Result<()> {
    let order = columns.in_order();
    let mut column_of = vec![None; order.len()];
    for (place, (_, number)) in order.iter().enumerate() {
        if let Some(slot) = column_of.get_mut(*number) {
            *slot = Some(place);
        }
    }
    let headers: Vec<String> = order
        .iter()
        .map(|(header, _)| (*header).to_owned())
        .collect();
    let at = |column: usize| column_of.get(column).copied().flatten();
    let mut part = 1;
    let mut sheet = begin(&mut book, part, &headers)?;
    let mut next = 1;
    while let Some((_, row)) = book.said.next(file, u32::MAX)? {
        if next >= ROWS {
            end(&mut book, sheet, next, headers.len())?;
            part += 1;
            sheet = begin(&mut book, part, &headers)?;
            next = 1;
        }
        let mut texts: Vec<Text<'_>> = row
            .cells
            .iter()
            .filter_map(|(column, text)| Some((at(*column)?, text.as_str())))
            .collect();
        texts.sort_by_key(|(column, _)| *column);
        let marks: Vec<Marked<'_>> = row
            .marks
            .iter()
            .filter_map(|mark| {
                let column = at(columns.find(&mark.name)?)?;
                Some((column, mark.level, mark.note.as_str()))
            })
            .collect();
        let page = book.workbook.worksheet_from_index(sheet).map_err(other)?;
        write_row(page, next, &row, book.words, (&texts, &marks), book.room)?;
        next += 1;
    }
    end(&mut book, sheet, next, headers.len())
}

fn begin(book: &mut Book<'_>, part: u32, headers: &[String]) -> io::Result<usize> {
    book.room.space.sheet()?;
    let page = book
        .workbook
        .add_worksheet_with_constant_memory()
        .map_err(other)?;
    let [products, ..] = book.words.sheets;
    let name = book.names.take(&numbered(products, part));
    begin_products(page, &name).map_err(other)?;
    write_header(page, 0, book.words, headers, book.room)?;
    Ok(book.workbook.worksheets().len() - 1)
}

fn end(book: &mut Book<'_>, sheet: usize, next: u32, columns: usize) -> io::Result<()> {
    let page = book.workbook.worksheet_from_index(sheet).map_err(other)?;
    end_products(page, Some(0), next - 1, columns.min(TABLE_COLUMNS)).map_err(other)
}
