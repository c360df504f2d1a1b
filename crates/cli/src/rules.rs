//! `tidewaiter rules list`

use std::fmt::Write as _;

use super::args::{ListArgs, RulesArgs, RulesCommand};
use super::guard::Inputs;
use super::{Status, Stop, charges, print, source};
use crate::diag::{did_you_mean, listed};
use crate::lang::{Area, Confidence, Edition, RuleSet, ScopeItem};
use crate::value::{Date, Market, parse_date};

pub(super) fn run(args: &RulesArgs) -> Result<Status, Stop> {
    let RulesCommand::List(args) = &args.command;
    Inputs::default()
        .ruled(&args.rules)
        .spare_standard_output()?;
    let pack = source::pack(&args.rules)?;
    let rules = pack.rules();
    if args.charges {
        return charges::list(args, rules);
    }
    let filter = Filter::new(args, rules)?;
    let mut text = String::new();
    let mut count = 0;
    for edition in rules.rules.iter().flat_map(|rule| &rule.editions) {
        if !filter.keeps(edition, rules) {
            continue;
        }
        count += 1;
        let mut markets: Vec<String> = edition
            .market
            .included
            .iter()
            .map(|item| match item {
                ScopeItem::One(market) => market.to_string(),
                ScopeItem::Group(group) => group.to_string(),
            })
            .collect();
        if markets.is_empty() {
            markets.push("any".to_owned());
        }
        let from = edition.from.map_or_else(|| "-".into(), |d| d.to_string());
        let until = edition
            .until
            .map_or_else(String::new, |d| format!(" to {d}"));
        let cite = edition
            .cite
            .first()
            .map(|c| format!("{} {}", c.instrument.name, c.provisions))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "{:<46} {:<8} {:<14} {:<8} {:<11} {from}{until}  {cite}",
            edition.id,
            markets.join(","),
            edition.area,
            edition.severity,
            edition.verification.confidence,
        );
    }
    print(&text)?;
    if count == 0 {
        return Err(Stop::new(
            Status::Nothing,
            "no rule is left by these filters",
        ));
    }
    Ok(Status::Clean)
}

struct Filter<'a> {
    market: Option<Market>,
    area: Option<Area>,
    class: Option<&'a str>,
    as_of: Option<Date>,
    confidence: Option<Confidence>,
}

impl<'a> Filter<'a> {
    fn new(args: &'a ListArgs, rules: &RuleSet) -> Result<Self, Stop> {
        let wrong = |message: String| Stop::new(Status::Usage, format!("error: {message}"));
        let area = args.area.as_deref().map(|word| {
            let known: Vec<&str> = Area::ALL.iter().map(|a| a.word()).collect();
            Area::parse(word).ok_or_else(|| {
                wrong(format!(
                    "there is no area `{word}`; an area is {}",
                    listed(&known, 12)
                ))
            })
        });
        let confidence = args.confidence.as_deref().map(|word| {
            Confidence::parse(word).ok_or_else(|| {
                wrong(format!(
                    "there is no confidence `{word}`; it is high, medium, low or unverified"
                ))
            })
        });
        if let Some(class) = args
            .class
            .as_deref()
            .filter(|class| !rules.names.classes.contains_key(*class))
        {
            let help = did_you_mean(class, rules.names.classes.keys().map(|k| &**k))
                .map(|m| format!("; did you mean {m}?"))
                .unwrap_or_default();
            return Err(wrong(format!("there is no class `{class}`{help}")));
        }
        Ok(Self {
            market: args
                .market
                .as_deref()
                .map(Market::parse)
                .transpose()
                .map_err(|e| wrong(e.to_string()))?,
            area: area.transpose()?,
            class: args.class.as_deref(),
            as_of: args
                .as_of
                .as_deref()
                .map(parse_date)
                .transpose()
                .map_err(|e| wrong(e.to_string()))?,
            confidence: confidence.transpose()?,
        })
    }

    fn keeps(&self, edition: &Edition, rules: &RuleSet) -> bool {
        let on = self
            .as_of
            .or(edition.from)
            .unwrap_or(Date::constant(2026, 11, 24));
        self.market
            .is_none_or(|market| rules.names.in_scope(&edition.market, market, on))
            && self.area.is_none_or(|area| edition.area == area)
            && self.as_of.is_none_or(|on| edition.in_force(on))
            && self
                .confidence
                .is_none_or(|confidence| edition.verification.confidence == confidence)
            && self
                .class
                .is_none_or(|class| mentions(edition, class, rules))
    }
}

/// The rule asks about the class, or about one above or below it.
fn mentions(edition: &Edition, class: &str, rules: &RuleSet) -> bool {
    let nodes = edition
        .applies
        .iter()
        .chain(&edition.requirements)
        .chain(edition.exceptions.iter().map(|e| &e.when));
    nodes.into_iter().any(|node| {
        rules
            .sources
            .slice(node.at)
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .any(|word| {
                rules.names.classes.contains_key(word)
                    && (rules.names.class_within(class, word)
                        || rules.names.class_within(word, class))
            })
    })
}
