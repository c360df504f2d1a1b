//! Columns of the US tariff that bind some countries only: programmes of the special column, and
//! column 2.

use crate::value::{Country, Date};

/// Programmes whose countries are certain: agreements that name their parties. The others (A, D, E,
/// R and the like) turn on lists of beneficiaries that change, on products or on end uses.
///
/// Source: the symbols of general note 3(c), as public readers of the schedule list them with their
/// countries.
const PROGRAMMES: [(&str, &[&str]); 14] = [
    ("AU", &["AU"]),
    ("BH", &["BH"]),
    ("CL", &["CL"]),
    ("CO", &["CO"]),
    ("IL", &["IL"]),
    ("JO", &["JO"]),
    ("JP", &["JP"]),
    ("KR", &["KR"]),
    ("MA", &["MA"]),
    ("OM", &["OM"]),
    ("PA", &["PA"]),
    ("PE", &["PE"]),
    ("SG", &["SG"]),
    // The agreement of the United States with Mexico and Canada.
    ("S", &["CA", "MX"]),
];

/// The agreement with Central America and the Dominican Republic.
const CAFTA: (&str, &[&str]) = ("P", &["CR", "DO", "GT", "HN", "NI", "SV"]);

/// Countries without normal trade relations, general note 3(b), and since when.
///
/// Source: CSMS 51575437 of US Customs for Russia and Belarus, from 2022-04-09; several public readers
/// of the schedule for Cuba and North Korea.
const COLUMN_2: [(&str, Option<Date>); 4] = [
    ("CU", None),
    ("KP", None),
    ("BY", Some(Date::constant(2022, 4, 9))),
    ("RU", Some(Date::constant(2022, 4, 9))),
];

/// The countries of a programme, where they are certain.
pub(super) fn countries(symbol: &str) -> Option<impl Iterator<Item = Country>> {
    PROGRAMMES
        .iter()
        .chain([&CAFTA])
        .find(|(known, _)| *known == symbol)
        .map(|(_, codes)| codes.iter().filter_map(|code| Country::parse(code)))
}

/// The countries of column 2, and the first day of each.
pub(super) fn column_2() -> impl Iterator<Item = (Country, Option<Date>)> {
    COLUMN_2
        .iter()
        .filter_map(|(code, from)| Some((Country::parse(code)?, *from)))
}

/// The parts of a special column: `Free (A,AU) 5.5% (KR)` is two rates with the symbols of each. What
/// stands outside of any brackets comes last, with no symbols.
pub(super) fn special(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((rate, tail)) = rest.split_once('(') {
        let Some((symbols, behind)) = tail.split_once(')') else {
            break;
        };
        let symbols = symbols
            .split(',')
            .map(str::trim)
            .filter(|symbol| !symbol.is_empty())
            .collect();
        let rate = rate.trim().trim_start_matches([',', ';']).trim();
        parts.push((rate, symbols));
        rest = behind;
    }
    let rest = rest.trim();
    if !rest.is_empty() {
        parts.push((rest, Vec::new()));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_columns() {
        let shown = |text| format!("{:?}", special(text));
        assert_eq!(
            shown("Free (A+,AU, BH,S)5.5% (KR) See 9822.04.25 (P)"),
            r#"[("Free", ["A+", "AU", "BH", "S"]), ("5.5%", ["KR"]), ("See 9822.04.25", ["P"])]"#
        );
        assert_eq!(shown("Free"), r#"[("Free", [])]"#);
        assert_eq!(shown("Free (AU"), r#"[("Free (AU", [])]"#);
        assert_eq!(shown(""), "[]");
    }

    #[test]
    fn every_country_exists() {
        for (symbol, codes) in PROGRAMMES.iter().chain([&CAFTA]) {
            assert_eq!(countries(symbol).unwrap().count(), codes.len(), "{symbol}");
        }
        assert_eq!(column_2().count(), COLUMN_2.len());
        assert!(countries("A").is_none() && countries("S+").is_none());
    }
}
