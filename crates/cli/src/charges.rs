//! Charges, costs and amounts for people: the list of them, and the law and formula of one.

use std::fmt::Write as _;

use super::args::{Lang, ListArgs};
use super::{Status, Stop, print};
use crate::lang::{
    Charge, Citation, Confidence, Formula, Node, NodeKind, Per, Relief, RuleSet, ScopeItem,
};
use crate::syntax::Location;
use crate::syntax::format::one_line;
use crate::value::{Date, Market, Rounding, parse_date, shown};

/// `tidewaiter rules list --charges`
pub(super) fn list(args: &ListArgs, rules: &RuleSet) -> Result<Status, Stop> {
    let wrong = |message: String| Stop::new(Status::Usage, format!("error: {message}"));
    if args.area.is_some() || args.class.is_some() {
        return Err(wrong(
            "charges have no area and no class; leave out --area and --class".to_owned(),
        ));
    }
    let market = args.market.as_deref().map(Market::parse).transpose();
    let market = market.map_err(|e| wrong(e.to_string()))?;
    let as_of = args.as_of.as_deref().map(parse_date).transpose();
    let as_of = as_of.map_err(|e| wrong(e.to_string()))?;
    let confidence = args.confidence.as_deref().map(|word| {
        Confidence::parse(word).ok_or_else(|| {
            wrong(format!(
                "there is no confidence `{word}`; it is high, medium, low or unverified"
            ))
        })
    });
    let confidence = confidence.transpose()?;
    let mut text = String::new();
    for charge in rules.charges.iter().filter(|charge| {
        holds(charge, rules, market, as_of)
            && confidence.is_none_or(|wanted| lawful(charge) == Some(wanted))
    }) {
        let sure = lawful(charge).map_or("-", Confidence::word);
        let _ = writeln!(
            text,
            "{:<44} {:<7} {:<24} {sure:<11} {:<26} {}",
            charge.id,
            charge.kind,
            few_markets(charge),
            days(charge.from, charge.until),
            charge.title.in_language(args.lang.of_messages()),
        );
    }
    print(&text)?;
    if text.is_empty() {
        return Err(Stop::new(
            Status::Nothing,
            "no charge is left by these filters",
        ));
    }
    Ok(Status::Clean)
}

/// How sure the definition is; nothing for a mere step of the computation, which no law defines.
fn lawful(charge: &Charge) -> Option<Confidence> {
    (!charge.cite.is_empty()).then_some(charge.verification.confidence)
}

fn holds(charge: &Charge, rules: &RuleSet, market: Option<Market>, as_of: Option<Date>) -> bool {
    let on = as_of
        .or(charge.from)
        .or(charge.until)
        .unwrap_or(Date::constant(2026, 11, 24));
    market.is_none_or(|market| rules.names.in_scope(&charge.market, market, on))
        && as_of.is_none_or(|on| charge.in_force(on))
}

/// The markets, of a long list the first ones and how many more.
fn few_markets(charge: &Charge) -> String {
    let all: Vec<String> = charge
        .market
        .included
        .iter()
        .map(|item| match item {
            ScopeItem::One(market) => market.to_string(),
            ScopeItem::Group(group) => group.to_string(),
        })
        .collect();
    match all.len() {
        0 => "any".to_owned(),
        1..=6 => all.join(","),
        count => format!(
            "{} and {} more",
            all.iter().take(4).cloned().collect::<Vec<_>>().join(","),
            count - 4
        ),
    }
}

fn days(from: Option<Date>, until: Option<Date>) -> String {
    match (from, until) {
        (None, None) => "-".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("{from} to {until}"),
    }
}

/// The definitions of a charge, by its full name, in a market if one is named.
pub(super) fn definitions<'r>(
    rules: &'r RuleSet,
    id: &str,
    market: Option<Market>,
) -> Vec<&'r Charge> {
    rules
        .charges
        .iter()
        .map(|charge| &**charge)
        .filter(|charge| *charge.id == *id && holds(charge, rules, market, None))
        .collect()
}

/// A label in English and Chinese, and how many columns it takes.
struct Label(&'static str, &'static str);

impl Label {
    /// The label, filled up to a width. Chinese characters take two columns.
    fn padded(&self, lang: Lang) -> String {
        let (text, columns) = match lang {
            Lang::En => (self.0, self.0.chars().count()),
            Lang::Zh => (self.1, self.1.chars().count() * 2),
        };
        format!("{text}{}", " ".repeat(12usize.saturating_sub(columns)))
    }
}

/// Writes an explanation, a label a line.
struct Page<'a> {
    text: &'a mut String,
    rules: &'a RuleSet,
    lang: Lang,
}

impl Page<'_> {
    fn line(&mut self, en: &'static str, zh: &'static str, content: &str) {
        let label = Label(en, zh).padded(self.lang);
        let _ = writeln!(self.text, "  {label}{content}");
    }

    /// The text of a place, on one line.
    fn written(&self, at: Location) -> String {
        one_line(self.rules.sources.slice(at))
    }

    fn law(&mut self, citations: &[Citation]) {
        for citation in citations {
            self.line("law", "法律依据", &citation.to_string());
            if let Some(url) = &citation.instrument.url {
                self.line("", "", url);
            }
        }
    }

    fn verification(&mut self, charge: &Charge) {
        let verification = &charge.verification;
        let shown = match (lawful(charge), self.lang) {
            (None, Lang::En) => "a step of the computation, which no law defines".to_owned(),
            (None, Lang::Zh) => "计算步骤,无法律定义".to_owned(),
            (Some(Confidence::Unverified), Lang::En) => {
                "no: nobody has checked it against a source".to_owned()
            }
            (Some(Confidence::Unverified), Lang::Zh) => "否:未对照任何来源核实".to_owned(),
            (Some(sure), lang) => {
                let on = verification.on.map_or("?".into(), |d| d.to_string());
                let against = verification.against.as_deref().unwrap_or("?");
                match lang {
                    Lang::En => format!("{on} against {against} (confidence {sure})"),
                    Lang::Zh => format!("{on},对照 {against}(可信度 {sure})"),
                }
            }
        };
        self.line("verified", "核实", &shown);
    }

    fn formula(&mut self, charge: &Charge) {
        for node in &charge.applies {
            let written = self.written(node.at);
            self.line("due when", "适用条件", &written);
        }
        match &charge.formula {
            Formula::Value(value) => {
                let written = self.written(value.at);
                self.line("amount", "金额", &written);
            }
            Formula::Rate {
                base,
                rate,
                inclusive,
            } => {
                let (base, mut rate) = (self.written(base.at), self.written(rate.at));
                if *inclusive {
                    rate.push_str(match self.lang {
                        Lang::En => "  (of a base that includes the tax itself)",
                        Lang::Zh => "  (税基含税本身)",
                    });
                }
                self.line("base", "计税基础", &base);
                self.line("rate", "税率", &rate);
            }
        }
        let counted: Vec<String> = charge
            .quantities
            .iter()
            .map(|node| self.written(node.at))
            .collect();
        if !counted.is_empty() {
            self.line("counts", "从量依据", &counted.join(", "));
        }
        for (node, en, zh) in [
            (&charge.minimum, "at least", "下限"),
            (&charge.maximum, "at most", "上限"),
        ] {
            if let Some(node) = node {
                let written = self.written(node.at);
                self.line(en, zh, &written);
            }
        }
        if let Some((mode, step)) = charge.rounding {
            let mode = Rounding::NAMES
                .iter()
                .find_map(|(name, known)| (*known == mode).then_some(*name))
                .unwrap_or("?");
            let step = match (step, self.lang) {
                (Some(step), _) => shown(step),
                (None, Lang::En) => "the smallest coin".to_owned(),
                (None, Lang::Zh) => "最小货币单位".to_owned(),
            };
            self.line("rounded", "舍入", &format!("{mode} {step}"));
        }
    }

    fn relief(&mut self, relief: &Relief) {
        let when = self.written(relief.when.at);
        let to = relief.to.as_ref().map(|to| self.written(to.at));
        let granted = match (to, self.lang) {
            (None, Lang::En) => "nothing is due".to_owned(),
            (None, Lang::Zh) => "免征".to_owned(),
            (Some(to), Lang::En) => format!("instead {to}"),
            (Some(to), Lang::Zh) => format!("改按 {to}"),
        };
        let days = match (relief.from, relief.until, self.lang) {
            (None, None, _) => String::new(),
            (from, until, Lang::En) => format!(", {}", days(from, until)),
            (from, until, Lang::Zh) => {
                let from = from.map(|day| format!(",自{day}起")).unwrap_or_default();
                let until = until.map(|day| format!(",至{day}止")).unwrap_or_default();
                format!("{from}{until}")
            }
        };
        let content = match self.lang {
            Lang::En => format!("{}: {granted} when {when}{days}", relief.name),
            Lang::Zh => format!("{}:当 {when} 时{granted}{days}", relief.name),
        };
        self.line("relief", "减免", &content);
        let cite: Vec<String> = relief.cite.iter().map(ToString::to_string).collect();
        self.line("", "", &format!("({})", cite.join("; ")));
    }
}

/// The definitions that an expression leads to, each once, in the order of their first use.
fn used(node: &Node, rules: &RuleSet, found: &mut Vec<usize>) {
    if let NodeKind::Define(index) = &node.kind
        && !found.contains(index)
    {
        found.push(*index);
        if let Some((_, body)) = rules.definition(*index) {
            used(body, rules, found);
        }
    }
    for part in node.parts() {
        used(part, rules, found);
    }
}

/// One definition: what it is, by which law, how it is computed.
pub(super) fn explain(text: &mut String, rules: &RuleSet, charge: &Charge, lang: Lang) {
    let title = charge.title.in_language(lang.of_messages());
    let _ = writeln!(text, "{}\n\n  {title}\n", charge.id);
    let mut page = Page { text, rules, lang };
    page.law(&charge.cite);
    page.line("market", "市场", &charge.market.to_string());
    let kind = match (charge.per, lang) {
        (Per::Item, Lang::En) => format!("{}, for each item", charge.kind),
        (Per::Consignment, Lang::En) => format!("{}, for the consignment", charge.kind),
        (Per::Item, Lang::Zh) => format!("{},逐项计算", charge.kind),
        (Per::Consignment, Lang::Zh) => format!("{},按整批计算", charge.kind),
    };
    page.line("kind", "类型", &kind);
    let always = match lang {
        Lang::En => ("always", "further notice", "to"),
        Lang::Zh => ("始终", "另行通知", "至"),
    };
    let from = charge.from.map_or(always.0.into(), |d| d.to_string());
    let until = charge.until.map_or(always.1.into(), |d| d.to_string());
    page.line(
        "in force",
        "有效期",
        &format!("{from} {} {until}", always.2),
    );
    page.verification(charge);
    page.text.push('\n');
    page.formula(charge);
    for relief in &charge.reliefs {
        page.relief(relief);
    }
    for (place, when) in &charge.collected {
        let when = when.as_ref().map(|node| page.written(node.at));
        let content = match (when, lang) {
            (None, _) => place.to_string(),
            (Some(when), Lang::En) => format!("{place} when {when}"),
            (Some(when), Lang::Zh) => format!("{place}(当 {when})"),
        };
        page.line("collected", "征收环节", &content);
    }
    let mut found = Vec::new();
    for node in charge.nodes() {
        used(node, rules, &mut found);
    }
    if !found.is_empty() {
        page.text.push('\n');
    }
    for (name, body) in found.into_iter().filter_map(|i| rules.definition(i)) {
        let written = page.written(body.at);
        page.line("where", "其中", &format!("{name} = {written}"));
    }
    if !charge.notes.0.is_empty() {
        page.text.push('\n');
        let note = charge.notes.in_language(lang.of_messages()).to_owned();
        page.line("note", "说明", &note);
    }
    let at = rules.sources.line_column(charge.at);
    let name = rules.sources.name(charge.at.file).to_owned();
    page.text.push('\n');
    page.line("written in", "出处", &format!("{name}:{at}"));
    page.text.push('\n');
}
