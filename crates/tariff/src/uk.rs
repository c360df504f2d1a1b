//! The UK Tariff: the measures as CSV, and a commodity of the API as JSON.

use std::collections::BTreeMap;
use std::io::Read;

use serde_json::Value;

use super::TariffError;
use super::duty_text::Dialect;
use super::measure::{Authority, Measure, said, take};
use super::row::Sink;
use super::sheet::{Cell, Header, Rows, text};

const GB: Authority = Authority {
    market: "GB",
    dialect: Dialect::Uk,
    code: "commodity__code",
    from: "measure__effective_start_date",
    until: "measure__effective_end_date",
    duty: "measure__duty_expression",
};

/// Bytes that the answer for one commodity may have.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Rows of "measures on declarable commodities" or "measures as defined".
pub(super) struct Table {
    code: usize,
    kind: usize,
    duty: usize,
    start: usize,
    end: usize,
    area: usize,
    kind_name: Option<usize>,
    additional_code: Option<usize>,
    conditions: Option<usize>,
    footnotes: Option<usize>,
    excluded: Option<usize>,
    order_number: Option<usize>,
}

impl Table {
    pub(super) fn new(header: &Header) -> Result<Self, Vec<String>> {
        let [code, kind, duty, start, end, area] = header.need([
            "commodity__code",
            "measure__type__id",
            "measure__duty_expression",
            "measure__effective_start_date",
            "measure__effective_end_date",
            "measure__geographical_area__id",
        ])?;
        Ok(Self {
            code,
            kind,
            duty,
            start,
            end,
            area,
            kind_name: header.at("measure__type__description"),
            additional_code: header.at("measure__additional_code__code"),
            conditions: header.at("measure__conditions"),
            footnotes: header.at("measure__footnotes"),
            excluded: header.at("measure__excluded_geographical_areas__ids"),
            order_number: header.at("measure__quota__order_number"),
        })
    }
}

impl Rows for Table {
    fn row(&mut self, line: u64, cells: &[Cell], sink: &mut Sink<'_>) {
        let at = |place| said(text(cells, Some(place)));
        let maybe = |place| said(text(cells, place));
        let conditions = maybe(self.conditions);
        let measure = Measure {
            line,
            kind: at(self.kind),
            kind_name: maybe(self.kind_name),
            code: at(self.code),
            area: at(self.area),
            members: Vec::new(),
            excluded: maybe(self.excluded)
                .split(['|', ',', ';', ' '])
                .filter(|code| !code.is_empty())
                .collect(),
            additional_code: maybe(self.additional_code),
            order_number: maybe(self.order_number),
            from: at(self.start),
            until: at(self.end),
            duty: at(self.duty),
            strings: if conditions.is_empty() {
                maybe(self.footnotes)
            } else {
                conditions
            },
            conditions,
        };
        take(&measure, GB, sink);
    }
}

/// Reads the answer of `api/v2/commodities/CODE`: the measures on import of one commodity, with what
/// they refer to under `included`.
pub(super) fn json(file: &str, input: impl Read, sink: &mut Sink<'_>) -> Result<(), TariffError> {
    let form = |message: String| TariffError::Form {
        file: file.to_owned(),
        message,
    };
    let answer: Value = serde_json::from_reader(input.take(LARGEST))
        .map_err(|error| form(format!("not well-formed JSON: {error}")))?;
    let code = answer
        .pointer("/data/attributes/goods_nomenclature_item_id")
        .and_then(Value::as_str)
        .ok_or_else(|| form("not a commodity of the UK Tariff: it has no data.attributes.goods_nomenclature_item_id; ask api/v2/commodities/CODE for a code of 10 digits".to_owned()))?;
    let included = Included::new(&answer);
    let wanted = answer
        .pointer("/data/relationships/import_measures/data")
        .and_then(Value::as_array)
        .ok_or_else(|| {
            form("the commodity has no data.relationships.import_measures".to_owned())
        })?;
    for (index, reference) in wanted.iter().enumerate() {
        let line = index as u64 + 1;
        sink.tally.read += 1;
        match included.get(reference) {
            Some(measure) => included.measure(line, code, measure, sink),
            None => sink
                .tally
                .unread(line, None, "the measure does not stand under `included`"),
        }
    }
    Ok(())
}

/// What the parts of an answer refer to, by type and identifier.
struct Included<'a>(BTreeMap<(&'a str, &'a str), &'a Value>);

impl<'a> Included<'a> {
    fn new(answer: &'a Value) -> Self {
        let parts = answer.get("included").and_then(Value::as_array);
        Self(
            parts
                .into_iter()
                .flatten()
                .filter_map(|part| Some((identity(part)?, part)))
                .collect(),
        )
    }

    fn get(&self, reference: &Value) -> Option<&'a Value> {
        self.0.get(&identity(reference)?).copied()
    }

    /// The one part that a relationship names.
    fn one(&self, of: &'a Value, relationship: &str) -> Option<&'a Value> {
        self.get(related(of, relationship)?)
    }

    fn measure(&self, line: u64, code: &'a str, measure: &'a Value, sink: &mut Sink<'_>) {
        let area = related(measure, "geographical_area").and_then(identity);
        let members = self
            .one(measure, "geographical_area")
            .map(|area| ids(area, "children_geographical_areas"))
            .unwrap_or_default();
        let conditional = !ids(measure, "measure_conditions").is_empty();
        let footnotes = !ids(measure, "footnotes").is_empty();
        let kind = related(measure, "measure_type").and_then(identity);
        let taken = Measure {
            line,
            kind: kind.map_or("", |(_, id)| id),
            kind_name: self
                .one(measure, "measure_type")
                .map_or("", |kind| attribute(kind, "description")),
            code,
            area: area.map_or("", |(_, id)| id),
            members,
            excluded: ids(measure, "excluded_countries"),
            additional_code: self
                .one(measure, "additional_code")
                .map_or("", |code| attribute(code, "code")),
            order_number: related(measure, "order_number")
                .and_then(identity)
                .map_or("", |(_, id)| id),
            from: attribute(measure, "effective_start_date"),
            until: attribute(measure, "effective_end_date"),
            duty: self
                .one(measure, "duty_expression")
                .map_or("", |duty| attribute(duty, "base")),
            strings: if conditional || footnotes {
                "conditions"
            } else {
                ""
            },
            conditions: if conditional { "see the measure" } else { "" },
        };
        take(&taken, GB, sink);
    }
}

fn identity(part: &Value) -> Option<(&str, &str)> {
    Some((part.get("type")?.as_str()?, part.get("id")?.as_str()?))
}

fn related<'a>(of: &'a Value, relationship: &str) -> Option<&'a Value> {
    of.get("relationships")?.get(relationship)?.get("data")
}

fn ids<'a>(of: &'a Value, relationship: &str) -> Vec<&'a str> {
    related(of, relationship)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|part| Some(identity(part)?.1))
        .collect()
}

fn attribute<'a>(of: &'a Value, name: &str) -> &'a str {
    of.get("attributes")
        .and_then(|attributes| attributes.get(name))
        .and_then(Value::as_str)
        .unwrap_or_default()
}
