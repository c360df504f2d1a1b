//! The report for programs. What it consists of stands in `tidewaiter_run::json`, for programs that write it
//! themselves; its schema in `docs/schema/report.schema.json`.

use std::io::{self, Write};

use tidewaiter_run::json::{HeadView, NumbersView, Object, lines};

use super::{Product, Setting, Tally, Writer};
use crate::catalog::InputProblem;

/// What a report knows at its end.
pub(super) fn numbers(tally: &Tally) -> NumbersView<'_> {
    NumbersView {
        inputs: &tally.inputs,
        markets_without_rules: &tally.no_rules,
        summary: &tally.totals,
    }
}

/// Writes one object with everything.
#[derive(Default)]
pub(super) struct Json(Object);

impl Writer for Json {
    fn start(&mut self, setting: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.0.start(out, &HeadView::of(setting.checker))
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.0.product(out, product.assessment, setting.language)
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        self.0.problem(problem, setting.language)
    }

    fn finish(&mut self, tally: &Tally, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        self.0.finish(out, numbers(tally))
    }
}

/// Writes one object a line: findings and input problems, and the summary at the end; `type` tells
/// which.
pub(super) struct Ndjson;

impl Writer for Ndjson {
    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        lines::product(out, product.assessment, setting.language)
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        lines::problem(out, problem, setting.language)
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        lines::summary(out, HeadView::of(setting.checker), numbers(tally))
    }
}
