//! `tidewaiter uses`: where a name is defined, and every place that uses it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::args::{UsesArgs, UsesFormat};
use super::{Status, Stop, print, source, warn};
use crate::diag::did_you_mean;
use crate::lang::{Name, Places, load};
use crate::syntax::{Location, Sources};
use crate::value::inert;

pub(super) fn run(args: &UsesArgs) -> Result<Status, Stop> {
    let loaded = load(&source::rule_files(&args.paths)?);
    let (places, sources) = (&loaded.for_editors().places, loaded.sources());
    let found: Vec<&Name> = places
        .all()
        .map(|(name, _, _)| name)
        .filter(|name| name.is_called(&args.name))
        .collect();
    if found.is_empty() {
        return Err(unknown(&args.name, places));
    }
    match args.format {
        UsesFormat::Human => print(&human(&found, places, sources))?,
        UsesFormat::Json => {
            let names: Vec<Value> = found
                .iter()
                .map(|name| {
                    json!({
                        "kind": name.kind.word(),
                        "name": name.path,
                        "definitions": listed(places.definitions(name), sources),
                        "uses": listed(places.uses(name), sources),
                    })
                })
                .collect();
            let text = inert::to_string_pretty(&json!({ "names": names }))
                .map_err(|error| Stop::from(std::io::Error::other(error)))?;
            print(&format!("{text}\n"))?;
        }
    }
    if loaded.has_mistakes() {
        warn(
            "warning: the rules have mistakes, so that uses may be missing: `tidewaiter lint` shows them\n",
        );
        return Ok(Status::Rules);
    }
    Ok(Status::Clean)
}

fn unknown(name: &str, places: &Places) -> Stop {
    let ends = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let known: Vec<String> = places
        .all()
        .flat_map(|(name, _, _)| [name.path.to_string(), ends(&name.path)])
        .collect();
    let help = did_you_mean(name, known.iter().map(String::as_str))
        .map(|meant| format!("\n  help: did you mean `{meant}`?"))
        .unwrap_or_default();
    let shown = source::harmless(name);
    Stop::new(
        Status::Usage,
        format!("error: no name in the rules is called `{shown}`{help}"),
    )
}

fn human(found: &[&Name], places: &Places, sources: &Sources) -> String {
    let mut text = String::new();
    for name in found {
        let (defined, used) = (places.definitions(name), places.uses(name));
        let _ = writeln!(text, "{name}");
        let all = defined.iter().map(|place| ("defined", *place));
        for (word, place) in all.chain(used.iter().map(|place| ("used", *place))) {
            let at = format!(
                "{}:{}",
                sources.name(place.file),
                sources.line_column(place)
            );
            let line = sources.line_at(place).trim();
            let line: String = line.chars().take(100).collect();
            let _ = writeln!(text, "  {word:<7}  {at}  {}", source::harmless(&line));
        }
        let _ = writeln!(
            text,
            "  {}, {}",
            counted(defined.len(), "definition"),
            counted(used.len(), "use")
        );
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn listed(places: &[Location], sources: &Sources) -> Vec<Value> {
    places
        .iter()
        .map(|place| {
            let (start, end) = (
                sources.line_column(*place),
                sources.line_column(place.end()),
            );
            json!({
                "file": sources.name(place.file),
                "line": start.line,
                "column": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            })
        })
        .collect()
}
