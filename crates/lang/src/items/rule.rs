//! Rules: their clauses, exceptions, blocks and editions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::common::{self, Common};
use super::{Here, Items};
use crate::contradiction;
use crate::defines::Defines;
use crate::diag::{Code, Diagnostic, did_you_mean, listed};
use crate::graph::walk;
use crate::ir::{Area, Confidence, Edition, Event, Exception, Message, Party, Rule, Severity};
use crate::places::NameKind;
use crate::syntax::limits;
use crate::syntax::tree::{
    self, ExceptionClause, ItemKind, RuleClauseKind as Clause, Target, Word,
};
use crate::syntax::{Location, Span};

/// A block whose exception is looked for when all exceptions are known.
pub(super) struct PendingBlock<'t> {
    here: Here,
    rule: Arc<str>,
    at: Location,
    clause: &'t tree::BlocksClause,
    span: Span,
}

/// An example that is read when its rule is known.
pub(super) struct PendingExample<'t> {
    pub(super) here: Here,
    pub(super) rule: Arc<str>,
    pub(super) at: Location,
    pub(super) example: &'t tree::Example,
    pub(super) span: Span,
}

/// What the clauses of a rule say, while they are gathered.
#[derive(Default)]
struct Draft {
    common: Common,
    channels: Vec<Arc<str>>,
    area: Option<Area>,
    severity: Option<Severity>,
    binds: Vec<Party>,
    tags: Vec<Arc<str>>,
    event: Option<Event>,
    message: Message,
    remedy: Message,
    exceptions: Vec<Exception>,
    requirements: Vec<crate::ir::Node>,
}

impl<'t> Items<'t> {
    pub(super) fn rule(
        &mut self,
        here: &Here,
        rule: &'t tree::Rule,
        defines: &mut Defines,
        rules: &mut BTreeMap<Arc<str>, Rule>,
    ) {
        let id: Arc<str> = format!("{}.{}", here.module, rule.name.text).into();
        let at = Location {
            file: here.file,
            span: rule.name.span,
        };
        self.defined(here, NameKind::Rule, &id, &rule.name);
        let mut draft = Draft::default();
        for clause in &rule.clauses {
            let word = single(&clause.kind);
            if self.once(here, &mut draft.common, word, clause.span, "rule") {
                self.clause(here, clause, defines, &mut draft, &id, at);
            }
        }
        self.missing(here, rule, &draft);
        self.in_order(here, &draft.common, &rule.name, "edition");
        let verification = draft.common.verification();
        let common = draft.common;
        let mut severity = draft.severity.unwrap_or(Severity::Notice);
        if verification.confidence >= Confidence::Low {
            severity = Severity::Notice;
        }
        let edition = Edition {
            id: id.clone(),
            market: common.market,
            channels: draft.channels,
            area: draft.area.unwrap_or(Area::Listing),
            severity,
            binds: if draft.binds.is_empty() {
                vec![Party::Seller]
            } else {
                draft.binds
            },
            tags: draft.tags,
            cite: common.cite,
            from: common.from,
            until: common.until,
            event: draft.event.unwrap_or(Event::MakingAvailable),
            verification,
            applies: common.applies,
            exceptions: draft.exceptions,
            requirements: draft.requirements,
            message: draft.message,
            remedy: draft.remedy,
            notes: common.notes,
            examples: Vec::new(),
            at,
        };
        rules
            .entry(id.clone())
            .or_insert_with(|| Rule {
                id,
                editions: Vec::new(),
            })
            .editions
            .push(edition);
    }

    fn clause(
        &mut self,
        here: &Here,
        clause: &'t tree::RuleClause,
        defines: &mut Defines,
        draft: &mut Draft,
        id: &Arc<str>,
        at: Location,
    ) {
        let span = clause.span;
        match &clause.kind {
            Clause::Common(clause) => {
                self.common(here, clause, span, defines, &mut draft.common, "rule");
            }
            Clause::Channel(words) => {
                for word in words {
                    if self.names.channels.contains_key(word.text.as_str()) {
                        self.used(here, NameKind::Channel, word.text.as_str(), word);
                        draft.channels.push(word.text.as_str().into());
                    } else {
                        let meant =
                            did_you_mean(&word.text, self.names.channels.keys().map(|k| &**k));
                        self.report(
                            Code::UnknownChannel,
                            here,
                            word.span,
                            format!("there is no channel `{}`", word.text),
                        )
                        .meant(meant);
                    }
                }
            }
            Clause::Area(word) => {
                draft.area = self.word_of(here, word, "area", Area::parse, Area::ALL, Area::word);
            }
            Clause::Severity(word) => {
                draft.severity = self.word_of(
                    here,
                    word,
                    "severity",
                    Severity::parse,
                    Severity::ALL,
                    Severity::word,
                );
            }
            Clause::Binds(words) => {
                for word in words {
                    draft.binds.extend(self.word_of(
                        here,
                        word,
                        "binds",
                        Party::parse,
                        Party::ALL,
                        Party::word,
                    ));
                }
            }
            Clause::Tag(words) => draft
                .tags
                .extend(words.iter().map(|w| Arc::from(w.text.as_str()))),
            Clause::AppliesTo(word) => {
                draft.event = self.word_of(
                    here,
                    word,
                    "applies to",
                    Event::parse,
                    Event::ALL,
                    Event::word,
                );
            }
            Clause::Except(except) => {
                let name = except.name.as_ref().map_or_else(
                    || format!("exception {}", draft.exceptions.len() + 1),
                    |w| w.text.clone(),
                );
                let when = self.checker(here, defines).condition(&except.when);
                let cite = self.citations(here, &except.cite);
                self.add_exception(
                    here,
                    draft,
                    Exception {
                        name: name.into(),
                        when,
                        cite,
                        blocks: None,
                        at: Location {
                            file: here.file,
                            span,
                        },
                    },
                );
            }
            Clause::Blocks(blocks) => self.pending_blocks.push(PendingBlock {
                here: here.clone(),
                rule: id.clone(),
                at,
                clause: blocks,
                span,
            }),
            Clause::Require(expr) => {
                let node = self.checker(here, defines).condition(expr);
                draft.requirements.push(node);
            }
            Clause::Message(texts) => {
                draft.message = self.message(here, texts, span, "the message", defines);
            }
            Clause::Remedy(texts) => {
                draft.remedy = self.message(here, texts, span, "the remedy", defines);
            }
            Clause::Example(example) => {
                self.pending_examples.push(PendingExample {
                    here: here.clone(),
                    rule: id.clone(),
                    at,
                    example,
                    span,
                });
            }
        }
    }

    fn add_exception(&mut self, here: &Here, draft: &mut Draft, exception: Exception) {
        if let Some(first) = draft.exceptions.iter().find(|e| e.name == exception.name) {
            let first = first.at;
            let problem = self.report(
                Code::DuplicateName,
                here,
                exception.at.span,
                format!("the exception `{}` is named twice", exception.name),
            );
            *problem = problem.clone().also(first, "the first one");
        }
        draft.exceptions.push(exception);
    }

    pub(super) fn word_of<T: Copy>(
        &mut self,
        here: &Here,
        word: &Word,
        clause: &str,
        parse: impl Fn(&str) -> Option<T>,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let value = parse(&word.text);
        if value.is_none() {
            let known: Vec<&str> = all.iter().map(|value| name(*value)).collect();
            let meant = did_you_mean(&word.text, known.iter().copied());
            self.report(
                Code::UnknownWord,
                here,
                word.span,
                format!("`{clause}` does not know `{}`", word.text),
            )
            .meant(meant)
            .or_help(|| format!("`{clause}` is {}", listed(&known, 12)));
        }
        value
    }

    fn missing(&mut self, here: &Here, rule: &tree::Rule, draft: &Draft) {
        if here.broken {
            return;
        }
        let has = |word: &str| draft.common.has(word);
        let wanted = [
            ("market", has("market"), "market EU"),
            ("area", has("area"), "area labelling"),
            ("severity", has("severity"), "severity error"),
            ("cite", has("cite"), "cite GPSR art. 16(1)"),
            (
                "verified",
                has("verified"),
                "verified 2026-11-24 against \"…\", or unverified",
            ),
            (
                "require",
                !draft.requirements.is_empty(),
                "require title is given",
            ),
            ("message", has("message"), "message en \"…\" zh \"…\""),
            ("remedy", has("remedy"), "remedy en \"…\" zh \"…\""),
        ];
        self.lacks(here, "rule", &rule.name, &wanted);
        for (outcome, name) in [("ok", "that holds"), ("fails", "that fails")] {
            let there = rule.clauses.iter().any(|clause| {
                matches!(&clause.kind, Clause::Example(example) if example.outcome.text == outcome)
            });
            if !there {
                self.report(
                    Code::MissingExample,
                    here,
                    rule.name.span,
                    format!("the rule `{}` has no example {name}", rule.name.text),
                )
                .help = Some(format!("add `example {outcome} {{ … }}`"));
            }
        }
    }

    /// Exceptions that are made for several rules.
    pub(super) fn exceptions(
        &mut self,
        defines: &mut Defines,
        rules: &mut BTreeMap<Arc<str>, Rule>,
    ) {
        for (here, item) in self.each() {
            let ItemKind::Exception(exception) = &item.kind else {
                continue;
            };
            let (mut targets, mut when, mut cite) = (Vec::new(), Vec::new(), None);
            for (clause, _) in &exception.clauses {
                match clause {
                    ExceptionClause::For(list) => targets.extend(list),
                    ExceptionClause::When(expr) => {
                        let node = self.checker(&here, defines).condition(expr);
                        when.push(node);
                    }
                    ExceptionClause::Cite(citations) => {
                        cite = Some(self.citations(&here, citations));
                    }
                }
            }
            if !here.broken {
                for (clause, there) in [
                    ("for", !targets.is_empty()),
                    ("when", !when.is_empty()),
                    ("cite", cite.is_some()),
                ] {
                    if !there {
                        self.report(
                            Code::MissingClause,
                            &here,
                            exception.name.span,
                            format!("the exception `{}` has no `{clause}`", exception.name.text),
                        );
                    }
                }
            }
            let Some(first) = when.first().cloned() else {
                continue;
            };
            let condition = if when.len() == 1 {
                first
            } else {
                crate::ir::Node {
                    ty: crate::Type::Bool,
                    at: first.at,
                    kind: crate::NodeKind::And(when),
                }
            };
            for target in targets {
                self.attach(
                    &here,
                    target,
                    &exception.name,
                    &condition,
                    cite.as_deref().unwrap_or_default(),
                    rules,
                );
            }
        }
    }

    fn attach(
        &mut self,
        here: &Here,
        target: &Target,
        name: &Word,
        when: &crate::ir::Node,
        cite: &[crate::ir::Citation],
        rules: &mut BTreeMap<Arc<str>, Rule>,
    ) {
        let mut found = false;
        for edition in rules.values_mut().flat_map(|rule| rule.editions.iter_mut()) {
            let meant = match target {
                Target::Rule(word) => match word.text.strip_suffix(".*") {
                    Some(module) => edition
                        .id
                        .rsplit_once('.')
                        .is_some_and(|(m, _)| m == module),
                    None => *edition.id == *word.text,
                },
                Target::Tag(word) => edition.tags.iter().any(|tag| **tag == *word.text),
            };
            if meant {
                found = true;
                edition.exceptions.push(Exception {
                    name: name.text.as_str().into(),
                    when: when.clone(),
                    cite: cite.to_vec(),
                    blocks: None,
                    at: Location {
                        file: here.file,
                        span: name.span,
                    },
                });
            }
        }
        if let (true, Target::Rule(word)) = (found, target)
            && !word.text.ends_with(".*")
        {
            self.used(here, NameKind::Rule, word.text.as_str(), word);
        }
        if !found {
            match target {
                Target::Rule(word) => self.unknown_rule(here, word, rules.keys()),
                Target::Tag(word) => {
                    self.report(
                        Code::UnknownTag,
                        here,
                        word.span,
                        format!("no rule has the tag `{}`", word.text),
                    );
                }
            }
        }
    }

    pub(super) fn unknown_rule<'k>(
        &mut self,
        here: &Here,
        word: &Word,
        known: impl Iterator<Item = &'k Arc<str>>,
    ) {
        let meant = did_you_mean(&word.text, known.map(|id| &**id));
        self.report(
            Code::UnknownRule,
            here,
            word.span,
            format!("there is no rule `{}`", word.text),
        )
        .meant(meant);
    }

    /// Blocks: each finds what it takes away; circles are refused.
    pub(super) fn blocks(&mut self, defines: &mut Defines, rules: &mut BTreeMap<Arc<str>, Rule>) {
        let pending = std::mem::take(&mut self.pending_blocks);
        let mut waiting: Vec<(Arc<str>, Location, usize, &Word, Here)> = Vec::new();
        let mut twice: Vec<(Here, &Word, Location)> = Vec::new();
        for block in &pending {
            let when = self
                .checker(&block.here, defines)
                .condition(&block.clause.when);
            let cite = self.citations(&block.here, &block.clause.cite);
            let Some(edition) = edition_at(rules, &block.rule, block.at) else {
                continue;
            };
            let name = block.clause.name.as_ref().map_or_else(
                || format!("blocks {}", block.clause.target.text),
                |w| w.text.clone(),
            );
            let first = edition.exceptions.iter().find(|e| *e.name == *name);
            if let (Some(first), Some(word)) = (first.map(|e| e.at), &block.clause.name) {
                twice.push((block.here.clone(), word, first));
            }
            edition.exceptions.push(Exception {
                name: name.into(),
                when,
                cite,
                blocks: None,
                at: Location {
                    file: block.here.file,
                    span: block.span,
                },
            });
            waiting.push((
                block.rule.clone(),
                block.at,
                edition.exceptions.len() - 1,
                &block.clause.target,
                block.here.clone(),
            ));
        }
        for (here, word, first) in twice {
            let problem = self.report(
                Code::DuplicateName,
                &here,
                word.span,
                format!(
                    "two exceptions or blocks of this rule are named `{}`",
                    word.text
                ),
            );
            *problem = problem.clone().also(first, "the first one").help(
                "a block is named so that another one can take it away: give it its own name",
            );
        }
        for (rule, at, index, target, here) in waiting {
            let Some(edition) = edition_at(rules, &rule, at) else {
                continue;
            };
            let position = edition
                .exceptions
                .iter()
                .position(|e| *e.name == *target.text);
            if let Some(position) = position {
                if let Some(exception) = edition.exceptions.get_mut(index) {
                    exception.blocks = Some(position);
                }
            } else {
                let known: Vec<String> = edition
                    .exceptions
                    .iter()
                    .map(|e| e.name.to_string())
                    .collect();
                // A block of nothing would count as an exception.
                edition
                    .exceptions
                    .remove(index.min(edition.exceptions.len().saturating_sub(1)));
                let meant = did_you_mean(&target.text, known.iter().map(String::as_str));
                self.report(
                    Code::UnknownException,
                    &here,
                    target.span,
                    format!("this rule has no exception `{}`", target.text),
                )
                .meant(meant);
            }
        }
        for edition in rules.values_mut().flat_map(|rule| rule.editions.iter_mut()) {
            let edges = contradiction::edges(&edition.exceptions);
            let walk = walk(&edges);
            if let Some(index) = walk.depth.iter().position(|d| *d == limits::CHAIN + 1)
                && walk.circles.is_empty()
                && let Some(exception) = edition.exceptions.get(index)
            {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::LeadsTooFar,
                        exception.at,
                        format!(
                            "`{}` leads on to more than {} blocks, one to the next",
                            exception.name,
                            limits::CHAIN
                        ),
                    )
                    .help("write the conditions of some of them into one"),
                );
            }
            if let Some(way) = walk.circles.first() {
                let nodes: Vec<&Exception> = way
                    .iter()
                    .filter_map(|i| edition.exceptions.get(*i))
                    .collect();
                let record = contradiction::record(nodes.iter().map(|e| &e.when));
                let names: Vec<String> = nodes.iter().map(|e| format!("`{}`", e.name)).collect();
                if let Some(first) = nodes.first() {
                    self.diagnostics.push(
                        Diagnostic::new(Code::BlockCycle, first.at, format!("{} block one another, so neither can be decided", names.join(" and ")))
                            .help(format!("for the record {record} each of them holds only if another does not; say which goes first")),
                    );
                }
                edition.exceptions.clear();
            }
        }
    }

    /// Sorts editions by date and refuses overlaps.
    pub(super) fn editions(&mut self, rules: &mut BTreeMap<Arc<str>, Rule>) {
        for rule in rules.values_mut() {
            rule.editions.sort_by_key(|edition| edition.from);
            for pair in rule.editions.windows(2) {
                let [first, second] = pair else { continue };
                let overlaps = match (first.until, second.from) {
                    (Some(until), Some(from)) => from <= until,
                    _ => true,
                };
                if overlaps {
                    let day = second
                        .from
                        .map_or_else(|| "every day".to_owned(), |d| d.to_string());
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::OverlappingEditions,
                            second.at,
                            format!("two editions of `{}` are in force on {day}", rule.id),
                        )
                        .also(first.at, "the other edition")
                        .help(
                            "end the earlier one with `until`, the day before the later one begins",
                        ),
                    );
                }
            }
        }
    }
}

pub(super) fn edition_at<'r>(
    rules: &'r mut BTreeMap<Arc<str>, Rule>,
    id: &str,
    at: Location,
) -> Option<&'r mut Edition> {
    rules
        .get_mut(id)?
        .editions
        .iter_mut()
        .find(|edition| edition.at == at)
}

/// The word of a clause that may stand only once.
fn single(clause: &Clause) -> Option<&'static str> {
    match clause {
        Clause::Common(clause) => common::single(clause),
        Clause::Channel(_) => Some("channel"),
        Clause::Area(_) => Some("area"),
        Clause::Severity(_) => Some("severity"),
        Clause::Binds(_) => Some("binds"),
        Clause::Tag(_) => Some("tag"),
        Clause::AppliesTo(_) => Some("applies to"),
        Clause::Message(_) => Some("message"),
        Clause::Remedy(_) => Some("remedy"),
        Clause::Except(_) | Clause::Blocks(_) | Clause::Require(_) | Clause::Example(_) => None,
    }
}
