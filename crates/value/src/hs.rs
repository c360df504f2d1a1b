//! Codes of the Harmonized System: a hierarchy of prefixes.

use std::fmt;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

/// A code of the Harmonized System, of two (chapter), four (heading), six (subheading) or, with
/// national digits, eight or ten digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HsCode {
    digits: [u8; 10],
    length: u8,
}

/// Why a text is not an HS code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HsError {
    /// The text has another shape.
    #[error("{}", self.sentence())]
    Shape(String),
    /// An odd number of digits.
    #[error("{}", self.sentence())]
    Odd {
        /// The text.
        text: String,
        /// How many digits it has.
        digits: usize,
        /// The code with a zero in front, if there is one.
        padded: Option<String>,
    },
    /// The Harmonized System has no such chapter or heading.
    #[error("{}", self.sentence())]
    NoSuchCode(Sentence),
}

impl Explain for HsError {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Shape(text) => say!(
                "`{text}` is not an HS code; write 4, 6, 8 or 10 digits, such as 9503.00",
                "`{text}` 不是海关编码(HS);请填写 4、6、8 或 10 位数字,例如 9503.00",
                text,
            ),
            Self::Odd {
                text,
                digits,
                padded,
            } => {
                let digits = if *digits == 1 {
                    say!("1 digit", "1 位数字")
                } else {
                    say!("{digits} digits", "{digits} 位数字", digits)
                };
                if let Some(padded) = padded {
                    say!(
                        "`{text}` has {digits}, but HS codes have 2, 4, 6, 8 or 10; if a spreadsheet has dropped a zero in front, write {padded}",
                        "`{text}` 有 {digits},但 HS 编码为 2、4、6、8 或 10 位;若是电子表格去掉了开头的 0,请填写 {padded}",
                        text,
                        digits,
                        padded,
                    )
                } else {
                    say!(
                        "`{text}` has {digits}, but HS codes have 2, 4, 6, 8 or 10",
                        "`{text}` 有 {digits},但 HS 编码为 2、4、6、8 或 10 位",
                        text,
                        digits,
                    )
                }
            }
            Self::NoSuchCode(code) => say!(
                "the Harmonized System has no {code}",
                "协调制度(HS)中没有{code}",
                code,
            ),
        }
    }
}

/// Number of the last heading of each chapter of HS 2022, from chapter 1; 0 where the chapter is
/// reserved. Headings that HS 2022 leaves out stand in [`GAPS`]. Source: WCO, HS nomenclature 2022
/// edition.
const LAST_HEADING: [u8; 97] = include!("hs2022.in");

/// Headings that HS 2022 does not have although later ones of their chapter exist.
const GAPS: &[u16] = include!("hs2022_gaps.in");

impl HsCode {
    /// Reads digits with points or spaces between them, and asks whether chapter and heading exist.
    ///
    /// ```
    /// use tidewaiter_value::HsCode;
    /// let toy = HsCode::parse("9503.00").unwrap();
    /// assert!(toy.under(HsCode::parse("9503").unwrap()));
    /// assert!(HsCode::parse("95031").is_err());
    /// assert!(HsCode::parse("7701").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, HsError> {
        let shape = || HsError::Shape(text.to_owned());
        let mut digits = [b'0'; 10];
        let (mut length, mut uneven) = (0usize, false);
        for c in without_label(text.trim()).chars() {
            match c {
                '0'..='9' | '\u{ff10}'..='\u{ff19}' => {
                    let digit = c.to_digit(10).unwrap_or(u32::from(c) & 0xf) as u8;
                    *digits.get_mut(length).ok_or_else(shape)? = b'0' + digit;
                    length += 1;
                }
                // `801.32` is what is left of 0801.32.
                '.' | ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' if length > 0 => {
                    uneven |= !length.is_multiple_of(2);
                }
                _ => return Err(shape()),
            }
        }
        if length == 0 {
            return Err(shape());
        }
        if !length.is_multiple_of(2) {
            let given = digits.get(..length).unwrap_or_default();
            let whole = format!("0{}", std::str::from_utf8(given).unwrap_or_default());
            return Err(HsError::Odd {
                text: text.to_owned(),
                digits: length,
                padded: Self::parse(&whole).ok().map(|code| code.to_string()),
            });
        }
        if uneven {
            return Err(shape());
        }
        let code = Self {
            digits,
            length: length as u8,
        };
        code.exists()?;
        Ok(code)
    }

    fn number(&self, from: usize, to: usize) -> usize {
        self.digits
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .fold(0, |n, digit| n * 10 + usize::from(digit - b'0'))
    }

    fn exists(&self) -> Result<(), HsError> {
        let chapter = self.number(0, 2);
        if chapter == 98 || chapter == 99 {
            // Left to national use.
            return Ok(());
        }
        let last = chapter
            .checked_sub(1)
            .and_then(|i| LAST_HEADING.get(i))
            .copied()
            .unwrap_or(0);
        if last == 0 {
            return Err(HsError::NoSuchCode(say!(
                "chapter {number}",
                "第 {number} 章",
                number = format!("{chapter:02}"),
            )));
        }
        if self.length >= 4 {
            let heading = self.number(2, 4);
            let number = self.number(0, 4);
            if heading == 0
                || heading > usize::from(last)
                || GAPS.iter().any(|gap| usize::from(*gap) == number)
            {
                return Err(HsError::NoSuchCode(say!(
                    "heading {number}",
                    "品目 {number}",
                    number = format!("{number:04}"),
                )));
            }
        }
        Ok(())
    }

    /// The code begins with the digits of the prefix.
    pub fn under(self, prefix: Self) -> bool {
        self.length >= prefix.length && self.as_str().starts_with(prefix.as_str())
    }

    /// The prefix has more digits than the code, and agrees with all of them: whether the code lies
    /// under the prefix cannot be told.
    pub fn may_be_under(self, prefix: Self) -> bool {
        self.length < prefix.length && prefix.as_str().starts_with(self.as_str())
    }

    /// The first six digits, on which all countries agree; nothing if the code has fewer.
    pub fn subheading(self) -> Option<Self> {
        (self.length >= 6).then(|| {
            let mut digits = [b'0'; 10];
            for (to, from) in digits.iter_mut().zip(self.digits).take(6) {
                *to = from;
            }
            Self { digits, length: 6 }
        })
    }

    /// The digits without points.
    pub fn as_str(&self) -> &str {
        let digits = self
            .digits
            .get(..usize::from(self.length))
            .unwrap_or_default();
        std::str::from_utf8(digits).unwrap_or_default()
    }
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.as_str();
        let (heading, rest) = text.split_at(text.len().min(4));
        f.write_str(heading)?;
        rest.as_bytes()
            .chunks(2)
            .try_for_each(|pair| write!(f, ".{}", std::str::from_utf8(pair).unwrap_or_default()))
    }
}

/// A code without the name of its nomenclature: `HS 9503.00`, `TARIC: 9503007500`.
fn without_label(text: &str) -> &str {
    const LABELS: [&str; 8] = ["HTSUS", "HTS", "HS", "TARIC", "KN", "CN", "NC", "SH"];
    let label = LABELS.iter().find_map(|label| {
        let (front, rest) = text.split_at_checked(label.len())?;
        let ends = !rest.starts_with(|c: char| c.is_ascii_alphanumeric());
        (ends && front.eq_ignore_ascii_case(label)).then_some(rest)
    });
    let Some(rest) = label else {
        return text;
    };
    let rest = rest.trim_start_matches([' ', '-']);
    let rest = match rest.split_at_checked(4) {
        Some((word, behind)) if word.eq_ignore_ascii_case("code") => behind,
        _ => rest,
    };
    let rest = rest.trim_start_matches([' ', ':', '-', '.']);
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        rest
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> HsCode {
        HsCode::parse(text).unwrap()
    }

    #[test]
    fn every_way_of_writing() {
        for text in [
            "9503008700",
            "9503.00.87.00",
            "9503 0087 00",
            "9503.008700",
            " 9503.00 87 00 ",
            "9503\u{a0}00\u{a0}87\u{a0}00",
            "９５０３００８７００",
            "TARIC 9503008700",
            "HS code: 9503.00.87.00",
        ] {
            assert_eq!(code(text), code("9503008700"), "{text}");
        }
        assert_eq!(code("95030087").to_string(), "9503.00.87");
        assert_eq!(code("95").to_string(), "95");
        assert_eq!(code("0101").to_string(), "0101");
    }

    #[test]
    fn what_is_no_code() {
        for (text, message) in [
            (
                "95030",
                "`95030` has 5 digits, but HS codes have 2, 4, 6, 8 or 10",
            ),
            (
                "9",
                "`9` has 1 digit, but HS codes have 2, 4, 6, 8 or 10; if a spreadsheet has dropped a zero in front, write 09",
            ),
            (
                "8013200",
                "`8013200` has 7 digits, but HS codes have 2, 4, 6, 8 or 10; if a spreadsheet has dropped a zero in front, write 0801.32.00",
            ),
            ("77", "the Harmonized System has no chapter 77"),
            ("00", "the Harmonized System has no chapter 00"),
            ("9510", "the Harmonized System has no heading 9510"),
            ("9500", "the Harmonized System has no heading 9500"),
        ] {
            assert_eq!(HsCode::parse(text).unwrap_err().to_string(), message);
        }
        for text in ["", ".", "9503x", "95-03", "1.5", "950300870012", "٩٥٠٣"] {
            assert!(
                matches!(HsCode::parse(text), Err(HsError::Shape(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn national_digits_lie_under_the_subheading() {
        let national = code("9503.00.87.00");
        for prefix in ["95", "9503", "9503.00", "9503.00.87", "9503.00.87.00"] {
            assert!(national.under(code(prefix)), "{prefix}");
            assert_eq!(code(prefix).may_be_under(national), prefix.len() < 13);
        }
        assert!(!national.under(code("9504")));
        assert!(!code("9503").under(national));
        assert_eq!(national.subheading(), Some(code("9503.00")));
        assert_eq!(code("9503").subheading(), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read(digits in "[0-9]{2,10}") {
            if let Ok(code) = HsCode::parse(&digits) {
                prop_assert_eq!(HsCode::parse(&code.to_string()), Ok(code));
            }
        }
    }
}
