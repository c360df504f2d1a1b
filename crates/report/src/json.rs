//! The report for programs. Its schema stands in `docs/schema/report.schema.json`.

use std::io::{self, Seek as _, Write};

use serde_json::{Value, json as object};
use tempfile::SpooledTempFile;
use tidewaiter_checker::json::{FindingView, ProblemView};

use super::{Product, Setting, Tally, Writer, inert, stale_tables};
use crate::catalog::InputProblem;
use crate::sentence::MessageLanguage;

/// Bytes of input problems that are held in memory before they go to a temporary file.
const HELD: usize = 4 * 1024 * 1024;

/// An input problem as an object, in both languages.
pub(super) fn problem_view(problem: &InputProblem) -> ProblemView<'_> {
    view(problem, MessageLanguage::Chinese)
}

fn view(problem: &InputProblem, language: MessageLanguage) -> ProblemView<'_> {
    let (code, unread) = (problem.code.code(), problem.code.unread());
    let said = (&problem.message, problem.help.as_ref());
    ProblemView {
        file: Some(&problem.file),
        record: problem.record.as_deref(),
        ..ProblemView::new(code, unread, said, &problem.place, language)
    }
}

/// What holds for the whole run.
fn head(setting: &Setting<'_>) -> Value {
    let checker = setting.checker;
    let markets: Vec<String> = checker.markets().iter().map(ToString::to_string).collect();
    let stale: Vec<Value> = stale_tables(checker)
        .map(|(table, day)| object!({ "table": table, "review_by": day.to_string() }))
        .collect();
    object!({
        "tidewaiter": env!("CARGO_PKG_VERSION"),
        "rules": checker.pack(),
        "rule_count": checker.rules().rules.len(),
        "as_of": checker.date().to_string(),
        "markets": markets,
        "channel": checker.channel(),
        "strict": setting.strict,
        "stale_tables": stale,
    })
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// Input problems that wait for the end of the findings, as the elements of a list.
pub(super) struct Waiting(SpooledTempFile);

impl Default for Waiting {
    fn default() -> Self {
        Self(SpooledTempFile::new(HELD))
    }
}

impl Waiting {
    pub(super) fn add(
        &mut self,
        problem: &InputProblem,
        language: MessageLanguage,
    ) -> io::Result<()> {
        let comma = if self.0.stream_position()? > 0 {
            ","
        } else {
            ""
        };
        let text = inert::to_string(&view(problem, language))?;
        write!(self.0, "{comma}\n    {text}")
    }

    /// Writes `"problems": […]`.
    pub(super) fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let end = if self.0.stream_position()? > 0 {
            "\n  ]"
        } else {
            "]"
        };
        write!(out, "  \"problems\": [")?;
        self.0.rewind()?;
        io::copy(&mut self.0, out)?;
        write!(out, "{end}")
    }
}

/// Writes one object with everything. The numbers come last, as they are known last.
#[derive(Default)]
pub(super) struct Json {
    findings: u64,
    problems: Waiting,
}

impl Writer for Json {
    fn start(&mut self, setting: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{{")?;
        for (key, value) in fields(&head(setting)) {
            writeln!(out, "  {}: {},", quoted(key)?, inert::to_string(value)?)?;
        }
        write!(out, "  \"findings\": [")
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for finding in &product.assessment.findings {
            let comma = if self.findings > 0 { "," } else { "" };
            let finding = FindingView::of(finding, setting.language);
            write!(out, "{comma}\n    {}", inert::to_string(&finding)?)?;
            self.findings += 1;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        self.problems.add(problem, setting.language)
    }

    fn finish(&mut self, tally: &Tally, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        let end = if self.findings > 0 { "\n  ]" } else { "]" };
        writeln!(out, "{end},")?;
        self.problems.write(out)?;
        writeln!(out, ",")?;
        writeln!(out, "  \"inputs\": {},", inert::to_string(&tally.inputs)?)?;
        numbers(tally, out)?;
        writeln!(out, "}}")
    }
}

/// Writes the markets of which nothing is known and the numbers, as the last fields of an object.
pub(super) fn numbers(tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "  \"markets_without_rules\": {},",
        inert::to_string(&tally.no_rules)?
    )?;
    writeln!(out, "  \"summary\": {}", inert::to_string(&tally.totals)?)
}

fn quoted(text: &str) -> serde_json::Result<String> {
    inert::to_string(text)
}

/// Writes one object a line: findings and input problems, and the summary at the end; `type` tells
/// which.
pub(super) struct Ndjson;

fn line(out: &mut dyn Write, kind: &str, mut value: Value) -> io::Result<()> {
    if let Value::Object(fields) = &mut value {
        fields.shift_insert(0, "type".into(), kind.into());
    }
    writeln!(out, "{}", inert::to_string(&value)?)
}

impl Writer for Ndjson {
    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for finding in &product.assessment.findings {
            let finding = FindingView::of(finding, setting.language);
            line(out, "finding", serde_json::to_value(finding)?)?;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let problem = view(problem, setting.language);
        line(out, "problem", serde_json::to_value(problem)?)
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut summary = head(setting);
        if let Value::Object(fields) = &mut summary {
            fields.insert("inputs".into(), serde_json::to_value(&tally.inputs)?);
            let without = serde_json::to_value(&tally.no_rules)?;
            fields.insert("markets_without_rules".into(), without);
            fields.insert("summary".into(), serde_json::to_value(&tally.totals)?);
        }
        line(out, "summary", summary)
    }
}
