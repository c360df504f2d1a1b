//! Every name of a rule set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ir::{Group, Instrument, MarketScope, ScopeItem, Texts};
use super::taxonomy::{Taxon, Taxonomy};
use super::{Schema, Table, Type};
use crate::value::{Date, HsCode, Market};

/// A member of a group with its first and last day.
type GroupMember = (ScopeItem<Market>, Option<Date>, Option<Date>);

/// A class of products that laws regulate.
#[derive(Debug, Clone)]
pub struct Class {
    /// The name.
    pub name: Arc<str>,
    /// The title.
    pub title: Texts,
    /// Prefixes of the Harmonized System.
    pub hs: Vec<HsCode>,
    /// Categories of shops that put a product into the class, by the name of their taxonomy.
    pub categories: BTreeMap<Arc<str>, Vec<Taxon>>,
    /// Words of titles that suggest the class, and decide nothing.
    pub words: Vec<Arc<str>>,
    /// The classes directly above it.
    pub within: Vec<Arc<str>>,
}

/// Everything that rules and records refer to by name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Records, attributes and enums.
    pub schema: Schema,
    /// The classes.
    pub classes: BTreeMap<Arc<str>, Class>,
    /// The category systems of shops.
    pub taxonomies: BTreeMap<Arc<str>, Taxonomy>,
    /// The classes directly below each.
    pub(crate) below: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// The groups of markets.
    pub groups: BTreeMap<Arc<str>, Group>,
    /// The channels with their titles.
    pub channels: BTreeMap<Arc<str>, Texts>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The charges, costs and amounts by name.
    pub charges: BTreeMap<Arc<str>, super::ChargeKind>,
    /// The instruments by module and name.
    pub instruments: BTreeMap<(Arc<str>, Arc<str>), Arc<Instrument>>,
}

impl Names {
    /// The words that values of an enum-like type can be.
    pub fn words_of(&self, ty: &Type) -> Vec<Arc<str>> {
        match ty {
            Type::Enum(name) => self
                .schema
                .enums
                .get(name)
                .map(|declared| {
                    declared
                        .values
                        .iter()
                        .map(|(value, _)| value.clone())
                        .collect()
                })
                .unwrap_or_default(),
            Type::Class => self.classes.keys().cloned().collect(),
            Type::Channel => self.channels.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }

    /// The word is a value of the type.
    pub fn is_word(&self, ty: &Type, word: &str) -> bool {
        self.words_of(ty).iter().any(|value| &**value == word)
    }

    /// A class is another, or lies below it.
    pub fn class_within(&self, class: &str, above: &str) -> bool {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting = vec![class];
        while let Some(class) = waiting.pop() {
            if class == above {
                return true;
            }
            if !seen.insert(class) {
                continue;
            }
            if let Some(class) = self.classes.get(class) {
                waiting.extend(class.within.iter().map(|name| &**name));
            }
        }
        false
    }

    /// The classes below some others, in the order of their names.
    pub(crate) fn classes_below(&self, above: &[Arc<str>]) -> Vec<Arc<str>> {
        let mut found: BTreeSet<&Arc<str>> = BTreeSet::new();
        let mut waiting: Vec<&Arc<str>> = above.iter().collect();
        while let Some(class) = waiting.pop() {
            for below in self.below.get(class).into_iter().flatten() {
                if !above.contains(below) && found.insert(below) {
                    waiting.push(below);
                }
            }
        }
        found.into_iter().cloned().collect()
    }

    /// The markets that are members of a group on a day, itself or through groups in it; each group
    /// is looked at once. The order is that in which they are declared.
    fn each_member(&self, group: &str, on: Date, mut visit: impl FnMut(Market) -> bool) -> bool {
        let mut seen: BTreeSet<&str> = BTreeSet::from([group]);
        let mut waiting: Vec<std::slice::Iter<'_, GroupMember>> = Vec::new();
        waiting.extend(self.groups.get(group).map(|group| group.members.iter()));
        while let Some(members) = waiting.last_mut() {
            let Some((member, from, until)) = members.next() else {
                waiting.pop();
                continue;
            };
            if from.is_some_and(|from| from > on) || until.is_some_and(|until| until < on) {
                continue;
            }
            match member {
                ScopeItem::One(market) if visit(*market) => return true,
                ScopeItem::Group(inner) if seen.insert(inner) => {
                    waiting.extend(self.groups.get(inner).map(|group| group.members.iter()));
                }
                _ => {}
            }
        }
        false
    }

    /// A market is a member of a group on a day.
    pub fn is_member(&self, group: &str, market: Market, on: Date) -> bool {
        self.each_member(group, on, |member| member.contains(market))
    }

    /// An item of a scope is the market, or the market lies in it.
    pub fn covers(&self, item: &ScopeItem<Market>, market: Market, on: Date) -> bool {
        match item {
            ScopeItem::One(one) => one.contains(market),
            ScopeItem::Group(group) => self.is_member(group, market, on),
        }
    }

    /// A scope holds in a market on a day.
    pub fn in_scope(&self, scope: &MarketScope, market: Market, on: Date) -> bool {
        let included = scope.included.is_empty()
            || scope
                .included
                .iter()
                .any(|item| self.covers(item, market, on));
        included
            && !scope
                .excluded
                .iter()
                .any(|item| self.covers(item, market, on))
    }

    /// The groups that a market is a member of on a day.
    pub fn groups_of(&self, market: Market, on: Date) -> impl Iterator<Item = &Arc<str>> {
        self.groups
            .keys()
            .filter(move |group| self.is_member(group, market, on))
    }

    /// The members of a group on a day, in order.
    pub fn members(&self, group: &str, on: Date) -> Vec<Market> {
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        self.each_member(group, on, |market| {
            if seen.insert(market) {
                members.push(market);
            }
            false
        });
        members
    }
}
