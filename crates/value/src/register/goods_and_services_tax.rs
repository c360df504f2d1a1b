//! Business numbers under which the goods and services taxes of Australia and India are paid.

use super::{RegisterError, compact, digits, weighted};

/// Checks an Australian Business Number of 11 digits. Source: python-stdnum, `stdnum/au/abn.py`.
///
/// ```
/// use tidewaiter_value::check_abn;
/// assert!(check_abn("83 914 571 673").is_ok());
/// assert!(check_abn("99 999 999 999").is_err());
/// ```
pub fn check_abn(text: &str) -> Result<(), RegisterError> {
    let what = "an Australian Business Number";
    let Some(mut all) = digits(&compact(text)).filter(|all| all.len() == 11) else {
        return Err(RegisterError::Shape {
            number: text.to_owned(),
            what,
            expected: "11 digits, such as 83 914 571 673",
        });
    };
    // One less in the first digit, then a multiple of 89.
    let first = all.first_mut().map(|first| {
        let had = *first;
        *first = first.saturating_sub(1);
        had
    });
    let sum = weighted(&all, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
    (first != Some(0) && sum.is_multiple_of(89))
        .then_some(())
        .ok_or_else(|| RegisterError::CheckDigits {
            number: text.to_owned(),
            what,
        })
}

/// Checks an Indian GSTIN of 15 characters: state, PAN, number, `Z`, check character. Source:
/// python-stdnum, `stdnum/in_/gstin.py`.
///
/// ```
/// use tidewaiter_value::check_gstin;
/// assert!(check_gstin("27AAPFU0939F1ZV").is_ok());
/// assert!(check_gstin("27AAPFU0939F1ZO").is_err());
/// assert!(check_gstin("99AAPFU0939F1ZV").is_err());
/// ```
pub fn check_gstin(text: &str) -> Result<(), RegisterError> {
    let what = "a GSTIN";
    let number = compact(text);
    let bytes = number.as_bytes();
    let letter = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_uppercase);
    let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let state = number.get(..2).and_then(|s| s.parse::<u32>().ok());
    let fits = bytes.len() == 15
        && state.is_some_and(|state| (1..=37).contains(&state))
        && [2, 3, 4, 5, 6, 11].into_iter().all(letter)
        && (7..=10).all(digit)
        && bytes
            .get(12)
            .is_some_and(|b| b.is_ascii_alphanumeric() && *b != b'0')
        && bytes.get(13) == Some(&b'Z')
        && (letter(14) || digit(14))
        && number.get(7..11) != Some("0000");
    if !fits {
        return Err(RegisterError::Shape {
            number: text.to_owned(),
            what,
            expected: "two digits of the state, the PAN, a digit, Z and a check character, such as 27AAPFU0939F1ZV",
        });
    }
    // Luhn's formula to the base of 36.
    let sum: u32 = number
        .chars()
        .rev()
        .enumerate()
        .map(|(place, c)| {
            let value = c.to_digit(36).unwrap_or_default();
            if place % 2 == 0 {
                value
            } else {
                value * 2 / 36 + value * 2 % 36
            }
        })
        .sum();
    sum.is_multiple_of(36)
        .then_some(())
        .ok_or_else(|| RegisterError::CheckDigits {
            number: text.to_owned(),
            what,
        })
}
