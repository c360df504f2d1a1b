//! Rows of a tariff in the tables of a rule set.

use std::sync::Arc;

use super::{Origin, Tariff, TariffRow, TariffTable};
use crate::lang::{KeyCell, KeyMatch, Names, RuleSet, Table, TableRow, Type};
use crate::record::Value;
use crate::value::Market;

/// Adds the rows of a tariff to the tables of the rules.
///
/// # Errors
///
/// A sentence: the rules have no such table or other columns in it, or do not know a market or a
/// measure that the tariff names.
pub fn add_to(rules: &mut RuleSet, tariff: &Tariff) -> Result<(), String> {
    for table in TariffTable::ALL {
        let rows: Vec<&TariffRow> = tariff.rows().iter().filter(|r| r.table == table).collect();
        if rows.is_empty() {
            continue;
        }
        let Some(index) = place(&rules.names, table.name()) else {
            return Err(format!(
                "the rules have no table `{}` for the rows of {}",
                table.name(),
                tariff.file()
            ));
        };
        let Some(known) = rules.names.tables.get(index) else {
            continue;
        };
        let rows = rows
            .into_iter()
            .map(|row| table_row(row, tariff, known, &rules.names))
            .collect::<Result<Vec<_>, _>>()?;
        if let Some(table) = rules.names.tables.get_mut(index) {
            table.add_source(tariff.hash(), rows);
            table.as_of = tariff.as_of().or(table.as_of);
        }
    }
    Ok(())
}

fn place(names: &Names, table: &str) -> Option<usize> {
    names.tables.iter().position(|known| *known.name == *table)
}

fn table_row(
    row: &TariffRow,
    tariff: &Tariff,
    table: &Table,
    names: &Names,
) -> Result<TableRow, String> {
    let at = |message: String| {
        format!(
            "{}, {} {}: {message}",
            tariff.file(),
            tariff.counted(),
            row.line
        )
    };
    let mut keys = Vec::with_capacity(table.keys.len());
    for (name, ty, how) in &table.keys {
        keys.push(match (&**name, how) {
            ("market", _) => market(&row.market, names).map_err(at)?,
            ("code", KeyMatch::Prefix) => KeyCell::Is(Value::Hs(row.code)),
            ("origin", KeyMatch::OrAny) => match &row.origin {
                Origin::Any => KeyCell::Any,
                Origin::Country(country) => KeyCell::Is(Value::Country(*country)),
                Origin::Group(group) => market(group, names).map_err(at)?,
            },
            ("measure", _) => KeyCell::Is(measure(row, ty, names).map_err(at)?),
            (other, _) => {
                return Err(format!(
                    "the key `{other}` of the table `{}` is none that tariffs have",
                    table.name
                ));
            }
        });
    }
    let values = table
        .values
        .iter()
        .map(|(name, _)| match (&**name, &row.duty) {
            ("duty", Ok(rate)) => Some(Value::Duty(rate.clone())),
            _ => None,
        })
        .collect();
    Ok(TableRow {
        keys,
        values,
        from: row.from,
        until: row.until,
        source: Some(tariff.source(row).into()),
        confidence: None,
        line: row.line,
        open: row.duty.as_ref().err().cloned(),
    })
}

fn market(code: &Arc<str>, names: &Names) -> Result<KeyCell, String> {
    if names.groups.contains_key(&**code) {
        return Ok(KeyCell::Group(code.clone()));
    }
    Market::parse(code)
        .map(|market| KeyCell::Is(Value::Market(market)))
        .map_err(|error| error.to_string())
}

fn measure(row: &TariffRow, ty: &Type, names: &Names) -> Result<Value, String> {
    let word = row.measure.clone().unwrap_or_default();
    let words = names.words_of(ty);
    if words.iter().any(|known| **known == *word) {
        return Ok(Value::Word(word));
    }
    let known: Vec<&str> = words.iter().map(|word| &**word).collect();
    Err(format!(
        "there is no measure `{word}`; the measures are {}",
        known.join(", ")
    ))
}
