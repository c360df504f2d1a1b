//! Which expressions read the price of an item: what does not, is the same where only the price has
//! changed. It does not know how charges are computed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lang::{Node, NodeKind, Per, RuleSet, Way};

/// The attribute that is changed.
pub(super) const PRICE: &str = "price";

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
            NodeKind::Attribute(attribute) => match self.rules.slots.way(attribute.slot) {
                Some(way) => self.way(way),
                None => Reads::ANY,
            },
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

    fn way(&self, way: &Way) -> Reads {
        if way.steps.first().is_some_and(|step| &*step.name == PRICE) {
            return Reads {
                own: true,
                all: false,
            };
        }
        let presumptions = way
            .steps
            .iter()
            .filter_map(|step| step.presumption.as_deref());
        self.every(presumptions.flat_map(|it| it.unless.iter().chain(&it.when)))
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

/// What something is a variation of, with another price of an item.
#[derive(Debug)]
pub(super) struct Trial<'a, B> {
    pub(super) base: &'a B,
    pub(super) item: usize,
    pub(super) uses: &'a PriceUse<'a>,
}

impl<B> Trial<'_, B> {
    /// A charge of an item, or of the consignment, may come out otherwise than before.
    pub(super) fn changes(&self, name: &Arc<str>, item: Option<usize>) -> bool {
        let reads = self.uses.charge(name);
        reads.all || reads.own && item.is_none_or(|item| item == self.item)
    }
}
