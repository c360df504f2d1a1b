//! What the page of each code says: why it is a mistake, one file with it, one without.

use super::Code;

/// Explanation, a file with the mistake, a file without it.
pub(super) fn page(_code: Code) -> (&'static str, &'static str, &'static str) {
    ("", "", "")
}
