//! What the number formats of a workbook add to numbers: a percent sign, the zeros of a name, a currency
//! or a unit. A person sees them in the cell, so they belong to the value.

use calamine::Style;

use crate::value::{Currency, Unit, is_sign};

/// Formats below this number are those of the program that opens the file: it shows its own currency.
const FIRST_OWN: u32 = 164;

/// What the format of a cell adds to its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The number is shown in percent.
    pub(super) percent: bool,
    /// The digits that it shows at least, where it is nothing but zeros (`000000`): such a number is a
    /// name whose zeros belong to it. 0 for every other format.
    pub(super) zeros: usize,
    /// The currency, its sign, or the unit that stands beside the number.
    pub(super) beside: Option<String>,
}

impl Shown {
    pub(super) fn of(style: &Style) -> Self {
        match &style.number_format {
            Some(format) => {
                let own = format.format_id.is_none_or(|id| id >= FIRST_OWN);
                Self::of_code(&format.format_code, own)
            }
            None => Self::default(),
        }
    }

    /// Of the format with this number, and its code where the file has one.
    pub(super) fn of_number(number: u32, code: Option<&str>) -> Self {
        match code {
            Some(code) => Self::of_code(code, number >= FIRST_OWN),
            None => Self {
                percent: matches!(number, 9 | 10),
                ..Self::default()
            },
        }
    }

    fn of_code(code: &str, own: bool) -> Self {
        let (text, country) = literal(code);
        Self {
            percent: is_percent(code),
            zeros: zeros(code),
            beside: own.then(|| beside(&text, country)).flatten(),
        }
    }

    /// Of a format whose texts beside the number are these.
    pub(super) fn beside(text: &str) -> Self {
        Self {
            beside: beside(text, None),
            ..Self::default()
        }
    }
}

/// The format multiplies by a hundred: its percent sign is no text.
fn is_percent(code: &str) -> bool {
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => return true,
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            _ => {}
        }
    }
    false
}

fn zeros(code: &str) -> usize {
    let code = code.split(';').next().unwrap_or_default();
    let bare = code.trim_end_matches("_)").trim_matches(['"', '\\', '@']);
    if bare.len() > 1 && bare.len() <= 20 && bare.bytes().all(|b| b == b'0') {
        bare.len()
    } else {
        0
    }
}

/// The currency, sign or unit in the texts of a format; other words say nothing of the number.
fn beside(text: &str, country: Option<u32>) -> Option<String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "-+()".contains(c));
    // A percent sign that is a text stands beside a number that is percent already.
    if text == "%" {
        return Some(text.to_owned());
    }
    let text = of_country(text, country).unwrap_or(text);
    if let Ok(currency) = Currency::written(text, None) {
        return Some(currency.to_string());
    }
    // A price per something is no price.
    let per = text.split_once('/').map(|(price, _)| price.trim());
    let known = is_sign(text)
        || per.is_some_and(|price| is_sign(price) || Currency::parse(price).is_ok())
        || Unit::lookup(text).is_some();
    known.then(|| text.to_owned())
}

/// The texts that a format shows beside the number, and the country that it names: `[$kr-41D]`.
fn literal(code: &str) -> (String, Option<u32>) {
    let (mut text, mut country) = (String::new(), None);
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' => text.extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' => text.extend(chars.next()),
            // As wide as a letter, or filled with it: neither is shown.
            '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                if let Some(sign) = inside.strip_prefix('$') {
                    let (sign, number) = sign.rsplit_once('-').unwrap_or((sign, ""));
                    text.push_str(sign);
                    country = u32::from_str_radix(number, 16).ok().or(country);
                }
            }
            '0'..='9' | '#' | '?' | '.' | ',' | '(' | ')' | '-' | '+' | '%' | '@' => {}
            c if c.is_ascii_alphabetic() => {}
            c => text.push(c),
        }
    }
    (text, country)
}

/// The currency of a sign that several countries have, in the country that the format names.
fn of_country(sign: &str, country: Option<u32>) -> Option<&'static str> {
    Some(match (sign, country? & 0xffff) {
        ("$", 0x409) => "USD",
        ("$", 0x1009 | 0xC0C) => "CAD",
        ("$", 0xC09) => "AUD",
        ("$", 0x1409) => "NZD",
        ("$", 0x80A) => "MXN",
        ("¥" | "￥", 0x411) => "JPY",
        ("¥" | "￥", 0x804) => "CNY",
        ("kr" | "kr.", 0x41D) => "SEK",
        ("kr" | "kr.", 0x414 | 0x814) => "NOK",
        ("kr" | "kr.", 0x406) => "DKK",
        ("kr" | "kr.", 0x40F) => "ISK",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_formats_show_beside_a_number() {
        for (code, expected) in [
            ("#,##0.00\\ \"€\"", Some("EUR")),
            ("#,##0.00\\ [$€-407]", Some("EUR")),
            ("[$USD]\\ #,##0.00", Some("USD")),
            ("[$$-409]#,##0.00", Some("USD")),
            ("_-[$£-809]* #,##0.00_-;-[$£-809]* #,##0.00_-", Some("GBP")),
            ("[$¥-411]#,##0", Some("JPY")),
            ("[$kr-41D] #,##0.00", Some("SEK")),
            ("[$CHF-807] #,##0.00", Some("CHF")),
            ("\"$\"#,##0.00_);[Red]\\(\"$\"#,##0.00\\)", Some("$")),
            ("0.00\" CHF\"", Some("CHF")),
            ("0.00 \"g\"", Some("g")),
            ("#,##0.00 \"€/kg\"", Some("€/kg")),
            ("0.00 \"netto\"", None),
            ("\"Art. \"0000", None),
            ("General", None),
            ("0.00E+00", None),
            ("[Red]-0.00", None),
            ("[>=100]0;0.0", None),
            ("yyyy-mm-dd", None),
            ("0.00%", None),
            ("0.0\" %\"", Some("%")),
        ] {
            assert_eq!(
                Shown::of_code(code, true).beside.as_deref(),
                expected,
                "{code}"
            );
        }
        assert!(
            is_percent("0.0%")
                && is_percent("0 %")
                && !is_percent("0\" %\"")
                && !is_percent("0\\%")
        );
        assert_eq!(zeros("000000"), 6);
        assert_eq!(zeros("0.00"), 0);
    }
}
