//! The report for programs. Its schema stands in `docs/schema/report.schema.json`.

use serde::Serialize;
use serde_json::{Value, json as object};

use super::Run;
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

fn head(run: &Run<'_>) -> Value {
    let markets: Vec<String> = run
        .checker
        .markets()
        .iter()
        .map(ToString::to_string)
        .collect();
    object!({
        "tidewaiter": env!("CARGO_PKG_VERSION"),
        "rules": run.checker.pack(),
        "rule_count": run.checker.rules().rules.len(),
        "as_of": run.checker.date().to_string(),
        "markets": markets,
        "channel": run.checker.channel(),
        "strict": run.strict,
        "inputs": run.inputs,
        "summary": run.totals(),
    })
}

/// One object with everything.
pub fn json(run: &Run<'_>) -> serde_json::Result<String> {
    let mut report = head(run);
    if let Value::Object(report) = &mut report {
        let findings: Vec<_> = run
            .findings()
            .map(serde_json::to_value)
            .collect::<Result<_, _>>()?;
        let problems: Vec<_> = run
            .problems
            .iter()
            .map(|p| serde_json::to_value(view(p)))
            .collect::<Result<_, _>>()?;
        report.insert("findings".into(), findings.into());
        report.insert("problems".into(), problems.into());
    }
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

/// One object a line: findings and input problems, and the summary at the end; `type` tells which.
pub fn ndjson(run: &Run<'_>) -> serde_json::Result<String> {
    let mut lines = String::new();
    let mut line = |kind: &str, mut value: Value| -> serde_json::Result<()> {
        if let Value::Object(fields) = &mut value {
            fields.shift_insert(0, "type".into(), kind.into());
        }
        lines.push_str(&serde_json::to_string(&value)?);
        lines.push('\n');
        Ok(())
    };
    for finding in run.findings() {
        line("finding", serde_json::to_value(finding)?)?;
    }
    for problem in &run.problems {
        line("problem", serde_json::to_value(view(problem))?)?;
    }
    line("summary", head(run))?;
    Ok(lines)
}
