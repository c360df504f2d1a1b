//! Edits that mend what a diagnostic tells: which text goes where, and whether anything can change by it
//! that its author did not mean.

use crate::{FileId, Location};

/// Whether an edit may be made unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Applicability {
    /// The rules say what they said, or what they can only have meant.
    Safe,
    /// It is a guess, or something is lost: somebody must look at it.
    Maybe,
}

impl Applicability {
    /// The word for people and programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Maybe => "maybe",
        }
    }
}

/// A text that takes the place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What goes; nothing where something is only put in.
    pub at: Location,
    /// What comes.
    pub replacement: String,
}

/// Edits that belong together: all of them are made, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What they do, as a command: ``write `title` ``.
    pub title: String,
    /// Whether they may be made unseen.
    pub applicability: Applicability,
    /// The edits.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// One text in the place of another.
    pub fn one(
        applicability: Applicability,
        title: impl Into<String>,
        at: Location,
        replacement: impl Into<String>,
    ) -> Self {
        Self {
            title: title.into(),
            applicability,
            edits: vec![Edit {
                at,
                replacement: replacement.into(),
            }],
        }
    }
}

/// A file with the fixes that could be made in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The text behind them.
    pub text: String,
    /// Which fixes were made, by their places among those that were asked for.
    pub made: Vec<usize>,
}

/// Makes the fixes of a file, from its beginning. One that touches what another has changed is left for
/// the next time, as is one with edits in other files.
///
/// ```
/// use tidewaiter_diag::{Applicability, Fix, apply};
/// use tidewaiter_diag::{Location, Sources, Span};
/// let mut sources = Sources::default();
/// let file = sources.add("a.tide", "require titel is given");
/// let at = Location { file, span: Span::new(8, 13) };
/// let fix = Fix::one(Applicability::Maybe, "write `title`", at, "title");
/// let fixed = apply(&[&fix, &fix], sources.text(file), file);
/// assert_eq!(fixed.text, "require title is given");
/// assert_eq!(fixed.made, [0]);
/// ```
pub fn apply(fixes: &[&Fix], text: &str, file: FileId) -> Fixed {
    let mut order: Vec<usize> = (0..fixes.len()).collect();
    let start = |index: &usize| {
        let fix = fixes.get(*index)?;
        fix.edits.iter().map(|edit| edit.at.span.start).min()
    };
    order.sort_by_key(start);
    let (mut taken, mut made): (Vec<&Edit>, Vec<usize>) = (Vec::new(), Vec::new());
    for index in order {
        let Some(fix) = fixes.get(index).filter(|fix| !fix.edits.is_empty()) else {
            continue;
        };
        let fits = |edit: &Edit| {
            let span = edit.at.span;
            edit.at.file == file
                && text.get(span.start as usize..span.end as usize).is_some()
                && taken.iter().all(|other| apart(edit, other))
        };
        let among = |(i, edit): (usize, &Edit)| {
            let before = fix.edits.iter().take(i);
            fits(edit) && before.into_iter().all(|other| apart(edit, other))
        };
        if fix.edits.iter().enumerate().all(among) {
            taken.extend(&fix.edits);
            made.push(index);
        }
    }
    taken.sort_by_key(|edit| edit.at.span.start);
    let (mut fixed, mut from) = (String::with_capacity(text.len()), 0);
    for edit in taken {
        let span = edit.at.span;
        fixed.push_str(text.get(from..span.start as usize).unwrap_or_default());
        fixed.push_str(&edit.replacement);
        from = span.end as usize;
    }
    fixed.push_str(text.get(from..).unwrap_or_default());
    Fixed { text: fixed, made }
}

/// Two edits have nothing in common, not even a boundary.
fn apart(a: &Edit, b: &Edit) -> bool {
    let (a, b) = (a.at.span, b.at.span);
    a.end < b.start || b.end < a.start
}
