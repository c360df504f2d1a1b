//! Trade item numbers (GTIN-8, UPC, EAN, GTIN-14) and book numbers.

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

/// Why a number is not a valid GTIN.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GtinError {
    /// Something that is not a digit.
    #[error("{}", self.sentence())]
    Shape(String),
    /// Another number of digits.
    #[error("{}", self.sentence())]
    Length {
        /// The number.
        number: String,
        /// How many digits it has.
        digits: usize,
    },
    /// The check digit does not fit.
    #[error("{}", self.sentence())]
    CheckDigit {
        /// The number.
        number: String,
        /// The digit found.
        found: u8,
        /// The digit that fits.
        expected: u8,
    },
    /// The check digit does not fit, and zeros at the end look like digits that were rounded away.
    #[error("{}", self.sentence())]
    RoundedDigits(String),
    /// The prefix is reserved for use inside a shop.
    #[error("{}", self.sentence())]
    Restricted(String),
    /// The prefix is that of coupons and refunds.
    #[error("{}", self.sentence())]
    Coupon(String),
    /// Zeros in front were lost: with them it would be valid.
    #[error("{}", self.sentence())]
    LostZero {
        /// The number.
        number: String,
        /// The number with its zeros.
        padded: String,
    },
    /// A book number of ten digits.
    #[error("{}", self.sentence())]
    Isbn10 {
        /// The number.
        number: String,
        /// The number of thirteen digits of the same book.
        isbn13: String,
    },
    /// The short form of a UPC, of eight digits.
    #[error("{}", self.sentence())]
    UpcE {
        /// The number.
        number: String,
        /// The UPC that it stands for.
        upc: String,
    },
    /// The number of a periodical.
    #[error("{}", self.sentence())]
    Issn(String),
    /// A spreadsheet has written it as a rounded number.
    #[error("{}", self.sentence())]
    Rounded(String),
}

impl Explain for GtinError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` is not a trade item number; it has 8, 12, 13 or 14 digits and nothing else",
                "`{text}` 不是商品条码;条码由 8、12、13 或 14 位数字组成",
                text,
            ),
            Self::Length { number, digits } => {
                if *digits == 1 {
                    say!(
                        "`{number}` has 1 digit; a trade item number has 8, 12, 13 or 14",
                        "`{number}` 只有 1 位数字;商品条码有 8、12、13 或 14 位",
                        number,
                    )
                } else {
                    say!(
                        "`{number}` has {digits} digits; a trade item number has 8, 12, 13 or 14",
                        "`{number}` 有 {digits} 位数字;商品条码有 8、12、13 或 14 位",
                        number,
                        digits,
                    )
                }
            }
            Self::CheckDigit {
                number,
                found,
                expected,
            } => say!(
                "the check digit of {number} is {found}, but should be {expected}",
                "{number} 的校验位是 {found},应为 {expected}",
                number,
                found,
                expected,
            ),
            Self::RoundedDigits(number) => say!(
                "the check digit of {number} does not fit, and the zeros at its end look as if a spreadsheet had rounded it",
                "{number} 的校验位不符,且末尾的 0 像是被电子表格舍入的结果",
                number,
            ),
            Self::Restricted(number) => say!(
                "{number} begins with a prefix for use inside a shop or company (02, 04, 2), which says nothing elsewhere",
                "{number} 的前缀仅供店内或企业内部使用(02、04、2),对外无意义",
                number,
            ),
            Self::Coupon(number) => say!(
                "{number} begins with a prefix of coupons or refunds (05, 981-984, 99), which are no products",
                "{number} 的前缀用于优惠券或退款(05、981-984、99),不是商品",
                number,
            ),
            Self::LostZero { number, padded } => say!(
                "`{number}` has {digits} digits; with zeros before it, it is {padded}, whose check digit fits",
                "`{number}` 有 {digits} 位数字;前面补 0 为 {padded},其校验位正确",
                number,
                digits = number.len(),
                padded,
            ),
            Self::Isbn10 { number, isbn13 } => say!(
                "`{number}` is a book number of 10 digits (ISBN-10), which is no trade item number; that of the same book is {longer}",
                "`{number}` 是 10 位书号(ISBN-10),不是商品条码;同一图书的条码是 {longer}",
                number,
                longer = isbn13,
            ),
            Self::UpcE { number, upc } => say!(
                "`{number}` is the short form of a UPC (UPC-E), which is no trade item number as it stands; the whole number is {upc}",
                "`{number}` 是 UPC 的缩短形式(UPC-E),不能直接作为商品条码;完整号码是 {upc}",
                number,
                upc,
            ),
            Self::Issn(text) => say!(
                "`{text}` is the number of a periodical (ISSN), which is no trade item number",
                "`{text}` 是期刊号(ISSN),不是商品条码",
                text,
            ),
            Self::Rounded(text) => say!(
                "`{text}` is a trade item number that a spreadsheet has turned into a rounded number",
                "`{text}` 是商品条码,已被电子表格变成了舍入后的数字",
                text,
            ),
        }
    }
}

impl GtinError {
    /// What to do about it.
    pub fn help(&self) -> Sentence {
        match self {
            Self::Shape(_) | Self::Length { .. } => say!(
                "copy the number under the bar code, or leave the cell empty if there is none",
                "请抄写条码下方的数字;没有条码时请留空",
            ),
            Self::CheckDigit { .. } => say!(
                "compare it with the number under the bar code: a digit is wrong or two have changed places",
                "请与条码下方的数字核对:可能有数字错误或位置颠倒",
            ),
            Self::RoundedDigits(_) | Self::Rounded(_) => say!(
                "its digits are lost: export it again with the column formatted as text",
                "其位数已丢失:请把该列设为文本格式后重新导出",
            ),
            Self::Restricted(_) | Self::Coupon(_) => say!(
                "state the number of the manufacturer, or leave the cell empty if the product has none",
                "请填写制造商的条码;商品没有条码时请留空",
            ),
            Self::LostZero { padded, .. } => say!(
                "if a spreadsheet has taken the zeros away, write {padded}; it is used as it stands",
                "若是电子表格去掉了 0,请填写 {padded};目前按原样使用",
                padded,
            ),
            Self::UpcE { upc, .. } => say!("write {upc}", "请填写 {upc}", upc),
            Self::Issn(_) => say!(
                "write the number under its bar code, which begins with 977",
                "请填写条码下方以 977 开头的号码",
            ),
            Self::Isbn10 { isbn13, .. } => say!(
                "write {longer} if the book has no other number",
                "若该书没有其他条码,请填写 {longer}",
                longer = isbn13,
            ),
        }
    }
}

/// Words by which catalogues say that a product has no trade item number.
const NONE: &[&str] = &[
    "na",
    "n a",
    "none",
    "no",
    "null",
    "nil",
    "doesnotapply",
    "does not apply",
    "not applicable",
    "exempt",
    "gtin exemption",
    "no code",
    "kein ean",
    "keine ean",
    "kein gtin",
    "keine gtin",
    "kein barcode",
    "ohne gtin",
    "ohne barcode",
    "nicht vorhanden",
    "sans ean",
    "sin ean",
    "senza ean",
    "geen ean",
    "brak ean",
    "brak kodu",
    "无条码",
    "無條碼",
    "gtin exempt",
    "upc exempt",
    "ean exempt",
    "no gtin",
    "no ean",
    "no upc",
    "no barcode",
    "without gtin",
    "nicht zutreffend",
    "entfällt",
    "keine",
    "keiner",
    "kein",
    "ohne",
    "ohne ean",
    "trifft nicht zu",
    "ne s'applique pas",
    "ne s applique pas",
    "non applicable",
    "non applicabile",
    "sans objet",
    "aucun",
    "aucune",
    "no aplicable",
    "no aplica",
    "no procede",
    "ninguno",
    "non si applica",
    "nessuno",
    "não se aplica",
    "nao se aplica",
    "niet van toepassing",
    "nvt",
    "n v t",
    "geen",
    "nie dotyczy",
    "brak",
    "saknas",
    "ej tillämpligt",
    "yok",
    "uygulanamaz",
    "无",
    "無",
    "不适用",
    "不適用",
    "没有",
    "なし",
    "該当なし",
    "없음",
    "해당 없음",
];

/// A trade item number as a cell gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GtinText {
    /// The cell says that there is none: `does not apply`, `N/A`, `exempt`.
    None,
    /// A number, without blanks and dashes, and what is wrong with it.
    Number(String, Option<GtinError>),
    /// No number can be told from it.
    Unreadable(GtinError),
}

/// Reads what catalogues write: digits with blanks and dashes between them, an apostrophe before
/// them, or words for none. A number that is wrong is still the number that was given.
///
/// ```
/// use tidewaiter_value::{GtinText, read_gtin};
/// assert_eq!(read_gtin("978-3-16-148410-0"), GtinText::Number("9783161484100".into(), None));
/// assert_eq!(read_gtin("Does not apply"), GtinText::None);
/// assert!(matches!(read_gtin("4.00638E+12"), GtinText::Unreadable(_)));
/// ```
pub fn read_gtin(text: &str) -> GtinText {
    let text = text.trim();
    let words: Vec<String> = text
        .to_lowercase()
        .replace('’', "'")
        .split(|c: char| c.is_whitespace() || "-–—_./,()\\".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let words = words.join(" ");
    if words.is_empty() || NONE.contains(&words.as_str()) {
        return GtinText::None;
    }
    let mut number: String = text
        .chars()
        .filter(|c| {
            let mark = "-‐‑‒–—−'’\"\u{200b}\u{200e}\u{200f}\u{2060}\u{feff}";
            !(c.is_whitespace() || mark.contains(*c))
        })
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10).unwrap_or(c),
            other => other,
        })
        .collect();
    if is_rounded(&number) {
        return GtinText::Unreadable(GtinError::Rounded(text.to_owned()));
    }
    if let Some(issn) = of_issn(text) {
        return GtinText::Unreadable(GtinError::Issn(issn));
    }
    // The mark of GS1 before a number of fourteen digits.
    if let Some(rest) = number.strip_prefix("(01)") {
        number = rest.to_string();
    }
    // `EAN: 4006381333931`, and the decimals that a spreadsheet adds.
    for label in [
        "gtin", "ean13", "ean", "upca", "upc", "isbn13", "isbn10", "isbn",
    ] {
        let rest = number
            .get(..label.len())
            .filter(|front| front.eq_ignore_ascii_case(label));
        if rest.is_some() {
            let behind = number.get(label.len()..).unwrap_or_default();
            let behind = behind.trim_start_matches([':', '=']).to_owned();
            if behind.starts_with(|c: char| c.is_ascii_digit()) {
                number = behind;
            }
            break;
        }
    }
    for end in [".00", ".0", ",00", ",0"] {
        if let Some(whole) = number.strip_suffix(end)
            && is_digits(whole)
        {
            number.truncate(whole.len());
            break;
        }
    }
    // The format of a spreadsheet has put marks between thousands.
    for mark in ['.', ','] {
        let mut groups = number.split(mark);
        let first = groups
            .next()
            .is_some_and(|group| is_digits(group) && group.len() <= 3);
        if first
            && number.contains(mark)
            && groups.all(|group| is_digits(group) && group.len() == 3)
        {
            number = number.replace(mark, "");
            break;
        }
    }
    if let Some(isbn13) = of_isbn10(&number) {
        let error = GtinError::Isbn10 {
            number: number.clone(),
            isbn13,
        };
        return GtinText::Number(number, Some(error));
    }
    if !is_digits(&number) {
        return GtinText::Unreadable(GtinError::Shape(text.to_owned()));
    }
    let error = check_gtin(&number).err();
    GtinText::Number(number, error)
}

/// A number of eight digits with a dash in its middle, or with its name, that is an ISSN.
fn of_issn(text: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    let named = upper.strip_prefix("ISSN");
    let body = named.unwrap_or(&upper).trim_start_matches([':', ' ']);
    let (first, second) = body.split_once('-').or_else(|| {
        named?;
        body.split_at_checked(4)
    })?;
    let (third, check) = second.split_at_checked(3)?;
    let digits = format!("{first}{third}");
    if first.len() != 4 || digits.len() != 7 || !is_digits(&digits) {
        return None;
    }
    let last = match check {
        "X" => 10,
        digit if digit.len() == 1 => digit.parse::<u32>().ok()?,
        _ => return None,
    };
    let sum: u32 = digits
        .bytes()
        .zip((2..=8).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    (sum + last).is_multiple_of(11).then(|| body.to_owned())
}

/// The UPC that eight digits with 0 or 1 before them are the short form of.
fn of_upc_e(digits: &[u8]) -> Option<String> {
    let [system @ (0 | 1), six @ .., check] = digits else {
        return None;
    };
    let six: String = six.iter().map(ToString::to_string).collect();
    let (five, last) = (six.get(..5)?, six.get(5..).filter(|last| last.len() == 1)?);
    let body = match last {
        "0" | "1" | "2" => format!("{system}{}{last}0000{}", five.get(..2)?, five.get(2..)?),
        "3" => format!("{system}{}00000{}", five.get(..3)?, five.get(3..)?),
        "4" => format!("{system}{}00000{}", five.get(..4)?, five.get(4..)?),
        _ => format!("{system}{five}0000{last}"),
    };
    let fits = check_digit(body.bytes().map(|b| b - b'0')) == *check;
    fits.then(|| format!("{body}{check}"))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `4.00638E+12`, in every way of writing it.
fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = mantissa.replace(['.', ','], "");
    is_digits(exponent) && is_digits(&digits)
}

/// The number of thirteen digits of a book whose number of ten fits.
fn of_isbn10(text: &str) -> Option<String> {
    let (body, check) = text.split_at_checked(9)?;
    let last = match check {
        "x" | "X" => 10,
        digit => digit.parse::<u32>().ok().filter(|_| digit.len() == 1)?,
    };
    if !is_digits(body) {
        return None;
    }
    let sum: u32 = body
        .bytes()
        .zip((2..=10).rev())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    if !(sum + last).is_multiple_of(11) {
        return None;
    }
    let body = format!("978{body}");
    let digit = check_digit(body.bytes().map(|b| b - b'0'));
    Some(format!("{body}{digit}"))
}

/// The digit that belongs behind these.
fn check_digit(body: impl DoubleEndedIterator<Item = u8>) -> u8 {
    let sum: u32 = body
        .rev()
        .enumerate()
        .map(|(i, digit)| u32::from(digit) * if i.is_multiple_of(2) { 3 } else { 1 })
        .sum();
    ((10 - sum % 10) % 10) as u8
}

/// Checks digits, check digit and prefix.
///
/// ```
/// use tidewaiter_value::check_gtin;
/// assert!(check_gtin("4006381333931").is_ok());
/// assert!(check_gtin("4006381333930").is_err());
/// assert!(check_gtin("2012345678900").is_err());
/// ```
pub fn check_gtin(text: &str) -> Result<(), GtinError> {
    let digits: Vec<u8> = text.bytes().map(|b| b.wrapping_sub(b'0')).collect();
    if digits.is_empty() || digits.iter().any(|d| *d > 9) {
        return Err(GtinError::Shape(text.to_owned()));
    }
    if !matches!(digits.len(), 8 | 12 | 13 | 14) {
        // 7 digits of a GTIN-8, 9 to 11 of a UPC: zeros in front are all that is missing.
        let whole = match digits.len() {
            7 => 8,
            9..=11 => 12,
            _ => 0,
        };
        let padded = format!("{text:0>whole$}");
        if whole > 0 && check_gtin(&padded).is_ok() {
            return Err(GtinError::LostZero {
                number: text.to_owned(),
                padded,
            });
        }
        return Err(GtinError::Length {
            number: text.to_owned(),
            digits: digits.len(),
        });
    }
    let Some((found, body)) = digits.split_last() else {
        return Err(GtinError::Shape(text.to_owned()));
    };
    let expected = check_digit(body.iter().copied());
    if expected != *found {
        if let Some(upc) = of_upc_e(&digits) {
            let number = text.to_owned();
            return Err(GtinError::UpcE { number, upc });
        }
        if text.ends_with("00000") {
            return Err(GtinError::RoundedDigits(text.to_owned()));
        }
        return Err(GtinError::CheckDigit {
            number: text.to_owned(),
            found: *found,
            expected,
        });
    }
    if digits.iter().all(|digit| *digit == 0) {
        return Err(GtinError::Restricted(text.to_owned()));
    }
    let padded = format!("{text:0>14}");
    // A GTIN-8 may be written with zeros before it.
    if let Some(short) = padded.strip_prefix("000000") {
        return if short.starts_with(['0', '2']) {
            Err(GtinError::Restricted(text.to_owned()))
        } else {
            Ok(())
        };
    }
    let prefix = padded.get(1..3).unwrap_or_default();
    let coupon = matches!(padded.get(1..4), Some("981" | "982" | "983" | "984"));
    if matches!(prefix, "05" | "99") || coupon {
        return Err(GtinError::Coupon(text.to_owned()));
    }
    if matches!(prefix, "02" | "04") || prefix.starts_with('2') {
        return Err(GtinError::Restricted(text.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number of 13 digits with the check digit that fits.
    fn completed(body: &str) -> String {
        let digit = check_digit(body.bytes().map(|b| b - b'0'));
        format!("{body}{digit}")
    }

    #[test]
    fn ranges_that_identify_no_trade_item() {
        for body in ["020000000000", "040000000000", "200000000000", "2345678"] {
            let number = completed(body);
            assert_eq!(
                check_gtin(&number),
                Err(GtinError::Restricted(number.clone()))
            );
        }
        for body in [
            "050000000000",
            "981000000000",
            "984000000000",
            "990000000000",
        ] {
            let number = completed(body);
            assert_eq!(check_gtin(&number), Err(GtinError::Coupon(number.clone())));
        }
        for body in [
            "400638133393",
            "030000000000",
            "980000000000",
            "985000000000",
            "9638507",
            "000009638507",
        ] {
            assert_eq!(check_gtin(&completed(body)), Ok(()), "{body}");
        }
    }

    #[test]
    fn every_way_of_being_wrong_has_its_own_name() {
        let wrong = |text: &str| match read_gtin(text) {
            GtinText::Number(_, Some(error)) | GtinText::Unreadable(error) => error.to_string(),
            other => format!("{other:?}"),
        };
        for (text, message) in [
            (
                "4006381333932",
                "the check digit of 4006381333932 is 2, but should be 1",
            ),
            (
                "36000291452",
                "`36000291452` has 11 digits; with zeros before it, it is 036000291452, whose check digit fits",
            ),
            (
                "3-16-148410-X",
                "`316148410X` is a book number of 10 digits (ISBN-10), which is no trade item number; that of the same book is 9783161484100",
            ),
            (
                "123456",
                "`123456` has 6 digits; a trade item number has 8, 12, 13 or 14",
            ),
            (
                "04252614",
                "`04252614` is the short form of a UPC (UPC-E), which is no trade item number as it stands; the whole number is 042100005264",
            ),
            (
                "ISSN 2049-3630",
                "`2049-3630` is the number of a periodical (ISSN), which is no trade item number",
            ),
            (
                "4,00638E+12",
                "`4,00638E+12` is a trade item number that a spreadsheet has turned into a rounded number",
            ),
            (
                "4006380000000",
                "the check digit of 4006380000000 does not fit, and the zeros at its end look as if a spreadsheet had rounded it",
            ),
            (
                "see box",
                "`see box` is not a trade item number; it has 8, 12, 13 or 14 digits and nothing else",
            ),
        ] {
            assert_eq!(wrong(text), message);
        }
    }

    #[test]
    fn what_surrounds_a_number_is_taken_off() {
        let read = |text: &str| read_gtin(text);
        for text in [
            "'4006381333931",
            " 4-006381-333931 ",
            "4006381 333931",
            "4006381333931.0",
            "EAN: 4006381333931",
            "4.006.381.333.931",
            "4,006,381,333,931",
            "\u{200e}4006381333931\u{200e}",
            "４００６３８１３３３９３１",
        ] {
            let number = GtinText::Number("4006381333931".into(), None);
            assert_eq!(read(text), number, "{text}");
        }
        for text in [
            "N/A",
            "n.a.",
            "-",
            "Does Not Apply",
            "exempt",
            "GTIN exempt",
            "nicht zutreffend",
            "kein EAN",
            "brak kodu",
            "无条码",
            "无",
        ] {
            assert_eq!(read(text), GtinText::None, "{text}");
        }
    }
}
