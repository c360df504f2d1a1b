//! SARIF 2.1.0, the form in which code-scanning services take results.
//!
//! Violations are results of kind `fail`, rules not yet in force `informational`, waived ones carry a
//! suppression; undetermined rules are `open` and written with `--all` only, as viewers show every
//! result like a defect. Results are written as they come and the tool behind them, so that only the
//! rules that were met are described.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Value, json};

use super::finding::{Level, evidence, law, name, template};
use super::words::Words;
use super::{Product, Setting, Tally, Writer, inert};
use crate::catalog::InputProblem;
use crate::lang::{Citation, Confidence, Edition, Severity};
use crate::sentence::MessageLanguage;
use crate::{Finding, RecordRef};

pub(super) const SCHEMA: &str = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/main/sarif-2.1/schema/sarif-schema-2.1.0.json";

/// Input problems that are told; the rest is counted.
const NOTIFICATIONS: usize = 1_000;

/// Writes SARIF.
#[derive(Default)]
pub(super) struct Sarif {
    results: u64,
    /// The rules that were met, by the places at which `ruleIndex` finds them.
    rules: BTreeMap<Arc<str>, usize>,
    notifications: Vec<Value>,
    untold: u64,
    unread: bool,
}

impl Writer for Sarif {
    fn start(&mut self, _: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        write!(
            out,
            "{{\n\"$schema\": \"{SCHEMA}\",\n\"version\": \"2.1.0\",\n\"runs\": [{{\n\"results\": ["
        )
    }

    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for finding in &product.assessment.findings {
            if Level::of(finding) == Level::Open && !setting.all {
                continue;
            }
            let next = self.rules.len();
            let index = *self.rules.entry(finding.rule.clone()).or_insert(next);
            let result = result(finding, index, product, setting);
            let comma = if self.results > 0 { "," } else { "" };
            write!(out, "{comma}\n{}", inert::to_string(&result)?)?;
            self.results += 1;
        }
        Ok(())
    }

    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        _: &mut dyn Write,
    ) -> io::Result<()> {
        self.unread |= problem.code.unread();
        if self.notifications.len() >= NOTIFICATIONS {
            self.untold += 1;
            return Ok(());
        }
        let mut text = problem.message.in_language(setting.language).into_owned();
        if let Some(help) = &problem.help {
            text.push_str("; ");
            text.push_str(&help.in_language(setting.language));
        }
        let record = RecordRef::of_line(&problem.file, problem.place.line);
        let unread = problem.code.unread();
        self.notifications.push(json!({
            "descriptor": { "id": problem.code.code() },
            "level": if unread { "error" } else { "note" },
            "message": { "text": text },
            "locations": [{ "physicalLocation": physical(&record) }],
        }));
        Ok(())
    }

    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut rules: Vec<(&Arc<str>, &usize)> = self.rules.iter().collect();
        rules.sort_by_key(|(_, index)| **index);
        let described: Vec<Value> = rules
            .into_iter()
            .filter_map(|(id, _)| {
                let rule = setting.checker.rules().rule(id)?;
                Some(descriptor(rule.editions.last()?, setting.language))
            })
            .collect();
        let pack = setting.checker.pack();
        let totals = &tally.totals;
        let tool = json!({
            "driver": {
                "name": "tidewaiter",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": if setting.language == MessageLanguage::Chinese { "zh-CN" } else { "en" },
                "rules": described,
            }
        });
        if self.untold > 0 {
            self.notifications.push(json!({
                "level": "note",
                "message": { "text": (Words::of(setting.language).untold)(self.untold) },
            }));
        }
        // A viewer that shows no result must not be taken for one that has nothing to show.
        let words = Words::of(setting.language);
        if totals.undetermined > 0 {
            self.notifications.push(json!({
                "level": "warning",
                "message": { "text": words.open_lead(tally) },
            }));
        }
        let unchecked = words.unchecked(tally);
        for (_, why) in &unchecked {
            self.notifications
                .push(json!({ "level": "error", "message": { "text": why } }));
        }
        let invocation = json!({
            "executionSuccessful": !self.unread && unchecked.is_empty(),
            "toolExecutionNotifications": self.notifications,
        });
        let properties = json!({
            "rules": format!("{} {} ({})", pack.name, pack.version, pack.hash),
            "asOf": setting.checker.date().to_string(),
            "records": totals.records,
            "undetermined": totals.undetermined,
            "inputs": tally.inputs,
        });
        writeln!(
            out,
            "\n],\n\"tool\": {},\n\"invocations\": [{}],\n\"columnKind\": \"unicodeCodePoints\",\n\"properties\": {}\n}}]\n}}",
            inert::to_string(&tool)?,
            inert::to_string(&invocation)?,
            inert::to_string(&properties)?,
        )
    }
}

fn result(finding: &Finding, index: usize, product: Product<'_>, setting: &Setting<'_>) -> Value {
    let level = Level::of(finding);
    let (kind, word) = match level {
        Level::Error => ("fail", "error"),
        Level::Warning => ("fail", "warning"),
        Level::Notice | Level::Waived => ("fail", "note"),
        Level::Upcoming => ("informational", "none"),
        Level::Open => ("open", "none"),
    };
    let words = Words::of(setting.language);
    let mut lines = vec![format!("[{}] {}", finding.market, finding.message)];
    if let Some(day) = finding.upcoming {
        lines.push(format!("{}: {day}", words.from));
    }
    let seen = evidence(finding, product.raw, words);
    if !seen.is_empty() {
        lines.push(format!("{}: {}", words.at, seen.join("; ")));
    }
    lines.push(format!("{}: {}", words.fix, finding.remedy));
    lines.push(format!("{}: {}", words.law, law(finding)));
    let mut location = json!({
        "logicalLocations": [{
            "name": name(&finding.record),
            "fullyQualifiedName": finding.record.pointer.as_deref().map_or_else(|| name(&finding.record), str::to_owned),
            "kind": "member",
        }],
    });
    if let (Value::Object(fields), Some(_)) = (&mut location, &finding.record.file) {
        fields.insert("physicalLocation".into(), physical(&finding.record));
    }
    let print = fingerprint(finding);
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": index,
        "kind": kind,
        "level": word,
        "message": { "text": lines.join("\n") },
        "locations": [location],
        "partialFingerprints": { "primaryLocationLineHash": format!("{print}:1"), "tidewaiterFinding/v1": print },
        "properties": {
            "market": finding.market,
            "area": finding.area.word(),
            "outcome": finding.outcome.word(),
            "needs": finding.needs,
        },
    });
    if let (Value::Object(fields), Some(waiver)) = (&mut result, &finding.waiver) {
        fields.insert(
            "suppressions".into(),
            json!([{ "kind": "external", "status": "accepted", "justification": waiver }]),
        );
    }
    result
}

fn physical(record: &RecordRef) -> Value {
    let mut place = json!({
        "artifactLocation": { "uri": uri(record.file.as_deref().unwrap_or_default()) },
    });
    if let (Value::Object(fields), Some(line)) = (&mut place, record.line) {
        fields.insert("region".into(), json!({ "startLine": line }));
    }
    place
}

/// What a finding is recognised by in the next run: the product, the market and the rule, not the
/// line.
fn fingerprint(finding: &Finding) -> String {
    let mut hasher = blake3::Hasher::new();
    let name = name(&finding.record);
    let channel = finding.channel.as_deref().unwrap_or_default();
    for part in [name.as_str(), &finding.market, channel, &finding.rule] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().chars().take(16).collect()
}

/// A relative reference: `/` between folders, everything but unreserved characters in percent.
pub(super) fn uri(file: &str) -> String {
    let mut uri = String::new();
    let absolute = file.starts_with('/');
    if absolute {
        uri.push_str("file://");
    }
    for byte in file.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            b'\\' => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

fn descriptor(edition: &Edition, language: MessageLanguage) -> Value {
    let what = template(&edition.message, language);
    let remedy = template(&edition.remedy, language);
    let note = edition.notes.in_language(language);
    let mut help = format!("{what}\n\n{remedy}\n\n{}", cited(&edition.cite, false));
    let mut markdown = format!("{what}\n\n**{remedy}**\n\n{}", cited(&edition.cite, true));
    if !note.is_empty() {
        help.push_str(&format!("\n\n{note}"));
        markdown.push_str(&format!("\n\n{note}"));
    }
    // Tags are a set, of which GitHub takes twenty.
    let mut tags = vec![edition.area.word()];
    for tag in &edition.tags {
        if !tags.contains(&&**tag) && tags.len() < 20 {
            tags.push(tag);
        }
    }
    let mut descriptor = json!({
        "id": edition.id,
        "shortDescription": { "text": what },
        "fullDescription": { "text": format!("{what} {remedy}") },
        "help": { "text": help, "markdown": markdown },
        "defaultConfiguration": { "level": match edition.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "note",
        } },
        "properties": {
            "tags": tags,
            "precision": match edition.verification.confidence {
                Confidence::High => "very-high",
                Confidence::Medium => "high",
                Confidence::Low => "medium",
                Confidence::Unverified => "low",
            },
        },
    });
    let url = edition
        .cite
        .iter()
        .find_map(|c| c.instrument.url.as_deref());
    if let (Value::Object(fields), Some(url)) = (&mut descriptor, url) {
        fields.insert("helpUri".into(), url.into());
    }
    descriptor
}

fn cited(citations: &[Citation], links: bool) -> String {
    let lines: Vec<String> = citations
        .iter()
        .map(|citation| match &citation.instrument.url {
            Some(url) if links => format!("- [{citation}]({url})"),
            Some(url) => format!("- {citation}: {url}"),
            None => format!("- {citation}"),
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    #[test]
    fn files_as_references() {
        assert_eq!(super::uri("a b/目.csv"), "a%20b/%E7%9B%AE.csv");
        assert_eq!(super::uri("/data/x.csv"), "file:///data/x.csv");
        assert_eq!(super::uri("<stdin>"), "%3Cstdin%3E");
    }
}
