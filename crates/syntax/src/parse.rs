//! Reads a file, and goes on behind a mistake.
//!
//! A file without mistakes is read in one piece. Otherwise it is cut where items begin, and an item
//! that does not parse is cut where its clauses begin; each piece is read on its own, so that five
//! mistakes give five diagnostics.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};

use super::build::Builder;
use super::phrase::{ITEMS, begins_item};
use super::scan::{Scan, Token, TokenKind, scan};
use super::tree::{File, Item};
use super::{FileId, Location, Rule, Span, Tide, limits, phrase};
use crate::diag::{Code, Diagnostic, did_you_mean, sort};

/// The bytes of a file as text.
///
/// # Errors
///
/// A diagnostic that points at the line, where a byte is not UTF-8 or the file is larger than
/// [`limits::FILE_BYTES`]. The text to show the diagnostic in is given with it.
pub fn decode(bytes: &[u8], file: FileId) -> Result<String, (String, Box<Diagnostic>)> {
    if bytes.len() > limits::FILE_BYTES {
        let problem = Diagnostic::new(
            Code::TooLarge,
            Location::default_in(file),
            format!(
                "the file has more than the {} bytes that a file of rules or a table may have",
                limits::FILE_BYTES
            ),
        )
        .help("split it: a file states the rules of one law, a table the values of one kind");
        return Err((String::new(), Box::new(problem)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let shown = String::from_utf8_lossy(bytes).into_owned();
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
            let start = error.valid_up_to();
            let problem = Diagnostic::new(
                Code::InvalidUtf8,
                Location {
                    file,
                    span: Span::new(start, start),
                },
                format!("byte {start} (0x{byte:02X}) is not UTF-8"),
            )
            .label("the text is readable up to here")
            .help("save the file as UTF-8; editors call it \"UTF-8\" or \"UTF-8 without BOM\"");
            Err((shown, Box::new(problem)))
        }
    }
}

/// Reads a text. What could not be read is left out of the tree and reported.
pub fn parse(text: &str, file: FileId) -> (File, Vec<Diagnostic>) {
    let Scan {
        tokens,
        comments,
        problems,
    } = scan(text, file);
    let mut reader = Reader {
        text,
        file,
        diagnostics: problems,
    };
    let mut tree = if reader.diagnostics.iter().any(|d| d.code == Code::TooDeep) {
        File::default()
    } else {
        reader.read(&tokens)
    };
    tree.comments = comments;
    sort(&mut reader.diagnostics);
    (tree, reader.diagnostics)
}

struct Reader<'a> {
    text: &'a str,
    file: FileId,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn at(&self, start: usize, end: usize) -> Location {
        Location {
            file: self.file,
            span: Span::new(start, end),
        }
    }

    fn read(&mut self, tokens: &[Token]) -> File {
        if self.diagnostics.is_empty()
            && let Ok(mut pairs) = Tide::parse(Rule::file, self.text)
            && let Some(pair) = pairs.next()
        {
            let mut builder = Builder::new(self.file, 0);
            let tree = builder.file(pair);
            self.diagnostics.append(&mut builder.diagnostics);
            return tree;
        }
        self.pieces(tokens)
    }

    /// Reads item by item.
    fn pieces(&mut self, tokens: &[Token]) -> File {
        let mut tree = File::default();
        let starts = item_starts(tokens, self.text);
        if let Some(first) = tokens.first()
            && starts.first() != Some(&0)
        {
            let end = starts
                .first()
                .and_then(|i| tokens.get(*i))
                .map_or(self.text.len(), |t| t.span.start as usize);
            self.stray(first.span, end);
        }
        for (n, start) in starts.iter().enumerate() {
            let end = starts.get(n + 1).copied().unwrap_or(tokens.len());
            let Some(piece) = tokens.get(*start..end) else {
                continue;
            };
            self.piece(piece, &mut tree);
        }
        tree
    }

    /// Text before the first item that can be recognised.
    fn stray(&mut self, first: Span, end: usize) {
        let word = first.of(self.text);
        let start = first.start as usize;
        let mut problem = Diagnostic::new(
            Code::Syntax,
            self.at(
                start,
                (first.end as usize).max(start + 1).min(end.max(start + 1)),
            ),
            "expected an item",
        )
        .label("not the beginning of an item")
        .help(format!("an item begins with {}", phrase::item_words()));
        problem.meant(did_you_mean(word, ITEMS.iter().copied()));
        self.diagnostics.push(problem);
    }

    fn piece(&mut self, tokens: &[Token], tree: &mut File) {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return;
        };
        let (start, end) = (first.span.start as usize, last.span.end as usize);
        let Some(source) = self.text.get(start..end) else {
            return;
        };
        let mut builder = Builder::new(self.file, start);
        if first.span.of(self.text) == "module" {
            match Tide::parse(Rule::lone_module, source) {
                Ok(mut pairs) => {
                    let module = pairs.next().and_then(|pair| builder.lone_module(pair));
                    if tree.module.is_some() || !tree.items.is_empty() {
                        self.diagnostics.push(
                            Diagnostic::new(
                                Code::ModuleTwice,
                                self.at(start, end),
                                "`module` stands once, before every item",
                            )
                            .help("move these items to a file of their own"),
                        );
                    }
                    tree.module = module;
                }
                Err(error) => self.report(&error, start, source.len(), None),
            }
            return;
        }
        match Tide::parse(Rule::lone_item, source) {
            Ok(mut pairs) => {
                if let Some(item) = pairs.next().and_then(|pair| builder.lone_item(pair)) {
                    tree.items.push(item);
                }
            }
            Err(error) => {
                if let Some(item) = self.clauses(tokens, &error, &mut builder) {
                    tree.items.push(item);
                }
            }
        }
        self.diagnostics.append(&mut builder.diagnostics);
    }

    /// Reads an item clause by clause.
    fn clauses(
        &mut self,
        tokens: &[Token],
        error: &Error<Rule>,
        builder: &mut Builder,
    ) -> Option<Item> {
        let first = tokens.first()?;
        let start = first.span.start as usize;
        let end = tokens.last()?.span.end as usize;
        let word = first.span.of(self.text);
        let brace = tokens
            .iter()
            .position(|t| t.kind == TokenKind::Open && t.span.of(self.text) == "{");
        let (Some(rule), Some(brace)) = (clause_rule(word), brace) else {
            self.report(error, start, end - start, None);
            return None;
        };
        let open = tokens.get(brace)?;
        let head = self.text.get(start..open.span.end as usize)?;
        let mut item = match Tide::parse(Rule::lone_head, head) {
            Ok(mut pairs) => builder.lone_head(pairs.next()?, Span::new(start, end)),
            Err(error) => {
                self.report(&error, start, head.len(), None);
                None
            }
        }?;
        item.broken = true;
        let inside = open.braces + 1;
        let shut = tokens.iter().rposition(|t| {
            t.kind == TokenKind::Shut
                && t.braces == inside
                && t.others == 0
                && t.span.of(self.text) == "}"
        });
        if shut.is_none() {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::UnclosedBracket,
                    self.at(open.span.start as usize, open.span.end as usize),
                    format!("the `{{` of this {word} is never closed"),
                )
                .label("opened here")
                .help("add `}` behind its last clause"),
            );
        }
        let body_end = shut.unwrap_or(tokens.len());
        let body = tokens.get(brace + 1..body_end)?;
        let before = self.diagnostics.len();
        for piece in clause_pieces(body, inside, word, self.text) {
            self.clause(piece, rule, builder, &mut item, word);
        }
        if let Some(extra) = shut.and_then(|i| tokens.get(i + 1)) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::Syntax,
                    self.at(extra.span.start as usize, extra.span.end as usize),
                    "expected an item",
                )
                .label("does not belong to anything")
                .help(format!("an item begins with {}", phrase::item_words())),
            );
        }
        if self.diagnostics.len() == before && shut.is_some() && builder.diagnostics.is_empty() {
            // Every clause reads well on its own: report what the whole item failed on.
            self.report(error, start, end - start, None);
        }
        Some(item)
    }

    fn clause(
        &mut self,
        piece: &[Token],
        rule: Rule,
        builder: &mut Builder,
        item: &mut Item,
        owner: &str,
    ) {
        let (Some(first), Some(last)) = (piece.first(), piece.last()) else {
            return;
        };
        let (start, mut end) = (first.span.start as usize, last.span.end as usize);
        if owner == "enum" && self.text.get(start..end).is_some_and(|t| t.ends_with(',')) {
            end -= 1;
        }
        let Some(source) = self.text.get(start..end) else {
            return;
        };
        match Tide::parse(rule, source) {
            Ok(mut pairs) => {
                if let Some(pair) = pairs.next() {
                    builder.offset = start;
                    builder.lone_clause(pair, item);
                }
            }
            Err(error) => self.report(&error, start, source.len(), Some((first, owner))),
        }
    }

    /// A parser's error in the words of the language.
    fn report(
        &mut self,
        error: &Error<Rule>,
        offset: usize,
        length: usize,
        clause: Option<(&Token, &str)>,
    ) {
        let position = match error.location {
            InputLocation::Pos(position) | InputLocation::Span((position, _)) => position,
        };
        let start = offset + position.min(length);
        let found = self.text.get(start..).unwrap_or_default();
        let width = phrase::token_width(found, offset + length - start);
        let positives: &[Rule] = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => &[],
        };
        if let Some((first, owner)) = clause
            && (position == 0 || self.is_misspelt(first.span, owner, start))
        {
            self.unknown_clause(first.span, owner);
            return;
        }
        if self.diagnostics.iter().any(|d| {
            d.code == Code::UnclosedText
                && d.primary.at.span.start as usize >= offset
                && (d.primary.at.span.start as usize) <= start + width
        }) {
            return;
        }
        let expected = phrase::expected(positives);
        let found_words = phrase::found(found, offset + length - start);
        let mut problem = Diagnostic::new(
            Code::Syntax,
            self.at(start, start + width),
            format!("expected {expected}, found {found_words}"),
        )
        .label(format!("expected {expected}"));
        problem = problem.help_if(phrase::hint(found, positives));
        self.diagnostics.push(problem);
    }

    /// The name of a taxonomy may begin a clause of a class, but not one where another word is nearly
    /// meant and no category follows.
    fn is_misspelt(&self, word: Span, owner: &str, wrong: usize) -> bool {
        let known = phrase::clause_words(owner);
        let text = word.of(self.text);
        let between = self.text.get(word.end as usize..wrong);
        owner == "class"
            && !known.contains(&text)
            && between.is_some_and(|between| between.trim().is_empty())
            && did_you_mean(text, known.iter().copied()).is_some()
    }

    fn unknown_clause(&mut self, word: Span, owner: &str) {
        let text = word.of(self.text);
        let known = phrase::clause_words(owner);
        let mut problem = Diagnostic::new(
            Code::UnknownClause,
            self.at(word.start as usize, word.end as usize),
            format!("`{text}` does not begin a clause of this {owner}"),
        )
        .label("not a clause");
        problem
            .meant(did_you_mean(text, known.iter().copied()))
            .or_help(|| format!("the clauses are {}", known.join(", ")));
        self.diagnostics.push(problem);
    }
}

/// Where items begin: at their word outside of all braces, or in the first column, where a brace
/// before it was forgotten.
fn item_starts(tokens: &[Token], text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Word || !token.leads && i != 0 {
            continue;
        }
        let word = token.span.of(text);
        if !begins_item(word) {
            continue;
        }
        let outside = token.braces == 0 && token.others == 0;
        let forgotten = token.flush
            && match word {
                "rule" => tokens.get(i + 2).is_some_and(|t| t.span.of(text) == "{"),
                "record" => tokens.get(i + 2).is_some_and(|t| t.span.of(text) == "{"),
                "charge" | "cost" | "amount" => {
                    tokens.get(i + 2).is_some_and(|t| t.kind == TokenKind::Text)
                }
                "channel" | "class" | "taxonomy" => {
                    tokens.get(i + 2).is_some_and(|t| t.kind == TokenKind::Text)
                }
                _ => true,
            };
        if outside || forgotten {
            starts.push(i);
        }
    }
    starts
}

/// The rule of the grammar that reads one clause of an item.
fn clause_rule(word: &str) -> Option<Rule> {
    Some(match word {
        "rule" => Rule::lone_rule_clause,
        "exception" => Rule::lone_exception_clause,
        "class" => Rule::lone_class_clause,
        "taxonomy" => Rule::lone_taxonomy_clause,
        "group" => Rule::lone_member,
        "record" => Rule::lone_attribute,
        "enum" => Rule::lone_enum_value,
        "table" => Rule::lone_table_clause,
        "test" => Rule::lone_test_clause,
        "waiver" => Rule::lone_waiver_clause,
        "charge" | "cost" | "amount" => Rule::lone_charge_clause,
        _ => return None,
    })
}

/// Cuts the inside of an item where clauses begin.
fn clause_pieces<'a>(
    body: &'a [Token],
    inside: usize,
    owner: &str,
    text: &str,
) -> impl Iterator<Item = &'a [Token]> + use<'a> {
    let known = phrase::clause_words(owner);
    let mut starts: Vec<usize> = Vec::new();
    let mut operand_expected = false;
    for (i, token) in body.iter().enumerate() {
        let word = token.span.of(text);
        let first_word = word
            .split(|c: char| c.is_whitespace())
            .next()
            .unwrap_or(word);
        let here = token.braces == inside && token.others == 0;
        let begins = match owner {
            "enum" => {
                i == 0 || (here && i > 0 && body.get(i - 1).is_some_and(|t| t.span.of(text) == ","))
            }
            "record" => {
                here && token.leads
                    && token.kind == TokenKind::Word
                    && !phrase::ATTRIBUTE_OPTIONS.contains(&first_word)
            }
            _ => {
                here && token.leads
                    && token.kind == TokenKind::Word
                    && !operand_expected
                    && (known.contains(&first_word)
                        || (owner == "class" && !phrase::CONTINUATIONS.contains(&first_word))
                        || (!phrase::CONTINUATIONS.contains(&first_word)
                            && did_you_mean(first_word, known.iter().copied()).is_some()))
            }
        };
        if begins || i == 0 {
            starts.push(i);
        }
        operand_expected = matches!(
            word,
            "and"
                | "or"
                | "not"
                | ","
                | ":"
                | "+"
                | "-"
                | "*"
                | "/"
                | "<"
                | ">"
                | "="
                | "in"
                | "then"
                | "else"
                | "where"
                | "for"
                | "require"
                | "when"
        );
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([body.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .filter_map(|(start, end)| body.get(start..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its word ends where the comment begins, and the mistake further down is told.
    #[test]
    fn a_comment_behind_the_word_of_an_item_hides_no_mistake() {
        let text = "module a.b\n\nrule// c\n sample {\n  require a\\ <= 1\n}\n";
        let (tree, problems) = parse(text, FileId::default());
        assert!(!problems.is_empty());
        assert_eq!(tree.items.len(), 1);
    }
}
