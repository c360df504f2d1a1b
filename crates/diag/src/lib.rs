//! Diagnostics about rule files: what is wrong, where, and what to do. Places in texts belong to them.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know what a rule, a product or a report is.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod code;
mod edit;
mod page;
mod render;
mod span;
mod suggest;

pub use code::{Code, CodeInfo};
pub use edit::{Applicability, Edit, Fix, Fixed, apply};
pub use render::{Style, render, render_all};
pub use span::{FileId, LineColumn, Location, Sources, Span, is_direction_mark};
pub use suggest::listed_by;
pub use suggest::{did_you_mean, listed};

/// How bad a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rules do not load.
    Error,
    /// The rules load, and a careful author would change this.
    Warning,
}

/// A place that a diagnostic points at, with what it says there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: Location,
    /// The words beside the carets.
    pub text: String,
}

/// Something wrong in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake; stable, with a page in `docs/errors/`.
    pub code: Code,
    /// What is wrong, as a sentence without full stop.
    pub message: String,
    /// The place, and what is to say there.
    pub primary: Label,
    /// Other places that matter.
    pub secondary: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
    /// Edits that do it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    pub fn new(code: Code, at: Location, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            primary: Label {
                at,
                text: String::new(),
            },
            secondary: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// Words beside the carets.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Another place that matters.
    #[must_use]
    pub fn also(mut self, at: Location, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            at,
            text: text.into(),
        });
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// What to do, if there is something to say.
    #[must_use]
    pub fn help_if(mut self, text: Option<String>) -> Self {
        if text.is_some() {
            self.help = text;
        }
        self
    }

    /// The name that was probably meant at the primary place, as help and as an edit that may be right.
    pub fn meant(&mut self, meant: Option<String>) -> &mut Self {
        let at = self.primary.at;
        self.meant_at(at, meant)
    }

    /// The name that was probably meant at a place.
    pub fn meant_at(&mut self, at: Location, meant: Option<String>) -> &mut Self {
        if let Some(meant) = meant {
            self.help = Some(format!("did you mean `{meant}`?"));
            // `list<…>` is no text to write.
            if meant.contains('…') {
                return self;
            }
            self.fix = Some(Fix::one(
                Applicability::Maybe,
                format!("write `{meant}`"),
                at,
                meant,
            ));
        }
        self
    }

    /// What to do, where nothing was said of it yet.
    pub fn or_help(&mut self, help: impl FnOnce() -> String) -> &mut Self {
        if self.help.is_none() {
            self.help = Some(help());
        }
        self
    }

    /// How bad it is.
    pub fn level(&self) -> Level {
        self.code.info().level
    }
}

/// Sorts by place, so that a file reads from top to bottom, and drops repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.primary.at, a.code, &a.message).cmp(&(b.primary.at, b.code, &b.message))
    });
    diagnostics.dedup();
}
