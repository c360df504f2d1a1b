//! The flat reading of a file: limits, comments, and where items and clauses begin.
//!
//! The grammar's `scan` rule reads a text as a row of tokens without any recursion. It never fails,
//! whatever the text, and tells apart what stands in texts, comments and regular expressions from
//! what does not. The reader uses it to refuse what is too deep before the recursive grammar sees
//! it, and to find the pieces of a file that can be read on their own.

use pest::Parser;

use super::limits;
use super::phrase::{begins_clause, begins_item};
use super::tree::Comment;
use super::{Rule, Span, Tide};
use crate::diag::{Code, Diagnostic};
use crate::{FileId, Location};

/// A token of the flat reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
    /// It is the first on its line.
    pub(super) leads: bool,
    /// It stands in the first column.
    pub(super) flush: bool,
    /// How many braces are open before it.
    pub(super) braces: usize,
    /// How many other brackets are open before it.
    pub(super) others: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    Text,
    Open,
    Shut,
    Other,
}

/// What the flat reading finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) tokens: Vec<Token>,
    pub(super) comments: Vec<Comment>,
    pub(super) problems: Vec<Diagnostic>,
}

/// Words behind which the grammar reads another expression inside the present one.
const NESTING_WORDS: &[&str] = &["every", "any", "no", "sum", "min", "max", "count", "if"];
const OPERATOR_WORDS: &[&str] = &[
    "in", "and", "or", "not", "then", "else", "where", "for", "under", "mentions", "contains",
];

pub(super) fn scan(text: &str, file: FileId) -> Scan {
    let mut scan = Scan::default();
    let Ok(mut pairs) = Tide::parse(Rule::scan, text) else {
        return scan;
    };
    let at = |span| Location { file, span };
    let mut open: Vec<(char, Span)> = Vec::new();
    let mut too_deep = false;
    let mut line_end = 0usize;
    let mut first = true;
    for pair in pairs
        .next()
        .into_iter()
        .flat_map(pest::iterators::Pair::into_inner)
    {
        let raw = pair.as_span();
        let span = Span::new(raw.start(), raw.end());
        let gap = text.get(line_end..raw.start()).unwrap_or_default();
        let leads = first || gap.contains('\n');
        let flush = raw.start() == 0 || text.as_bytes().get(raw.start() - 1) == Some(&b'\n');
        first = false;
        line_end = raw.end();
        let kind = match pair.as_rule() {
            Rule::t_comment => {
                scan.comments.push(Comment {
                    text: raw.as_str().trim_end().to_owned(),
                    span: Span::new(raw.start(), raw.start() + raw.as_str().trim_end().len()),
                });
                continue;
            }
            Rule::t_open_string => {
                scan.problems.push(
                    Diagnostic::new(Code::UnclosedText, at(span), "this text is never closed")
                        .label("begins here")
                        .help("a text ends with `\"` on the line on which it begins; write `\\n` for a line break and `\\\"` for a quote"),
                );
                TokenKind::Text
            }
            Rule::string => TokenKind::Text,
            Rule::t_open => TokenKind::Open,
            Rule::t_shut => TokenKind::Shut,
            Rule::t_word | Rule::t_provisions | Rule::t_regex => TokenKind::Word,
            Rule::t_other => TokenKind::Other,
            _ => continue,
        };
        let braces = open.iter().filter(|(bracket, _)| *bracket == '{').count();
        scan.tokens.push(Token {
            kind,
            span,
            leads,
            flush,
            braces,
            others: open.len() - braces,
        });
        match (kind, raw.as_str().chars().next()) {
            (TokenKind::Open, Some(bracket)) => {
                open.push((bracket, span));
                if open.len() > limits::NESTING {
                    if !too_deep {
                        scan.problems.push(
                            Diagnostic::new(
                                Code::TooDeep,
                                at(span),
                                format!("brackets are nested more than {} deep", limits::NESTING),
                            )
                            .label(format!(
                                "the bracket number {} inside one another",
                                open.len()
                            ))
                            .help("give a part of it a name with `define`"),
                        );
                    }
                    too_deep = true;
                    // Beyond the limit only the count matters; the list of brackets stays short.
                    open.truncate(limits::NESTING);
                }
            }
            (TokenKind::Shut, Some(_)) => {
                open.pop();
            }
            _ => {}
        }
    }
    quantifiers(text, file, &mut scan);
    scan
}

/// Refuses clauses with more quantifiers than the recursive grammar should follow.
///
/// The count starts again where a clause begins; a clause's word that stands where an operand is
/// expected (behind an operator) is an attribute's name and begins nothing.
fn quantifiers(text: &str, file: FileId, scan: &mut Scan) {
    let mut count = 0;
    let mut operand_expected = false;
    let mut problem = None;
    for token in &scan.tokens {
        let word = token.span.of(text);
        if token.kind == TokenKind::Word {
            let begins = (token.leads && begins_clause(word)) || (token.flush && begins_item(word));
            if begins && !operand_expected {
                count = 0;
            }
            if NESTING_WORDS.contains(&word) {
                count += 1;
            }
            if count > limits::QUANTIFIERS {
                problem = Some(token.span);
                break;
            }
        }
        operand_expected = match token.kind {
            TokenKind::Word => NESTING_WORDS.contains(&word) || OPERATOR_WORDS.contains(&word),
            TokenKind::Open => true,
            TokenKind::Other => matches!(
                word,
                ":" | "+" | "-" | "*" | "/" | "<" | ">" | "=" | "." | ","
            ),
            TokenKind::Text | TokenKind::Shut => false,
        };
    }
    if let Some(span) = problem {
        scan.problems.push(
            Diagnostic::new(
                Code::TooDeep,
                Location { file, span },
                format!(
                    "a clause has more than {} quantifiers or conditionals",
                    limits::QUANTIFIERS
                ),
            )
            .label("one too many")
            .help("give a part of it a name with `define`"),
        );
    }
}
