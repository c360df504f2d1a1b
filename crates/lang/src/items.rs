//! Items: what they declare goes into the names, what they state is checked.

mod charge;
mod common;
mod declare;
mod lead;
mod literal;
mod paths;
mod rule;
mod taxonomy;
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::check::Checker;
use super::defines::Defines;
use super::ir::{
    Charge, ExampleCase, Instrument, MarketScope, Message, MessagePart, Rule, ScopeItem, Texts,
    Waiver,
};
use super::names::Names;
use super::places::{NameKind, Places, words};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::syntax::tree::{self, File, ItemKind, Localized, Word};
use crate::syntax::{FileId, Location, Sources, Span};
use crate::value::{Date, Market, parse_date};

/// The languages that every text for people must be given in.
const LOCALES: [&str; 2] = ["en", "zh"];

/// What the items state, besides names.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) rules: Vec<Rule>,
    pub(super) tests: Vec<ExampleCase>,
    pub(super) waivers: Vec<Waiver>,
    pub(super) charges: Vec<Charge>,
}

/// The items of all files.
pub(super) struct Items<'t> {
    trees: &'t [(FileId, File)],
    sources: &'t Sources,
    table_files: BTreeMap<String, (FileId, Option<String>)>,
    pub(super) names: Names,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) places: Places,
    fixtures: BTreeMap<String, (FileId, &'t tree::Fixture)>,
    used_instruments: BTreeSet<(Arc<str>, Arc<str>)>,
    instrument_places: BTreeMap<(Arc<str>, Arc<str>), Location>,
    pending_blocks: Vec<rule::PendingBlock<'t>>,
    pending_examples: Vec<rule::PendingExample<'t>>,
}

/// Where an item stands.
#[derive(Clone)]
struct Here {
    file: FileId,
    module: Arc<str>,
    broken: bool,
}

impl Here {
    fn at(&self, span: Span) -> Location {
        Location {
            file: self.file,
            span,
        }
    }
}

impl<'t> Items<'t> {
    pub(super) fn new(
        trees: &'t [(FileId, File)],
        sources: &'t Sources,
        table_files: BTreeMap<String, (FileId, Option<String>)>,
    ) -> Self {
        Self {
            trees,
            sources,
            table_files,
            names: Names::default(),
            diagnostics: Vec::new(),
            places: Places::default(),
            fixtures: BTreeMap::new(),
            used_instruments: BTreeSet::new(),
            instrument_places: BTreeMap::new(),
            pending_blocks: Vec::new(),
            pending_examples: Vec::new(),
        }
    }

    fn each(&self) -> impl Iterator<Item = (Here, &'t tree::Item)> + use<'t> {
        let trees: &'t [(FileId, File)] = self.trees;
        trees.iter().flat_map(|(file, tree)| {
            let module: Arc<str> = tree.module.as_ref().map_or("", |m| &m.text).into();
            tree.items.iter().map(move |item| {
                (
                    Here {
                        file: *file,
                        module: module.clone(),
                        broken: item.broken,
                    },
                    item,
                )
            })
        })
    }

    fn report(
        &mut self,
        code: Code,
        here: &Here,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(
            code,
            Location {
                file: here.file,
                span,
            },
            message,
        ));
        let last = self.diagnostics.len() - 1;
        #[allow(clippy::indexing_slicing, reason = "one was added above")]
        &mut self.diagnostics[last]
    }

    /// A name is defined at a word.
    fn defined(&mut self, here: &Here, kind: NameKind, path: &str, word: &Word) {
        self.places.define(kind, path, here.at(word.span));
    }

    /// A name is used at a word.
    fn used(&mut self, here: &Here, kind: NameKind, path: &str, word: &Word) {
        self.places.used(kind, path, here.at(word.span));
    }

    /// Rules, tests and waivers.
    pub(super) fn check(&mut self, defines: &mut Defines) -> Checked {
        self.presumptions(defines);
        let mut rules: BTreeMap<Arc<str>, Rule> = BTreeMap::new();
        for (here, item) in self.each() {
            if let ItemKind::Rule(rule) = &item.kind {
                self.rule(&here, rule, defines, &mut rules);
            }
        }
        self.exceptions(defines, &mut rules);
        self.blocks(defines, &mut rules);
        self.editions(&mut rules);
        let mut checked = Checked {
            rules: rules.into_values().collect(),
            ..Checked::default()
        };
        checked.charges = self.charges(defines);
        self.examples(&mut checked.rules);
        self.tests(&mut checked);
        self.waivers(defines, &mut checked);
        self.unused_instruments();
        checked
    }

    fn checker<'a>(&'a mut self, here: &Here, defines: &'a mut Defines) -> Checker<'a> {
        Checker {
            names: &self.names,
            defines,
            diagnostics: &mut self.diagnostics,
            places: &mut self.places,
            module: here.module.clone(),
            file: here.file,
            variables: Vec::new(),
        }
    }

    fn date(&mut self, here: &Here, word: &Word) -> Option<Date> {
        match parse_date(&word.text) {
            Ok(date) => Some(date),
            Err(error) => {
                self.report(Code::BadDate, here, word.span, error.to_string());
                None
            }
        }
    }

    /// The texts of a clause; every language of [`LOCALES`] must be there.
    fn texts(&mut self, here: &Here, given: &[Localized], span: Span, what: &str) -> Texts {
        let mut texts = Texts::default();
        for text in given {
            let locale = text.locale.text.as_str();
            if !LOCALES.contains(&locale) {
                self.report(
                    Code::UnknownLanguage,
                    here,
                    text.locale.span,
                    format!("texts are given in en and zh, not in `{locale}`"),
                );
                continue;
            }
            if texts
                .0
                .insert(locale.into(), text.text.text.as_str().into())
                .is_some()
            {
                self.report(
                    Code::DuplicateClause,
                    here,
                    text.locale.span,
                    format!("the text in `{locale}` stands twice"),
                );
            }
        }
        for locale in LOCALES {
            if !texts.0.contains_key(locale) {
                self.report(
                    Code::MissingLocale,
                    here,
                    span,
                    format!("{what} has no text in `{locale}`"),
                )
                .help = Some(format!("add {locale} \"…\""));
            }
        }
        texts
    }

    fn title(&mut self, here: &Here, title: &tree::Title) -> Texts {
        let mut texts = Texts::default();
        texts.0.insert("en".into(), title.text.text.as_str().into());
        for text in &title.locales {
            if !LOCALES.contains(&text.locale.text.as_str()) {
                self.report(
                    Code::UnknownLanguage,
                    here,
                    text.locale.span,
                    format!(
                        "texts are given in en and zh, not in `{}`",
                        text.locale.text
                    ),
                );
            }
            texts.0.insert(
                text.locale.text.as_str().into(),
                text.text.text.as_str().into(),
            );
        }
        if !texts.0.contains_key("zh") {
            self.report(
                Code::MissingLocale,
                here,
                title.text.span,
                "the title has no text in `zh`",
            )
            .help = Some("add zh \"…\"".into());
        }
        texts
    }

    /// A text with `{path}` in it.
    fn message(
        &mut self,
        here: &Here,
        given: &[Localized],
        span: Span,
        what: &str,
        defines: &mut Defines,
    ) -> Message {
        let texts = self.texts(here, given, span, what);
        let mut message = Message::default();
        for (locale, text) in &texts.0 {
            let at = given
                .iter()
                .find(|t| *t.locale.text == **locale)
                .map_or(span, |t| t.text.span);
            let parts = self.parts(here, text, at, defines);
            message.0.insert(locale.clone(), parts);
        }
        message
    }

    fn parts(
        &mut self,
        here: &Here,
        text: &str,
        at: Span,
        defines: &mut Defines,
    ) -> Vec<MessagePart> {
        let raw = self.sources.slice(here.at(at));
        let mut raw_from = 0;
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                parts.push(MessagePart::Text(before.into()));
            }
            let Some((path, behind)) = after.split_once('}') else {
                self.report(
                    Code::BadPlaceholder,
                    here,
                    at,
                    "a `{` in this text is never closed",
                )
                .help = Some("a placeholder is the path of an attribute in braces: {title}".into());
                return parts;
            };
            rest = behind;
            let source = path.trim();
            // Where it stands in the file; escapes before it do not matter, none can be in it.
            let braced = format!("{{{path}}}");
            let found = raw.get(raw_from..).and_then(|raw| raw.find(&braced));
            let place = found.map_or(at, |found| {
                raw_from += found + braced.len();
                let blank = path.len() - path.trim_start().len();
                let start = at.start as usize + raw_from - path.len() - 1 + blank;
                Span::new(start, start + source.len())
            });
            let Some(expr) = placeholder(source, place) else {
                self.report(
                    Code::BadPlaceholder,
                    here,
                    at,
                    format!("`{{{path}}}` is not the path of an attribute"),
                )
                .help = Some("a placeholder is the path of an attribute in braces: {title}".into());
                continue;
            };
            let before = self.diagnostics.len();
            let node = self.checker(here, defines).expr(&expr, None);
            for problem in self.diagnostics.iter_mut().skip(before) {
                problem.code = Code::BadPlaceholder;
                problem.primary.at.span = at;
                if place == at {
                    // Where in the text the word stands is not known.
                    problem.fix = None;
                }
                problem.message = format!("in the placeholder {{{source}}}: {}", problem.message);
            }
            parts.push(MessagePart::Attribute(source.into(), node));
        }
        if !rest.is_empty() {
            parts.push(MessagePart::Text(rest.into()));
        }
        parts
    }

    /// A country, a region or a group.
    fn market(&mut self, here: &Here, word: &Word) -> Option<ScopeItem<Market>> {
        if self.names.groups.contains_key(word.text.as_str()) {
            self.used(here, NameKind::Group, word.text.as_str(), word);
            return Some(ScopeItem::Group(word.text.as_str().into()));
        }
        match Market::parse(&word.text) {
            Ok(market) => {
                self.used(here, NameKind::Market, word.text.as_str(), word);
                Some(ScopeItem::One(market))
            }
            Err(error) => {
                let meant = did_you_mean(&word.text, self.names.groups.keys().map(|k| &**k));
                self.report(Code::UnknownMarket, here, word.span, error.to_string())
                    .meant(meant);
                None
            }
        }
    }

    fn scope(&mut self, here: &Here, scope: &tree::MarketScope) -> MarketScope {
        MarketScope {
            included: scope
                .included
                .iter()
                .filter_map(|word| self.market(here, word))
                .collect(),
            excluded: scope
                .excluded
                .iter()
                .filter_map(|word| self.market(here, word))
                .collect(),
        }
    }

    /// The instrument that a citation names: of its own module, else the only one of the others.
    fn instrument(&mut self, here: &Here, word: &Word) -> Option<Arc<Instrument>> {
        let name: Arc<str> = word.text.as_str().into();
        let own = (here.module.clone(), name.clone());
        if let Some(found) = self.names.instruments.get(&own).cloned() {
            let path = format!("{}.{name}", here.module);
            self.used(here, NameKind::Instrument, &path, word);
            self.used_instruments.insert(own);
            return Some(found);
        }
        let others: Vec<(Arc<str>, Arc<str>)> = self
            .names
            .instruments
            .keys()
            .filter(|(_, other)| *other == name)
            .cloned()
            .collect();
        match others.as_slice() {
            [only] => {
                let path = format!("{}.{name}", only.0);
                self.used(here, NameKind::Instrument, &path, word);
                self.used_instruments.insert(only.clone());
                self.names.instruments.get(only).cloned()
            }
            [] => {
                let known = self.names.instruments.keys().map(|(_, n)| &**n);
                let meant = did_you_mean(&name, known);
                self.report(
                    Code::UnknownInstrument,
                    here,
                    word.span,
                    format!("the instrument `{name}` is not declared"),
                )
                .meant(meant)
                .or_help(|| {
                    format!("declare it: `instrument {name} \"…\"`, or cite its title in quotes")
                });
                None
            }
            several => {
                let modules: Vec<String> = several
                    .iter()
                    .map(|(module, _)| module.to_string())
                    .collect();
                self.report(
                    Code::AmbiguousName,
                    here,
                    word.span,
                    format!("`{name}` is declared in {}", modules.join(" and ")),
                )
                .help = Some("declare it in this module".into());
                None
            }
        }
    }

    fn citations(&mut self, here: &Here, given: &[tree::Citation]) -> Vec<super::ir::Citation> {
        let mut citations = Vec::new();
        for citation in given {
            let instrument = if citation.quoted {
                Some(Arc::new(Instrument {
                    name: citation.source.text.as_str().into(),
                    title: citation.source.text.as_str().into(),
                    url: None,
                }))
            } else {
                self.instrument(here, &citation.source)
            };
            let Some(provisions) = &citation.provisions else {
                self.report(
                    Code::MissingProvision,
                    here,
                    citation.span,
                    "the citation does not name the article",
                )
                .help = Some("write it behind the instrument: `cite GPSR art. 16(1)`".into());
                continue;
            };
            if let Some(instrument) = instrument {
                citations.push(super::ir::Citation {
                    instrument,
                    provisions: provisions.text.trim().into(),
                });
            }
        }
        citations
    }

    fn unused_instruments(&mut self) {
        for (key, at) in &self.instrument_places {
            if !self.used_instruments.contains(key) {
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::UnusedName,
                        *at,
                        format!("the instrument `{}` is never cited", key.1),
                    )
                    .help("leave it out"),
                );
            }
        }
    }
}

/// `destination`, `today` or a path as an expression.
fn placeholder(source: &str, at: Span) -> Option<tree::Expr> {
    let well_formed = source.split('.').all(|word| {
        word.chars().next().is_some_and(|c| c.is_ascii_lowercase())
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    });
    if !well_formed {
        return None;
    }
    let kind = if matches!(source, "destination" | "today" | "channel") {
        tree::ExprKind::Builtin(source.to_owned())
    } else {
        let path = Word {
            text: source.to_owned(),
            span: at,
        };
        tree::ExprKind::Path(words(&path))
    };
    Some(tree::Expr { kind, span: at })
}
