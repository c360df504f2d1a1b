//! Measures of the TARIC model, which the tariffs of the EU and the UK share: a type, a code, an area
//! and a duty.

use std::sync::Arc;

use super::Ruled;
use super::duty_text::{self, Dialect};
use super::row::{Entry, Origin, Rank, Sink, TariffRow, TariffTable};
use crate::sentence::{Sentence, say};
use crate::value::{Country, Date, DutyRate, HsCode, parse_date};

/// A measure as its export states it. Texts are empty where nothing is said.
#[derive(Debug, Default)]
pub(super) struct Measure<'a> {
    pub(super) line: u64,
    /// `103`
    pub(super) kind: &'a str,
    pub(super) kind_name: &'a str,
    pub(super) code: &'a str,
    /// `1011` (all countries), a country or a group.
    pub(super) area: &'a str,
    /// The members of the area, where the export states them.
    pub(super) members: Vec<&'a str>,
    pub(super) excluded: Vec<&'a str>,
    pub(super) additional_code: &'a str,
    pub(super) order_number: &'a str,
    pub(super) from: &'a str,
    pub(super) until: &'a str,
    pub(super) duty: &'a str,
    /// Conditions, footnotes: what a suspension may hang on.
    pub(super) strings: &'a str,
    /// Conditions alone.
    pub(super) conditions: &'a str,
}

/// Whose measures they are, and how its columns are called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Authority {
    pub(super) market: &'static str,
    pub(super) dialect: Dialect,
    pub(super) code: &'static str,
    pub(super) from: &'static str,
    pub(super) until: &'static str,
    pub(super) duty: &'static str,
}

/// What is made of a type of measure.
enum Use {
    Row(TariffTable, Rank),
    Not(&'static str),
}

/// The area of all countries.
const ERGA_OMNES: &str = "1011";

fn used(kind: &str) -> Use {
    match kind {
        // Third country duty.
        "103" => Use::Row(TariffTable::Tariff, Rank::Rate),
        // Autonomous tariff suspension.
        "112" => Use::Row(TariffTable::Tariff, Rank::Suspension),
        // Customs union duty; tariff preference.
        "106" | "142" => Use::Row(TariffTable::Preferences, Rank::Rate),
        // Anti-dumping and countervailing duties, provisional and definitive; additional duties;
        // safeguards.
        "551" | "552" | "553" | "554" | "695" | "696" => {
            Use::Row(TariffTable::Additional, Rank::Rate)
        }
        "122" | "123" | "143" | "146" | "147" => Use::Not("rates within quotas are not used"),
        "105" | "115" | "145" => Use::Not("rates for an authorised end use are not used"),
        _ => Use::Not("not one of the duties that are used"),
    }
}

/// Takes a measure.
pub(super) fn take(measure: &Measure<'_>, authority: Authority, sink: &mut Sink<'_>) {
    let line = measure.line;
    let (table, rank) = match used(measure.kind) {
        Use::Row(table, rank) => (table, rank),
        Use::Not(why) => {
            sink.tally
                .pass_over(format!("{}: {why}", named(measure)), line);
            return;
        }
    };
    if !measure.order_number.is_empty() {
        let why = "rates within quotas are not used";
        sink.tally
            .pass_over(format!("{}: {why}", named(measure)), line);
        return;
    }
    let conditional = !measure.additional_code.is_empty() || !measure.strings.is_empty();
    if rank == Rank::Suspension && conditional {
        let why = "suspensions tied to an additional code, condition or footnote are not used; the full duty is";
        sink.tally
            .pass_over(format!("{}: {why}", named(measure)), line);
        return;
    }
    let Some((code, from, until)) = ruled(measure, authority, sink) else {
        return;
    };
    if !sink.asked(&Ruled {
        code,
        from,
        until,
        line,
    }) {
        return;
    }
    let Some(bound) = bound(measure, authority, table, sink) else {
        return;
    };
    let duty = match bound.open {
        Some(why) => Err(sink.reason(why)),
        None => duty(measure, authority, table, sink),
    };
    sink.tally.used += 1;
    let entry = Entry {
        row: TariffRow {
            table,
            market: sink.text(authority.market),
            code,
            origin: Origin::Any,
            // The rules take all trade remedies as one charge.
            measure: (table == TariffTable::Additional).then(|| sink.text("anti_dumping")),
            duty,
            from,
            until,
            line,
            label: sink.text(&format!("measure {}", measure.kind)),
        },
        rank: bound.rank.unwrap_or(rank),
        kind: sink.text(measure.kind),
        additional_code: (!measure.additional_code.is_empty())
            .then(|| sink.text(measure.additional_code)),
    };
    for origin in bound.origins {
        let mut entry = entry.clone();
        entry.row.origin = origin;
        sink.entries.push(entry);
    }
    let why = say!(
        "the origin is excluded from the duty of all countries",
        "原产地不适用对所有国家征收的关税",
    );
    for origin in bound.excluded {
        let mut entry = entry.clone();
        (entry.row.origin, entry.row.duty) = (origin, Err(why.clone()));
        (entry.rank, entry.additional_code) = (Rank::Residual, None);
        sink.entries.push(entry);
    }
}

/// The duty of a measure, as far as its origins do not leave it open.
fn duty(
    measure: &Measure<'_>,
    authority: Authority,
    table: TariffTable,
    sink: &mut Sink<'_>,
) -> Result<Arc<DutyRate>, Sentence> {
    if table == TariffTable::Tariff && !measure.conditions.is_empty() {
        let conditions = duty_text::shown(measure.conditions);
        return Err(sink.reason(say!(
            "the duty depends on conditions: `{conditions}`",
            "关税取决于条件:`{conditions}`",
            conditions,
        )));
    }
    if measure.kind == "696" {
        return Err(say!(
            "a safeguard duty is due once its quota is used up, which the tariff does not say",
            "保障措施关税在配额用尽后征收,而税则未说明配额是否用尽",
        ));
    }
    sink.rate(
        measure.duty,
        authority.dialect,
        measure.line,
        authority.duty,
    )
}

fn named(measure: &Measure<'_>) -> String {
    let name = duty_text::shown(measure.kind_name);
    if name.is_empty() {
        format!("measure {}", duty_text::shown(measure.kind))
    } else {
        format!("measure {}, {name}", duty_text::shown(measure.kind))
    }
}

/// Code and days of a measure.
fn ruled(
    measure: &Measure<'_>,
    authority: Authority,
    sink: &mut Sink<'_>,
) -> Option<(HsCode, Option<Date>, Option<Date>)> {
    let line = measure.line;
    let code = match goods_code(measure.code) {
        Ok(code) => code,
        Err(message) => {
            sink.tally.unread(line, Some(authority.code), message);
            return None;
        }
    };
    let mut day = |text: &str, column: &str| match date(text) {
        Ok(day) => Some(day),
        Err(message) => {
            sink.tally.unread(line, Some(column), message);
            None
        }
    };
    let from = day(measure.from, authority.from)?;
    let until = day(measure.until, authority.until)?;
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        let message = format!("the measure ends on {until}, before it begins on {from}");
        sink.tally.unread(line, Some(authority.until), message);
        return None;
    }
    Some((code, from, until))
}

/// The code of ten digits that a measure is bound to; zeros at its end stand for all below it.
fn goods_code(text: &str) -> Result<HsCode, String> {
    // Exports of the nomenclature have a suffix behind the code: `0101210000 80`.
    let digits = text.split_once(' ').map_or(text, |(digits, _)| digits);
    let digits: String = digits.chars().filter(|c| *c != '.').collect();
    if digits.len() != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let cause = if digits.len() == 9 {
            "; spreadsheet programs remove a zero before it: import the column as text"
        } else {
            ""
        };
        return Err(format!(
            "`{}` is not a code of 10 digits{cause}",
            duty_text::shown(text)
        ));
    }
    let mut prefix = digits.as_str();
    while let Some(shorter) = prefix.strip_suffix("00").filter(|rest| rest.len() >= 2) {
        prefix = shorter;
    }
    HsCode::parse(prefix).map_err(|error| error.to_string())
}

/// `01-07-2026`, `2026-07-01`, or nothing; a time behind it is passed over.
fn date(text: &str) -> Result<Option<Date>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let turned = match day.split('-').collect::<Vec<_>>().as_slice() {
        [d, m, y] if y.len() == 4 => Some(format!("{y}-{m}-{d}")),
        _ => None,
    };
    parse_date(turned.as_deref().unwrap_or(day))
        .map(Some)
        .map_err(|_| {
            format!(
                "`{}` is not a date; the forms are 01-07-2026 and 2026-07-01",
                duty_text::shown(text)
            )
        })
}

/// Whose goods a measure is about.
#[derive(Default)]
struct Bound {
    origins: Vec<Origin>,
    /// Origins that a duty of all countries does not bind.
    excluded: Vec<Origin>,
    /// Why the duty cannot be told for them.
    open: Option<Sentence>,
    /// The rank, where it is not that of the type of measure.
    rank: Option<Rank>,
}

/// Whose goods a measure is about; none where it cannot be used.
fn bound(
    measure: &Measure<'_>,
    authority: Authority,
    table: TariffTable,
    sink: &mut Sink<'_>,
) -> Option<Bound> {
    let line = measure.line;
    if measure.area.is_empty() {
        sink.tally.unread(line, None, "no area is given");
        return None;
    }
    let (excluded, unknown) = excluded(measure, authority);
    let Some(origins) = area(measure.area, authority) else {
        if !measure.members.is_empty() {
            let mut origins = members(measure, sink);
            origins.retain(|origin| !excluded.contains(origin));
            return Some(Bound {
                origins,
                ..Bound::default()
            });
        }
        return unnamed(measure, table, sink);
    };
    let all = origins.contains(&Origin::Any) && table == TariffTable::Tariff;
    let open = unknown.filter(|_| origins.contains(&Origin::Any)).map(|group| {
        say!(
            "members of the group {group} are excluded, and the tariff does not say who they are",
            "国家组 {group} 的成员除外,而税则未说明其成员",
            group,
        )
    });
    Some(Bound {
        origins,
        excluded: if all { excluded } else { Vec::new() },
        open,
        rank: None,
    })
}

/// The members of an area, as the export states them.
fn members(measure: &Measure<'_>, sink: &mut Sink<'_>) -> Vec<Origin> {
    let mut known = Vec::with_capacity(measure.members.len());
    for code in &measure.members {
        if let Some(country) = Country::parse(code) {
            known.push(Origin::Country(country));
        } else {
            let code = duty_text::shown(code);
            let why = format!("member {code} of a group, which is no country of ISO 3166");
            sink.tally.leave_out(why, measure.line);
        }
    }
    known
}

/// A measure of an area whose countries are not known. Whether a preference or an additional duty binds
/// an origin that has no row of its own is open then.
fn unnamed(measure: &Measure<'_>, table: TariffTable, sink: &mut Sink<'_>) -> Option<Bound> {
    let area = duty_text::shown(measure.area);
    let why = format!(
        "{}: area {area} is no country of ISO 3166, and the file does not name its members",
        named(measure)
    );
    let open = match table {
        TariffTable::Tariff => {
            sink.tally.pass_over(why, measure.line);
            return None;
        }
        TariffTable::Preferences => {
            say!(
                "a preference for a group of countries, and the tariff does not say which they are",
                "对某国家组的优惠税率,而税则未说明包括哪些国家",
            )
        }
        TariffTable::Additional => {
            say!(
                "an additional duty for a group of countries, and the tariff does not say which they are",
                "对某国家组的附加关税,而税则未说明包括哪些国家",
            )
        }
    };
    sink.tally.leave_out(why, measure.line);
    Some(Bound {
        origins: vec![Origin::Any],
        excluded: Vec::new(),
        open: Some(open),
        rank: Some(Rank::Residual),
    })
}

/// The origins of an area that is all countries, one country, or a group whose members are known.
fn area(code: &str, authority: Authority) -> Option<Vec<Origin>> {
    match (code, authority.dialect) {
        (ERGA_OMNES, _) => Some(vec![Origin::Any]),
        // Of the UK: the European Union; Guernsey and Jersey.
        ("1013" | "EU", Dialect::Uk) => Some(vec![Origin::Group("EU".into())]),
        ("1080", Dialect::Uk) => {
            let islands = ["GG", "JE"].into_iter().filter_map(Country::parse);
            Some(islands.map(Origin::Country).collect())
        }
        (code, _) => Country::parse(code).map(|country| vec![Origin::Country(country)]),
    }
}

/// Origins that a measure does not bind, and a group among them whose members are not known.
fn excluded<'m>(measure: &Measure<'m>, authority: Authority) -> (Vec<Origin>, Option<&'m str>) {
    let mut known = Vec::new();
    let mut unknown = None;
    for code in &measure.excluded {
        match area(code, authority) {
            Some(origins) => known.extend(origins),
            None => unknown = unknown.or(Some(*code)),
        }
    }
    (known, unknown)
}

/// A text that stands for nothing in an export.
pub(super) fn said(text: &str) -> &str {
    match text {
        "#NA" | "#N/A" | "NULL" => "",
        text => text,
    }
}
