//! Trade item numbers as spreadsheets leave them: with an apostrophe, without their zeros, or as a
//! floating-point number whose digits are gone.

use super::{Reading, Refusal, one, short};
use crate::catalog::InputCode;
use crate::record::Datum;
use crate::sentence::say;
use crate::value::check_gtin;

/// Spreadsheets put an apostrophe before a number that is to stay a text.
pub(super) fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => text,
    }
}

pub(super) fn read(text: &str) -> Reading {
    let digits: String = without_apostrophe(text)
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '\u{a0}'))
        .collect();
    let upper = digits.to_uppercase();
    if upper.contains("E+") && upper.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Refusal {
            code: InputCode::DamagedNumber,
            message: say!(
                "`{text}` is a trade item number that a spreadsheet has turned into a rounded number",
                "`{text}` 是商品条码,已被电子表格变成了舍入后的数字",
                text = short(text),
            ),
            help: say!(
                "its digits are lost: export it again with the column formatted as text",
                "其位数已丢失:请把该列设为文本格式后重新导出",
            ),
            dropped: true,
        });
    }
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    let padded = format!("0{digits}");
    if digits.len() == 11 && check_gtin(&padded).is_ok() {
        return Err(Refusal {
            code: InputCode::LostZero,
            message: say!(
                "`{text}` has 11 digits; with a zero before it, it is a UPC",
                "`{text}` 有 11 位数字;前面加 0 即为 UPC",
                text = short(text),
            ),
            help: say!(
                "if a spreadsheet has taken the zero away, write {padded}; it is used as it stands",
                "若是电子表格去掉了 0,请填写 {padded};目前按原样使用",
                padded,
            ),
            dropped: false,
        });
    }
    Ok(one(Datum::Text(digits.into())))
}

/// The number as it stands, for what is reported and yet used.
pub(in crate::catalog::profile) fn as_it_stands(text: &str) -> Datum {
    Datum::Text(without_apostrophe(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_do() {
        assert_eq!(
            read("'4006381333931"),
            Ok(one(Datum::Text("4006381333931".into())))
        );
        assert_eq!(
            read("4-006381-333931"),
            Ok(one(Datum::Text("4006381333931".into())))
        );
        assert_eq!(
            read("7.35018E+12").unwrap_err().code,
            InputCode::DamagedNumber
        );
        // 036000291452 without its zero.
        let lost = read("36000291452").unwrap_err();
        assert_eq!((lost.code, lost.dropped), (InputCode::LostZero, false));
        assert!(
            read("36000291453").is_ok(),
            "no check digit fits, so nothing is suspected"
        );
    }
}
