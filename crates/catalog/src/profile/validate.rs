//! Whether the attributes that a profile names exist in the schema and can hold what is read.

use super::adjust::adjustments;
use super::definition::{Column, Profile, Rows, Unlisted};
use super::header::{matches, normal};
use super::reading::Kind;
use crate::diag::did_you_mean;
use crate::lang::{Names, Type};
use crate::value::{Dimension, Unit};

/// Everything that is wrong with a profile, a sentence each.
pub fn validate(profile: &Profile, names: &Names) -> Vec<String> {
    let mut wrong = Vec::new();
    for column in profile.all_columns() {
        of_column(column, profile, names, &mut wrong);
    }
    for name in references(profile) {
        let form = normal(name);
        let declared = profile.columns.iter().any(|column| {
            column.names().any(|known| {
                let known = normal(known);
                known == form || matches(&known, &form).is_some()
            })
        });
        if !declared {
            wrong.push(format!(
                "the column \"{name}\" is referred to, but not among `columns`"
            ));
        }
    }
    wrong
}

/// The columns that other fields of a profile refer to.
fn references(profile: &Profile) -> Vec<&String> {
    let mut names: Vec<&String> = profile
        .detect
        .iter()
        .flatten()
        .chain(&profile.required)
        .chain(&profile.currency_columns)
        .chain(&profile.options)
        .chain(profile.skip_rows.keys())
        .chain(&profile.instructions_until_number)
        .collect();
    for column in profile.all_columns() {
        names.extend(column.if_given.iter().chain(&column.unit_column));
        names.extend(column.when.keys());
        names.extend(adjustments(column).map(|(_, name)| name));
        names.extend(column.period());
    }
    if let Some(shown) = &profile.unit_price {
        names.extend([&shown.measure, &shown.base]);
    }
    for pair in &profile.pairs {
        names.extend([&pair.names, &pair.values]);
    }
    match &profile.rows {
        Rows::Single => {}
        Rows::Adjacent {
            key,
            group,
            follows,
            variant,
            image,
            same,
            ..
        } => {
            names.extend(same);
            names.extend(
                key.iter()
                    .chain(group)
                    .chain(follows.keys())
                    .chain(variant)
                    .chain(image),
            );
        }
        Rows::Parent {
            role,
            own,
            parent,
            lists,
            translation,
            waits,
            ..
        } => {
            names.extend(
                role.iter()
                    .chain(own)
                    .chain(parent)
                    .chain(lists)
                    .chain(translation)
                    .chain(waits.keys()),
            );
        }
    }
    names
}

fn of_column(column: &Column, profile: &Profile, names: &Names, wrong: &mut Vec<String>) {
    let name = &column.name;
    if let Some(unit) = &column.unit
        && Unit::lookup(unit).is_none()
    {
        wrong.push(format!("column \"{name}\": there is no unit `{unit}`"));
    }
    if column.unlisted != Unlisted::Unknown && column.values.is_empty() {
        wrong.push(format!("column \"{name}\": `else` has no `values`"));
    }
    let Some(to) = &column.to else {
        if profile.properties.contains(column) {
            wrong.push(format!("property \"{name}\" has no `to`"));
        }
        return;
    };
    if column.kind == Kind::Properties {
        wrong.push(format!(
            "column \"{name}\": what is read `as: properties` has no `to`"
        ));
    }
    let ty = match type_of(to, names) {
        Ok(ty) => ty,
        Err(message) => {
            wrong.push(format!("column \"{name}\": {message}"));
            return;
        }
    };
    for measure in &column.measures {
        if Dimension::parse(measure).is_none() {
            wrong.push(format!(
                "column \"{name}\": there is no dimension `{measure}`"
            ));
        }
    }
    if let Some(word) = &column.gives {
        if !names.words_of(&ty).is_empty() && !names.is_word(&ty, word) {
            wrong.push(format!(
                "column \"{name}\": `{word}` is not {}",
                ty.described()
            ));
        }
        return;
    }
    // What is near to an attribute never gets there.
    if !column.near && !holds(&ty, column.kind) {
        wrong.push(format!(
            "column \"{name}\": `{to}` is {}, which cannot hold what is read `as: {}`",
            ty.described(),
            serde_json::to_value(column.kind)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned))
                .unwrap_or_default()
        ));
    }
    if adjustments(column).next().is_some() && column.kind != Kind::Money {
        wrong.push(format!(
            "column \"{name}\": `plus`, `less` and `less_percent` change what is read `as: money`"
        ));
    }
    let nothing = !column.values.is_empty() && column.values.values().all(String::is_empty);
    if nothing
        && column.unlisted == Unlisted::Unknown
        && matches!(column.kind, Kind::Text | Kind::Html | Kind::List)
    {
        wrong.push(format!(
            "column \"{name}\": its `values` list no word that is given, so nothing could be read; `else: keep` takes other texts as they stand"
        ));
    }
    for word in column.values.values().filter(|word| !word.is_empty()) {
        if !names.words_of(&ty).is_empty() && !names.is_word(&ty, word) {
            wrong.push(format!(
                "column \"{name}\": `{word}` is not {}",
                ty.described()
            ));
        }
    }
}

/// Whether the schema has an attribute at a path, such as `price` or `batteries[0].energy`.
pub fn attribute_exists(path: &str, names: &Names) -> bool {
    // `batteries.0.energy` is another way to write it.
    let steps: Vec<&str> = path
        .split('.')
        .filter(|step| step.parse::<u32>().is_err())
        .collect();
    loosely(&steps.join(".").replace("[]", ""), names)
}

/// A path whose lists are not marked.
fn loosely(path: &str, names: &Names) -> bool {
    let mut steps = path.split('.').map(|part| step(part).0);
    let Some(mut ty) = steps
        .next()
        .and_then(|first| names.schema.root_attribute(first))
        .map(|attribute| attribute.ty.clone())
    else {
        return path == "seller" || path.starts_with("seller.");
    };
    for part in steps {
        if let Type::List(inner) = ty {
            ty = *inner;
        }
        let Type::Record(record) = &ty else {
            return matches!(ty, Type::Money) && matches!(part, "amount" | "currency");
        };
        let Some(attribute) = names.schema.records.get(record).and_then(|r| r.find(part)) else {
            return false;
        };
        ty = attribute.ty.clone();
    }
    true
}

/// The type of the attribute at a path.
fn type_of(path: &str, names: &Names) -> Result<Type, String> {
    let mut steps = path.split('.');
    let first = steps.next().unwrap_or_default();
    let (first, listed) = step(first);
    let attribute = names.schema.root_attribute(first).ok_or_else(|| {
        let meant = did_you_mean(first, names.schema.root_names())
            .map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
        format!("there is no attribute `{first}`{meant}")
    })?;
    let mut ty = within(&attribute.ty, listed, path)?;
    for part in steps {
        let (part, listed) = step(part);
        let Type::Record(record) = &ty else {
            return Err(format!(
                "`{path}`: there is nothing below {}",
                ty.described()
            ));
        };
        let definition = names.schema.records.get(record);
        let attribute = definition
            .and_then(|record| record.find(part))
            .ok_or_else(|| {
                let known = definition
                    .into_iter()
                    .flat_map(|d| d.attributes.keys().map(|k| &**k));
                let meant = did_you_mean(part, known)
                    .map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
                format!("`{record}` has no attribute `{part}`{meant}")
            })?;
        ty = within(&attribute.ty, listed, path)?;
    }
    Ok(ty)
}

/// The name of a step, and whether it goes into a list.
fn step(text: &str) -> (&str, bool) {
    match text.split_once('[') {
        Some((name, _)) => (name, true),
        None => (text, false),
    }
}

fn within(ty: &Type, listed: bool, path: &str) -> Result<Type, String> {
    match (ty, listed) {
        (Type::List(inner), true) => Ok((**inner).clone()),
        (_, true) => Err(format!("`{path}`: {} is no list", ty.described())),
        (_, false) => Ok(ty.clone()),
    }
}

fn holds(ty: &Type, kind: Kind) -> bool {
    match kind {
        Kind::Text => !matches!(ty, Type::Record(_)),
        Kind::Html => matches!(ty, Type::Text),
        Kind::Number => matches!(
            ty,
            Type::Number | Type::Quantity(crate::value::Dimension::Fraction)
        ),
        Kind::Money => matches!(ty, Type::Money),
        Kind::Quantity => matches!(ty, Type::Quantity(_)),
        Kind::Bool => matches!(ty, Type::Bool),
        Kind::Country => matches!(ty, Type::Country | Type::Market),
        Kind::Date | Kind::DateDmy | Kind::DateMdy => matches!(ty, Type::Date),
        Kind::Gtin => matches!(ty, Type::Gtin),
        Kind::List => !matches!(ty, Type::Record(_)),
        Kind::Materials => {
            matches!(ty, Type::List(inner) if matches!(&**inner, Type::Record(name) if **name == *"material"))
        }
        Kind::Properties => true,
    }
}
