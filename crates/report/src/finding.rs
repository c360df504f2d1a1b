//! What the reports say about one finding, whatever their form.

use std::sync::Arc;

use super::visible::{short, visible};
use super::words::Words;
use crate::engine::Outcome;
use crate::lang::{Message, MessagePart, Severity};
use crate::record::{Datum, Place, RawRecord, letters};
use crate::sentence::{MessageLanguage, Sentence};
use crate::{Assessment, Finding, RecordRef};

/// How much a finding presses, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A violation of error severity.
    Error,
    /// A violation of warning severity.
    Warning,
    /// A violation of notice severity.
    Notice,
    /// Not yet in force.
    Upcoming,
    /// Not decided.
    Open,
    /// Covered by a waiver.
    Waived,
}

impl Level {
    pub(super) fn of(finding: &Finding) -> Self {
        match (finding.outcome, finding.severity) {
            (Outcome::Violated, Severity::Error) => Self::Error,
            (Outcome::Violated, Severity::Warning) => Self::Warning,
            (Outcome::Violated, Severity::Notice) => Self::Notice,
            (Outcome::Upcoming, _) => Self::Upcoming,
            (Outcome::Waived, _) => Self::Waived,
            _ => Self::Open,
        }
    }

    /// The word in reports for programs.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
            Self::Upcoming => "upcoming",
            Self::Open => "undetermined",
            Self::Waived => "waived",
        }
    }
}

/// One and the same finding in several markets.
pub(super) struct Grouped<'a> {
    /// The markets, in the order of the run.
    pub(super) markets: Vec<&'a str>,
    /// The finding in the first of them.
    pub(super) finding: &'a Finding,
}

/// The findings of a product, the most pressing first, each told once for all of its markets.
pub(super) fn grouped(assessment: &Assessment) -> Vec<Grouped<'_>> {
    let mut groups: Vec<Grouped<'_>> = Vec::new();
    for finding in &assessment.findings {
        let same = groups.iter_mut().find(|group| {
            let other = group.finding;
            other.rule == finding.rule
                && other.outcome == finding.outcome
                && other.message == finding.message
                && other.remedy == finding.remedy
                && other.values == finding.values
                && other.needs == finding.needs
                && other.upcoming == finding.upcoming
        });
        match same {
            Some(group) => group.markets.push(&finding.market),
            None => groups.push(Grouped {
                markets: vec![&finding.market],
                finding,
            }),
        }
    }
    groups.sort_by(|a, b| {
        (Level::of(a.finding), &a.finding.rule).cmp(&(Level::of(b.finding), &b.finding.rule))
    });
    groups
}

/// The identifier, or where the record stands.
pub(super) fn name(record: &RecordRef) -> String {
    match (&record.id, record.line, &record.pointer) {
        (Some(id), _, _) => id.to_string(),
        (None, Some(line), _) => format!("line {line}"),
        (None, None, Some(pointer)) => pointer.to_string(),
        _ => "-".to_owned(),
    }
}

/// `file:line`, as far as known.
pub(super) fn place(record: &RecordRef) -> String {
    match (&record.file, record.line, &record.pointer) {
        (Some(file), Some(line), _) => format!("{file}:{line}"),
        (Some(file), None, Some(pointer)) => format!("{file}{pointer}"),
        (Some(file), None, None) => file.to_string(),
        _ => String::new(),
    }
}

/// The attributes that decided it, with their values and where those stand in the file.
pub(super) fn evidence(finding: &Finding, raw: Option<&RawRecord>, words: &Words) -> Vec<String> {
    finding
        .at
        .iter()
        .map(|path| {
            let value = match finding.values.get(path) {
                Some(Some(value)) => short(value, 60),
                _ => words.missing.to_owned(),
            };
            let place = match cell(finding, path, raw) {
                (Some(cell), Some(column)) => {
                    format!(" [{}, {} {column}]", short(cell, 60), words.column)
                }
                (Some(cell), None) => format!(" [{}]", short(cell, 60)),
                (None, Some(column)) => format!(" [{} {column}]", words.column),
                (None, None) => String::new(),
            };
            format!("{path} = {value}{place}")
        })
        .collect()
}

/// The header or pointer of a value's cell, where it is not the path itself, and the letters of its
/// column.
pub(super) fn cell<'a>(
    finding: &'a Finding,
    path: &Arc<str>,
    raw: Option<&RawRecord>,
) -> (Option<&'a str>, Option<String>) {
    let cell = finding.cells.get(path);
    let letters = cell
        .zip(raw)
        .and_then(|(cell, raw)| place_of(raw, cell))
        .map(|place| letters(place.column));
    let named = cell.filter(|cell| dotted(cell) != dotted(path));
    (named.map(|cell| &**cell), letters)
}

/// `labels[0].kind` and the header `labels.0.kind` say the same.
fn dotted(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

/// The instruments and articles.
pub(super) fn law(finding: &Finding) -> String {
    let cited: Vec<String> = finding.citations.iter().map(ToString::to_string).collect();
    visible(&cited.join("; ")).into_owned()
}

/// A message without a record: attributes stand in it by name.
pub(super) fn template(message: &Message, language: MessageLanguage) -> String {
    let parts = message.in_language(language);
    parts
        .iter()
        .map(|part| match part {
            MessagePart::Text(text) => text.to_string(),
            MessagePart::Attribute(path, _) if &**path == "title" => {
                if language == MessageLanguage::Chinese {
                    "该商品"
                } else {
                    "this product"
                }
                .to_owned()
            }
            MessagePart::Attribute(path, _) => format!("{{{path}}}"),
        })
        .collect()
}

/// The paths of attributes, joined.
pub(super) fn joined(paths: &[Arc<str>], separator: &str) -> String {
    paths
        .iter()
        .map(|path| &**path)
        .collect::<Vec<_>>()
        .join(separator)
}

/// What would decide an undetermined finding: attributes, or else the reasons.
pub(super) fn needed(finding: &Finding, language: MessageLanguage) -> Vec<String> {
    if finding.needs.is_empty() {
        said(&finding.reasons, language)
    } else {
        finding.needs.iter().map(ToString::to_string).collect()
    }
}

/// Sentences in a language.
pub(super) fn said<'a>(
    sentences: impl IntoIterator<Item = &'a Sentence>,
    language: MessageLanguage,
) -> Vec<String> {
    let told = sentences.into_iter();
    told.map(|sentence| sentence.in_language(language).into_owned())
        .collect()
}

/// Where a value stands that comes from the column with a header, if the record comes from a table.
pub(super) fn place_of(raw: &RawRecord, header: &str) -> Option<Place> {
    let row = raw.row()?;
    // A value that variants share stands in another row than this one.
    if let Some(place) = within(raw.made_of(), header) {
        return Some(place.clone());
    }
    let index = row.header.names.iter().position(|name| **name == *header)?;
    Some(row.cell_place(index))
}

fn within<'a>(datum: Option<&'a Datum>, header: &str) -> Option<&'a Place> {
    let inner = |value: &'a Datum, place: &'a Place| {
        within(Some(value), header).or_else(|| (place.header() == Some(header)).then_some(place))
    };
    match datum? {
        Datum::List(items) => items.iter().find_map(|(value, place)| inner(value, place)),
        Datum::Record(entries) => entries
            .iter()
            .find_map(|(_, value, place)| inner(value, place)),
        _ => None,
    }
}
