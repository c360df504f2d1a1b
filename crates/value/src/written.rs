//! Numbers as people write them: decimal commas, marks between thousands, currencies and units.
//!
//! Every path by which a file is read comes here: profiles, columns that a user maps, headers that are
//! attributes, and records.

use serde::{Deserialize, Serialize};

use super::{Currency, Unit, parse_decimal};
use crate::sentence::{Sentence, say};

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
    /// The mark may be either.
    // The signature is that of serde's `skip_serializing_if`.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub fn is_either(&self) -> bool {
        *self == Self::Either
    }
}

/// What a single mark with three digits behind it is, where no mark is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lean {
    /// Nobody can know, so it is refused.
    #[default]
    Refused,
    /// Other cells of the column write decimals behind a point.
    Point,
    /// Other cells of the column write decimals behind a comma.
    Comma,
    /// A point is the decimal point of the schema; a comma is refused.
    Schema,
    /// A column of a table leaves it open: as in the schema, but for amounts of a currency with two
    /// decimals, which nobody writes with three.
    Open,
}

/// What a number rests on besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stated {
    /// The mark that is declared.
    pub mark: Mark,
    /// What the column says, where none is declared.
    pub lean: Lean,
    /// The currency that a column or the user states.
    pub currency: Option<Currency>,
    /// The unit that the header, a column or a profile states.
    pub unit: Option<Unit>,
}

/// Why a text is not a number, an amount or a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwritten {
    /// What is wrong.
    pub message: Sentence,
    /// What to do.
    pub help: Sentence,
    /// What is missing, if that is all.
    pub lacks: Lacks,
}

/// What a number lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lacks {
    /// Nothing: it cannot be read.
    Nothing,
    /// A currency.
    Currency,
    /// A unit.
    Unit,
}

impl Unwritten {
    fn new(message: Sentence, help: Sentence) -> Self {
        Self {
            message,
            help,
            lacks: Lacks::Nothing,
        }
    }
}

/// The number as digits with a point.
///
/// ```
/// use tidewaiter_value::{Mark, Stated, written_number};
/// let stated = |mark| Stated { mark, ..Stated::default() };
/// assert_eq!(written_number("1.299,00", stated(Mark::Either)).as_deref(), Ok("1299.00"));
/// assert_eq!(written_number("1.299", stated(Mark::Comma)).as_deref(), Ok("1299"));
/// assert!(written_number("1.299", stated(Mark::Either)).is_err());
/// ```
pub fn written_number(text: &str, stated: Stated) -> Result<String, Unwritten> {
    let wrong = |help: Sentence| {
        let message = say!(
            "`{text}` is not a number",
            "`{text}` 不是数字",
            text = short(text)
        );
        Unwritten::new(message, help)
    };
    let narrow: String = text.chars().map(narrowed).collect();
    let narrow = narrow.trim();
    if narrow.contains(['e', 'E']) {
        // `1,29E+03`: before an exponent nothing stands between thousands.
        let pointed = match narrow.split_once(',') {
            Some((whole, _)) if whole.len() <= 2 && !narrow.contains('.') => {
                narrow.replace(',', ".")
            }
            _ => narrow.to_owned(),
        };
        return match parse_decimal(&pointed) {
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
    let plain = decide(&body, grouped, stated).map_err(wrong)?;
    let shown = format!("{sign}{plain}");
    match parse_decimal(&shown) {
        Ok(_) => Ok(shown),
        Err(error) => Err(Unwritten::new(
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

/// The decimal mark of a number and the mark between its thousands; nothing where it can be either.
fn marks_of(body: &str, grouped: bool) -> Option<(char, char)> {
    let count = |c: char| body.chars().filter(|d| *d == c).count();
    match (count('.'), count(',')) {
        (points, commas) if points > 0 && commas > 0 => {
            Some(if body.rfind('.') > body.rfind(',') {
                ('.', ',')
            } else {
                (',', '.')
            })
        }
        (1, 0) if grouped || !ambiguous(body, '.') => Some(('.', ',')),
        (0, 1) if grouped || !ambiguous(body, ',') => Some((',', '.')),
        (1, 0) | (0, 1) => None,
        // Several marks of one kind stand between thousands.
        (0, _) => Some(('.', ',')),
        (_, _) => Some((',', '.')),
    }
}

/// One mark with three digits behind it may stand between thousands or before decimals.
fn ambiguous(body: &str, mark: char) -> bool {
    thousands(body, &[mark]) && !body.starts_with('0')
}

/// The digits with a point, or what to do about it.
fn decide(body: &str, grouped: bool, stated: Stated) -> Result<String, Sentence> {
    let digit = |c: char| c.is_ascii_digit();
    if !body.contains(digit) || !body.chars().all(|c| digit(c) || c == '.' || c == ',') {
        return Err(with_a_point());
    }
    if !body.contains(['.', ',']) {
        return Ok(body.to_owned());
    }
    let single = body.chars().filter(|c| matches!(c, '.' | ',')).count() == 1;
    let declared = match stated.mark {
        Mark::Point => Some('.'),
        Mark::Comma => Some(','),
        Mark::Either => None,
    };
    let (decimal, thousand) = match (declared, marks_of(body, grouped)) {
        // `1,299` where the point is declared.
        (Some('.'), _) if single && !grouped && thousands(body, &[',']) => ('.', ','),
        (Some(','), _) if single && !grouped && thousands(body, &['.']) => (',', '.'),
        (_, Some(marks)) => marks,
        (Some('.'), None) => ('.', ','),
        (Some(_), None) => (',', '.'),
        (None, None) => match stated.lean {
            Lean::Point => ('.', ','),
            Lean::Comma => (',', '.'),
            Lean::Schema | Lean::Open if body.contains('.') => ('.', ','),
            Lean::Schema | Lean::Open | Lean::Refused => {
                return Err(say!(
                    "it can be {whole} or {broken}; state the decimal mark with --decimal point or --decimal comma, or as `decimal` in a profile",
                    "可能是 {whole} 或 {broken};请用 --decimal point 或 --decimal comma 指定小数点,或在模板中用 decimal 声明",
                    whole = body.replace(['.', ','], ""),
                    broken = body.replace(',', "."),
                ));
            }
        },
    };
    if declared.is_some_and(|declared| declared != decimal) {
        return Err(say!(
            "decimals stand behind `{sign}`, as --decimal or the profile declares; correct the cell or what is declared",
            "--decimal 或模板声明小数点为 `{sign}`;请更正单元格或声明",
            sign = if stated.mark == Mark::Comma { ',' } else { '.' },
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

/// The text has nothing but digits and the marks that stand in numbers.
pub fn looks_like_number(text: &str) -> bool {
    let mut digits = false;
    text.chars().map(narrowed).all(|c| {
        digits |= c.is_ascii_digit();
        c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | ' ' | '-' | '+' | 'e' | 'E')
    }) && digits
}

/// What a cell says of the decimal mark of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// It is no number.
    NoNumber,
    /// A number that can be read in one way, whatever the mark.
    Plain,
    /// A number that can be read in two ways; the mark is a point, or not.
    Ambiguous {
        /// A point.
        point: bool,
    },
    /// Decimals stand behind a point.
    Point,
    /// Decimals stand behind a comma.
    Comma,
}

/// What a cell says of the decimal mark of its column.
pub fn evidence(text: &str) -> Evidence {
    const LONGEST: usize = 40;
    /// Signs of currency and units before and behind a number.
    const SIGNS: usize = 12;
    if text.len() > LONGEST {
        return Evidence::NoNumber;
    }
    let Some((before, body, behind)) = core(text) else {
        return Evidence::NoNumber;
    };
    if before.len() > SIGNS || behind.len() > SIGNS {
        return Evidence::NoNumber;
    }
    let body: String = body.chars().map(narrowed).collect();
    let body = body.trim_start_matches(['-', '+']);
    let grouped = body.contains([' ', '\'']);
    let body = body.replace([' ', '\''], "");
    if !body.contains(['.', ',']) {
        return if body.bytes().all(|b| b.is_ascii_digit()) {
            Evidence::Plain
        } else {
            Evidence::NoNumber
        };
    }
    let stated = Stated {
        lean: Lean::Schema,
        ..Stated::default()
    };
    match marks_of(&body, grouped) {
        None => Evidence::Ambiguous {
            point: body.contains('.'),
        },
        Some(_) if decide(&body, grouped, stated).is_err() => Evidence::NoNumber,
        Some(('.', _)) => Evidence::Point,
        Some(_) => Evidence::Comma,
    }
}

/// An amount: its number, and the currency that stands with it.
pub fn written_money(text: &str, stated: Stated) -> Result<(String, Option<Currency>), Unwritten> {
    let Some((before, core, behind)) = core(text) else {
        return Err(Unwritten::new(
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
    let behind = behind
        .trim_start_matches([',', '.', ':', '-', '–', '—'])
        .trim();
    let mut currency = None;
    // A code behind says which dollar stands before: `$ 12.90 CAD`.
    for sign in parts_of_sign(behind).chain(parts_of_sign(before)) {
        let Some(meant) = sign_of(sign, currency.or(stated.currency)) else {
            return Err(Unwritten::new(
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
            return Err(Unwritten::new(
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
    let stated = match currency.or(stated.currency) {
        Some(currency) => of_amount(core, currency, stated),
        None => stated,
    };
    Ok((written_number(core, stated)?, currency))
}

/// What the number of an amount rests on: a currency without decimals has nothing but thousands behind
/// a mark with three digits, and one with two decimals has no amounts with three.
fn of_amount(core: &str, currency: Currency, stated: Stated) -> Stated {
    let lean = match (stated.mark, currency.minor_units(), stated.lean) {
        (Mark::Either, 0, _) if core.contains(['.', '．']) => Lean::Comma,
        (Mark::Either, 0, _) => Lean::Point,
        (_, 1 | 2, Lean::Open) => Lean::Refused,
        (_, _, lean) => lean,
    };
    Stated { lean, ..stated }
}

/// The signs of a text, which is one of them or has several with blanks between them.
fn parts_of_sign(text: &str) -> impl Iterator<Item = &str> {
    let whole = !text.is_empty() && !sign_codes(text).is_empty();
    let parts = (!whole).then(|| text.split_whitespace());
    whole
        .then_some(text)
        .into_iter()
        .chain(parts.into_iter().flatten())
}

/// The problem of an amount without a currency.
pub fn no_currency(text: &str) -> Unwritten {
    Unwritten {
        message: say!(
            "`{text}` has no currency",
            "`{text}` 没有货币",
            text = short(text)
        ),
        help: say!(
            "state it with --currency, such as --currency EUR",
            "请用 --currency 指定,例如 --currency EUR",
        ),
        lacks: Lacks::Currency,
    }
}

/// The currency of a code or sign. A sign of several currencies is one that is stated, if it is
/// among them.
pub(crate) fn sign_of(sign: &str, stated: Option<Currency>) -> Option<Currency> {
    let sign = sign.trim();
    let code = sign.trim_end_matches('.').to_uppercase();
    if let Ok(currency) = Currency::parse(&code) {
        return Some(currency);
    }
    let codes = sign_codes(sign);
    let mut meant = codes.iter().filter_map(|code| Currency::parse(code).ok());
    match codes {
        [_] => meant.next(),
        _ => meant.find(|currency| Some(*currency) == stated),
    }
}

/// The text is a sign or a name of one or several currencies.
pub fn is_sign(text: &str) -> bool {
    !sign_codes(text).is_empty()
}

/// The currencies of a sign or a name.
fn sign_codes(sign: &str) -> &'static [&'static str] {
    match sign.trim().trim_end_matches('.') {
        "€" | "Euro" | "euro" | "EURO" | "Euros" | "euros" | "ユーロ" => &["EUR"],
        "£" | "￡" => &["GBP"],
        "US$" | "U$S" | "$US" => &["USD"],
        "C$" | "CA$" => &["CAD"],
        "A$" | "AU$" => &["AUD"],
        "NZ$" => &["NZD"],
        "HK$" => &["HKD"],
        "NT$" => &["TWD"],
        "S$" => &["SGD"],
        "MX$" => &["MXN"],
        "R$" => &["BRL"],
        "₹" => &["INR"],
        "₩" | "￦" | "원" => &["KRW"],
        "₫" | "đ" => &["VND"],
        "฿" => &["THB"],
        "₱" => &["PHP"],
        "₺" | "TL" | "tl" => &["TRY"],
        "₴" => &["UAH"],
        "₪" => &["ILS"],
        "zł" | "ZŁ" | "Zł" | "zl" => &["PLN"],
        "Kč" => &["CZK"],
        "Ft" => &["HUF"],
        "RM" => &["MYR"],
        "Rp" => &["IDR"],
        "RMB" | "rmb" | "人民币" | "人民币元" => &["CNY"],
        "円" | "日元" | "エン" => &["JPY"],
        "欧元" => &["EUR"],
        "美元" => &["USD"],
        "$" => &["USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN", "TWD"],
        "¥" | "￥" => &["JPY", "CNY"],
        "元" => &["CNY", "TWD"],
        "kr" | "Kr" | "KR" => &["SEK", "NOK", "DKK", "ISK"],
        "Fr" | "SFr" | "sFr" => &["CHF"],
        "₽" | "руб" => &["RUB"],
        "лв" => &["BGN"],
        "lei" | "Lei" => &["RON"],
        "S/" => &["PEN"],
        "Rs" => &["INR", "PKR", "LKR", "NPR", "MUR"],
        _ => &[],
    }
}

/// A number and its unit.
pub fn written_quantity(text: &str, stated: Stated) -> Result<(String, Unit), Unwritten> {
    let wrong = || {
        Unwritten::new(
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
    // `12 m2`: the last digit belongs to the unit.
    let (core, behind) = match core.split_once(char::is_alphabetic) {
        Some((number, _)) if parse_decimal(core).is_err() => {
            let behind = text.split_once(number).map_or("", |(_, behind)| behind);
            (number.trim(), behind.trim())
        }
        _ => (core, behind),
    };
    if !before.is_empty() {
        return Err(wrong());
    }
    let number = written_number(core, stated)?;
    let unit = if behind.is_empty() {
        stated.unit
    } else {
        Unit::lookup(behind).or_else(|| Unit::lookup(&behind.to_lowercase()))
    };
    match unit {
        Some(unit) => Ok((number, unit)),
        None if behind.is_empty() => Err(Unwritten {
            message: say!(
                "`{text}` has no unit",
                "`{text}` 没有单位",
                text = short(text)
            ),
            help: say!(
                "state it: `12 kg` in the cell, `(kg)` in the header, --map \"COLUMN=PATH (kg)\", or `unit: kg` in a profile",
                "请注明单位:单元格写 `12 kg`,表头写 `(kg)`,使用 --map \"列=路径 (kg)\",或在模板中写 `unit: kg`",
            ),
            lacks: Lacks::Unit,
        }),
        None => Err(Unwritten::new(
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

/// The beginning of a text, for messages.
pub fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(60).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.replace(['\n', '\r', '\t'], " ")
}
