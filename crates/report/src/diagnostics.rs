//! What is wrong with rule files, as JSON and SARIF, with the edits that mend it.

use serde_json::{Value, json};

use super::sarif::{SCHEMA, uri};
use tidewaiter_diag::{Code, Diagnostic, Edit, Fix, Level, Location, Sources};

/// One JSON object.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let all: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let others = diagnostic
                .secondary
                .iter()
                .map(|label| with(place(label.at, sources), "text", &label.text));
            let others: Vec<Value> = others.collect();
            json!({
                "code": diagnostic.code.code(),
                "level": word(diagnostic),
                "message": diagnostic.message,
                "place": place(diagnostic.primary.at, sources),
                "others": others,
                "help": diagnostic.help,
                "fix": diagnostic.fix.as_ref().map(|fix| of_fix(fix, sources)),
            })
        })
        .collect();
    json!({ "diagnostics": all })
}

fn of_fix(fix: &Fix, sources: &Sources) -> Value {
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            let place = place(edit.at, sources);
            let place = with(place, "start", edit.at.span.start);
            let place = with(place, "end", edit.at.span.end);
            with(place, "replacement", &edit.replacement)
        })
        .collect();
    json!({
        "title": fix.title,
        "applicability": fix.applicability.word(),
        "edits": edits,
    })
}

fn place(at: Location, sources: &Sources) -> Value {
    let (start, end) = (sources.line_column(at), sources.line_column(at.end()));
    json!({
        "file": sources.name(at.file),
        "line": start.line,
        "column": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// An object with one member more.
fn with(mut object: Value, name: &str, value: impl serde::Serialize) -> Value {
    if let (Value::Object(members), Ok(value)) = (&mut object, serde_json::to_value(value)) {
        members.insert(name.to_owned(), value);
    }
    object
}

fn word(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.level() {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}

/// SARIF 2.1.0; each edit that mends a result stands among its fixes, with whether it is sure.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources) -> Value {
    let mut codes: Vec<Code> = diagnostics.iter().map(|d| d.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let text = match &diagnostic.help {
                Some(help) => format!("{}\n{help}", diagnostic.message),
                None => diagnostic.message.clone(),
            };
            let result = json!({
                "ruleId": diagnostic.code.code(),
                "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
                "level": word(diagnostic),
                "message": { "text": text },
                "locations": [{ "physicalLocation": physical(diagnostic.primary.at, sources) }],
            });
            match &diagnostic.fix {
                Some(fix) => with(result, "fixes", json!([sarif_fix(fix, sources)])),
                None => result,
            }
        })
        .collect();
    let rules: Vec<Value> = codes
        .into_iter()
        .map(|code| {
            let info = code.info();
            json!({
                "id": info.code,
                "shortDescription": { "text": info.title },
                "fullDescription": { "text": info.explanation },
            })
        })
        .collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "tidewaiter lint",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn sarif_fix(fix: &Fix, sources: &Sources) -> Value {
    let mut changes: Vec<(&str, Vec<Value>)> = Vec::new();
    for Edit { at, replacement } in &fix.edits {
        let file = sources.name(at.file);
        let replaced = json!({
            "deletedRegion": region(*at, sources),
            "insertedContent": { "text": replacement },
        });
        match changes.iter_mut().find(|(known, _)| *known == file) {
            Some((_, all)) => all.push(replaced),
            None => changes.push((file, vec![replaced])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(file, replacements)| {
            json!({ "artifactLocation": { "uri": uri(file) }, "replacements": replacements })
        })
        .collect();
    json!({
        "description": { "text": fix.title },
        "artifactChanges": changes,
        "properties": { "applicability": fix.applicability.word() },
    })
}

fn physical(at: Location, sources: &Sources) -> Value {
    json!({
        "artifactLocation": { "uri": uri(sources.name(at.file)) },
        "region": region(at, sources),
    })
}

fn region(at: Location, sources: &Sources) -> Value {
    let (start, end) = (sources.line_column(at), sources.line_column(at.end()));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}
