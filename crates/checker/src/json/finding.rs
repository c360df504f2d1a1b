//! What the rules say of a record, as programs read it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::chinese;
use crate::assessment::{Assessment, Finding, Obstacle, RecordRef};
use crate::lang::PackInfo;
use crate::record::{Place, Problem};
use crate::sentence::{Explain as _, MessageLanguage, Sentence};

/// A finding.
#[derive(Serialize)]
pub struct FindingView<'a> {
    #[serde(flatten)]
    finding: &'a Finding,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons_zh: Option<Vec<Cow<'a, str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    presumed_zh: Option<Vec<Cow<'a, str>>>,
}

impl<'a> FindingView<'a> {
    /// The view; in Chinese, reasons and presumptions stand in it too.
    pub fn of(finding: &'a Finding, language: MessageLanguage) -> Self {
        let beside = |sentences: &'a [Sentence]| in_chinese(language).then(|| chinese(sentences));
        Self {
            finding,
            reasons_zh: beside(&finding.reasons),
            presumed_zh: beside(&finding.presumed),
        }
    }
}

/// Something that cannot be read, of a record or of a file.
#[derive(Serialize)]
pub struct ProblemView<'a> {
    /// The code.
    pub code: &'static str,
    /// Something is unknown because of it.
    pub unread: bool,
    /// What is wrong.
    pub message: &'a Sentence,
    /// What to do.
    pub help: Option<&'a Sentence>,
    /// The message in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_zh: Option<Cow<'a, str>>,
    /// The help in Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_zh: Option<Cow<'a, str>>,
    /// The attribute, where it is one of a record in memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<&'a str>,
    /// The file; none of a record in memory.
    pub file: Option<&'a str>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
    /// The header of the column.
    pub header: Option<&'a str>,
    /// The place in the notation of the format.
    pub pointer: Option<String>,
    /// The identifier of the record.
    pub record: Option<&'a str>,
}

impl<'a> ProblemView<'a> {
    /// What is said, and where; neither the file nor the record.
    pub fn new(
        code: &'static str,
        unread: bool,
        (message, help): (&'a Sentence, Option<&'a Sentence>),
        place: &'a Place,
        language: MessageLanguage,
    ) -> Self {
        let some = |n: u32| (n > 0).then_some(n);
        let beside = in_chinese(language);
        Self {
            code,
            unread,
            message,
            help,
            message_zh: beside.then(|| message.chinese()),
            help_zh: help.filter(|_| beside).map(Sentence::chinese),
            path: None,
            file: None,
            line: some(place.line),
            column: some(place.column),
            header: place.header(),
            pointer: place.pointer(),
            record: None,
        }
    }

    /// A problem of a record that was held against the schema.
    pub fn of(problem: &'a Problem, language: MessageLanguage) -> Self {
        let (code, unread) = (problem.kind.code(), problem.kind.is_unread());
        let said = (&problem.message, problem.help.as_ref());
        Self {
            path: Some(&problem.path),
            ..Self::new(code, unread, said, &problem.place, language)
        }
    }
}

/// Why an assessment is not clear.
#[derive(Serialize)]
struct ObstacleView {
    kind: &'static str,
    count: Option<usize>,
    market: Option<String>,
    message: Sentence,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_zh: Option<String>,
}

impl ObstacleView {
    fn of(obstacle: &Obstacle, language: MessageLanguage) -> Self {
        let (kind, count, market) = match obstacle {
            Obstacle::Violated(count) => ("violated", Some(*count), None),
            Obstacle::Undetermined(count) => ("undetermined", Some(*count), None),
            Obstacle::Unread(count) => ("unread", Some(*count), None),
            Obstacle::WithoutRules(market) => ("without_rules", None, Some(market.to_string())),
            Obstacle::NothingApplies => ("nothing_applies", None, None),
        };
        let message = obstacle.sentence();
        Self {
            kind,
            count,
            market,
            message_zh: in_chinese(language).then(|| message.chinese().into_owned()),
            message,
        }
    }
}

/// Something that was presumed, and for how many rules it mattered.
#[derive(Serialize)]
struct PresumedView<'a> {
    message: &'a Sentence,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_zh: Option<Cow<'a, str>>,
    rules: u64,
}

/// What the rules say of one record.
#[derive(Serialize)]
pub struct AssessmentView<'a> {
    as_of: String,
    rules: &'a PackInfo,
    record: &'a RecordRef,
    title: Option<&'a str>,
    classes: &'a [Arc<str>],
    clear: bool,
    incomplete: bool,
    obstacles: Vec<ObstacleView>,
    outcomes: BTreeMap<String, BTreeMap<&'static str, u64>>,
    presumed: Vec<PresumedView<'a>>,
    findings: Vec<FindingView<'a>>,
    problems: Vec<ProblemView<'a>>,
    without_rules: Vec<String>,
}

impl<'a> AssessmentView<'a> {
    /// The view.
    pub fn of(assessment: &'a Assessment, language: MessageLanguage) -> Self {
        let obstacles = assessment.obstacles();
        let by_word = assessment.outcomes.iter().map(|(market, counts)| {
            let counts = counts.iter().map(|(outcome, n)| (outcome.word(), *n));
            (market.to_string(), counts.collect())
        });
        let presumed = assessment.presumed.iter().map(|(message, rules)| {
            let message_zh = in_chinese(language).then(|| message.chinese());
            let rules = *rules;
            PresumedView {
                message,
                message_zh,
                rules,
            }
        });
        let record = &assessment.record;
        let problems = assessment.problems.iter().map(|problem| ProblemView {
            file: record.file.as_deref(),
            record: record.id.as_deref(),
            ..ProblemView::of(problem, language)
        });
        Self {
            as_of: assessment.as_of.to_string(),
            rules: &assessment.rules,
            record,
            title: assessment.title.as_deref(),
            classes: &assessment.classes,
            clear: obstacles.is_empty(),
            incomplete: obstacles.iter().any(Obstacle::is_gap),
            obstacles: obstacles
                .iter()
                .map(|obstacle| ObstacleView::of(obstacle, language))
                .collect(),
            outcomes: by_word.collect(),
            presumed: presumed.collect(),
            findings: assessment
                .findings
                .iter()
                .map(|finding| FindingView::of(finding, language))
                .collect(),
            problems: problems.collect(),
            without_rules: assessment
                .without_rules
                .iter()
                .map(ToString::to_string)
                .collect(),
        }
    }
}

fn in_chinese(language: MessageLanguage) -> bool {
    language == MessageLanguage::Chinese
}
