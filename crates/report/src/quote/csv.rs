//! Quotes as a table: a line of a quote a row.

use std::io;

use super::{QuoteRun, law, missing, row};
use crate::csv::inert;
use crate::engine::Unknown;
use crate::sentence::MessageLanguage;
use crate::value::{Money, shown};
use crate::visible::lines;
use tidewaiter_checker::json::rounded;
use tidewaiter_engine::quote::{ItemQuote, QuoteLine};

/// The columns, in their order.
const COLUMNS: [&str; 24] = [
    "file",
    "line_in_file",
    "consignment",
    "market",
    "as_of",
    "item",
    "id",
    "title",
    "kind",
    "name",
    "label",
    "state",
    "amount",
    "currency",
    "base",
    "rate",
    "relief",
    "rounding",
    "collected_at",
    "rows",
    "exchange",
    "law",
    "confidence",
    "missing",
];

/// What the rows of one quote have in common.
struct Context {
    language: MessageLanguage,
    start: Vec<String>,
}

/// The quotes as CSV. Besides the lines there is a row `landed` for every item and consignment, and
/// `margin` and `price` where these were asked for.
///
/// # Errors
///
/// Those of the writer.
pub fn csv(
    run: &QuoteRun<'_>,
    language: MessageLanguage,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for consignment in &run.consignments {
        for market in &consignment.quotes {
            let quote = &market.quote;
            let line = consignment.place.line;
            let context = Context {
                language,
                start: vec![
                    inert(&consignment.file).into_owned(),
                    if line > 0 {
                        line.to_string()
                    } else {
                        String::new()
                    },
                    inert(consignment.name.as_deref().unwrap_or_default()).into_owned(),
                    quote.market.to_string(),
                    quote.as_of.to_string(),
                ],
            };
            for (index, item) in quote.items.iter().enumerate() {
                for line in &item.lines {
                    writer.write_record(context.line(Some((index, item)), line))?;
                }
                writer.write_record(context.sum(
                    Some((index, item)),
                    "landed",
                    &item.landed,
                    "",
                ))?;
                if let Some(margin) = &item.margin {
                    let rate = margin
                        .as_ref()
                        .ok()
                        .and_then(tidewaiter_engine::quote::Margin::percent);
                    let profit = margin.as_ref().map(|m| m.profit).map_err(Clone::clone);
                    let rate = rate.map(|p| format!("{p} %")).unwrap_or_default();
                    writer.write_record(context.sum(
                        Some((index, item)),
                        "margin",
                        &profit,
                        &rate,
                    ))?;
                }
                if let Some(target) = market.targets.get(index) {
                    let price = target
                        .as_ref()
                        .map(|price| price.with_ending.unwrap_or(price.lowest))
                        .map_err(Clone::clone);
                    writer.write_record(context.sum(Some((index, item)), "price", &price, ""))?;
                }
            }
            for line in &quote.lines {
                writer.write_record(context.line(None, line))?;
            }
            writer.write_record(context.sum(None, "landed", &quote.landed, ""))?;
        }
    }
    writer.flush()
}

impl Context {
    fn start(&self, item: Option<(usize, &ItemQuote)>) -> Vec<String> {
        let mut cells = self.start.clone();
        match item {
            Some((index, item)) => cells.extend([
                (index + 1).to_string(),
                inert(item.id.as_deref().unwrap_or_default()).into_owned(),
                inert(item.title.as_deref().unwrap_or_default()).into_owned(),
            ]),
            None => cells.extend([String::new(), String::new(), String::new()]),
        }
        cells
    }

    fn line(&self, item: Option<(usize, &ItemQuote)>, line: &QuoteLine) -> Vec<String> {
        let mut cells = self.start(item);
        let charge = &*line.definition;
        let computed = &line.line;
        let (amount, currency, why) = money(&computed.amount, self.language);
        let joined = |texts: &mut dyn Iterator<Item = String>| texts.collect::<Vec<_>>().join("; ");
        let texts = [
            charge.kind.to_string(),
            charge.name.to_string(),
            charge.title.in_language(self.language).to_owned(),
            computed.state.word().to_owned(),
            amount,
            currency,
            computed
                .base
                .map(|base| base.to_string())
                .unwrap_or_default(),
            computed.rate.clone().unwrap_or_default(),
            computed
                .relief
                .as_ref()
                .map(|(name, law)| format!("{name}: {law}"))
                .unwrap_or_default(),
            rounded(computed, charge)
                .map(|r| format!("{} {}", r.mode, shown(r.step)))
                .unwrap_or_default(),
            computed.collected.to_string(),
            joined(&mut computed.rows.iter().map(|one| row(one, self.language))),
            joined(&mut computed.exchange.iter().cloned()),
            law(charge),
            line.confidence().to_string(),
            why,
        ];
        cells.extend(texts.iter().map(|text| lines(text).into_owned()));
        cells
    }

    fn sum(
        &self,
        item: Option<(usize, &ItemQuote)>,
        kind: &str,
        sum: &Result<Money, Unknown>,
        rate: &str,
    ) -> Vec<String> {
        let mut cells = self.start(item);
        let (amount, currency, why) = money(sum, self.language);
        let state = if sum.is_ok() { "known" } else { "undetermined" };
        cells.extend([kind, kind, "", state].map(str::to_owned));
        cells.extend([amount, currency, String::new(), rate.to_owned()]);
        cells.resize(COLUMNS.len() - 1, String::new());
        cells.push(lines(&why).into_owned());
        cells
    }
}

/// Amount, currency, and what is missing.
fn money(amount: &Result<Money, Unknown>, language: MessageLanguage) -> (String, String, String) {
    match amount {
        Ok(money) => {
            let text = money.to_string();
            let (amount, currency) = text.split_once(' ').unwrap_or((&text, ""));
            (amount.to_owned(), currency.to_owned(), String::new())
        }
        Err(unknown) => {
            let missing = missing(unknown, language).join("; ");
            (String::new(), String::new(), missing)
        }
    }
}
