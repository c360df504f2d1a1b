//! The formatter: one standard layout, whatever the author wrote.
//!
//! It moves white space and nothing else (but for the commas that may be left out between the
//! entries of a record). Each clause gets a line of its own; long conditions are broken before
//! `and` and `or`; a comment stays where it is, and a clause with a comment inside stays as it is.

use super::tree::{ChargeClauseKind, Comment, File, Item, ItemKind, KeyMatching, RuleClauseKind};
use super::{FileId, Span, parse};
use crate::diag::Diagnostic;

/// The width that conditions are broken at, in characters.
const WIDTH: usize = 100;

/// The text in its standard form.
///
/// # Errors
///
/// What is wrong with a text that cannot be read.
pub fn format(text: &str, file: FileId) -> Result<String, Vec<Diagnostic>> {
    let (tree, problems) = parse(text, file);
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(Formatter {
        source: text,
        comments: &tree.comments,
        next: 0,
        out: String::new(),
    }
    .file(&tree))
}

struct Formatter<'a> {
    source: &'a str,
    comments: &'a [Comment],
    /// The first comment that is not printed yet.
    next: usize,
    out: String,
}

impl Formatter<'_> {
    fn file(mut self, tree: &File) -> String {
        let mut last = 0usize;
        if let Some(module) = &tree.module {
            self.comments_before(module.span.start, 0);
            self.line(0, &format!("module {}", module.text));
            last = module.span.end as usize;
            self.trailing(last);
        }
        let mut before_multiline = true;
        for item in &tree.items {
            let leading = self
                .comments
                .get(self.next)
                .filter(|c| c.span.start < item.span.start);
            let start = leading.map_or(item.span.start, |c| c.span.start) as usize;
            let printed = {
                let mut inner = Formatter {
                    source: self.source,
                    comments: self.comments,
                    next: self.next,
                    out: String::new(),
                };
                inner.comments_before(item.span.start, 0);
                inner.item(item);
                inner.trailing(item.span.end as usize);
                self.next = inner.next;
                inner.out
            };
            let multiline = printed.trim_end().contains('\n');
            let apart = self.gap(last, start) > 1;
            if !self.out.is_empty() && (apart || multiline || before_multiline) {
                self.out.push('\n');
            }
            self.out.push_str(&printed);
            before_multiline = multiline;
            last = item.span.end as usize;
        }
        if self.next < self.comments.len() {
            self.out.push('\n');
            self.comments_before(u32::MAX, 0);
        }
        self.out
    }

    /// Line breaks between two places.
    fn gap(&self, from: usize, to: usize) -> usize {
        self.source
            .get(from..to)
            .map_or(0, |between| between.matches('\n').count())
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// The comments that stand before a place, each on its line.
    fn comments_before(&mut self, place: u32, indent: usize) {
        while let Some(comment) = self
            .comments
            .get(self.next)
            .filter(|c| c.span.start < place)
        {
            self.line(indent, &comment.text);
            self.next += 1;
            let end = comment.span.end as usize;
            let upto = self
                .comments
                .get(self.next)
                .map_or(place as usize, |c| c.span.start as usize)
                .min(place as usize);
            if place != u32::MAX && self.gap(end, upto) > 1 {
                self.out.push('\n');
            }
        }
    }

    /// A comment behind something on its line.
    fn trailing(&mut self, end: usize) {
        if let Some(comment) = self.comments.get(self.next)
            && comment.span.start as usize >= end
            && self.gap(end, comment.span.start as usize) == 0
            && self
                .source
                .get(end..comment.span.start as usize)
                .is_some_and(|between| between.trim().is_empty())
        {
            if self.out.ends_with('\n') {
                self.out.pop();
            }
            self.out.push_str("  ");
            self.out.push_str(&comment.text);
            self.out.push('\n');
            self.next += 1;
        }
    }

    fn commented(&self, span: Span) -> bool {
        self.comments
            .iter()
            .skip(self.next)
            .any(|c| c.span.start >= span.start && c.span.end <= span.end)
    }

    /// The text as it stands; its comments are printed with it.
    fn verbatim(&mut self, span: Span, indent: usize) {
        let text = span.of(self.source).to_owned();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        self.line(indent, &lines.join("\n"));
        while self
            .comments
            .get(self.next)
            .is_some_and(|c| c.span.end <= span.end)
        {
            self.next += 1;
        }
    }

    fn item(&mut self, item: &Item) {
        let source = self.source;
        match &item.kind {
            ItemKind::Rule(rule) => {
                let clauses: Vec<(Span, String)> = rule
                    .clauses
                    .iter()
                    .map(|c| (c.span, rule_clause(&c.kind, c.span.of(source))))
                    .collect();
                self.block(item.span, &format!("rule {} {{", rule.name.text), &clauses);
            }
            ItemKind::Charge(charge) => {
                let clauses: Vec<(Span, String)> = charge
                    .clauses
                    .iter()
                    .map(|c| (c.span, charge_clause(&c.kind, c.span.of(source))))
                    .collect();
                self.block(item.span, &head(item.span.of(source)), &clauses);
            }
            ItemKind::Exception(exception) => {
                let clauses: Vec<(Span, String)> = exception
                    .clauses
                    .iter()
                    .map(|(_, span)| (*span, keyed(span.of(source), 5)))
                    .collect();
                self.block(
                    item.span,
                    &format!("exception {} {{", exception.name.text),
                    &clauses,
                );
            }
            ItemKind::Waiver(waiver) => {
                let clauses: Vec<(Span, String)> = waiver
                    .clauses
                    .iter()
                    .map(|(_, span)| (*span, keyed(span.of(source), 7)))
                    .collect();
                self.block(item.span, &head(item.span.of(source)), &clauses);
            }
            ItemKind::Test(test) => {
                let clauses: Vec<(Span, String)> = test
                    .clauses
                    .iter()
                    .map(|clause| match clause {
                        super::tree::TestClause::Given { span, .. }
                        | super::tree::TestClause::Charge { span, .. }
                        | super::tree::TestClause::Exchange { span, .. }
                        | super::tree::TestClause::Expect { span, .. } => {
                            (*span, keyed(span.of(source), 6))
                        }
                    })
                    .collect();
                self.block(item.span, &head(item.span.of(source)), &clauses);
            }
            ItemKind::Group(group) => {
                let clauses: Vec<(Span, String)> = group
                    .members
                    .iter()
                    .map(|m| (m.span, tidy(m.span.of(source))))
                    .collect();
                self.block(item.span, &head(item.span.of(source)), &clauses);
            }
            ItemKind::Record(record) => {
                let width = record
                    .attributes
                    .iter()
                    .map(|a| a.name.text.len())
                    .max()
                    .unwrap_or(0);
                let clauses: Vec<(Span, String)> = record
                    .attributes
                    .iter()
                    .map(|a| (a.span, attribute(a.span.of(source), width)))
                    .collect();
                self.block(
                    item.span,
                    &format!("record {} {{", record.name.text),
                    &clauses,
                );
            }
            _ if self.commented(item.span) => self.verbatim(item.span, 0),
            ItemKind::Enum(_)
            | ItemKind::Class(_)
            | ItemKind::Table(_)
            | ItemKind::Instrument(_) => {
                let text = listed_body(item);
                self.line(0, &text);
            }
            ItemKind::Define(_) => {
                let text = tidy(item.span.of(source));
                let text = if text.chars().count() > WIDTH {
                    broken(&text, 2)
                } else {
                    text
                };
                self.line(0, &text);
            }
            _ => {
                let text = tidy(item.span.of(source));
                self.line(0, &text);
            }
        }
    }

    fn block(&mut self, span: Span, head: &str, clauses: &[(Span, String)]) {
        self.line(0, head);
        let mut last: Option<usize> = None;
        for (place, text) in clauses {
            let start = self
                .comments
                .get(self.next)
                .map_or(place.start, |c| c.span.start.min(place.start))
                as usize;
            if let Some(last) = last
                && self.gap(last, start) > 1
            {
                self.out.push('\n');
            }
            self.comments_before(place.start, 2);
            if self.commented(*place) {
                self.verbatim(*place, 2);
            } else {
                self.line(2, text);
            }
            last = Some(place.end as usize);
            self.trailing(place.end as usize);
        }
        self.comments_before(span.end, 2);
        self.line(0, "}");
    }
}

/// Everything up to the brace that opens the body.
fn head(source: &str) -> String {
    let tidy = tidy(source);
    let mut quoted = false;
    let mut escaped = false;
    for (i, c) in tidy.char_indices() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '{' if !quoted => return tidy.get(..=i).unwrap_or_default().to_owned(),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    tidy
}

/// A clause with its word in a column of its own.
fn keyed(source: &str, width: usize) -> String {
    let text = tidy(source);
    match text.split_once(' ') {
        Some((word, rest)) => wrapped(&format!("{word:<width$} {rest}"), width + 3),
        None => text,
    }
}

fn rule_clause(kind: &RuleClauseKind, source: &str) -> String {
    let text = keyed(source, 9);
    match kind {
        RuleClauseKind::Message(texts)
        | RuleClauseKind::Remedy(texts)
        | RuleClauseKind::Note(texts)
            if texts.len() > 1 =>
        {
            by_locale(&text)
        }
        _ => text,
    }
}

/// A clause with a text in several languages, each on its line.
fn by_locale(text: &str) -> String {
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

fn charge_clause(kind: &ChargeClauseKind, source: &str) -> String {
    let text = keyed(source, 9);
    match kind {
        ChargeClauseKind::Note(texts) if texts.len() > 1 => by_locale(&text),
        _ => text,
    }
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
fn attribute(source: &str, width: usize) -> String {
    let text = tidy(source);
    let Some((name, rest)) = text.split_once(' ') else {
        return text;
    };
    let mut cut = None;
    let mut quoted = false;
    let mut escaped = false;
    let bytes = rest.as_bytes();
    for (i, c) in rest.char_indices() {
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !escaped;
        let locale = !quoted
            && c == ' '
            && bytes.get(i + 1).is_some_and(u8::is_ascii_lowercase)
            && bytes.get(i + 2).is_some_and(u8::is_ascii_lowercase)
            && rest
                .get(i + 3..)
                .is_some_and(|tail| tail.starts_with(" \""));
        if locale {
            cut = Some(i);
            break;
        }
    }
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

/// A condition that is too long, broken before `and` and `or`.
fn wrapped(text: &str, indent: usize) -> String {
    if text.chars().count() + 2 <= WIDTH {
        return text.to_owned();
    }
    broken(text, indent)
}

fn broken(text: &str, indent: usize) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    let (mut depth, mut quoted, mut escaped) = (0i32, false, false);
    for (i, c) in text.char_indices() {
        let tail = text.get(i..).unwrap_or_default();
        if !quoted && depth == 0 && (tail.starts_with(" and ") || tail.starts_with(" or ")) {
            lines.push(String::new());
            continue;
        }
        match c {
            '"' if !escaped => quoted = !quoted,
            '(' | '[' | '{' if !quoted => depth += 1,
            ')' | ']' | '}' if !quoted => depth -= 1,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    let separator = format!("\n{}", " ".repeat(indent));
    let lines: Vec<String> = lines
        .into_iter()
        .flat_map(|line| filled(&line, indent))
        .collect();
    lines.join(&separator)
}

/// A line that is still too long, broken behind commas of its lists and records.
fn filled(line: &str, indent: usize) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    let mut start = 0;
    let mut piece = |piece: &str| {
        let fits = parts.last().is_none_or(|last| {
            last.is_empty()
                || indent + last.chars().count() + piece.trim_end().chars().count() <= WIDTH
        });
        match parts.last_mut() {
            Some(last) if fits => last.push_str(piece),
            _ => {
                if let Some(last) = parts.last_mut() {
                    last.truncate(last.trim_end().len());
                }
                parts.push(format!("  {}", piece.trim_start()));
            }
        }
    };
    for (i, c) in line.char_indices() {
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !escaped;
        if c == ',' && !quoted && line.get(i + 1..).is_some_and(|tail| tail.starts_with(' ')) {
            piece(line.get(start..i + 2).unwrap_or_default());
            start = i + 2;
        }
    }
    piece(line.get(start..).unwrap_or_default());
    parts
}

/// An enum, class, table or instrument from its parts.
fn listed_body(item: &Item) -> String {
    let quoted = |text: &str| {
        format!(
            "\"{}\"",
            text.replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n")
                .replace('\t', "\\t")
        )
    };
    let title = |title: &super::tree::Title| {
        let mut text = quoted(&title.text.text);
        for locale in &title.locales {
            text.push_str(&format!(
                " {} {}",
                locale.locale.text,
                quoted(&locale.text.text)
            ));
        }
        text
    };
    let mut lines = Vec::new();
    let head = match &item.kind {
        ItemKind::Enum(declared) => {
            for value in &declared.values {
                let shown = value
                    .title
                    .as_ref()
                    .map(|t| format!(" {}", title(t)))
                    .unwrap_or_default();
                lines.push(format!("{}{shown},", value.name.text));
            }
            format!("enum {}", declared.name.text)
        }
        ItemKind::Class(class) => {
            for (word, list, in_quotes) in [
                ("hs", &class.hs, false),
                ("google", &class.google, true),
                ("shopify", &class.shopify, true),
                ("amazon", &class.amazon, false),
                ("ebay", &class.ebay, false),
                ("words", &class.words, true),
                ("within", &class.within, false),
            ] {
                let shown: Vec<String> = list
                    .iter()
                    .map(|entry| {
                        let digits = entry.text.bytes().all(|b| b.is_ascii_digit());
                        // A number in quotes is a word; of Google, the number of a category.
                        if in_quotes && !(digits && word == "google") {
                            quoted(&entry.text)
                        } else {
                            entry.text.clone()
                        }
                    })
                    .collect();
                if !shown.is_empty() {
                    lines.push(format!("{word} {}", shown.join(", ")));
                }
            }
            format!("class {} {}", class.name.text, title(&class.title))
        }
        ItemKind::Table(table) => {
            let columns = |columns: &[super::tree::Column]| {
                columns
                    .iter()
                    .map(|c| format!("{}: {}", c.name.text, type_ref(&c.type_ref)))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let keys: Vec<String> = table
                .keys
                .iter()
                .map(|key| {
                    let column = columns(std::slice::from_ref(&key.column));
                    match &key.matching {
                        KeyMatching::Exact => column,
                        KeyMatching::OrAny => format!("{column} or any"),
                        KeyMatching::Prefix => format!("{column} by prefix"),
                        KeyMatching::Range(low, high) => {
                            format!("{column} by range {}, {}", low.text, high.text)
                        }
                    }
                })
                .collect();
            lines.push(format!("key    {}", keys.join(", ")));
            lines.push(format!("value  {}", columns(&table.values)));
            if let Some((from, until)) = &table.dated {
                lines.push(format!("dated  {}, {}", from.text, until.text));
            }
            if let Some(source) = &table.source {
                lines.push(format!("source {}", source.text));
            }
            if let Some(column) = &table.confidence {
                lines.push(format!("confidence {}", column.text));
            }
            if let Some(date) = &table.as_of {
                lines.push(format!("as of  {}", date.text));
            }
            if let Some(date) = &table.review_by {
                lines.push(format!("review by {}", date.text));
            }
            format!(
                "table {} from {}",
                table.name.text,
                quoted(&table.file.text)
            )
        }
        ItemKind::Instrument(instrument) => {
            if let Some(url) = &instrument.url {
                lines.push(format!("url {}", quoted(&url.text)));
            }
            format!(
                "instrument {} {}",
                instrument.name.text,
                quoted(&instrument.title.text)
            )
        }
        _ => String::new(),
    };
    if lines.is_empty() {
        return head;
    }
    format!("{head} {{\n  {}\n}}", lines.join("\n  "))
}

fn type_ref(ty: &super::tree::TypeRef) -> String {
    match &ty.kind {
        super::tree::TypeRefKind::Named(name) => name.clone(),
        super::tree::TypeRefKind::Quantity(word) => format!("quantity<{}>", word.text),
        super::tree::TypeRefKind::List(inner) => format!("list<{}>", type_ref(inner)),
    }
}

/// One space for every run of white space outside of texts and regular expressions, and none where
/// punctuation wants none.
fn tidy(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut brackets: Vec<char> = Vec::new();
    let mut chars = source.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => copy_until(source, i, '"', &mut out, &mut chars),
            '/' if out.trim_end().ends_with("matches") => {
                copy_until(source, i, '/', &mut out, &mut chars);
            }
            c if c.is_whitespace() => {
                let mut lines = u32::from(c == '\n');
                while let Some((_, next)) = chars.peek().filter(|(_, next)| next.is_whitespace()) {
                    lines += u32::from(*next == '\n');
                    chars.next();
                }
                let next = chars.peek().map(|(_, next)| *next);
                let last = out.chars().last();
                let between_entries = lines > 0
                    && brackets.last() == Some(&'{')
                    && !matches!(last, Some(',' | '{' | '[' | ':' | '('))
                    && !matches!(next, Some('}' | ',' | ']' | ')') | None);
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
                        .is_some_and(|(_, next)| !next.is_whitespace() && *next != '}')
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
                if chars.peek().is_some_and(|(_, next)| !next.is_whitespace()) {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.trim_end().to_owned()
}

fn copy_until(
    source: &str,
    start: usize,
    end: char,
    out: &mut String,
    chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>,
) {
    let mut escaped = false;
    let mut stop = source.len();
    for (i, c) in chars.by_ref() {
        if c == end && !escaped {
            stop = i + c.len_utf8();
            break;
        }
        escaped = c == '\\' && !escaped;
    }
    out.push_str(source.get(start..stop).unwrap_or_default());
}
