//! Every name of a rule set.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ir::{Group, Instrument, MarketScope, ScopeItem, Texts};
use super::{Schema, Table, Type};
use crate::value::{Date, HsCode, Market};

/// A class of products that laws regulate.
#[derive(Debug, Clone)]
pub struct Class {
    /// The name.
    pub name: Arc<str>,
    /// The title.
    pub title: Texts,
    /// Prefixes of the Harmonized System.
    pub hs: Vec<HsCode>,
    /// Google product category numbers.
    pub google: Vec<u64>,
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
        let mut seen: Vec<&str> = Vec::new();
        let mut waiting = vec![class];
        while let Some(class) = waiting.pop() {
            if class == above {
                return true;
            }
            if seen.contains(&class) {
                continue;
            }
            seen.push(class);
            if let Some(class) = self.classes.get(class) {
                waiting.extend(class.within.iter().map(|name| &**name));
            }
        }
        false
    }

    /// A market is a member of a group on a day.
    pub fn is_member(&self, group: &str, market: Market, on: Date) -> bool {
        // Groups cannot contain themselves: the analysis refuses circles.
        self.groups.get(group).is_some_and(|group| {
            group.members.iter().any(|(member, from, until)| {
                from.is_none_or(|from| from <= on)
                    && until.is_none_or(|until| on <= until)
                    && self.covers(member, market, on)
            })
        })
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
        if let Some(group) = self.groups.get(group) {
            for (member, from, until) in &group.members {
                if from.is_some_and(|from| from > on) || until.is_some_and(|until| until < on) {
                    continue;
                }
                match member {
                    ScopeItem::One(market) => members.push(*market),
                    ScopeItem::Group(inner) => members.extend(self.members(inner, on)),
                }
            }
        }
        members.dedup();
        members
    }
}
