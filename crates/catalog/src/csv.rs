//! Tables of text: CSV, TSV and their kin, row by row.
//!
//! `csv-core` reads the rows. Around it stands what a file from elsewhere needs: a row of any size is
//! passed over without being held, and a quote that is never closed costs its own row only.

use std::io::{self, Read};

use csv_core::{ReadFieldResult, ReadRecordResult};

use super::detect::Kind;
use super::header::{Table, too_many};
use super::lines::Numbering;
use super::row::{Flow, RowReader, Sink};
use super::source::{Head, Input};
use super::{InputCode, InputProblem, ReadOptions};
use crate::record::{Cells, Place};
use crate::sentence::say;

/// Tables; whatever is text and nothing else is one.
pub(super) const TABLE: Kind = Kind {
    endings: &["csv", "tsv", "txt", "tab"],
    open: |head, options| {
        let binary = super::detect::is_binary(&head.bytes) || zeros(head);
        (!binary).then(|| -> Box<dyn RowReader> {
            Box::new(Reader {
                delimiter: delimiter(head).unwrap_or(b','),
                options: options.clone(),
            })
        })
    },
};

/// A text has next to no zero bytes.
fn zeros(head: &Head) -> bool {
    memchr::memchr_iter(0, &head.bytes).count() * 50 > head.bytes.len()
}

/// The delimiter by which the largest share of the rows has one and the same number of cells, if any
/// gives two cells.
pub(super) fn delimiter(head: &Head) -> Option<u8> {
    // `sep=;` on the first line says it.
    let text = head.bytes.strip_prefix(b"\xEF\xBB\xBF");
    if let [
        b's' | b'S',
        b'e' | b'E',
        b'p' | b'P',
        b'=',
        stated,
        b'\r' | b'\n',
        ..,
    ] = text.unwrap_or(&head.bytes)
        && matches!(stated, b',' | b';' | b'\t' | b'|')
    {
        return Some(*stated);
    }
    let candidates = [b',', b';', b'\t', b'|'];
    let scores = candidates.into_iter().rev().filter_map(|delimiter| {
        let counts = cell_counts(head, delimiter);
        let most = counts
            .iter()
            .filter(|cells| **cells > 1)
            .map(|cells| {
                let rows = counts.iter().filter(|other| *other == cells).count();
                (rows * 1000 / counts.len(), *cells)
            })
            .max()?;
        Some((most, delimiter))
    });
    scores.max_by_key(|(score, _)| *score).map(|(_, d)| d)
}

/// The cells of each of the first rows.
fn cell_counts(head: &Head, delimiter: u8) -> Vec<usize> {
    const ROWS: usize = 12;
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut input = head.bytes.as_slice();
    let (mut output, mut ends) = (vec![0; 4096], vec![0; 512]);
    let (mut counts, mut cells) = (Vec::new(), 0);
    while counts.len() < ROWS {
        let (result, read, _, ended) = reader.read_record(input, &mut output, &mut ends);
        input = input.get(read..).unwrap_or_default();
        cells += ended;
        match result {
            ReadRecordResult::Record => counts.push(std::mem::take(&mut cells)),
            ReadRecordResult::End => break,
            ReadRecordResult::InputEmpty if !head.whole => break,
            _ => {}
        }
    }
    counts
}

struct Reader {
    delimiter: u8,
    options: ReadOptions,
}

impl RowReader for Reader {
    fn format(&self) -> String {
        match self.delimiter {
            b'\t' => "TSV".to_owned(),
            b';' => "CSV (semicolon)".to_owned(),
            b'|' => "CSV (bar)".to_owned(),
            _ => "CSV".to_owned(),
        }
    }

    fn numbering(&self) -> Option<Numbering> {
        Some(Numbering::Lines)
    }

    fn read(&mut self, mut input: Input, sink: &mut dyn Sink) -> Flow {
        let text = input.reader();
        let mut rows = Rows::new(text, self.delimiter, &self.options);
        let mut table = Table::new(&input.name, None, &self.options);
        loop {
            let next = rows.next(table.columns().or(rows.cells_before));
            if sink.wants_lines()
                && let Ok(Next::Row | Next::TooLarge(_) | Next::Unclosed | Next::Cut) = &next
            {
                let unclosed = matches!(next, Ok(Next::Unclosed));
                sink.line(rows.row_line, rows.shown(unclosed))?;
            }
            match next {
                Ok(Next::Row) => {
                    let (line, offset) = (rows.row_line, Some(rows.row_offset));
                    // Millions of cells need not be made to be told that they are too many.
                    if let Some(columns) =
                        table.columns().filter(|columns| rows.ends_len > *columns)
                    {
                        let place = table.place(line, 0, offset);
                        sink.problem(too_many(&input.name, rows.ends_len, columns, place))?;
                        continue;
                    }
                    if table.columns().is_none() && rows.ends_len > self.options.max_columns {
                        table.wide(rows.ends_len, line, offset, sink)?;
                        continue;
                    }
                    if rows.ends_here {
                        table.ends_in(line);
                    }
                    match rows.cells(input.decoded.is_some()) {
                        Ok(cells) => table.row(cells, line, offset, sink)?,
                        Err(column) => {
                            let place = table.place(line, column as u32 + 1, offset);
                            sink.problem(wrong_encoding(&input, place))?;
                        }
                    }
                }
                Ok(Next::TooLarge(bytes)) => {
                    sink.problem(too_large(
                        &input.name,
                        &rows,
                        bytes,
                        self.options.max_record_bytes,
                    ))?;
                }
                Ok(Next::Unclosed) => {
                    sink.problem(InputProblem::new(
                        InputCode::TooLarge,
                        &input.name,
                        rows.row_line,
say!(
"a quote in this row is never closed, so the row is not checked",
"该行的引号未闭合,因此未检查该行",
),say!(
"close the quote, or write two quotes where one is meant; the rows behind it were read",
"请闭合引号,或把文本中的引号写成两个;其后的行已读取",
),
                    ))?;
                }
                Ok(Next::Cut) => {
                    sink.problem(InputProblem::new(
                        InputCode::TooLarge,
                        &input.name,
                        rows.row_line,
say!(
"the file ends inside a quoted text of this row, so the row is not checked",
"文件在该行的引号文本中间结束,因此未检查该行",
),say!(
"the file may have been cut off; make the export again, or close the quote",
"文件可能不完整;请重新导出,或闭合引号",
),
                    ))?;
                }
                Ok(Next::End) => return table.end(sink),
                Err(error) => {
                    table.end(sink)?;
                    return sink.problem(input.broken(&error));
                }
            }
        }
    }
}

fn too_large(file: &str, rows: &Rows, bytes: u64, most: usize) -> InputProblem {
    InputProblem::new(
        InputCode::TooLarge,
        file,
        rows.row_line,
        say!(
            "the row has {bytes} bytes, more than the {most} that a record may have",
            "该行有 {bytes} 字节,超过一条记录允许的 {most} 字节",
            bytes,
            most
        ),
        say!(
            "look for a quote that is never closed; the rows behind it were read",
            "请查找未闭合的引号;其后的行已读取",
        ),
    )
}

fn wrong_encoding(input: &Input, place: Place) -> InputProblem {
    let encoding = input.decoded.unwrap_or("UTF-8");
    let mut problem = InputProblem::new(
        InputCode::Encoding,
        &input.name,
        place.line,
        say!(
            "a cell of this row is not {encoding}, so the row is not checked",
            "该行有单元格不是 {encoding} 编码,因此未检查该行",
            encoding
        ),
        say!(
            "state the encoding with --encoding, or save the file as UTF-8 (in Excel: \"CSV UTF-8\")",
            "请用 --encoding 指定编码,或另存为 UTF-8(Excel 中选“CSV UTF-8”)",
        ),
    );
    problem.place = place;
    problem
}

enum Next {
    Row,
    /// A row of so many bytes was passed over.
    TooLarge(u64),
    /// A quote is never closed; reading goes on with the line behind the one that opens it.
    Unclosed,
    /// The file ends inside of quotes.
    Cut,
    End,
}

/// Rows of a stream of text.
struct Rows {
    source: Box<dyn Read + Send>,
    core: csv_core::Reader,
    delimiter: u8,
    most: usize,
    /// Bytes of the stream, from `at` on not yet read.
    buffer: Vec<u8>,
    at: usize,
    line: u32,
    /// The byte before is a carriage return: a line feed belongs to it.
    behind_return: bool,
    offset: u64,
    row_line: u32,
    row_offset: u64,
    /// The bytes of the row as they stand in the file, to go back to.
    raw: Vec<u8>,
    output: Vec<u8>,
    output_len: usize,
    ends: Vec<usize>,
    ends_len: usize,
    /// The cells of the row before.
    cells_before: Option<usize>,
    /// The file ends with the row, without a line break behind it.
    ends_here: bool,
    /// Times that reading may still go back; a bound on what a hostile file can cost.
    returns: usize,
}

impl Rows {
    fn new(source: Box<dyn Read + Send>, delimiter: u8, options: &ReadOptions) -> Self {
        Self {
            source,
            core: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            delimiter,
            most: options.max_record_bytes,
            buffer: Vec::new(),
            at: 0,
            line: 1,
            behind_return: false,
            offset: 0,
            row_line: 1,
            row_offset: 0,
            raw: Vec::new(),
            output: vec![0; 16 * 1024],
            output_len: 0,
            ends: vec![0; 256],
            ends_len: 0,
            cells_before: None,
            ends_here: false,
            returns: 64,
        }
    }

    /// Makes sure that there are bytes to read, unless the stream has none.
    fn fill(&mut self) -> io::Result<()> {
        if self.at == self.buffer.len() {
            self.buffer.resize(64 * 1024, 0);
            self.at = 0;
            let read = loop {
                match self.source.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.buffer.truncate(*read.as_ref().unwrap_or(&0));
            read?;
        }
        Ok(())
    }

    fn advance(&mut self, bytes: usize) {
        let read = self
            .buffer
            .get(self.at..self.at + bytes)
            .unwrap_or_default();
        (self.line, self.behind_return) = lines(read, self.line, self.behind_return);
        self.offset += bytes as u64;
        self.at += bytes;
    }

    /// Passes over line breaks between rows, so that a row's line is the one it begins on.
    fn breaks(&mut self) -> io::Result<()> {
        loop {
            self.fill()?;
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let breaks = rest
                .iter()
                .take_while(|b| matches!(b, b'\r' | b'\n'))
                .count();
            if breaks == 0 {
                return Ok(());
            }
            self.advance(breaks);
        }
    }

    fn next(&mut self, columns: Option<usize>) -> io::Result<Next> {
        self.breaks()?;
        (self.row_line, self.row_offset) = (self.line, self.offset);
        self.raw.clear();
        (self.output_len, self.ends_len) = (0, 0);
        let mut passed_over = false;
        loop {
            self.fill()?;
            let at_end = self.buffer.is_empty();
            let input = self.buffer.get(self.at..).unwrap_or_default();
            let (result, read, written, ended) = self.core.read_record(
                input,
                self.output.get_mut(self.output_len..).unwrap_or_default(),
                self.ends.get_mut(self.ends_len..).unwrap_or_default(),
            );
            if !passed_over {
                self.raw
                    .extend_from_slice(input.get(..read).unwrap_or_default());
            }
            self.advance(read);
            self.output_len += written;
            self.ends_len += ended;
            if !passed_over && self.raw.len() > self.most {
                if self.go_back(columns) {
                    return Ok(Next::Unclosed);
                }
                passed_over = true;
            }
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if passed_over => self.output_len = 0,
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if passed_over => self.ends_len = 0,
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record if passed_over => {
                    return Ok(Next::TooLarge(self.offset - self.row_offset));
                }
                ReadRecordResult::Record if at_end && unclosed(&self.raw, self.delimiter) => {
                    return Ok(if self.go_back(columns) {
                        Next::Unclosed
                    } else {
                        Next::Cut
                    });
                }
                ReadRecordResult::Record => {
                    self.cells_before = Some(self.ends_len);
                    self.ends_here = at_end;
                    return Ok(Next::Row);
                }
                ReadRecordResult::End => return Ok(Next::End),
            }
        }
    }

    /// Goes back to the second line of the row, if the lines behind its first look like rows of the
    /// table: then the quote that swallowed them was never meant to be closed.
    fn go_back(&mut self, columns: Option<usize>) -> bool {
        let Some(end) = line_end(&self.raw) else {
            return false;
        };
        let rest = self.raw.get(end + 1..).unwrap_or_default();
        let line = rest
            .split(|b| matches!(b, b'\n' | b'\r'))
            .find(|line| !line.trim_ascii().is_empty());
        let cells = line.map(|line| memchr::memchr_iter(self.delimiter, line).count() + 1);
        if self.returns == 0
            || !unclosed(&self.raw, self.delimiter)
            || cells.is_none()
            || cells != columns
            || columns == Some(1)
        {
            return false;
        }
        self.returns -= 1;
        let mut again = rest.to_vec();
        again.extend_from_slice(self.buffer.get(self.at..).unwrap_or_default());
        self.line = self.row_line + 1;
        self.behind_return = false;
        self.offset = self.row_offset + end as u64 + 1;
        self.buffer = again;
        self.at = 0;
        self.core.reset();
        true
    }

    /// The cells of the row as they stand there; of a row whose quote is never closed, those of its
    /// first line.
    fn shown(&self, unclosed: bool) -> Vec<String> {
        let end = line_end(&self.raw).filter(|_| unclosed);
        let mut row = self
            .raw
            .get(..end.unwrap_or(self.raw.len()))
            .unwrap_or_default();
        row = row.strip_suffix(b"\n").unwrap_or(row);
        row = row.strip_suffix(b"\r").unwrap_or(row);
        let mut reader = csv_core::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .build();
        let (mut text, mut cells) = (vec![0; row.len() + 1], Vec::new());
        let mut cell = 0;
        loop {
            let (result, read, written) =
                reader.read_field(row, text.get_mut(cell..).unwrap_or_default());
            row = row.get(read..).unwrap_or_default();
            cell += written;
            match result {
                ReadFieldResult::Field { record_end } => {
                    let bytes = text.get(..cell).unwrap_or_default();
                    cells.push(String::from_utf8_lossy(bytes).into_owned());
                    cell = 0;
                    if record_end {
                        return cells;
                    }
                }
                // The next call is told by an empty text that the row is at its end.
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull | ReadFieldResult::End => return cells,
            }
        }
    }

    /// The cells of the row, or the column of the one that is not text.
    fn cells(&self, decoded: bool) -> Result<Cells, usize> {
        let ends = self.ends.get(..self.ends_len).unwrap_or_default();
        let last = ends.last().copied().unwrap_or(0);
        let bytes = self.output.get(..last).unwrap_or_default();
        // Bytes of two cells may be a character together and none apart.
        match std::str::from_utf8(bytes) {
            Ok(text)
                if ends.iter().all(|end| text.is_char_boundary(*end))
                    && !(decoded && text.contains('\u{FFFD}')) =>
            {
                Ok(Cells::of_text(text.to_owned(), ends))
            }
            _ => Err(self.not_text(decoded)),
        }
    }

    /// The first cell that is not text.
    fn not_text(&self, decoded: bool) -> usize {
        let ends = self.ends.get(..self.ends_len).unwrap_or_default();
        let mut start = 0;
        let cell = ends.iter().position(|end| {
            let bytes = self.output.get(start..*end).unwrap_or_default();
            start = *end;
            std::str::from_utf8(bytes).map_or(true, |text| decoded && text.contains('\u{FFFD}'))
        });
        cell.unwrap_or(0)
    }
}

/// The line on which the next byte stands, and whether the last byte is a carriage return: `\n`, `\r`
/// and `\r\n` end a line.
pub(super) fn lines(bytes: &[u8], line: u32, behind_return: bool) -> (u32, bool) {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let mut pairs = usize::from(behind_return && bytes.first() == Some(&b'\n'));
    let mut returns = 0;
    for at in memchr::memchr_iter(b'\r', bytes) {
        returns += 1;
        pairs += usize::from(bytes.get(at + 1) == Some(&b'\n'));
    }
    let behind_return = bytes.last().map_or(behind_return, |last| *last == b'\r');
    (line + (feeds + returns - pairs) as u32, behind_return)
}

/// The last byte of the first line break.
fn line_end(bytes: &[u8]) -> Option<usize> {
    let end = memchr::memchr2(b'\n', b'\r', bytes)?;
    let both = bytes.get(end..end + 2) == Some(b"\r\n");
    Some(end + usize::from(both))
}

/// The row ends inside of quotes.
fn unclosed(raw: &[u8], delimiter: u8) -> bool {
    let (mut inside, mut at_start) = (false, true);
    for byte in raw {
        if inside {
            inside = *byte != b'"';
        } else if *byte == b'"' {
            // A quote opens a cell at its start, and goes on with it behind a doubled one.
            inside = at_start;
        } else {
            at_start = *byte == delimiter || *byte == b'\n' || *byte == b'\r';
        }
    }
    inside
}
