//! Headers that are attribute paths themselves: tables without a profile.

use std::collections::{BTreeMap, HashSet};

use super::definition::{Column, Profile};
use super::reading::Mark;
use crate::value::Unit;

/// The profile of a table whose headers are attribute paths, such as `batteries.0.energy`,
/// `batteries[0].energy` or `Weight (kg)`. `columns` gives headers of the user's own.
pub fn paths(header: &[String], columns: &BTreeMap<String, String>) -> Profile {
    let mut seen: HashSet<String> = HashSet::new();
    let mut made: Vec<Column> = Vec::new();
    for cell in header {
        let name = cell.trim().trim_start_matches('\u{feff}');
        if name.is_empty() {
            continue;
        }
        let mapped = columns.get(name).map_or(name, String::as_str);
        let (path, unit) = with_unit(mapped);
        let path = path.trim().to_owned();
        // Of two columns with one attribute the first counts.
        if !seen.insert(path.clone()) {
            continue;
        }
        made.push(Column {
            unit: unit.map(|unit| unit.symbol().to_owned()),
            ..Column::plain(name, Some(&path))
        });
    }
    Profile {
        title: "headers that are attribute paths".to_owned(),
        title_zh: Some("以属性路径为表头".to_owned()),
        decimal: Mark::Point,
        columns: made,
        ..Profile::default()
    }
}

/// `Weight (kg)` is `Weight` in kilograms.
pub(super) fn with_unit(header: &str) -> (&str, Option<Unit>) {
    for (open, close) in [(" (", ')'), (" [", ']')] {
        if let Some((name, rest)) = header.rsplit_once(open)
            && let Some(unit) = rest.strip_suffix(close).and_then(Unit::lookup)
        {
            return (name.trim(), Some(unit));
        }
    }
    (header, None)
}
