//! The header of a table: which row it is, and what stands around it that is no product.
//!
//! Exports put titles, versions and explanations above the header, and labels below it: Amazon's flat
//! files, the data packets of Taobao, the `#INFO` lines of eBay, a title over a sheet.

use std::sync::Arc;

use super::row::{Flow, Header, HeaderAt, RawRow, Sink, TableRow};
use super::words::attribute;
use super::{InputCode, InputProblem, ReadOptions};
use crate::record::{Cell, Cells, Datum, Place, Within};
use crate::sentence::{Sentence, say};

/// Rows from the top among which the header is looked for.
const WINDOW: usize = 12;

/// A row that waits for the header to be found.
struct Waiting {
    cells: Cells,
    line: u32,
    offset: Option<u64>,
    /// Of a row with more cells than are read, their number; they are not kept.
    wide: Option<usize>,
}

/// Takes the rows of a table, finds the header, and gives the rows below it.
pub(super) struct Table<'o> {
    file: String,
    /// Of the rows above the header: the sheet, without names.
    unnamed: Arc<Header>,
    options: &'o ReadOptions,
    waiting: Vec<Waiting>,
    header: Option<Arc<Header>>,
    refused: bool,
    /// The file ends inside the row of this line.
    ends_in: Option<u32>,
    /// It was told that the header stands in the table once more.
    told_again: std::cell::Cell<bool>,
}

impl<'o> Table<'o> {
    pub(super) fn new(file: &str, sheet: Option<Arc<str>>, options: &'o ReadOptions) -> Self {
        Self {
            file: file.to_owned(),
            unnamed: Arc::new(Header {
                names: Vec::new(),
                sheet,
                line: 0,
            }),
            options,
            waiting: Vec::new(),
            told_again: std::cell::Cell::new(false),
            header: None,
            refused: false,
            ends_in: None,
        }
    }

    /// The number of columns, once the header is known.
    pub(super) fn columns(&self) -> Option<usize> {
        self.header.as_ref().map(|header| header.names.len())
    }

    /// The place of a row, or of a cell of it that is counted from 1.
    pub(super) fn place(&self, line: u32, column: u32, offset: Option<u64>) -> Place {
        let header = self.header.as_ref().unwrap_or(&self.unnamed);
        Place {
            line,
            column,
            offset,
            within: Within::Table(header.clone()),
        }
    }

    /// The file ends inside the row of this line, or behind it without a line break.
    pub(super) fn ends_in(&mut self, line: u32) {
        self.ends_in = Some(line);
    }

    /// Takes a row; empty rows are passed over.
    pub(super) fn row(
        &mut self,
        cells: Cells,
        line: u32,
        offset: Option<u64>,
        sink: &mut dyn Sink,
    ) -> Flow {
        if self.refused || cells.all_null() {
            return Flow::Continue(());
        }
        if let Some(header) = &self.header {
            let header = header.clone();
            return self.give(header, cells, line, offset, sink);
        }
        self.wait(cells, None, line, offset, sink)
    }

    /// Takes a row of more cells than are read, without them.
    pub(super) fn wide(
        &mut self,
        cells: usize,
        line: u32,
        offset: Option<u64>,
        sink: &mut dyn Sink,
    ) -> Flow {
        if self.refused {
            return Flow::Continue(());
        }
        if let Some(columns) = self.columns() {
            let place = self.place(line, 0, offset);
            return sink.problem(too_many(&self.file, cells, columns, place));
        }
        self.wait(Cells::default(), Some(cells), line, offset, sink)
    }

    /// Keeps a row until the header is known.
    fn wait(
        &mut self,
        cells: Cells,
        wide: Option<usize>,
        line: u32,
        offset: Option<u64>,
        sink: &mut dyn Sink,
    ) -> Flow {
        self.waiting.push(Waiting {
            cells,
            line,
            offset,
            wide,
        });
        if self.waiting.len() < WINDOW.max(self.options.header_row.unwrap_or(0) as usize + 2) {
            return Flow::Continue(());
        }
        self.decide(sink)
    }

    /// The table is at its end.
    pub(super) fn end(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.header.is_none() && !self.refused {
            return self.decide(sink);
        }
        Flow::Continue(())
    }

    fn decide(&mut self, sink: &mut dyn Sink) -> Flow {
        let waiting = std::mem::take(&mut self.waiting);
        let rows: Vec<Vec<String>> = waiting.iter().map(|row| texts(&row.cells)).collect();
        let mut known = false;
        let found =
            if let Some(row) = self.options.header_row {
                let header = waiting.iter().position(|waiting| waiting.line == row);
                let Some(header) = header else {
                    self.refused = true;
                    return sink.problem(InputProblem::new(
                        InputCode::Header,
                        &self.file,
                        row,
say!(
"the header should be row {row}, but that row is empty or does not exist",
"表头应在第 {row} 行,但该行为空或不存在",
row),say!(
"give --header-row the number that a spreadsheet shows beside the header",
"请用 --header-row 指定电子表格中表头的行号",
),
                    ));
                };
                HeaderAt {
                    header,
                    data: header + 1,
                }
            } else {
                let given = sink.header(&rows);
                known = given.is_some();
                given.unwrap_or_else(|| find(&rows))
            };
        // A row that is too wide is not above the header, but is it.
        let mut widest = waiting.iter().take(found.header + 1);
        if let Some((count, line)) = widest.find_map(|row| Some((row.wide?, row.line))) {
            return self.refuse(count, line, sink);
        }
        let plain = self.options.header_row.is_none() && found.data == found.header + 1;
        let joined = if plain && !known {
            joined(rows.get(found.header), rows.get(found.data))
        } else {
            None
        };
        let found = HeaderAt {
            data: found.data + usize::from(joined.is_some()),
            ..found
        };
        let mut joined_names = joined.clone();
        let mut waiting = waiting.into_iter();
        let mut passed: Vec<u32> = Vec::new();
        for (index, row) in waiting.by_ref().take(found.data).enumerate() {
            if index == found.header {
                let names = joined_names.take().unwrap_or_else(|| texts(&row.cells));
                self.set_header(names, row.line, sink)?;
            } else if joined.is_some() && index == found.header + 1 {
                // Its words went into the header.
            } else if !is_separator(rows.get(index)) {
                passed.push(row.line);
            }
        }
        if !passed.is_empty() && !self.refused {
            sink.problem(self.passed_over(&passed))?;
        }
        for row in waiting {
            match row.wide {
                Some(cells) => self.wide(cells, row.line, row.offset, sink)?,
                None => self.row(row.cells, row.line, row.offset, sink)?,
            }
        }
        Flow::Continue(())
    }

    /// The table has too many columns to be read.
    fn refuse(&mut self, columns: usize, line: u32, sink: &mut dyn Sink) -> Flow {
        self.refused = true;
        sink.problem(InputProblem::new(
            InputCode::Header,
            &self.file,
            line,
            say!(
                "the table has {count} columns, more than the {most} that are read",
                "表格有 {count} 列,超过可读取的 {most} 列",
                count = columns,
                most = self.options.max_columns,
            ),
            say!(
                "leave out the columns that no attribute needs",
                "请去掉与属性无关的列",
            ),
        ))
    }

    fn passed_over(&self, lines: &[u32]) -> InputProblem {
        let shown: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let message = if let [row] = shown.as_slice() {
            say!(
                "row {row} was passed over: it stands around the header and is no product",
                "已跳过第 {row} 行:位于表头附近,不是商品",
                row,
            )
        } else {
            say!(
                "rows {rows} were passed over: they stand around the header and are no products",
                "已跳过第 {rows} 行:位于表头附近,不是商品",
                rows = Sentence::list(&shown),
            )
        };
        let mut problem = InputProblem::new(
            InputCode::Preamble,
            &self.file,
            lines.first().copied().unwrap_or(0),
            message,
            say!(
                "if the header is another row, say which with --header-row",
                "若表头在其他行,请用 --header-row 指定",
            ),
        );
        problem.place.within = Within::Table(self.unnamed.clone());
        problem
    }

    fn set_header(&mut self, names: Vec<String>, line: u32, sink: &mut dyn Sink) -> Flow {
        if names.len() > self.options.max_columns {
            return self.refuse(names.len(), line, sink);
        }
        let names: Vec<Arc<str>> = names
            .into_iter()
            // eBay marks the columns that it requires with a star.
            .map(|name| name.trim_start_matches('*').trim().into())
            .collect();
        let header = Arc::new(Header {
            names,
            sheet: self.unnamed.sheet.clone(),
            line,
        });
        self.header = Some(header.clone());
        sink.headed(line)?;
        for (column, mut problem) in doubled(&self.file, &header) {
            if self.unnamed.sheet.is_some() {
                problem.place = Place {
                    column,
                    ..self.unnamed_place(line)
                };
            }
            sink.problem(problem)?;
        }
        Flow::Continue(())
    }

    /// The place of a row above the header.
    fn unnamed_place(&self, line: u32) -> Place {
        Place {
            line,
            within: Within::Table(self.unnamed.clone()),
            ..Place::default()
        }
    }

    fn give(
        &self,
        header: Arc<Header>,
        mut cells: Cells,
        line: u32,
        offset: Option<u64>,
        sink: &mut dyn Sink,
    ) -> Flow {
        let sheet = header.sheet.is_some();
        if sheet {
            cells.shorten_to(header.names.len());
        }
        let (have, expected) = (cells.len(), header.names.len());
        if is_header_again(&cells, &header) {
            // Of a thousand files put together, one remark is enough.
            return if self.told_again.replace(true) {
                Flow::Continue(())
            } else {
                sink.problem(self.again(line, offset))
            };
        }
        if have > expected {
            return sink.problem(too_many(
                &self.file,
                have,
                expected,
                self.place(line, 0, offset),
            ));
        }
        if have < expected && self.ends_in == Some(line) {
            let place = self.place(line, 0, offset);
            sink.problem(self.cut(have, expected, &place))?;
            // What is left of the last cell may be the half of a value.
            cells.make_unreadable(have.saturating_sub(1));
            while cells.len() < expected {
                cells.push(Cell::Unreadable(""));
            }
        } else if have < expected && !sheet {
            let mut problem = InputProblem::new(
                InputCode::TooFewCells,
                &self.file,
                line,
                say!(
                    "the row has {have} cells, but the header has {expected}",
                    "该行有 {have} 个单元格,而表头有 {expected} 个",
                    have,
                    expected
                ),
                say!(
                    "the cells missing at its end count as empty",
                    "行末缺少的单元格按空处理",
                ),
            );
            problem.place = self.place(line, 0, offset);
            sink.problem(problem)?;
        }
        let mut row = TableRow {
            header,
            cells,
            line,
            offset,
        };
        if row.cells.may_have(b'#') {
            self.errors(&mut row, sink)?;
        }
        sink.row(RawRow::Table(row))
    }

    /// Texts that a spreadsheet wrote in place of values are unreadable.
    fn errors(&self, row: &mut TableRow, sink: &mut dyn Sink) -> Flow {
        for index in 0..row.cells.len() {
            if let Cell::Text(text) = row.cells.get(index)
                && is_error(text)
            {
                sink.problem(self.error_in(text, row.cell_place(index)))?;
                row.cells.make_unreadable(index);
            }
        }
        Flow::Continue(())
    }

    /// The problem of a text that a spreadsheet wrote in place of a value.
    fn error_in(&self, text: &str, place: Place) -> InputProblem {
        let mut problem = InputProblem::new(
            InputCode::Cell,
            &self.file,
            place.line,
            say!(
                "the cell shows {text} instead of a value, so it counts as unknown",
                "单元格显示 {text} 而不是值,按未知处理",
                text
            ),
            say!(
                "correct the cell, or its formula in the spreadsheet that the file was saved from",
                "请更正单元格,或更正原电子表格中的公式",
            ),
        );
        problem.place = place;
        problem
    }

    /// The remark of a row that is the header once more.
    fn again(&self, line: u32, offset: Option<u64>) -> InputProblem {
        let mut problem = InputProblem::new(
            InputCode::Preamble,
            &self.file,
            line,
            say!(
                "row {row} was passed over: it is the header once more; so is every other like it",
                "已跳过第 {row} 行:与表头相同;其他相同的行也一并跳过",
                row = line,
            ),
            say!(
                "check whether files were put together; the rows behind it were read",
                "请检查文件是否被拼接;其后的行已读取",
            ),
        );
        problem.place = self.place(line, 0, offset);
        problem
    }

    /// The problem of a row in which the file ends.
    fn cut(&self, have: usize, expected: usize, place: &Place) -> InputProblem {
        let mut problem = InputProblem::new(
            InputCode::CutRow,
            &self.file,
            place.line,
            say!(
                "the file ends inside this row, with {have} cells of {expected}: the last of them and those that are missing count as unknown",
                "文件在该行中结束,应有 {expected} 个单元格,仅有 {have} 个:最后一个和缺少的单元格按未知处理",
                have,
                expected
            ),
            say!(
                "the file may have been cut off; make the export again, or end the row with a line break if it is whole",
                "文件可能不完整;请重新导出,若该行完整,请在行末加换行符",
            ),
        );
        problem.place = place.clone();
        problem
    }
}

/// The row says what the header says, as where files are put one behind the other.
fn is_header_again(cells: &Cells, header: &Header) -> bool {
    let name_of = |text: &str| -> String {
        let text = text.trim_start_matches(['\u{FEFF}', '*']);
        text.trim().to_owned()
    };
    let is = |(cell, name): (Cell<'_>, &Arc<str>)| match cell {
        Cell::Text(text) => text.ends_with(&**name) && name_of(text) == **name,
        Cell::Null => name.is_empty(),
        _ => false,
    };
    let named = header.names.iter().filter(|name| !name.is_empty()).count();
    named > 1 && cells.len() == header.names.len() && cells.iter().zip(&header.names).all(is)
}

/// What Excel shows in place of a value that it cannot compute.
fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 8] = [
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "#GETTING_DATA",
    ];
    text.starts_with('#') && ERRORS.contains(&text)
}

/// The problem of a row with more cells than the header.
pub(super) fn too_many(file: &str, have: usize, expected: usize, place: Place) -> InputProblem {
    let mut problem = InputProblem::new(
        InputCode::TooManyCells,
        file,
        place.line,
        say!(
            "the row has {have} cells, but the header has {expected}, so the row is not checked",
            "该行有 {have} 个单元格,而表头有 {expected} 个,因此未检查该行",
            have,
            expected
        ),
        say!(
            "put texts that contain the delimiter in quotes",
            "含分隔符的文本请加引号",
        ),
    );
    problem.place = place;
    problem
}

/// The texts of cells, without white space around them.
fn texts(cells: &Cells) -> Vec<String> {
    cells
        .iter()
        .map(|cell| match cell {
            Cell::Text(text) | Cell::Number(text) => text.trim().to_owned(),
            Cell::Value(Datum::Bool(value)) => value.to_string(),
            _ => String::new(),
        })
        .collect()
}

/// `sep=;`, by which Excel is told the delimiter.
fn is_separator(row: Option<&Vec<String>>) -> bool {
    row.is_some_and(|row| {
        filled(row) == 1
            && row.first().is_some_and(|cell| {
                let end = cell
                    .get(..4)
                    .filter(|start| start.eq_ignore_ascii_case("sep="));
                end.is_some() && cell.chars().count() <= 5
            })
    })
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.is_empty()).count()
}

fn find(rows: &[Vec<String>]) -> HeaderAt {
    let first = rows.first().and_then(|row| row.first());
    let first = first.map_or("", String::as_str);
    if first.starts_with("TemplateType=")
        && let Some(header) = rows
            .iter()
            .position(|row| row.iter().any(|c| c == "item_sku"))
    {
        return HeaderAt {
            header,
            data: header + 1,
        };
    }
    if first.to_lowercase().starts_with("version ") && rows.len() > 1 {
        // The data packet of Taobao: version, keys, Chinese labels.
        let labels = rows.get(2).is_some_and(|row| {
            let named = row.iter().filter(|cell| !cell.is_ascii()).count();
            named * 2 > filled(row)
        });
        let keys = rows
            .get(1)
            .is_some_and(|row| row.iter().all(|cell| cell.is_ascii()));
        return HeaderAt {
            header: 1,
            data: if labels && keys { 3 } else { 2 },
        };
    }
    let widest = rows.iter().map(|row| filled(row)).max().unwrap_or(0);
    let header = rows
        .iter()
        .position(|row| {
            let comment = row.first().is_some_and(|cell| cell.starts_with('#'));
            let title = filled(row) < 2
                && widest >= 2
                && row.len() < widest.max(2) + usize::from(row.len() > 1);
            !(comment && widest >= 2 || title)
        })
        .unwrap_or(0);
    // A row of words for attributes below one that has none: `Preisliste;Stand;` is a title too.
    let words = |row: &Vec<String>| row.iter().filter(|cell| attribute(cell).is_some()).count();
    let header = match rows.get(header).map(words) {
        Some(0) => rows
            .iter()
            .skip(header)
            .position(|row| words(row) >= 2)
            .map_or(header, |below| header + below),
        _ => header,
    };
    HeaderAt {
        header,
        data: header + 1,
    }
}

/// The names of a header in two rows: below merged cells stand the names of their columns, below names
/// their units. Nothing where the second row may be a product.
fn joined(header: Option<&Vec<String>>, below: Option<&Vec<String>>) -> Option<Vec<String>> {
    let (header, below) = (header?, below?);
    let digits = |cell: &String| cell.contains(|c: char| c.is_numeric());
    if filled(below) == 0 || filled(below) == below.len() && filled(header) == header.len() {
        return None;
    }
    let name =
        |cells: &[String], index: usize| cells.get(index).map_or("", String::as_str).to_owned();
    let columns = header.len().max(below.len());
    let pairs = || (0..columns).map(|index| (name(header, index), name(below, index)));
    let unit = |above: &str, below: &str| {
        let inside = below.trim_matches(['(', ')', '[', ']']).trim();
        let joined = format!("{above} ({inside})");
        matches!(attribute(&joined), Some((_, Some(_)))).then_some(joined)
    };
    // A row of nothing but units.
    let units: Option<Vec<String>> = pairs()
        .map(|(above, below)| {
            if below.is_empty() {
                Some(above)
            } else {
                unit(&above, &below)
            }
        })
        .collect();
    if units.is_some() {
        return units;
    }
    let merged = pairs()
        .skip(1)
        .any(|(above, below)| above.is_empty() && !below.is_empty());
    if !merged || filled(below) < 2 || below.iter().any(digits) {
        return None;
    }
    let mut last = String::new();
    let names: Vec<String> = pairs()
        .map(|(above, below)| {
            if !above.is_empty() {
                last.clone_from(&above);
            }
            if below.is_empty() {
                return above;
            }
            if let Some(unit) = unit(&last, &below) {
                return unit;
            }
            let whole = format!("{last} {below}").trim().to_owned();
            if attribute(&whole).is_none() && attribute(&below).is_some() {
                below
            } else {
                whole
            }
        })
        .collect();
    // It is a header only where it makes words for attributes.
    let made: Vec<bool> = pairs()
        .zip(&names)
        .filter(|((_, below), _)| !below.is_empty())
        .map(|(_, name)| attribute(name).is_some())
        .collect();
    let known = made.iter().filter(|known| **known).count();
    (known * 2 >= made.len()).then_some(names)
}

/// Names of columns that stand twice in a header, each with the number of its second column.
pub(super) fn doubled(file: &str, header: &Header) -> Vec<(u32, InputProblem)> {
    let mut seen = std::collections::HashMap::new();
    let mut found = Vec::new();
    for (index, name) in header.names.iter().enumerate() {
        let first = *seen.entry(name.clone()).or_insert(index);
        if first == index || name.is_empty() {
            continue;
        }
        let problem = InputProblem::new(
            InputCode::Header,
            file,
            header.line,
            say!(
                "the column \"{name}\" stands twice in the header, as columns {first} and {second}",
                "表头中列“{name}”出现两次,为第 {first} 列和第 {second} 列",
                name,
                first = first + 1,
                second = index + 1,
            ),
            say!(
                "where both have a value the first one counts; give the other another name",
                "两列都有值时以第一列为准;请给另一列改名",
            ),
        );
        found.push((index as u32 + 1, problem));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(table: &str) -> HeaderAt {
        let rows: Vec<Vec<String>> = table
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect())
            .collect();
        find(&rows)
    }

    #[test]
    fn headers_below_other_rows() {
        let at = |header, data| HeaderAt { header, data };
        assert_eq!(found("id,title\n1,A"), at(0, 1));
        assert_eq!(found("id\n1\n2"), at(0, 1));
        assert_eq!(found("Export of today\nid,title\n1,A"), at(1, 2));
        assert_eq!(
            found("#INFO,x\n#INFO\n*Action,CustomLabel\nAdd,1"),
            at(2, 3)
        );
        assert_eq!(
            found("TemplateType=fptcustom,Version=1\nSKU,Title\nitem_sku,item_name\n1,A"),
            at(2, 3)
        );
        assert_eq!(
            found("version 1.00\ntitle,price\n宝贝名称,宝贝价格\nA,1"),
            at(1, 3)
        );
        assert_eq!(found("version 1.00\ntitle,price\nA,1"), at(1, 2));
    }
}
