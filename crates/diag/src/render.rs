//! Diagnostics as text, with the line of the source and carets under the place.

use annotate_snippets::{AnnotationKind, Level as Title, Renderer, Snippet};

use super::{Diagnostic, FileId, Level, Sources, Span, is_direction_mark};

/// Plain text, or colours for a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No escape codes.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// One diagnostic as text.
pub fn render(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let title = match diagnostic.level() {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
    };
    let file = diagnostic.primary.at.file;
    let message = harmless(&diagnostic.message, false);
    let help = diagnostic.help.as_deref().map(|help| harmless(help, false));
    let mut report = title
        .primary_title(&message)
        .id(diagnostic.code.code())
        .element(snippet(diagnostic, sources, file, true));
    let mut others: Vec<FileId> = diagnostic
        .secondary
        .iter()
        .map(|label| label.at.file)
        .filter(|other| *other != file)
        .collect();
    others.dedup();
    for other in others {
        report = report.element(snippet(diagnostic, sources, other, false));
    }
    if let Some(help) = &help {
        report = report.element(Title::HELP.message(help));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let shown = renderer.render(&[report]);
    // Sources are shown with most control characters replaced, but not with all.
    harmless(&shown, matches!(style, Style::Coloured))
}

/// A text in which nothing but its line breaks, and colours where they are wanted, does anything.
fn harmless(text: &str, coloured: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let kept = matches!(c, '\n' | '\t') || (coloured && c == '\u{1b}');
        let hidden = c.is_control()
            || is_direction_mark(c)
            || matches!(
                c,
                '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2028}' | '\u{2029}' | '\u{feff}'
                    | '\u{34f}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{3164}'
                    | '\u{e0001}'..='\u{e007f}'
            );
        if hidden && !kept {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Every diagnostic, an empty line between them.
pub fn render_all(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| render(diagnostic, sources, style) + "\n")
        .collect::<Vec<_>>()
        .join("\n")
}

/// How much of a very long line is shown around a place, in bytes.
const WINDOW: usize = 400;

fn snippet<'a>(
    diagnostic: &'a Diagnostic,
    sources: &'a Sources,
    file: FileId,
    primary: bool,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let anchor = if primary {
        diagnostic.primary.at.span
    } else {
        diagnostic
            .secondary
            .iter()
            .find(|label| label.at.file == file)
            .map(|label| label.at.span)
            .unwrap_or_default()
    };
    let (offset, shown) = window(diagnostic, sources, file, anchor);
    let (first_line, _) = sources.line(file, offset as u32);
    let mut snippet = Snippet::source(shown)
        .line_start(first_line)
        .path(sources.name(file))
        .fold(true);
    if primary {
        snippet = snippet.annotation(
            AnnotationKind::Primary
                .span(inside(anchor, offset, shown))
                .label(non_empty(&diagnostic.primary.text)),
        );
    }
    for label in &diagnostic.secondary {
        let span = label.at.span;
        if label.at.file == file && span.start as usize >= offset {
            let range = inside(span, offset, shown);
            if range.end <= shown.len() && (span.end as usize) <= offset + shown.len() {
                snippet = snippet.annotation(
                    AnnotationKind::Context
                        .span(range)
                        .label(non_empty(&label.text)),
                );
            }
        }
    }
    snippet
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The lines from the first place of a file to the last one, or the neighbourhood of the place when its
/// line is too long to show.
fn window<'a>(
    diagnostic: &Diagnostic,
    sources: &'a Sources,
    file: FileId,
    anchor: Span,
) -> (usize, &'a str) {
    let text = sources.text(file);
    let start = (anchor.start as usize).min(text.len());
    let line_start = text
        .get(..start)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |i| i + 1);
    let line_end = text
        .get(start..)
        .and_then(|after| after.find('\n'))
        .map_or(text.len(), |i| start + i);
    if line_end - line_start <= 4 * WINDOW {
        let others = diagnostic.secondary.iter().map(|label| label.at);
        let all = || {
            let here = others.clone().filter(|at| at.file == file);
            here.map(|at| at.span).chain([anchor])
        };
        let first = all().map(|span| span.start).min().unwrap_or(0);
        let last = all().map(|span| span.end as usize).max().unwrap_or(0);
        let (_, from) = sources.line(file, first);
        let to = text.get(last..).and_then(|after| after.find('\n'));
        let to = to.map_or(text.len(), |i| last + i + 1);
        let from = from as usize;
        return text.get(from..to).map_or((0, text), |lines| (from, lines));
    }
    let mut from = start.saturating_sub(WINDOW).max(line_start);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (start + WINDOW).min(line_end);
    while !text.is_char_boundary(to) {
        to += 1;
    }
    (from, text.get(from..to).unwrap_or_default())
}

fn inside(span: Span, offset: usize, shown: &str) -> std::ops::Range<usize> {
    let start = (span.start as usize)
        .saturating_sub(offset)
        .min(shown.len());
    let end = (span.end as usize)
        .saturating_sub(offset)
        .clamp(start, shown.len());
    if start == end && end < shown.len() {
        // A caret needs a character to stand under.
        let width = shown
            .get(end..)
            .and_then(|rest| rest.chars().next())
            .map_or(0, char::len_utf8);
        return start..end + width;
    }
    start..end
}
