//! What the program itself says about input and outcomes, in English and Chinese.
//!
//! A sentence is written with `say!`, English and Chinese side by side, so that neither can be
//! forgotten: a sentence without Chinese, or with other places in it than the English one, does not
//! compile. Reasons and problems are of this type, and no plain text becomes one by itself.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use crate::diag::listed_by;

/// A language in which rules and reports speak.
///
/// ```
/// use tidewaiter_value::sentence::MessageLanguage;
///
/// assert_eq!("zh".parse(), Ok(MessageLanguage::Chinese));
/// assert!("klingon".parse::<MessageLanguage>().is_err());
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MessageLanguage {
    /// English.
    #[default]
    English,
    /// Chinese, in simplified characters.
    Chinese,
}

impl MessageLanguage {
    /// The languages that every sentence has.
    pub const BOTH: [Self; 2] = [Self::English, Self::Chinese];

    /// The code of ISO 639-1: `en` or `zh`.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh",
        }
    }
}

/// A language in which rules do not speak.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rules do not speak `{0}`; they speak en and zh")]
pub struct UnknownMessageLanguage(pub String);

impl FromStr for MessageLanguage {
    type Err = UnknownMessageLanguage;

    fn from_str(code: &str) -> Result<Self, UnknownMessageLanguage> {
        Self::BOTH
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or_else(|| UnknownMessageLanguage(code.to_owned()))
    }
}

/// A sentence in English and Chinese, without full stop. It is cheap to clone; sentences are equal, and
/// are ordered, by their English.
///
/// ```
/// use tidewaiter_value::sentence::{MessageLanguage, say};
///
/// let reason = say!("`{path}` is given twice", "`{path}` 重复填写", path = "title");
/// assert_eq!(reason.english(), "`title` is given twice");
/// assert_eq!(reason.in_language(MessageLanguage::Chinese), "`title` 重复填写");
/// ```
#[derive(Clone)]
pub struct Sentence(Form);

#[derive(Clone)]
enum Form {
    /// Nothing is filled in; most reasons of the evaluator are of this form, and cost no memory.
    Fixed(&'static Template),
    Filled(Arc<Filled>),
    /// Both languages as they stand.
    Given(Arc<[Box<str>; 2]>),
}

struct Filled {
    template: &'static Template,
    english: Box<str>,
    /// What stands in the places, in the order of the names of the template.
    places: Box<[Place]>,
}

/// What stands in a place of a sentence.
enum Place {
    /// The same in both languages: a piece of the English sentence.
    Same(Range<usize>),
    Sentence(Sentence),
}

/// The two texts of a sentence, with places such as `{day}`.
pub struct Template {
    english: &'static str,
    chinese: &'static str,
    names: &'static [&'static str],
}

impl Template {
    /// Refuses, when it is compiled, texts that do not have the same places, and Chinese that is none.
    ///
    /// # Panics
    ///
    /// Where it refuses: always at compile time, as `say!` makes a constant of it.
    pub const fn new(
        english: &'static str,
        chinese: &'static str,
        names: &'static [&'static str],
    ) -> Self {
        assert!(
            has_places(english, names),
            "the places of the English sentence are not its arguments"
        );
        assert!(
            has_places(chinese, names),
            "the places of the Chinese sentence are not its arguments"
        );
        assert!(
            !chinese.is_ascii() || !has_words(chinese),
            "the Chinese sentence is not Chinese"
        );
        Self {
            english,
            chinese,
            names,
        }
    }
}

/// The next place of a text from a byte on: its brace, and the brace that closes it. What has anything
/// but small letters between braces is no place.
#[allow(clippy::indexing_slicing, reason = "a wrong index does not compile")]
const fn next_place(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut open = from;
    while open < text.len() {
        if text[open] == b'{' {
            let mut end = open + 1;
            while end < text.len() && (text[end].is_ascii_lowercase() || text[end] == b'_') {
                end += 1;
            }
            if end > open + 1 && end < text.len() && text[end] == b'}' {
                return Some((open, end));
            }
        }
        open += 1;
    }
    None
}

/// Every place of a text has one of the names, and every name a place.
#[allow(clippy::indexing_slicing, reason = "a wrong index does not compile")]
const fn has_places(text: &str, names: &[&str]) -> bool {
    let text = text.as_bytes();
    let mut found = 0u64;
    let mut from = 0;
    while let Some((open, end)) = next_place(text, from) {
        let mut number = 0;
        while number < names.len() && !is_name(text, open + 1, end, names[number].as_bytes()) {
            number += 1;
        }
        if number == names.len() {
            return false;
        }
        found |= 1 << number;
        from = end + 1;
    }
    found == (1 << names.len()) - 1
}

/// There are letters besides the places.
#[allow(clippy::indexing_slicing, reason = "a wrong index does not compile")]
const fn has_words(text: &str) -> bool {
    let text = text.as_bytes();
    let mut at = 0;
    while at < text.len() {
        match next_place(text, at) {
            Some((open, end)) if open == at => at = end + 1,
            _ if text[at].is_ascii_alphabetic() => return true,
            _ => at += 1,
        }
    }
    false
}

#[allow(clippy::indexing_slicing, reason = "a wrong index does not compile")]
const fn is_name(text: &[u8], from: usize, to: usize, name: &[u8]) -> bool {
    if to - from != name.len() {
        return false;
    }
    let mut at = 0;
    while at < name.len() {
        if text[from + at] != name[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// A sentence: its English, its Chinese, and what stands in the places of both, `name` or
/// `name = expression`.
#[macro_export]
macro_rules! say {
    ($english:literal, $chinese:literal $(,)?) => {{
        const TEMPLATE: &$crate::sentence::Template =
            &$crate::sentence::Template::new($english, $chinese, &[]);
        $crate::sentence::Sentence::fixed(TEMPLATE)
    }};
    ($english:literal, $chinese:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {{
        const TEMPLATE: &$crate::sentence::Template =
            &$crate::sentence::Template::new($english, $chinese, &[$(stringify!($name)),+]);
        $crate::sentence::Sentence::filled(
            TEMPLATE,
            &[$(&$crate::sentence::say!(@ $name $(= $value)?)),+],
        )
    }};
    (@ $name:ident) => { $name };
    (@ $name:ident = $value:expr) => { $value };
}
pub use say;

impl Sentence {
    /// A sentence without places.
    #[doc(hidden)]
    pub const fn fixed(template: &'static Template) -> Self {
        Self(Form::Fixed(template))
    }

    /// A sentence and what stands in its places, in their order.
    #[doc(hidden)]
    pub fn filled(template: &'static Template, arguments: &[&dyn Argument]) -> Self {
        let mut english = String::with_capacity(template.english.len() + 24);
        let mut places: Vec<Place> = Vec::with_capacity(arguments.len());
        places.resize_with(arguments.len(), || Place::Same(0..0));
        fill(template, template.english, &mut english, |number, text| {
            let Some((argument, place)) = arguments.get(number).zip(places.get_mut(number)) else {
                return;
            };
            let from = text.len();
            let sentence = argument.write(text);
            *place = sentence.map_or(Place::Same(from..text.len()), Place::Sentence);
        });
        Self(Form::Filled(Arc::new(Filled {
            template,
            english: english.into(),
            places: places.into(),
        })))
    }

    /// Both languages as they stand.
    pub fn given(english: impl Into<Box<str>>, chinese: impl Into<Box<str>>) -> Self {
        Self(Form::Given(Arc::new([english.into(), chinese.into()])))
    }

    /// What somebody else has written, which stands as it is in either language.
    pub fn verbatim(text: &str) -> Self {
        Self::given(text, text)
    }

    /// `a, b, c`
    pub fn list<S: AsRef<str>>(words: &[S]) -> Self {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        Self::given(words.join(", "), words.join("、"))
    }

    /// `a, b or c`, at most `most` of them.
    pub fn one_of<S: AsRef<str>>(words: &[S], most: usize) -> Self {
        Self::joined(words, most, ["or", "或"])
    }

    /// `a, b and c`, at most `most` of them.
    pub fn all_of<S: AsRef<str>>(words: &[S], most: usize) -> Self {
        Self::joined(words, most, ["and", "和"])
    }

    fn joined<S: AsRef<str>>(words: &[S], most: usize, [english, by]: [&str; 2]) -> Self {
        let shown: Vec<&str> = words.iter().take(most).map(AsRef::as_ref).collect();
        let chinese = match shown.split_last() {
            _ if words.len() > most => format!("{} 等 {} 个", shown.join("、"), words.len()),
            Some((last, rest)) if !rest.is_empty() => format!("{} {by} {last}", rest.join("、")),
            _ => shown.concat(),
        };
        Self::given(listed_by(words, most, english), chinese)
    }

    /// The English.
    pub fn english(&self) -> &str {
        match &self.0 {
            Form::Fixed(template) => template.english,
            Form::Filled(filled) => &filled.english,
            Form::Given(texts) => {
                let [english, _] = &**texts;
                english
            }
        }
    }

    /// The Chinese.
    pub fn chinese(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Fixed(template) => template.chinese.into(),
            Form::Given(texts) => {
                let [_, chinese] = &**texts;
                (&**chinese).into()
            }
            Form::Filled(filled) => {
                let mut chinese = String::with_capacity(filled.english.len());
                let template = filled.template;
                fill(
                    template,
                    template.chinese,
                    &mut chinese,
                    |number, text| match filled.places.get(number) {
                        Some(Place::Same(range)) => {
                            text.push_str(filled.english.get(range.clone()).unwrap_or_default());
                        }
                        Some(Place::Sentence(sentence)) => text.push_str(&sentence.chinese()),
                        None => {}
                    },
                );
                chinese.into()
            }
        }
    }

    /// What it says in a language.
    pub fn in_language(&self, language: MessageLanguage) -> Cow<'_, str> {
        match language {
            MessageLanguage::English => self.english().into(),
            MessageLanguage::Chinese => self.chinese(),
        }
    }
}

/// Writes a text of a template, calling for what stands in each place by its number.
fn fill(
    template: &Template,
    text: &str,
    into: &mut String,
    mut place: impl FnMut(usize, &mut String),
) {
    let mut from = 0;
    while let Some((open, end)) = next_place(text.as_bytes(), from) {
        into.push_str(text.get(from..open).unwrap_or_default());
        let name = text.get(open + 1..end).unwrap_or_default();
        if let Some(number) = template.names.iter().position(|known| *known == name) {
            place(number, into);
        }
        from = end + 1;
    }
    into.push_str(text.get(from..).unwrap_or_default());
}

/// Displays as English.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.english())
    }
}

impl fmt::Debug for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.english(), f)
    }
}

impl PartialEq for Sentence {
    fn eq(&self, other: &Self) -> bool {
        self.english() == other.english()
    }
}

impl Eq for Sentence {}

impl PartialOrd for Sentence {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Sentence {
    fn cmp(&self, other: &Self) -> Ordering {
        self.english().cmp(other.english())
    }
}

impl Hash for Sentence {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.english().hash(state);
    }
}

/// Serializes as English.
impl serde::Serialize for Sentence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.english())
    }
}

/// The English.
impl From<Sentence> for String {
    fn from(sentence: Sentence) -> Self {
        sentence.english().to_owned()
    }
}

/// What can be said in both languages.
pub trait Explain {
    /// The sentence, without full stop.
    fn sentence(&self) -> Sentence;
}

impl<E: Explain> From<E> for Sentence {
    fn from(explained: E) -> Self {
        explained.sentence()
    }
}

/// What may stand in a place of a sentence.
pub trait Argument {
    /// Appends the English; gives the sentence, if there is one, which is not the same in Chinese.
    fn write(&self, english: &mut String) -> Option<Sentence>;
}

impl Argument for Sentence {
    fn write(&self, english: &mut String) -> Option<Sentence> {
        english.push_str(self.english());
        Some(self.clone())
    }
}

impl<T: Argument + ?Sized> Argument for &T {
    fn write(&self, english: &mut String) -> Option<Sentence> {
        (**self).write(english)
    }
}

impl<T: Argument + ?Sized> Argument for Arc<T> {
    fn write(&self, english: &mut String) -> Option<Sentence> {
        (**self).write(english)
    }
}

/// Types that read the same in both languages, as they are displayed.
#[macro_export]
macro_rules! the_same_in_both {
    ($($type:ty)*) => {
        $(impl $crate::sentence::Argument for $type {
            fn write(&self, english: &mut String) -> Option<$crate::sentence::Sentence> {
                use std::fmt::Write as _;
                // Writing to a string does not fail.
                let _ = write!(english, "{self}");
                None
            }
        })*
    };
}

pub use the_same_in_both;

the_same_in_both! { str String char u8 u32 u64 usize i64 }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_where_each_language_wants_them() {
        let day = "2026-11-24";
        let inner = say!("a date", "日期");
        let said = say!(
            "{what} was expected on {day}, not { what }",
            "{day} 应为{what},{day}",
            what = inner,
            day,
        );
        assert_eq!(
            said.english(),
            "a date was expected on 2026-11-24, not { what }"
        );
        assert_eq!(said.chinese(), "2026-11-24 应为日期,2026-11-24");
        assert_eq!(said.in_language(MessageLanguage::English), said.to_string());
        // What is filled in has no places.
        let braces = say!("`{text}`", "「{text}」", text = "{text}");
        assert_eq!(braces.chinese(), "「{text}」");
        assert_eq!(serde_json::to_string(&say!("no", "否")).unwrap(), "\"no\"");
    }

    #[test]
    fn lists_in_both_languages() {
        let words = ["a", "b", "c"];
        assert_eq!(Sentence::list(&words).chinese(), "a、b、c");
        let all = Sentence::one_of(&words, 8);
        assert_eq!((all.english(), &*all.chinese()), ("a, b or c", "a、b 或 c"));
        let some = Sentence::one_of(&words, 2);
        assert_eq!(some.english(), "a, b or 1 more");
        assert_eq!(some.chinese(), "a、b 等 3 个");
        assert_eq!(Sentence::one_of(&words[..1], 8).chinese(), "a");
        assert_eq!(Sentence::one_of::<&str>(&[], 8).chinese(), "");
    }

    #[test]
    fn a_template_that_is_not_complete_is_refused() {
        let refused = |english, chinese, names| {
            std::panic::catch_unwind(|| Template::new(english, chinese, names)).is_err()
        };
        assert!(!refused("no {a}", "无{a}", &["a"]));
        assert!(!refused("a {  b } {}", "无", &[]));
        assert!(!refused("{a}: {b}", "{a}:{b}", &["a", "b"]), "no words");
        assert!(refused("no {a}", "no {a}", &["a"]), "not Chinese");
        assert!(refused("no {a}", "无", &["a"]), "a place is left out");
        assert!(refused("no {a}", "无{b}", &["a"]), "another place");
        assert!(refused("no", "无{a}", &["a"]), "a place too many");
        assert!(refused("no {a}", "无{a}{ab}", &["a"]), "a longer name");
        assert!(refused("no {a}", "无{a}", &[]), "no argument");
        assert!(refused("no {a} {b}", "无{a}", &["a", "b"]), "one of two");
    }
}
