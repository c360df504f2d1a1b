//! Texts of cells to values, as a column declares them. What cannot be read is said, never guessed.

mod barcode;
mod html;
mod materials;
mod number;

use serde::{Deserialize, Serialize};

pub use crate::value::Mark;

use super::definition::{Column, Unlisted};
use crate::problem::InputCode;
use crate::record::Datum;
use crate::sentence::{Explain, Sentence, say};
pub(super) use crate::value::short;
use crate::value::{Country, Unit, parse_date, truth};

/// How the texts of a column are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// As they stand.
    #[default]
    Text,
    /// HTML: its text without marks, scripts and styles.
    Html,
    /// A number with the decimal mark of the profile.
    Number,
    /// An amount; the currency stands in the cell, in a column, or is stated for the file.
    Money,
    /// A number and a unit, which stands in the cell, the header, a column, or is declared.
    Quantity,
    /// Yes or no, in nine languages.
    Bool,
    /// A country, by code or by name in nine languages.
    Country,
    /// A day as `2026-11-24`, or with the time behind it.
    Date,
    /// A day as `24.11.2026` or `24/11/2026`.
    DateDmy,
    /// A day as `11/24/2026`.
    DateMdy,
    /// A trade item number, as spreadsheets leave it.
    Gtin,
    /// A list with the separator of the column.
    List,
    /// Materials with their shares: `95% cotton, 5% elastane`.
    Materials,
    /// Properties as `name=value`, with the separator of the column.
    Properties,
}

impl Kind {
    // The signature is that of serde's `skip_serializing_if`.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub(super) fn is_text(&self) -> bool {
        *self == Self::Text
    }
}

/// Why a text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: InputCode,
    pub(super) message: Sentence,
    pub(super) help: Sentence,
}

impl Refusal {
    fn new(message: Sentence, help: Sentence) -> Self {
        Self {
            code: InputCode::WrongType,
            message,
            help,
        }
    }

    /// A word that the values of a column do not list.
    fn unlisted() -> Self {
        Self {
            code: InputCode::UnlistedWord,
            ..Self::new(
                say!("the profile does not list this word", "模板未列出该词",),
                say!(
                    "list it under `values` of its column in the profile",
                    "请在模板中该列的 `values` 下列出",
                ),
            )
        }
    }
}

/// What a cell says: one value, or the parts of a list.
pub(super) type Reading = Result<Vec<Datum>, Refusal>;

/// What else a reading rests on.
pub(super) type Setting = crate::value::Stated;

/// Reads the text of a cell.
pub(super) fn read(column: &Column, text: &str, setting: Setting) -> Reading {
    let text = match &column.after {
        None => text.trim(),
        Some(mark) => match text.split_once(mark.as_str()) {
            None => return Ok(Vec::new()),
            Some((_, behind)) => {
                let end = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"');
                behind.trim_start().split(end).next().unwrap_or_default()
            }
        },
    };
    if text.is_empty() && column.after.is_some() {
        return Ok(Vec::new());
    }
    if let Some(word) = mapped(column, text) {
        return Ok(if word.is_empty() {
            Vec::new()
        } else {
            one(Datum::Text(word.into()))
        });
    }
    if matches!(column.kind, Kind::Text | Kind::Html) && refuses_words(column) {
        return Err(Refusal::unlisted());
    }
    // A list is not cut at the semicolon of an entity.
    let shown = match column.kind {
        Kind::List | Kind::Materials | Kind::Country => html::without_entities(text),
        _ => text.into(),
    };
    let text = &*shown;
    match column.kind {
        Kind::Text => Ok(one(Datum::Text(plain(text, setting).into()))),
        Kind::Html => {
            let text = if column.escaped_newlines {
                html::text(&text.replace("\\n", "\n"))
            } else {
                html::text(text)
            };
            Ok(if text.is_empty() {
                Vec::new()
            } else {
                one(Datum::Text(text.into()))
            })
        }
        // Where the platform writes 0 for none, neither a unit nor a currency is missed.
        Kind::Number | Kind::Money | Kind::Quantity if is_nothing(column, text) => Ok(Vec::new()),
        Kind::Number => Ok(one(Datum::Number(number::number(text, setting)?.into()))),
        Kind::Money => Ok(one(Datum::Text(number::money(text, setting)?.into()))),
        Kind::Quantity => {
            let known = with_known_unit(text);
            let (number, unit) = number::quantity(known.as_deref().unwrap_or(text), setting)?;
            Ok(one(Datum::Text(format!("{number} {unit}").into())))
        }
        Kind::Bool => match truth(text) {
            Some(truth) => Ok(one(Datum::Bool(truth))),
            None => Err(Refusal::new(
                say!(
                    "`{text}` is neither yes nor no",
                    "`{text}` 既不是“是”也不是“否”",
                    text = short(text),
                ),
                say!("write true or false", "请填写 true 或 false",),
            )),
        },
        Kind::Country => match Country::read(text) {
            Ok(country) => Ok(one(Datum::Text(country.code().into()))),
            Err(error) => Err(Refusal::new(error.sentence(), error.help())),
        },
        Kind::Date | Kind::DateDmy | Kind::DateMdy => date(column.kind, text),
        Kind::Gtin => Ok(one(Datum::Text(barcode::without_apostrophe(text).into()))),
        Kind::List => list(column, text),
        Kind::Materials => materials::read(text),
        // Properties are taken apart before their values are read.
        Kind::Properties => Ok(Vec::new()),
    }
}

fn one(datum: Datum) -> Vec<Datum> {
    vec![datum]
}

/// The word that the profile has for a value.
fn mapped<'c>(column: &'c Column, text: &str) -> Option<&'c str> {
    if column.values.is_empty() {
        return None;
    }
    let lower = text.to_lowercase();
    let listed = column
        .values
        .iter()
        .find(|(value, _)| value.to_lowercase() == lower);
    // What a platform's word becomes may stand there itself.
    let itself = || {
        let mut words = column.values.values();
        words.find(|word| !word.is_empty() && word.to_lowercase() == lower)
    };
    // `WAHR` and `Ja` where the platform writes `true` or `1`.
    let answer = || {
        let said = truth(text)?;
        let of = |wanted: bool| {
            let mut words = column.values.iter();
            words.find(|(value, _)| truth(value) == Some(wanted))
        };
        let (yes, no) = (of(true)?, of(false)?);
        Some(if said { yes.1 } else { no.1 })
    };
    listed
        .map(|(_, word)| word)
        .or_else(itself)
        .or_else(answer)
        .map(String::as_str)
}

/// A text that the column does not list is unknown.
fn refuses_words(column: &Column) -> bool {
    !column.values.is_empty() && column.unlisted == Unlisted::Unknown
}

/// The words of a text that the column does not list.
pub(super) fn unlisted_words(column: &Column, text: &str) -> Vec<String> {
    if column.kind != Kind::List {
        return vec![short(text.trim())];
    }
    parts(text, column.separator.as_deref().unwrap_or(","))
        .into_iter()
        .filter(|part| mapped(column, part).is_none())
        .map(|part| short(&part))
        .collect()
}

fn list(column: &Column, text: &str) -> Reading {
    let mut words = Vec::new();
    for part in parts(text, column.separator.as_deref().unwrap_or(",")) {
        match mapped(column, &part) {
            Some("") => {}
            Some(word) => words.push(Datum::Text(word.into())),
            None if refuses_words(column) => return Err(Refusal::unlisted()),
            None => words.push(Datum::Text(part.into())),
        }
    }
    Ok(words)
}

/// A text; a bare number takes the unit that its header states.
fn plain(text: &str, setting: Setting) -> String {
    let text = barcode::without_apostrophe(text);
    match setting.unit {
        Some(unit) if crate::value::looks_like_number(text) => format!("{text} {unit}"),
        _ => html::without_entities(text).into_owned(),
    }
}

/// A unit by its name, or by the codes of UN/ECE recommendation 20 (schema.org) and of feeds.
pub(super) fn unit_of(text: &str) -> Option<Unit> {
    let text = text.trim();
    let code = text.to_uppercase();
    let symbol = match code.as_str() {
        "KGM" | "KILOGRAMS" => "kg",
        "GRM" | "GRAMS" => "g",
        "MGM" | "MILLIGRAMS" => "mg",
        "LBR" | "POUNDS" => "lb",
        "ONZ" | "OUNCES" => "oz",
        "MTR" | "METERS" => "m",
        "CMT" | "CENTIMETERS" => "cm",
        "MMT" | "MILLIMETERS" => "mm",
        "INH" | "INCHES" => "inch",
        "FOT" | "FEET" => "ft",
        "YRD" => "yd",
        "LTR" => "l",
        "MLT" => "ml",
        "CLT" => "cl",
        "CBM" | "MTQ" | "M3" => "m3",
        "SQM" | "MTK" | "M2" => "m2",
        "FLOZ" | "OZA" => "fl_oz",
        "GAL" | "GLL" => "gal",
        "CT" | "COUNT" | "C62" | "H87" => "piece",
        "WHR" => "Wh",
        "KWH" => "kWh",
        "WTT" => "W",
        "VLT" => "V",
        _ => return Unit::lookup(text),
    };
    Unit::lookup(symbol).or_else(|| Unit::lookup(text))
}

/// A measure whose unit is a code of feeds, with its symbol.
fn with_known_unit(text: &str) -> Option<String> {
    let number = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text.get(number.len()..)?.trim();
    if unit.is_empty() || Unit::lookup(unit).is_some() {
        return None;
    }
    Some(format!("{number} {}", unit_of(unit)?))
}

/// The text is a zero, with a unit or currency or without, that stands for "not known" here.
pub(super) fn is_nothing(column: &Column, text: &str) -> bool {
    let sign = |c: char| c.is_alphabetic() || c.is_whitespace() || "$€£¥₹₩%".contains(c);
    let bare = text.trim_matches(sign);
    column.zero_is_unknown
        && bare.contains(['0', '０'])
        && bare
            .chars()
            .all(|c| matches!(c, '0' | '０' | '.' | ',' | '-'))
}

/// The parts of a list. A separator behind a backslash belongs to the part.
pub(super) fn parts(text: &str, separator: &str) -> Vec<String> {
    let hidden = format!("\\{separator}");
    let veiled = text.replace(&hidden, "\u{0}");
    veiled
        .split(separator)
        .map(|part| part.replace('\u{0}', separator).trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// Properties such as `color=Black,material=Steel, glass|Wood`: a part that names none belongs to the
/// value before it. A value in quotes is taken out of them.
pub(super) fn properties(text: &str, separator: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let hidden = format!("\\{separator}");
    let veiled = html::without_entities(text).replace(&hidden, "\u{0}");
    for part in veiled.split(separator) {
        let shown = part.replace('\u{0}', separator);
        let named = shown.split_once(['=', ':', '：']).filter(|(name, _)| {
            let name = name.trim();
            !name.is_empty() && !name.contains(['"', '|', '<', '>'])
        });
        // A value in quotes that has not ended goes on.
        let open = found
            .last()
            .is_some_and(|(_, value)| value.starts_with('"') && !closed(value));
        match (named, found.last_mut()) {
            (Some((name, value)), _) if !open => {
                found.push((name.trim().to_owned(), value.trim_start().to_owned()));
            }
            (_, Some((_, value))) => {
                value.push_str(separator);
                value.push_str(&shown);
            }
            _ => {}
        }
    }
    found
        .into_iter()
        .map(|(name, value)| {
            let value = value.trim();
            let inside = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
            let value = inside.map_or_else(|| value.to_owned(), |v| v.replace("\"\"", "\""));
            (name, value)
        })
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// A value in quotes has its end: quotes inside are doubled.
fn closed(value: &str) -> bool {
    value.len() > 1 && value.ends_with('"') && value.matches('"').count().is_multiple_of(2)
}

fn date(kind: Kind, text: &str) -> Reading {
    let wrong = || {
        let form = match kind {
            Kind::DateDmy => "24.11.2026",
            Kind::DateMdy => "11/24/2026",
            _ => "2026-11-24",
        };
        Refusal::new(
            say!(
                "`{text}` is not a day of the form {form}",
                "`{text}` 不是 {form} 格式的日期",
                text = short(text),
                form,
            ),
            say!(
                "correct the cell, or declare the order of day, month and year in the profile",
                "请更正单元格,或在模板中声明年月日的顺序",
            ),
        )
    };
    let day = text.split(['T', ' ']).next().unwrap_or(text);
    // The first day of an interval.
    let day = match day.split_once('/') {
        Some((first, _)) if first.len() == 10 => first,
        _ => day,
    };
    let iso = if kind == Kind::Date {
        day.replace('/', "-")
    } else {
        let pieces: Vec<&str> = day.split(['.', '/', '-']).collect();
        match pieces.as_slice() {
            [first, second, year] => {
                let (day, month) = if kind == Kind::DateDmy {
                    (first, second)
                } else {
                    (second, first)
                };
                format!("{year}-{month:0>2}-{day:0>2}")
            }
            _ => day.to_owned(),
        }
    };
    match parse_date(&iso)
        .ok()
        .or_else(|| super::period::one_day(text, kind))
    {
        Some(date) => Ok(one(Datum::Text(date.to_string().into()))),
        None => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(kind: Kind) -> Column {
        Column {
            kind,
            ..Column::plain("x", Some("title"))
        }
    }

    fn read_with(column: &Column, text: &str) -> Reading {
        read(column, text, Setting::default())
    }

    fn text_of(reading: Reading) -> Result<Vec<String>, String> {
        reading
            .map(|parts| {
                parts
                    .into_iter()
                    .map(|datum| match datum {
                        Datum::Text(text) | Datum::Number(text) => text.to_string(),
                        other => format!("{other:?}"),
                    })
                    .collect()
            })
            .map_err(|refusal| refusal.message.into())
    }

    #[test]
    fn days_in_three_orders() {
        let read = |kind, text| text_of(read(&column(kind), text, Setting::default()));
        let day = Ok(vec!["2026-11-24".to_owned()]);
        assert_eq!(read(Kind::Date, "2026-11-24T10:00:00Z"), day);
        assert_eq!(read(Kind::Date, "2026/11/24"), day);
        assert_eq!(read(Kind::Date, "2026-11-24/2026-11-30"), day);
        assert_eq!(read(Kind::DateDmy, "24.11.2026"), day);
        assert_eq!(read(Kind::DateMdy, "11/24/2026 08:00"), day);
        assert!(read(Kind::DateMdy, "24/11/2026").is_err());
        // Whoever writes so means one day.
        assert_eq!(read(Kind::Date, "24.11.2026"), day);
        assert_eq!(read(Kind::Date, "11/24/26"), day);
        assert_eq!(read(Kind::Date, "24 November 2026 00:00"), day);
        assert!(read(Kind::Date, "11/12/2026").is_err());
        assert!(read(Kind::Date, "soon").is_err());
    }

    #[test]
    fn lists_with_hidden_separators() {
        assert_eq!(
            parts(r"red, light\, blue,,green", ","),
            ["red", "light, blue", "green"]
        );
    }

    #[test]
    fn properties_whose_values_have_commas() {
        let of = |text: &str| -> Vec<String> {
            let found = properties(text, ",").into_iter();
            found
                .map(|(name, value)| format!("{name}: {value}"))
                .collect()
        };
        assert_eq!(
            of("color=Black,material=Steel, glass|Wood,energy_class=F"),
            [
                "color: Black",
                "material: Steel, glass|Wood",
                "energy_class: F"
            ]
        );
        assert_eq!(
            of(r#"note="a, b=c ""d""",size=S,empty=,url=https://x.example/?a=1"#),
            [
                "note: a, b=c \"d\"",
                "size: S",
                "url: https://x.example/?a=1"
            ]
        );
        assert_eq!(of(r"lengths=1\,2 m, 2 m"), ["lengths: 1,2 m, 2 m"]);
        assert_eq!(of("no properties, at all"), Vec::<String>::new());
    }

    #[test]
    fn units_by_their_codes() {
        for (code, symbol) in [
            ("KGM", "kg"),
            ("grm", "g"),
            ("CT", "piece"),
            ("cbm", "m3"),
            ("ml", "ml"),
        ] {
            assert_eq!(unit_of(code), Unit::lookup(symbol), "{code}");
            assert!(unit_of(code).is_some(), "{code}");
        }
        let measure = column(Kind::Quantity);
        for (text, expected) in [("500g", "500 g"), ("2 cbm", "2 m3"), ("6ct", "6 piece")] {
            assert_eq!(
                text_of(read_with(&measure, text)),
                Ok(vec![expected.to_owned()])
            );
        }
    }

    #[test]
    fn what_stands_behind_a_mark() {
        let mut number = column(Kind::Text);
        number.after = Some("EPREL:".to_owned());
        let read = |text| text_of(read_with(&number, text));
        assert_eq!(read("EC:EPREL:123456"), Ok(vec!["123456".to_owned()]));
        assert_eq!(
            read("EC:EPREL:123456,EC:OTHER:9"),
            Ok(vec!["123456".to_owned()])
        );
        assert_eq!(read("EC:OTHER:9"), Ok(vec![]));
    }

    #[test]
    fn zeros_that_nobody_measured() {
        let mut weight = column(Kind::Quantity);
        assert!(read(&weight, "0", Setting::default()).is_err());
        weight.zero_is_unknown = true;
        let mut price = column(Kind::Money);
        price.zero_is_unknown = true;
        for zero in ["0", "0.000", "0 kg", "０"] {
            assert_eq!(
                read(&weight, zero, Setting::default()),
                Ok(vec![]),
                "{zero}"
            );
        }
        for zero in ["0.00", "0,00 €", "EUR 0"] {
            assert_eq!(read(&price, zero, Setting::default()), Ok(vec![]), "{zero}");
        }
        for other in ["0.01 kg", "10 kg"] {
            let read = text_of(read(&weight, other, Setting::default()));
            assert_eq!(read, Ok(vec![other.to_owned()]));
        }
        assert!(read(&weight, "kg", Setting::default()).is_err());
    }

    #[test]
    fn words_of_platforms() {
        let mut status = column(Kind::Text);
        status.values = [
            ("live".to_owned(), "active".to_owned()),
            ("?".to_owned(), String::new()),
        ]
        .into();
        let read = |text| text_of(read(&status, text, Setting::default()));
        assert_eq!(read("Live"), Ok(vec!["active".to_owned()]));
        assert_eq!(read("?"), Ok(vec![]));
        assert_eq!(read("ACTIVE"), Ok(vec!["active".to_owned()]));
        assert!(read("other").is_err());
        status.unlisted = Unlisted::Keep;
        let read = |text| text_of(read_with(&status, text));
        assert_eq!(read("other"), Ok(vec!["other".to_owned()]));

        let mut classes = status.clone();
        classes.kind = Kind::List;
        classes.unlisted = Unlisted::Unknown;
        assert!(read_with(&classes, "live, sold").is_err());
        let unlisted = unlisted_words(&classes, "live, sold, ?, gone");
        assert_eq!(unlisted, ["sold", "gone"]);
        assert_eq!(
            text_of(read_with(&classes, "live, ?")),
            Ok(vec!["active".to_owned()])
        );
    }
}
