//! The encoding of a text file: told by its mark, by its own word, or guessed; and its text as UTF-8.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How the encoding of a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The file or the caller says so, or its bytes leave no doubt.
    Told,
    /// By the frequency of its characters.
    Guessed,
}

/// The encoding of a file.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) encoding: &'static Encoding,
    pub(super) how: How,
    /// The file says something else of its encoding, which cannot be so.
    pub(super) not: Option<String>,
}

/// What a file says of its encoding.
enum Said {
    Known(&'static Encoding, String),
    /// No encoding has this name.
    Unknown(String),
    Nothing,
}

/// The encoding that a name such as `gbk` or `shift_jis` stands for.
pub(super) fn named(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// Tells the encoding from the first bytes of a file; `whole` when they are all of it.
pub(super) fn tell(head: &[u8], whole: bool) -> Told {
    let told = |encoding| Told {
        encoding,
        how: How::Told,
        not: None,
    };
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return told(encoding);
    }
    if let Some(encoding) = two_bytes(head) {
        return told(encoding);
    }
    let not = match declared(head) {
        Said::Known(encoding, name) if encoding != UTF_8 && is_utf8(head, encoding) => {
            return Told {
                not: Some(name),
                ..told(UTF_8)
            };
        }
        // A page that can be read so far as to find its word is not in UTF-16, whatever it says.
        Said::Known(encoding, _) if encoding != UTF_16LE && encoding != UTF_16BE => {
            return told(encoding);
        }
        Said::Known(..) | Said::Nothing => None,
        Said::Unknown(name) => Some(name),
    };
    if mostly_utf8(head) {
        return Told { not, ..told(UTF_8) };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(head, whole);
    Told {
        encoding: detector.guess(None, Utf8Detection::Deny),
        how: How::Guessed,
        not,
    }
}

/// UTF-16 without its mark: one half of the bytes is often zero, the other never.
fn two_bytes(head: &[u8]) -> Option<&'static Encoding> {
    let (mut even, mut odd) = (0usize, 0usize);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let pairs = head.len() / 2;
    let many = |n: usize| pairs >= 2 && n * 10 >= pairs;
    match (even, odd) {
        (0, odd) if many(odd) => Some(UTF_16LE),
        (even, 0) if many(even) => Some(UTF_16BE),
        _ => None,
    }
}

/// What an XML declaration or the `meta` of a page says.
fn declared(head: &[u8]) -> Said {
    let start = head.get(..head.len().min(1024)).unwrap_or_default();
    if start.trim_ascii_start().first() != Some(&b'<') {
        return Said::Nothing;
    }
    let text = String::from_utf8_lossy(start).to_lowercase();
    let declaration = text.split_once("?>").map_or(&*text, |(before, _)| before);
    let in_declaration = declaration
        .contains("<?xml")
        .then(|| stated(declaration, "encoding"))
        .flatten();
    let Some(after) = in_declaration.or_else(|| stated(&text, "charset")) else {
        return Said::Nothing;
    };
    let label: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c))
        .collect();
    match named(&label) {
        _ if label.is_empty() => Said::Nothing,
        Some(encoding) => Said::Known(encoding, label),
        None => Said::Unknown(label),
    }
}

/// What stands behind a name and `=`.
fn stated<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.match_indices(name).find_map(|(at, _)| {
        let behind = text.get(at + name.len()..)?.trim_start();
        Some(behind.strip_prefix('=')?.trim_start())
    })
}

/// The bytes can hardly be anything but UTF-8, whatever the file says. Two letters of Western Europe
/// seldom make a character of UTF-8, and four bytes of an Asian encoding often do.
fn is_utf8(head: &[u8], said: &'static Encoding) -> bool {
    let least = if said.is_single_byte() || said == UTF_16LE || said == UTF_16BE {
        1
    } else {
        4
    };
    let (mut long, mut all) = (0usize, 0usize);
    let mut bytes = 0;
    for chunk in head.utf8_chunks() {
        bytes += chunk.valid().len() + chunk.invalid().len();
        let cut = bytes == head.len()
            && std::str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
        if !chunk.invalid().is_empty() && !cut {
            return false;
        }
        all += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        long += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
    }
    if least == 1 { all > 0 } else { long >= least }
}

/// UTF-8, but for single damaged places and a character that the end of the head cuts.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in head.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    let cut = head.utf8_chunks().last().is_some_and(|c| {
        !c.invalid().is_empty()
            && std::str::from_utf8(c.invalid()).is_err_and(|e| e.error_len().is_none())
    });
    let bad = bad - usize::from(cut);
    bad == 0 || good >= 4 * bad
}

/// Text of any encoding as UTF-8; U+FFFD stands for what cannot be decoded.
pub(super) struct Decoded<R> {
    source: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_at: usize,
    text: Vec<u8>,
    text_at: usize,
    ended: bool,
}

const CHUNK: usize = 32 * 1024;

impl<R: Read> Decoded<R> {
    pub(super) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: Vec::new(),
            raw_at: 0,
            text: Vec::new(),
            text_at: 0,
            ended: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        while self.text_at == self.text.len() && !self.ended {
            let mut last = false;
            if self.raw_at == self.raw.len() {
                self.raw.resize(CHUNK, 0);
                let read = self.source.read(&mut self.raw)?;
                self.raw.truncate(read);
                self.raw_at = 0;
                last = read == 0;
            }
            self.text.resize(CHUNK * 3, 0);
            let raw = self.raw.get(self.raw_at..).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.text, last);
            self.raw_at += read;
            self.text.truncate(written);
            self.text_at = 0;
            self.ended = last && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.fill()?;
        let mut rest = self.text.get(self.text_at..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.text_at += read;
        Ok(read)
    }
}
