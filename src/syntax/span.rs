//! Where a piece of source text stands.

use std::fmt;

/// A half-open range of byte offsets into one source file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
        }
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The text of the range; empty if the range is not of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// Which file of a [`Sources`] a span belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileId(pub(crate) u32);

/// A range in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The range in it.
    pub span: Span,
}

/// The character changes the direction in which what follows is shown.
pub fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The texts that were loaded, by name.
#[derive(Clone, Default)]
pub struct Sources {
    files: Vec<Loaded>,
}

/// A text that was loaded.
#[derive(Clone)]
struct Loaded {
    name: String,
    text: String,
    /// Where each line begins.
    lines: Vec<u32>,
}

/// The names of the files, without their texts.
impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.files.iter().map(|file| &file.name))
            .finish()
    }
}

impl Sources {
    /// Adds a file and returns its number.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let ends = text.match_indices('\n').map(|(at, _)| at as u32 + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        self.files.push(Loaded {
            name: name.into(),
            text,
            lines,
        });
        FileId(self.files.len() as u32 - 1)
    }

    /// The number that the next file will have.
    pub fn next_id(&self) -> FileId {
        FileId(self.files.len() as u32)
    }

    /// The name a file was added under.
    pub fn name(&self, file: FileId) -> &str {
        self.files
            .get(file.0 as usize)
            .map_or("", |file| file.name.as_str())
    }

    /// The text of a file.
    pub fn text(&self, file: FileId) -> &str {
        self.files
            .get(file.0 as usize)
            .map_or("", |file| file.text.as_str())
    }

    /// The text at a location.
    pub fn slice(&self, at: Location) -> &str {
        at.span.of(self.text(at.file))
    }

    /// The text at a location on one line, as the formatter would write it if the line were long
    /// enough.
    pub fn on_one_line(&self, at: Location) -> String {
        super::format::one_line(self.slice(at))
    }

    /// Line and column, both from 1, the column in characters.
    pub fn line_column(&self, at: Location) -> LineColumn {
        let (line, start) = self.line(at.file, at.span.start);
        let text = self.text(at.file);
        let before = text.get(start as usize..at.span.start as usize);
        LineColumn {
            line,
            column: before.unwrap_or_default().chars().count() + 1,
        }
    }

    /// The number of the line, from 1, in which an offset stands, and where it begins.
    pub(crate) fn line(&self, file: FileId, offset: u32) -> (usize, u32) {
        let lines = self.files.get(file.0 as usize);
        let lines = lines.map(|file| file.lines.as_slice()).unwrap_or_default();
        let line = lines.partition_point(|start| *start <= offset);
        let start = lines.get(line.saturating_sub(1)).copied();
        (line.max(1), start.unwrap_or_default())
    }
}

/// A place for people: line and column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}
