//! HTML bodies to text: no marks, no scripts, no styles; a line for a block.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};

/// Elements that begin a line of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];

/// The text of HTML. A text without marks stays as it is, but for its white space.
pub(super) fn text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let mut shown = words(html);
    // Some exports escape the whole body once more, or its entities.
    for _ in 0..MOST_ESCAPES {
        if !escapes(&shown) {
            break;
        }
        shown = if shown.contains("&lt;") && !html.contains('<') {
            words(&unescaped(&shown))
        } else {
            unescaped(&shown)
        };
    }
    if html.contains("&lt;") && !html.contains('<') && shown.contains('<') {
        shown = words(&shown);
    }
    shown
}

/// How often an entity is taken for one that was escaped once more.
const MOST_ESCAPES: usize = 2;
/// The longest names of entities that exports write.
const LONGEST_ENTITY: usize = 32;

/// The first `&name;` of a text, where it begins and where it ends.
fn entity(text: &str) -> Option<(usize, usize)> {
    text.match_indices('&').find_map(|(start, _)| {
        let behind = text.get(start + 1..)?;
        let length = behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '#')?;
        let ends = behind.get(length..)?.starts_with(';');
        (ends && (2..=LONGEST_ENTITY).contains(&length)).then_some((start, start + length + 2))
    })
}

fn escapes(text: &str) -> bool {
    entity(text).is_some()
}

/// A text that is no HTML, without the entities of HTML that a shop has left in it: `Ring &amp;amp; box`.
pub(super) fn without_entities(text: &str) -> std::borrow::Cow<'_, str> {
    let mut shown = std::borrow::Cow::Borrowed(text);
    for _ in 0..=MOST_ESCAPES {
        if !escapes(&shown) {
            break;
        }
        shown = unescaped(&shown).into();
    }
    shown
}

/// A text with each `&name;` as what it stands for, and everything else as it is: `?a=1&copy=2` has none.
fn unescaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, end)) = entity(rest) {
        shown.push_str(rest.get(..start).unwrap_or_default());
        for token in Tokenizer::new(rest.get(start..end).unwrap_or_default()) {
            let Ok(token) = token;
            if let Token::String(words) = token {
                shown.push_str(&String::from_utf8_lossy(&words));
            }
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

fn words(html: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles are not read as marks.
    emitter.naively_switch_states(true);
    let mut lines = Lines::default();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => lines.tag(&tag.name, true),
            Token::EndTag(tag) => lines.tag(&tag.name, false),
            Token::String(words) if !lines.hidden => lines.push(&String::from_utf8_lossy(&words)),
            _ => {}
        }
    }
    lines.finished()
}

/// A text whose white space is that of a browser: runs are one space, blocks are lines.
#[derive(Default)]
struct Lines {
    text: String,
    hidden: bool,
}

impl Lines {
    fn push(&mut self, words: &str) {
        for (number, word) in words.split(char::is_whitespace).enumerate() {
            let last = self.text.as_bytes().last();
            if number > 0 && !matches!(last, None | Some(b' ' | b'\n')) {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
    }

    fn line(&mut self) {
        while self.text.ends_with(' ') {
            self.text.pop();
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn tag(&mut self, name: &[u8], begins: bool) {
        match name {
            b"script" | b"style" => self.hidden = begins,
            b"td" | b"th" | b"option" | b"button" => self.push(" "),
            _ if BLOCKS.iter().any(|block| block.as_bytes() == name) => self.line(),
            _ => {}
        }
    }

    fn finished(self) -> String {
        self.text.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bodies() {
        for (html, expected) in [
            ("plain  text", "plain  text"),
            ("Tom &amp; Jerry", "Tom & Jerry"),
            ("<h2>Use</h2><p>Shake <b>well</b>.</p>", "Use\nShake well."),
            ("<ul><li>one</li>\n<li>two</li></ul>", "one\ntwo"),
            (
                "a<style>p { color: red }</style>b<script>if (1 < 2) {}</script>c",
                "abc",
            ),
            (
                "&lt;p&gt;escaped &amp;amp; more&lt;/p&gt;",
                "escaped & more",
            ),
            ("<p>never closed <b>bold", "never closed bold"),
            ("3 < 4 and x<y", "3 < 4 and x"),
            ("<p> </p>", ""),
            ("Zn&nbsp;oxide", "Zn oxide"),
            ("It&amp;#39;s &amp;amp; more", "It's & more"),
            ("<p>Warm &amp;amp; soft</p>", "Warm & soft"),
            ("3 &amp;lt; 4", "3 < 4"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn entities_in_texts_that_are_no_html() {
        for (text, expected) in [
            ("Ring &amp;amp; box", "Ring & box"),
            ("Cap &#8211; blue", "Cap – blue"),
            ("AT&T; and more", "AT&T; and more"),
            (
                "https://x.example/?a=1&amp;b=2&copy=3",
                "https://x.example/?a=1&b=2&copy=3",
            ),
            ("3 < 4 & 5;", "3 < 4 & 5;"),
            ("&quot;Nova&quot;  lamp\nnew", "\"Nova\"  lamp\nnew"),
        ] {
            assert_eq!(without_entities(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_ends(html in ".{0,200}|(<[a-z/!&;\"= >-]{0,12}){0,20}") {
            let _ = text(&html);
            let _ = without_entities(&html);
        }
    }
}
