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
    // Some exports escape the whole body once more.
    let unescaped = (html.contains("&lt;") && !html.contains('<')).then(|| words(html));
    words(unescaped.as_deref().unwrap_or(html))
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
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_text_ends(html in ".{0,200}|(<[a-z/!&;\"= >-]{0,12}){0,20}") {
            let _ = text(&html);
        }
    }
}
