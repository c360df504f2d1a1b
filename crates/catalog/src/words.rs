//! The words by which plain tables call their columns, in the languages of the profiles: one list.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{InputCode, InputProblem};
use crate::record::{Header, with_unit};
use crate::sentence::{Sentence, say};
use crate::value::{Currency, Dimension, Unit, folded, is_sign};

/// Words for columns, folded and in the order of their bytes, with the attribute that each is.
static WORDS: &[(&str, &str)] = &include!("header_words.in");

/// Words that name a column only where no better one names the same, folded.
const WEAK: &[&str] = &[
    "articolo",
    "articulo",
    "indeks",
    "item",
    "product",
    "product id",
    "prodotto",
    "producto",
    "produit",
    "produkt",
    "produto",
    "ref",
    "termek",
    "urun",
    "产品",
    "商品",
    "產品",
    "상품",
    "제품",
];

/// Columns that state the unit of each row's weight or lengths, folded.
const UNITS: &[(&str, &str)] = &[
    ("agirlik birimi", "weight unit"),
    ("einheit gewicht", "weight unit"),
    ("gewicht einheit", "weight unit"),
    ("gewichtseenheid", "weight unit"),
    ("gewichtseinheit", "weight unit"),
    ("jednostka wagi", "weight unit"),
    ("unidad de peso", "weight unit"),
    ("unit of weight", "weight unit"),
    ("unita di peso", "weight unit"),
    ("unite de poids", "weight unit"),
    ("viktenhet", "weight unit"),
    ("weight unit", "weight unit"),
    ("weight unit of measure", "weight unit"),
    ("weight uom", "weight unit"),
    ("重量单位", "weight unit"),
    ("重量単位", "weight unit"),
    ("무게 단위", "weight unit"),
    ("무게단위", "weight unit"),
    ("length unit", "length unit"),
    ("width unit", "width unit"),
    ("height unit", "height unit"),
];

/// What headers say of the tax in a price, folded: it is in it.
const TAXED: &[&str] = &[
    "brutto",
    "incl btw",
    "incl gst",
    "incl tax",
    "incl tva",
    "incl vat",
    "inkl alv",
    "including tax",
    "including vat",
    "inc gst",
    "inc tax",
    "inc vat",
    "inkl moms",
    "inkl mva",
    "inkl mwst",
    "inkl ust",
    "con iva",
    "iva incl",
    "iva incluido",
    "iva inclusa",
    "iva compresa",
    "ivato",
    "com iva",
    "iva incluido",
    "kdv dahil",
    "cu tva",
    "s dph",
    "z vat",
    "ttc",
    "tva incluse",
    "toutes taxes comprises",
    "sis alv",
    "含税",
    "含稅",
    "税込",
    "税込み",
    "vat 포함",
    "부가세포함",
    "부가세 포함",
];

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
        if let Some((path, stated)) = attribute(name)
            && !is_itself(name, path)
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
            || names.iter().any(|name| is_itself(name, path))
    };
    let mut taken = Taken::default();
    for (path, mut columns) in found {
        let weak = |(name, _): &Named<'_>| WEAK.contains(&folded(name).as_str());
        if columns.len() > 1 && columns.iter().filter(|column| !weak(column)).count() == 1 {
            columns.retain(|column| !weak(column));
        }
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
    let unit_of = |name: &Arc<str>| {
        let name = folded(name);
        UNITS.iter().find(|(word, _)| *word == name)
    };
    for (path, of) in [
        ("weight unit", "weight"),
        ("length unit", "length"),
        ("width unit", "width"),
        ("height unit", "height"),
    ] {
        let mut columns = names.iter().filter(|name| {
            !own.contains_key(&***name) && unit_of(name).is_some_and(|(_, unit)| *unit == path)
        });
        let measured = named(of) || taken.columns.values().any(|taken| taken == of);
        if let (Some(name), None, true) = (columns.next(), columns.next(), measured) {
            taken.columns.insert(name.to_string(), path.to_owned());
        }
    }
    taken
}

/// A header is the attribute itself, perhaps with its unit: `hs_code`, `Price (EUR)`.
fn is_itself(header: &str, path: &str) -> bool {
    let (name, _) = with_unit(header.trim());
    name.eq_ignore_ascii_case(path) || name.trim().to_lowercase().replace([' ', '-'], "_") == path
}

/// What a header may state of the numbers below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stating {
    Currency,
    Unit(Dimension),
    Nothing,
}

fn stating(path: &str) -> Stating {
    match path {
        "price" | "reference_price" => Stating::Currency,
        "weight" | "net_mass" => Stating::Unit(Dimension::Mass),
        "length" | "width" | "height" => Stating::Unit(Dimension::Length),
        _ => Stating::Nothing,
    }
}

/// The attribute that a header is a word for, and the unit or currency that stands in it:
/// `Gewicht (kg)`, `Preis in EUR`, `Prix €`.
pub fn attribute(header: &str) -> Option<(&'static str, Option<String>)> {
    // A text of a product that stands among the first rows.
    if header.len() > 256 {
        return None;
    }
    let lines: Vec<&str> = header.split_whitespace().collect();
    let header = lines.join(" ");
    with_stated(&header)
        .or_else(|| word(&header).map(|path| (path, None)))
        .or_else(|| said_twice(&header).map(|path| (path, None)))
}

/// The attribute of a word, of a name of the schema that takes a unit or currency, or of a word for
/// prices with what says that their tax is in them.
fn word(text: &str) -> Option<&'static str> {
    let name = folded(text);
    let listed = |name: &str| {
        let index = WORDS.binary_search_by(|(word, _)| (*word).cmp(name)).ok()?;
        WORDS.get(index).map(|(_, path)| *path)
    };
    let own = |name: &str| {
        let own = ["price", "weight", "length", "width", "height"];
        own.into_iter().find(|own| *own == name)
    };
    let taxed = || {
        let name = without_rate(&name);
        let rest = TAXED.iter().find_map(|taxed| {
            let rest = name
                .strip_suffix(taxed)
                .or_else(|| name.strip_prefix(taxed))?;
            Some(rest.trim()).filter(|rest| !rest.is_empty())
        })?;
        listed(rest)
            .or_else(|| own(rest))
            .filter(|path| *path == "price")
    };
    listed(&name).or_else(|| own(&name)).or_else(taxed)
}

/// A header without the rate of a tax: `Preis inkl. 19 % MwSt.`
fn without_rate(name: &str) -> String {
    let words = name.split(' ');
    let words: Vec<&str> = words
        .filter(|word| !word.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    words.join(" ")
}

/// A header of a price says that its tax is in it.
fn is_taxed(header: &str) -> bool {
    let name = without_rate(&folded(header));
    let spaced = format!(" {name} ");
    let says = |word: &&str| {
        if word.is_ascii() {
            spaced.contains(&format!(" {word} "))
        } else {
            name.contains(*word)
        }
    };
    let whole = [
        "bruttopreis",
        "bruttoverkaufspreis",
        "gross price",
        "prezzo lordo",
        "verkoopprijs incl",
    ];
    TAXED.iter().any(says) || whole.iter().any(says)
}

/// A header that says one thing in two words: `EAN / UPC`, `Artikelnummer (SKU)`.
fn said_twice(header: &str) -> Option<&'static str> {
    let mut parts = header
        .split(['/', '(', ')', '[', ']', '|', '（', '）'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let first = word(parts.next()?)?;
    let second = word(parts.next()?)?;
    (first == second && parts.all(|part| word(part) == Some(first))).then_some(first)
}

/// A header with its unit or currency behind the word.
fn with_stated(header: &str) -> Option<(&'static str, Option<String>)> {
    let header = header.trim().trim_end_matches([')', ']', '）', ':', '*']);
    let cut = header.rsplit_once(['(', '[', '（', ' ', '/', ',', '_']);
    // `重量kg` has nothing between them.
    let joined = || {
        let end = header
            .trim_end_matches(|c: char| c.is_ascii_alphabetic())
            .len();
        header
            .split_at_checked(end)
            .filter(|(name, unit)| !name.is_empty() && !name.is_ascii() && !unit.is_empty())
    };
    let of = |(name, stated): (&str, &str)| {
        let mut name = name.trim().trim_end_matches([',', '.', ':']);
        for word in [" in", " en", " em", " w", " i", " à"] {
            name = name.strip_suffix(word).unwrap_or(name);
        }
        let path = word(name)?;
        // A unit that the attribute does not have makes another thing of it: `Preis/kg`.
        Some((path, stated_in(stated.trim(), stating(path))?))
    };
    cut.and_then(of).or_else(|| joined().and_then(of))
}

/// The unit or currency of a text, of those that an attribute can have; a sign of several currencies
/// states none.
// Three cases: nothing stated, a sign of several currencies, one that is stated.
#[allow(clippy::option_option)]
fn stated_in(text: &str, stating: Stating) -> Option<Option<String>> {
    match stating {
        Stating::Currency => match Currency::written(text, None) {
            Ok(currency) => Some(Some(currency.to_string())),
            Err(_) => is_sign(text).then_some(None),
        },
        Stating::Unit(dimension) => Unit::lookup(text)
            .or_else(|| Unit::lookup(&text.to_lowercase()))
            .filter(|unit| unit.dimension() == dimension)
            .map(|unit| Some(unit.symbol().to_owned())),
        Stating::Nothing => None,
    }
}

/// The header is a word in which the decimals of its language stand behind a comma, and nothing that
/// is also English, Chinese, Japanese or Korean.
pub(super) fn writes_commas(header: &str) -> bool {
    const ENGLISH: &[&str] = &[
        "price", "weight", "length", "width", "height", "gross", "net", "mass", "item", "product",
        "retail", "selling", "unit", "list", "msrp", "rrp", "total", "sales", "consumer",
    ];
    let Some((path, _)) = attribute(header) else {
        return false;
    };
    let name = folded(header);
    let english = name.split(' ').any(|word| ENGLISH.contains(&word));
    let latin = name.chars().any(|c| c.is_ascii_alphabetic());
    let eastern = header
        .chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'));
    stating(path) != Stating::Nothing && latin && !english && !eastern
}

impl Taken {
    /// Headers of prices that say that the tax is in them, with the attribute that is true.
    pub(super) fn saying(&self) -> BTreeMap<String, String> {
        let prices = self
            .columns
            .iter()
            .filter(|(name, path)| path.split(" (").next() == Some("price") && is_taxed(name));
        prices
            .map(|(name, _)| (name.clone(), "price_includes_tax".to_owned()))
            .collect()
    }

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
        let saying = self.saying();
        let worth = |(name, path): (&String, &String)| {
            let known = ["ean", "upc", "barcode", "gtin"].contains(&folded(name).as_str());
            let path = match saying.get(name) {
                Some(also) => format!("{path} + {also}"),
                None => path.clone(),
            };
            (!known).then(|| (name.clone(), path))
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
        let names = &tidewaiter_checker::RulePack::standard()
            .unwrap()
            .rules()
            .names
            .clone();
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
            ("Weight in kg", "weight", Some("kg")),
            ("weight_kg", "weight", Some("kg")),
            ("Weight(kg)", "weight", Some("kg")),
            ("Price (€)", "price", Some("EUR")),
            ("Fiyat (TL)", "price", Some("TRY")),
            ("価格（円）", "price", Some("JPY")),
            ("Pris (kr)", "price", None),
            ("重量kg", "weight", Some("kg")),
            ("Preis\nin EUR", "price", Some("EUR")),
            ("Gewicht in Gramm", "weight", Some("g")),
            ("Preis inkl. MwSt.", "price", None),
            ("Precio con IVA (€)", "price", Some("EUR")),
            ("EAN / UPC", "gtin", None),
            ("Artikelnummer (SKU)", "sku", None),
        ] {
            let stated = stated.map(str::to_owned);
            assert_eq!(attribute(header), Some((path, stated)), "{header}");
        }
        for header in [
            "Lieblingsfarbe",
            "Preis/kg",
            "Preis pro kg",
            "Preis netto",
            "Prix HT (€)",
            "Gewicht (cm)",
            "Artikelnummer / EAN",
        ] {
            assert_eq!(attribute(header), None, "{header}");
        }
        assert!(writes_commas("Gewicht (kg)") && writes_commas("Prix"));
        assert!(!writes_commas("Weight (kg)") && !writes_commas("重量(kg)"));
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
