//! Pieces of rules as text: white space outside of texts and regular expressions.

/// The width that lines are broken at, in columns.
pub(super) const WIDTH: usize = 100;

/// White space of the grammar.
pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | '\u{FEFF}')
}

/// For each byte, whether it stands in a text or a regular expression: there nothing is touched.
pub(super) fn kept(text: &str) -> Vec<bool> {
    let bytes = text.as_bytes();
    let mut kept = vec![false; bytes.len()];
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        let end = match byte {
            b'"' => closing(bytes, place, b'"'),
            b'/' if behind_matches(text, place) => closing(bytes, place, b'/'),
            _ => None,
        };
        if let Some(inside) = end.and_then(|end| kept.get_mut(place..=end)) {
            inside.fill(true);
            place += inside.len();
        } else {
            place += 1;
        }
    }
    kept
}

/// The place of the mark that closes what begins here, on the same line.
fn closing(bytes: &[u8], start: usize, mark: u8) -> Option<usize> {
    let mut escaped = false;
    for (place, byte) in bytes.iter().enumerate().skip(start + 1) {
        match byte {
            b'\n' | b'\r' => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            byte if *byte == mark => return Some(place),
            _ => {}
        }
    }
    None
}

/// A regular expression stands behind the word `matches`, which is no part of a path there.
fn behind_matches(text: &str, place: usize) -> bool {
    text.get(..place)
        .and_then(|before| before.trim_end_matches(is_blank).strip_suffix("matches"))
        .is_some_and(|before| {
            !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.')
        })
}

/// Everything up to the brace that opens the body; nothing where the text has none.
pub(super) fn upto_brace(text: &str) -> Option<&str> {
    let kept = kept(text);
    let brace = text
        .bytes()
        .zip(&kept)
        .position(|(byte, kept)| byte == b'{' && !kept)?;
    text.get(..=brace)
}

/// A clause with its word in a column of its own.
pub(super) fn keyed(source: &str, width: usize) -> String {
    let text = tidy(source);
    match text.split_once(' ') {
        Some((word, rest)) => format!("{word:<width$} {rest}"),
        None => text,
    }
}

/// A clause with a text in several languages, each on its line.
pub(super) fn by_locale(text: &str) -> String {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut lines = Vec::new();
    for (i, part) in split_locales(rest.trim_start()).into_iter().enumerate() {
        let word = if i == 0 { word } else { "" };
        lines.push(format!(
            "{}{word:<9} {part}",
            if i == 0 { "" } else { "  " }
        ));
    }
    lines.join("\n")
}

/// `en "…" zh "…"` in its languages.
fn split_locales(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(end) = end_of_text(rest) {
        let (part, tail) = rest.split_at(end);
        parts.push(part.trim().to_owned());
        rest = tail;
    }
    if !rest.trim().is_empty() {
        parts.push(rest.trim().to_owned());
    }
    parts
}

/// The offset behind the first text in quotes.
fn end_of_text(text: &str) -> Option<usize> {
    let open = text.find('"')?;
    let mut escaped = false;
    for (i, c) in text.char_indices().skip_while(|(i, _)| *i <= open) {
        if c == '"' && !escaped {
            return Some(i + 1);
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// An attribute: name, type and options on a line, the texts below.
pub(super) fn attribute(source: &str, width: usize) -> String {
    let text = tidy(source);
    let Some((name, rest)) = text.split_once(' ') else {
        return text;
    };
    let kept = kept(rest);
    let bytes = rest.as_bytes();
    let cut = bytes
        .iter()
        .zip(&kept)
        .enumerate()
        .position(|(i, (byte, kept))| {
            !kept
                && *byte == b' '
                && bytes.get(i + 1).is_some_and(u8::is_ascii_lowercase)
                && bytes.get(i + 2).is_some_and(u8::is_ascii_lowercase)
                && rest
                    .get(i + 3..)
                    .is_some_and(|tail| tail.starts_with(" \""))
        });
    match cut {
        Some(cut) => {
            let (options, texts) = rest.split_at(cut);
            format!(
                "{name:<width$} {options}\n  {:width$} {}",
                "",
                texts.trim_start()
            )
        }
        None => format!("{name:<width$} {rest}"),
    }
}

/// One space for every run of white space outside of texts and regular expressions, and none where
/// punctuation wants none.
pub(super) fn tidy(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut brackets: Vec<char> = Vec::new();
    let kept = kept(source);
    let mut chars = source.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if kept.get(i).copied().unwrap_or_default() {
            out.push(c);
            continue;
        }
        match c {
            c if is_blank(c) => {
                let mut lines = u32::from(matches!(c, '\n' | '\r'));
                while let Some((_, next)) = chars.peek().filter(|(_, next)| is_blank(*next)) {
                    lines += u32::from(matches!(*next, '\n' | '\r'));
                    chars.next();
                }
                let next = chars.peek().map(|(_, next)| *next);
                let last = out.chars().last();
                let between_entries = lines > 0
                    && brackets.last() == Some(&'{')
                    && !matches!(last, Some(',' | '{' | '[' | ':' | '(' | '-'))
                    && !matches!(next, Some('}' | ',' | ']' | ')' | ':') | None);
                if between_entries {
                    out.push(',');
                }
                let tight = matches!(last, Some('(' | '[') | None)
                    || matches!(next, Some(',' | ')' | ']' | ':' | ';') | None);
                if !tight {
                    out.push(' ');
                }
            }
            '(' | '[' | '{' => {
                brackets.push(c);
                out.push(c);
                if c == '{'
                    && chars
                        .peek()
                        .is_some_and(|(_, next)| !is_blank(*next) && *next != '}')
                {
                    out.push(' ');
                }
            }
            ')' | ']' | '}' => {
                brackets.pop();
                if c == '}' && !out.ends_with([' ', '{']) {
                    out.push(' ');
                }
                if c == '}' && out.ends_with("{ ") {
                    out.pop();
                }
                out.push(c);
            }
            ',' => {
                out.push(',');
                if chars
                    .peek()
                    .is_some_and(|(_, next)| !is_blank(*next) && !matches!(next, ')' | ']'))
                {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.trim_end().to_owned()
}
