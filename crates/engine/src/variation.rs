//! A consignment with the price of one item changed: what does not depend on the price is taken from
//! the consignment as it was.

use std::rc::Rc;

use super::judged::{Judged, Trail};
use super::ledger::Ledger;
use super::line::Decisions;
use super::trial::{PRICE, PriceUse, Trial};
use crate::lang::Node;
use crate::record::Fields;
use crate::value::{Decimal, add, div, mul};

/// What it took to compute the charges of a ledger.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// The lines computed.
    pub lines: u64,
    /// How their conditions came out.
    pub decisions: Decisions,
    /// By how much rounding may have moved what one item costs, at most; none where that is too
    /// large a number.
    pub noise: Option<Decimal>,
}

impl<'a> Ledger<'a> {
    /// The same consignment with other fields of one item, which differ in the price only.
    pub fn with_price<'t>(
        &'t self,
        uses: &'t PriceUse<'t>,
        item: usize,
        fields: &'t Fields,
    ) -> Ledger<'t>
    where
        'a: 't,
    {
        let items = self.items.iter().enumerate();
        let items = items
            .map(|(at, same)| if at == item { fields } else { *same })
            .collect();
        let base: &'t Ledger<'t> = self;
        let mut ledger = Ledger::new(self.setting, items);
        ledger.trial = Some(Trial { base, item, uses });
        ledger
    }

    /// What an item says.
    pub fn fields(&self, item: usize) -> Option<&'a Fields> {
        self.items.get(item).copied()
    }

    /// What the lines computed so far took; those taken from before are not among them.
    pub fn effort(&self) -> Effort {
        let lines = self.lines.borrow();
        let mut decisions = Decisions::new();
        let (mut own, mut others) = (Some(Decimal::ZERO), Some(Decimal::ZERO));
        for ((_, item), line) in lines.iter() {
            decisions.extend(&line.decisions);
            let charge = line
                .charge
                .and_then(|at| self.setting.rules.charges.get(at));
            let step = charge
                .and_then(|charge| charge.rounding)
                .and_then(|rounding| rounding.1);
            let coin = line
                .amount
                .as_ref()
                .map_or(Decimal::ONE, |m| Decimal::new(1, m.currency.minor_units()));
            let moved = step.map_or(coin, |step| step.max(coin));
            let of_it = self
                .trial
                .as_ref()
                .is_none_or(|trial| item.is_none_or(|item| item == trial.item));
            let sum = if of_it { &mut own } else { &mut others };
            *sum = sum.and_then(|sum| add(sum, moved).ok());
        }
        // The others move what an item bears of the whole by their mean.
        let number = Decimal::from(self.items.len().max(1));
        let noise = own.zip(others).and_then(|(own, others)| {
            let others = div(others, number).ok()?;
            let sum = add(own, mul(others, Decimal::TWO).ok()?).ok()?;
            mul(sum, Decimal::TWO).ok()
        });
        Effort {
            lines: lines.len() as u64,
            decisions,
            noise,
        }
    }

    /// An expression about each item; of items that it cannot have changed for, as it was before.
    pub(super) fn of_items(&self, node: &Node, trail: &mut Trail) -> Vec<Judged> {
        let trial = self.trial.as_ref();
        let Some(trial) = trial.filter(|trial| !trial.uses.node(node).all) else {
            return (0..self.items.len())
                .map(|item| self.of_item(node, item, trail))
                .collect();
        };
        let before = trial.base.parts_of(node);
        before
            .iter()
            .enumerate()
            .map(|(item, part)| {
                if item == trial.item {
                    self.of_item(node, item, trail)
                } else {
                    part.clone()
                }
            })
            .collect()
    }

    /// An expression about each item, kept for trials.
    fn parts_of(&self, node: &Node) -> Rc<Vec<Judged>> {
        let key = std::ptr::from_ref(node) as usize;
        if let Some(known) = self.parts.borrow().get(&key) {
            return known.clone();
        }
        let parts = Rc::new(self.of_items(node, &mut Trail::default()));
        self.parts.borrow_mut().insert(key, parts.clone());
        parts
    }

    /// The items in the order in which coins that are left over are given out.
    pub(super) fn ranks(&self) -> &[usize] {
        self.ranks.get_or_init(|| {
            let Some(trial) = &self.trial else {
                let mut places: Vec<usize> = (0..self.items.len()).collect();
                places.sort_by_cached_key(|at| self.items.get(*at).map(|item| format!("{item:?}")));
                return places;
            };
            let texts = trial.base.texts();
            let text = self.items.get(trial.item).map(|item| format!("{item:?}"));
            let mut places: Vec<usize> = trial
                .base
                .ranks()
                .iter()
                .copied()
                .filter(|place| *place != trial.item)
                .collect();
            let at = places
                .partition_point(|place| (texts.get(*place), *place) < (text.as_ref(), trial.item));
            places.insert(at, trial.item);
            places
        })
    }

    fn texts(&self) -> &[String] {
        self.texts
            .get_or_init(|| self.items.iter().map(|item| format!("{item:?}")).collect())
    }

    /// What all items agree on, where only a price has changed.
    pub(super) fn common_of_trial(&self, trial: &Trial<'_, Ledger<'_>>) -> Fields {
        let mut common = trial.base.common().clone();
        common.remove(PRICE);
        let shown = |fields: &Fields| fields.get(PRICE).map(ToString::to_string);
        if let Some((first, others)) = self.items.split_first()
            && let Some(price) = first.get(PRICE)
            && others.iter().all(|other| shown(other) == shown(first))
        {
            common.insert(PRICE.into(), price.clone());
        }
        common
    }
}
