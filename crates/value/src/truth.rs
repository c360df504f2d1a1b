//! Yes and no in the languages of catalogues.

const YES: &[&str] = &[
    "true",
    "yes",
    "y",
    "1",
    "t",
    "on",
    "ja",
    "j",
    "oui",
    "vrai",
    "sí",
    "si",
    "sì",
    "verdadero",
    "vero",
    "sim",
    "verdadeiro",
    "wahr",
    "是",
    "有",
    "真",
    "はい",
    "예",
    "네",
    "tak",
    "evet",
    "kyllä",
    "ano",
    "igen",
    "да",
    "áno",
    "prawda",
    "waar",
    "sant",
    "sand",
    "sann",
    "doğru",
    "dogru",
    "✓",
    "✔",
    "☑",
    "√",
];

const NO: &[&str] = &[
    "false",
    "no",
    "n",
    "0",
    "f",
    "off",
    "nein",
    "non",
    "faux",
    "falso",
    "não",
    "nao",
    "falsch",
    "否",
    "无",
    "假",
    "いいえ",
    "아니요",
    "아니오",
    "nee",
    "nie",
    "nej",
    "ei",
    "ne",
    "nem",
    "нет",
    "hayır",
    "hayir",
    "fałsz",
    "falsz",
    "onwaar",
    "falskt",
    "falsk",
    "yanlış",
    "yanlis",
    "無",
    "✗",
    "✘",
    "☐",
];

/// Whether a word says yes, or no, or neither.
pub fn truth(text: &str) -> Option<bool> {
    let word = text.trim().to_lowercase();
    if YES.contains(&word.as_str()) {
        Some(true)
    } else if NO.contains(&word.as_str()) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        assert_eq!(truth("TRUE"), Some(true));
        assert_eq!(truth("Ja"), Some(true));
        assert_eq!(truth("否"), Some(false));
        assert_eq!(truth("maybe"), None);
        assert!(YES.iter().all(|word| !NO.contains(word)));
    }
}
