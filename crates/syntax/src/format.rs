//! The formatter: one standard layout, whatever the author wrote.
//!
//! It moves white space and nothing else (but for the commas that may be left out between the
//! entries of a record). Each clause gets a line of its own, and what does not fit is broken outermost
//! first (`format/layout.rs`); a comment stays where it is, and a clause with a comment inside stays
//! as it is.
//!
//! What comes out is read again. It must say the same and stay as it is when it is formatted once
//! more; an item that would not is left as its author wrote it.

mod layout;
mod text;

use std::collections::BTreeSet;

use self::layout::rendered;
use self::text::{attribute, by_locale, is_blank, keyed, tidy, upto_brace};
use super::tree::{
    ChargeClauseKind, Citation, Comment, CommonClause, ExceptionClause, Expr, File, Item, ItemKind,
    KeyMatching, Presume, RecordLiteral, RuleClauseKind, TestClause, WaiverClause,
};
use super::{FileId, Location, Span, parse};
use crate::diag::{Code, Diagnostic};

/// The text in its standard form.
///
/// # Errors
///
/// What is wrong with a text that cannot be read. Where the standard form would not say the same as
/// the text, that.
pub fn format(text: &str, file: FileId) -> Result<String, Vec<Diagnostic>> {
    let (tree, problems) = parse(text, file);
    if !problems.is_empty() {
        return Err(problems);
    }
    settled(text, &tree, file, &BTreeSet::new())
        .or_else(|| {
            let wrong = changed_items(text, &tree, file);
            settled(text, &tree, file, &wrong)
        })
        .or_else(|| {
            let all = (0..tree.items.len()).collect();
            settled(text, &tree, file, &all)
        })
        .ok_or_else(|| {
            let at = Location {
                file,
                span: Span::default(),
            };
            vec![
                Diagnostic::new(
                    Code::NotFormatted,
                    at,
                    "the standard form of this file would not say what the file says",
                )
                .help("the file is left as it is; put each item and clause on a line of its own"),
            ]
        })
}

/// A piece of a rule on one line, as the formatter would write it if the line were long enough.
#[must_use]
pub fn one_line(text: &str) -> String {
    tidy(text)
}

/// The form that stays as it is when it is formatted once more, if it says the same as the text. Some
/// items are left as they are written.
fn settled(text: &str, tree: &File, file: FileId, verbatim: &BTreeSet<usize>) -> Option<String> {
    let said = said(tree);
    let mut before = print(text, tree, verbatim);
    for _ in 0..3 {
        let (again, problems) = parse(&before, file);
        if !problems.is_empty() || said != self::said(&again) {
            return None;
        }
        let after = print(&before, &again, verbatim);
        if after == before {
            return Some(before);
        }
        before = after;
    }
    None
}

fn print(text: &str, tree: &File, verbatim: &BTreeSet<usize>) -> String {
    Formatter {
        source: text,
        comments: &tree.comments,
        next: 0,
        out: String::new(),
        verbatim,
    }
    .file(tree)
}

/// The items whose standard form would say something else, or would not settle.
fn changed_items(text: &str, tree: &File, file: FileId) -> BTreeSet<usize> {
    let none = BTreeSet::new();
    let changed = |item: &Item| {
        let alone = item.span.of(text);
        let (tree, problems) = parse(alone, file);
        !problems.is_empty() || settled(alone, &tree, file, &none).is_none()
    };
    tree.items
        .iter()
        .enumerate()
        .filter(|(_, item)| changed(item))
        .map(|(index, _)| index)
        .collect()
}

/// What a file says, without the places where it says it.
fn said(tree: &File) -> String {
    let comments: Vec<&str> = tree
        .comments
        .iter()
        .map(|comment| comment.text.as_str())
        .collect();
    let module = tree.module.as_ref().map(|module| &module.text);
    let shown = format!("{module:?} {:?} {comments:?}", tree.items);
    let mut said = String::with_capacity(shown.len());
    let mut rest = shown.as_str();
    while let Some((before, behind)) = rest.split_once("Span { start: ") {
        said.push_str(before);
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    said.push_str(rest);
    said
}

struct Formatter<'a> {
    source: &'a str,
    comments: &'a [Comment],
    /// The first comment that is not printed yet.
    next: usize,
    out: String,
    /// The items that are left as they are written, by their number.
    verbatim: &'a BTreeSet<usize>,
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
        for (number, item) in tree.items.iter().enumerate() {
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
                    verbatim: self.verbatim,
                };
                inner.comments_before(item.span.start, 0);
                if self.verbatim.contains(&number) {
                    inner.verbatim(item.span, 0);
                } else {
                    inner.item(item);
                }
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
            if !self.out.is_empty() {
                self.out.push('\n');
            }
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
                .is_some_and(|between| between.trim_matches(is_blank).is_empty())
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
            .take_while(|c| c.span.start < span.end)
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
                    .map(|c| (c.span, self.rule_clause(&c.kind, c.span)))
                    .collect();
                self.block(item.span, &format!("rule {} {{", rule.name.text), &clauses);
            }
            ItemKind::Charge(charge) => {
                let clauses: Vec<(Span, String)> = charge
                    .clauses
                    .iter()
                    .map(|c| (c.span, self.charge_clause(&c.kind, c.span)))
                    .collect();
                self.block(item.span, &self.head(item.span), &clauses);
            }
            ItemKind::Exception(exception) => {
                let clauses: Vec<(Span, String)> = exception
                    .clauses
                    .iter()
                    .map(|(clause, span)| (*span, self.exception_clause(clause, *span)))
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
                    .map(|(clause, span)| (*span, self.waiver_clause(clause, *span)))
                    .collect();
                self.block(item.span, &self.head(item.span), &clauses);
            }
            ItemKind::Test(test) => {
                let clauses: Vec<(Span, String)> = test
                    .clauses
                    .iter()
                    .map(|clause| self.test_clause(clause))
                    .collect();
                self.block(item.span, &self.head(item.span), &clauses);
            }
            ItemKind::Group(group) => {
                let clauses: Vec<(Span, String)> = group
                    .members
                    .iter()
                    .map(|m| (m.span, tidy(m.span.of(source))))
                    .collect();
                self.block(item.span, &self.head(item.span), &clauses);
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
            | ItemKind::Taxonomy(_)
            | ItemKind::Table(_)
            | ItemKind::Instrument(_) => {
                let text = listed_body(item, source);
                self.line(0, &text);
            }
            ItemKind::Define(define) => {
                let text = rendered(source, 0, |lay| {
                    lay.define(&define.name.text, &define.value)
                });
                self.line(0, &text);
            }
            ItemKind::Fixture(fixture) => {
                let head = format!("fixture {} ", fixture.name.text);
                let text = rendered(source, 0, |lay| {
                    lay.text(head).append(lay.record(&fixture.record))
                });
                self.line(0, &text);
            }
            ItemKind::Presume(presume) => {
                let text = presumption(source, item.span, presume);
                self.line(0, &text);
            }
            ItemKind::Channel(_) => {
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

    /// Everything up to the brace that opens the body, without comments.
    fn head(&self, span: Span) -> String {
        let mut text = String::new();
        let mut start = span.start;
        let first = self
            .comments
            .partition_point(|comment| comment.span.start < span.start);
        let inside = self.comments.iter().skip(first).map(|c| c.span);
        for comment in inside.chain([Span {
            start: span.end,
            end: span.end,
        }]) {
            let end = comment.start.min(span.end).max(start);
            let piece = Span { start, end }.of(self.source);
            if let Some(piece) = upto_brace(piece) {
                text.push_str(piece);
                break;
            }
            text.push_str(piece);
            text.push(' ');
            start = comment.end;
            if end >= span.end {
                break;
            }
        }
        tidy(&text)
    }

    fn rule_clause(&self, kind: &RuleClauseKind, span: Span) -> String {
        let source = span.of(self.source);
        let clause = |word, expr| self.clause(word, 9, None, expr);
        match kind {
            RuleClauseKind::Message(texts)
            | RuleClauseKind::Remedy(texts)
            | RuleClauseKind::Common(CommonClause::Note(texts))
                if texts.len() > 1 =>
            {
                by_locale(&tidy(source))
            }
            RuleClauseKind::Common(CommonClause::Market(_))
            | RuleClauseKind::Channel(_)
            | RuleClauseKind::Binds(_)
            | RuleClauseKind::Tag(_) => self.words(span, 9),
            RuleClauseKind::Common(CommonClause::Cite(cite)) => self.cited(cite, 9),
            RuleClauseKind::Common(CommonClause::AppliesWhen(expr)) => {
                self.clause("applies", 9, Some("when"), expr)
            }
            RuleClauseKind::Require(expr) => clause("require", expr),
            RuleClauseKind::Except(except) => rendered(self.source, 2, |lay| {
                lay.clause("except", 9, lay.except(except))
            }),
            RuleClauseKind::Blocks(blocks) => rendered(self.source, 2, |lay| {
                lay.clause("blocks", 9, lay.blocks(blocks))
            }),
            RuleClauseKind::Example(example) => self.with_record(span, 9, &example.record),
            _ => keyed(source, 9),
        }
    }

    fn charge_clause(&self, kind: &ChargeClauseKind, span: Span) -> String {
        let source = span.of(self.source);
        let clause = |word, expr| self.clause(word, 9, None, expr);
        match kind {
            ChargeClauseKind::Common(CommonClause::Note(texts)) if texts.len() > 1 => {
                by_locale(&tidy(source))
            }
            ChargeClauseKind::Common(CommonClause::Market(_)) => self.words(span, 9),
            ChargeClauseKind::Common(CommonClause::Cite(cite)) => self.cited(cite, 9),
            ChargeClauseKind::Common(CommonClause::AppliesWhen(expr)) => {
                self.clause("applies", 9, Some("when"), expr)
            }
            ChargeClauseKind::Value(expr) => clause("value", expr),
            ChargeClauseKind::Base(expr) => clause("base", expr),
            ChargeClauseKind::Rate(expr) => clause("rate", expr),
            ChargeClauseKind::InclusiveRate(expr) => {
                self.clause("inclusive", 9, Some("rate"), expr)
            }
            ChargeClauseKind::Minimum(expr) => clause("minimum", expr),
            ChargeClauseKind::Maximum(expr) => clause("maximum", expr),
            ChargeClauseKind::Quantities(exprs) => rendered(self.source, 2, |lay| {
                lay.clause("quantities", 9, lay.exprs(exprs))
            }),
            ChargeClauseKind::Relief(relief) => rendered(self.source, 2, |lay| {
                lay.clause("relief", 9, lay.relief(relief))
            }),
            ChargeClauseKind::Collected {
                at,
                when: Some(when),
            } => rendered(self.source, 2, |lay| {
                let at = lay.text(format!("at {}", at.text));
                lay.clause("collected", 9, lay.lines([at, lay.led("when", when)]))
            }),
            _ => keyed(source, 9),
        }
    }

    fn exception_clause(&self, clause: &ExceptionClause, span: Span) -> String {
        match clause {
            ExceptionClause::For(_) => self.words(span, 5),
            ExceptionClause::When(expr) => self.clause("when", 5, None, expr),
            ExceptionClause::Cite(cite) => self.cited(cite, 5),
        }
    }

    fn waiver_clause(&self, clause: &WaiverClause, span: Span) -> String {
        match clause {
            WaiverClause::When(expr) => self.clause("when", 7, None, expr),
            WaiverClause::Rule(_) | WaiverClause::Record(_) | WaiverClause::Market(_) => {
                self.words(span, 7)
            }
            _ => keyed(span.of(self.source), 7),
        }
    }

    fn test_clause(&self, clause: &TestClause) -> (Span, String) {
        match clause {
            TestClause::Given {
                record: Some(record),
                span,
                ..
            } => (*span, self.with_record(*span, 6, record)),
            TestClause::Given { span, .. } | TestClause::Exchange { span, .. } => {
                (*span, keyed(span.of(self.source), 6))
            }
            TestClause::Charge { span, .. } | TestClause::Expect { span, .. } => {
                (*span, self.words(*span, 6))
            }
        }
    }

    /// A word in its column and an expression, perhaps led by a second word.
    fn clause(&self, word: &str, width: usize, second: Option<&str>, expr: &Expr) -> String {
        rendered(self.source, 2, |lay| {
            let said = match second {
                Some(second) => lay.led(second, expr),
                None => lay.expr(expr),
            };
            lay.clause(word, width, said)
        })
    }

    /// A word in its column and words with commas between them.
    fn words(&self, span: Span, width: usize) -> String {
        let text = tidy(span.of(self.source));
        let (word, rest) = text.split_once(' ').unwrap_or((&text, ""));
        rendered(self.source, 2, |lay| {
            lay.clause(word, width, lay.filled_text(rest))
        })
    }

    /// What is cited is never broken.
    fn cited(&self, cite: &[Citation], width: usize) -> String {
        rendered(self.source, 2, |lay| {
            lay.clause("cite", width, lay.text(lay.citations(cite)))
        })
    }

    /// A clause with a record in it; what stands around that is short.
    fn with_record(&self, span: Span, width: usize, record: &RecordLiteral) -> String {
        let (start, end) = (record.span.start, record.span.end);
        let before = Span {
            start: span.start,
            end: start,
        };
        let behind = Span {
            start: end,
            end: span.end,
        };
        let before = keyed(before.of(self.source), width);
        let behind = tidy(behind.of(self.source));
        rendered(self.source, 2, |lay| {
            let clause = lay.text(before + " ").append(lay.record(record));
            if behind.trim().is_empty() {
                return clause;
            }
            clause
                .append(lay.text(" "))
                .append(lay.filled_text(behind.trim()).nest(2))
        })
    }
}

/// `presume … is … unless … when …`, the conditions in the order they were written in.
fn presumption(source: &str, span: Span, presume: &Presume) -> String {
    let mut conditions: Vec<&Expr> = presume.unless.iter().chain(&presume.when).collect();
    conditions.sort_by_key(|expr| expr.span.start);
    let mut start = span.start;
    let mut words = Vec::new();
    for condition in &conditions {
        let before = Span {
            start,
            end: condition.span.start,
        };
        words.push(tidy(before.of(source)));
        start = condition.span.end;
    }
    let Some((first, conditions)) = conditions.split_first() else {
        return tidy(span.of(source));
    };
    let mut words = words.iter();
    let head = words.next().map_or("", String::as_str);
    let (head, word) = head.rsplit_once(' ').unwrap_or((head, ""));
    rendered(source, 0, |lay| {
        let mut parts = vec![lay.text(head), lay.led(word, first)];
        let others = words.zip(conditions);
        parts.extend(others.map(|(word, expr)| lay.led(word, expr)));
        lay.lines(parts).nest(2)
    })
}

/// An enum, class, table or instrument from its parts.
fn listed_body(item: &Item, source: &str) -> String {
    let quoted = |word: &super::tree::Word| word.span.of(source).to_owned();
    let title = |title: &super::tree::Title| {
        let mut text = quoted(&title.text);
        for locale in &title.locales {
            text.push_str(&format!(" {} {}", locale.locale.text, quoted(&locale.text)));
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
            let mut listed = |word: &str, list: &[super::tree::Word]| {
                if !list.is_empty() {
                    let entries = list.iter().map(|entry| entry.span.of(source));
                    lines.push(rendered(source, 2, |lay| lay.entries(word, entries)));
                }
            };
            listed("hs", &class.hs);
            for categories in &class.categories {
                listed(&categories.taxonomy.text, &categories.entries);
            }
            listed("words", &class.words);
            listed("within", &class.within);
            format!("class {} {}", class.name.text, title(&class.title))
        }
        ItemKind::Taxonomy(taxonomy) => {
            let attributes = taxonomy.attributes.iter();
            lines.extend(attributes.map(|word| format!("attribute  {}", word.text)));
            let written: Vec<&str> = taxonomy.written.iter().map(|w| w.text.as_str()).collect();
            if !written.is_empty() {
                lines.push(format!("categories {}", written.join(", ")));
            }
            format!("taxonomy {} {}", taxonomy.name.text, title(&taxonomy.title))
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
            if !keys.is_empty() {
                lines.push(format!("key    {}", keys.join(", ")));
            }
            if !table.values.is_empty() {
                lines.push(format!("value  {}", columns(&table.values)));
            }
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
            format!("table {} from {}", table.name.text, quoted(&table.file))
        }
        ItemKind::Instrument(instrument) => {
            if let Some(url) = &instrument.url {
                lines.push(format!("url {}", quoted(url)));
            }
            format!(
                "instrument {} {}",
                instrument.name.text,
                quoted(&instrument.title)
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
