//! The records of a file as the checker sees them, in the JSON of the schema.

use std::io;

use serde_json::{Map, Value as Json, json};

use super::super::{Status, Stop, quiet, warn};
use crate::Checker;
use crate::catalog::{Catalogue, InputProblem};
use crate::record::{Datum, Fields, Problem, SCHEMA, Value};
use crate::sentence::MessageLanguage;
use crate::value::inert;
use crate::value::shown;

/// Writes one record a line; `check` reads them to the same findings. What could not be read is told on
/// standard error and by the status, as `check` would: some of it has no place in a record.
pub(super) fn write(
    catalogue: &Catalogue,
    problems: &[InputProblem],
    checker: &Checker,
    language: MessageLanguage,
) -> Result<Status, Stop> {
    for problem in problems {
        warn(&format!("{}\n", problem.in_language(language)));
    }
    let out = io::BufWriter::new(io::stdout().lock());
    quiet(lines(catalogue, checker, out))?;
    let unread = problems.iter().any(|problem| problem.code.unread());
    Ok(match (catalogue.records.is_empty(), unread) {
        (_, true) => Status::Input,
        (false, false) => Status::Clean,
        (true, false) => Status::Nothing,
    })
}

/// Every record on a line.
fn lines(catalogue: &Catalogue, checker: &Checker, mut out: impl io::Write) -> io::Result<()> {
    for raw in &catalogue.records {
        let record = checker.bind(raw);
        let mut line = object(&record.fields, "", &record.problems);
        if let Json::Object(fields) = &mut line {
            for (name, value) in fields.iter_mut() {
                // What a reader could not tell stands in the record as the file shows it.
                if let Some(Datum::Unreadable(text)) = raw.first(name).as_deref() {
                    *value = json!({ "unreadable": text.as_str() });
                }
            }
            fields.insert("$schema".into(), json!(SCHEMA));
        }
        inert::to_writer(&mut out, &line).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Recursion follows the depth of a record, which every reader bounds.
fn object(fields: &Fields, prefix: &str, problems: &[Problem]) -> Json {
    let mut object = Map::new();
    for (name, value) in fields {
        let path = format!("{prefix}{name}");
        object.insert(name.to_string(), of_value(value, &path, problems));
    }
    Json::Object(object)
}

fn of_value(value: &Value, path: &str, problems: &[Problem]) -> Json {
    match value {
        Value::Unreadable => {
            let why = problems
                .iter()
                .find(|problem| problem.path.starts_with(path))
                .map(|problem| problem.message.to_string());
            json!({ "unreadable": why.unwrap_or_default() })
        }
        Value::Bool(value) => json!(value),
        Value::Number(number) => {
            let text = shown(*number);
            // A number of JSON is a binary float to many readers; what it cannot hold is a text.
            match serde_json::from_str::<Json>(&text) {
                Ok(number)
                    if number
                        .as_number()
                        .is_some_and(|number| number.to_string() == text) =>
                {
                    number
                }
                _ => Json::String(text),
            }
        }
        Value::List(items) => {
            let items = items.iter().zip(0..);
            let of_item = |(item, i)| of_value(item, &format!("{path}[{i}]"), problems);
            Json::Array(items.map(of_item).collect())
        }
        Value::Record(fields) => object(fields, &format!("{path}."), problems),
        other => Json::String(other.to_string()),
    }
}
