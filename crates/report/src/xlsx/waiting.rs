//! What is to be said about rows, in a temporary file until the rows come; in memory is only where each
//! of it begins.

use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};

use tempfile::SpooledTempFile;

use super::HELD;
use super::row::Row;

/// What waits, by file and line.
pub(super) struct Waiting {
    rows: SpooledTempFile,
    written: u64,
    /// File, line, and where it begins.
    index: Vec<(u32, u32, u64)>,
}

impl Default for Waiting {
    fn default() -> Self {
        Self {
            rows: SpooledTempFile::new(HELD),
            written: 0,
            index: Vec::new(),
        }
    }
}

impl Waiting {
    /// Adds what is to be said about a line of a file. Gives the bytes that went to the disk.
    pub(super) fn add(&mut self, file: u32, line: u32, row: &Row) -> io::Result<u64> {
        let mut text = serde_json::to_vec(row)?;
        text.push(b'\n');
        let was_held = !self.rows.is_rolled();
        self.rows.write_all(&text)?;
        self.index.push((file, line, self.written));
        self.written += text.len() as u64;
        Ok(match (was_held, self.rows.is_rolled()) {
            (_, false) => 0,
            (true, true) => self.written,
            (false, true) => text.len() as u64,
        })
    }

    /// Gives all of it, by file and line, and of a line in the order in which it came.
    pub(super) fn in_order(mut self) -> io::Result<InOrder> {
        self.index.sort_unstable();
        self.rows.rewind()?;
        Ok(InOrder {
            rows: BufReader::new(self.rows),
            at: 0,
            index: self.index.into_iter().peekable(),
        })
    }
}

/// What waited, by file and line.
pub(super) struct InOrder {
    rows: BufReader<SpooledTempFile>,
    at: u64,
    index: std::iter::Peekable<std::vec::IntoIter<(u32, u32, u64)>>,
}

impl InOrder {
    /// What is to be said about the first line of a file that is not behind `last`, and its number.
    pub(super) fn next(&mut self, file: u32, last: u32) -> io::Result<Option<(u32, Row)>> {
        let Some((_, line, _)) = self
            .index
            .peek()
            .copied()
            .filter(|(of, line, _)| *of == file && *line <= last)
        else {
            return Ok(None);
        };
        let mut row = Row::default();
        while let Some((_, _, start)) = self
            .index
            .next_if(|(of, other, _)| *of == file && *other == line)
        {
            row.add(self.read(start)?);
        }
        Ok(Some((line, row)))
    }

    fn read(&mut self, start: u64) -> io::Result<Row> {
        match i64::try_from(start).and_then(|s| Ok(s - i64::try_from(self.at)?)) {
            Ok(distance) => self.rows.seek_relative(distance)?,
            Err(_) => {
                self.rows.seek(SeekFrom::Start(start))?;
            }
        }
        let mut text = Vec::new();
        self.at = start + self.rows.read_until(b'\n', &mut text)? as u64;
        Ok(serde_json::from_slice(&text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_line_and_then_as_it_came() {
        let said = |text: &str| Row {
            en: vec![text.to_owned()],
            ..Row::default()
        };
        let mut waiting = Waiting::default();
        for (file, line, text) in [
            (1, 4, "d"),
            (0, 7, "c"),
            (0, 3, "a"),
            (0, 7, "e"),
            (0, 5, "b"),
        ] {
            waiting.add(file, line, &said(text)).unwrap();
        }
        let mut order = waiting.in_order().unwrap();
        let mut next = |file, last| {
            let next = order.next(file, last).unwrap();
            next.map(|(line, row)| (line, row.en.concat()))
        };
        assert_eq!(next(0, 2), None);
        assert_eq!(next(0, 5), Some((3, "a".to_owned())));
        assert_eq!(next(0, 5), Some((5, "b".to_owned())));
        assert_eq!(next(0, 5), None);
        assert_eq!(next(0, 9), Some((7, "ce".to_owned())));
        assert_eq!(next(0, 9), None);
        assert_eq!(next(1, 9), Some((4, "d".to_owned())));
    }
}
