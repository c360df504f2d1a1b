//! The worst-case cost of a rule, as a formula of the lengths of the lists it goes over.
//!
//! Every rule ends: an expression is looked at once, the condition of a quantifier once for each
//! element. The cost counts expressions looked at.

use std::collections::BTreeMap;
use std::fmt;

use super::ir::{Edition, Node, NodeKind, ScopeItem};

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

/// The worst-case cost of an edition.
pub fn cost(edition: &Edition, defines: &[Node]) -> Cost {
    let conditions = edition.exceptions.iter().map(|exception| &exception.when);
    edition
        .applies
        .iter()
        .chain(&edition.requirements)
        .chain(conditions)
        .map(|node| of(node, defines))
        .fold(Cost::default(), Cost::plus)
}

fn of(node: &Node, defines: &[Node]) -> Cost {
    let each = |nodes: &[&Node]| {
        nodes
            .iter()
            .map(|node| of(node, defines))
            .fold(Cost::one(), Cost::plus)
    };
    match &node.kind {
        NodeKind::Define(index) => match defines.get(*index) {
            Some(body) => Cost::one().plus(of(body, defines)),
            None => Cost::one(),
        },
        NodeKind::Not(inner)
        | NodeKind::Neg(inner)
        | NodeKind::Given(inner)
        | NodeKind::Under(inner, _)
        | NodeKind::Matches(inner, _)
        | NodeKind::Convert(inner, _) => each(&[inner]),
        NodeKind::And(all) | NodeKind::Or(all) | NodeKind::List(all) | NodeKind::Call(_, all) => {
            each(&all.iter().collect::<Vec<_>>())
        }
        NodeKind::Lookup { keys, .. } => each(&keys.iter().collect::<Vec<_>>()),
        NodeKind::Compare(_, a, b)
        | NodeKind::Arithmetic(_, a, b)
        | NodeKind::InList(a, b)
        | NodeKind::Mentions(a, b)
        | NodeKind::Contains(a, b) => each(&[a, b]),
        NodeKind::Between(a, b, c) | NodeKind::If(a, b, c) => each(&[a, b, c]),
        NodeKind::In(value, items) => {
            let members = items.iter().filter_map(|item| match item {
                ScopeItem::One(node) => Some(node),
                ScopeItem::Group(_) => None,
            });
            each(&std::iter::once(&**value).chain(members).collect::<Vec<_>>())
        }
        NodeKind::Quantified(_, list, condition) => {
            each(&[list]).plus(of(condition, defines).times(&name(list)))
        }
        NodeKind::Aggregate {
            body, list, filter, ..
        } => {
            let inner = body
                .iter()
                .chain(filter)
                .map(|node| of(node, defines))
                .fold(Cost::one(), Cost::plus);
            each(&[list]).plus(inner.times(&name(list)))
        }
        NodeKind::Literal(_)
        | NodeKind::Today
        | NodeKind::Destination
        | NodeKind::Channel
        | NodeKind::Attribute(_)
        | NodeKind::Element(_, _)
        | NodeKind::InClasses(_) => Cost::one(),
    }
}

/// What a list is called in the formula.
fn name(list: &Node) -> String {
    match &list.kind {
        NodeKind::Attribute(path) | NodeKind::Element(_, path) if !path.is_empty() => {
            path.join(".")
        }
        NodeKind::Lookup { .. } => "table row".to_owned(),
        _ => "list".to_owned(),
    }
}
