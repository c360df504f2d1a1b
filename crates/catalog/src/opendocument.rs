//! What the sheets of an ODS file stand for, before its library makes their cells: a few bytes of it
//! can stand for millions of cells, as rows and cells may be repeated. And what its numbers show, which the
//! library does not say: a percent sign, a currency, a unit.

use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::ReadOptions;
use super::cell_formats::{Looked, LookedSheet};
use super::opendocument_styles::{PERCENT, PLAIN, Styles, attribute};
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
    styles: Styles,
    /// Styles of the columns: the first column behind those that have one, and what it shows.
    columns: Vec<(u64, u32)>,
    /// The style of the row.
    row_style: Option<u32>,
    /// How many tables the place at hand stands in: cells may have tables of their own.
    inside: usize,
    sheets: Vec<LookedSheet>,
}

/// Looks through a file; one whose sheets are larger than can be held is refused.
pub(super) fn look<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    options: &ReadOptions,
) -> Result<Looked, Sentence> {
    let mut styles = Styles::default();
    // What cannot be unpacked is told by the reading of the cells.
    if let Ok(part) = archive.by_name("styles.xml") {
        styles.read(BufReader::new(part))?;
    }
    match archive.by_name("content.xml") {
        Ok(content) => spread(BufReader::new(content), styles, options),
        Err(_) => Ok(Looked::default()),
    }
}

fn spread(
    content: impl BufRead,
    styles: Styles,
    options: &ReadOptions,
) -> Result<Looked, Sentence> {
    let mut xml = quick_xml::Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut seen = Seen {
        styles,
        ..Seen::default()
    };
    loop {
        buffer.clear();
        // What is not well-formed is told by the reading of its cells.
        let Ok(event) = xml.read_event_into(&mut buffer) else {
            return Ok(seen.looked());
        };
        if seen.inside == 0 {
            seen.styles.event(&event)?;
        }
        match &event {
            Event::Start(start) => {
                seen.begin(start, options)?;
                if start.name().as_ref() == "table:table" {
                    seen.begin_table(start);
                }
            }
            Event::Empty(start) => {
                seen.begin(start, options)?;
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
            Event::Eof => return Ok(seen.looked()),
            _ => {}
        }
    }
}

impl Seen {
    fn looked(self) -> Looked {
        Looked {
            shown: self.styles.shown,
            sheets: self.sheets,
        }
    }

    fn begin_table(&mut self, start: &BytesStart<'_>) {
        if self.inside == 0 {
            self.columns.clear();
            self.sheets.push(LookedSheet {
                name: attribute(start, "table:name").or_else(|| Some(String::new())),
                ..LookedSheet::default()
            });
        }
        self.inside += 1;
    }

    /// Keeps what the number in a cell shows, of the cells for which the element stands.
    fn format(&mut self, start: &BytesStart<'_>, options: &ReadOptions) -> Result<(), Sentence> {
        let style = || {
            let own = attribute(start, "table:style-name");
            let at = self.at.saturating_sub(self.cell);
            let behind = self.columns.partition_point(|(end, _)| *end <= at);
            let column = self.columns.get(behind).map_or(PLAIN, |(_, shown)| *shown);
            let row = self.row_style;
            own.map_or(row.unwrap_or(column), |own| self.styles.of(&own))
        };
        let value = attribute(start, "office:value-type");
        let shown = match value.as_deref() {
            Some("percentage") => PERCENT,
            Some("currency") => match attribute(start, "office:currency") {
                Some(currency) => self.styles.currency(&currency)?,
                None => style(),
            },
            Some("float") => style(),
            _ => return Ok(()),
        };
        let Some(sheet) = self.sheets.last_mut() else {
            return Ok(());
        };
        let (first, repeated) = (self.rows, self.repeated.max(1));
        let last = first.saturating_add(repeated - 1).min(u64::from(MOST_ROWS));
        // What lies further to the right is refused.
        let end = self.at.min(options.max_columns as u64);
        for column in self.at.saturating_sub(self.cell)..end {
            if let (Ok(first), Ok(last)) = (u32::try_from(first), u32::try_from(last)) {
                sheet.formats.put(first..=last, column as u32, shown)?;
            }
        }
        Ok(())
    }

    fn begin(&mut self, start: &BytesStart<'_>, options: &ReadOptions) -> Result<(), Sentence> {
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
                let style = attribute(start, "table:default-cell-style-name");
                self.row_style = style.map(|style| self.styles.of(&style));
            }
            "table:table-column" if self.columns.len() < options.max_columns => {
                let style = attribute(start, "table:default-cell-style-name");
                let shown = style.map_or(PLAIN, |style| self.styles.of(&style));
                let before = self.columns.last().map_or(0, |(end, _)| *end);
                let columns = number("table:number-columns-repeated").unwrap_or(1);
                self.columns.push((before.saturating_add(columns), shown));
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
                    self.format(start, options)?;
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
        Ok(())
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
        self.inside = self.inside.saturating_sub(1);
        self.before = self
            .before
            .saturating_add(self.filled.saturating_mul(self.widest));
        (self.rows, self.filled, self.widest) = (0, 0, 0);
    }
}
