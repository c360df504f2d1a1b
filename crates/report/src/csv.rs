//! The report as a table: a row a finding, and a row for everything that could not be read.

use std::borrow::Cow;
use std::io::{self, Write};

use super::finding::{Level, joined, law, said};
use super::visible::lines;
use super::words::Words;
use super::{Product, Setting, Tally, Writer};
use crate::catalog::InputProblem;

const HEADER: [&str; 24] = [
    "kind",
    "record",
    "title",
    "file",
    "line",
    "pointer",
    "market",
    "channel",
    "outcome",
    "severity",
    "area",
    "rule",
    "message",
    "remedy",
    "values",
    "columns",
    "needs",
    "reasons",
    "law",
    "confidence",
    "binds",
    "upcoming",
    "as_of",
    "rules_version",
];

/// Writes RFC 4180: commas, quotes where they are needed, CRLF.
pub(super) struct Csv;

impl Writer for Csv {
    fn start(&mut self, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        row(out, &HEADER.map(Cow::Borrowed))
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let title = product.assessment.title.as_deref().unwrap_or("");
        for finding in &product.assessment.findings {
            let record = &finding.record;
            let values: Vec<String> = finding
                .at
                .iter()
                .map(|path| match finding.values.get(path) {
                    Some(Some(value)) => format!("{path} = {value}"),
                    _ => path.to_string(),
                })
                .collect();
            let columns: Vec<&str> = finding.cells.values().map(|cell| &**cell).collect();
            let binds: Vec<&str> = finding.binds.iter().map(|party| party.word()).collect();
            row(
                out,
                &[
                    "finding".into(),
                    record.id.as_deref().unwrap_or("").into(),
                    title.into(),
                    record.file.as_deref().unwrap_or("").into(),
                    record
                        .line
                        .map(|n| n.to_string())
                        .unwrap_or_default()
                        .into(),
                    record.pointer.as_deref().unwrap_or("").into(),
                    (&*finding.market).into(),
                    finding.channel.as_deref().unwrap_or("").into(),
                    finding.outcome.word().into(),
                    finding.severity.word().into(),
                    finding.area.word().into(),
                    (&*finding.rule).into(),
                    (&*finding.message).into(),
                    (&*finding.remedy).into(),
                    values.join("; ").into(),
                    columns.join("; ").into(),
                    joined(&finding.needs, "; ").into(),
                    said(&finding.reasons, setting.language).join("; ").into(),
                    law(finding).into(),
                    finding.confidence.word().into(),
                    binds.join("; ").into(),
                    finding
                        .upcoming
                        .map(|day| day.to_string())
                        .unwrap_or_default()
                        .into(),
                    finding.as_of.to_string().into(),
                    (&*finding.rules_version).into(),
                ],
            )?;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (outcome, level) = if problem.code.unread() {
            ("unread", Level::Error)
        } else {
            ("read", Level::Notice)
        };
        let mut cells = HEADER.map(|_| Cow::Borrowed(""));
        let line = problem.place.line;
        let told: [(usize, Cow<'_, str>); 11] = [
            (0, "problem".into()),
            (1, problem.record.as_deref().unwrap_or("").into()),
            (3, (&*problem.file).into()),
            (
                4,
                if line > 0 {
                    line.to_string()
                } else {
                    String::new()
                }
                .into(),
            ),
            (5, problem.place.pointer().unwrap_or_default().into()),
            (8, outcome.into()),
            (9, level.word().into()),
            (11, problem.code.code().into()),
            (12, problem.message.in_language(setting.language)),
            (
                13,
                problem
                    .help
                    .as_ref()
                    .map_or("".into(), |help| help.in_language(setting.language)),
            ),
            (15, problem.place.header().unwrap_or("").into()),
        ];
        for (index, text) in told {
            if let Some(cell) = cells.get_mut(index) {
                *cell = text;
            }
        }
        if let Some(cell) = cells.get_mut(22) {
            *cell = setting.checker.date().to_string().into();
        }
        row(out, &cells)
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        // A table without rows would look like a clean run.
        for (market, why) in Words::of(setting.language).unchecked(tally) {
            let mut cells = HEADER.map(|_| Cow::Borrowed(""));
            let told: [(usize, Cow<'_, str>); 6] = [
                (0, "market".into()),
                (6, market.into()),
                (8, "not checked".into()),
                (9, Level::Error.word().into()),
                (12, why.into()),
                (22, setting.checker.date().to_string().into()),
            ];
            for (index, text) in told {
                if let Some(cell) = cells.get_mut(index) {
                    *cell = text;
                }
            }
            row(out, &cells)?;
        }
        Ok(())
    }
}

fn row(out: &mut dyn Write, cells: &[Cow<'_, str>]) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    writer.write_record(cells.iter().map(|cell| inert(cell).into_owned()))?;
    writer.flush()
}

/// A cell that a spreadsheet does not take for a formula: one that begins like one, be it behind
/// characters that nobody sees, gets an apostrophe before it, which spreadsheets read as "this is text".
/// Characters that move a cursor or the reading direction are `\u{…}`.
pub(super) fn inert(cell: &str) -> Cow<'_, str> {
    let begins = cell.trim_start_matches(|c: char| c == ' ' || unseen(c));
    let formula = begins.starts_with([
        '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫',
    ]) || cell.starts_with(['\t', '\r', '\n']);
    if formula {
        Cow::Owned(format!("'{}", lines(cell)))
    } else {
        lines(cell)
    }
}

/// A character that takes no room, or is white space of another kind than a space.
fn unseen(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    #[test]
    fn formulas_become_texts() {
        assert_eq!(super::inert("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(super::inert("-1+1"), "'-1+1");
        assert_eq!(super::inert("＝1"), "'＝1");
        assert_eq!(super::inert("Tea = good"), "Tea = good");
        for start in ["\u{feff}", "\u{200b}", "\u{2060}\u{a0}", " "] {
            for sign in ["=", "+", "-", "@", "＝", "＋", "－", "＠"] {
                let cell = format!("{start}{sign}1+1");
                assert!(super::inert(&cell).starts_with('\''), "{cell:?}");
            }
        }
        assert_eq!(super::inert("a\u{1b}[2J\u{202e}"), "a\\u{1b}[2J\\u{202e}");
    }
}
