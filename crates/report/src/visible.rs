//! Text from a catalogue made safe for people's eyes: nothing in it moves the cursor or the reading
//! direction of what stands around it.

use std::borrow::Cow;

use tidewaiter_value::inert::{is_break, is_hidden};

/// Line breaks and tabs to single spaces; other control characters, those that change the reading
/// direction and separators of lines and paragraphs to `\u{…}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_break(c) || is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_break(c) {
            if !shown.ends_with(' ') {
                shown.push(' ');
            }
        } else if is_hidden(c) {
            shown.push_str(&c.escape_unicode().to_string());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// A text of several lines in which nothing but its line breaks and tabs does anything: the other
/// characters that [`visible`] does not let through are `\u{…}`.
pub fn lines(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c == '\r' || is_hidden(c)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut all = text.chars().peekable();
    while let Some(c) = all.next() {
        if c == '\r' && all.peek() == Some(&'\n') {
            continue;
        }
        if c == '\r' || is_hidden(c) {
            shown.push_str(&c.escape_unicode().to_string());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The first characters of a text as [`visible`] shows it, with an ellipsis if there are more.
pub(super) fn short(text: &str, most: usize) -> String {
    let mut start: String = text.chars().take(most + 1).collect();
    if start.chars().count() > most {
        start.pop();
        start.push('…');
    }
    visible(&start).into_owned()
}

/// XML 1.0 has no place for most control characters, not even escaped: they become U+FFFD.
pub(super) fn allowed(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => c,
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_the_cursor_or_the_direction() {
        assert_eq!(visible("茶 – tea"), "茶 – tea");
        assert_eq!(visible("a\r\n\tb"), "a b");
        assert_eq!(visible("\u{1b}[2J"), "\\u{1b}[2J");
        assert_eq!(
            visible("\u{9b}31m\u{7f}\u{2028}"),
            "\\u{9b}31m\\u{7f}\\u{2028}"
        );
        assert_eq!(
            lines("a\r\n\tb\rc\u{1b}]0;x\u{7}"),
            "a\n\tb\\u{d}c\\u{1b}]0;x\\u{7}"
        );
        assert_eq!(visible("gpj\u{202e}exe"), "gpj\\u{202e}exe");
        assert_eq!(short("abcdef", 3), "abc…");
        assert_eq!(short("abc", 3), "abc");
    }
}
