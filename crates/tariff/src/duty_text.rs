//! Rates of duty in the words of the tariffs of the US, the EU and the UK.

use crate::sentence::{Sentence, say};
use crate::value::{
    Currency, Decimal, DutyPart, DutyRate, DutyUnit, Money, NumberError, parse_decimal,
};

/// Whose words a rate is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `1.8¢/kg + 5%`, `0.2¢ each + 7%`.
    Us,
    /// `10.200 % + 93.100 EUR DTN`, `9.600 % MIN 1.100 EUR DTN`.
    Eu,
    /// `10.00% + 93.00 GBP / 100 kg`.
    Uk,
    /// The words of the project's own tables.
    Plain,
}

/// Why a text gives no rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoRate {
    /// The tariff has a rate, but it depends on more than code, origin and day.
    Open(Sentence),
    /// The text is a mistake.
    Wrong(Sentence),
}

/// Longest part of a text that a message repeats, in characters.
const SHOWN: usize = 80;

/// Reads a rate.
pub(super) fn read(text: &str, dialect: Dialect) -> Result<DutyRate, NoRate> {
    let text = tidy(text);
    if dialect == Dialect::Plain {
        return DutyRate::parse(&text).map_err(|error| NoRate::Wrong(error.into()));
    }
    if text.eq_ignore_ascii_case("free") {
        return Ok(DutyRate::ad_valorem(Decimal::ZERO));
    }
    if let Some(why) = depends(&text) {
        return Err(NoRate::Open(why));
    }
    let mut rate = DutyRate {
        parts: Vec::new(),
        minimum: None,
        maximum: None,
    };
    for (operator, words) in segments(&text) {
        let part = part(&words, dialect, &text)?
            .sensible()
            .map_err(|error| NoRate::Wrong(error.into()))?;
        match operator {
            Operator::Plus => rate.parts.push(part),
            Operator::Min if rate.minimum.is_none() => rate.minimum = Some(part),
            Operator::Max if rate.maximum.is_none() => rate.maximum = Some(part),
            Operator::Min | Operator::Max => return Err(not_understood(&text)),
        }
    }
    // A bound of nothing, or a sum behind a bound (`MAX 18.7 % + ADSZ`), has another meaning.
    if rate.parts.is_empty() || sum_behind_bound(&text) {
        return Err(not_understood(&text));
    }
    Ok(rate)
}

/// What the tariff says in words, or in components that it does not compute itself.
fn depends(text: &str) -> Option<Sentence> {
    let lower = text.to_lowercase();
    let shown = shown(text);
    let starts = |word: &str| lower.starts_with(word);
    if starts("cond") {
        return Some(say!(
            "the duty depends on conditions: `{shown}`",
            "关税取决于条件:`{shown}`",
            shown
        ));
    }
    if starts("see ") {
        return Some(say!(
            "the tariff refers elsewhere: `{shown}`",
            "税则指向别处:`{shown}`",
            shown
        ));
    }
    if starts("the ") || starts("a duty") || starts("no change") {
        return Some(say!(
            "the tariff says it in words: `{shown}`",
            "税则以文字说明:`{shown}`",
            shown
        ));
    }
    if lower.contains("entry price") {
        return Some(say!(
            "the duty depends on the entry price: `{shown}`",
            "关税取决于入境价格:`{shown}`",
            shown
        ));
    }
    let agricultural = ["EA", "EAR", "ADSZ", "ADSZR", "ADFM", "ADFMR"];
    let component = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| agricultural.contains(word));
    component.map(|word| {
        say!(
            "the component {word} depends on the composition of the goods: `{shown}`",
            "组成部分 {word} 取决于货物成分:`{shown}`",
            word,
            shown
        )
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Plus,
    Min,
    Max,
}

/// The parts of a text with the operator before each.
fn segments(text: &str) -> Vec<(Operator, Vec<&str>)> {
    let mut segments = vec![(Operator::Plus, Vec::new())];
    let words = text
        .split(' ')
        .flat_map(|word| word.split_inclusive('+'))
        .flat_map(|word| match word.strip_suffix('+') {
            Some(word) => [word, "+"],
            None => [word, ""],
        })
        .filter(|word| !word.is_empty());
    for word in words {
        let operator = match word {
            "+" => Operator::Plus,
            word if word.eq_ignore_ascii_case("min") => Operator::Min,
            word if word.eq_ignore_ascii_case("max") => Operator::Max,
            word => {
                if let Some((_, words)) = segments.last_mut() {
                    words.push(word);
                }
                continue;
            }
        };
        segments.push((operator, Vec::new()));
    }
    segments
}

fn sum_behind_bound(text: &str) -> bool {
    let segments = segments(text);
    let bound = segments.iter().position(|(o, _)| *o != Operator::Plus);
    bound.is_some_and(|at| segments.iter().skip(at).any(|(o, _)| *o == Operator::Plus))
}

fn part(words: &[&str], dialect: Dialect, whole: &str) -> Result<DutyPart, NoRate> {
    let joined = words.join(" ");
    if let Some(percent) = joined.strip_suffix('%') {
        return Ok(DutyPart::AdValorem(number(percent.trim_end(), whole)?));
    }
    match dialect {
        Dialect::Us => american(&joined, whole),
        Dialect::Uk => british(&joined, whole),
        Dialect::Eu | Dialect::Plain => european(words, whole),
    }
}

/// `93.100 EUR DTN`, `0.600 EUR ASV X`
fn european(words: &[&str], whole: &str) -> Result<DutyPart, NoRate> {
    let [amount, currency, unit, qualifier @ ..] = words else {
        return Err(not_understood(whole));
    };
    let amount = money(amount, currency, whole)?;
    let (count, name) = match (*unit, qualifier) {
        ("ASV", ["X"]) => return Ok(DutyPart::Specific(amount, DutyUnit::AlcoholHectolitre)),
        ("DTN", []) => (100, "kg"),
        ("TNE", []) => (1, "t"),
        ("KGM", []) => (1, "kg"),
        ("GRM", []) => (1, "g"),
        ("HLT", []) => (1, "hl"),
        ("LTR", []) => (1, "l"),
        ("MTQ", []) => (1, "m3"),
        ("MTK", []) => (1, "m2"),
        ("MTR", []) => (1, "m"),
        ("NAR", []) => (1, "piece"),
        ("CEN", []) => (100, "piece"),
        ("MIL", []) => (1000, "piece"),
        ("NPR", []) => (1, "pair"),
        (unit, qualifier) => {
            let unit = [&[unit], qualifier].concat().join(" ");
            return Err(counted_otherwise(&unit, whole));
        }
    };
    specific(amount, count, name, whole)
}

/// `93.00 GBP / 100 kg`, `1.30 EUR / % vol / hl`
fn british(text: &str, whole: &str) -> Result<DutyPart, NoRate> {
    let (amount, unit) = text.split_once('/').ok_or_else(|| not_understood(whole))?;
    let (amount, currency) = amount
        .trim()
        .split_once(' ')
        .ok_or_else(|| not_understood(whole))?;
    let amount = money(amount, currency.trim(), whole)?;
    let unit = unit.trim();
    let compact: String = unit
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, ' ' | ','))
        .collect();
    let (count, name) = match compact.as_str() {
        "%vol/hl" => return Ok(DutyPart::Specific(amount, DutyUnit::AlcoholHectolitre)),
        "100kg" | "100kg/net" => (100, "kg"),
        "kg" | "kg/net" => (1, "kg"),
        "1000kg" | "tonne" => (1, "t"),
        "g" => (1, "g"),
        "hl" | "100l" => (1, "hl"),
        "l" => (1, "l"),
        "m" => (1, "m"),
        "m2" | "m²" => (1, "m2"),
        "m3" | "m³" => (1, "m3"),
        "p/st" => (1, "piece"),
        "100p/st" => (100, "piece"),
        "1000p/st" => (1000, "piece"),
        "pa" => (1, "pair"),
        _ => return Err(counted_otherwise(unit, whole)),
    };
    specific(amount, count, name, whole)
}

/// `1.8¢/kg`, `$1.34/kg`, `0.2¢ each`, `7 cents/kg`
fn american(text: &str, whole: &str) -> Result<DutyPart, NoRate> {
    let (amount, unit, cents) = if let Some(rest) = text.strip_prefix('$') {
        let end = rest.find(['/', ' ']).ok_or_else(|| not_understood(whole))?;
        let (amount, unit) = rest.split_at(end);
        (amount, unit, false)
    } else {
        let (amount, unit) = text
            .split_once('¢')
            .or_else(|| text.split_once("cents"))
            .ok_or_else(|| not_understood(whole))?;
        (amount, unit, true)
    };
    let mut value = number(amount.trim(), whole)?;
    if cents {
        // Cents to dollars by the scale, so that no digit is lost.
        let scale = value.scale() + 2;
        value.set_scale(scale).map_err(|_| {
            NoRate::Wrong(say!(
                "`{text}` has too many digits",
                "`{text}` 的位数过多",
                text = shown(whole),
            ))
        })?;
    }
    let amount = Money {
        amount: value,
        currency: dollars(whole)?,
    };
    let unit = unit.trim().trim_start_matches('/').trim();
    let (count, name) = match unit.trim_end_matches('.') {
        "kg" => (1, "kg"),
        "g" => (1, "g"),
        "t" | "metric ton" => (1, "t"),
        "liter" | "liters" => (1, "l"),
        "m" => (1, "m"),
        "m2" | "m²" => (1, "m2"),
        "m3" | "m³" => (1, "m3"),
        "each" | "No" => (1, "piece"),
        "pr" => (1, "pair"),
        "doz" => (1, "dozen"),
        "gross" => (1, "gross"),
        "thousand" | "1000" => (1000, "piece"),
        _ => return Err(counted_otherwise(unit, whole)),
    };
    specific(amount, count, name, whole)
}

fn dollars(whole: &str) -> Result<Currency, NoRate> {
    Currency::parse("USD").map_err(|_| not_understood(whole))
}

fn specific(amount: Money, count: i64, name: &str, whole: &str) -> Result<DutyPart, NoRate> {
    DutyUnit::counted(Decimal::from(count), name)
        .map(|unit| DutyPart::Specific(amount, unit))
        .ok_or_else(|| counted_otherwise(name, whole))
}

fn money(amount: &str, currency: &str, whole: &str) -> Result<Money, NoRate> {
    let amount = number(amount, whole)?;
    let currency = Currency::parse(currency).map_err(|_| not_understood(whole))?;
    Ok(Money { amount, currency })
}

/// A number with a point; commas only between thousands before it, as in `1,554.300`.
fn number(text: &str, whole: &str) -> Result<Decimal, NoRate> {
    let grouped = text.split_once('.').is_some_and(|(whole, _)| {
        let mut groups = whole.split(',');
        let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
        first && groups.all(|group| group.len() == 3)
    });
    let plain = if grouped {
        text.replace(',', "")
    } else {
        text.to_owned()
    };
    parse_decimal(&plain).map_err(|error| match error {
        NumberError::Comma(_) => NoRate::Wrong(error.into()),
        _ => not_understood(whole),
    })
}

fn counted_otherwise(unit: &str, whole: &str) -> NoRate {
    NoRate::Open(say!(
        "the duty is counted by `{unit}`, which is not computed: `{text}`",
        "关税按 `{unit}` 计征,此处不作计算:`{text}`",
        unit = shown(unit),
        text = shown(whole),
    ))
}

fn not_understood(text: &str) -> NoRate {
    NoRate::Open(if text.is_empty() {
        say!("the tariff gives no rate", "税则未给出税率")
    } else {
        say!(
            "the rate `{text}` is not understood",
            "税率 `{text}` 无法理解",
            text = shown(text),
        )
    })
}

/// The beginning of a text, for messages.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// Without mark-up (`m<sup>2</sup>`), and with single spaces.
pub(super) fn tidy(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        plain.push_str(before);
        if let Some((_, behind)) = tail.split_once('>') {
            rest = behind;
        } else {
            plain.push('<');
            rest = tail;
        }
    }
    plain.push_str(rest);
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_rate(text: &str, dialect: Dialect) -> String {
        match read(text, dialect) {
            Ok(rate) => rate.to_string(),
            Err(NoRate::Open(why)) => format!("open: {why}"),
            Err(NoRate::Wrong(why)) => format!("wrong: {why}"),
        }
    }

    fn all(texts: &[&str], dialect: Dialect) -> String {
        let lines: Vec<String> = texts
            .iter()
            .map(|text| format!("{text:<42} -> {}", shown_rate(text, dialect)))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn american_rates() {
        insta::assert_snapshot!(all(
            &[
                "Free",
                "6.5%",
                "1.8¢/kg + 5%",
                "$1.34/kg",
                "$1.035/kg",
                "4.4¢/liter",
                "0.2¢ each + 7%",
                "90¢/pr. + 37.5%",
                "7 cents/kg",
                "22¢/doz. + 6%",
                "1.5¢/m<sup>2</sup>",
                "3.7¢/kg on drained weight",
                "2.1¢/pf. liter",
                "The rate applicable to the article of which it is a part",
                "See 9822.04.25",
                "",
                "12,5%",
                "-5%",
                "1.8¢/kg + -5%",
                "$-1.34/kg",
            ],
            Dialect::Us
        ));
    }

    #[test]
    fn european_rates() {
        insta::assert_snapshot!(all(
            &[
                "8.000 %",
                "10.200 % + 93.100 EUR DTN",
                "15.000 % + 1,554.300 EUR TNE",
                "52.000 EUR MIL",
                "9.600 % MIN 1.100 EUR DTN",
                "18.400 % MIN 22.000 EUR DTN MAX 24.000 EUR DTN",
                "8.000 % MAX 2.800 EUR MTK",
                "0.600 EUR ASV X + 3.200 EUR HLT",
                "1.300 EUR ASV X MIN 7.200 EUR HLT",
                "10.400 % MIN 1.300 EUR DTN G",
                "0.230 EUR KGM P + 5.500 EUR DTN",
                "34.000 EUC DTN",
                "9.000 % + EA MAX 18.700 % +ADSZ",
                "Cond: V 52.600 EUR/DTN(01):12.000 % ; V 0.000 EUR/DTN(01):0.000 % + 29.800 EUR DTN",
                "NAR",
                "12,5 %",
                "-8.000 %",
                "8.000 % MIN -1.100 EUR DTN",
                "99999999999999999999999 %",
            ],
            Dialect::Eu
        ));
    }

    #[test]
    fn british_rates() {
        insta::assert_snapshot!(all(
            &[
                "12.00%",
                "12.00 % + 147.00 GBP / 100 kg",
                "34.00 GBP / 100 kg",
                "1.30 GBP / % vol / hl MIN 7.20 GBP / hl",
                "3.00 GBP / 1000 p/st",
                "0.30 GBP / 100 kg/net/%sacchar.",
                "Entry Price - 0.00% + Reduced Entry Price",
            ],
            Dialect::Uk
        ));
    }
}
