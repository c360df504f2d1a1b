//! What is to be said about a row, while it waits in a temporary file for the row to be written.

use serde::{Deserialize, Serialize};

use crate::Product;
use crate::catalog::InputProblem;
use crate::finding::{Grouped, Level, place_of};
use crate::sentence::MessageLanguage;
use crate::words::Words;

/// Nothing is wrong.
pub(super) const READY: u8 = 5;
/// The row was not checked.
const UNCHECKED: u8 = 6;

/// What is to be said about a row of a table, or about a product that has none.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Row {
    /// The worst level of its findings, if it was checked.
    pub(super) level: Option<u8>,
    /// It, or something in it, could not be read.
    pub(super) unread: bool,
    /// It is a draft, archived or hidden.
    pub(super) left_out: bool,
    /// The findings in English and in Chinese.
    pub(super) en: Vec<String>,
    pub(super) zh: Vec<String>,
    /// The values of a product that has no row in a table.
    pub(super) cells: Vec<(usize, String)>,
    pub(super) marks: Vec<Mark>,
}

/// A cell that is to be coloured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Its line; 0 for the one of the row itself.
    pub(super) line: u32,
    /// Its column, from 1; 0 where only the name is known, as of a value that is missing.
    pub(super) column: u32,
    /// Header or path.
    pub(super) name: String,
    pub(super) level: u8,
    pub(super) note: String,
}

impl Row {
    /// The row of a product with these findings.
    pub(super) fn of(product: Product<'_>, groups: &[Grouped<'_>]) -> Self {
        let mut row = Self::default();
        let mut open = 0;
        let mut worst = READY;
        let own = product.assessment.record.line.unwrap_or(0);
        for group in groups {
            let finding = group.finding;
            let level = Level::of(finding);
            if level == Level::Waived {
                continue;
            }
            worst = worst.min(level as u8);
            if level == Level::Open {
                open += 1;
                continue;
            }
            let markets = group.markets.join(",");
            for (lines, language) in [
                (&mut row.en, MessageLanguage::English),
                (&mut row.zh, MessageLanguage::Chinese),
            ] {
                let (message, remedy) = finding.in_language(language);
                let word = Words::of(language).level(level);
                lines.push(format!("• [{word}] {markets}: {message} → {remedy}"));
            }
            let (en, remedy_en) = finding.in_language(MessageLanguage::English);
            let (zh, remedy_zh) = finding.in_language(MessageLanguage::Chinese);
            let note = format!(
                "{markets} {}\n{en}\n{remedy_en}\n{zh}\n{remedy_zh}",
                finding.rule
            );
            for path in &finding.at {
                let header = finding.cells.get(path);
                // What all variants have in common may stand in another row than theirs.
                let place = header
                    .zip(product.raw)
                    .and_then(|(header, raw)| place_of(raw, header));
                row.marks.push(Mark {
                    line: place
                        .as_ref()
                        .map_or(0, |p| if p.line == own { 0 } else { p.line }),
                    column: place.map_or(0, |p| p.column),
                    name: header.unwrap_or(path).to_string(),
                    level: level as u8,
                    note: note.clone(),
                });
            }
        }
        row.level = Some(worst);
        if open > 0 {
            for (lines, language) in [
                (&mut row.en, MessageLanguage::English),
                (&mut row.zh, MessageLanguage::Chinese),
            ] {
                let word = Words::of(language).level(Level::Open);
                lines.push(format!("? {open} {word}"));
            }
        }
        row
    }

    /// A row of which something could not be read, or is odd.
    pub(super) fn of_problem(problem: &InputProblem) -> Self {
        // Where it is, the row shows.
        let place = format!("{}: ", problem.location());
        let [en, zh] = MessageLanguage::BOTH.map(|language| {
            let text = problem.in_language(language);
            text.strip_prefix(&place).unwrap_or(&text).to_owned()
        });
        let line = |text: &str, help: &str| vec![format!("• {}", text.replace(help, " → "))];
        let unread = problem.code.unread();
        let level = if unread { Level::Error } else { Level::Notice };
        let marks = (problem.place.column > 0).then(|| Mark {
            line: 0,
            column: problem.place.column,
            name: problem.place.header().unwrap_or("").to_owned(),
            level: level as u8,
            note: format!("{en}\n{zh}"),
        });
        Self {
            unread,
            en: line(&en, "\n  help: "),
            zh: line(&zh, "\n  建议: "),
            marks: marks.into_iter().collect(),
            ..Self::default()
        }
    }

    /// A row with nothing but marks, for values that stand in another row than their product.
    pub(super) fn of_marks(marks: Vec<Mark>) -> Self {
        Self {
            marks,
            ..Self::default()
        }
    }

    /// Adds what else is to be said about the same row.
    pub(super) fn add(&mut self, other: Self) {
        self.level = match (self.level, other.level) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.unread |= other.unread;
        self.left_out |= other.left_out;
        for (lines, more) in [(&mut self.en, other.en), (&mut self.zh, other.zh)] {
            for line in more {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        self.cells.extend(other.cells);
        self.marks.extend(other.marks);
    }

    /// The word for how it stands with the row, and the level of its colour; nothing for a row of which
    /// nothing is to be said, such as one with a picture only.
    pub(super) fn status(&self, words: &'static Words) -> Option<(&'static str, u8)> {
        Some(match self.level {
            Some(0) => (words.blocked, 0),
            Some(1) => (words.level(Level::Warning), 1),
            Some(2) => (words.level(Level::Notice), 2),
            Some(3) => (words.level(Level::Upcoming), 3),
            Some(4) => (words.to_complete, 4),
            Some(level) => (words.ready, level),
            None if self.left_out => (words.not_live, UNCHECKED),
            None if self.unread => (words.unread, 0),
            None => return None,
        })
    }
}
