//! What the rules say about a product.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::engine::{Outcome, Step};
use crate::lang::{Area, Citation, Confidence, PackInfo, Party, Severity};
use crate::record::{Problem, Record, Value};
use crate::sentence::{Explain, MessageLanguage, Sentence, say};
use crate::value::{Date, Market};

/// Which record a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordRef {
    /// The identifier.
    pub id: Option<Arc<str>>,
    /// What it has in common with the other variants of its product.
    pub group: Option<Arc<str>>,
    /// The file, if it came from one.
    pub file: Option<Arc<str>>,
    /// The line on which it begins.
    pub line: Option<u32>,
    /// Its place in a JSON or YAML file.
    pub pointer: Option<Arc<str>>,
}

impl RecordRef {
    /// How reports refer to a record.
    pub fn of(record: &Record) -> Self {
        Self {
            id: record.id.clone(),
            group: match record.fields.get("product_group") {
                Some(Value::Text(group)) => Some(group.clone()),
                _ => None,
            },
            file: None,
            line: (record.place.line > 0).then_some(record.place.line),
            pointer: record.place.pointer().map(Into::into),
        }
    }

    /// A line of a file on which no record stands; for reports of what cannot be read.
    #[doc(hidden)]
    pub fn of_line(file: &str, line: u32) -> Self {
        Self {
            id: None,
            group: None,
            file: Some(file.into()),
            line: (line > 0).then_some(line),
            pointer: None,
        }
    }
}

/// What the rules say about one record, and by which rules of which day: it can be put away and read
/// without the checker that made it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Assessment {
    /// The day that it was made for.
    pub as_of: Date,
    /// Name, version and hash of the rules that it was made by.
    pub rules: Arc<PackInfo>,
    /// The record.
    pub record: RecordRef,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// The classes that it states.
    pub classes: Vec<Arc<str>>,
    /// How many rules gave which outcome, by market.
    pub outcomes: BTreeMap<Market, BTreeMap<Outcome, u64>>,
    /// What was presumed, with the number of rules it mattered to.
    pub presumed: BTreeMap<Sentence, u64>,
    /// What is neither satisfied nor out of scope, by market and rule.
    pub findings: Vec<Finding>,
    /// What of the record does not fit the schema, and is unknown: a misspelt attribute, a value that
    /// cannot be read.
    pub problems: Vec<Problem>,
    /// Markets in which no rule of their own is in force, so that nothing is known of them.
    pub without_rules: Vec<Market>,
}

/// Why an assessment is not clear.
///
/// It displays as English; [`Explain::sentence`] has the Chinese too.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// So many requirements definitely do not hold.
    Violated(usize),
    /// So many requirements cannot be decided; their findings say what would decide them.
    Undetermined(usize),
    /// So many attributes of the record are misspelt, or have values that cannot be read.
    Unread(usize),
    /// No rule of the market's own is in force.
    WithoutRules(Market),
    /// No rule applies to the product in any market.
    NothingApplies,
}

impl Obstacle {
    /// Something is not known, where a violation is known.
    pub fn is_gap(&self) -> bool {
        !matches!(self, Self::Violated(_))
    }
}

impl Explain for Obstacle {
    fn sentence(&self) -> Sentence {
        match self {
            Self::Violated(1) => say!("1 requirement is violated", "1 项要求未满足"),
            Self::Violated(count) => say!(
                "{count} requirements are violated",
                "{count} 项要求未满足",
                count,
            ),
            Self::Undetermined(1) => say!("1 requirement cannot be decided", "1 项要求无法判定"),
            Self::Undetermined(count) => say!(
                "{count} requirements cannot be decided",
                "{count} 项要求无法判定",
                count,
            ),
            Self::Unread(1) => say!(
                "1 attribute of the record is not read",
                "记录中有 1 个属性未能读取"
            ),
            Self::Unread(count) => say!(
                "{count} attributes of the record are not read",
                "记录中有 {count} 个属性未能读取",
                count,
            ),
            Self::WithoutRules(market) => say!(
                "there is no rule for {market}",
                "没有适用于 {market} 的规则",
                market,
            ),
            Self::NothingApplies => say!("no rule applies to this record", "没有规则适用于该记录"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence().english())
    }
}

impl Assessment {
    /// Nothing is violated, and nothing is unknown: every rule that may apply to the product holds, or
    /// is known not to apply. Notices and warnings that are violated count as violations.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
    /// let misspelt = checker.check_json(r#"{ "clases": ["laptop"] }"#)?;
    /// assert!(!misspelt.is_clear());
    /// assert_eq!(&*misspelt.problems[0].path, "clases");
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    pub fn is_clear(&self) -> bool {
        self.obstacles().is_empty()
    }

    /// Something is not known: a requirement, an attribute, a market.
    pub fn is_incomplete(&self) -> bool {
        self.obstacles().iter().any(Obstacle::is_gap)
    }

    /// Why the assessment is not clear; empty where it is.
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let of = |outcome| {
            self.findings
                .iter()
                .filter(|f| f.outcome == outcome)
                .count()
        };
        let numbers = [
            (of(Outcome::Violated), Obstacle::Violated as fn(usize) -> _),
            (of(Outcome::Undetermined), Obstacle::Undetermined),
            (self.problems.len(), Obstacle::Unread),
        ];
        let mut obstacles: Vec<Obstacle> = numbers
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, obstacle)| obstacle(count))
            .collect();
        obstacles.extend(
            self.without_rules
                .iter()
                .copied()
                .map(Obstacle::WithoutRules),
        );
        let applies = |counts: &BTreeMap<Outcome, u64>| {
            counts
                .iter()
                .any(|(outcome, count)| *outcome != Outcome::OutOfScope && *count > 0)
        };
        if !self.outcomes.values().any(applies) {
            obstacles.push(Obstacle::NothingApplies);
        }
        obstacles
    }
}

/// Something that a rule says about a record.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The record.
    pub record: RecordRef,
    /// The market.
    pub market: String,
    /// The channel.
    pub channel: Option<Arc<str>>,
    /// The full name of the rule.
    pub rule: Arc<str>,
    /// What it says.
    #[serde(serialize_with = "display")]
    pub outcome: Outcome,
    /// How bad a violation is.
    #[serde(serialize_with = "display")]
    pub severity: Severity,
    /// The area.
    #[serde(serialize_with = "display")]
    pub area: Area,
    /// Who must act.
    #[serde(serialize_with = "displays")]
    pub binds: Vec<Party>,
    /// How sure it is that the rule says what the law says.
    #[serde(serialize_with = "display")]
    pub confidence: Confidence,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// Message and remedy in further languages, if those were asked for.
    #[serde(skip)]
    pub translations: BTreeMap<MessageLanguage, Wording>,
    /// The attributes that decided it.
    pub at: Vec<Arc<str>>,
    /// Their values; null where one is not given.
    pub values: BTreeMap<Arc<str>, Option<Arc<str>>>,
    /// Their columns or pointers in the file.
    pub cells: BTreeMap<Arc<str>, Arc<str>>,
    /// The attributes that would decide it.
    pub needs: Vec<Arc<str>>,
    /// Reasons that no attribute would cure.
    pub reasons: Vec<Sentence>,
    /// What was presumed.
    pub presumed: Vec<Sentence>,
    /// Exceptions that were considered and held, or were taken away.
    pub exceptions: Vec<Arc<str>>,
    /// The waiver that covers it.
    pub waiver: Option<Arc<str>>,
    /// The law.
    #[serde(serialize_with = "citations")]
    pub citations: Vec<Citation>,
    /// The first day of the edition.
    #[serde(serialize_with = "optional_display")]
    pub in_force_from: Option<Date>,
    /// The day from which an upcoming finding is a violation.
    #[serde(serialize_with = "optional_display")]
    pub upcoming: Option<Date>,
    /// The date of the assessment.
    #[serde(serialize_with = "display")]
    pub as_of: Date,
    /// Name and version of the rules.
    pub rules_version: Arc<str>,
    /// How it came about, if that was asked for.
    #[serde(skip)]
    pub derivation: Vec<Step>,
}

impl Finding {
    /// Message and remedy in a language: one that [`Settings::also_in`](crate::Settings::also_in) asked for,
    /// or else that of the checker.
    pub fn in_language(&self, language: MessageLanguage) -> (&str, &str) {
        match self.translations.get(&language) {
            Some(wording) => (&wording.message, &wording.remedy),
            None => (&self.message, &self.remedy),
        }
    }
}

/// What a finding says, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wording {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl Wording {
    /// What a finding says; for what makes one.
    #[doc(hidden)]
    pub fn new(message: String, remedy: String) -> Self {
        Self { message, remedy }
    }
}

pub(crate) fn display<T: std::fmt::Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn displays<T: std::fmt::Display, S: Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(ToString::to_string))
}

#[allow(clippy::ref_option)]
pub(crate) fn optional_display<T: std::fmt::Display, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}

fn citations<S: Serializer>(citations: &[Citation], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Cited<'a> {
        instrument: &'a str,
        provisions: &'a str,
        url: Option<&'a str>,
    }
    serializer.collect_seq(citations.iter().map(|citation| Cited {
        instrument: &citation.instrument.title,
        provisions: &citation.provisions,
        url: citation.instrument.url.as_deref(),
    }))
}
