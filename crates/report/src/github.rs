//! Annotations of GitHub Actions: lines that the runner shows beside the file of the pull request.
//!
//! GitHub shows ten annotations of each type a step and drops the others without a word; so this
//! writer chooses ten, different rules first, and says how many there are.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

use super::finding::{Level, grouped, law, name};
use super::visible::{lines, short};
use super::words::Words;
use super::{Product, Setting, Tally, Writer};
use crate::catalog::InputProblem;

/// Annotations of each type that GitHub shows for one step.
const SHOWN: usize = 10;
/// Characters of a message or title from a catalogue.
const MOST: usize = 1_000;

/// The annotations of one type: one a rule first, then whatever else there is.
#[derive(Default)]
struct Chosen {
    rules: BTreeSet<Arc<str>>,
    first: Vec<String>,
    others: Vec<String>,
    total: u64,
}

impl Chosen {
    fn add(&mut self, rule: &Arc<str>, annotation: impl FnOnce() -> String) {
        self.total += 1;
        if self.first.len() < SHOWN && self.rules.insert(rule.clone()) {
            self.first.push(annotation());
        } else if self.others.len() < SHOWN {
            self.others.push(annotation());
        }
    }

    /// Writes as many as there is room for and tells how many those are.
    fn write(&self, room: usize, out: &mut dyn Write) -> io::Result<u64> {
        let mut written = 0;
        for line in self.first.iter().chain(&self.others).take(room) {
            writeln!(out, "{line}")?;
            written += 1;
        }
        Ok(written)
    }
}

/// Writes annotations; the notice of the sum comes last.
#[derive(Default)]
pub(super) struct Github {
    errors: Chosen,
    warnings: Chosen,
    notices: Chosen,
}

impl Writer for Github {
    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        for group in grouped(product.assessment) {
            let finding = group.finding;
            let (command, chosen) = match Level::of(finding) {
                Level::Error => ("error", &mut self.errors),
                Level::Warning => ("warning", &mut self.warnings),
                Level::Notice | Level::Upcoming => ("notice", &mut self.notices),
                Level::Open | Level::Waived => continue,
            };
            let record = &finding.record;
            chosen.add(&finding.rule, || {
                let day = finding
                    .upcoming
                    .map(|day| format!(" {} {day}", Words::of(setting.language).from))
                    .unwrap_or_default();
                let title = format!(
                    "{} · {}{day} · {}",
                    name(record),
                    group.markets.join(","),
                    finding.rule
                );
                let text = format!(
                    "{}\n{}\n{}",
                    short(&finding.message, MOST),
                    short(&finding.remedy, MOST),
                    law(finding)
                );
                annotation(command, record.file.as_deref(), record.line, &title, &text)
            });
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let (command, chosen) = if problem.code.unread() {
            ("error", &mut self.errors)
        } else {
            ("notice", &mut self.notices)
        };
        chosen.add(&problem.code.code().into(), || {
            let mut text = short(&problem.message.in_language(setting.language), MOST);
            if let Some(help) = &problem.help {
                let help = help.in_language(setting.language);
                let _ = write!(text, "\n{}", short(&help, MOST));
            }
            let line = (problem.place.line > 0).then_some(problem.place.line);
            annotation(
                command,
                Some(&problem.file),
                line,
                problem.code.code(),
                &text,
            )
        });
        Ok(())
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut written = self.errors.write(SHOWN, out)?;
        written += self.warnings.write(SHOWN, out)?;
        written += self.notices.write(SHOWN - 1, out)?;
        let left = self.errors.total + self.warnings.total + self.notices.total - written;
        let totals = &tally.totals;
        let words = Words::of(setting.language);
        let mut text = words.lead(tally).join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&(words.numbers)(totals, setting.checker.date()));
        if left > 0 {
            let _ = write!(text, "\n{}", (words.not_annotated)(left, SHOWN as u64));
        }
        writeln!(
            out,
            "{}",
            annotation("notice", None, None, "tidewaiter", &text)
        )
    }
}

/// A workflow command.
fn annotation(
    command: &str,
    file: Option<&str>,
    line: Option<u32>,
    title: &str,
    text: &str,
) -> String {
    let mut properties = Vec::new();
    if let Some(file) = file {
        properties.push(format!("file={}", property(&lines(file))));
        if let Some(line) = line {
            properties.push(format!("line={line}"));
        }
    }
    properties.push(format!("title={}", property(&short(title, MOST))));
    format!(
        "::{command} {}::{}",
        properties.join(","),
        data(&lines(text))
    )
}

/// The runner undoes these escapes in messages.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// In the values of properties it undoes two more.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_workflow_commands() {
        assert_eq!(
            annotation("error", Some("a,b:c.csv"), Some(3), "100%", "x\n::error::y"),
            "::error file=a%2Cb%3Ac.csv,line=3,title=100%25::x%0A::error::y"
        );
        assert_eq!(
            annotation("notice", None, None, "t", "a: b, c"),
            "::notice title=t::a: b, c"
        );
    }

    #[test]
    fn different_rules_come_first() {
        let mut chosen = Chosen::default();
        for i in 0..30 {
            let rule: Arc<str> = if i < 20 {
                "a".into()
            } else {
                format!("r{i}").into()
            };
            chosen.add(&rule, || rule.to_string());
        }
        let mut text = Vec::new();
        assert_eq!(chosen.write(SHOWN, &mut text).unwrap(), 10);
        let lines = String::from_utf8(text).unwrap();
        assert_eq!(lines.lines().filter(|line| *line == "a").count(), 1);
        assert_eq!(chosen.total, 30);
    }
}
