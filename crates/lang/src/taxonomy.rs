//! The category systems of shops: how their categories are written, and what a catalogue says of them.
//!
//! Which systems there are is said by the rules (`taxonomy google "…" { … }`), not here.

use std::sync::Arc;

use super::ir::Texts;

/// The category system of a shop.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// The name, which classes list its categories by.
    pub name: Arc<str>,
    /// The title.
    pub title: Texts,
    /// The attribute that a catalogue gives a category in.
    pub attribute: Arc<str>,
    /// How its categories are written.
    pub written: Vec<Written>,
}

/// How categories are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// As a number: `328`.
    Number,
    /// As a code whose beginnings are the categories above it: `tg-5-1`.
    Code,
    /// As a path from the top: `Toys & Games > Toys`.
    Path,
    /// As a name without order: `HEADPHONES`.
    Name,
}

impl Written {
    /// All of them, in the order in which a category is tried.
    pub const ALL: [Self; 4] = [Self::Number, Self::Code, Self::Path, Self::Name];

    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Code => "code",
            Self::Path => "path",
            Self::Name => "name",
        }
    }
}

/// A category of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taxon {
    /// The one of this number.
    Number(u64),
    /// The one of this code (`tg-5`), and those below it.
    Code(Arc<str>),
    /// The one of this path (`Toys & Games > Toys`), and those below it; in small letters.
    Path(Vec<Arc<str>>),
    /// The one of this name, whatever the case.
    Name(Arc<str>),
}

impl Taxon {
    /// Reads a category that is written in one of some ways; nothing if it is in none of them.
    pub fn read(text: &str, written: &[Written]) -> Option<Self> {
        Written::ALL
            .iter()
            .filter(|way| written.contains(way))
            .find_map(|way| match way {
                Written::Number => text.parse().ok().map(Self::Number),
                Written::Code => (text.contains('-') && !text.contains([' ', '>']))
                    .then(|| Self::Code(text.into())),
                Written::Path => {
                    let steps = steps(text);
                    let steps = steps.iter().map(|step| step.as_str().into());
                    Some(Self::Path(steps.collect()))
                }
                Written::Name => Some(Self::Name(text.into())),
            })
    }

    /// Whether what a catalogue says is this category or one below it. Catalogues write the number,
    /// the path, or both (`469 > Health & Beauty`, `328 - Electronics > …`).
    ///
    /// ```
    /// use tidewaiter_lang::{Taxon, Written};
    ///
    /// let holds = |category: &str, stated: &str| {
    ///     let category = Taxon::read(category, &Written::ALL);
    ///     category.is_some_and(|category| category.holds(stated))
    /// };
    /// assert!(holds("Toys & Games > Toys", "toys & games > toys > dolls"));
    /// assert!(holds("Toys & Games > Toys", "1255 - Toys & Games > Toys"));
    /// assert!(!holds("Toys & Games > Toys", "Toys & Games > Games"));
    /// assert!(holds("tg-5", "gid://shopify/TaxonomyCategory/tg-5-1"));
    /// assert!(!holds("tg-5", "tg-50"));
    /// assert!(holds("1253", "1253"));
    ///
    /// let name = Taxon::read("HEADPHONES", &[Written::Name]);
    /// assert!(name.is_some_and(|name| name.holds("Headphones")));
    /// ```
    pub fn holds(&self, category: &str) -> bool {
        let category = category.trim();
        let rest = category.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = category
            .get(..category.len() - rest.len())
            .unwrap_or_default();
        match self {
            Self::Number(number) => {
                !rest.starts_with(char::is_alphanumeric) && digits.parse() == Ok(*number)
            }
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
            Self::Name(name) => name.eq_ignore_ascii_case(category),
        }
    }
}

/// The steps of a path, in small letters.
fn steps(path: &str) -> Vec<String> {
    path.split('>')
        .map(|step| step.trim().to_lowercase())
        .collect()
}
