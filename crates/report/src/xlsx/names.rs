//! The names of sheets: what Excel takes, and each but once.

use std::collections::HashSet;

use super::cell::numbered;

/// Characters of a name.
const MOST: usize = 31;

/// The names that are taken, in small letters.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// A name that is free, as near as can be to the one that is wanted.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let fit: String = wanted
            .chars()
            .map(|c| match c {
                '[' | ']' | ':' | '*' | '?' | '/' | '\\' => '_',
                c if c.is_control() => '_',
                c => c,
            })
            .collect();
        // Excel keeps the name of its history of changes for itself, and counts in UTF-16.
        let mut fit = fit.trim_matches(['\'', ' ']).to_owned();
        while fit.encode_utf16().count() > MOST {
            fit.pop();
        }
        if fit.is_empty() || fit.eq_ignore_ascii_case("history") {
            fit = format!("{fit}_");
        }
        let mut part = 1;
        loop {
            let name = numbered(&fit, part);
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
            part += 1;
        }
    }

    /// The name for the table of a file.
    pub(super) fn of_file(file: &str) -> String {
        let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
        base.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fit_and_free() {
        let mut names = Names::default();
        let mut take = |name: &str| names.take(name);
        assert_eq!(take("a.csv"), "a.csv");
        assert_eq!(take("A.csv"), "A.csv 2");
        assert_eq!(take("a.csv"), "a.csv 3");
        assert_eq!(take("'x[1]*?'"), "x_1___");
        assert_eq!(take("History"), "History_");
        assert_eq!(take(""), "_");
        assert_eq!(take(&"é".repeat(40)), "é".repeat(31));
        assert_eq!(take(&"é".repeat(40)), format!("{} 2", "é".repeat(29)));
        assert_eq!(take(&"𝒳".repeat(40)), "𝒳".repeat(15));
        assert_eq!(Names::of_file("exports/old/a.csv"), "a.csv");
    }
}
