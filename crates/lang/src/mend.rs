//! Edits for what is warned of: items that nothing uses, and marks that change the direction of reading.

use super::load::is_rule_file;
use super::places::{NameKind, Places};
use crate::diag::{Applicability, Code, Diagnostic, Edit, Fix};
use crate::syntax::tree::{Comment, File};
use crate::syntax::{FileId, Location, Sources, Span, is_direction_mark};

/// The records that catalogues and sellers fill.
const ROOTS: [&str; 3] = ["product", "offer", "seller"];

/// How many marks of a file are told.
const MARKS: usize = 16;

/// A warning for each thing that only rules can use, and none does. Classes, groups and channels are not
/// among them, as records and calls name these too.
pub(super) fn unused(places: &Places) -> impl Iterator<Item = Diagnostic> {
    places.all().filter_map(|(name, defined, used)| {
        let kind = match name.kind {
            NameKind::Enum | NameKind::Fixture | NameKind::Table => name.kind,
            NameKind::Record if !ROOTS.contains(&&*name.path) => name.kind,
            _ => return None,
        };
        let (Some(at), []) = (defined.first(), used) else {
            return None;
        };
        let message = format!("the {} `{}` is never used", kind.word(), name.path);
        Some(Diagnostic::new(Code::UnusedName, *at, message).help("leave it out"))
    })
}

/// What is unused can be left out: safely, where no comment goes with it.
pub(super) fn leave_out(
    diagnostics: &mut [Diagnostic],
    trees: &[(FileId, File)],
    sources: &Sources,
) {
    let unused = diagnostics
        .iter_mut()
        .filter(|diagnostic| diagnostic.code == Code::UnusedName);
    for diagnostic in unused {
        let at = diagnostic.primary.at;
        let tree = trees.iter().find(|(file, _)| *file == at.file);
        let item = tree.and_then(|(_, tree)| {
            let holds = |span: Span| span.start <= at.span.start && at.span.end <= span.end;
            let item = tree.items.iter().find(|item| holds(item.span))?;
            Some((item.span, tree))
        });
        let Some((span, tree)) = item else {
            continue;
        };
        let (span, applicability) = whole_lines(sources.text(at.file), span, &tree.comments);
        diagnostic.fix = Some(Fix::one(
            applicability,
            "leave it out",
            Location {
                file: at.file,
                span,
            },
            "",
        ));
    }
}

/// The lines of an item with its documentation and an empty line behind it.
fn whole_lines(text: &str, item: Span, comments: &[Comment]) -> (Span, Applicability) {
    let (mut start, mut end) = (item.start as usize, item.end as usize);
    let before = |start: usize| text.get(..start).unwrap_or_default();
    let mut applicability = Applicability::Safe;
    for comment in comments.iter().rev() {
        let (from, to) = (comment.span.start as usize, comment.span.end as usize);
        let between = text
            .get(to..start)
            .filter(|between| between.trim().is_empty());
        let inside = item.start as usize <= from && to <= item.end as usize;
        let above = between.is_some_and(|between| between.matches('\n').count() == 1);
        if above && comment.text.starts_with("///") {
            start = from;
        } else if inside || above {
            applicability = Applicability::Maybe;
        }
    }
    let line = before(start).rfind('\n').map_or(0, |at| at + 1);
    if before(start)
        .get(line..)
        .unwrap_or_default()
        .trim()
        .is_empty()
    {
        start = line;
    }
    let rest = text.get(end..).unwrap_or_default();
    let to_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    if rest.get(..to_end).unwrap_or_default().trim().is_empty() {
        end += to_end;
    } else {
        applicability = Applicability::Maybe;
    }
    if text.get(end..).unwrap_or_default().starts_with('\n') {
        end += 1;
    } else if end == text.len() && before(start).ends_with("\n\n") {
        start -= 1;
    }
    (Span::new(start, end), applicability)
}

/// A warning for each mark that changes the direction of reading: a reader may see another rule.
pub(super) fn direction_marks<'t>(
    text: &'t str,
    file: FileId,
    name: &str,
) -> impl Iterator<Item = Diagnostic> + use<'t> {
    let ours = is_rule_file(name);
    text.char_indices()
        .filter(|(_, c)| is_direction_mark(*c))
        .take(MARKS)
        .map(move |(start, c)| {
            let at = Location {
                file,
                span: Span::new(start, start + c.len_utf8()),
            };
            let mut warning = Diagnostic::new(
                Code::DirectionMark,
                at,
                format!(
                    "U+{:04X} changes the direction in which what follows is shown",
                    u32::from(c)
                ),
            )
            .help("leave it out; a text that needs it can write it as `\\u{…}`");
            if ours {
                warning.fix = Some(without_mark(text, start, c, at));
            }
            warning
        })
}

/// A mark in a text is written as what it is, elsewhere it goes.
fn without_mark(text: &str, start: usize, mark: char, at: Location) -> Fix {
    let before = text.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let (mut quoted, mut escaped, mut comment, mut slash) = (false, false, false, false);
    for c in line.chars() {
        comment |= !quoted && slash && c == '/';
        quoted ^= c == '"' && !escaped && !comment;
        escaped = quoted && c == '\\' && !escaped;
        slash = c == '/';
    }
    // Quotes and slashes of a regular expression are none of the language.
    let sure = !line.contains("matches") && (quoted || comment);
    Fix {
        title: if quoted {
            "write it as an escape".into()
        } else {
            "leave it out".into()
        },
        applicability: if sure {
            Applicability::Safe
        } else {
            Applicability::Maybe
        },
        edits: vec![Edit {
            at,
            replacement: if quoted {
                format!("\\u{{{:X}}}", u32::from(mark))
            } else {
                String::new()
            },
        }],
    }
}
