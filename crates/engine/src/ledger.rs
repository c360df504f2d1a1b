//! Charges of a consignment: each computed once, for an item or for the whole.
//!
//! The analysis has made sure that charges do not go in circles, so that following references ends.
//! It does not know who evaluates the expressions that charges are made of: the setting says it.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::Unknown;
use super::apportion::{apportioned, number};
use super::exchange::exchange;
use super::judged::{Judged, Trail, conjunction};
use super::line::{ChargeLine, ChargeState, Decisions};
use super::operators::arithmetic;
use super::outcome::Paths;
use super::seam::{Charges, Env, Evaluation, Expressions};
use super::trial::Trial;
use crate::lang::{
    Charge, ChargeKind, Collection, Formula, LOCAL_CURRENCY, Node, Per, Relief, RuleSet, Type,
};
use crate::record::{Fields, Value};
use crate::sentence::{Sentence, say};
use crate::syntax::tree::BinaryOp;
use crate::value::{
    Currency, Date, Decimal, DutyRate, ExchangeRates, Market, Money, Quantity, Rounding, Tri, div,
    mul, round_to_step, sub,
};

/// What charges are computed for.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// The day.
    pub today: Date,
    /// The destination.
    pub destination: Market,
    /// The channel.
    pub channel: Option<&'a Arc<str>>,
    /// Presumptions of the schema are used.
    pub presume: bool,
    /// Rates of exchange.
    pub rates: Option<&'a ExchangeRates>,
    /// Steps are kept.
    pub trace: bool,
    /// Who evaluates expressions.
    pub expressions: &'a dyn Expressions,
}

/// The name of a charge, and the item; none for the consignment.
type LineKey = (Arc<str>, Option<usize>);

/// The parts of an amount that fall on the items, and how they came about.
type Shares = Rc<(Result<Vec<Money>, Unknown>, Trail)>;

/// A sum over the items, and how it came about.
type Sum = Rc<(Judged, Trail)>;

/// The charges of one consignment to one destination on one day.
#[derive(Debug)]
pub struct Ledger<'a> {
    pub(super) setting: Setting<'a>,
    pub(super) items: Vec<&'a Fields>,
    /// What the consignment is a variation of.
    pub(super) trial: Option<Trial<'a, Ledger<'a>>>,
    common: OnceCell<Fields>,
    currency: OnceCell<Result<Currency, Unknown>>,
    pub(super) lines: RefCell<BTreeMap<LineKey, Arc<ChargeLine>>>,
    shares: RefCell<BTreeMap<usize, Shares>>,
    sums: RefCell<BTreeMap<usize, Sum>>,
    pub(super) ranks: OnceCell<Vec<usize>>,
    /// What the items say, as texts, and expressions about each item: kept for trials only.
    pub(super) texts: OnceCell<Vec<String>>,
    pub(super) parts: RefCell<BTreeMap<usize, Rc<Vec<Judged>>>>,
    exchanged: RefCell<BTreeSet<String>>,
}

impl<'a> Ledger<'a> {
    /// A ledger over the items of a consignment; at least one.
    pub fn new(setting: Setting<'a>, items: Vec<&'a Fields>) -> Self {
        Self {
            setting,
            items,
            trial: None,
            common: OnceCell::new(),
            currency: OnceCell::new(),
            lines: RefCell::default(),
            shares: RefCell::default(),
            sums: RefCell::default(),
            ranks: OnceCell::new(),
            texts: OnceCell::new(),
            parts: RefCell::default(),
            exchanged: RefCell::default(),
        }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// There is nothing in the consignment.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The surroundings of expressions about an item, or about the consignment.
    pub fn env(&self, item: Option<usize>) -> Env<'_> {
        let fields: &Fields = match item.and_then(|i| self.items.get(i)) {
            Some(fields) => fields,
            None => self.common(),
        };
        Env {
            rules: self.setting.rules,
            fields,
            today: self.setting.today,
            destination: self.setting.destination,
            channel: self.setting.channel,
            presume: self.setting.presume,
            rates: self.setting.rates,
            trace: self.setting.trace,
            charges: Some(self),
            item,
        }
    }

    /// Begins with the expressions about an item, or about the consignment.
    fn begin(&self, item: Option<usize>) -> Box<dyn Evaluation + '_> {
        self.setting.expressions.begin(self.env(item))
    }

    /// What all items agree on.
    pub(super) fn common(&self) -> &Fields {
        self.common.get_or_init(|| {
            if let Some(trial) = &self.trial {
                return self.common_of_trial(trial);
            }
            let Some((first, others)) = self.items.split_first() else {
                return Fields::new();
            };
            let same = |name: &Arc<str>, value: &Value| {
                others.iter().all(|other| {
                    other
                        .get(name)
                        .is_some_and(|theirs| theirs.to_string() == value.to_string())
                })
            };
            first
                .iter()
                .filter(|(name, value)| same(name, value))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        })
    }

    /// The currency that the charges of the destination are stated in.
    pub fn currency(&self) -> Result<Currency, Unknown> {
        self.currency
            .get_or_init(|| {
                let node = self
                    .setting
                    .rules
                    .define(LOCAL_CURRENCY)
                    .ok_or_else(|| Unknown::because(say!("the rules do not say which currency the charges of a destination are stated in", "规则库未说明目的地税费以何种货币表示")))?;
                match self.begin(None).eval(node).value? {
                    Value::Currency(currency) => Ok(currency),
                    _ => Err(Unknown::because(say!("the local currency is not a currency", "目的地货币不是货币"))),
                }
            })
            .clone()
    }

    /// The definition of a charge that holds here and today.
    pub fn definition(&self, name: &str) -> Option<(usize, &'a Charge)> {
        let Setting {
            rules,
            today,
            destination,
            ..
        } = self.setting;
        let charges = rules.charges.iter().map(|charge| &**charge);
        charges.enumerate().find(|(_, charge)| {
            *charge.name == *name
                && charge.in_force(today)
                && rules.names.in_scope(&charge.market, destination, today)
        })
    }

    /// The definitions of a kind that hold here and today.
    pub fn definitions(&self, kind: ChargeKind) -> impl Iterator<Item = &'a Charge> {
        let Setting {
            rules,
            today,
            destination,
            ..
        } = self.setting;
        let charges = rules.charges.iter().map(|charge| &**charge);
        charges.filter(move |charge| {
            charge.kind == kind
                && charge.in_force(today)
                && rules.names.in_scope(&charge.market, destination, today)
        })
    }

    fn sum_of_items(&self, node: &Node, trail: &mut Trail) -> Judged {
        let judged = self.of_items(node, trail);
        let mut unknown: Option<Unknown> = None;
        let mut reads = Paths::new();
        let mut sum: Option<Value> = None;
        for part in judged {
            reads.extend(part.reads);
            let added = match (part.value, &sum) {
                (Ok(value), None) => Ok(value),
                (Ok(value), Some(before)) => arithmetic(BinaryOp::Add, before, &value),
                (Err(why), _) => Err(why),
            };
            match added {
                Ok(value) => sum = Some(value),
                Err(why) => unknown = Some(unknown.unwrap_or_default().and(why)),
            }
        }
        let value = match unknown {
            Some(unknown) => Err(summed_up(unknown)),
            None => sum.ok_or_else(|| {
                Unknown::because(say!("the consignment has no items", "该票货物没有商品"))
            }),
        };
        Judged { value, reads }
    }

    /// An expression about one of several items; what it needs is named with the item.
    pub(super) fn of_item(&self, node: &Node, item: usize, trail: &mut Trail) -> Judged {
        let mut evaluation = self.begin(Some(item));
        let mut judged = evaluation.eval(node);
        trail.absorb(evaluation.trail());
        if self.items.len() > 1
            && let Err(unknown) = &mut judged.value
        {
            unknown.needs = unknown
                .needs
                .iter()
                .map(|path| {
                    if path.starts_with("items[") || path.starts_with("shipment.") {
                        path.clone()
                    } else {
                        format!("items[{item}].{path}").into()
                    }
                })
                .collect();
        }
        judged
    }

    fn shares_of(
        &self,
        whole: &Judged,
        key: &Node,
        trail: &mut Trail,
    ) -> Result<Vec<Money>, Unknown> {
        let mut unknown: Option<Unknown> = whole.value.as_ref().err().cloned();
        let mut keys: Vec<Value> = Vec::new();
        for judged in self.of_items(key, trail) {
            match judged.value {
                Ok(value) => keys.push(value),
                Err(why) => unknown = Some(unknown.unwrap_or_default().and(why)),
            }
        }
        if let Some(unknown) = unknown {
            return Err(summed_up(unknown));
        }
        let Ok(Value::Money(amount)) = &whole.value else {
            return Err(Unknown::because(say!("not an amount of money", "不是金额")));
        };
        let numbers = keys.iter().map(number).collect::<Result<Vec<_>, _>>()?;
        self.shared(*amount, &numbers)
    }

    /// The parts of an amount by keys, one for each item. Which of equal items bears the coin that is
    /// left over follows from what the items say and not from where they stand, so that the order
    /// of a consignment changes no total.
    ///
    /// # Errors
    ///
    /// Those of [`apportioned`].
    pub fn shared(&self, amount: Money, keys: &[Decimal]) -> Result<Vec<Money>, Unknown> {
        let places = self.ranks();
        let ranked: Vec<Decimal> = places
            .iter()
            .filter_map(|p| keys.get(*p).copied())
            .collect();
        let mut parts = vec![amount; keys.len()];
        for (place, part) in places.iter().zip(apportioned(amount, &ranked)?) {
            if let Some(slot) = parts.get_mut(*place) {
                *slot = part;
            }
        }
        Ok(parts)
    }

    /// The value of an attribute of an item, or of what all items agree on.
    pub fn attribute(&self, path: &[&str], item: Option<usize>) -> Result<Value, Unknown> {
        let path: Vec<Arc<str>> = path.iter().map(|name| Arc::from(*name)).collect();
        self.begin(item).attribute(&path).value
    }

    /// The rates of exchange that the charges computed so far were converted by.
    pub fn exchange_used(&self) -> BTreeSet<String> {
        self.exchanged.borrow().clone()
    }

    /// An amount in another currency, by the rates given.
    pub fn exchange(&self, money: Money, to: Currency) -> Result<Money, Unknown> {
        let (rates, today) = (self.setting.rates, self.setting.today);
        exchange(rates, money, to, today, &mut BTreeSet::new()).map_err(Unknown::because)
    }

    // ---- one charge ----------------------------------------------------------------------------

    fn compute(&self, index: usize, charge: &Charge, item: Option<usize>) -> ChargeLine {
        let mut evaluation = self.begin(item);
        let mut line = ChargeLine::undetermined(Unknown::default());
        line.charge = Some(index);
        let mut decisions = Decisions::new();
        let applies: Vec<Judged> = charge
            .applies
            .iter()
            .map(|node| evaluation.eval(node))
            .collect();
        let (arises, why_arises) = conjunction(&applies);
        for judged in &applies {
            decisions.push(judged.truth() == Tri::True);
        }
        line.reads.extend(applies.into_iter().flat_map(|j| j.reads));
        if arises == Tri::False {
            line.state = ChargeState::NotDue;
            line.amount = self.zero();
        } else {
            // What the amount may be: with each relief that may hold, up to the first that holds.
            let mut doubts = why_arises;
            let mut candidates: Vec<(Option<&Relief>, Result<Money, Unknown>)> = Vec::new();
            if arises == Tri::Unknown {
                candidates.push((None, self.zero()));
            }
            let mut decided = false;
            for relief in charge
                .reliefs
                .iter()
                .filter(|r| r.in_force(self.setting.today))
            {
                let judged = evaluation.eval(&relief.when);
                decisions.push(judged.truth() == Tri::True);
                if judged.truth() == Tri::False {
                    continue;
                }
                let amount = self.amount(charge, Some(relief), &mut *evaluation, &mut line);
                candidates.push((Some(relief), amount));
                if judged.truth() == Tri::True {
                    line.reads.extend(judged.reads);
                    decided = true;
                    break;
                }
                doubts = doubts.and(judged.unknown());
            }
            if !decided {
                let amount = self.amount(charge, None, &mut *evaluation, &mut line);
                candidates.push((None, amount));
            }
            settle(&mut line, &candidates, doubts);
        }
        line.collected = Collection::Border;
        for (place, when) in &charge.collected {
            let here = when
                .as_ref()
                .is_none_or(|when| evaluation.eval(when).truth() == Tri::True);
            decisions.push(here);
            if here {
                line.collected = *place;
                break;
            }
        }
        let (trail, steps) = evaluation.end();
        self.exchanged
            .borrow_mut()
            .extend(trail.exchange.iter().cloned());
        decisions.extend(&trail.decisions);
        line.decisions = decisions;
        line.rows = trail.rows;
        line.exchange = trail.exchange;
        line.presumed = trail.presumed;
        line.steps = steps;
        line
    }

    fn zero(&self) -> Result<Money, Unknown> {
        self.currency().map(|currency| Money {
            amount: Decimal::ZERO,
            currency,
        })
    }

    /// The amount, with a relief or without one.
    fn amount(
        &self,
        charge: &Charge,
        relief: Option<&Relief>,
        evaluation: &mut dyn Evaluation,
        line: &mut ChargeLine,
    ) -> Result<Money, Unknown> {
        let to = match relief {
            Some(Relief { to: None, .. }) => return self.zero(),
            Some(Relief { to: Some(to), .. }) => {
                let judged = evaluation.eval(to);
                line.reads.extend(judged.reads);
                Some(judged.value?)
            }
            None => None,
        };
        let raw = match (&charge.formula, to) {
            (_, Some(Value::Money(money))) => money,
            (Formula::Value(value), to) => {
                let money = Self::money(value, evaluation, line)?;
                match to {
                    Some(rate) => self.at_rate(charge, money, &rate, false, evaluation, line)?,
                    None => money,
                }
            }
            (
                Formula::Rate {
                    base,
                    rate,
                    inclusive,
                },
                to,
            ) => {
                let base = Self::money(base, evaluation, line);
                let rate = if let Some(rate) = to {
                    Ok(rate)
                } else {
                    let judged = evaluation.eval(rate);
                    line.reads.extend(judged.reads);
                    judged.value
                };
                let (base, rate) = match (base, rate) {
                    (Ok(base), Ok(rate)) => (base, rate),
                    (Err(a), Err(b)) => return Err(a.and(b)),
                    (Err(why), Ok(rate)) => {
                        line.rate = Some(rate.to_string());
                        return Err(why);
                    }
                    (Ok(base), Err(why)) => {
                        line.base = Some(base);
                        return Err(why);
                    }
                };
                line.base = Some(base);
                self.at_rate(charge, base, &rate, *inclusive, evaluation, line)?
            }
        };
        let mut money = self.local(raw, evaluation)?;
        for (bound, least) in [(&charge.minimum, true), (&charge.maximum, false)] {
            let Some(node) = bound else { continue };
            let limit = Self::money(node, evaluation, line)?;
            let limit = self.local(limit, evaluation)?;
            money.amount = if least {
                money.amount.max(limit.amount)
            } else {
                money.amount.min(limit.amount)
            };
        }
        if let Some((mode, step)) = charge.rounding {
            let coin = Decimal::new(1, money.currency.minor_units());
            money = rounded(money, mode, step.unwrap_or(coin))?;
        }
        line.unrounded = (raw != money).then_some(raw);
        Ok(money)
    }

    fn money(
        node: &Node,
        evaluation: &mut dyn Evaluation,
        line: &mut ChargeLine,
    ) -> Result<Money, Unknown> {
        let judged = evaluation.eval(node);
        line.reads.extend(judged.reads);
        match judged.value? {
            Value::Money(money) => Ok(money),
            _ => Err(Unknown::because(say!("not an amount of money", "不是金额"))),
        }
    }

    fn at_rate(
        &self,
        charge: &Charge,
        base: Money,
        rate: &Value,
        inclusive: bool,
        evaluation: &mut dyn Evaluation,
        line: &mut ChargeLine,
    ) -> Result<Money, Unknown> {
        let failed = |error: crate::value::ArithmeticError| Unknown::because(error);
        line.rate = Some(rate.to_string());
        match rate {
            Value::Quantity(share) => {
                let share = share.to_base().map_err(failed)?;
                let amount = mul(base.amount, share).map_err(failed)?;
                let amount = if inclusive {
                    let rest = sub(Decimal::ONE, share).map_err(failed)?;
                    if rest <= Decimal::ZERO {
                        return Err(Unknown::because(say!(
                            "an inclusive rate is less than 100 %",
                            "价内税率须低于 100 %"
                        )));
                    }
                    div(amount, rest).map_err(failed)?
                } else {
                    amount
                };
                Ok(Money { amount, ..base })
            }
            Value::Duty(rate) => self.duty(charge, base, rate, evaluation, line),
            _ => Err(Unknown::because(say!("not a rate", "不是税率"))),
        }
    }

    fn duty(
        &self,
        charge: &Charge,
        base: Money,
        rate: &DutyRate,
        evaluation: &mut dyn Evaluation,
        line: &mut ChargeLine,
    ) -> Result<Money, Unknown> {
        let mut quantities: Vec<Quantity> = Vec::new();
        let mut missing = Unknown::default();
        let counted = rate.counts();
        for node in &charge.quantities {
            // What the rate does not count is not asked for.
            if matches!(node.ty, Type::Quantity(dimension) if !counted.contains(&dimension)) {
                continue;
            }
            let judged = evaluation.eval(node);
            match judged.value {
                Ok(Value::Quantity(quantity)) => {
                    line.reads.extend(judged.reads);
                    quantities.push(quantity);
                }
                Ok(_) => {}
                Err(why) => missing = missing.and(why),
            }
        }
        let (rates, today) = (self.setting.rates, self.setting.today);
        let used = RefCell::new(BTreeSet::new());
        let convert =
            |money: Money, to: Currency| exchange(rates, money, to, today, &mut used.borrow_mut());
        let result = rate.of(base, &quantities, &convert);
        evaluation.trail().exchange.extend(used.into_inner());
        result.map_err(|error| {
            let lacks = matches!(error, crate::value::DutyFailure::Quantity { .. });
            let why = Unknown::because(error);
            if lacks { why.and(missing) } else { why }
        })
    }

    fn local(&self, money: Money, evaluation: &mut dyn Evaluation) -> Result<Money, Unknown> {
        let currency = self.currency()?;
        exchange(
            self.setting.rates,
            money,
            currency,
            self.setting.today,
            &mut evaluation.trail().exchange,
        )
        .map_err(Unknown::because)
    }
}

impl Charges for Ledger<'_> {
    fn line(&self, name: &Arc<str>, item: Option<usize>) -> Arc<ChargeLine> {
        let definition = self.definition(name);
        let item = match definition.map(|(_, charge)| charge.per) {
            Some(Per::Consignment) => None,
            _ => item.or_else(|| (self.items.len() == 1).then_some(0)),
        };
        let key = (name.clone(), item);
        if let Some(line) = self.lines.borrow().get(&key) {
            return line.clone();
        }
        if let Some(trial) = &self.trial
            && !trial.changes(name, item)
        {
            return trial.base.line(name, item);
        }
        let line = Arc::new(match definition {
            Some((index, charge)) if charge.per == Per::Consignment || item.is_some() => {
                self.compute(index, charge, item)
            }
            Some(_) => ChargeLine::undetermined(Unknown::because(say!(
                "`{name}` differs from item to item",
                "各商品的 `{name}` 不同",
                name,
            ))),
            None => ChargeLine::undetermined(Unknown::because(say!(
                "the rules do not say how `{name}` is computed in {market} on {day}",
                "规则库未说明 {day} 在 {market} 如何计算 `{name}`",
                name,
                market = self.setting.destination,
                day = self.setting.today,
            ))),
        });
        self.lines.borrow_mut().insert(key, line.clone());
        line
    }

    fn defines(&self, name: &str) -> bool {
        self.definition(name).is_some()
    }

    fn total(&self, node: &Node, trail: &mut Trail) -> Judged {
        if let Some(trial) = &self.trial
            && !trial.uses.node(node).any()
        {
            return trial.base.total(node, trail);
        }
        let key = std::ptr::from_ref(node) as usize;
        let known = self.sums.borrow().get(&key).cloned();
        let sum = known.unwrap_or_else(|| {
            let mut own = Trail::default();
            let sum = Rc::new((self.sum_of_items(node, &mut own), own));
            self.sums.borrow_mut().insert(key, sum.clone());
            sum
        });
        trail.absorb(&sum.1);
        sum.0.clone()
    }

    fn different(&self, nodes: &[Node], trail: &mut Trail) -> Judged {
        if let Some(trial) = &self.trial
            && !nodes.iter().any(|node| trial.uses.node(node).any())
        {
            return trial.base.different(nodes, trail);
        }
        let mut unknown: Option<Unknown> = None;
        let mut reads = Paths::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for item in 0..self.items.len() {
            let mut key = String::new();
            for node in nodes {
                let judged = self.of_item(node, item, trail);
                reads.extend(judged.reads);
                match judged.value {
                    Ok(value) => key.push_str(&format!("{value}\u{1f}")),
                    Err(why) => unknown = Some(unknown.unwrap_or_default().and(why)),
                }
            }
            seen.insert(key);
        }
        // A single item differs from nothing, whatever it is.
        let value = match unknown {
            Some(unknown) if self.items.len() > 1 => Err(summed_up(unknown)),
            _ => Ok(Value::Number(Decimal::from(seen.len()))),
        };
        Judged { value, reads }
    }

    fn apportion(
        &self,
        amount: &Node,
        key: &Node,
        item: Option<usize>,
        trail: &mut Trail,
    ) -> Judged {
        let mut evaluation = self.begin(None);
        let whole = evaluation.eval(amount);
        trail.absorb(evaluation.trail());
        let Some(item) = item.filter(|_| self.items.len() > 1) else {
            return whole;
        };
        let address = std::ptr::from_ref(key) as usize;
        let known = self.shares.borrow().get(&address).cloned();
        let shares = known.unwrap_or_else(|| {
            let mut own = Trail::default();
            let shares = Rc::new((self.shares_of(&whole, key, &mut own), own));
            self.shares.borrow_mut().insert(address, shares.clone());
            shares
        });
        trail.absorb(&shares.1);
        let value = match &shares.0 {
            Ok(shares) => shares
                .get(item)
                .map(|share| Value::Money(*share))
                .ok_or_else(Unknown::default),
            Err(unknown) => Err(unknown.clone()),
        };
        Judged {
            value,
            reads: whole.reads,
        }
    }
}

/// What the amount is, if everything that it may be is the same.
fn settle(
    line: &mut ChargeLine,
    candidates: &[(Option<&Relief>, Result<Money, Unknown>)],
    doubts: Unknown,
) {
    let mut unknown = doubts;
    let mut all_known = true;
    for (_, amount) in candidates {
        if let Err(why) = amount {
            all_known = false;
            unknown = unknown.and(why.clone());
        }
    }
    let first = candidates
        .first()
        .and_then(|(_, amount)| amount.as_ref().ok());
    let same = all_known
        && candidates
            .iter()
            .all(|(_, amount)| amount.as_ref().ok() == first);
    if let (Some((relief, Ok(amount))), true) = (candidates.last(), same) {
        line.amount = Ok(*amount);
        line.state = if relief.is_some() {
            ChargeState::Relieved
        } else {
            ChargeState::Due
        };
        line.relief = relief.map(|relief| {
            let cite: Vec<String> = relief.cite.iter().map(ToString::to_string).collect();
            (relief.name.clone(), cite.join("; "))
        });
    } else {
        line.amount = Err(unknown);
        line.state = ChargeState::Undetermined;
        line.unrounded = None;
    }
}

/// Items whose missing attributes are named one by one where a sum over the items lacks them.
const NAMED: usize = 20;

/// What a sum over many items lacks: every line that uses the sum says it, so that it must not grow
/// with the items.
fn summed_up(unknown: Unknown) -> Unknown {
    let Unknown { needs, reasons } = unknown;
    let (of_items, mut needs): (BTreeSet<_>, BTreeSet<_>) = needs
        .into_iter()
        .partition(|path| path.starts_with("items["));
    let more = of_items.len().saturating_sub(NAMED);
    needs.extend(of_items.into_iter().take(NAMED));
    let other = reasons.len().saturating_sub(NAMED);
    let mut reasons: BTreeSet<Sentence> = reasons.into_iter().take(NAMED).collect();
    if more > 0 {
        reasons.insert(say!(
            "{more} more attributes of items are not given",
            "另有 {more} 项商品属性未提供",
            more,
        ));
    }
    if other > 0 {
        reasons.insert(say!(
            "{other} more reasons of other items",
            "其他商品另有 {other} 项原因",
            other,
        ));
    }
    Unknown { needs, reasons }
}

fn rounded(money: Money, mode: Rounding, step: Decimal) -> Result<Money, Unknown> {
    round_to_step(money.amount, mode, step)
        .map(|amount| Money { amount, ..money })
        .map_err(Unknown::because)
}
