//! Words and signs by which people say that nothing is given.

/// Words and signs that stand for nothing, whatever the column.
const NOTHING: &[&str] = &[
    "n/a",
    "n.a",
    "n. a",
    "#n/a",
    "-",
    "--",
    "---",
    "–",
    "—",
    "?",
    "??",
    "???",
    "tbd",
    "t.b.d",
    "tba",
    "to be determined",
    "to be announced",
    "null",
    "(null)",
    "undefined",
    "nan",
    "nil",
    "(none)",
    "(blank)",
    "(empty)",
    "not available",
    "not applicable",
    "not specified",
    "does not apply",
    "doesn't apply",
    "k.a",
    "k. a",
    "keine angabe",
    "keine angaben",
    "nicht zutreffend",
    "nicht verfügbar",
    "ne s'applique pas",
    "non applicable",
    "non renseigné",
    "n.d",
    "non applicabile",
    "non disponibile",
    "no aplica",
    "no disponible",
    "sin especificar",
    "não se aplica",
    "não aplicável",
    "n.v.t",
    "niet van toepassing",
    "nie dotyczy",
    "不适用",
    "暂无",
    "該当なし",
    "なし",
    "해당 없음",
    "해당없음",
];

/// Words that stand for nothing where a name or a text is asked for, and may be a word of their own
/// elsewhere.
const NO_NAME: &[&str] = &[
    "none",
    "no",
    "keine",
    "kein",
    "aucun",
    "aucune",
    "nessuno",
    "nessuna",
    "ninguno",
    "ninguna",
    "nenhum",
    "nenhuma",
    "geen",
    "brak",
    "无",
    "無",
    "无品牌",
    "unknown",
    "unbekannt",
    "inconnu",
    "inconnue",
    "sconosciuto",
    "desconocido",
    "desconhecido",
    "onbekend",
    "nieznany",
    "various",
    "verschiedene",
    "未知",
    "不明",
];

/// Attributes that name somebody or something.
pub const NAMES: &[&str] = &["name", "brand", "model", "mpn", "title"];

/// The longest word that is looked at.
const LONGEST: usize = 40;

fn is_one_of(text: &str, words: &[&str]) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    let word = text.to_lowercase();
    let bare = word.trim_end_matches('.');
    words.contains(&&*word) || words.contains(&bare)
}

/// Whether a text says that nothing is given, wherever it stands: `N/A`, `-`, `TBD`.
pub fn says_nothing(text: &str) -> bool {
    is_one_of(text, NOTHING)
}

/// Whether a text says so where a name is asked for: `none`, too.
pub fn names_nobody(text: &str) -> bool {
    says_nothing(text) || is_one_of(text, NO_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_for_nothing() {
        for text in [
            "N/A",
            "n.a.",
            " - ",
            "TBD",
            "k.A.",
            "???",
            "Keine Angabe",
            "NULL",
            "不适用",
        ] {
            assert!(says_nothing(text), "{text}");
        }
        for text in ["None", "keine", "无品牌"] {
            assert!(!says_nothing(text) && names_nobody(text), "{text}");
        }
        for text in ["", "NA", "0", "Nano", "Null & Co", "x", "."] {
            assert!(!names_nobody(text), "{text}");
        }
    }
}
