//! The published JSON of a run, as one object or an object a line: its head, the problems of its files, its
//! numbers. It is made here and nowhere else; `tidewaiter_checker::json` has that of assessments. The schema
//! stands in `docs/schema/report.schema.json`.

use std::collections::BTreeSet;
use std::io::{self, Seek as _, Write};

use serde::Serialize;
use tempfile::SpooledTempFile;
use tidewaiter_checker::json::{FindingView, ProblemView};
use tidewaiter_checker::{Assessment, Checker, PackInfo};

use crate::catalog::InputProblem;
use crate::inert;
use crate::sentence::MessageLanguage;
use crate::{InputSummary, Totals};

/// Bytes of input problems that are held in memory before they go to a temporary file.
const HELD: usize = 4 * 1024 * 1024;

/// A table that should have been looked at again.
#[derive(Serialize)]
struct StaleView<'a> {
    table: &'a str,
    review_by: String,
}

/// What holds for a whole run.
#[derive(Serialize)]
pub struct HeadView<'a> {
    tidewaiter: &'static str,
    rules: &'a PackInfo,
    rule_count: usize,
    as_of: String,
    markets: Vec<String>,
    channel: Option<&'a str>,
    strict: bool,
    stale_tables: Vec<StaleView<'a>>,
}

impl<'a> HeadView<'a> {
    /// Of the runs of a checker.
    pub fn of(checker: &'a Checker) -> Self {
        let stale = checker.rules().stale_tables(checker.date());
        let stale = stale.filter_map(|table| {
            let review_by = table.review_by?.to_string();
            let table = &*table.name;
            Some(StaleView { table, review_by })
        });
        Self {
            tidewaiter: env!("CARGO_PKG_VERSION"),
            rules: checker.pack(),
            rule_count: checker.rules().rules.len(),
            as_of: checker.date().to_string(),
            markets: checker.markets().iter().map(ToString::to_string).collect(),
            channel: checker.channel(),
            strict: checker.is_strict(),
            stale_tables: stale.collect(),
        }
    }
}

/// What is known at the end of a run.
#[derive(Clone, Copy, Serialize)]
pub struct NumbersView<'a> {
    /// The files.
    pub inputs: &'a [InputSummary],
    /// Markets in which no rule, or none that was selected, is in force.
    pub markets_without_rules: &'a BTreeSet<String>,
    /// The numbers.
    pub summary: &'a Totals,
}

impl NumbersView<'_> {
    /// Writes all but the files as the last fields of an object.
    pub fn write_last(self, out: &mut dyn Write) -> io::Result<()> {
        let without = inert::to_string(self.markets_without_rules)?;
        writeln!(out, "  \"markets_without_rules\": {without},")?;
        writeln!(out, "  \"summary\": {}", inert::to_string(self.summary)?)
    }
}

/// Something that could not be read, as programs see it; in Chinese, both languages stand in it.
pub fn problem_view(problem: &InputProblem, language: MessageLanguage) -> ProblemView<'_> {
    let (code, unread) = (problem.code.code(), problem.code.unread());
    let said = (&problem.message, problem.help.as_ref());
    ProblemView {
        file: Some(&problem.file),
        record: problem.record.as_deref(),
        ..ProblemView::new(code, unread, said, &problem.place, language)
    }
}

/// A line of NDJSON: what it is, and the thing itself.
#[derive(Serialize)]
struct LineView<V> {
    r#type: &'static str,
    #[serde(flatten)]
    of: V,
}

fn line(out: &mut dyn Write, r#type: &'static str, of: impl Serialize) -> io::Result<()> {
    writeln!(out, "{}", inert::to_string(&LineView { r#type, of })?)
}

/// One object a line: findings and input problems, and the summary at the end.
pub mod lines {
    use std::io::{self, Write};

    use serde::Serialize;

    use super::{
        Assessment, FindingView, HeadView, InputProblem, MessageLanguage, NumbersView, line,
        problem_view,
    };

    /// Writes the findings of a product.
    pub fn product(
        out: &mut dyn Write,
        assessment: &Assessment,
        language: MessageLanguage,
    ) -> io::Result<()> {
        let mut findings = assessment.findings.iter();
        findings.try_for_each(|one| line(out, "finding", FindingView::of(one, language)))
    }

    /// Writes what could not be read.
    pub fn problem(
        out: &mut dyn Write,
        problem: &InputProblem,
        language: MessageLanguage,
    ) -> io::Result<()> {
        line(out, "problem", problem_view(problem, language))
    }

    /// Writes the head, and the numbers.
    pub fn summary(
        out: &mut dyn Write,
        head: HeadView<'_>,
        numbers: NumbersView<'_>,
    ) -> io::Result<()> {
        #[derive(Serialize)]
        struct SummaryView<'a> {
            #[serde(flatten)]
            head: HeadView<'a>,
            #[serde(flatten)]
            numbers: NumbersView<'a>,
        }
        line(out, "summary", SummaryView { head, numbers })
    }
}

/// Input problems that wait for the end of the findings, as the elements of a list.
pub struct Waiting(SpooledTempFile);

impl Default for Waiting {
    fn default() -> Self {
        Self(SpooledTempFile::new(HELD))
    }
}

impl Waiting {
    /// Adds one.
    pub fn add(&mut self, problem: &InputProblem, language: MessageLanguage) -> io::Result<()> {
        let comma = if self.0.stream_position()? > 0 {
            ","
        } else {
            ""
        };
        let text = inert::to_string(&problem_view(problem, language))?;
        write!(self.0, "{comma}\n    {text}")
    }

    /// Writes `"problems": […]`.
    pub fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
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

/// One object with everything. The numbers come last, as they are known last.
#[derive(Default)]
pub struct Object {
    findings: u64,
    problems: Waiting,
}

impl Object {
    /// Writes the head.
    pub fn start(&self, out: &mut dyn Write, head: &HeadView<'_>) -> io::Result<()> {
        writeln!(out, "{{")?;
        let head = serde_json::to_value(head)?;
        for (key, value) in head.as_object().into_iter().flatten() {
            let (key, value) = (inert::to_string(key)?, inert::to_string(value)?);
            writeln!(out, "  {key}: {value},")?;
        }
        write!(out, "  \"findings\": [")
    }

    /// Writes the findings of a product.
    pub fn product(
        &mut self,
        out: &mut dyn Write,
        assessment: &Assessment,
        language: MessageLanguage,
    ) -> io::Result<()> {
        for finding in &assessment.findings {
            let comma = if self.findings > 0 { "," } else { "" };
            let finding = FindingView::of(finding, language);
            write!(out, "{comma}\n    {}", inert::to_string(&finding)?)?;
            self.findings += 1;
        }
        Ok(())
    }

    /// Keeps what could not be read for the end.
    pub fn problem(&mut self, problem: &InputProblem, language: MessageLanguage) -> io::Result<()> {
        self.problems.add(problem, language)
    }

    /// Writes the problems and the numbers.
    pub fn finish(&mut self, out: &mut dyn Write, numbers: NumbersView<'_>) -> io::Result<()> {
        let end = if self.findings > 0 { "\n  ]" } else { "]" };
        writeln!(out, "{end},")?;
        self.problems.write(out)?;
        writeln!(out, ",")?;
        writeln!(out, "  \"inputs\": {},", inert::to_string(numbers.inputs)?)?;
        numbers.write_last(out)?;
        writeln!(out, "}}")
    }
}
