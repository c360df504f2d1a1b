//! Languages of ISO 639-1.

use std::fmt;

use thiserror::Error;

use crate::sentence::{Explain, Sentence, say};

/// A language by its two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 2]);

/// A code that is not a language.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
pub struct UnknownLanguage(pub String);

impl Explain for UnknownLanguage {
    fn sentence(&self) -> Sentence {
        say!(
            "there is no language `{text}`; write the two letters of ISO 639-1, such as de",
            "没有语言 `{text}`;请填写 ISO 639-1 的两个字母,例如 de",
            text = self.0,
        )
    }
}

/// The codes of ISO 639-1.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

const NAMES: &[(&str, &str)] = &[
    ("english", "en"),
    ("german", "de"),
    ("deutsch", "de"),
    ("french", "fr"),
    ("spanish", "es"),
    ("italian", "it"),
    ("portuguese", "pt"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("japanese", "ja"),
    ("chinese", "zh"),
    ("korean", "ko"),
    ("swedish", "sv"),
    ("danish", "da"),
    ("czech", "cs"),
    ("英文", "en"),
    ("英语", "en"),
    ("德语", "de"),
    ("法语", "fr"),
    ("中文", "zh"),
    ("日语", "ja"),
];

impl Language {
    /// Reads the two small letters.
    pub fn parse(code: &str) -> Result<Self, UnknownLanguage> {
        let unknown = || UnknownLanguage(code.to_owned());
        if code.len() == 2 && CODES.split(' ').any(|known| known == code) {
            return Ok(Self(code.as_bytes().try_into().map_err(|_| unknown())?));
        }
        Err(unknown())
    }

    /// Reads what catalogues write: `de`, `DE`, `de-DE`, `zh_CN`, `German`.
    pub fn lookup(text: &str) -> Result<Self, UnknownLanguage> {
        let lower = text.trim().to_lowercase();
        let first = lower.split(['-', '_']).next().unwrap_or_default();
        if let Ok(language) = Self::parse(first) {
            return Ok(language);
        }
        match NAMES.iter().find(|(name, _)| *name == lower) {
            Some((_, code)) => Self::parse(code),
            None => Err(UnknownLanguage(text.to_owned())),
        }
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
