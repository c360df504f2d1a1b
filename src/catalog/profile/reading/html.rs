//! HTML bodies to text: no marks, no scripts, no styles; a line for a block.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

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
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Words::default(), TokenizerOpts::default());
    // The sink asks for no scripts, so nothing but the end of the input ends the reading.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.text.into_inner().finished()
}

#[derive(Default)]
struct Words {
    text: RefCell<Lines>,
}

/// A text whose white space is that of a browser: runs are one space, blocks are lines.
#[derive(Default)]
struct Lines {
    text: String,
    hidden: bool,
}

impl Lines {
    fn push(&mut self, words: &str) {
        for c in words.chars() {
            if !c.is_whitespace() {
                self.text.push(c);
            } else if !self.text.ends_with([' ', '\n']) && !self.text.is_empty() {
                self.text.push(' ');
            }
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

    fn finished(self) -> String {
        self.text.trim().to_owned()
    }
}

impl TokenSink for Words {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut lines = self.text.borrow_mut();
        match token {
            Token::CharacterTokens(words) if !lines.hidden => lines.push(&words),
            Token::TagToken(tag) => return tagged(&mut lines, &tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn tagged(lines: &mut Lines, tag: &Tag) -> TokenSinkResult<()> {
    let name: &str = &tag.name;
    let kind = match name {
        "script" => Some(RawKind::ScriptData),
        "style" => Some(RawKind::Rawtext),
        _ => None,
    };
    if let Some(kind) = kind {
        lines.hidden = tag.kind == TagKind::StartTag;
        if lines.hidden {
            return TokenSinkResult::RawData(kind);
        }
    } else if BLOCKS.contains(&name) {
        lines.line();
    } else if matches!(name, "td" | "th" | "option" | "button") {
        lines.push(" ");
    }
    TokenSinkResult::Continue
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
