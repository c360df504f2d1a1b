//! Numbers as people write them: decimal commas, marks between thousands, currencies and units.

use serde::{Deserialize, Serialize};

use super::{Refusal, Setting, short};
use crate::sentence::{Sentence, say};
use crate::value::{Currency, Unit, parse_decimal};

/// The mark before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// `1,299.00`
    Point,
    /// `1.299,00`
    Comma,
    /// Either; a number that can be read in two ways is refused.
    #[default]
    Either,
}

impl Mark {
    // The signature is that of serde's `skip_serializing_if`.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub(in crate::catalog::profile) fn is_either(&self) -> bool {
        *self == Self::Either
    }
}

/// The number as digits with a point.
pub(super) fn number(text: &str, mark: Mark) -> Result<String, Refusal> {
    let wrong = |help: Sentence| {
        let message = say!(
            "`{text}` is not a number",
            "`{text}` 不是数字",
            text = short(text)
        );
        Refusal::new(message, help)
    };
    let narrow: String = text.chars().map(narrowed).collect();
    let narrow = narrow.trim();
    if narrow.contains(['e', 'E']) {
        return match parse_decimal(narrow) {
            Ok(number) => Ok(number.normalize().to_string()),
            Err(_) => Err(wrong(with_a_point())),
        };
    }
    let (sign, body) = match narrow.strip_prefix(['-', '+']) {
        Some(body) => (if narrow.starts_with('-') { "-" } else { "" }, body),
        None => ("", narrow),
    };
    // Spaces and apostrophes only ever stand between thousands.
    let grouped = body.contains([' ', '\'']);
    let whole_end = body.find(['.', ',']).unwrap_or(body.len());
    let (whole, rest) = body.split_at(whole_end);
    if grouped && !thousands(whole, &[' ', '\'']) {
        return Err(wrong(with_a_point()));
    }
    let body = format!("{}{rest}", whole.replace([' ', '\''], ""));
    let plain = decide(&body, mark).map_err(wrong)?;
    let shown = format!("{sign}{plain}");
    match parse_decimal(&shown) {
        Ok(_) => Ok(shown),
        Err(error) => Err(Refusal::new(
            error.into(),
            say!("correct the cell", "请更正单元格"),
        )),
    }
}

fn with_a_point() -> Sentence {
    say!(
        "write digits with a point, such as 12.5",
        "请用数字和小数点填写,例如 12.5"
    )
}

/// Full-width digits and marks, and the spaces of typography, as everybody types them.
fn narrowed(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10).unwrap_or(c),
        '．' => '.',
        '，' => ',',
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' => ' ',
        '’' => '\'',
        '−' => '-',
        other => other,
    }
}

/// The digits with a point, or what to do about it.
fn decide(body: &str, mark: Mark) -> Result<String, Sentence> {
    let digit = |c: char| c.is_ascii_digit();
    if !body.contains(digit) || !body.chars().all(|c| digit(c) || c == '.' || c == ',') {
        return Err(with_a_point());
    }
    let count = |c: char| body.chars().filter(|d| *d == c).count();
    let (decimal, thousand) = match (count('.'), count(',')) {
        (0, 0) => return Ok(body.to_owned()),
        (points, commas) if points > 0 && commas > 0 => {
            if body.rfind('.') > body.rfind(',') {
                ('.', ',')
            } else {
                (',', '.')
            }
        }
        (1, 0) => single(body, '.', ',', mark)?,
        (0, 1) => single(body, ',', '.', mark)?,
        // Several marks of one kind stand between thousands.
        (0, _) => ('.', ','),
        (_, _) => (',', '.'),
    };
    let declared = match mark {
        Mark::Point => Some('.'),
        Mark::Comma => Some(','),
        Mark::Either => None,
    };
    if declared.is_some_and(|declared| declared != decimal) {
        return Err(say!(
            "the profile declares that decimals stand behind `{sign}`; correct the cell or the profile",
            "模板声明小数点为 `{sign}`;请更正单元格或模板",
            sign = if mark == Mark::Comma { ',' } else { '.' },
        ));
    }
    let (whole, fraction) = body.split_once(decimal).unwrap_or((body, ""));
    if fraction.contains([decimal, thousand])
        || (whole.contains(thousand) && !thousands(whole, &[thousand]))
    {
        return Err(with_a_point());
    }
    let whole = whole.replace(thousand, "");
    let whole = if whole.is_empty() { "0" } else { &whole };
    Ok(if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    })
}

/// What a single mark is, with three digits behind it or not.
fn single(body: &str, mark: char, other: char, declared: Mark) -> Result<(char, char), Sentence> {
    let is_declared = match declared {
        Mark::Point => mark == '.',
        Mark::Comma => mark == ',',
        Mark::Either => {
            if thousands(body, &[mark]) && !body.starts_with('0') {
                return Err(say!(
                    "it can be {whole} or {broken}; declare the decimal mark in the profile",
                    "可能是 {whole} 或 {broken};请在模板中声明小数点",
                    whole = body.replace(mark, ""),
                    broken = body.replace(mark, "."),
                ));
            }
            true
        }
    };
    Ok(if is_declared || !thousands(body, &[mark]) {
        (mark, other)
    } else {
        (other, mark)
    })
}

/// Digits in groups: three at the end, two or three before (India), up to three at the front.
fn thousands(text: &str, marks: &[char]) -> bool {
    let groups: Vec<&str> = text.split(marks).collect();
    let [first, middle @ .., last] = groups.as_slice() else {
        return false;
    };
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    digits(first)
        && (1..=3).contains(&first.len())
        && middle
            .iter()
            .all(|group| digits(group) && matches!(group.len(), 2 | 3))
        && digits(last)
        && last.len() == 3
}

/// The number in the middle of a text, and what stands before and behind it.
fn core(text: &str) -> Option<(&str, &str, &str)> {
    let digit = |c: char| c.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(&c);
    let first = text.find(digit)?;
    let (last, c) = text.char_indices().rfind(|(_, c)| digit(*c))?;
    let end = last + c.len_utf8();
    let before = text.get(..first)?;
    // A sign or a mark that belongs to the number.
    let start = before.trim_end_matches(['.', ',', '-', '+', '−']).len();
    Some((
        text.get(..start)?.trim(),
        text.get(start..end)?,
        text.get(end..)?.trim(),
    ))
}

/// An amount as `1299.00 EUR`.
pub(super) fn money(text: &str, setting: Setting) -> Result<String, Refusal> {
    let Some((before, core, behind)) = core(text) else {
        return Err(Refusal::new(
            say!(
                "`{text}` is not an amount of money",
                "`{text}` 不是金额",
                text = short(text),
            ),
            say!(
                "write the amount, and its currency if no column states it",
                "请填写金额;若没有货币列,请同时填写货币",
            ),
        ));
    };
    let behind = behind.trim_start_matches([',', '.', '-', '–', '—']).trim();
    let mut currency = None;
    for sign in [before, behind] {
        if sign.is_empty() {
            continue;
        }
        let Some(meant) = sign_of(sign, setting.currency) else {
            return Err(Refusal::new(
                say!(
                    "`{text}` has the sign `{sign}`, which is not one currency",
                    "`{text}` 中的符号 `{sign}` 无法确定为一种货币",
                    text = short(text),
                    sign = short(sign),
                ),
                say!(
                    "write the code, such as USD or CNY, or state the currency with --currency",
                    "请填写货币代码,例如 USD 或 CNY,或用 --currency 指定货币",
                ),
            ));
        };
        if currency.is_some_and(|known| known != meant) {
            return Err(Refusal::new(
                say!(
                    "`{text}` names two currencies",
                    "`{text}` 写了两种货币",
                    text = short(text),
                ),
                say!("leave one of them", "只保留其中一种",),
            ));
        }
        currency = Some(meant);
    }
    let number = number(core, setting.mark)?;
    if let (Some(own), Some(stated)) = (currency, setting.currency)
        && own != stated
    {
        return Err(Refusal::new(
            say!(
                "`{text}` is in {own}, but {stated} is stated for it",
                "`{text}` 的货币是 {own},而声明的货币是 {stated}",
                text = short(text),
                own,
                stated,
            ),
            say!(
                "correct the cell, or the currency that a column or --currency states",
                "请更正单元格,或更正货币列或 --currency 的货币",
            ),
        ));
    }
    match currency.or(setting.currency) {
        Some(currency) => Ok(format!("{number} {currency}")),
        None => Err(Refusal {
            code: crate::catalog::InputCode::NoCurrency,
            message: say!(
                "`{text}` has no currency",
                "`{text}` 没有货币",
                text = short(text)
            ),
            help: say!(
                "state it with --currency, such as --currency EUR",
                "请用 --currency 指定,例如 --currency EUR",
            ),
        }),
    }
}

/// The currency of a code or sign. A sign of several currencies is one that is stated, if it is
/// among them.
fn sign_of(sign: &str, stated: Option<Currency>) -> Option<Currency> {
    let sign = sign.trim().trim_end_matches('.');
    if let Ok(currency) = Currency::parse(&sign.to_uppercase()) {
        return Some(currency);
    }
    let codes: &[&str] = match sign {
        "€" | "Euro" | "euro" => &["EUR"],
        "£" => &["GBP"],
        "US$" | "U$S" => &["USD"],
        "C$" | "CA$" => &["CAD"],
        "A$" | "AU$" => &["AUD"],
        "NZ$" => &["NZD"],
        "HK$" => &["HKD"],
        "NT$" => &["TWD"],
        "S$" => &["SGD"],
        "MX$" => &["MXN"],
        "R$" => &["BRL"],
        "₹" => &["INR"],
        "₩" => &["KRW"],
        "₫" | "đ" => &["VND"],
        "฿" => &["THB"],
        "₱" => &["PHP"],
        "₺" => &["TRY"],
        "₴" => &["UAH"],
        "₪" => &["ILS"],
        "zł" => &["PLN"],
        "Kč" => &["CZK"],
        "Ft" => &["HUF"],
        "RM" => &["MYR"],
        "Rp" => &["IDR"],
        "RMB" | "人民币" => &["CNY"],
        "円" => &["JPY"],
        "$" => &["USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD"],
        "¥" | "￥" => &["JPY", "CNY"],
        "元" => &["CNY", "TWD"],
        "kr" => &["SEK", "NOK", "DKK", "ISK"],
        "Fr" | "SFr" => &["CHF"],
        _ => &[],
    };
    let mut meant = codes.iter().filter_map(|code| Currency::parse(code).ok());
    match codes {
        [_] => meant.next(),
        _ => meant.find(|currency| Some(*currency) == stated),
    }
}

/// A number and its unit.
pub(super) fn quantity(text: &str, setting: Setting) -> Result<(String, Unit), Refusal> {
    let wrong = || {
        Refusal::new(
            say!(
                "`{text}` is not a number with a unit",
                "`{text}` 不是带单位的数字",
                text = short(text),
            ),
            say!(
                "write the number and its unit, such as 12.5 cm",
                "请填写数字和单位,例如 12.5 cm",
            ),
        )
    };
    let Some((before, core, behind)) = core(text) else {
        return Err(wrong());
    };
    if !before.is_empty() {
        return Err(wrong());
    }
    let number = number(core, setting.mark)?;
    let unit = if behind.is_empty() {
        setting.unit
    } else {
        Unit::lookup(behind).or_else(|| Unit::lookup(&behind.to_lowercase()))
    };
    match unit {
        Some(unit) => Ok((number, unit)),
        None if behind.is_empty() => Err(Refusal {
            code: crate::catalog::InputCode::NoUnit,
            message: say!(
                "`{text}` has no unit",
                "`{text}` 没有单位",
                text = short(text)
            ),
            help: say!(
                "declare the unit of the column in the profile (unit: kg)",
                "请在模板中声明该列的单位(unit: kg)",
            ),
        }),
        None => Err(Refusal::new(
            say!(
                "`{text}` has the unit `{unit}`, which is not known",
                "`{text}` 的单位 `{unit}` 无法识别",
                text = short(text),
                unit = short(behind),
            ),
            say!(
                "write a unit such as kg, g, cm or ml",
                "请填写单位,例如 kg、g、cm 或 ml",
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        let cases = [
            ("12.5", Mark::Either, "12.5"),
            ("12,5", Mark::Either, "12.5"),
            ("1.299,00", Mark::Either, "1299.00"),
            ("1,299.00", Mark::Either, "1299.00"),
            ("1 299,00", Mark::Either, "1299.00"),
            ("1'299.00", Mark::Either, "1299.00"),
            ("1,00,000.50", Mark::Either, "100000.50"),
            ("1.234.567", Mark::Either, "1234567"),
            ("1,299", Mark::Point, "1299"),
            ("1.299", Mark::Comma, "1299"),
            ("1.299", Mark::Point, "1.299"),
            ("0.125", Mark::Either, "0.125"),
            (".5", Mark::Either, "0.5"),
            ("-3,5", Mark::Comma, "-3.5"),
            ("１２．５", Mark::Either, "12.5"),
            ("1.5E+2", Mark::Either, "150"),
        ];
        for (text, mark, expected) in cases {
            assert_eq!(
                number(text, mark).as_deref(),
                Ok(expected),
                "{text} {mark:?}"
            );
        }
        for (text, mark) in [
            ("1.299", Mark::Either),
            ("1,299", Mark::Either),
            ("12,5", Mark::Point),
            ("1.2.3", Mark::Either),
            ("1,29,9", Mark::Either),
            ("1.299,00", Mark::Point),
            ("12 5", Mark::Either),
            ("", Mark::Either),
            ("abc", Mark::Either),
            ("1-2", Mark::Either),
            (".", Mark::Either),
        ] {
            assert!(number(text, mark).is_err(), "{text} {mark:?}");
        }
    }

    #[test]
    fn amounts() {
        let stated = |code: &str| Setting {
            currency: Currency::parse(code).ok(),
            ..Setting::default()
        };
        assert_eq!(
            money("€ 1.299,00", Setting::default()).as_deref(),
            Ok("1299.00 EUR")
        );
        assert_eq!(
            money("244.5 EUR", Setting::default()).as_deref(),
            Ok("244.5 EUR")
        );
        assert_eq!(money("12,- €", Setting::default()).as_deref(), Ok("12 EUR"));
        assert_eq!(money("$5", stated("CAD")).as_deref(), Ok("5 CAD"));
        assert_eq!(money("￥99", stated("CNY")).as_deref(), Ok("99 CNY"));
        assert_eq!(money("78.00", stated("USD")).as_deref(), Ok("78.00 USD"));
        let message = |result: Result<String, Refusal>| result.unwrap_err().message.to_string();
        assert_eq!(
            message(money("$5", Setting::default())),
            "`$5` has the sign `$`, which is not one currency"
        );
        assert_eq!(
            message(money("5 EUR", stated("USD"))),
            "`5 EUR` is in EUR, but USD is stated for it"
        );
        assert_eq!(
            message(money("78.00", Setting::default())),
            "`78.00` has no currency"
        );
        assert_eq!(
            message(money("free", Setting::default())),
            "`free` is not an amount of money"
        );
    }

    #[test]
    fn quantities() {
        let grams = Setting {
            unit: Unit::lookup("g"),
            ..Setting::default()
        };
        let shown = |text, setting| {
            quantity(text, setting)
                .map(|(n, u)| format!("{n} {u}"))
                .map_err(|r| r.message.to_string())
        };
        assert_eq!(shown("12,5 cm", Setting::default()), Ok("12.5 cm".into()));
        assert_eq!(shown("272", grams), Ok("272 g".into()));
        assert_eq!(shown("2 lbs", grams), Ok("2 lb".into()));
        assert_eq!(
            shown("272", Setting::default()),
            Err("`272` has no unit".into())
        );
        assert_eq!(
            shown("3 apples", grams),
            Err("`3 apples` has the unit `apples`, which is not known".into())
        );
        assert!(shown("10 x 20 cm", Setting::default()).is_err());
    }
}
