//! JSON that is harmless wherever it is shown: characters that a terminal obeys, or that change the
//! direction of reading, stand in it as escapes, which say the same.

use std::io;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// A value in one line.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut text = Vec::new();
    to_writer(&mut text, value)?;
    String::from_utf8(text).map_err(serde::ser::Error::custom)
}

/// A value in many lines.
pub fn to_string_pretty<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut text = Vec::new();
    to_writer_pretty(&mut text, value)?;
    String::from_utf8(text).map_err(serde::ser::Error::custom)
}

/// Writes a value in one line.
pub fn to_writer<T: Serialize + ?Sized>(out: impl io::Write, value: &T) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(
        out,
        Inert(CompactFormatter),
    ))
}

/// Writes a value in many lines.
pub fn to_writer_pretty<T: Serialize + ?Sized>(
    out: impl io::Write,
    value: &T,
) -> serde_json::Result<()> {
    let formatter = Inert(PrettyFormatter::new());
    value.serialize(&mut Serializer::with_formatter(out, formatter))
}

/// It begins another line or column.
pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t')
}

/// A terminal obeys it, or it changes the direction of reading, or is not seen.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !is_break(c))
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        // Of no width. Joiners (U+200C, U+200D) stay: words of Persian and Hindi, and signs, are made with them.
        || matches!(c, '\u{34f}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{e0001}'..='\u{e007f}')
}

/// Lays out as another formatter does; texts are escaped further.
struct Inert<F>(F);

impl<F: Formatter> Formatter for Inert<F> {
    fn write_string_fragment<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return out.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            let (plain, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
            out.write_all(plain.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = behind.get(c.len_utf8()..).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_str, json};

    use super::*;

    #[test]
    fn what_a_terminal_obeys_is_escaped_and_reads_the_same() {
        let text = "a\\\u{9b}2J\u{7f}\u{202e}\u{2028}\u{feff}\u{200b}\u{e0041}\"茶\n\u{1b}z";
        let value = json!({ text: [text, {}], "n": 1.5, "empty": [] });
        for written in [
            to_string(&value).unwrap(),
            to_string_pretty(&value).unwrap(),
        ] {
            assert!(!written.chars().any(is_hidden), "{written:?}");
            assert_eq!(from_str::<Value>(&written).unwrap(), value);
        }
        assert_eq!(to_string("\u{9b}x\u{202e}").unwrap(), "\"\\u009bx\\u202e\"");
        let plain = json!({ "a": ["茶", {}, []], "b": { "c": null } });
        assert_eq!(
            to_string_pretty(&plain).unwrap(),
            serde_json::to_string_pretty(&plain).unwrap()
        );
    }
}
