//! What the sheets of an ODS file stand for, before its library makes their cells: a few bytes of it
//! can stand for millions of cells, as rows and cells may be repeated.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::ReadOptions;
use super::workbook::MOST_ROWS;
use crate::sentence::{Sentence, say};

/// Cells of all sheets.
const MOST_CELLS: u64 = 10_000_000;

/// What has been seen of a file.
#[derive(Default)]
struct Seen {
    /// Rows of the sheet, those down to the last that has something in it, and the widest of them.
    rows: u64,
    filled: u64,
    widest: u64,
    /// How often the row at hand is repeated, its cells, and those down to the last with something.
    repeated: u64,
    at: u64,
    width: u64,
    /// How often the cell at hand is repeated.
    cell: u64,
    /// Cells of the sheets before, and cells that were given.
    before: u64,
    given: u64,
    /// Bytes of the texts of the row, and of all rows.
    row_bytes: u64,
    bytes: u64,
}

/// Refuses a file whose sheets are larger than can be held.
pub(super) fn spread(content: impl BufRead, options: &ReadOptions) -> Result<(), Sentence> {
    let mut xml = quick_xml::Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut seen = Seen::default();
    loop {
        buffer.clear();
        // What is not well-formed is told by the reading of its cells.
        let Ok(event) = xml.read_event_into(&mut buffer) else {
            return Ok(());
        };
        match &event {
            Event::Start(start) => seen.begin(start),
            Event::Empty(start) => {
                seen.begin(start);
                match start.name().as_ref() {
                    "table:table-row" => seen.end_row(options)?,
                    "table:table-cell" | "table:covered-table-cell" => seen.cell = 0,
                    _ => {}
                }
            }
            Event::Text(text) => seen.text(text.len() as u64, options)?,
            Event::CData(text) => seen.text(text.len() as u64, options)?,
            Event::End(end) => match end.name().as_ref() {
                "table:table-row" => seen.end_row(options)?,
                "table:table-cell" | "table:covered-table-cell" => seen.cell = 0,
                "table:table" => seen.end_table(),
                _ => {}
            },
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

impl Seen {
    fn begin(&mut self, start: &BytesStart<'_>) {
        let number = |name: &str| {
            let mut attributes = start.attributes();
            let mut found = attributes.with_checks(false).flatten();
            let text = found.find(|attribute| attribute.key.as_ref() == name)?;
            let text = text.value.trim();
            // More digits than a number has are more cells than there can be.
            let many = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            Some(
                text.parse::<u64>()
                    .unwrap_or(if many { u64::MAX } else { 1 }),
            )
        };
        match start.name().as_ref() {
            "table:table-row" => {
                self.repeated = number("table:number-rows-repeated").unwrap_or(1);
                (self.at, self.width, self.row_bytes) = (0, 0, 0);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell = number("table:number-columns-repeated").unwrap_or(1);
                self.at = self.at.saturating_add(self.cell);
                let mut attributes = start.attributes();
                let given = attributes.with_checks(false).flatten().any(|attribute| {
                    let key: &str = attribute.key.as_ref();
                    key.starts_with("office:") || key == "table:formula"
                });
                if given {
                    self.width = self.at;
                    // A value may stand in an attribute.
                    let bytes = (start.len() as u64).saturating_sub(200);
                    self.row_bytes = self
                        .row_bytes
                        .saturating_add(bytes.saturating_mul(self.cell));
                }
            }
            // So many spaces in a text.
            "text:s" => {
                let bytes = number("text:c").unwrap_or(1);
                self.row_bytes = self
                    .row_bytes
                    .saturating_add(bytes.saturating_mul(self.cell));
            }
            _ => {}
        }
    }

    /// A text of so many bytes.
    fn text(&mut self, bytes: u64, options: &ReadOptions) -> Result<(), Sentence> {
        self.row_bytes = self
            .row_bytes
            .saturating_add(bytes.saturating_mul(self.cell));
        self.bounded(options)
    }

    /// The texts are not more than can be held.
    fn bounded(&self, options: &ReadOptions) -> Result<(), Sentence> {
        let bytes = self
            .bytes
            .saturating_add(self.row_bytes.saturating_mul(self.repeated.max(1)));
        if self.width > 0 && bytes > options.max_workbook_bytes {
            return Err(say!(
                "its cells have more than {most} bytes, with those that are repeated",
                "单元格(含重复的)超过 {most} 字节",
                most = options.max_workbook_bytes,
            ));
        }
        Ok(())
    }

    fn end_row(&mut self, options: &ReadOptions) -> Result<(), Sentence> {
        self.bounded(options)?;
        self.rows = self.rows.saturating_add(self.repeated);
        if self.width == 0 {
            return Ok(());
        }
        self.filled = self.rows;
        self.bytes = self
            .bytes
            .saturating_add(self.row_bytes.saturating_mul(self.repeated));
        self.widest = self.widest.max(self.width);
        self.given = self.given.saturating_add(self.width);
        let sheet = self.filled.saturating_mul(self.widest);
        let all = self.given.max(self.before.saturating_add(sheet));
        if self.widest > options.max_columns as u64 {
            return Err(say!(
                "a sheet has {widest} columns, more than the {most} that are read",
                "工作表有 {widest} 列,超过可读取的 {most} 列",
                widest = self.widest,
                most = options.max_columns,
            ));
        }
        if all > MOST_CELLS {
            return Err(say!(
                "its sheets have {all} cells, more than the {most} that are read",
                "工作表共有 {all} 个单元格,超过可读取的 {most} 个",
                all,
                most = MOST_CELLS,
            ));
        }
        if self.filled > u64::from(MOST_ROWS) {
            return Err(say!(
                "a sheet has {rows} rows, more than the {most} that one may have",
                "工作表有 {rows} 行,超过允许的 {most} 行",
                rows = self.filled,
                most = MOST_ROWS,
            ));
        }
        Ok(())
    }

    fn end_table(&mut self) {
        self.before = self
            .before
            .saturating_add(self.filled.saturating_mul(self.widest));
        (self.rows, self.filled, self.widest) = (0, 0, 0);
    }
}
