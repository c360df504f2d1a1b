//! What a tariff was understood to say, for people.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::value::{Date, HsCode};
use tidewaiter_tariff::{Met, Tariff, TariffRow, TariffTable};

/// Rows that are shown where nobody asked for a code.
const ROWS: usize = 20;
/// Reasons for open rows that are shown.
const REASONS: usize = 8;

/// The report of a tariff and some of its rows. `all` lists every one, however many there are.
pub fn tariff(tariff: &Tariff, rows: &[&TariffRow], all: bool) -> String {
    let mut text = String::new();
    head(&mut text, tariff);
    tables(&mut text, rows);
    open(&mut text, rows);
    counted(&mut text, "Not used", tariff, &tariff.tally().passed_over);
    counted(
        &mut text,
        "Left out of rows that are used",
        tariff,
        &tariff.tally().left_out,
    );
    problems(&mut text, tariff);
    if all || rows.len() <= ROWS {
        listed(&mut text, tariff, rows);
    } else {
        let _ = writeln!(
            text,
            "\n`--code 6109.10` shows the rows of a code, `--format csv` all of them."
        );
    }
    text
}

/// The rows that name one of these markets; all where none is named.
pub fn tariff_rows<'t>(tariff: &'t Tariff, markets: &[String]) -> Vec<&'t TariffRow> {
    let named = |row: &&TariffRow| markets.is_empty() || markets.iter().any(|m| **m == *row.market);
    tariff.rows().iter().filter(named).collect()
}

fn head(text: &mut String, tariff: &Tariff) {
    let tally = tariff.tally();
    let passed: u64 = tally.passed_over.values().map(|met| met.count).sum();
    let _ = writeln!(
        text,
        "{}  {}  (hash {})",
        tariff.file(),
        tariff.kind(),
        tariff.hash()
    );
    if let Some(day) = tariff.as_of() {
        let _ = writeln!(text, "Rows that hold on {day}.");
    }
    let _ = writeln!(
        text,
        "{} {}s read: {} used, {passed} not used, {} not understood.",
        tally.read,
        tariff.counted(),
        tally.used,
        tally.unread
    );
}

fn tables(text: &mut String, rows: &[&TariffRow]) {
    let _ = writeln!(
        text,
        "\n{:<20} {:>8} {:>8} {:>8} {:>8}  days",
        "table", "rows", "codes", "origins", "open"
    );
    for table in TariffTable::ALL {
        let rows: Vec<&&TariffRow> = rows.iter().filter(|row| row.table == table).collect();
        let codes: BTreeSet<HsCode> = rows.iter().map(|row| row.code).collect();
        let origins: BTreeSet<String> = rows.iter().map(|row| row.origin.to_string()).collect();
        let open = rows.iter().filter(|row| row.duty.is_err()).count();
        let _ = writeln!(
            text,
            "{:<20} {:>8} {:>8} {:>8} {open:>8}  {}",
            table.name(),
            rows.len(),
            codes.len(),
            origins.len(),
            days(&rows)
        );
    }
}

/// The days that rows span.
fn days(rows: &[&&TariffRow]) -> String {
    if rows.is_empty() {
        return "-".to_owned();
    }
    if rows
        .iter()
        .all(|row| row.from.is_none() && row.until.is_none())
    {
        return "none stated".to_owned();
    }
    let first = rows.iter().map(|row| row.from).min().flatten();
    let last: Option<Option<Date>> = rows
        .iter()
        .map(|row| row.until)
        .reduce(|a, b| Some(a?.max(b?)));
    match (first, last.flatten()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        (Some(first), None) => format!("from {first}"),
        (None, Some(last)) => format!("until {last}"),
        (None, None) => "any".to_owned(),
    }
}

fn open(text: &mut String, rows: &[&TariffRow]) {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        if let Err(why) = &row.duty {
            *reasons.entry(why.english()).or_default() += 1;
        }
    }
    if reasons.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\nOpen: a quote that needs one of these rows is undetermined"
    );
    let mut sorted: Vec<(&str, usize)> = reasons.into_iter().collect();
    sorted.sort_by_key(|(why, count)| (std::cmp::Reverse(*count), *why));
    for (why, count) in sorted.iter().take(REASONS) {
        let _ = writeln!(text, "{count:>8}  {why}");
    }
    if sorted.len() > REASONS {
        let _ = writeln!(
            text,
            "          and {} other reasons",
            sorted.len() - REASONS
        );
    }
}

fn counted(text: &mut String, title: &str, tariff: &Tariff, met: &BTreeMap<String, Met>) {
    if met.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    let mut sorted: Vec<(&String, &Met)> = met.iter().collect();
    sorted.sort_by_key(|(why, met)| (std::cmp::Reverse(met.count), *why));
    for (why, met) in sorted {
        let _ = writeln!(
            text,
            "{:>8}  {why} (first: {} {})",
            met.count,
            tariff.counted(),
            met.first
        );
    }
}

fn problems(text: &mut String, tariff: &Tariff) {
    let tally = tariff.tally();
    if tally.problems.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nWrong");
    for problem in &tally.problems {
        let _ = writeln!(text, "  {} {problem}", tariff.counted());
    }
    if tally.more_problems > 0 {
        let _ = writeln!(text, "  and {} more", tally.more_problems);
    }
}

fn listed(text: &mut String, tariff: &Tariff, rows: &[&TariffRow]) {
    if rows.is_empty() {
        let _ = writeln!(text, "\nNo rows.");
        return;
    }
    let _ = writeln!(text, "\nRows");
    for row in rows {
        let measure = row
            .measure
            .as_deref()
            .map(|m| format!(" {m}"))
            .unwrap_or_default();
        let duty = match &row.duty {
            Ok(rate) => rate.to_string(),
            Err(why) => format!("open: {why}"),
        };
        let days = days(&[row]);
        let days = if days == "none stated" {
            String::new()
        } else {
            format!(", {days}")
        };
        let label = if row.label.is_empty() {
            String::new()
        } else {
            format!(", {}", row.label)
        };
        let _ = writeln!(
            text,
            "  {:<18} {} {} {}{measure}  {duty}  ({} {}{label}{days})",
            row.table.name(),
            row.market,
            row.code,
            row.origin,
            tariff.counted(),
            row.line
        );
    }
}
