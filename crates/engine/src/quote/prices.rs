//! The lowest price of an item that keeps a margin, in a consignment whose other items keep theirs.

use std::sync::Arc;

use super::{Ending, Margin, Probe, QuoteLine, TargetPrice, line_of, lowest_price, margin, shares};
use crate::lang::{ChargeKind, Per, RuleSet};
use crate::record::{Fields, Value};
use crate::sentence::say;
use crate::value::{Decimal, Money, mul, sub};
use crate::{Charges, Ledger, PriceUse, Unknown};

/// Lines of charges that are computed for trial prices of one consignment and market, at most.
const LINES: u64 = 3_000_000;

/// The search for the prices of a consignment.
#[derive(Debug)]
pub struct Prices<'a> {
    rules: &'a RuleSet,
    base: &'a Ledger<'a>,
    uses: PriceUse<'a>,
    /// Lines that may still be computed.
    left: u64,
}

impl<'a> Prices<'a> {
    /// Of the consignment of a ledger.
    pub fn new(rules: &'a RuleSet, base: &'a Ledger<'a>) -> Self {
        Self {
            rules,
            base,
            uses: PriceUse::new(rules),
            left: LINES,
        }
    }

    /// The lowest price of one item that keeps a margin, a fraction.
    ///
    /// # Errors
    ///
    /// What is missing to tell the margin, that no price keeps it, or that the search was given up.
    pub fn lowest(
        &mut self,
        item: usize,
        fraction: Decimal,
        ending: Option<&Ending>,
    ) -> Result<TargetPrice, Unknown> {
        let Self {
            rules,
            base,
            uses,
            left,
        } = self;
        let mut fields: Fields = base.fields(item).cloned().unwrap_or_default();
        let stated = |name: &str| match fields.get(name) {
            Some(Value::Money(money)) => Some(*money),
            _ => None,
        };
        let cost = stated("cost").ok_or_else(|| Unknown::needs("cost".into()))?;
        // The price is sought in its own currency; without one, in that of the cost.
        let start = match stated("price") {
            Some(price) if price.currency != cost.currency => price,
            _ => cost,
        };
        lowest_price(start, ending, &mut |price| {
            if *left == 0 {
                return Err(Unknown::because(say!(
                    "the search for prices was given up after {lines} lines of charges for trial prices; quote fewer items together",
                    "为试算价格已计算 {lines} 行税费,价格搜索已停止;请减少同一票货物中的商品",
                    lines = LINES,
                )));
            }
            fields.insert("price".into(), Value::Money(price));
            let trial = base.with_price(uses, item, &fields);
            let kept = margin_of(rules, &trial, item);
            let effort = trial.effort();
            *left = left.saturating_sub(effort.lines.max(1));
            let margin = kept.unwrap_or_else(|| Err(Unknown::needs("cost".into())))?;
            Ok(Probe {
                kept: margin.keeps(fraction),
                decisions: effort.decisions,
                slack: slack(&margin, fraction),
                noise: effort.noise,
            })
        })
    }
}

/// What the profit has over the one wished for.
fn slack(margin: &Margin, fraction: Decimal) -> Option<Decimal> {
    let wanted = mul(margin.revenue.amount, fraction).ok()?;
    sub(margin.profit.amount, wanted).ok()
}

/// The margin of an item, for which no more is computed than it needs.
fn margin_of(rules: &RuleSet, ledger: &Ledger<'_>, item: usize) -> Option<Result<Margin, Unknown>> {
    let cost = ledger.attribute(&["cost"], Some(item)).ok()?;
    let line = |name: &Arc<str>, item: Option<usize>| {
        let line = ledger.line(name, item);
        line_of(rules, line)
    };
    let of_item = || {
        ledger
            .definitions(ChargeKind::Charge)
            .filter(|charge| charge.per == Per::Item)
            .filter_map(|charge| line(&charge.name, Some(item)))
            .collect()
    };
    let share = || -> Result<Option<Money>, Unknown> {
        let whole: Vec<QuoteLine> = [ChargeKind::Cost, ChargeKind::Charge]
            .into_iter()
            .flat_map(|kind| ledger.definitions(kind))
            .filter(|charge| charge.per == Per::Consignment)
            .filter_map(|charge| line(&charge.name, None))
            .collect();
        if whole.is_empty() {
            return Ok(None);
        }
        let goods = Arc::from("goods");
        let items: Vec<Vec<QuoteLine>> = (0..ledger.len())
            .map(|item| line(&goods, Some(item)).into_iter().collect())
            .collect();
        shares(ledger, &items, &whole)
            .into_iter()
            .nth(item)
            .unwrap_or_else(|| Err(Unknown::default()))
    };
    Some(margin(ledger, item, &of_item, &share, &cost))
}
