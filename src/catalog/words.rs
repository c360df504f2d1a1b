//! The words by which plain tables call their columns, in the languages of the profiles: one list.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{InputCode, InputProblem};
use crate::record::Header;
use crate::sentence::{Sentence, say};
use crate::value::{Currency, Unit, folded};

/// Words for columns, folded and in the order of their bytes, with the attribute that each is.
static WORDS: &[(&str, &str)] = &include!("header_words.in");

/// Headers that were taken for attributes.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Headers to paths, with the unit or currency that stands in the header.
    pub(super) columns: BTreeMap<String, String>,
    /// Headers that name one and the same attribute, so that none of them was taken.
    doubtful: Vec<(String, String)>,
}

/// A header, with the unit or currency that stands in it.
type Named<'h> = (&'h Arc<str>, Option<String>);

/// The headers of a table that are words for attributes, where one column alone is such a word. What the
/// user maps is left as it is.
pub(super) fn taken(names: &[Arc<str>], own: &BTreeMap<String, String>) -> Taken {
    let mut found: BTreeMap<&str, Vec<Named<'_>>> = BTreeMap::new();
    for name in names.iter().filter(|name| !own.contains_key(&***name)) {
        // `hs_code` and `Price (EUR)` are attributes already.
        let own = name.split([' ', '(', '[']).next().unwrap_or(name);
        if let Some((path, stated)) = attribute(name)
            && !own.eq_ignore_ascii_case(path)
            && name.trim().to_lowercase().replace([' ', '-'], "_") != path
        {
            let columns = found.entry(path).or_default();
            if columns.iter().all(|(known, _)| *known != name) {
                columns.push((name, stated));
            }
        }
    }
    let named = |path: &str| {
        own.values()
            .any(|mapped| mapped.split(" (").next() == Some(path))
            || names.iter().any(|name| {
                let name = name.split([' ', '(', '[']).next().unwrap_or(name);
                name.eq_ignore_ascii_case(path)
            })
    };
    let mut taken = Taken::default();
    for (path, columns) in found {
        match columns.as_slice() {
            [(name, stated)] if !named(path) => {
                let path = match stated {
                    Some(stated) => format!("{path} ({stated})"),
                    None => path.to_owned(),
                };
                taken.columns.insert(name.to_string(), path);
            }
            columns => {
                let names = columns.iter().map(|(name, _)| name.to_string());
                taken
                    .doubtful
                    .extend(names.map(|name| (name, path.to_owned())));
            }
        }
    }
    taken
}

/// The attribute that a header is a word for, and the unit or currency that stands in it:
/// `Gewicht (kg)`, `Preis in EUR`, `Prix €`.
pub(crate) fn attribute(header: &str) -> Option<(&'static str, Option<String>)> {
    let word = |text: &str| {
        let name = folded(text);
        let index = WORDS
            .binary_search_by(|(word, _)| (*word).cmp(&name))
            .ok()?;
        WORDS.get(index).map(|(_, path)| *path)
    };
    with_stated(header, word).or_else(|| word(header).map(|path| (path, None)))
}

/// A header with its unit or currency behind the word.
fn with_stated(
    header: &str,
    word: impl Fn(&str) -> Option<&'static str>,
) -> Option<(&'static str, Option<String>)> {
    let header = header.trim().trim_end_matches([')', ']', '）']);
    let (name, stated) = header.rsplit_once(['(', '[', '（', ' ', '/'])?;
    let stated = stated_in(stated.trim())?;
    let mut name = name.trim();
    for word in [" in", " en", " em", " w", " i", " à"] {
        name = name.strip_suffix(word).unwrap_or(name);
    }
    word(name).map(|path| (path, Some(stated)))
}

/// The unit or currency of a text.
fn stated_in(text: &str) -> Option<String> {
    let currency = match text {
        "€" => Currency::parse("EUR").ok(),
        "£" => Currency::parse("GBP").ok(),
        "zł" => Currency::parse("PLN").ok(),
        code => Currency::parse(&code.to_uppercase()).ok(),
    };
    let unit = || Unit::lookup(text).or_else(|| Unit::lookup(&text.to_lowercase()));
    currency
        .map(|currency| currency.to_string())
        .or_else(|| unit().map(|unit| unit.symbol().to_owned()))
}

impl Taken {
    /// What was taken is told, and what was not because two columns are the same.
    pub(super) fn told(&self, file: &str, header: &Header) -> Option<InputProblem> {
        let pairs = |columns: &mut dyn Iterator<Item = (&str, &str)>| {
            let shown: Vec<String> = columns
                .map(|(name, path)| format!("{name} = {path}"))
                .collect();
            let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            (!shown.is_empty()).then(|| Sentence::all_of(&shown, 20))
        };
        // `EAN` and `Name` are what the schema itself says.
        let worth = |(name, path): (&String, &String)| {
            let known = ["ean", "upc", "barcode", "gtin"].contains(&folded(name).as_str());
            (!known).then(|| (name.clone(), path.clone()))
        };
        let taken: Vec<(String, String)> = self.columns.iter().filter_map(worth).collect();
        let taken = pairs(&mut taken.iter().map(|(a, b)| (a.as_str(), b.as_str())));
        let doubtful = pairs(&mut self.doubtful.iter().map(|(a, b)| (a.as_str(), b.as_str())));
        let message = match (taken, doubtful) {
            (None, None) => return None,
            (Some(taken), None) => say!(
                "headers were taken for attributes: {taken}",
                "已将表头识别为属性:{taken}",
                taken,
            ),
            (None, Some(doubtful)) => say!(
                "headers were not taken, since another column is the same attribute: {doubtful}",
                "以下表头未采用,因为另有一列是同一属性:{doubtful}",
                doubtful,
            ),
            (Some(taken), Some(doubtful)) => say!(
                "headers were taken for attributes: {taken}; not taken, since another column is the same attribute: {doubtful}",
                "已将表头识别为属性:{taken};未采用,因为另有一列是同一属性:{doubtful}",
                taken,
                doubtful,
            ),
        };
        Some(InputProblem::new(
            InputCode::HeaderWords,
            file,
            header.line,
            message,
            say!(
                "if one is wrong, map it with --map COLUMN=PATH; --profile none takes none",
                "若有错误,请用 --map 列=路径 映射;--profile none 则一律不识别",
            ),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_folded_and_attributes() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        let names = &crate::RulePack::standard().unwrap().rules().names.clone();
        for (word, path) in WORDS {
            assert_eq!(folded(word), *word);
            assert!(
                super::super::profile::attribute_exists(path, names),
                "{word}: {path}"
            );
            let own = names.schema.root_attribute(word);
            assert!(own.is_none_or(|own| *own.name == **path), "{word}: {path}");
        }
    }

    #[test]
    fn headers_in_several_languages() {
        for (header, path, stated) in [
            ("Artikelnummer", "sku", None),
            ("Gewicht (kg)", "weight", Some("kg")),
            ("Preis in EUR", "price", Some("EUR")),
            ("Prix TTC (€)", "price", Some("EUR")),
            ("PAÍS DE ORIGEN", "origin", None),
            ("Kraj pochodzenia", "origin", None),
            ("商品名称", "title", None),
        ] {
            let stated = stated.map(str::to_owned);
            assert_eq!(attribute(header), Some((path, stated)), "{header}");
        }
        assert_eq!(attribute("Lieblingsfarbe"), None);
    }

    #[test]
    fn two_columns_of_one_attribute_are_not_taken() {
        let names: Vec<Arc<str>> = ["Preis", "Verkaufspreis", "Marke", "brand", "EAN"]
            .into_iter()
            .map(Arc::from)
            .collect();
        let taken = taken(&names, &BTreeMap::new());
        let columns: Vec<&String> = taken.columns.keys().collect();
        assert_eq!(columns, ["EAN"]);
        let told = taken.told("a.csv", &Header::new(1, ["Preis"])).unwrap();
        assert!(told.to_string().contains("Verkaufspreis = price"), "{told}");
    }
}
