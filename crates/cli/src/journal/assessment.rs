//! What the rules say about the products of a batch, to bytes and back.
//!
//! Kept is what only checking can tell. What the record and the rules tell anyway (the law, the
//! severity, who must act) is taken from them again.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::engine::Outcome;
use crate::record::Record;
use crate::sentence::Sentence;
use crate::value::{Date, Market, parse_date};
use crate::{Assessment, Checker, Finding, RecordRef, Wording};

/// A product of a batch.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    /// By these it is told again.
    id: Option<Arc<str>>,
    line: u32,
    /// Nothing for a product that was left out.
    said: Option<Said>,
}

#[derive(Serialize, Deserialize)]
struct Said {
    title: Option<Arc<str>>,
    classes: Vec<Arc<str>>,
    outcomes: Vec<(String, Vec<(String, u64)>)>,
    presumed: Vec<(Texts, u64)>,
    findings: Vec<Found>,
}

/// A finding, as far as the edition of its rule does not say the same.
#[derive(Serialize, Deserialize)]
struct Found {
    market: String,
    rule: Arc<str>,
    from: Option<String>,
    outcome: String,
    message: String,
    remedy: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    translations: BTreeMap<Arc<str>, (String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    at: Vec<Arc<str>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<Arc<str>, Option<Arc<str>>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    cells: BTreeMap<Arc<str>, Arc<str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    needs: Vec<Arc<str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reasons: Vec<Texts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    presumed: Vec<Texts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    waiver: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    upcoming: Option<String>,
}

/// What was kept is not about these records and rules.
#[derive(Debug)]
pub(crate) struct Unlike;

/// The bytes of a batch.
pub(crate) fn packed(batch: &[Kept]) -> io::Result<Vec<u8>> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(io::BufWriter::new(&mut packer), batch)?;
    packer.flush()?;
    packer.finish()
}

/// The batch of bytes.
pub(crate) fn unpacked(bytes: &[u8]) -> Result<Vec<Kept>, Unlike> {
    let mut text = Vec::new();
    let mut packed = DeflateDecoder::new(bytes);
    packed.read_to_end(&mut text).map_err(|_| Unlike)?;
    serde_json::from_slice(&text).map_err(|_| Unlike)
}

impl Kept {
    /// Keeps what was said about a record; nothing was if it is left out.
    pub(crate) fn of(record: &Record, assessment: Option<&Assessment>) -> Self {
        Self {
            id: record.id.clone(),
            line: record.place.line,
            said: assessment.map(Said::of),
        }
    }

    /// What was said about the record; nothing if it was left out.
    pub(crate) fn recalled(
        self,
        record: &Record,
        checker: &Checker,
    ) -> Result<Option<Assessment>, Unlike> {
        if self.id != record.id || self.line != record.place.line {
            return Err(Unlike);
        }
        let said = self.said.map(|said| said.recalled(record, checker));
        said.transpose()
    }
}

/// A sentence as it is kept: its English and its Chinese.
type Texts = (String, String);

fn texts(sentence: &Sentence) -> Texts {
    (
        sentence.english().to_owned(),
        sentence.chinese().into_owned(),
    )
}

fn sentence((english, chinese): Texts) -> Sentence {
    Sentence::given(english, chinese)
}

impl Said {
    fn of(assessment: &Assessment) -> Self {
        let counted = |outcomes: &BTreeMap<Outcome, u64>| {
            let counts = outcomes.iter();
            counts.map(|(o, n)| (o.to_string(), *n)).collect()
        };
        Self {
            title: assessment.title.clone(),
            classes: assessment.classes.clone(),
            outcomes: assessment
                .outcomes
                .iter()
                .map(|(market, outcomes)| (market.to_string(), counted(outcomes)))
                .collect(),
            presumed: assessment
                .presumed
                .iter()
                .map(|(sentence, count)| (texts(sentence), *count))
                .collect(),
            findings: assessment.findings.iter().map(Found::of).collect(),
        }
    }

    fn recalled(self, record: &Record, checker: &Checker) -> Result<Assessment, Unlike> {
        let mut outcomes = BTreeMap::new();
        for (market, counts) in self.outcomes {
            let counts = counts
                .into_iter()
                .map(|(word, count)| Ok((Outcome::parse(&word).ok_or(Unlike)?, count)));
            let market = Market::parse(&market).map_err(|_| Unlike)?;
            outcomes.insert(market, counts.collect::<Result<_, _>>()?);
        }
        let mut assessment = checker.unjudged(record);
        let findings = self.findings.into_iter();
        let findings = findings.map(|found| found.recalled(&assessment.record, checker));
        assessment.findings = findings.collect::<Result<_, _>>()?;
        assessment.title = self.title;
        assessment.classes = self.classes;
        assessment.outcomes = outcomes;
        let presumed = self.presumed.into_iter();
        assessment.presumed = presumed.map(|(said, n)| (sentence(said), n)).collect();
        Ok(assessment)
    }
}

impl Found {
    fn of(finding: &Finding) -> Self {
        let text = |date: Option<Date>| date.map(|date| date.to_string());
        let wording = |wording: &Wording| (wording.message.clone(), wording.remedy.clone());
        Self {
            market: finding.market.clone(),
            rule: finding.rule.clone(),
            from: text(finding.in_force_from),
            outcome: finding.outcome.to_string(),
            message: finding.message.clone(),
            remedy: finding.remedy.clone(),
            translations: finding
                .translations
                .iter()
                .map(|(language, told)| (language.code().into(), wording(told)))
                .collect(),
            at: finding.at.clone(),
            values: finding.values.clone(),
            cells: finding.cells.clone(),
            needs: finding.needs.clone(),
            reasons: finding.reasons.iter().map(texts).collect(),
            presumed: finding.presumed.iter().map(texts).collect(),
            exceptions: finding.exceptions.clone(),
            waiver: finding.waiver.clone(),
            upcoming: text(finding.upcoming),
        }
    }

    fn recalled(self, record: &RecordRef, checker: &Checker) -> Result<Finding, Unlike> {
        let date = |text: Option<String>| text.map(|text| parse_date(&text)).transpose();
        let from = date(self.from).map_err(|_| Unlike)?;
        // Editions of a rule do not overlap, so that the first day tells one from the others.
        let rule = checker.rules().rule(&self.rule).ok_or(Unlike)?;
        let mut editions = rule.editions.iter();
        let edition = editions.find(|e| e.from == from).ok_or(Unlike)?;
        let outcome = Outcome::parse(&self.outcome).ok_or(Unlike)?;
        let market = Market::parse(&self.market).map_err(|_| Unlike)?;
        let told = self.translations.into_iter();
        let mut finding = checker.unsaid(record.clone(), edition, outcome, market);
        finding.message = self.message;
        finding.remedy = self.remedy;
        finding.translations = told
            .map(|(language, (message, remedy))| {
                let language = language.parse().map_err(|_| Unlike)?;
                Ok((language, Wording::new(message, remedy)))
            })
            .collect::<Result<_, Unlike>>()?;
        finding.at = self.at;
        finding.values = self.values;
        finding.cells = self.cells;
        finding.needs = self.needs;
        finding.reasons = self.reasons.into_iter().map(sentence).collect();
        finding.presumed = self.presumed.into_iter().map(sentence).collect();
        finding.exceptions = self.exceptions;
        finding.waiver = self.waiver;
        finding.upcoming = date(self.upcoming).map_err(|_| Unlike)?;
        Ok(finding)
    }
}
