//! `tidewaiter schema`

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::args::SchemaArgs;
use super::guard::Inputs;
use super::{Status, Stop, print, print_as_it_is, source};
use crate::lang::{AttributeDef, Names, Presumed, Type};
use crate::sentence::MessageLanguage;

pub(super) fn run(args: &SchemaArgs) -> Result<Status, Stop> {
    Inputs::default()
        .ruled(&args.rules)
        .spare_standard_output()?;
    let pack = source::pack(&args.rules)?;
    let names = &pack.rules().names;
    if args.json_schema {
        let schema = json_schema(names);
        let text = crate::value::inert::to_string_pretty(&schema)
            .map_err(|e| Stop::new(Status::Usage, format!("error: {e}")))?;
        print_as_it_is(&(text + "\n"))?;
        return Ok(Status::Clean);
    }
    let mut text = String::new();
    for root in ["product", "offer", "seller"] {
        if let Some(record) = names.schema.records.get(root) {
            let prefix = if root == "seller" { "seller." } else { "" };
            for attribute in record.attributes.values() {
                show(&mut text, attribute, prefix, names, args, 0);
            }
        }
    }
    if text.is_empty() {
        return Err(Stop::new(
            Status::Nothing,
            format!(
                "no attribute has `{}` in its path or meaning",
                args.search.as_deref().unwrap_or("")
            ),
        ));
    }
    print(&text)?;
    Ok(Status::Clean)
}

fn show(
    text: &mut String,
    attribute: &AttributeDef,
    prefix: &str,
    names: &Names,
    args: &SchemaArgs,
    depth: usize,
) {
    let path = format!("{prefix}{}", attribute.name);
    let doc = attribute.doc.in_language(args.lang.of_messages());
    let wanted = args.search.as_ref().is_none_or(|search| {
        let search = search.to_lowercase();
        path.to_lowercase().contains(&search) || doc.to_lowercase().contains(&search)
    });
    if wanted {
        let unit = attribute
            .unit
            .map(|unit| format!(" in {unit}"))
            .unwrap_or_default();
        let _ = writeln!(text, "{path:<44} {}{unit}", attribute.ty);
        let _ = writeln!(text, "    {doc}");
        let words = names.words_of(match &attribute.ty {
            Type::List(inner) => inner,
            other => other,
        });
        if !words.is_empty() && words.len() <= 40 {
            let words: Vec<&str> = words.iter().map(|w| &**w).collect();
            let _ = writeln!(text, "    one of: {}", words.join(", "));
        }
        if let Some((low, high)) = &attribute.range {
            let _ = writeln!(text, "    from {low} to {high}");
        }
        if let Some(presumption) = &attribute.presumption {
            let value = match &presumption.value {
                Presumed::Today => "today".to_owned(),
                Presumed::Value(value) => value.to_string(),
            };
            let _ = writeln!(
                text,
                "    presumed {value} where nothing is said and the schema allows it"
            );
        }
    }
    let (record, list) = match &attribute.ty {
        Type::Record(record) => (record, ""),
        Type::List(inner) => match &**inner {
            Type::Record(record) => (record, "[]"),
            _ => return,
        },
        _ => return,
    };
    if depth < 6
        && let Some(record) = names.schema.records.get(record)
    {
        for inner in record.attributes.values() {
            show(
                text,
                inner,
                &format!("{path}{list}."),
                names,
                args,
                depth + 1,
            );
        }
    }
}

/// The JSON Schema (2020-12) of a product record.
fn json_schema(names: &Names) -> Value {
    let mut definitions = Map::new();
    for (name, record) in &names.schema.records {
        if matches!(&**name, "product" | "offer") {
            continue;
        }
        let properties: Map<String, Value> = record
            .attributes
            .values()
            .map(|a| (a.name.to_string(), property(a, names)))
            .collect();
        definitions.insert(
            name.to_string(),
            json!({ "type": "object", "properties": properties, "additionalProperties": false }),
        );
    }
    let mut properties = Map::new();
    for root in ["product", "offer"] {
        if let Some(record) = names.schema.records.get(root) {
            properties.extend(
                record
                    .attributes
                    .values()
                    .map(|a| (a.name.to_string(), property(a, names))),
            );
        }
    }
    properties.insert("seller".into(), json!({ "$ref": "#/$defs/seller" }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Product record",
        "type": "object",
        "properties": properties,
        "$defs": definitions,
    })
}

fn property(attribute: &AttributeDef, names: &Names) -> Value {
    let mut schema = of_type(&attribute.ty, names);
    if let Value::Object(schema) = &mut schema {
        schema.insert(
            "description".into(),
            attribute.doc.in_language(MessageLanguage::English).into(),
        );
        if let Some(unit) = attribute.unit {
            schema.insert("x-unit".into(), unit.symbol().into());
        }
    }
    schema
}

fn of_type(ty: &Type, names: &Names) -> Value {
    match ty {
        Type::Bool => json!({ "type": ["boolean", "null"] }),
        Type::Number => json!({ "type": ["number", "string", "null"] }),
        Type::Quantity(dimension) => {
            json!({ "type": ["string", "number", "null"], "x-dimension": dimension.name() })
        }
        Type::Money => json!({ "type": ["string", "number", "object", "null"], "x-type": "money" }),
        Type::UnitPrice => json!({ "type": ["string", "null"], "x-type": "unit_price" }),
        Type::Date => json!({ "type": ["string", "null"], "format": "date" }),
        Type::List(inner) => {
            json!({ "type": ["array", "string", "null"], "items": of_type(inner, names) })
        }
        Type::Record(record) => json!({ "$ref": format!("#/$defs/{record}") }),
        Type::Enum(_) | Type::Class | Type::Channel => {
            let words: Vec<String> = names.words_of(ty).iter().map(ToString::to_string).collect();
            json!({ "enum": words })
        }
        other => json!({ "type": ["string", "null"], "x-type": other.to_string() }),
    }
}
