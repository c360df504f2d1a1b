//! Materials with their shares: `95% cotton, 5% elastane`, `Shell: 100% wool; lining: 100% viscose`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Reading, Refusal, short};
use crate::record::{Datum, Place};
use crate::sentence::say;

static SHARE_FIRST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(\d{1,3}(?:[.,]\d+)?)\s*[%％]\s*(?:of\s+)?(\D+)$").ok());
static SHARE_LAST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(\D+?)\s*:?\s*[(（]?(\d{1,3}(?:[.,]\d+)?)\s*[%％][)）]?$").ok());
/// A share, wherever it stands.
static SHARE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[(（]?\d{1,3}(?:[.,]\d+)?\s*[%％][)）]?").ok());
/// Words that stand between two materials.
static AND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\s(?:and|und|et|y)\s").ok());

/// Reads a composition. A text without shares is a list of names.
pub(super) fn read(text: &str) -> Reading {
    let mut component: Option<String> = None;
    let mut materials = Vec::new();
    for part in split(text) {
        let mut part = part.as_str();
        // `Shell: 100% cotton`, but not `cotton: 100%`.
        if let Some((before, after)) = part.split_once([':', '：'])
            && after.trim_start().starts_with(|c: char| c.is_ascii_digit())
            && after.contains(['%', '％'])
            && after.trim_end().ends_with(char::is_alphabetic)
        {
            component = Some(before.trim().to_owned());
            part = after.trim();
        }
        let refused = || {
            Refusal::new(
                say!(
                    "`{text}` is not a material with its share",
                    "`{text}` 不是材质及其占比",
                    text = short(part),
                ),
                say!(
                    "write shares and names, such as 95% cotton, 5% elastane",
                    "请填写占比和名称,例如 95% cotton, 5% elastane",
                ),
            )
        };
        for piece in apart(part) {
            let (name, share) = one(piece).ok_or_else(refused)?;
            materials.push(record(&name, share.as_deref(), component.as_deref()));
        }
    }
    Ok(materials)
}

/// The parts of a composition. A comma between two digits stands before decimals.
fn split(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |i: Option<usize>| {
        i.and_then(|i| chars.get(i))
            .is_some_and(char::is_ascii_digit)
    };
    let mut parts = vec![String::new()];
    for (i, c) in chars.iter().enumerate() {
        let between = match c {
            ';' | '|' | '/' | '\n' | '、' | '，' | '；' | '&' => true,
            ',' => !(digit(i.checked_sub(1)) && digit(Some(i + 1))),
            _ => false,
        };
        match parts.last_mut() {
            Some(part) if !between => part.push(*c),
            _ => parts.push(String::new()),
        }
    }
    parts
        .iter()
        .flat_map(|part| match &*AND {
            Some(and) => and.split(part).map(str::to_owned).collect(),
            None => vec![part.clone()],
        })
        .map(|part: String| part.trim().trim_end_matches('.').to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Materials with nothing between them but their shares: `55% linen 45% cotton`, `linen 55% cotton 45%`.
fn apart(part: &str) -> Vec<&str> {
    let shares: Vec<(usize, usize)> = SHARE
        .iter()
        .flat_map(|share| share.find_iter(part))
        .map(|found| (found.start(), found.end()))
        .collect();
    let (Some((first, _)), Some((_, last))) = (shares.first(), shares.last()) else {
        return vec![part];
    };
    let cuts: Vec<usize> = if shares.len() < 2 {
        Vec::new()
    } else if *first == 0 {
        shares.iter().map(|(start, _)| *start).skip(1).collect()
    } else if *last == part.len() {
        shares.iter().map(|(_, end)| *end).collect()
    } else {
        Vec::new()
    };
    let mut pieces = Vec::new();
    let mut begun = 0;
    for cut in cuts.into_iter().chain(std::iter::once(part.len())) {
        if cut > begun {
            pieces.extend(part.get(begun..cut));
            begun = cut;
        }
    }
    pieces
        .into_iter()
        .map(|piece| piece.trim_matches(|c: char| c.is_whitespace() || "+,-–".contains(c)))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// The name of a material and its share.
fn one(part: &str) -> Option<(String, Option<String>)> {
    let (first, last) = (SHARE_FIRST.as_ref()?, SHARE_LAST.as_ref()?);
    if let Some(found) = first.captures(part) {
        return Some((
            found.get(2)?.as_str().trim().to_owned(),
            Some(found.get(1)?.as_str().replace(',', ".")),
        ));
    }
    if let Some(found) = last.captures(part) {
        return Some((
            found.get(1)?.as_str().trim().to_owned(),
            Some(found.get(2)?.as_str().replace(',', ".")),
        ));
    }
    // A name alone; a number in it may be a share that was written in another way.
    (!part.contains(['%', '％']) && part.chars().any(char::is_alphabetic))
        .then(|| (part.to_owned(), None))
}

fn record(name: &str, share: Option<&str>, component: Option<&str>) -> Datum {
    let entry = |key: &str, text: String| (key.into(), Datum::Text(text.into()), Place::default());
    let mut entries = vec![entry("name", name.to_owned())];
    if let Some(share) = share {
        entries.push(entry("percent", format!("{share} %")));
    }
    if let Some(component) = component {
        entries.push(entry("component", component.to_owned()));
    }
    Datum::Record(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read(text) {
            Err(refusal) => refusal.message.into(),
            Ok(materials) => {
                let of = |datum: &Datum| match datum {
                    Datum::Record(entries) => entries
                        .iter()
                        .map(|(_, value, _)| match value {
                            Datum::Text(text) => text.to_string(),
                            _ => String::new(),
                        })
                        .collect::<Vec<_>>()
                        .join("/"),
                    _ => String::new(),
                };
                materials.iter().map(of).collect::<Vec<_>>().join(" + ")
            }
        }
    }

    #[test]
    fn compositions() {
        for (text, expected) in [
            ("100% Cotton", "Cotton/100 %"),
            ("100% Cotton / 5 % Elastane", "Cotton/100 % + Elastane/5 %"),
            ("95% cotton, 5% elastane", "cotton/95 % + elastane/5 %"),
            ("47,5% cotton,52,5 % wool", "cotton/47.5 % + wool/52.5 %"),
            ("棉 60%、涤纶 40%", "棉/60 % + 涤纶/40 %"),
            ("Cotton (80%) and Nylon (20%)", "Cotton/80 % + Nylon/20 %"),
            (
                "Shell: 100% wool; lining: 70% viscose, 30% silk",
                "wool/100 %/Shell + viscose/70 %/lining + silk/30 %/lining",
            ),
            ("cotton: 100%", "cotton/100 %"),
            ("Ceramica", "Ceramica"),
            ("Wool,Leather", "Wool + Leather"),
            ("55% linen 45% cotton", "linen/55 % + cotton/45 %"),
            ("Linen 55% Cotton 45%", "Linen/55 % + Cotton/45 %"),
            ("Linen (55%) + Cotton (45%)", "Linen/55 % + Cotton/45 %"),
            (
                "Shell: 80% wool 20 % nylon; lining: 100% silk",
                "wool/80 %/Shell + nylon/20 %/Shell + silk/100 %/lining",
            ),
            (
                "80% cotton 20%",
                "`80% cotton 20%` is not a material with its share",
            ),
            ("95% 5%", "`95% 5%` is not a material with its share"),
            ("12345", "`12345` is not a material with its share"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
