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
    Folded::of(text).find(phrase)
}

/// A text in small letters, with one space for any run of white space, for looking up many phrases.
///
/// ```
/// use tidewaiter_value::Folded;
/// let text = Folded::of("Plush  BEAR with ribbon");
/// assert!(text.find("plush bear").is_some());
/// assert!(text.find("rib").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded(String);

impl Folded {
    /// The form of a text in which phrases are looked up.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len());
        for word in text.split_whitespace() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            if word.is_ascii() {
                folded.extend(word.bytes().map(|b| char::from(b.to_ascii_lowercase())));
            } else {
                folded.push_str(&word.to_lowercase());
            }
        }
        Self(folded)
    }

    /// Where a phrase occurs as whole words, in bytes of the folded text; see [`find_phrase`].
    #[must_use]
    pub fn find(&self, phrase: &str) -> Option<usize> {
        let text = self.0.as_str();
        let phrase = Self::of(phrase).0;
        let (first, last) = (phrase.chars().next()?, phrase.chars().last()?);
        text.match_indices(&phrase)
            .find(|(start, found)| {
                let before = text.get(..*start).and_then(|t| t.chars().next_back());
                let after = text
                    .get(start + found.len()..)
                    .and_then(|t| t.chars().next());
                let inside = (joins(first) && before.is_some_and(joins))
                    || (joins(last) && after.is_some_and(joins));
                !inside
            })
            .map(|(start, _)| start)
    }
}

/// A letter or digit of a script that puts spaces between words.
fn joins(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c as u32, 0x0E00..=0x0EFF | 0x1100..=0x11FF | 0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}
