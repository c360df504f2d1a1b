//! The worst-case cost of a rule, as a formula of the lengths of the lists it goes over.
//!
//! Every rule ends: an expression is looked at once, a definition too however often it is referred to,
//! and the condition of a quantifier once for each element. The cost counts expressions looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::ir::{Charge, Edition, Node, NodeKind};

/// A sum of products of list lengths, such as `12 + 5·|labels| + 3·|warnings|·|languages|`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cost(BTreeMap<Vec<String>, u64>);

impl Cost {
    fn one() -> Self {
        Self(BTreeMap::from([(Vec::new(), 1)]))
    }

    fn plus(mut self, other: Self) -> Self {
        for (lists, count) in other.0 {
            let sum = self.0.entry(lists).or_insert(0);
            *sum = sum.saturating_add(count);
        }
        self
    }

    /// The cost once for each element of a list.
    fn times(self, list: &str) -> Self {
        let mut product = BTreeMap::new();
        for (mut lists, count) in self.0 {
            lists.push(list.to_owned());
            lists.sort();
            product.insert(lists, count);
        }
        Self(product)
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut terms: Vec<(&Vec<String>, &u64)> = self.0.iter().collect();
        terms.sort_by_key(|(lists, _)| (lists.len(), *lists));
        let shown: Vec<String> = terms
            .into_iter()
            .map(|(lists, count)| {
                let factors: String = lists
                    .iter()
                    .map(|list| format!("·|{list}|"))
                    .collect::<Vec<_>>()
                    .concat();
                format!("{count}{factors}")
            })
            .collect();
        f.pad(&shown.join(" + "))
    }
}

/// The worst-case cost of an edition. A definition is judged once, however often it is referred to,
/// and so is a charge for each item of a consignment; `items` stands for their number.
pub fn cost(edition: &Edition, defines: &[Node], charges: &[Arc<Charge>]) -> Cost {
    let conditions = edition.exceptions.iter().map(|exception| &exception.when);
    let mut reached = Reached::default();
    let mut whole = edition
        .applies
        .iter()
        .chain(&edition.requirements)
        .chain(conditions)
        .map(|node| of(node, false, &mut reached))
        .fold(Cost::default(), Cost::plus);
    let mut judged: BTreeSet<(usize, bool)> = BTreeSet::new();
    let mut computed: BTreeSet<Arc<str>> = BTreeSet::new();
    loop {
        if let Some((index, items)) = reached.defines.pop_first() {
            if judged.insert((index, items))
                && let Some(body) = defines.get(index)
            {
                let once = of(body, items, &mut reached);
                whole = whole.plus(if items { once.times("items") } else { once });
            }
        } else if let Some(name) = reached.charges.pop_first() {
            if !computed.insert(name.clone()) {
                continue;
            }
            // One definition holds in a market on a day: the dearest one counts.
            let dearest = charges
                .iter()
                .filter(|charge| charge.name == name)
                .map(|charge| {
                    charge
                        .nodes()
                        .into_iter()
                        .map(|node| of(node, true, &mut reached))
                        .fold(Cost::one(), Cost::plus)
                })
                .max_by_key(|cost| {
                    cost.0
                        .values()
                        .fold(0_u64, |sum, count| sum.saturating_add(*count))
                })
                .unwrap_or_default();
            whole = whole.plus(dearest.times("items"));
        } else {
            return whole;
        }
    }
}

/// What expressions refer to.
#[derive(Default)]
struct Reached {
    /// Definitions, and whether they are judged for each item.
    defines: BTreeSet<(usize, bool)>,
    charges: BTreeSet<Arc<str>>,
}

fn of(node: &Node, items: bool, reached: &mut Reached) -> Cost {
    let each = |nodes: &[&Node], items: bool, reached: &mut Reached| {
        nodes
            .iter()
            .map(|node| of(node, items, reached))
            .fold(Cost::one(), Cost::plus)
    };
    match &node.kind {
        NodeKind::Define(index) => {
            reached.defines.insert((*index, items));
            Cost::one()
        }
        NodeKind::Charge(charge) => {
            reached.charges.insert(charge.clone());
            Cost::one()
        }
        NodeKind::Stated(attribute, charge) => {
            reached.charges.insert(charge.clone());
            each(&[attribute], items, reached)
        }
        NodeKind::Total(_) | NodeKind::Different(_) | NodeKind::Apportion(_, _) => {
            let inner = each(&node.parts(), true, reached);
            Cost::one().plus(inner.times("items"))
        }
        NodeKind::Quantified(_, list, condition) => {
            let once = each(&[list], items, reached);
            once.plus(of(condition, items, reached).times(&name(list)))
        }
        NodeKind::Aggregate {
            body, list, filter, ..
        } => {
            let inner = body
                .iter()
                .chain(filter)
                .map(|node| of(node, items, reached))
                .fold(Cost::one(), Cost::plus);
            each(&[list], items, reached).plus(inner.times(&name(list)))
        }
        _ => each(&node.parts(), items, reached),
    }
}

/// What a list is called in the formula.
fn name(list: &Node) -> String {
    match &list.kind {
        NodeKind::Attribute(attribute) | NodeKind::Element(_, Some(attribute)) => {
            attribute.names.join(".")
        }
        NodeKind::Lookup { .. } => "table row".to_owned(),
        _ => "list".to_owned(),
    }
}
