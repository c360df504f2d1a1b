//! Workbooks in XLSX, cell by cell.

use std::io::{BufReader, Read, Seek};

use calamine::{DataRef, Reader as _, Xlsx};

use super::row::Sink;
use super::sheet::{Cell, Header, Rows, choose};
use super::{Kind, TariffError};

/// Reads the sheets of a workbook, and says what it is and what its places count.
pub(super) fn read(
    file: &str,
    input: impl Read + Seek,
    sink: &mut Sink<'_>,
) -> Result<(Kind, &'static str), TariffError> {
    let form = |error: &dyn std::fmt::Display| TariffError::Form {
        file: file.to_owned(),
        message: format!(
            "not a workbook that can be read: {error}; open it in a spreadsheet program and save it as XLSX or CSV again"
        ),
    };
    let mut book: Xlsx<_> = Xlsx::new(BufReader::new(input)).map_err(|e| form(&e))?;
    let mut kind = None;
    let mut refused = None;
    for sheet in book.sheet_names() {
        let mut cells = match book.worksheet_cells_reader(&sheet) {
            Ok(cells) => cells,
            Err(error) => {
                sink.tally.problem(
                    1,
                    None,
                    format!("the sheet `{sheet}` cannot be read: {error}"),
                );
                continue;
            }
        };
        let mut rows = SheetRows::default();
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) => {
                    let (row, column) = cell.get_position();
                    rows.cell(row, column, sheet_cell(cell.get_value()), file, sink);
                }
                Ok(None) => break,
                Err(error) => {
                    sink.tally.problem(
                        u64::from(rows.row) + 1,
                        None,
                        format!("nothing from here on was read: {error}"),
                    );
                    break;
                }
            }
        }
        rows.end(file, sink);
        kind = kind.or(rows.kind());
        refused = refused.or(rows.refused);
    }
    match (kind, refused) {
        (Some(kind), _) => Ok((kind, "row")),
        (None, Some(error)) => Err(error),
        (None, None) => Err(TariffError::Empty {
            file: file.to_owned(),
        }),
    }
}

/// Cells of a sheet, gathered to rows. The first row with anything in it is the header.
#[derive(Default)]
struct SheetRows {
    row: u32,
    cells: Vec<Cell>,
    rows: Option<(Kind, Box<dyn Rows>)>,
    refused: Option<TariffError>,
}

impl SheetRows {
    /// Columns that are looked at.
    const COLUMNS: u32 = 256;

    fn cell(&mut self, row: u32, column: u32, cell: Cell, file: &str, sink: &mut Sink<'_>) {
        if row != self.row {
            self.end(file, sink);
            self.row = row;
        }
        if column < Self::COLUMNS && !cell.text.is_empty() {
            let column = column as usize;
            if self.cells.len() <= column {
                self.cells.resize(column + 1, Cell::default());
            }
            if let Some(place) = self.cells.get_mut(column) {
                *place = cell;
            }
        }
    }

    fn end(&mut self, file: &str, sink: &mut Sink<'_>) {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() || self.refused.is_some() {
            return;
        }
        let line = u64::from(self.row) + 1;
        if let Some((_, rows)) = &mut self.rows {
            sink.tally.read += 1;
            rows.row(line, &cells, sink);
            return;
        }
        let shown: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
        let header = Header::new(&cells);
        match choose(
            file,
            line,
            &header,
            sink.options.kind,
            shown.join(" ").as_bytes(),
        ) {
            Ok(chosen) => self.rows = Some(chosen),
            Err(error) => self.refused = Some(error),
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.rows.as_ref().map(|(kind, _)| *kind)
    }
}

fn sheet_cell(value: &DataRef<'_>) -> Cell {
    let (text, number) = match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (text.trim().to_owned(), false)
        }
        DataRef::SharedString(text) => (text.trim().to_owned(), false),
        DataRef::Int(number) => (number.to_string(), true),
        DataRef::Float(number) => (number.to_string(), true),
        DataRef::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            (format!("{year:04}-{month:02}-{day:02}"), false)
        }
        DataRef::Bool(value) => (value.to_string(), false),
        DataRef::Error(_) | DataRef::Empty => (String::new(), false),
    };
    Cell { text, number }
}
