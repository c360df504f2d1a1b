//! A consignment with the price of one item changed: what does not depend on the price is taken from
//! the consignment as it was.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::judged::{Judged, Trail};
use super::ledger::Ledger;
use super::line::Decisions;
use crate::lang::{Node, NodeKind, Per, RuleSet};
use crate::record::Fields;
use crate::value::{Decimal, add, div, mul};

/// The attribute that is changed.
const PRICE: &str = "price";

/// Whose prices an expression about an item reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reads {
    /// That of the item itself.
    pub(super) own: bool,
    /// Those of all items.
    pub(super) all: bool,
}

impl Reads {
    const ANY: Self = Self {
        own: true,
        all: true,
    };

    fn or(self, other: Self) -> Self {
        Self {
            own: self.own || other.own,
            all: self.all || other.all,
        }
    }

    pub(super) fn any(self) -> bool {
        self.own || self.all
    }
}

/// Which expressions of the rules read prices.
#[derive(Debug)]
pub struct PriceUse<'a> {
    rules: &'a RuleSet,
    charges: RefCell<BTreeMap<Arc<str>, Reads>>,
    defines: RefCell<BTreeMap<usize, Reads>>,
}

impl<'a> PriceUse<'a> {
    /// Of the rules.
    pub fn new(rules: &'a RuleSet) -> Self {
        Self {
            rules,
            charges: RefCell::default(),
            defines: RefCell::default(),
        }
    }

    /// An expression about an item.
    pub(super) fn node(&self, node: &Node) -> Reads {
        match &node.kind {
            NodeKind::Attribute(names) => names.first().map_or(Reads::default(), |name| {
                if &**name == PRICE {
                    return Reads {
                        own: true,
                        all: false,
                    };
                }
                let attribute = self.rules.names.schema.root_attribute(name);
                let presumed = attribute.and_then(|attribute| attribute.presumption.as_ref());
                presumed.map_or(Reads::default(), |presumption| {
                    self.every(presumption.unless.iter().chain(&presumption.when))
                })
            }),
            NodeKind::Define(index) => self.define(*index),
            NodeKind::Charge(name) => self.charge(name),
            NodeKind::Stated(attribute, name) => self.node(attribute).or(self.charge(name)),
            NodeKind::Total(_) | NodeKind::Different(_) => {
                let any = self.every(node.parts()).any();
                Reads { own: any, all: any }
            }
            // Which of several items bears the last coin follows from all that they say.
            NodeKind::Apportion(_, _) => Reads::ANY,
            _ => self.every(node.parts()),
        }
    }

    fn every<'n>(&self, nodes: impl IntoIterator<Item = &'n Node>) -> Reads {
        nodes
            .into_iter()
            .fold(Reads::default(), |all, node| all.or(self.node(node)))
    }

    fn define(&self, index: usize) -> Reads {
        if let Some(known) = self.defines.borrow().get(&index) {
            return *known;
        }
        let body = self.rules.defines.get(index);
        let reads = body.map_or(Reads::default(), |body| self.node(body));
        self.defines.borrow_mut().insert(index, reads);
        reads
    }

    /// A charge, whichever of its definitions holds.
    pub(super) fn charge(&self, name: &Arc<str>) -> Reads {
        if let Some(known) = self.charges.borrow().get(name) {
            return *known;
        }
        // Definitions of two markets may refer to each other; then nothing is taken from before.
        self.charges.borrow_mut().insert(name.clone(), Reads::ANY);
        let definitions = self.rules.charges.iter().filter(|one| one.name == *name);
        let reads = definitions.fold(Reads::default(), |all, charge| {
            let reads = self.every(charge.nodes());
            let of_all = charge.per == Per::Consignment && reads.any();
            all.or(reads).or(Reads {
                own: of_all,
                all: of_all,
            })
        });
        self.charges.borrow_mut().insert(name.clone(), reads);
        reads
    }
}

/// What a ledger is a variation of.
#[derive(Debug)]
pub(super) struct Trial<'a> {
    pub(super) base: &'a Ledger<'a>,
    pub(super) item: usize,
    pub(super) uses: &'a PriceUse<'a>,
}

impl Trial<'_> {
    /// A charge of an item, or of the consignment, may come out otherwise than before.
    pub(super) fn changes(&self, name: &Arc<str>, item: Option<usize>) -> bool {
        let reads = self.uses.charge(name);
        reads.all || reads.own && item.is_none_or(|item| item == self.item)
    }
}

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
    pub(super) fn common_of_trial(&self, trial: &Trial<'_>) -> Fields {
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
