//! Countries and the regions inside them.

use std::fmt;

use thiserror::Error;

use crate::diag::did_you_mean;
use crate::sentence::{Explain, Sentence, say};

/// A country by its two letters of ISO 3166-1, or one of the two codes that trade uses besides
/// them: `XI` (Northern Ireland) and `XK` (Kosovo).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

const TRADE_CODES: [(&str, &str); 2] = [("XI", "Northern Ireland"), ("XK", "Kosovo")];

/// Names in catalogues that neither ISO nor CLDR lists, folded.
const OTHER_NAMES: &[(&str, &str)] = &include!("country_other_names.in");

/// Names that two countries bear, folded.
const SHARED: &[(&str, &str, &str)] = &[
    ("congo", "CG", "CD"),
    ("kongo", "CG", "CD"),
    ("the congo", "CG", "CD"),
    ("刚果", "CG", "CD"),
    ("コンゴ", "CG", "CD"),
    ("콩고", "CG", "CD"),
];

/// What stands before the name of a country of origin, folded.
const BEFORE: &[&str] = &[
    "made in",
    "made in the",
    "product of",
    "produce of",
    "produced in",
    "manufactured in",
    "assembled in",
    "imported from",
    "country of origin",
    "origin",
    "from",
    "the",
    "republic of",
    "kingdom of",
    "hergestellt in",
    "hergestellt in der",
    "hergestellt in den",
    "gefertigt in",
    "produziert in",
    "ursprungsland",
    "herkunftsland",
    "herkunft",
    "ursprung",
    "aus",
    "fabrique en",
    "fabrique au",
    "fabrique aux",
    "fabrique a",
    "produit en",
    "produit de",
    "origine",
    "pays d origine",
    "hecho en",
    "fabricado en",
    "producido en",
    "producto de",
    "origen",
    "pais de origen",
    "prodotto in",
    "fabbricato in",
    "paese di origine",
    "paese d origine",
    "fabricado em",
    "fabricado no",
    "fabricado na",
    "feito em",
    "feito no",
    "feito na",
    "produzido em",
    "pais de origem",
    "origem",
    "gemaakt in",
    "vervaardigd in",
    "geproduceerd in",
    "land van herkomst",
    "tillverkad i",
    "tillverkat i",
    "ursprungsland",
    "fremstillet i",
    "wyprodukowano w",
    "kraj pochodzenia",
    "mensei",
    "mense ulkesi",
    "原产国",
    "原产地",
    "产地",
    "原產地",
    "産地",
    "原産国",
    "생산지",
    "원산지",
    "제조국",
];

/// What stands behind it, folded.
const BEHIND: &[&str] = &[
    "制造", "製造", "生产", "生產", "产", "製", "制", "産", "산", "mainland",
];

/// Words that name several countries at once, folded.
const UNIONS: &[&str] = &[
    "eu",
    "e u",
    "ue",
    "ec",
    "eec",
    "european union",
    "europe",
    "european community",
    "eurozone",
    "eea",
    "europaische union",
    "europaeische union",
    "europa",
    "union europeenne",
    "union europea",
    "unione europea",
    "uniao europeia",
    "europese unie",
    "unia europejska",
    "europeiska unionen",
    "avrupa birligi",
    "made in eu",
    "made in europe",
    "欧盟",
    "歐盟",
    "欧洲",
    "欧州連合",
    "asia",
    "asien",
    "asie",
    "africa",
    "far east",
    "gcc",
    "asean",
    "eu non eu",
    "non eu",
    "scandinavia",
];

/// Words that name no country, folded.
const UNSTATED: &[&str] = &[
    "unknown",
    "various",
    "varies",
    "multiple",
    "multiple countries",
    "several",
    "mixed",
    "other",
    "n a",
    "na n",
    "not specified",
    "not available",
    "not applicable",
    "not known",
    "tbd",
    "tba",
    "imported",
    "import",
    "international",
    "worldwide",
    "does not apply",
    "see product",
    "unbekannt",
    "verschiedene",
    "diverse",
    "divers",
    "keine angabe",
    "k a",
    "inconnu",
    "inconnue",
    "plusieurs",
    "desconocido",
    "varios",
    "vari",
    "sconosciuto",
    "desconhecido",
    "onbekend",
    "diversen",
    "nieznany",
    "rozne",
    "okand",
    "bilinmiyor",
    "cesitli",
    "未知",
    "不详",
    "其他",
    "进口",
    "多国",
    "不明",
];

/// Names of countries and territories in forty languages, folded, in the order of their bytes: CLDR 49
/// of the Unicode Consortium.
static NAMES: &[(&str, &str)] = &include!("country_names.in");

/// Letters with what they are without accents.
static FOLDED: &[(char, &str)] = &include!("folded.in");

/// A name as names are compared: small letters without accents, words with single blanks between
/// them and no marks.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match FOLDED.binary_search_by(|(from, _)| from.cmp(&c)) {
            Ok(index) => folded.push_str(FOLDED.get(index).map_or("", |(_, to)| to)),
            // An accent that stands on its own.
            Err(_) if ('\u{300}'..='\u{36f}').contains(&c) => {}
            Err(_) if c == '&' => folded.push_str(" and "),
            // Vowel signs of Indian and Thai letters are no letters to Rust.
            Err(_) if c.is_alphanumeric() || (!c.is_ascii() && is_sign(c)) => folded.push(c),
            Err(_) => folded.push(' '),
        }
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// A folded name without the words that may stand before or behind it, longest first.
fn stripped(name: &str) -> impl Iterator<Item = &str> {
    let before = BEFORE.iter().filter_map(move |word| {
        let rest = name.strip_prefix(word)?;
        let whole = rest.starts_with(' ') || !word.is_ascii();
        whole.then(|| rest.trim())
    });
    let behind = BEHIND
        .iter()
        .filter_map(move |word| Some(name.strip_suffix(word)?.trim()));
    before.chain(behind)
}

fn is_sign(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{97f}' | '\u{e30}'..='\u{e4f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{65f}')
}

/// Why a text names no country.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CountryError {
    /// Several countries at once.
    #[error("{}", self.sentence())]
    Union(String),
    /// Two countries.
    #[error("{}", self.sentence())]
    Several {
        /// The text.
        text: String,
        /// The first of them.
        first: Country,
        /// Another one.
        second: Country,
    },
    /// A word for not known, or for many.
    #[error("{}", self.sentence())]
    Unstated(String),
    /// No country at all.
    #[error("{}", self.sentence())]
    Unknown(String),
}

impl Explain for CountryError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Union(text) => say!(
                "`{text}` is not one country, but several together",
                "`{text}` 不是一个国家,而是多个国家的统称",
                text,
            ),
            Self::Several {
                text,
                first,
                second,
            } => say!(
                "`{text}` names two countries, {first} and {second}",
                "`{text}` 写了两个国家:{first} 和 {second}",
                text,
                first = first.code(),
                second = second.code(),
            ),
            Self::Unstated(text) => say!(
                "`{text}` does not say which country it is",
                "`{text}` 没有说明是哪个国家",
                text,
            ),
            Self::Unknown(text) => say!("`{text}` is not a country", "`{text}` 不是国家", text),
        }
    }
}

impl CountryError {
    /// What would be right.
    pub fn help(&self) -> Sentence {
        match self {
            Self::Union(_) => say!(
                "write the one country, such as DE or IT; a good of the EU has an origin in one of its states",
                "请填写具体国家,例如 DE 或 IT;欧盟商品的原产地是其中一个成员国",
            ),
            Self::Several { .. } => say!(
                "write the one in which the good itself was made or last changed in substance; goods of several origins are products of their own",
                "请填写商品本身生产或最后发生实质性改变的国家;原产地不同的商品应分别列出",
            ),
            Self::Unstated(_) => say!(
                "write the country, such as DE or CN, or leave the cell empty until it is known",
                "请填写国家,例如 DE 或 CN;尚不清楚时请留空",
            ),
            Self::Unknown(_) => say!(
                "write its two letters, such as DE or CN",
                "请填写两位国家代码,例如 DE 或 CN",
            ),
        }
    }
}

/// A code that is neither a country nor a region.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
#[non_exhaustive]
pub struct UnknownMarket {
    /// The code.
    pub code: String,
    /// The nearest code that exists.
    pub suggestion: Option<String>,
}

impl Explain for UnknownMarket {
    fn sentence(&self) -> Sentence {
        let code = &self.code;
        match &self.suggestion {
            None => say!(
                "there is no country or region `{code}`",
                "没有国家或地区 `{code}`",
                code,
            ),
            Some(meant) => say!(
                "there is no country or region `{code}`; did you mean {meant}?",
                "没有国家或地区 `{code}`;是否应为 {meant}?",
                code,
                meant,
            ),
        }
    }
}

impl Country {
    /// Reads the two capital letters.
    pub fn parse(code: &str) -> Option<Self> {
        let known = TRADE_CODES.iter().any(|(trade, _)| *trade == code)
            || (code.len() == 2
                && code.bytes().all(|b| b.is_ascii_uppercase())
                && rust_iso3166::from_alpha2(code).is_some());
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        known.then_some(Self(bytes))
    }

    /// Reads what catalogues write: codes of two or three letters in any case, and names.
    ///
    /// ```
    /// use tidewaiter_value::Country;
    /// assert_eq!(Country::lookup("Germany"), Country::parse("DE"));
    /// assert_eq!(Country::lookup("chn"), Country::parse("CN"));
    /// assert_eq!(Country::lookup("Made in P.R. China"), Country::parse("CN"));
    /// ```
    pub fn lookup(text: &str) -> Option<Self> {
        Self::read(text).ok()
    }

    /// Reads what catalogues write, and says what is wrong with what names no country.
    pub fn read(text: &str) -> Result<Self, CountryError> {
        let text = text.trim();
        if let Some(country) = Self::parse(text) {
            return Ok(country);
        }
        let name = folded(text);
        let shared = |name: &str| SHARED.iter().find(|(shared, _, _)| *shared == name);
        if let Some((_, first, second)) = shared(&name).or_else(|| {
            let listed = Self::listed(&name).is_some();
            (!listed)
                .then(|| stripped(&name).find_map(shared))
                .flatten()
        }) && let (Some(first), Some(second)) = (Self::parse(first), Self::parse(second))
        {
            let text = text.to_owned();
            return Err(CountryError::Several {
                text,
                first,
                second,
            });
        }
        if let Some(country) = Self::named(&name).or_else(|| Self::with_code(&name)) {
            return Ok(country);
        }
        let of_iso = rust_iso3166::ALL.iter();
        let mut of_iso = of_iso.filter(|country| folded(country.name) == name);
        if let Some(country) = of_iso.next().and_then(|c| Self::parse(c.alpha2)) {
            return Ok(country);
        }
        // `China (Mainland)`, `DE - Germany`, `China, Vietnam`: what the parts say.
        if let Some((first, second)) = Self::parts(text) {
            return match second {
                None => Ok(first),
                Some(second) => Err(CountryError::Several {
                    text: text.to_owned(),
                    first,
                    second,
                }),
            };
        }
        let union = |name: &str| UNIONS.contains(&name);
        Err(if union(&name) || stripped(&name).any(union) {
            CountryError::Union(text.to_owned())
        } else if name.is_empty() || UNSTATED.contains(&name.as_str()) {
            CountryError::Unstated(text.to_owned())
        } else {
            CountryError::Unknown(text.to_owned())
        })
    }

    /// The country of a folded name, with or without `made in` before it.
    fn named(name: &str) -> Option<Self> {
        Self::listed(name).or_else(|| stripped(name).find_map(Self::listed))
    }

    /// The country of a name that stands with its code: `CN China`.
    fn with_code(name: &str) -> Option<Self> {
        let both = |(one, other): (&str, &str)| {
            let code = if one.len() <= 3 { one } else { other };
            let named = Self::named(one).filter(|named| Self::named(other) == Some(*named));
            named.filter(|_| code.len() <= 3)
        };
        let front = name.split_once(' ').and_then(both);
        front.or_else(|| name.rsplit_once(' ').and_then(both))
    }

    /// The country of a folded name or code.
    fn listed(name: &str) -> Option<Self> {
        if name.is_ascii() && matches!(name.len(), 2 | 3) {
            let upper = name.to_ascii_uppercase();
            if let Some(country) = Self::parse(&upper) {
                return Some(country);
            }
            if let Some(country) = rust_iso3166::from_alpha3(&upper) {
                return Self::parse(country.alpha2);
            }
        }
        if let Some((_, code)) = OTHER_NAMES.iter().find(|(known, _)| *known == name) {
            return Self::parse(code);
        }
        if let Ok(index) = NAMES.binary_search_by(|(known, _)| (*known).cmp(name)) {
            return NAMES.get(index).and_then(|(_, code)| Self::parse(code));
        }
        None
    }

    /// The country on which all parts of a text agree, or two on which they do not. Nothing if a part
    /// names none, but for what stands in brackets behind a name.
    fn parts(text: &str) -> Option<(Self, Option<Self>)> {
        let marks = [
            ',', ';', '/', '|', '+', '&', '(', ')', '[', ']', '、', '，', '（', '）', ':', '：',
        ];
        let spaced = text
            .replace(" - ", ",")
            .replace(" – ", ",")
            .replace(" — ", ",")
            .replace(" and ", ",")
            .replace(" or ", ",")
            .replace(" und ", ",")
            .replace(" oder ", ",")
            .replace(" et ", ",")
            .replace(" ou ", ",")
            .replace(" e ", ",")
            .replace(" y ", ",")
            .replace('和', ",");
        let mut found: Option<Self> = None;
        let mut other = None;
        for part in spaced.split(marks).map(folded) {
            let Some(country) = Self::named(&part) else {
                let word = part.as_str();
                if word.is_empty() || BEHIND.contains(&word) || BEFORE.contains(&word) {
                    continue;
                }
                return None;
            };
            match found {
                None => found = Some(country),
                Some(known) if known != country => other = other.or(Some(country)),
                Some(_) => {}
            }
        }
        found.map(|found| (found, other))
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The English name.
    pub fn name(&self) -> &'static str {
        let code = self.code();
        TRADE_CODES
            .iter()
            .find(|(trade, _)| *trade == code)
            .map(|(_, name)| *name)
            .or_else(|| rust_iso3166::from_alpha2(code).map(|country| country.name))
            .unwrap_or_default()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Where goods are sold: a country, or a region of one (`US-CA`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Market {
    /// The country.
    #[doc(hidden)]
    pub country: Country,
    region: Option<[u8; 3]>,
}

impl Market {
    /// Reads `DE`, `XI` or `US-CA`. A region is one of ISO 3166-2.
    pub fn parse(code: &str) -> Result<Self, UnknownMarket> {
        let unknown = || UnknownMarket {
            code: code.to_owned(),
            suggestion: Country::lookup(code)
                .map(|country| country.to_string())
                .or_else(|| {
                    let codes = rust_iso3166::ALL.iter().map(|country| country.alpha2);
                    did_you_mean(code, codes.chain(["XI", "XK"]))
                }),
        };
        let (country, region) = match code.split_once('-') {
            Some((country, region)) => (country, Some(region)),
            None => (code, None),
        };
        let country = Country::parse(country).ok_or_else(unknown)?;
        let region = match region {
            None => None,
            Some(region) => {
                if rust_iso3166::iso3166_2::from_code(code).is_none() {
                    return Err(UnknownMarket {
                        code: code.to_owned(),
                        suggestion: None,
                    });
                }
                let mut bytes = [b' '; 3];
                for (slot, byte) in bytes.iter_mut().zip(region.bytes()) {
                    *slot = byte;
                }
                Some(bytes)
            }
        };
        Ok(Self { country, region })
    }

    /// It is the other, or the other lies in it.
    ///
    /// ```
    /// use tidewaiter_value::Market;
    /// let market = |code| Market::parse(code).unwrap();
    /// assert!(market("US").contains(market("US-CA")));
    /// assert!(!market("US-CA").contains(market("US")));
    /// ```
    pub fn contains(self, other: Self) -> bool {
        self == other || (self.region.is_none() && self.country == other.country)
    }

    /// It is a region of a country.
    pub fn is_region(self) -> bool {
        self.region.is_some()
    }
}

impl From<Country> for Market {
    fn from(country: Country) -> Self {
        Self {
            country,
            region: None,
        }
    }
}

impl fmt::Display for Market {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.country.code())?;
        match &self.region {
            Some(region) => write!(
                f,
                "-{}",
                std::str::from_utf8(region).unwrap_or_default().trim_end()
            ),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_mean_countries() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(FOLDED.is_sorted_by(|a, b| a.0 < b.0));
        for (name, code) in NAMES.iter().chain(OTHER_NAMES) {
            assert!(Country::parse(code).is_some(), "{name}: {code}");
            assert_eq!(folded(name), *name);
        }
        for words in [BEFORE, UNIONS, UNSTATED] {
            assert!(words.iter().all(|word| folded(word) == *word));
        }
        for name in [
            "Alemania",
            "ALLEMAGNE",
            "Germania",
            "Alemanha",
            "ドイツ",
            "德国",
            "德國",
            "독일",
        ] {
            assert_eq!(Country::lookup(name), Country::parse("DE"), "{name}");
        }
        assert_eq!(Country::lookup("Côte d'Ivoire"), Country::parse("CI"));
        assert_eq!(Country::lookup("Côte d’Ivoire"), Country::parse("CI"));
    }

    /// Spellings of catalogues, after nopSolutions/nopCommerce#812.
    #[test]
    fn every_way_of_naming_one_country() {
        for (code, names) in [
            (
                "CN",
                "P.R.C.|PR China|China (Mainland)|Mainland China|made in china|中国大陆|中国制造|原产国：中国|China - CN|People's Republic of China|Chine|CN",
            ),
            ("TW", "Taiwan, Province of China|Taiwan, China|台湾|Taïwan"),
            ("TR", "Türkei|Turkiye|TÜRKİYE|Turkey|Turquie"),
            (
                "GB",
                "Großbritannien|GROSSBRITANNIEN|UK|England|Great Britain|U.K.|Royaume-Uni|Regno Unito|Vereinigtes Königreich",
            ),
            (
                "US",
                "U.S.A.|USA|Etats-Unis|États-Unis|EE. UU.|美国|United States of America",
            ),
            (
                "NL",
                "Holland|The Netherlands|Niederlande|Pays-Bas|Paesi Bassi|Países Bajos|Nederland",
            ),
            (
                "KR",
                "Korea|Republic of Korea|Korea, Republic of|South Korea|대한민국",
            ),
            ("GR", "EL|GR|Griechenland|Hellas"),
            (
                "AT",
                "Österreich|Oesterreich|Osterreich|Hergestellt in Österreich",
            ),
            ("CI", "Elfenbeinküste|Côte d’Ivoire|Ivory Coast"),
            ("CZ", "Czechia|Czech Republic|Tschechien|Česko"),
            (
                "DE",
                "Germany (DE)|DE / Germany|Niemcy|Almanya|Tyskland|Fabriqué en Allemagne",
            ),
            ("BO", "Bolivia|Bolivia, Plurinational State of"),
            ("TZ", "Tanzania|Tanzania, United Republic of"),
            ("MM", "Burma|Myanmar"),
            ("XK", "Kosovo"),
            ("CD", "Congo, the Democratic Republic of the|DR Congo"),
            ("CG", "Congo, Republic of the|Republic of the Congo"),
            ("KP", "Korea (North)|Korea, North|DPRK"),
            ("HK", "香港|Hong Kong SAR"),
            ("VN", "VN Vietnam|Vietnam VN"),
        ] {
            for name in names.split('|') {
                assert_eq!(
                    Country::read(name),
                    Ok(Country::parse(code).unwrap()),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn what_names_no_one_country_is_told_apart() {
        let wrong = |text: &str| Country::read(text).unwrap_err();
        for text in [
            "EU",
            "European Union",
            "Made in EU",
            "Europäische Union",
            "Asia",
        ] {
            assert!(matches!(wrong(text), CountryError::Union(_)), "{text}");
        }
        for text in [
            "China, Vietnam",
            "CN/VN",
            "Italy and France",
            "DE oder AT",
            "Congo",
            "Made in Kongo",
        ] {
            assert!(
                matches!(wrong(text), CountryError::Several { .. }),
                "{text}"
            );
        }
        for text in ["unknown", "Various", "N/A", "Diverse", "未知"] {
            assert!(matches!(wrong(text), CountryError::Unstated(_)), "{text}");
        }
        for text in ["Atlantis", "ZZ", "China Town", "CN Vietnam"] {
            assert!(matches!(wrong(text), CountryError::Unknown(_)), "{text}");
        }
    }
}
