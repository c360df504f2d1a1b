//! Trade item numbers are read where they are held against the schema, so that those of every file
//! are told of alike; here only the apostrophe of spreadsheets is known.

/// Spreadsheets put an apostrophe before a number that is to stay a text.
pub(super) fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => rest,
        _ => text,
    }
}
