//! Landed cost: what a consignment costs at the door, line by line, and what is left of the price.
//!
//! The rules define charges, costs and amounts (see the language's reference); this module puts the
//! lines of a destination together and adds them up. Nothing is guessed: where one line cannot be told,
//! the sum cannot be told either, and both say what is missing.

mod consignment;
mod prices;
mod target;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::lang::{Charge, ChargeKind, Citation, Confidence, PackInfo, Per, RuleSet};
use crate::record::{Problem, Value};
use crate::sentence::{Explain, MessageLanguage, Sentence, say};
use crate::value::{
    Currency, Date, Decimal, Market, Money, Rounding, add, div, mul, round_to_step, sub,
};
use crate::{ChargeLine, ChargeState, Charges, Ledger, Unknown, presumed_sentences};

pub use consignment::{Consignment, consignments};
pub use prices::Prices;
pub use target::{Ending, EndingError, Probe, TargetPrice, lowest_price};

/// What a consignment costs at one destination.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Quote {
    /// The destination.
    pub market: Market,
    /// The day that it was made for.
    pub as_of: Date,
    /// Name, version and hash of the rules that it was made by; tables may have had rows of tariffs.
    pub rules: Arc<PackInfo>,
    /// The currency that every line is stated in.
    pub currency: Result<Currency, Unknown>,
    /// The items, in the order of the consignment.
    pub items: Vec<ItemQuote>,
    /// The lines of the consignment as a whole.
    pub lines: Vec<QuoteLine>,
    /// Goods, freight, insurance and every charge.
    pub landed: Result<Money, Unknown>,
    /// The sum of the lines that are known; nothing where none is.
    pub known: Option<Money>,
    /// What was presumed, as sentences.
    pub presumed: BTreeSet<Sentence>,
    /// The rates of exchange that amounts were converted by.
    pub exchange: BTreeSet<String>,
}

/// What one item costs.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ItemQuote {
    /// The identifier.
    pub id: Option<Arc<str>>,
    /// The title.
    pub title: Option<Arc<str>>,
    /// Units.
    pub quantity: Option<Decimal>,
    /// The lines.
    pub lines: Vec<QuoteLine>,
    /// The sum of its lines and its part of the lines of the consignment, by the value of goods.
    pub landed: Result<Money, Unknown>,
    /// What is left of the price, where the cost is given.
    pub margin: Option<Result<Margin, Unknown>>,
    /// What of its record could not be read, or is no attribute.
    pub problems: Vec<Problem>,
}

/// A line of a quote.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct QuoteLine {
    /// The definition; what is promised of it are the methods.
    #[doc(hidden)]
    pub definition: Arc<Charge>,
    /// What it came to; what is promised of it are the methods.
    #[doc(hidden)]
    pub line: Arc<ChargeLine>,
}

/// What is left of the price of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Margin {
    /// What the seller receives, less the duties and taxes in it.
    pub revenue: Money,
    /// The cost of the goods, and of freight and insurance where the price covers them.
    pub expenses: Money,
    /// The difference.
    pub profit: Money,
    /// Profit over revenue, as a fraction: 0.25 is 25 %. Nothing where duties and taxes leave no revenue.
    pub ratio: Option<Decimal>,
}

impl QuoteLine {
    /// The full name of the definition, such as `charges.de.import_vat`.
    pub fn id(&self) -> &str {
        &self.definition.id
    }

    /// What rules call it, the same in every market: `import_vat`, `customs_duty`.
    pub fn name(&self) -> &str {
        &self.definition.name
    }

    /// The title in a language.
    pub fn title(&self, language: MessageLanguage) -> &str {
        self.definition.title.in_language(language)
    }

    /// The law; none of what the parties pay one another.
    pub fn citations(&self) -> &[Citation] {
        &self.definition.cite
    }

    /// What became of it.
    pub fn state(&self) -> ChargeState {
        self.line.state
    }

    /// The amount in the currency of the quote, rounded.
    ///
    /// # Errors
    ///
    /// What is missing to tell it.
    pub fn amount(&self) -> Result<Money, &Unknown> {
        self.line.amount.as_ref().copied()
    }

    /// What the rate was taken of.
    pub fn base(&self) -> Option<Money> {
        self.line.base
    }

    /// The rate, as tariffs write it.
    pub fn rate(&self) -> Option<&str> {
        self.line.rate.as_deref()
    }

    /// The least sure of the definition and of the rows that were used.
    pub fn confidence(&self) -> Confidence {
        let charge = &self.definition;
        let own = match charge.kind {
            ChargeKind::Charge => charge.verification.confidence,
            _ if charge.cite.is_empty() => Confidence::High,
            _ => charge.verification.confidence,
        };
        let rows = self.line.rows.iter().filter_map(|row| row.confidence);
        rows.chain([own]).max().unwrap_or(own)
    }

    /// It is paid, and no step of the computation.
    fn payable(&self) -> bool {
        self.definition.kind != ChargeKind::Amount
    }

    fn is(&self, kind: ChargeKind) -> bool {
        self.definition.kind == kind
    }
}

fn failed(error: impl Explain) -> Unknown {
    Unknown::because(error)
}

fn unruled(market: Market, as_of: Date) -> Sentence {
    say!(
        "the rules know no charges of {market} on {day}",
        "规则库没有 {market} 在 {day} 的税费规则",
        market,
        day = as_of,
    )
}

/// A charge that was computed, with its definition.
fn line_of(rules: &RuleSet, line: Arc<ChargeLine>) -> Option<QuoteLine> {
    let definition = rules.charges.get(line.charge?)?.clone();
    Some(QuoteLine { definition, line })
}

/// The quote of a consignment.
pub fn quote(rules: &RuleSet, ledger: &Ledger<'_>, market: Market, as_of: Date) -> Quote {
    let mut presumed = BTreeSet::new();
    let mut consignment = Vec::new();
    let mut items: Vec<Vec<QuoteLine>> = vec![Vec::new(); ledger.len()];
    for kind in [ChargeKind::Cost, ChargeKind::Amount, ChargeKind::Charge] {
        for charge in ledger.definitions(kind) {
            // Amounts that no law defines are steps of the computation.
            if kind == ChargeKind::Amount && charge.cite.is_empty() {
                continue;
            }
            let places: Vec<Option<usize>> = match charge.per {
                Per::Consignment => vec![None],
                Per::Item => (0..ledger.len()).map(Some).collect(),
            };
            for item in places {
                let line = ledger.line(&charge.name, item);
                if line.state != ChargeState::NotDue && kind != ChargeKind::Amount {
                    presumed.extend(presumed_sentences(&line.presumed));
                }
                let Some(line) = line_of(rules, line) else {
                    continue;
                };
                match item.and_then(|i| items.get_mut(i)) {
                    Some(lines) => lines.push(line),
                    None => consignment.push(line),
                }
            }
        }
    }
    let none = ledger.definitions(ChargeKind::Charge).next().is_none();
    let payable = |line: &&QuoteLine| line.payable();
    let all: Vec<&QuoteLine> = items
        .iter()
        .flatten()
        .chain(&consignment)
        .filter(payable)
        .collect();
    let landed = if none {
        Err(Unknown::because(unruled(market, as_of)))
    } else if ledger.is_empty() {
        // Charges of a consignment come to nothing where there are no goods, and nobody sends that.
        Err(Unknown::because(say!(
            "there is no item in the consignment",
            "该票货物中没有商品"
        )))
    } else {
        sum(&all)
    };
    let known = all
        .iter()
        .filter_map(|line| line.line.amount.as_ref().ok())
        .try_fold(None::<Money>, |sum, amount| match sum {
            Some(sum) => sum.add(*amount).ok().map(Some),
            None => Some(Some(*amount)),
        })
        .flatten();
    let shares = shares(ledger, &items, &consignment);
    let items = items
        .into_iter()
        .enumerate()
        .map(|(index, lines)| {
            let own: Vec<&QuoteLine> = lines.iter().filter(payable).collect();
            let share = shares
                .get(index)
                .cloned()
                .unwrap_or_else(|| Err(Unknown::default()));
            let landed = match (sum(&own), &share) {
                (Ok(own), Ok(Some(share))) => own.add(*share).map_err(failed),
                (Ok(own), Ok(None)) => Ok(own),
                (Err(a), Err(b)) => Err(a.and(b.clone())),
                (Err(why), Ok(_)) => Err(why),
                (Ok(_), Err(why)) => Err(why.clone()),
            };
            let landed = if none {
                Err(Unknown::because(unruled(market, as_of)))
            } else {
                landed
            };
            let margin = ledger.attribute(&["cost"], Some(index)).ok().map(|cost| {
                let (own, share) = (|| lines.clone(), || share.clone());
                margin(ledger, index, &own, &share, &cost)
            });
            let text = |name: &str| match ledger.attribute(&[name], Some(index)) {
                Ok(Value::Text(text)) => Some(text),
                _ => None,
            };
            ItemQuote {
                id: text("id").or_else(|| text("sku")),
                title: text("title"),
                quantity: match ledger.attribute(&["quantity"], Some(index)) {
                    Ok(Value::Number(number)) => Some(number),
                    _ => None,
                },
                lines,
                landed,
                margin,
                problems: Vec::new(),
            }
        })
        .collect();
    Quote {
        market,
        as_of,
        rules: rules.info.clone(),
        currency: ledger.currency(),
        items,
        lines: consignment,
        landed,
        known,
        presumed,
        exchange: ledger.exchange_used(),
    }
}

/// The sum of lines; a cost below zero cannot be right.
fn sum(lines: &[&QuoteLine]) -> Result<Money, Unknown> {
    let mut unknown: Option<Unknown> = None;
    let mut total: Option<Money> = None;
    for line in lines {
        let amount = line.line.amount.clone().and_then(|amount| {
            if line.is(ChargeKind::Cost) && amount.amount < Decimal::ZERO {
                return Err(Unknown::because(say!(
                    "the price does not cover the freight and insurance that it includes",
                    "价格不足以覆盖其所含的运费和保险费"
                )));
            }
            Ok(amount)
        });
        let added = match (amount, total) {
            (Ok(amount), Some(total)) => total.add(amount).map_err(failed),
            (other, _) => other,
        };
        match added {
            Ok(amount) => total = Some(amount),
            Err(why) => unknown = Some(unknown.unwrap_or_default().and(why)),
        }
    }
    match (unknown, total) {
        (Some(unknown), _) => Err(unknown),
        (None, Some(total)) => Ok(total),
        (None, None) => Err(Unknown::because(say!(
            "there is nothing to add up",
            "没有可合计的项目"
        ))),
    }
}

/// What each item bears of the charges of the consignment, by the value of goods.
fn shares(
    ledger: &Ledger<'_>,
    items: &[Vec<QuoteLine>],
    consignment: &[QuoteLine],
) -> Vec<Result<Option<Money>, Unknown>> {
    let whole: Vec<&QuoteLine> = consignment.iter().filter(|line| line.payable()).collect();
    if whole.is_empty() {
        return vec![Ok(None); items.len()];
    }
    let total = match sum(&whole) {
        Ok(total) => total,
        Err(why) => return vec![Err(why); items.len()],
    };
    if items.len() == 1 {
        return vec![Ok(Some(total))];
    }
    let mut keys = Vec::new();
    for lines in items {
        let goods = lines
            .iter()
            .find(|line| line.is(ChargeKind::Cost) && &*line.definition.name == "goods");
        match goods.map(|line| &line.line.amount) {
            Some(Ok(amount)) => keys.push(amount.amount.max(Decimal::ZERO)),
            Some(Err(why)) => return vec![Err(why.clone()); items.len()],
            None => return vec![Err(Unknown::default()); items.len()],
        }
    }
    match ledger.shared(total, &keys) {
        Ok(parts) => parts.into_iter().map(|part| Ok(Some(part))).collect(),
        Err(why) => vec![Err(why); items.len()],
    }
}

/// What is left of the price (the page on quotes in `docs/` says what counts as what).
fn margin(
    ledger: &Ledger<'_>,
    item: usize,
    lines: &dyn Fn() -> Vec<QuoteLine>,
    share: &dyn Fn() -> Result<Option<Money>, Unknown>,
    cost: &Value,
) -> Result<Margin, Unknown> {
    let Value::Money(cost) = *cost else {
        return Err(Unknown::because(say!(
            "the cost is not an amount of money",
            "成本不是金额"
        )));
    };
    let money = |name: &str| ledger.line(&Arc::from(name), Some(item)).amount.clone();
    let Value::Number(quantity) = ledger.attribute(&["quantity"], Some(item))? else {
        return Err(Unknown::because(say!(
            "the quantity is not a number",
            "数量不是数字"
        )));
    };
    let Value::Word(terms) = ledger.attribute(&["shipment", "terms"], Some(item))? else {
        return Err(Unknown::because(say!(
            "the terms of delivery are not given",
            "未提供贸易术语"
        )));
    };
    let local = ledger.currency()?;
    let into_local = |money: Money| -> Result<Money, Unknown> { ledger.exchange(money, local) };
    let revenue = if &*terms == "ddp" {
        let price = match ledger.attribute(&["price"], Some(item))? {
            Value::Money(price) => price.times(quantity).map_err(failed)?,
            _ => {
                return Err(Unknown::because(say!(
                    "the price is not an amount of money",
                    "价格不是金额"
                )));
            }
        };
        let lines = lines();
        let charges: Vec<&QuoteLine> = lines
            .iter()
            .filter(|line| line.is(ChargeKind::Charge))
            .collect();
        let mut revenue = into_local(price)?;
        if !charges.is_empty() {
            revenue = revenue.sub(sum(&charges)?).map_err(failed)?;
        }
        if let Some(share) = share()? {
            revenue = revenue.sub(share).map_err(failed)?;
        }
        revenue
    } else {
        money("price_without_tax")?
    };
    let mut expenses = into_local(cost.times(quantity).map_err(failed)?)?;
    if matches!(&*terms, "cpt" | "cfr" | "cip" | "cif" | "dap" | "ddp") {
        expenses = expenses.add(money("freight")?).map_err(failed)?;
    }
    if matches!(&*terms, "cip" | "cif" | "dap" | "ddp") {
        expenses = expenses.add(money("insurance")?).map_err(failed)?;
    }
    let profit = revenue.sub(expenses).map_err(failed)?;
    let ratio = if revenue.amount > Decimal::ZERO {
        Some(div(profit.amount, revenue.amount).map_err(failed)?)
    } else {
        None
    };
    Ok(Margin {
        revenue,
        expenses,
        profit,
        ratio,
    })
}

impl Margin {
    /// The margin in percent, to two digits behind the point, half up.
    pub fn percent(&self) -> Option<Decimal> {
        let percent = mul(self.ratio?, Decimal::ONE_HUNDRED).ok()?;
        round_to_step(percent, Rounding::HalfUp, Decimal::new(1, 2)).ok()
    }

    /// The margin is at least a fraction. Exact: nothing is divided.
    pub fn keeps(&self, fraction: Decimal) -> bool {
        mul(self.revenue.amount, fraction)
            .and_then(|wanted| sub(self.profit.amount, wanted))
            .is_ok_and(|rest| rest >= Decimal::ZERO)
    }
}

impl Quote {
    /// A cost is not known, or something of a record was not looked at: a figure may lack it.
    pub fn is_incomplete(&self) -> bool {
        self.landed.is_err() || self.items.iter().any(|item| !item.problems.is_empty())
    }

    /// Every line with the place of its item; none for the consignment.
    pub fn all_lines(&self) -> impl Iterator<Item = (Option<usize>, &QuoteLine)> {
        self.items
            .iter()
            .enumerate()
            .flat_map(|(index, item)| item.lines.iter().map(move |line| (Some(index), line)))
            .chain(self.lines.iter().map(|line| (None, line)))
    }

    /// The sum of a charge over the consignment, where it is defined: `import_vat`, `customs_duty`.
    pub fn charge(&self, name: &str) -> Option<Result<Money, Unknown>> {
        let mut total: Option<Result<Money, Unknown>> = None;
        for (_, line) in self.all_lines() {
            if *line.definition.name != *name {
                continue;
            }
            let amount = line.line.amount.clone();
            total = Some(match (total, amount) {
                (None, amount) => amount,
                (Some(Ok(sum)), Ok(amount)) => add(sum.amount, amount.amount)
                    .map(|amount| Money { amount, ..sum })
                    .map_err(failed),
                (Some(Err(a)), Err(b)) => Err(a.and(b)),
                (Some(Err(why)), Ok(_)) | (Some(Ok(_)), Err(why)) => Err(why),
            });
        }
        total
    }
}
