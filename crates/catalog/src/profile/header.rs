//! The cells of a header, held against the columns of a profile.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::definition::Profile;
use super::library::standard_profiles;
use crate::value::{Currency, Unit};

/// The longest cell that is looked at as a header, in bytes.
const LONGEST: usize = 1024;

/// A header as it is compared: small letters, no stars, marks or doubled spaces.
///
/// `*Title` (eBay), `g:title` (feeds) and `item_name[language_tag=en_US]#1.value` (Amazon) are
/// `title`, `title` and `item_name.value`.
pub(super) fn normal(header: &str) -> String {
    let header = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // A text of a product that stands among the first rows; no profile has a name so long.
    if header.len() > LONGEST {
        return header.to_owned();
    }
    let header = header.trim_start_matches('*');
    let header = header.strip_prefix("g:").unwrap_or(header);
    let header = without_flags(header);
    let mut text = String::with_capacity(header.len());
    let mut rest = header;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = selector(rest) {
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c.is_whitespace() {
            if !text.ends_with(' ') {
                text.push(' ');
            }
        } else {
            text.extend(c.to_lowercase());
        }
    }
    text.trim().to_owned()
}

/// `ps_price|1|1` without the flags of a template.
fn without_flags(header: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match header.rsplitn(3, '|').collect::<Vec<_>>().as_slice() {
        [second, first, name] if is_number(second) && is_number(first) => name,
        _ => header,
    }
}

/// What follows `[name=value]` or `#1` at the beginning of a text.
fn selector(text: &str) -> Option<&str> {
    if let Some(inner) = text.strip_prefix('[') {
        let (inside, after) = inner.split_once(']')?;
        // An offer for businesses is another one.
        let other = inside.to_lowercase().contains("audience=b2b");
        return (inside.contains('=') && !other).then_some(after);
    }
    let after = text.strip_prefix('#')?;
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    (rest.len() < after.len() && (rest.is_empty() || rest.starts_with('.'))).then_some(rest)
}

/// What a placeholder of a name stands for in a header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Caught {
    /// The number of `{n}`.
    pub(super) n: Option<u32>,
    /// The unit of `{unit}`.
    pub(super) unit: Option<Unit>,
    /// The currency of `{currency}`.
    pub(super) currency: Option<Currency>,
    /// The text of `{*}`.
    pub(super) text: Option<String>,
}

/// Whether a header is one of a name; both in their normal form.
pub(super) fn matches(name: &str, header: &str) -> Option<Caught> {
    let Some((before, rest)) = name.split_once('{') else {
        return (name == header).then(Caught::default);
    };
    let (placeholder, after) = rest.split_once('}')?;
    if after.contains('{') {
        return matches_twice(before, placeholder, after, header);
    }
    let inside = header.strip_prefix(before)?.strip_suffix(after)?;
    let mut caught = Caught::default();
    match placeholder {
        "n" => {
            let digits = !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit());
            caught.n = Some(digits.then(|| inside.parse().ok()).flatten()?);
        }
        "currency" => caught.currency = Some(Currency::parse(&inside.to_uppercase()).ok()?),
        "unit" => caught.unit = Some(Unit::lookup(inside)?),
        _ => {
            if inside.is_empty() {
                return None;
            }
            caught.text = Some(inside.to_owned());
        }
    }
    Some(caught)
}

/// A name with several placeholders: the first stands for as little as it can, and its text counts.
fn matches_twice(before: &str, placeholder: &str, after: &str, header: &str) -> Option<Caught> {
    let rest = header.strip_prefix(before)?;
    let literal = after.split_once('{').map_or(after, |(literal, _)| literal);
    rest.match_indices(literal).find_map(|(at, _)| {
        let inside = rest.get(..at)?;
        let first = matches(&format!("{{{placeholder}}}"), inside)?;
        let behind = matches(after, rest.get(at..)?)?;
        Some(Caught {
            n: first.n.or(behind.n),
            unit: first.unit.or(behind.unit),
            currency: first.currency.or(behind.currency),
            text: first.text.or(behind.text),
        })
    })
}

/// A column of a file that feeds an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Feed {
    /// The column of the profile, by its number.
    pub(super) column: usize,
    /// What the placeholder stands for.
    pub(super) caught: Caught,
}

/// The names of a profile's columns, as headers are compared with them.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Columns by their names.
    exact: HashMap<String, Vec<usize>>,
    /// Names with a placeholder, and their columns.
    patterns: Vec<(String, usize)>,
    /// The names of each column.
    of_columns: Vec<Vec<String>>,
}

impl Names {
    /// Those of a profile; of a standard one, which every table is held against, they are put together
    /// once.
    pub(super) fn of(profile: &Profile) -> Arc<Self> {
        static STANDARD: OnceLock<Vec<Arc<Names>>> = OnceLock::new();
        let profiles = standard_profiles();
        let standard = STANDARD.get_or_init(|| profiles.iter().map(Self::read).collect());
        profiles
            .iter()
            .position(|one| std::ptr::eq(one, profile))
            .and_then(|number| standard.get(number).cloned())
            .unwrap_or_else(|| Self::read(profile))
    }

    fn read(profile: &Profile) -> Arc<Self> {
        let mut names = Self::default();
        for (number, column) in profile.columns.iter().enumerate() {
            let own: Vec<String> = column.names().map(normal).collect();
            for name in &own {
                if name.contains('{') {
                    names.patterns.push((name.clone(), number));
                } else {
                    let numbers = names.exact.entry(name.clone()).or_default();
                    if !numbers.contains(&number) {
                        numbers.push(number);
                    }
                }
            }
            names.of_columns.push(own);
        }
        Arc::new(names)
    }

    /// The names of all columns that have this one, and the name itself.
    fn beside<'a>(&'a self, form: &'a str) -> impl Iterator<Item = &'a str> {
        let exact = self.exact.get(form).into_iter().flatten().copied();
        let patterns = self.patterns.iter();
        let patterns = patterns.filter_map(move |(name, number)| (name == form).then_some(*number));
        exact
            .chain(patterns)
            .filter_map(|number| self.of_columns.get(number))
            .flatten()
            .map(String::as_str)
            .chain(std::iter::once(form))
    }

    /// The columns whose names fit a header with a placeholder.
    fn fitting(&self, form: &str) -> Vec<Feed> {
        let mut feeds: Vec<Feed> = Vec::new();
        for (name, column) in &self.patterns {
            if feeds.iter().all(|feed| feed.column != *column)
                && let Some(caught) = matches(name, form)
            {
                feeds.push(Feed {
                    column: *column,
                    caught,
                });
            }
        }
        feeds
    }
}

/// The headers of a row as they are compared, with their numbers.
#[derive(Debug, Default)]
pub(super) struct Forms {
    list: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, Vec<usize>>,
}

impl Forms {
    /// Those of the cells of a row.
    pub(super) fn of(row: &[String]) -> Self {
        let mut forms = Self::default();
        for cell in row {
            forms.add(normal(cell).into());
        }
        forms
    }

    fn add(&mut self, form: Arc<str>) {
        let numbers = self.numbers.entry(form.clone()).or_default();
        numbers.push(self.list.len());
        self.list.push(form);
    }

    /// In their order.
    fn iter(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|form| &**form)
    }

    /// The headers that are one of these of a profile; a name that the profile has no column of stands
    /// for itself.
    pub(super) fn numbers_of(&self, names: &Names, name: &str) -> Vec<usize> {
        let form = normal(name);
        let mut numbers: Vec<usize> = Vec::new();
        for name in names.beside(&form) {
            if name.contains('{') {
                let all = self.list.iter().enumerate();
                let fitting = all.filter(|(_, form)| matches(name, form).is_some());
                numbers.extend(fitting.map(|(number, _)| number));
            } else {
                numbers.extend(self.numbers.get(name).into_iter().flatten());
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// A header of a file.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// As the file writes it.
    pub(super) text: Arc<str>,
    /// The columns of the profile that it is.
    pub(super) feeds: Vec<Feed>,
}

/// The headers of a file. Those of trees come to light one after the other.
#[derive(Debug, Default)]
pub(super) struct Headers {
    list: Vec<Header>,
    numbers: HashMap<Arc<str>, usize>,
    forms: Forms,
    names: Arc<Names>,
}

impl Headers {
    /// The headers of files of a profile.
    pub(super) fn new(profile: &Profile) -> Self {
        Self {
            names: Names::of(profile),
            ..Self::default()
        }
    }

    /// Adds a column of a table. Two columns of a table may have one name.
    pub(super) fn add(&mut self, text: &str) -> usize {
        let text: Arc<str> = text.trim().trim_start_matches('\u{feff}').into();
        let form = normal(&text);
        // A column that is named beats one that merely fits a pattern.
        let feeds = match self.names.exact.get(&form) {
            Some(columns) => columns
                .iter()
                .map(|column| Feed {
                    column: *column,
                    caught: Caught::default(),
                })
                .collect(),
            None => self.names.fitting(&form),
        };
        let number = self.list.len();
        self.numbers.entry(text.clone()).or_insert(number);
        self.forms.add(form.into());
        self.list.push(Header { text, feeds });
        number
    }

    /// The header of a text, which is added if it is new.
    pub(super) fn find_or_add(&mut self, text: &str) -> usize {
        match self.numbers.get(text) {
            Some(number) => *number,
            None => self.add(text),
        }
    }

    pub(super) fn get(&self, number: usize) -> Option<&Header> {
        self.list.get(number)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Header> {
        self.list.iter()
    }

    /// The headers as they are compared.
    pub(super) fn forms(&self) -> impl Iterator<Item = &str> {
        self.forms.iter()
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The columns of a file that are one of these of the profile; a name that the profile has no
    /// column of stands for itself.
    pub(super) fn numbers_of(&self, name: &str) -> Vec<usize> {
        self.forms.numbers_of(&self.names, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_many_hands_are_one() {
        for (written, meant) in [
            ("\u{feff}Handle", "handle"),
            ("*Title", "title"),
            (" Is  featured? ", "is featured?"),
            ("g:image_link", "image_link"),
            (
                "country_of_origin[marketplace_id=ATVPDKIKX0DER]#1.value",
                "country_of_origin.value",
            ),
            ("ps_price|1|1", "ps_price"),
            ("#", "#"),
            ("a[", "a["),
        ] {
            assert_eq!(normal(written), meant);
        }
    }

    #[test]
    fn placeholders() {
        assert_eq!(
            matches("attribute {n} value(s)", "attribute 12 value(s)").and_then(|c| c.n),
            Some(12)
        );
        assert!(matches("attribute {n} name", "attribute x name").is_none());
        assert_eq!(
            matches("weight ({unit})", "weight (lbs)").and_then(|c| c.unit),
            Unit::lookup("lb")
        );
        assert!(matches("weight ({unit})", "weight (stone age)").is_none());
        assert_eq!(
            matches("price {currency}", "price eur").and_then(|c| c.currency),
            Currency::parse("EUR").ok()
        );
        assert!(matches("price {currency}", "price now").is_none());
        assert!(matches("meta: {*}", "meta: ").is_none());
        let metafield = "{*} (product.metafields.{*}.hs_code)";
        assert!(matches(metafield, "hs code (product.metafields.custom.hs_code)").is_some());
        assert!(matches(metafield, "hs code (product.metafields.hs_code)").is_none());
        assert!(matches(metafield, "hs (code) (product.metafields.a.b.hs_code)").is_some());
        assert!(matches(metafield, "size (product.metafields.custom.size)").is_none());
    }
}
