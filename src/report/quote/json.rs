//! Quotes for programs. Their schema stands in `docs/schema/quote.schema.json`.

use serde_json::{Value, json as object};

use super::{ConsignmentQuote, MarketQuote, QuoteRun, definition, law, rounded};
use crate::engine::Unknown;
use crate::lang::Texts;
use crate::quote::{ItemQuote, Margin, QuoteLine, TargetPrice};
use crate::report::finding::said;
use crate::report::json::problem_view;
use crate::value::{Money, shown};

/// Everything as one object.
pub fn json(run: &QuoteRun<'_>) -> serde_json::Result<String> {
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
        .collect::<Result<_, _>>()?;
    let consignments: Vec<Value> = run
        .consignments
        .iter()
        .map(|one| consignment(run, one))
        .collect();
    let report = object!({
        "tidewaiter": env!("CARGO_PKG_VERSION"),
        "rules": run.checker.pack(),
        "tables": tables,
        "tariffs": run.checker.tariffs(),
        "as_of": run.checker.date().to_string(),
        "markets": markets,
        "strict": run.strict,
        "target_margin": run.target.as_ref().map(|(margin, _)| shown(*margin)),
        "inputs": run.inputs,
        "complete": run.complete(),
        "consignments": consignments,
        "problems": problems,
    });
    Ok(serde_json::to_string_pretty(&report)? + "\n")
}

fn consignment(run: &QuoteRun<'_>, one: &ConsignmentQuote) -> Value {
    let quotes: Vec<Value> = one.quotes.iter().map(|market| quote(run, market)).collect();
    object!({
        "name": one.name,
        "file": one.file,
        "line": (one.place.line > 0).then_some(one.place.line),
        "pointer": one.place.pointer(),
        "quotes": quotes,
    })
}

fn quote(run: &QuoteRun<'_>, market: &MarketQuote) -> Value {
    let quote = &market.quote;
    let items: Vec<Value> = quote
        .items
        .iter()
        .enumerate()
        .map(|(index, one)| item(run, one, market.targets.get(index)))
        .collect();
    object!({
        "market": quote.market.to_string(),
        "currency": quote.currency.as_ref().ok().map(ToString::to_string),
        "landed": amount(&quote.landed),
        "known": quote.known.map(|sum| sum.to_string()),
        "items": items,
        "lines": lines(run, &quote.lines),
        "exchange": quote.exchange,
        "presumed": quote.presumed,
        "presumed_zh": said(&quote.presumed, "zh"),
    })
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
    let title =
        |texts: &Texts| object!({ "en": texts.in_language("en"), "zh": texts.in_language("zh") });
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
        "presumed_zh": said(&computed.presumed, "zh"),
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
        "reasons_zh": said(&unknown.reasons, "zh"),
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
