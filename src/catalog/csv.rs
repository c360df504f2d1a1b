//! Tables with a delimiter: cells and their lines. A profile says what the columns are.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::profile::{HEADER_WITHIN, Mapped, Mapper, Row, of_table};
use super::{Catalogue, InputCode, InputProblem, ReadOptions};

/// The delimiter that a header uses, if it uses any.
pub(super) fn delimiter(header: &str) -> Option<u8> {
    let mut counts = [(b',', 0usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in header.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some((_, count)) = counts.iter_mut().find(|(d, _)| *d == byte) {
            *count += 1;
        }
    }
    // Bars also stand inside of names (`ps_price|1|1`), so they must outnumber the others by far.
    let weight = |(delimiter, count): &(u8, usize)| match delimiter {
        b'|' => *count,
        _ => *count * 3,
    };
    let (delimiter, count) = counts.into_iter().rev().max_by_key(weight)?;
    (count > 0).then_some(delimiter)
}

/// Reads a table row by row; its profile says what the rows are.
pub(super) fn read(bytes: &[u8], delimiter: u8, options: &ReadOptions, catalogue: &mut Catalogue) {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut rows = reader.byte_records().filter_map(Result::ok).peekable();
    // Metadata stands above the header in some formats, so the first rows are looked at together.
    let mut first: VecDeque<csv::ByteRecord> = VecDeque::new();
    while first.len() < HEADER_WITHIN
        && let Some(row) = rows.next()
    {
        if !blank(&row) {
            first.push_back(row);
        }
    }
    if let Some(widest) = first.iter().map(csv::ByteRecord::len).max()
        && widest > options.max_columns
    {
        catalogue.problems.push(InputProblem::new(
            InputCode::Header,
            &catalogue.name,
            1,
            format!(
                "the table has {widest} columns, more than the {} that are read",
                options.max_columns
            ),
            "leave out the columns that no attribute needs",
        ));
        return;
    }
    let texts: Vec<Vec<String>> = first.iter().map(texts).collect();
    let (profile, why) = of_table(&texts, &options.profile, &options.columns);
    let Some(names) = texts.get(why.header) else {
        return;
    };
    let header_line = first.get(why.header).map_or(1, |row| line_of(row, bytes));
    repeated(names, header_line, catalogue);
    let mut mapper = Mapper::of_table(
        &profile,
        header_line,
        names,
        &super::mapper_options(&catalogue.name, options),
    )
    .because(&why);
    let mut mapped = Mapped::default();
    for row in first.into_iter().skip(why.header + 1).chain(rows) {
        if blank(&row) {
            continue;
        }
        let line = line_of(&row, bytes);
        if let Some(problem) = refused(&row, line, names, options, &catalogue.name) {
            let unread = problem.code.unread();
            mapped.problems.push(problem);
            if unread {
                continue;
            }
        }
        mapper.row(Row::new(line, texts_of(&row)), &mut mapped);
    }
    mapper.finish(&mut mapped);
    catalogue.records.append(&mut mapped.records);
    catalogue.problems.append(&mut mapped.problems);
    catalogue.mapping = Some(mapper.mapping());
}

fn blank(row: &csv::ByteRecord) -> bool {
    row.iter().all(|cell| cell.trim_ascii().is_empty())
}

/// The line on which a row begins. After `\r\n` the reader stands between the two, a line too early.
fn line_of(row: &csv::ByteRecord, bytes: &[u8]) -> u32 {
    row.position().map_or(0, |position| {
        let between = bytes.get(position.byte() as usize) == Some(&b'\n');
        position.line() as u32 + u32::from(between)
    })
}

fn texts_of(row: &csv::ByteRecord) -> impl Iterator<Item = Cow<'_, str>> {
    row.iter().map(String::from_utf8_lossy)
}

fn texts(row: &csv::ByteRecord) -> Vec<String> {
    texts_of(row).map(Cow::into_owned).collect()
}

/// Names that stand twice in a header.
fn repeated(names: &[String], line: u32, catalogue: &mut Catalogue) {
    for (i, name) in names.iter().enumerate() {
        let before = names.get(..i).unwrap_or_default();
        if !name.trim().is_empty() && before.contains(name) {
            catalogue.problems.push(InputProblem::new(
                InputCode::Header,
                &catalogue.name,
                line,
                format!("the column \"{}\" stands twice in the header", name.trim()),
                "the first one counts; give the other another name",
            ));
        }
    }
}

/// Why a row cannot be read, or what is odd about it.
fn refused(
    row: &csv::ByteRecord,
    line: u32,
    columns: &[String],
    options: &ReadOptions,
    file: &str,
) -> Option<InputProblem> {
    let (cells, expected) = (row.len(), columns.len());
    let bytes: usize = row.iter().map(<[u8]>::len).sum();
    if bytes > options.max_record_bytes {
        return Some(InputProblem::new(
            InputCode::TooLarge,
            file,
            line,
            format!(
                "the row has {bytes} bytes, more than the {} that a record may have",
                options.max_record_bytes
            ),
            "look for a quote that is never closed",
        ));
    }
    if let Some(index) = row
        .iter()
        .position(|cell| std::str::from_utf8(cell).is_err())
    {
        let mut problem = InputProblem::new(
            InputCode::InvalidUtf8,
            file,
            line,
            "a cell of this row is not UTF-8, so the row is not checked",
            "save the file as UTF-8 (in Excel: \"CSV UTF-8\")",
        );
        problem.place.column = index as u32 + 1;
        problem.place.header = columns.get(index).map(|name| name.trim().into());
        return Some(problem);
    }
    if cells > expected {
        return Some(InputProblem::new(
            InputCode::TooManyCells,
            file,
            line,
            format!(
                "the row has {cells} cells, but the header has {expected}, so the row is not checked"
            ),
            "put texts that contain the delimiter in quotes",
        ));
    }
    if cells < expected {
        return Some(InputProblem::new(
            InputCode::TooFewCells,
            file,
            line,
            format!("the row has {cells} cells, but the header has {expected}"),
            "the cells missing at its end count as empty",
        ));
    }
    None
}
