//! What holds for one key on one day, where a tariff says more than one thing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::problem::Tally;
use super::row::{Entry, Origin, Rank, TariffRow, TariffTable};
use crate::sentence::{Sentence, say};
use crate::value::{Date, Duration, DutyRate, HsCode, add_duration};

/// What rows are found by.
type Key = (TariffTable, Arc<str>, HsCode, Origin, Option<Arc<str>>);

/// Entries for one key and day that are looked at; of more no rate is told.
const AT_ONCE: usize = 16;

/// The rows, sorted, so that at most one holds for a key on a day.
pub(super) fn settle(entries: Vec<Entry>, tally: &mut Tally) -> Vec<TariffRow> {
    let mut by_key: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let row = &entry.row;
        let key = (
            row.table,
            row.market.clone(),
            row.code,
            row.origin.clone(),
            row.measure.clone(),
        );
        by_key.entry(key).or_default().push(entry);
    }
    let mut rows = Vec::new();
    for mut entries in by_key.into_values() {
        entries.sort_by_key(|entry| (entry.row.from, entry.row.line));
        sweep(&entries, tally, &mut rows);
    }
    rows
}

/// Entries that hold on a day, by their places, the rank that counts last.
type Active = BTreeMap<Rank, BTreeSet<usize>>;

fn at<'e>(
    entries: &'e [Entry],
    places: Option<&'e Vec<usize>>,
) -> impl Iterator<Item = (usize, &'e Entry)> {
    places
        .into_iter()
        .flatten()
        .filter_map(|place| Some((*place, entries.get(*place)?)))
}

/// Goes through the days on which something begins or ends.
fn sweep(entries: &[Entry], tally: &mut Tally, rows: &mut Vec<TariffRow>) {
    let day_after = |day: Date| add_duration(day, Duration { months: 0, days: 1 });
    let mut begins: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    let mut ends: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        let from = entry.row.from.unwrap_or(Date::MIN);
        begins.entry(from).or_default().push(index);
        if let Some(after) = entry.row.until.and_then(day_after) {
            ends.entry(after).or_default().push(index);
        }
    }
    let days: BTreeSet<Date> = begins.keys().chain(ends.keys()).copied().collect();
    let mut active: Active = BTreeMap::new();
    let mut days = days.into_iter().peekable();
    let mut last: Option<TariffRow> = None;
    while let Some(day) = days.next() {
        for (index, entry) in at(entries, ends.get(&day)) {
            if let Some(same_rank) = active.get_mut(&entry.rank) {
                same_rank.remove(&index);
            }
        }
        for (index, entry) in at(entries, begins.get(&day)) {
            active.entry(entry.rank).or_default().insert(index);
        }
        let next = days.peek().copied();
        let Some(mut row) = holds(entries, &active, tally) else {
            rows.extend(last.take());
            continue;
        };
        row.from = (day != Date::MIN).then_some(day);
        row.until = next.and_then(|next| {
            add_duration(
                next,
                Duration {
                    months: 0,
                    days: -1,
                },
            )
        });
        match &mut last {
            Some(before) if before.duty == row.duty && before.line == row.line => {
                before.until = row.until;
            }
            _ => rows.extend(last.replace(row)),
        }
    }
    rows.extend(last);
}

/// The row that entries of one key and day come to.
fn holds(entries: &[Entry], active: &Active, tally: &mut Tally) -> Option<TariffRow> {
    let highest = active
        .values()
        .rev()
        .find(|same_rank| !same_rank.is_empty())?;
    let counting: Vec<&Entry> = highest
        .iter()
        .filter_map(|index| entries.get(*index))
        .take(AT_ONCE + 1)
        .collect();
    let first = counting.iter().min_by_key(|entry| entry.row.line)?;
    let mut row = first.row.clone();
    let codes = counting.iter().any(|entry| entry.additional_code.is_some());
    let same = counting.iter().all(|entry| entry.row.duty == row.duty);
    let kinds = counting.iter().any(|entry| entry.kind != first.kind);
    let open = if counting.len() > AT_ONCE {
        say!(
            "more than {most} rows hold on the same days",
            "同一日期有效的行超过 {most} 个",
            most = AT_ONCE,
        )
    } else if codes {
        say!(
            "the duty depends on the additional code: {codes}; a row in a plain tariff given after this one states yours",
            "关税取决于附加编码:{codes};可在其后提供的自备税则中用一行说明所适用的税率",
            codes = each(&counting, |entry| {
                entry
                    .additional_code
                    .as_deref()
                    .map_or("none".to_owned(), str::to_owned)
            }),
        )
    } else if kinds && row.table == TariffTable::Additional {
        say!(
            "several duties are due at once: {duties}; a row in a plain tariff given after this one states their sum",
            "同时征收多项关税:{duties};可在其后提供的自备税则中用一行说明其总和",
            duties = each(&counting, |entry| entry.row.label.to_string()),
        )
    } else if same {
        return Some(row);
    } else {
        let lines = each(&counting, |entry| format!("line {}:", entry.row.line));
        let why = say!(
            "rows for the same days differ: {lines}",
            "同一日期的行不一致:{lines}",
            lines,
        );
        tally.problem(row.line, None, why.english());
        why
    };
    row.duty = Err(open);
    Some(row)
}

/// `B999 12 %, A201 5 %`, in the order of the lines, each once, at most four.
fn each(entries: &[&Entry], name: impl Fn(&Entry) -> String) -> String {
    const SHOWN: usize = 4;
    let mut sorted: Vec<&&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| entry.row.line);
    let mut shown: Vec<String> = Vec::new();
    for entry in sorted {
        let one = format!("{} {}", name(entry), of(&entry.row.duty));
        if !shown.contains(&one) {
            shown.push(one);
        }
    }
    if shown.len() > SHOWN {
        shown.truncate(SHOWN);
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

fn of(duty: &Result<Arc<DutyRate>, Sentence>) -> String {
    match duty {
        Ok(rate) => rate.to_string(),
        Err(_) => "(no rate)".to_owned(),
    }
}
