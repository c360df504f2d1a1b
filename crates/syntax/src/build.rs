//! Pairs of the parser to the syntax tree.
//!
//! The grammar guarantees the shape of what it accepts, so each function takes the pieces of its
//! rule in order. Where a piece the grammar promises were absent, an empty word stands for it; the
//! analysis then reports it like any other wrong word, and nothing panics.

mod charge;
mod rule;

use pest::iterators::{Pair, Pairs};

use super::tree::{
    Attribute, Categories, Channel, Charge, Class, Column, Define, Entry, Enum, EnumValue,
    Exception, File, Fixture, Group, Instrument, Item, ItemKind, KeyColumn, KeyMatching, Localized,
    Member, Presume, Presumed, Record, RecordLiteral, Rule as RuleItem, Table, Taxonomy, Test,
    Title, TypeRef, TypeRefKind, Value, ValueKind, Waiver, Word,
};
use super::{FileId, Location, Rule, Span};
use crate::diag::{Code, Diagnostic};

pub(super) type P<'i> = Pair<'i, Rule>;

/// Builds the tree of one piece of text that begins at `offset` of its file.
pub(super) struct Builder {
    pub(super) file: FileId,
    pub(super) offset: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The pieces of a pair without its words and punctuation.
pub(super) fn parts(pair: P<'_>) -> impl Iterator<Item = P<'_>> {
    meaningful(pair.into_inner())
}

fn meaningful(pairs: Pairs<'_, Rule>) -> impl Iterator<Item = P<'_>> {
    pairs.filter(|pair| {
        !matches!(
            pair.as_rule(),
            Rule::EOI
                | Rule::p_open
                | Rule::p_close
                | Rule::p_paren
                | Rule::p_paren_end
                | Rule::p_list
                | Rule::p_list_end
                | Rule::p_comma
                | Rule::p_semicolon
                | Rule::p_colon
                | Rule::p_equals
                | Rule::p_range
                | Rule::p_less
                | Rule::p_greater
                | Rule::p_dot
                | Rule::kw_against
                | Rule::kw_alias
                | Rule::kw_applies
                | Rule::kw_area
                | Rule::kw_as
                | Rule::kw_at
                | Rule::kw_binds
                | Rule::kw_blocks
                | Rule::kw_by
                | Rule::kw_channel
                | Rule::kw_cite
                | Rule::kw_class
                | Rule::kw_confidence
                | Rule::kw_count
                | Rule::kw_dated
                | Rule::kw_define
                | Rule::kw_else
                | Rule::kw_enum
                | Rule::kw_example
                | Rule::kw_exception
                | Rule::kw_expect
                | Rule::kw_exchange
                | Rule::kw_fixture
                | Rule::kw_for
                | Rule::kw_from
                | Rule::kw_given
                | Rule::kw_group
                | Rule::kw_hs
                | Rule::kw_if
                | Rule::kw_in
                | Rule::kw_instrument
                | Rule::kw_is
                | Rule::kw_key
                | Rule::kw_list
                | Rule::kw_market
                | Rule::kw_matches
                | Rule::kw_member
                | Rule::kw_message
                | Rule::kw_module
                | Rule::kw_needs
                | Rule::kw_not
                | Rule::kw_note
                | Rule::kw_of
                | Rule::kw_on
                | Rule::kw_presume
                | Rule::kw_quantity
                | Rule::kw_words
                | Rule::kw_range
                | Rule::kw_reason
                | Rule::kw_record
                | Rule::kw_remedy
                | Rule::kw_require
                | Rule::kw_rule
                | Rule::kw_severity
                | Rule::kw_source
                | Rule::kw_table
                | Rule::kw_tag
                | Rule::kw_test
                | Rule::kw_then
                | Rule::kw_to
                | Rule::kw_unit
                | Rule::kw_until
                | Rule::kw_url
                | Rule::kw_value
                | Rule::kw_verified
                | Rule::kw_waiver
                | Rule::kw_when
                | Rule::kw_where
                | Rule::kw_with
                | Rule::kw_item
                | Rule::kw_landed
                | Rule::kw_review
                | Rule::kw_any
                | Rule::kw_taxonomy
                | Rule::kw_attribute
                | Rule::kw_categories
                | Rule::kw_or
                | Rule::kw_prefix
                | Rule::kw_per
                | Rule::kw_collected
                | Rule::kw_maximum
                | Rule::kw_minimum
                | Rule::kw_round
                | Rule::kw_relief
                | Rule::kw_quantities
                | Rule::kw_inclusive
                | Rule::kw_rate
                | Rule::kw_base
                | Rule::kw_within
        )
    })
}

/// The offset behind the last word of a pair.
fn end_of(pair: P<'_>) -> usize {
    let span = pair.as_span();
    let own = span.start() + span.as_str().trim_end().len();
    match pair.into_inner().last() {
        Some(last) if last.as_rule() != Rule::EOI => end_of(last),
        _ => own,
    }
}

fn blank() -> Word {
    Word {
        text: String::new(),
        span: Span::default(),
    }
}

impl Builder {
    pub(super) fn new(file: FileId, offset: usize) -> Self {
        Self {
            file,
            offset,
            diagnostics: Vec::new(),
        }
    }

    /// The place of a pair, without the white space and comments that the parser skipped behind its
    /// last word.
    pub(super) fn span(&self, pair: &P<'_>) -> Span {
        Span::new(
            self.offset + pair.as_span().start(),
            self.offset + end_of(pair.clone()),
        )
    }

    pub(super) fn report(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let at = Location {
            file: self.file,
            span,
        };
        self.diagnostics.push(Diagnostic::new(code, at, message));
        let last = self.diagnostics.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "one was added above")]
        &mut self.diagnostics[last]
    }

    /// A word as written; of a string its content.
    pub(super) fn word(&mut self, pair: &P<'_>) -> Word {
        let span = self.span(pair);
        let text = if pair.as_rule() == Rule::string {
            self.unescape(pair.as_str(), span)
        } else {
            pair.as_str().trim_end().to_owned()
        };
        Word { text, span }
    }

    fn next_word<'i>(&mut self, pairs: &mut impl Iterator<Item = P<'i>>) -> Word {
        pairs.next().map_or_else(blank, |pair| self.word(&pair))
    }

    fn words(&mut self, pair: P<'_>) -> Vec<Word> {
        let pieces: Vec<_> = parts(pair).collect();
        pieces.iter().map(|piece| self.word(piece)).collect()
    }

    fn unescape(&mut self, quoted: &str, span: Span) -> String {
        let inner = quoted
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .unwrap_or(quoted);
        let mut text = String::with_capacity(inner.len());
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                text.push(c);
                continue;
            }
            match chars.next() {
                Some('n') => text.push('\n'),
                Some('t') => text.push('\t'),
                Some(c @ ('"' | '\\')) => text.push(c),
                Some('u') => {
                    let digits: String = chars
                        .by_ref()
                        .skip_while(|c| *c == '{')
                        .take_while(|c| *c != '}')
                        .collect();
                    match u32::from_str_radix(&digits, 16)
                        .ok()
                        .and_then(char::from_u32)
                    {
                        Some(c) => text.push(c),
                        None => {
                            self.report(
                                Code::BadEscape,
                                span,
                                format!("`\\u{{{digits}}}` is not a character"),
                            );
                        }
                    }
                }
                other => {
                    let shown = other.map(String::from).unwrap_or_default();
                    self.report(
                        Code::BadEscape,
                        span,
                        format!("`\\{shown}` means nothing in a text"),
                    )
                    .help = Some("write `\\\\` for a backslash; the others are `\\\"`, `\\n`, `\\t` and `\\u{4e2d}`".into());
                }
            }
        }
        text
    }

    // ---- pieces --------------------------------------------------------------------------------

    pub(super) fn file(&mut self, pair: P<'_>) -> File {
        let mut tree = File::default();
        for part in parts(pair) {
            match part.as_rule() {
                Rule::module_item => tree.module = parts(part).next().map(|p| self.word(&p)),
                Rule::item => {
                    if let Some(item) = self.item(part) {
                        tree.items.push(item);
                    }
                }
                _ => {}
            }
        }
        tree
    }

    pub(super) fn lone_module(&mut self, pair: P<'_>) -> Option<Word> {
        let module = parts(pair).next()?;
        parts(module).next().map(|name| self.word(&name))
    }

    pub(super) fn lone_item(&mut self, pair: P<'_>) -> Option<Item> {
        let item = parts(pair).next()?;
        self.item(item)
    }

    /// The item that a head begins, still without clauses.
    pub(super) fn lone_head(&mut self, pair: P<'_>, span: Span) -> Option<Item> {
        let head = parts(pair).next()?;
        let keyword = head
            .as_str()
            .split(|c: char| !c.is_ascii_lowercase())
            .next()
            .unwrap_or_default()
            .to_owned();
        let mut pieces = parts(head);
        let first = pieces.next()?;
        let name = self.word(&first);
        let kind = match keyword.as_str() {
            "rule" => ItemKind::Rule(RuleItem {
                name,
                clauses: Vec::new(),
            }),
            "exception" => ItemKind::Exception(Exception {
                name,
                clauses: Vec::new(),
            }),
            "class" => ItemKind::Class(Class {
                name,
                title: self.next_title(&mut pieces),
                hs: Vec::new(),
                categories: Vec::new(),
                words: Vec::new(),
                within: Vec::new(),
            }),
            "taxonomy" => ItemKind::Taxonomy(Taxonomy {
                name,
                title: self.next_title(&mut pieces),
                attributes: Vec::new(),
                written: Vec::new(),
            }),
            "group" => ItemKind::Group(Group {
                name,
                title: self.next_title(&mut pieces),
                members: Vec::new(),
            }),
            "enum" => ItemKind::Enum(Enum {
                name,
                values: Vec::new(),
            }),
            "record" => ItemKind::Record(Record {
                name,
                attributes: Vec::new(),
            }),
            "table" => ItemKind::Table(Table {
                name,
                file: self.next_word(&mut pieces),
                keys: Vec::new(),
                values: Vec::new(),
                dated: None,
                source: None,
                confidence: None,
                as_of: None,
                review_by: None,
            }),
            "charge" | "cost" | "amount" => {
                let first = self.next_word(&mut pieces);
                ItemKind::Charge(Charge {
                    kind: name,
                    name: first,
                    title: self.next_title(&mut pieces),
                    clauses: Vec::new(),
                })
            }
            "test" => ItemKind::Test(Test {
                title: name,
                context: pieces.map(|p| self.context(p)).collect(),
                clauses: Vec::new(),
            }),
            "waiver" => ItemKind::Waiver(Waiver {
                title: name,
                clauses: Vec::new(),
            }),
            _ => return None,
        };
        Some(Item {
            kind,
            span,
            broken: false,
        })
    }

    /// Adds a clause that was read on its own to its item.
    pub(super) fn lone_clause(&mut self, pair: P<'_>, item: &mut Item) {
        let Some(clause) = parts(pair).next() else {
            return;
        };
        match &mut item.kind {
            ItemKind::Rule(rule) => rule.clauses.extend(self.rule_clause(clause)),
            ItemKind::Exception(exception) => {
                exception.clauses.extend(self.exception_clause(clause));
            }
            ItemKind::Class(class) => self.class_clause(clause, class),
            ItemKind::Group(group) => group.members.push(self.member(clause)),
            ItemKind::Enum(declared) => declared.values.push(self.enum_value(clause)),
            ItemKind::Record(record) => record.attributes.push(self.attribute(clause)),
            ItemKind::Table(table) => self.table_clause(clause, table),
            ItemKind::Test(test) => test.clauses.extend(self.test_clause(clause)),
            ItemKind::Waiver(waiver) => waiver.clauses.extend(self.waiver_clause(clause)),
            ItemKind::Charge(charge) => charge.clauses.extend(self.charge_clause(clause)),
            _ => {}
        }
    }

    // ---- items ---------------------------------------------------------------------------------

    fn item(&mut self, pair: P<'_>) -> Option<Item> {
        let span = self.span(&pair);
        let inner = parts(pair).next()?;
        let rule = inner.as_rule();
        let mut pieces = parts(inner);
        let kind = match rule {
            Rule::instrument_item => ItemKind::Instrument(Instrument {
                name: self.next_word(&mut pieces),
                title: self.next_word(&mut pieces),
                url: pieces
                    .next()
                    .and_then(|url| parts(url).next())
                    .map(|p| self.word(&p)),
            }),
            Rule::rule_item => ItemKind::Rule(RuleItem {
                name: self.next_word(&mut pieces),
                clauses: pieces.filter_map(|p| self.rule_clause(p)).collect(),
            }),
            Rule::define_item => ItemKind::Define(Define {
                name: self.next_word(&mut pieces),
                value: self.next_expr(&mut pieces),
            }),
            Rule::exception_item => ItemKind::Exception(Exception {
                name: self.next_word(&mut pieces),
                clauses: pieces.filter_map(|p| self.exception_clause(p)).collect(),
            }),
            Rule::class_item => {
                let mut class = Class {
                    name: self.next_word(&mut pieces),
                    title: self.next_title(&mut pieces),
                    hs: Vec::new(),
                    categories: Vec::new(),
                    words: Vec::new(),
                    within: Vec::new(),
                };
                for piece in pieces {
                    self.class_clause(piece, &mut class);
                }
                ItemKind::Class(class)
            }
            Rule::taxonomy_item => {
                let mut taxonomy = Taxonomy {
                    name: self.next_word(&mut pieces),
                    title: self.next_title(&mut pieces),
                    attributes: Vec::new(),
                    written: Vec::new(),
                };
                for piece in pieces {
                    self.taxonomy_clause(piece, &mut taxonomy);
                }
                ItemKind::Taxonomy(taxonomy)
            }
            Rule::group_item => ItemKind::Group(Group {
                name: self.next_word(&mut pieces),
                title: self.next_title(&mut pieces),
                members: pieces.map(|p| self.member(p)).collect(),
            }),
            Rule::channel_item => ItemKind::Channel(Channel {
                name: self.next_word(&mut pieces),
                title: self.next_title(&mut pieces),
            }),
            Rule::enum_item => ItemKind::Enum(Enum {
                name: self.next_word(&mut pieces),
                values: pieces.map(|p| self.enum_value(p)).collect(),
            }),
            Rule::record_item => ItemKind::Record(Record {
                name: self.next_word(&mut pieces),
                attributes: pieces.map(|p| self.attribute(p)).collect(),
            }),
            Rule::presume_item => self.presume(&mut pieces)?,
            Rule::table_item => {
                let mut table = Table {
                    name: self.next_word(&mut pieces),
                    file: self.next_word(&mut pieces),
                    keys: Vec::new(),
                    values: Vec::new(),
                    dated: None,
                    source: None,
                    confidence: None,
                    as_of: None,
                    review_by: None,
                };
                for piece in pieces {
                    self.table_clause(piece, &mut table);
                }
                ItemKind::Table(table)
            }
            Rule::fixture_item => ItemKind::Fixture(Fixture {
                name: self.next_word(&mut pieces),
                record: pieces
                    .next()
                    .map(|p| self.record_literal(p))
                    .unwrap_or_default(),
            }),
            Rule::test_item => self.test(&mut pieces),
            Rule::charge_item => ItemKind::Charge(Charge {
                kind: self.next_word(&mut pieces),
                name: self.next_word(&mut pieces),
                title: self.next_title(&mut pieces),
                clauses: pieces.filter_map(|p| self.charge_clause(p)).collect(),
            }),
            Rule::waiver_item => ItemKind::Waiver(Waiver {
                title: self.next_word(&mut pieces),
                clauses: pieces.filter_map(|p| self.waiver_clause(p)).collect(),
            }),
            _ => return None,
        };
        Some(Item {
            kind,
            span,
            broken: false,
        })
    }

    fn test<'i>(&mut self, pieces: &mut impl Iterator<Item = P<'i>>) -> ItemKind {
        let title = self.next_word(pieces);
        let mut context = Vec::new();
        let mut clauses = Vec::new();
        for piece in pieces {
            match piece.as_rule() {
                Rule::context => context.push(self.context(piece)),
                _ => clauses.extend(self.test_clause(piece)),
            }
        }
        ItemKind::Test(Test {
            title,
            context,
            clauses,
        })
    }

    fn presume<'i>(&mut self, pieces: &mut impl Iterator<Item = P<'i>>) -> Option<ItemKind> {
        let path = self.next_word(pieces);
        let presumed = pieces.next()?;
        let span = self.span(&presumed);
        let value = match parts(presumed).next() {
            Some(value) if value.as_rule() == Rule::value => Presumed::Value(self.value(value)),
            _ => Presumed::Today(span),
        };
        let (mut unless, mut when) = (Vec::new(), Vec::new());
        for condition in pieces {
            let negative = condition.as_str().starts_with("unless");
            let Some(expr) = parts(condition).find(|p| p.as_rule() == Rule::expr) else {
                continue;
            };
            let expr = self.expr(expr);
            if negative {
                unless.push(expr);
            } else {
                when.push(expr);
            }
        }
        Some(ItemKind::Presume(Presume {
            path,
            value,
            unless,
            when,
        }))
    }

    fn next_title<'i>(&mut self, pieces: &mut impl Iterator<Item = P<'i>>) -> Title {
        match pieces.next() {
            Some(title) => self.title(title),
            None => Title {
                text: blank(),
                locales: Vec::new(),
            },
        }
    }

    fn title(&mut self, pair: P<'_>) -> Title {
        let mut pieces = parts(pair);
        Title {
            text: self.next_word(&mut pieces),
            locales: pieces.next().map(|p| self.localized(p)).unwrap_or_default(),
        }
    }

    fn localized(&mut self, pair: P<'_>) -> Vec<Localized> {
        let mut texts = Vec::new();
        let mut pieces = parts(pair);
        while let (Some(locale), Some(text)) = (pieces.next(), pieces.next()) {
            texts.push(Localized {
                locale: self.word(&locale),
                text: self.word(&text),
            });
        }
        texts
    }

    // ---- schema, classes, groups, tables --------------------------------------------------------

    fn class_clause(&mut self, pair: P<'_>, class: &mut Class) {
        let Some(clause) = parts(pair).next() else {
            return;
        };
        let rule = clause.as_rule();
        let mut words = self.words(clause);
        match rule {
            Rule::c_hs => class.hs.extend(words),
            Rule::c_words => class.words.extend(words),
            Rule::c_within => class.within.extend(words),
            Rule::c_taxonomy if !words.is_empty() => {
                let taxonomy = words.remove(0);
                let mut known = class.categories.iter_mut();
                match known.find(|known| known.taxonomy.text == taxonomy.text) {
                    Some(known) => known.entries.extend(words),
                    None => class.categories.push(Categories {
                        taxonomy,
                        entries: words,
                    }),
                }
            }
            _ => {}
        }
    }

    pub(super) fn taxonomy_clause(&mut self, pair: P<'_>, taxonomy: &mut Taxonomy) {
        let Some(clause) = parts(pair).next() else {
            return;
        };
        let rule = clause.as_rule();
        let words = self.words(clause);
        match rule {
            Rule::x_attribute => taxonomy.attributes.extend(words),
            Rule::x_categories => taxonomy.written.extend(words),
            _ => {}
        }
    }

    fn member(&mut self, pair: P<'_>) -> Member {
        let span = self.span(&pair);
        let mut member = Member {
            code: blank(),
            from: None,
            until: None,
            span,
        };
        for piece in parts(pair) {
            match piece.as_rule() {
                Rule::code => member.code = self.word(&piece),
                Rule::c_from => member.from = Some(self.only_word(piece)),
                Rule::c_until => member.until = Some(self.only_word(piece)),
                _ => {}
            }
        }
        member
    }

    fn enum_value(&mut self, pair: P<'_>) -> EnumValue {
        let mut pieces = parts(pair);
        EnumValue {
            name: self.next_word(&mut pieces),
            title: pieces.next().map(|p| self.title(p)),
        }
    }

    fn attribute(&mut self, pair: P<'_>) -> Attribute {
        let span = self.span(&pair);
        let mut pieces = parts(pair);
        let mut attribute = Attribute {
            name: self.next_word(&mut pieces),
            type_ref: self.next_type(&mut pieces),
            unit: None,
            range: None,
            matches: None,
            aliases: Vec::new(),
            doc: Vec::new(),
            span,
        };
        for option in pieces.filter_map(|p| parts(p).next()) {
            match option.as_rule() {
                Rule::o_unit => attribute.unit = Some(self.only_word(option)),
                Rule::o_range => {
                    let mut bounds = parts(option);
                    if let (Some(low), Some(high)) = (bounds.next(), bounds.next()) {
                        attribute.range = Some((self.value(low), self.value(high)));
                    }
                }
                Rule::o_matches => attribute.matches = Some(self.only_word(option)),
                Rule::o_alias => attribute.aliases.extend(self.words(option)),
                Rule::localized => attribute.doc.extend(self.localized(option)),
                _ => {}
            }
        }
        attribute
    }

    fn next_type<'i>(&mut self, pieces: &mut impl Iterator<Item = P<'i>>) -> TypeRef {
        match pieces.next() {
            Some(pair) => self.type_ref(pair),
            None => TypeRef {
                kind: TypeRefKind::Named(String::new()),
                span: Span::default(),
            },
        }
    }

    fn type_ref(&mut self, pair: P<'_>) -> TypeRef {
        let span = self.span(&pair);
        let kind = match parts(pair).next() {
            Some(inner) if inner.as_rule() == Rule::list_type => {
                TypeRefKind::List(Box::new(self.next_type(&mut parts(inner))))
            }
            Some(inner) if inner.as_rule() == Rule::quantity_type => {
                TypeRefKind::Quantity(self.only_word(inner))
            }
            Some(inner) => TypeRefKind::Named(inner.as_str().to_owned()),
            None => TypeRefKind::Named(String::new()),
        };
        TypeRef { kind, span }
    }

    fn table_clause(&mut self, pair: P<'_>, table: &mut Table) {
        let Some(clause) = parts(pair).next() else {
            return;
        };
        match clause.as_rule() {
            Rule::t_key => table.keys.extend(parts(clause).map(|p| self.key_column(p))),
            Rule::t_value => table.values.extend(parts(clause).map(|p| self.column(p))),
            Rule::t_dated => {
                let mut pieces = parts(clause);
                table.dated = Some((self.next_word(&mut pieces), self.next_word(&mut pieces)));
            }
            Rule::t_source => table.source = Some(self.only_word(clause)),
            Rule::t_confidence => table.confidence = Some(self.only_word(clause)),
            Rule::t_as_of => table.as_of = Some(self.only_word(clause)),
            Rule::t_review => table.review_by = Some(self.only_word(clause)),
            _ => {}
        }
    }

    fn key_column(&mut self, pair: P<'_>) -> KeyColumn {
        let mut pieces = parts(pair);
        let column = Column {
            name: self.next_word(&mut pieces),
            type_ref: self.next_type(&mut pieces),
        };
        let matching = match pieces.next().and_then(|p| parts(p).next()) {
            Some(how) if how.as_rule() == Rule::by_prefix => KeyMatching::Prefix,
            Some(how) if how.as_rule() == Rule::by_range => {
                let mut bounds = parts(how);
                KeyMatching::Range(self.next_word(&mut bounds), self.next_word(&mut bounds))
            }
            Some(_) => KeyMatching::OrAny,
            None => KeyMatching::Exact,
        };
        KeyColumn { column, matching }
    }

    fn column(&mut self, pair: P<'_>) -> Column {
        let mut pieces = parts(pair);
        Column {
            name: self.next_word(&mut pieces),
            type_ref: self.next_type(&mut pieces),
        }
    }

    // ---- literals ------------------------------------------------------------------------------

    fn record_literal(&mut self, pair: P<'_>) -> RecordLiteral {
        let span = self.span(&pair);
        RecordLiteral {
            entries: parts(pair)
                .map(|entry| {
                    let mut pieces = parts(entry);
                    Entry {
                        path: self.next_word(&mut pieces),
                        value: pieces.next().map_or(
                            Value {
                                kind: ValueKind::None,
                                span,
                            },
                            |p| self.value(p),
                        ),
                    }
                })
                .collect(),
            span,
        }
    }

    fn value(&mut self, pair: P<'_>) -> Value {
        let span = self.span(&pair);
        let kind = match parts(pair).next() {
            None => ValueKind::None,
            Some(inner) => match inner.as_rule() {
                Rule::record_literal => ValueKind::Record(self.record_literal(inner)),
                Rule::value_list => ValueKind::List(parts(inner).map(|p| self.value(p)).collect()),
                Rule::string => ValueKind::Text(self.word(&inner).text),
                Rule::boolean => ValueKind::Bool(inner.as_str() == "true"),
                Rule::nothing => ValueKind::None,
                Rule::code | Rule::place_word => ValueKind::Word(inner.as_str().to_owned()),
                _ => {
                    let words: Vec<&str> = inner.as_str().split_whitespace().collect();
                    ValueKind::Scalar(words.join(" "))
                }
            },
        };
        Value { kind, span }
    }
}
