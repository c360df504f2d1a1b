//! Whether a text mentions a phrase, as whole words and whatever the case.

/// Where `phrase` occurs in `text` as whole words, as a byte offset into the text in small letters;
/// nothing if it does not.
///
/// A word's edge is asked for only where the phrase begins or ends with a letter or digit of a
/// script that puts spaces between words; Chinese, Japanese and Korean ones do not.
///
/// ```
/// use tidewaiter_value::find_phrase;
/// assert!(find_phrase("It heals skin", "heals").is_some());
/// assert!(find_phrase("Healthy skin", "heal").is_none());
/// assert!(find_phrase("Eco-Friendly!", "eco-friendly").is_some());
/// assert!(find_phrase("环保材料", "环保").is_some());
/// ```
pub fn find_phrase(text: &str, phrase: &str) -> Option<usize> {
    let text = fold(text);
    let phrase = fold(phrase);
    let (first, last) = (phrase.chars().next()?, phrase.chars().last()?);
    text.match_indices(&phrase)
        .find(|(start, found)| {
            let before = text.get(..*start).and_then(|t| t.chars().last());
            let after = text
                .get(start + found.len()..)
                .and_then(|t| t.chars().next());
            let inside = (joins(first) && before.is_some_and(joins))
                || (joins(last) && after.is_some_and(joins));
            !inside
        })
        .map(|(start, _)| start)
}

/// Small letters, and one space for any run of white space.
fn fold(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// A letter or digit of a script that puts spaces between words.
fn joins(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c as u32, 0x0E00..=0x0EFF | 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}
