//! The report for programs. Its schema stands in `docs/schema/report.schema.json`.

use std::borrow::Cow;
use std::io::{self, Seek as _, Write};

use serde::Serialize;
use serde_json::{Value, json as object};
use tempfile::SpooledTempFile;

use super::{Product, Setting, Tally, Writer, inert, stale_tables};
use crate::Finding;
use crate::catalog::InputProblem;
use crate::sentence::{MessageLanguage, Sentence};

/// Bytes of input problems that are held in memory before they go to a temporary file.
const HELD: usize = 4 * 1024 * 1024;

/// An input problem as programs read it.
#[derive(Serialize)]
struct ProblemView<'a> {
    code: &'static str,
    unread: bool,
    message: &'a Sentence,
    help: Option<&'a Sentence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_zh: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_zh: Option<Cow<'a, str>>,
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    header: Option<&'a str>,
    pointer: Option<String>,
    record: Option<&'a str>,
}

/// An input problem as an object, in both languages.
pub(super) fn problem_view(problem: &InputProblem) -> serde_json::Result<Value> {
    serde_json::to_value(view(problem, MessageLanguage::Chinese))
}

/// In `zh` what is said stands in Chinese beside the English.
fn view<'a>(problem: &'a InputProblem, language: MessageLanguage) -> ProblemView<'a> {
    let some = |n: u32| (n > 0).then_some(n);
    let chinese = language == MessageLanguage::Chinese;
    ProblemView {
        code: problem.code.code(),
        unread: problem.code.unread(),
        message: &problem.message,
        help: problem.help.as_ref(),
        message_zh: chinese.then(|| problem.message.chinese()),
        help_zh: problem
            .help
            .as_ref()
            .filter(|_| chinese)
            .map(Sentence::chinese),
        file: &problem.file,
        line: some(problem.place.line),
        column: some(problem.place.column),
        header: problem.place.header(),
        pointer: problem.place.pointer(),
        record: problem.record.as_deref(),
    }
}

/// A finding as programs read it. `reasons` and `presumed` are English; in `zh` they stand in Chinese
/// beside it.
#[derive(Serialize)]
struct FindingView<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons_zh: Option<Vec<Cow<'a, str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presumed_zh: Option<Vec<Cow<'a, str>>>,
}

impl<'a> FindingView<'a> {
    fn of(finding: &'a Finding, language: MessageLanguage) -> Self {
        let chinese = |sentences: &'a [Sentence]| {
            (language == MessageLanguage::Chinese)
                .then(|| sentences.iter().map(Sentence::chinese).collect())
        };
        Self {
            finding,
            reasons_zh: chinese(&finding.reasons),
            presumed_zh: chinese(&finding.presumed),
        }
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
