//! Numbers of the import one-stop shop of the European Union.

use super::{RegisterError, compact};

/// The member states that give out numbers, by their ISO 3166-1 number; 900 is Northern Ireland.
/// Source: python-stdnum, `stdnum/eu/oss.py`, which names the Commission's pages.
const STATES: &[&str] = &[
    "040", "056", "100", "191", "196", "203", "208", "233", "246", "250", "276", "300", "348",
    "372", "380", "428", "440", "442", "470", "528", "616", "620", "642", "703", "705", "724",
    "752", "900",
];

/// Checks the shape of an IOSS number: `IM` and ten digits, of which the first three name the state
/// that gave it out. Its check digit is not public, so that it is not checked.
///
/// ```
/// use tidewaiter_value::check_ioss;
/// assert!(check_ioss("IM 276 0000 012").is_ok());
/// assert!(check_ioss("IM2760000").is_err());
/// assert!(check_ioss("IM8400000012").is_err());
/// ```
pub fn check_ioss(text: &str) -> Result<(), RegisterError> {
    let number = compact(text);
    let fits = number.strip_prefix("IM").is_some_and(|rest| {
        rest.len() == 10
            && rest.bytes().all(|b| b.is_ascii_digit())
            && STATES.iter().any(|state| rest.starts_with(state))
    });
    fits.then_some(()).ok_or_else(|| RegisterError::Shape {
        number: text.to_owned(),
        what: "an IOSS number",
        expected: "IM and 10 digits, of which the first three are the number of the member state, such as 276 for Germany",
    })
}
