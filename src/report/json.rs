//! The report for programs. Its schema stands in `docs/schema/report.schema.json`.

use std::io::{self, Seek as _, Write};

use serde::Serialize;
use serde_json::{Value, json as object};

use super::{Product, Setting, Tally, Writer};
use crate::catalog::InputProblem;

/// An input problem as programs read it.
#[derive(Serialize)]
pub(super) struct ProblemView<'a> {
    code: &'static str,
    unread: bool,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    header: Option<&'a str>,
    pointer: Option<&'a str>,
    record: Option<&'a str>,
}

pub(super) fn view(problem: &InputProblem) -> ProblemView<'_> {
    let some = |n: u32| (n > 0).then_some(n);
    ProblemView {
        code: problem.code.code(),
        unread: problem.code.unread(),
        message: &problem.message,
        help: problem.help.as_deref(),
        file: &problem.file,
        line: some(problem.place.line),
        column: some(problem.place.column),
        header: problem.place.header.as_deref(),
        pointer: problem.place.pointer.as_deref(),
        record: problem.record.as_deref(),
    }
}

fn head(tally: &Tally, setting: &Setting<'_>) -> Value {
    let checker = setting.checker;
    let markets: Vec<String> = checker.markets().iter().map(ToString::to_string).collect();
    object!({
        "tidewaiter": env!("CARGO_PKG_VERSION"),
        "rules": checker.pack(),
        "rule_count": checker.rules().rules.len(),
        "as_of": checker.date().to_string(),
        "markets": markets,
        "channel": checker.channel(),
        "strict": setting.strict,
        "inputs": tally.inputs,
        "summary": tally.totals,
    })
}

/// One object with everything. Findings stand in it as they come; problems wait beside it, in a file
/// where they are many.
pub(super) struct Json {
    problems: tempfile::SpooledTempFile,
    told: [bool; 2],
}

impl Default for Json {
    fn default() -> Self {
        Self {
            problems: tempfile::spooled_tempfile(1024 * 1024),
            told: [false; 2],
        }
    }
}

/// A value as an element of a list that stands in an object.
fn element(value: &impl Serialize, first: bool, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value)?.replace('\n', "\n    ");
    write!(out, "{}\n    {text}", if first { "" } else { "," })
}

impl Writer for Json {
    fn start(&mut self, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\n  \"findings\": [")
    }

    fn product(
        &mut self,
        product: Product<'_>,
        _: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for finding in &product.assessment.findings {
            element(finding, !std::mem::replace(&mut self.told[0], true), out)?;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        _: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.told[1], true);
        element(&view(problem), first, &mut self.problems)
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let end = |some: bool| if some { "\n  ]" } else { "]" };
        write!(out, "{},\n  \"problems\": [", end(self.told[0]))?;
        self.problems.rewind()?;
        io::copy(&mut self.problems, out)?;
        write!(out, "{}", end(self.told[1]))?;
        let head = serde_json::to_string_pretty(&head(tally, setting))?;
        let head = head.trim_start_matches('{');
        writeln!(out, ",{head}")
    }
}

/// One object a line: findings and input problems as they come, and the summary at the end; `type`
/// tells which.
pub(super) struct Ndjson;

fn line(kind: &str, value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string(value)?;
    let rest = text.strip_prefix('{').unwrap_or(&text);
    writeln!(out, "{{\"type\":\"{kind}\",{rest}")
}

impl Writer for Ndjson {
    fn product(
        &mut self,
        product: Product<'_>,
        _: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for finding in &product.assessment.findings {
            line("finding", finding, out)?;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        _: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        line("problem", &view(problem), out)
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        line("summary", &head(tally, setting), out)
    }
}
