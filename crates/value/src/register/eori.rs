//! Numbers of economic operators at customs.

use super::{RegisterError, compact};

/// The codes that numbers begin with. Greece writes `GR` at customs, and some write `EL`.
const CODES: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "GB", "XI",
];

/// Checks the shape of an EORI number: the code of the state and up to 15 letters and digits; after
/// `GB` and `XI` 12 or 15 digits.
///
/// ```
/// use tidewaiter_value::check_eori;
/// assert!(check_eori("DE1234567").is_ok());
/// assert!(check_eori("GB 123456789000").is_ok());
/// assert!(check_eori("GB1234567").is_err());
/// assert!(check_eori("US1234567").is_err());
/// ```
pub fn check_eori(text: &str) -> Result<(), RegisterError> {
    let number = compact(text);
    let wrong = |expected| RegisterError::Shape {
        number: text.to_owned(),
        what: "an EORI number",
        expected,
    };
    let Some((code, rest)) = number
        .split_at_checked(2)
        .filter(|(code, _)| CODES.contains(code))
    else {
        return Err(wrong(
            "the code of a member state, GB or XI, and up to 15 letters and digits",
        ));
    };
    let all_digits = rest.bytes().all(|b| b.is_ascii_digit());
    if matches!(code, "GB" | "XI") {
        return (matches!(rest.len(), 12 | 15) && all_digits)
            .then_some(())
            .ok_or_else(|| wrong("GB or XI and 12 or 15 digits"));
    }
    let fits = (1..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then_some(())
        .ok_or_else(|| wrong("the code of the state and up to 15 letters and digits"))
}
