//! What is wrong with rules, and why there is no checker, as programs read it.

use serde::Serialize;

use super::finding::ProblemView;
use crate::diag::{Diagnostic, Label, Level, Sources};
use crate::error::CheckError;
use crate::sentence::MessageLanguage;

/// A place in a file of rules, with what is to say there.
#[derive(Serialize)]
struct LabelView<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    text: &'a str,
}

impl<'a> LabelView<'a> {
    fn of(label: &'a Label, sources: &'a Sources) -> Self {
        let place = sources.line_column(label.at);
        Self {
            file: sources.name(label.at.file),
            line: place.line,
            column: place.column,
            text: &label.text,
        }
    }
}

/// Something wrong in a file of rules.
#[derive(Serialize)]
pub(super) struct DiagnosticView<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    at: LabelView<'a>,
    also: Vec<LabelView<'a>>,
}

impl<'a> DiagnosticView<'a> {
    fn of(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let also = diagnostic.secondary.iter();
        Self {
            code: diagnostic.code.code(),
            level: match diagnostic.level() {
                Level::Error => "error",
                Level::Warning => "warning",
            },
            message: &diagnostic.message,
            help: diagnostic.help.as_deref(),
            at: LabelView::of(&diagnostic.primary, sources),
            also: also.map(|label| LabelView::of(label, sources)).collect(),
        }
    }
}

/// The diagnostics of a load.
pub(super) fn all<'a>(
    diagnostics: &'a [Diagnostic],
    sources: &'a Sources,
) -> Vec<DiagnosticView<'a>> {
    let views = diagnostics.iter();
    views.map(|one| DiagnosticView::of(one, sources)).collect()
}

/// Why there is no checker, or no assessment.
#[derive(Serialize)]
pub(super) struct ErrorView<'a> {
    code: &'static str,
    message: String,
    diagnostics: Vec<DiagnosticView<'a>>,
    problems: Vec<ProblemView<'a>>,
}

impl<'a> ErrorView<'a> {
    pub(super) fn of(error: &'a CheckError) -> Self {
        let mut view = Self {
            code: error.code(),
            message: error.to_string(),
            diagnostics: Vec::new(),
            problems: Vec::new(),
        };
        match error {
            CheckError::Rules(mistakes) => {
                view.diagnostics = all(&mistakes.diagnostics, &mistakes.sources);
            }
            CheckError::Seller(problems) => {
                let views = problems.iter();
                view.problems = views
                    .map(|problem| ProblemView::of(problem, MessageLanguage::Chinese))
                    .collect();
            }
            _ => {}
        }
        view
    }
}
