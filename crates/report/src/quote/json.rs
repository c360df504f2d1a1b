//! Quotes for programs. Their schema stands in `docs/schema/quote.schema.json`.

use std::io;

use serde::ser::{Error as _, SerializeMap as _};
use serde::{Serialize, Serializer};
use serde_json::{Value, json as object};

use super::{ConsignmentQuote, MarketQuote, QuoteRun, definition, law, rounded};
use crate::engine::Unknown;
use crate::finding::said;
use crate::inert;
use crate::json::problem_view;
use crate::lang::Texts;
use crate::sentence::MessageLanguage;
use crate::value::{Money, shown};
use tidewaiter_engine::quote::{ItemQuote, Margin, QuoteLine, TargetPrice};

/// Everything as one object, written item by item.
///
/// # Errors
///
/// Those of the writer.
pub fn json(run: &QuoteRun<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    inert::to_writer_pretty(&mut *out, &Report(run))?;
    out.write_all(b"\n")
}

/// A list of which each element is made when its turn to be written comes.
struct Each<F>(F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

struct Report<'r, 'a>(&'r QuoteRun<'a>);

impl Serialize for Report<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let run = self.0;
        let markets: Vec<String> = run
            .checker
            .markets()
            .iter()
            .map(ToString::to_string)
            .collect();
        let tables: Vec<Value> = run
            .tables()
            .iter()
            .map(|table| {
                object!({
                    "name": table.name,
                    "hash": table.hash,
                    "as_of": table.as_of.map(|day| day.to_string()),
                    "review_by": table.review_by.map(|day| day.to_string()),
                    "stale": table.stale,
                })
            })
            .collect();
        let problems: Vec<Value> = run
            .problems
            .iter()
            .map(problem_view)
            .collect::<Result<_, _>>()
            .map_err(S::Error::custom)?;
        let margin = run.target.as_ref().map(|(margin, _)| shown(*margin));
        let consignments = || run.consignments.iter().map(|one| Consigned(run, one));
        let mut report = serializer.serialize_map(None)?;
        report.serialize_entry("tidewaiter", env!("CARGO_PKG_VERSION"))?;
        report.serialize_entry("rules", run.checker.pack())?;
        report.serialize_entry("tables", &tables)?;
        report.serialize_entry("tariffs", run.checker.tariffs())?;
        report.serialize_entry("as_of", &run.checker.date().to_string())?;
        report.serialize_entry("markets", &markets)?;
        report.serialize_entry("strict", &run.strict)?;
        report.serialize_entry("target_margin", &margin)?;
        report.serialize_entry("inputs", &run.inputs)?;
        report.serialize_entry("complete", &run.complete())?;
        report.serialize_entry("consignments", &Each(consignments))?;
        report.serialize_entry("problems", &problems)?;
        report.end()
    }
}

struct Consigned<'r, 'a>(&'r QuoteRun<'a>, &'r ConsignmentQuote);

impl Serialize for Consigned<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(run, one) = *self;
        let quotes = || one.quotes.iter().map(|market| Quoted(run, market));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &one.name)?;
        map.serialize_entry("file", &one.file)?;
        map.serialize_entry("line", &(one.place.line > 0).then_some(one.place.line))?;
        map.serialize_entry("pointer", &one.place.pointer())?;
        map.serialize_entry("quotes", &Each(quotes))?;
        map.end()
    }
}

struct Quoted<'r, 'a>(&'r QuoteRun<'a>, &'r MarketQuote);

impl Serialize for Quoted<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(run, market) = *self;
        let quote = &market.quote;
        let items = || {
            let numbered = quote.items.iter().enumerate();
            numbered.map(|(index, one)| item(run, one, market.targets.get(index)))
        };
        let currency = quote.currency.as_ref().ok().map(ToString::to_string);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("market", &quote.market.to_string())?;
        map.serialize_entry("currency", &currency)?;
        map.serialize_entry("landed", &amount(&quote.landed))?;
        map.serialize_entry("known", &quote.known.map(|sum| sum.to_string()))?;
        map.serialize_entry("items", &Each(items))?;
        map.serialize_entry("lines", &lines(run, &quote.lines))?;
        map.serialize_entry("exchange", &quote.exchange)?;
        map.serialize_entry("presumed", &quote.presumed)?;
        map.serialize_entry(
            "presumed_zh",
            &said(&quote.presumed, MessageLanguage::Chinese),
        )?;
        map.end()
    }
}

fn item(
    run: &QuoteRun<'_>,
    item: &ItemQuote,
    target: Option<&Result<TargetPrice, Unknown>>,
) -> Value {
    object!({
        "id": item.id,
        "title": item.title,
        "quantity": item.quantity.map(shown),
        "landed": amount(&item.landed),
        "lines": lines(run, &item.lines),
        "margin": item.margin.as_ref().map(margin),
        "price": target.map(price),
    })
}

fn lines(run: &QuoteRun<'_>, lines: &[QuoteLine]) -> Vec<Value> {
    lines.iter().filter_map(|one| line(run, one)).collect()
}

fn line(run: &QuoteRun<'_>, line: &QuoteLine) -> Option<Value> {
    let charge = definition(run, line)?;
    let computed = &line.line;
    let rows: Vec<Value> = computed
        .rows
        .iter()
        .map(|row| {
            object!({
                "table": row.table,
                "line": row.line,
                "keys": row.keys,
                "source": row.source,
                "confidence": row.confidence.map(|c| c.to_string()),
            })
        })
        .collect();
    let rounding = rounded(computed, charge).map(|rounded| {
        object!({
            "mode": rounded.mode.to_string(),
            "step": shown(rounded.step),
            "before": rounded.before,
        })
    });
    let title = |texts: &Texts| object!({ "en": texts.in_language(MessageLanguage::English), "zh": texts.in_language(MessageLanguage::Chinese) });
    let notes = (!charge.notes.0.is_empty()).then(|| title(&charge.notes));
    let steps: Vec<String> = computed.steps.iter().map(step).collect();
    Some(object!({
        "definition": charge.id,
        "kind": charge.kind.to_string(),
        "title": title(&charge.title),
        "state": computed.state.word(),
        "amount": amount(&computed.amount),
        "base": computed.base.map(|base| base.to_string()),
        "rate": computed.rate,
        "relief": computed.relief.as_ref().map(|(name, law)| object!({ "name": name, "law": law })),
        "rounding": rounding,
        "collected_at": computed.collected.to_string(),
        "rows": rows,
        "exchange": computed.exchange,
        "reads": computed.reads,
        "presumed": computed.presumed,
        "presumed_zh": said(&computed.presumed, MessageLanguage::Chinese),
        "law": law(charge),
        "confidence": line.confidence(run.checker.rules()).to_string(),
        "note": notes,
        "steps": (!steps.is_empty()).then_some(steps),
    }))
}

fn step(step: &crate::engine::Step) -> String {
    format!("{} = {}", step.text, step.result)
}

/// What is missing, the reasons in both languages.
fn unknown(unknown: &Unknown) -> Value {
    object!({
        "needs": unknown.needs,
        "reasons": unknown.reasons,
        "reasons_zh": said(&unknown.reasons, MessageLanguage::Chinese),
    })
}

/// A sum of money, or what is missing to tell it.
fn amount(amount: &Result<Money, Unknown>) -> Value {
    match amount {
        Ok(money) => object!({ "value": money.to_string() }),
        Err(why) => unknown(why),
    }
}

fn margin(margin: &Result<Margin, Unknown>) -> Value {
    match margin {
        Ok(margin) => object!({
            "revenue": margin.revenue.to_string(),
            "expenses": margin.expenses.to_string(),
            "profit": margin.profit.to_string(),
            "percent": margin.percent().map(|p| p.to_string()),
        }),
        Err(why) => unknown(why),
    }
}

fn price(price: &Result<TargetPrice, Unknown>) -> Value {
    match price {
        Ok(price) => object!({
            "lowest": price.lowest.to_string(),
            "with_ending": price.with_ending.map(|p| p.to_string()),
        }),
        Err(why) => unknown(why),
    }
}
