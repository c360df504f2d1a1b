//! From a rule to its outcome: edition, scope, exceptions, waivers.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::judged::{Judged, conjunction};
use super::ledger::{Ledger, Setting};
use super::outcome::{ExceptionState, PresumedValue};
use super::reference::{Interpreter, Reference};
use super::seam::Env;
use super::{Outcome, Step, Unknown, Verdict};
use crate::lang::{Edition, Event, Rule, RuleSet};
use crate::record::{Fields, Value};
use crate::value::{Date, Duration, ExchangeRates, Market, Tri, add_duration};

/// The attribute that says on which day a unit was placed on the market.
const PLACED: &str = "placed_on_market";

/// What is offered where, and when it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    /// The record, with the seller under `seller`.
    pub fields: &'a Fields,
    /// The other items that travel with it.
    pub others: &'a [&'a Fields],
    /// The identifier, for waivers.
    pub id: Option<&'a str>,
    /// The market.
    pub market: Market,
    /// The channel.
    pub channel: Option<&'a Arc<str>>,
    /// The date.
    pub as_of: Date,
    /// How many days ahead editions are looked at.
    pub horizon: i32,
    /// Presumptions of the schema are not used.
    pub strict: bool,
    /// Rates of exchange.
    pub rates: Option<&'a ExchangeRates>,
    /// Derivations are kept.
    pub explain: bool,
}

/// Where and when offers are judged: what is the same for all products.
#[derive(Debug, Clone, Copy)]
pub struct Venue<'a> {
    /// The market.
    pub market: Market,
    /// The channel.
    pub channel: Option<&'a Arc<str>>,
    /// The date.
    pub as_of: Date,
    /// How many days ahead editions are looked at.
    pub horizon: i32,
}

impl Venue<'_> {
    /// What a rule says may depend on the product. Else every product is out of its scope: it has no
    /// edition for the market and the channel that is in force, may have been when the product was
    /// placed on the market, or comes into force before long.
    pub fn may_apply(&self, rules: &RuleSet, rule: &Rule) -> bool {
        rule.editions.iter().any(|edition| {
            let now = (edition.event != Event::MakingAvailable || edition.in_force(self.as_of))
                && self.selects(rules, edition, self.as_of);
            now || self
                .first_day(edition)
                .is_some_and(|from| self.selects(rules, edition, from))
        })
    }

    fn selects(&self, rules: &RuleSet, edition: &Edition, on: Date) -> bool {
        rules.names.in_scope(&edition.market, self.market, on)
            && (edition.channels.is_empty()
                || self
                    .channel
                    .is_some_and(|channel| edition.channels.contains(channel)))
    }

    /// The first day of an edition that comes into force before long.
    fn first_day(&self, edition: &Edition) -> Option<Date> {
        let ahead = Duration {
            months: 0,
            days: self.horizon,
        };
        let from = edition.from.filter(|from| *from > self.as_of)?;
        add_duration(self.as_of, ahead)
            .is_some_and(|last| from <= last)
            .then_some(from)
    }
}

impl<'a> Offer<'a> {
    /// Where and when it is judged.
    fn venue(&self) -> Venue<'a> {
        Venue {
            market: self.market,
            channel: self.channel,
            as_of: self.as_of,
            horizon: self.horizon,
        }
    }
}

/// What a rule says about an offer.
pub fn assess(rules: &RuleSet, rule: &Rule, offer: &Offer<'_>) -> Verdict {
    let mut verdict = present(rules, rule, offer);
    if !matches!(verdict.outcome, Outcome::Violated | Outcome::Undetermined)
        && let Some(upcoming) = upcoming(rules, rule, offer)
    {
        verdict = upcoming;
    }
    if matches!(verdict.outcome, Outcome::Violated | Outcome::Undetermined) {
        verdict.waiver = rules.waivers.iter().position(|waiver| {
            offer.as_of <= waiver.until
                && waiver.rules.contains(&rule.id)
                && (waiver.records.is_empty()
                    || offer
                        .id
                        .is_some_and(|id| waiver.records.iter().any(|r| &**r == id)))
                && rules
                    .names
                    .in_scope(&waiver.market, offer.market, offer.as_of)
                && {
                    let ledger = ledger(rules, offer, offer.as_of);
                    waiver.when.iter().all(|node| {
                        Interpreter::new(ledger.env(Some(0))).eval(node).truth() == Tri::True
                    })
                }
        });
        if verdict.waiver.is_some() {
            verdict.outcome = Outcome::Waived;
        }
    }
    verdict
}

/// The charges of the consignment that the offer travels in, itself first.
pub fn ledger<'a>(rules: &'a RuleSet, offer: &Offer<'a>, today: Date) -> Ledger<'a> {
    let setting = Setting {
        rules,
        today,
        destination: offer.market,
        channel: offer.channel,
        presume: !offer.strict,
        rates: offer.rates,
        trace: offer.explain,
        expressions: &Reference,
    };
    let items = std::iter::once(offer.fields)
        .chain(offer.others.iter().copied())
        .collect();
    Ledger::new(setting, items)
}

/// The day that decides which edition holds, and whether it was presumed.
fn decisive_day(edition: &Edition, offer: &Offer<'_>) -> Result<(Date, bool), Unknown> {
    if edition.event == Event::MakingAvailable {
        return Ok((offer.as_of, false));
    }
    match offer.fields.get(PLACED) {
        Some(Value::Date(date)) => Ok((*date, false)),
        _ if offer.strict => Err(Unknown::needs(PLACED.into())),
        _ => Ok((offer.as_of, true)),
    }
}

fn present(rules: &RuleSet, rule: &Rule, offer: &Offer<'_>) -> Verdict {
    let venue = offer.venue();
    for (index, edition) in rule.editions.iter().enumerate() {
        if !venue.selects(rules, edition, offer.as_of) {
            continue;
        }
        match decisive_day(edition, offer) {
            Ok((day, presumed)) if edition.in_force(day) => {
                let mut verdict = judge(
                    edition,
                    index,
                    &ledger(rules, offer, offer.as_of).env(Some(0)),
                );
                if presumed {
                    let path = PLACED.into();
                    verdict.presumed.insert(PresumedValue::day(path, day));
                }
                return verdict;
            }
            Ok(_) => {}
            // The day would decide which edition holds: its own verdict counts only as a doubt.
            Err(unknown) if edition.in_force(offer.as_of) => {
                let mut verdict = judge(
                    edition,
                    index,
                    &ledger(rules, offer, offer.as_of).env(Some(0)),
                );
                if matches!(verdict.outcome, Outcome::Violated | Outcome::Undetermined) {
                    verdict.outcome = Outcome::Undetermined;
                    verdict.unknown = verdict.unknown.and(unknown);
                }
                return verdict;
            }
            Err(_) => {}
        }
    }
    nothing()
}

/// The verdict of the next edition on its first day, if that is near and it would be violated.
fn upcoming(rules: &RuleSet, rule: &Rule, offer: &Offer<'_>) -> Option<Verdict> {
    let venue = offer.venue();
    for (index, edition) in rule.editions.iter().enumerate() {
        let Some(from) = venue.first_day(edition) else {
            continue;
        };
        if !venue.selects(rules, edition, from) {
            continue;
        }
        // What was placed on the market before stays free of a rule on placing.
        if decisive_day(edition, offer).is_ok_and(|(day, _)| day < offer.as_of) {
            continue;
        }
        let mut verdict = judge(edition, index, &ledger(rules, offer, from).env(Some(0)));
        if verdict.outcome == Outcome::Violated {
            verdict.outcome = Outcome::Upcoming;
            verdict.upcoming = Some(from);
            return Some(verdict);
        }
    }
    None
}

fn nothing() -> Verdict {
    Verdict {
        outcome: Outcome::OutOfScope,
        edition: 0,
        at: BTreeSet::new(),
        unknown: Unknown::default(),
        presumed: BTreeSet::new(),
        exceptions: Vec::new(),
        waiver: None,
        upcoming: None,
        derivation: Vec::new(),
    }
}

/// The verdict of one edition (section "The outcome" of the language's reference).
fn judge(edition: &Edition, index: usize, env: &Env<'_>) -> Verdict {
    let mut interpreter = Interpreter::new(*env);
    let mut verdict = nothing();
    verdict.edition = index;
    let mut steps: Vec<Step> = Vec::new();
    let mut section = |interpreter: &mut Interpreter<'_>, text: &str, result: Tri| {
        if env.trace {
            steps.push(Step {
                text: text.to_owned(),
                result: word(result).to_owned(),
                parts: std::mem::take(&mut interpreter.steps),
            });
        }
    };

    let applies: Vec<Judged> = edition
        .applies
        .iter()
        .map(|node| interpreter.eval(node))
        .collect();
    let (applied, why_applied) = conjunction(&applies);
    if !edition.applies.is_empty() {
        section(&mut interpreter, "applies when", applied);
    }
    if applied == Tri::False {
        verdict.presumed = interpreter.trail.presumed;
        verdict.derivation = steps;
        return verdict;
    }

    let requirements: Vec<Judged> = edition
        .requirements
        .iter()
        .map(|node| interpreter.eval(node))
        .collect();
    let (required, why_required) = conjunction(&requirements);
    section(&mut interpreter, "require", required);
    if required == Tri::True {
        verdict.outcome = Outcome::Satisfied;
        verdict.presumed = interpreter.trail.presumed;
        verdict.derivation = steps;
        return verdict;
    }

    let conditions: Vec<Judged> = edition
        .exceptions
        .iter()
        .map(|e| interpreter.eval(&e.when))
        .collect();
    let held = effective(edition, &conditions);
    let mut excepted = Tri::False;
    let mut why_excepted = Unknown::default();
    let exceptions = edition.exceptions.iter().zip(&conditions).zip(&held);
    for (place, ((exception, condition), effective)) in exceptions.enumerate() {
        if condition.truth() == Tri::True {
            let state = match (exception.blocks, effective) {
                (Some(_), _) => ExceptionState::Blocks,
                (None, Tri::True) => ExceptionState::Applies,
                (None, _) => ExceptionState::Blocked,
            };
            verdict.exceptions.push((place, state));
        }
        if exception.blocks.is_none() {
            excepted = excepted.or(*effective);
            if *effective == Tri::Unknown {
                why_excepted = why_excepted.and(condition.unknown());
                for (other, judged) in edition.exceptions.iter().zip(&conditions) {
                    if other.blocks.is_some() && judged.truth() == Tri::Unknown {
                        why_excepted = why_excepted.and(judged.unknown());
                    }
                }
            }
        }
    }
    if !edition.exceptions.is_empty() {
        section(&mut interpreter, "except", excepted);
    }
    verdict.outcome = match (required, applied, excepted) {
        (_, _, Tri::True) => Outcome::OutOfScope,
        (Tri::False, Tri::True, Tri::False) => Outcome::Violated,
        _ => Outcome::Undetermined,
    };
    if verdict.outcome == Outcome::Violated {
        for requirement in requirements.iter().filter(|r| r.truth() == Tri::False) {
            verdict.at.extend(requirement.reads.iter().cloned());
        }
    }
    if verdict.outcome == Outcome::Undetermined {
        verdict.unknown = why_applied.and(why_excepted);
        // A requirement that is false already is decided: only the others need more.
        if required == Tri::Unknown {
            verdict.unknown = verdict.unknown.and(why_required);
        }
    }
    verdict.presumed = interpreter.trail.presumed;
    verdict.derivation = steps;
    verdict
}

fn word(truth: Tri) -> &'static str {
    match truth {
        Tri::True => "true",
        Tri::False => "false",
        Tri::Unknown => "unknown",
    }
}

/// An exception holds when its condition holds and nothing that blocks it holds. Blocks are free of
/// circles: the analysis refuses them.
fn effective(edition: &Edition, conditions: &[Judged]) -> Vec<Tri> {
    let exceptions = &edition.exceptions;
    let mut held: Vec<Tri> = conditions.iter().map(Judged::truth).collect();
    held.resize(exceptions.len(), Tri::Unknown);
    let mut blockers = vec![0_usize; exceptions.len()];
    for target in exceptions.iter().filter_map(|exception| exception.blocks) {
        if let Some(count) = blockers.get_mut(target) {
            *count += 1;
        }
    }
    let mut decided: Vec<usize> = (0..exceptions.len())
        .filter(|index| blockers.get(*index) == Some(&0))
        .collect();
    while let Some(index) = decided.pop() {
        let holds = held.get(index).copied().unwrap_or(Tri::Unknown);
        let Some(target) = exceptions.get(index).and_then(|exception| exception.blocks) else {
            continue;
        };
        if let (Some(blocked), Some(count)) = (held.get_mut(target), blockers.get_mut(target)) {
            *blocked = blocked.and(holds.negate());
            *count = count.saturating_sub(1);
            if *count == 0 {
                decided.push(target);
            }
        }
    }
    held
}
