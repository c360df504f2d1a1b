//! "Did you mean": the nearest of the names that exist.

/// The candidate nearest to `word`, if it is near enough to be what was meant.
///
/// A third of the letters may differ, and a transposition counts as one difference.
///
/// ```
/// use tidewaiter_diag::did_you_mean;
/// assert_eq!(did_you_mean("tilte", ["title", "sku"]), Some("title".into()));
/// assert_eq!(did_you_mean("colour", ["title", "sku"]), None);
/// ```
pub fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    // Names are short: what is longer is none of them misspelt.
    if word.len() > 256 {
        return None;
    }
    let folded = word.to_lowercase();
    let allowed = (folded.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(folded.len()) <= allowed * 4)
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&folded, &candidate.to_lowercase());
            (distance, candidate)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

/// `a, b or c`, at most `most` of them.
///
/// ```
/// use tidewaiter_diag::listed;
/// assert_eq!(listed(&["a", "b", "c"], 8), "a, b or c");
/// assert_eq!(listed(&["a", "b", "c"], 2), "a, b or 1 more");
/// ```
pub fn listed<S: AsRef<str>>(words: &[S], most: usize) -> String {
    listed_by(words, most, "or")
}

/// The same with another word before the last.
pub fn listed_by<S: AsRef<str>>(words: &[S], most: usize, by: &str) -> String {
    let mut shown: Vec<String> = words
        .iter()
        .take(most)
        .map(|word| word.as_ref().to_owned())
        .collect();
    if words.len() > most {
        shown.push(format!("{} more", words.len() - most));
    }
    match shown.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {by} {last}", rest.join(", ")),
    }
}
