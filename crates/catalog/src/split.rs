//! Cuts a stream of JSON into its values, so that a file need not be held to be read.
//!
//! Only brackets and quotes are looked at; whether a value is well-formed is for its parser to say.
//! So a value with a mistake in it has an end all the same, and the next one can be read.

use std::io::{self, Read};

/// Where the next byte stands: line and column (in characters) from 1, offset from 0. A line ends in a
/// line feed, a carriage return, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) offset: u64,
    /// The byte before is a carriage return: a line feed belongs to it.
    behind_return: bool,
}

impl Default for At {
    fn default() -> Self {
        Self {
            line: 1,
            column: 1,
            offset: 0,
            behind_return: false,
        }
    }
}

impl At {
    /// The place behind some bytes.
    pub(super) fn behind(self, bytes: &[u8]) -> Self {
        let (line, behind_return) = super::csv::lines(bytes, self.line, self.behind_return);
        let last = memchr::memrchr2(b'\n', b'\r', bytes);
        let tail = last.map_or(bytes, |end| bytes.get(end + 1..).unwrap_or_default());
        let characters = tail.iter().filter(|b| (**b & 0xC0) != 0x80).count() as u32;
        Self {
            line,
            column: if last.is_some() { 1 } else { self.column } + characters,
            offset: self.offset + bytes.len() as u64,
            behind_return,
        }
    }

    /// The place behind so many characters of ASCII without a line break.
    pub(super) fn right(self, characters: usize) -> Self {
        Self {
            column: self.column + characters as u32,
            offset: self.offset + characters as u64,
            behind_return: self.behind_return && characters == 0,
            ..self
        }
    }
}

/// What became of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// The stream has the end of the value.
    pub(super) complete: bool,
    /// Its bytes; where they are more than the limit, only the first were kept.
    pub(super) bytes: u64,
    /// Where the nesting passes its limit.
    pub(super) too_deep: Option<At>,
}

/// A stream of JSON values.
pub(super) struct Splitter {
    source: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    next: usize,
    at: At,
    /// The bytes of the last value.
    pub(super) value: Vec<u8>,
    max_bytes: usize,
    max_depth: usize,
}

impl Splitter {
    pub(super) fn new(source: Box<dyn Read + Send>, max_bytes: usize, max_depth: usize) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            next: 0,
            at: At::default(),
            value: Vec::new(),
            max_bytes,
            max_depth,
        }
    }

    /// Where the next byte stands.
    pub(super) fn at(&self) -> At {
        self.at
    }

    fn rest(&mut self) -> io::Result<&[u8]> {
        if self.next == self.buffer.len() {
            self.buffer.resize(64 * 1024, 0);
            self.next = 0;
            let read = loop {
                match self.source.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.buffer.truncate(*read.as_ref().unwrap_or(&0));
            read?;
        }
        Ok(self.buffer.get(self.next..).unwrap_or_default())
    }

    fn advance(&mut self, bytes: usize) {
        let read = self
            .buffer
            .get(self.next..self.next + bytes)
            .unwrap_or_default();
        self.at = self.at.behind(read);
        self.next += bytes;
    }

    /// The next byte that is no white space.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            let rest = self.rest()?;
            let white = rest
                .iter()
                .take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'))
                .count();
            let found = rest.get(white).copied();
            let empty = rest.is_empty();
            self.advance(white);
            if found.is_some() || empty {
                return Ok(found);
            }
        }
    }

    /// Passes over the next byte.
    pub(super) fn bump(&mut self) {
        self.advance(1);
    }

    /// Takes the next value to `self.value`, behind `peek`. At least one byte is taken.
    pub(super) fn take(&mut self) -> io::Result<Cut> {
        self.value.clear();
        let mut cut = Cut {
            complete: false,
            bytes: 0,
            too_deep: None,
        };
        let mut state = State::default();
        loop {
            let start = self.at;
            let max_depth = self.max_depth;
            let rest = self.rest()?;
            if rest.is_empty() {
                // A number at the end of the stream has its end there.
                cut.complete = state.inside == Inside::Scalar;
                return Ok(cut);
            }
            let (taken, deep) = state.eat(rest, max_depth);
            if let (None, Some(at)) = (cut.too_deep, deep) {
                cut.too_deep = Some(start.behind(rest.get(..at).unwrap_or_default()));
            }
            let (from, to) = (self.next, self.next + taken);
            cut.bytes += taken as u64;
            if cut.bytes <= self.max_bytes as u64 {
                let taken = self.buffer.get(from..to).unwrap_or_default();
                self.value.extend_from_slice(taken);
            }
            self.advance(taken);
            if state.done {
                cut.complete = true;
                return Ok(cut);
            }
        }
    }

    /// Takes a line to `self.value`, without its break; nothing is taken at the end of the stream.
    pub(super) fn line(&mut self) -> io::Result<Cut> {
        self.value.clear();
        let mut cut = Cut {
            complete: false,
            bytes: 0,
            too_deep: None,
        };
        loop {
            let rest = self.rest()?;
            if rest.is_empty() {
                return Ok(cut);
            }
            let end = memchr::memchr(b'\n', rest);
            let taken = end.unwrap_or(rest.len());
            let (from, to) = (self.next, self.next + taken);
            cut.bytes += taken as u64;
            if cut.bytes <= self.max_bytes as u64 {
                let taken = self.buffer.get(from..to).unwrap_or_default();
                self.value.extend_from_slice(taken);
            }
            self.advance(taken + usize::from(end.is_some()));
            if end.is_some() {
                cut.complete = true;
                return Ok(cut);
            }
        }
    }
}

/// How far into a value the bytes seen so far lead.
#[derive(Default)]
struct State {
    depth: usize,
    inside: Inside,
    done: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Inside {
    /// The first byte is still to come.
    #[default]
    Nothing,
    /// Between the parts of a list or object.
    Brackets,
    Text,
    /// Behind a backslash in a text.
    Escape,
    /// A number or a word.
    Scalar,
}

impl State {
    /// The bytes that belong to the value, and where in them the nesting passes its limit.
    fn eat(&mut self, bytes: &[u8], max_depth: usize) -> (usize, Option<usize>) {
        let mut deep = None;
        let mut index = 0;
        while let Some(byte) = bytes.get(index).copied() {
            match self.inside {
                Inside::Escape => {
                    self.inside = Inside::Text;
                    index += 1;
                    continue;
                }
                Inside::Text => {
                    let rest = bytes.get(index..).unwrap_or_default();
                    let Some(stop) = memchr::memchr2(b'"', b'\\', rest) else {
                        return (bytes.len(), deep);
                    };
                    index += stop + 1;
                    if rest.get(stop) == Some(&b'\\') {
                        self.inside = Inside::Escape;
                        continue;
                    }
                    self.inside = Inside::Brackets;
                }
                Inside::Scalar if ends_scalar(byte) => {
                    self.done = true;
                    return (index, deep);
                }
                Inside::Scalar => {
                    index += 1;
                    continue;
                }
                Inside::Nothing | Inside::Brackets => {
                    index += 1;
                    self.part(byte);
                    if self.depth > max_depth && deep.is_none() {
                        deep = Some(index - 1);
                    }
                }
            }
            if self.depth == 0 && self.inside == Inside::Brackets {
                self.done = true;
                return (index, deep);
            }
        }
        (bytes.len(), deep)
    }

    fn part(&mut self, byte: u8) {
        self.inside = match byte {
            b'"' => Inside::Text,
            b'[' | b'{' => {
                self.depth += 1;
                Inside::Brackets
            }
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                Inside::Brackets
            }
            b',' | b':' => Inside::Brackets,
            _ if self.inside == Inside::Nothing => Inside::Scalar,
            _ => Inside::Brackets,
        };
    }
}

fn ends_scalar(byte: u8) -> bool {
    matches!(
        byte,
        b',' | b']' | b'}' | b'[' | b'{' | b':' | b'"' | b' ' | b'\t' | b'\r' | b'\n'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time, the hardest case for what is kept between reads.
    struct Drip(std::vec::IntoIter<u8>);

    impl Read for Drip {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match (self.0.next(), buffer.first_mut()) {
                (Some(byte), Some(slot)) => {
                    *slot = byte;
                    Ok(1)
                }
                _ => Ok(0),
            }
        }
    }

    fn values(text: &str) -> Vec<(String, u32, u32, bool)> {
        let mut splitter = Splitter::new(
            Box::new(Drip(text.as_bytes().to_vec().into_iter())),
            1000,
            9,
        );
        let mut found = Vec::new();
        while splitter.peek().unwrap().is_some() {
            let at = splitter.at();
            let cut = splitter.take().unwrap();
            let value = String::from_utf8(splitter.value.clone()).unwrap();
            found.push((value, at.line, at.column, cut.complete));
        }
        found
    }

    #[test]
    fn values_have_their_ends() {
        let text = " {\"a\": \"}\\\"]\", \"é\": [1]} 12\n\"x\" [{}] tru";
        let expected = [
            ("{\"a\": \"}\\\"]\", \"é\": [1]}", 1, 2, true),
            ("12", 1, 26, true),
            ("\"x\"", 2, 1, true),
            ("[{}]", 2, 5, true),
            ("tru", 2, 10, true),
        ];
        let expected: Vec<_> = expected.map(|(v, l, c, d)| (v.to_owned(), l, c, d)).into();
        assert_eq!(values(text), expected);
        assert!(!values("{\"a\": [")[0].3);
        assert!(!values("\"a\\\"")[0].3);
    }
}
