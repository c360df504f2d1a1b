//! Every name of a rule set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::ir::{Group, Instrument, MarketScope, ScopeItem, Texts};
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
    /// Google product categories.
    pub google: Vec<Taxon>,
    /// Categories of Shopify's taxonomy.
    pub shopify: Vec<Taxon>,
    /// Product types of Amazon.
    pub amazon: Vec<Arc<str>>,
    /// Numbers of eBay categories.
    pub ebay: Vec<u64>,
    /// Words of titles that suggest the class, and decide nothing.
    pub words: Vec<Arc<str>>,
    /// The classes directly above it.
    pub within: Vec<Arc<str>>,
}

/// A category of a shop's taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taxon {
    /// The one of this number.
    Number(u64),
    /// The one of this code (`tg-5`), and those below it.
    Code(Arc<str>),
    /// The one of this path (`Toys & Games > Toys`), and those below it; in small letters.
    Path(Vec<Arc<str>>),
}

impl Taxon {
    /// Reads a number, a code or a path.
    pub fn new(text: &str) -> Self {
        if let Ok(number) = text.parse() {
            return Self::Number(number);
        }
        if text.contains('-') && !text.contains([' ', '>']) {
            return Self::Code(text.into());
        }
        Self::Path(
            steps(text)
                .iter()
                .map(|step| step.as_str().into())
                .collect(),
        )
    }

    /// Whether what a catalogue says is this category or one below it. Catalogues write the number,
    /// the path, or both (`469 > Health & Beauty`, `328 - Electronics > …`).
    ///
    /// ```
    /// use tidewaiter_lang::Taxon;
    /// let toys = Taxon::new("Toys & Games > Toys");
    /// assert!(toys.holds("toys & games > toys > dolls"));
    /// assert!(toys.holds("1255 - Toys & Games > Toys"));
    /// assert!(!toys.holds("Toys & Games > Games"));
    /// assert!(Taxon::new("tg-5").holds("gid://shopify/TaxonomyCategory/tg-5-1"));
    /// assert!(!Taxon::new("tg-5").holds("tg-50"));
    /// assert!(Taxon::new("1253").holds("1253"));
    /// ```
    pub fn holds(&self, category: &str) -> bool {
        let category = category.trim();
        let rest = category.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = category
            .get(..category.len() - rest.len())
            .unwrap_or_default();
        match self {
            Self::Number(number) => digits.parse() == Ok(*number),
            Self::Code(code) => {
                let stated = category.rsplit('/').next().unwrap_or(category);
                stated
                    .strip_prefix(&**code)
                    .is_some_and(|below| below.is_empty() || below.starts_with('-'))
            }
            Self::Path(path) => {
                let rest = rest.trim_start_matches([' ', '-', '>']);
                let stated = steps(if digits.is_empty() { category } else { rest });
                !path.is_empty()
                    && path.len() <= stated.len()
                    && path.iter().zip(&stated).all(|(a, b)| **a == **b)
            }
        }
    }
}

/// The steps of a path, in small letters.
fn steps(path: &str) -> Vec<String> {
    path.split('>')
        .map(|step| step.trim().to_lowercase())
        .collect()
}

/// Everything that rules and records refer to by name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Records, attributes and enums.
    pub schema: Schema,
    /// The classes.
    pub classes: BTreeMap<Arc<str>, Class>,
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
