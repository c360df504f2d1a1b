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

/// Names in catalogues that ISO does not list.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("usa", "US"),
    ("united states", "US"),
    ("uk", "GB"),
    ("great britain", "GB"),
    ("united kingdom", "GB"),
    ("south korea", "KR"),
    ("korea", "KR"),
    ("russia", "RU"),
    ("vietnam", "VN"),
    ("viet nam", "VN"),
    ("taiwan", "TW"),
    ("hong kong", "HK"),
    ("czech republic", "CZ"),
    ("turkey", "TR"),
    ("mainland china", "CN"),
    ("prc", "CN"),
    ("中国", "CN"),
    ("中國", "CN"),
    ("德国", "DE"),
    ("美国", "US"),
    ("日本", "JP"),
    ("英国", "GB"),
    ("法国", "FR"),
    ("意大利", "IT"),
    ("韩国", "KR"),
    ("印度", "IN"),
    ("越南", "VN"),
    ("台湾", "TW"),
    ("香港", "HK"),
    ("加拿大", "CA"),
    ("澳大利亚", "AU"),
    ("deutschland", "DE"),
    ("italia", "IT"),
    ("españa", "ES"),
];

/// Names of countries in English, German, French, Spanish, Italian, Portuguese, Chinese, Japanese and
/// Korean, in small letters and in the order of their bytes: CLDR 48 of the Unicode Consortium.
static NAMES: &[(&str, &str)] = &include!("country_names.in");

/// A code that is neither a country nor a region.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
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
    /// use tidewaiter::value::Country;
    /// assert_eq!(Country::lookup("Germany"), Country::parse("DE"));
    /// assert_eq!(Country::lookup("chn"), Country::parse("CN"));
    /// assert_eq!(Country::lookup("德国"), Country::parse("DE"));
    /// ```
    pub fn lookup(text: &str) -> Option<Self> {
        let text = text.trim();
        let upper = text.to_uppercase();
        if let Some(country) = Self::parse(&upper) {
            return Some(country);
        }
        if let Some(country) = rust_iso3166::from_alpha3(&upper) {
            return Self::parse(country.alpha2);
        }
        let lower = text.to_lowercase();
        if let Some((_, code)) = OTHER_NAMES.iter().find(|(name, _)| *name == lower) {
            return Self::parse(code);
        }
        let plain = lower.replace('’', "'");
        if let Ok(index) = NAMES.binary_search_by(|(name, _)| (*name).cmp(&plain)) {
            return NAMES.get(index).and_then(|(_, code)| Self::parse(code));
        }
        rust_iso3166::ALL
            .iter()
            .find(|country| country.name.to_lowercase() == lower)
            .and_then(|country| Self::parse(country.alpha2))
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
    /// use tidewaiter::value::Market;
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
        for (name, code) in NAMES {
            assert!(Country::parse(code).is_some(), "{name}: {code}");
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
}
