//! What a consignment costs, as programs read it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::chinese;
use super::finding::ProblemView;
use crate::checker::TariffInfo;
use crate::engine::{ChargeLine, RowUsed, Step, Unknown, presumed_sentences};
use crate::lang::{Charge, Confidence, PackInfo, Texts};
use crate::quote::{ItemQuote, Margin, Quote, QuoteLine, TargetPrice};
use crate::sentence::{MessageLanguage, Sentence};
use crate::value::{Decimal, Money, Rounding, shown};

/// What is known, or what is missing to tell it.
#[derive(Serialize)]
#[serde(untagged)]
enum Told<'a, K> {
    Known(K),
    Missing(MissingView<'a>),
}

/// What is missing, the reasons in both languages.
#[derive(Serialize)]
struct MissingView<'a> {
    needs: &'a BTreeSet<Arc<str>>,
    reasons: &'a BTreeSet<Sentence>,
    reasons_zh: Vec<Cow<'a, str>>,
}

impl<'a, K> Told<'a, K> {
    fn of<T>(told: &'a Result<T, Unknown>, known: impl FnOnce(&T) -> K) -> Self {
        match told {
            Ok(value) => Self::Known(known(value)),
            Err(why) => Self::Missing(MissingView {
                needs: &why.needs,
                reasons: &why.reasons,
                reasons_zh: chinese(&why.reasons),
            }),
        }
    }
}

#[derive(Serialize)]
struct AmountView {
    value: String,
}

fn amount(amount: &Result<Money, Unknown>) -> Told<'_, AmountView> {
    Told::of(amount, |money| AmountView {
        value: money.to_string(),
    })
}

#[derive(Serialize)]
struct MarginView {
    revenue: String,
    expenses: String,
    profit: String,
    percent: Option<String>,
}

impl MarginView {
    fn of(margin: &Margin) -> Self {
        Self {
            revenue: margin.revenue.to_string(),
            expenses: margin.expenses.to_string(),
            profit: margin.profit.to_string(),
            percent: margin.percent().map(|percent| percent.to_string()),
        }
    }
}

#[derive(Serialize)]
struct PriceView {
    lowest: String,
    with_ending: Option<String>,
}

impl PriceView {
    fn of(price: &TargetPrice) -> Self {
        Self {
            lowest: price.lowest.to_string(),
            with_ending: price.with_ending.map(|price| price.to_string()),
        }
    }
}

/// How the amount of a line was rounded.
pub struct Rounded {
    /// The mode.
    pub mode: Rounding,
    /// The step.
    pub step: Decimal,
    /// The amount before.
    pub before: Money,
}

/// The rounding of a line, where it changed the amount.
pub fn rounded(line: &ChargeLine, charge: &Charge) -> Option<Rounded> {
    let (mode, step) = charge.rounding?;
    let before = line.unrounded?;
    let coin = Decimal::new(1, before.currency.minor_units());
    Some(Rounded {
        mode,
        step: step.unwrap_or(coin),
        before,
    })
}

#[derive(Serialize)]
struct RoundingView {
    mode: String,
    step: String,
    before: String,
}

#[derive(Serialize)]
struct TextsView<'a> {
    en: &'a str,
    zh: &'a str,
}

impl<'a> TextsView<'a> {
    fn of(texts: &'a Texts) -> Self {
        let [en, zh] = MessageLanguage::BOTH.map(|language| texts.in_language(language));
        Self { en, zh }
    }
}

#[derive(Serialize)]
struct RowView<'a> {
    table: &'a str,
    line: u64,
    keys: &'a str,
    source: Option<&'a str>,
    confidence: Option<&'static str>,
}

impl<'a> RowView<'a> {
    fn of(row: &'a RowUsed) -> Self {
        Self {
            table: &row.table,
            line: row.line,
            keys: &row.keys,
            source: row.source.as_deref(),
            confidence: row.confidence.map(Confidence::word),
        }
    }
}

#[derive(Serialize)]
struct ReliefView<'a> {
    name: &'a str,
    law: &'a str,
}

#[derive(Serialize)]
struct LineView<'a> {
    definition: &'a str,
    kind: String,
    title: TextsView<'a>,
    state: &'static str,
    amount: Told<'a, AmountView>,
    base: Option<String>,
    rate: Option<&'a str>,
    relief: Option<ReliefView<'a>>,
    rounding: Option<RoundingView>,
    collected_at: String,
    rows: Vec<RowView<'a>>,
    exchange: &'a BTreeSet<String>,
    reads: &'a BTreeSet<Arc<str>>,
    presumed: BTreeSet<Sentence>,
    presumed_zh: Vec<String>,
    law: String,
    confidence: &'static str,
    note: Option<TextsView<'a>>,
    steps: Option<Vec<String>>,
}

impl<'a> LineView<'a> {
    fn of(line: &'a QuoteLine) -> Self {
        let charge = &*line.definition;
        let computed = &*line.line;
        let rounding = rounded(computed, charge).map(|rounded| RoundingView {
            mode: rounded.mode.to_string(),
            step: shown(rounded.step),
            before: rounded.before.to_string(),
        });
        let relief = computed.relief.as_ref();
        let cite: Vec<String> = charge.cite.iter().map(ToString::to_string).collect();
        let steps: Vec<String> = computed.steps.iter().map(step).collect();
        let presumed = presumed_sentences(&computed.presumed);
        Self {
            definition: line.id(),
            kind: charge.kind.to_string(),
            title: TextsView::of(&charge.title),
            state: computed.state.word(),
            amount: amount(&computed.amount),
            base: computed.base.map(|base| base.to_string()),
            rate: computed.rate.as_deref(),
            relief: relief.map(|(name, law)| ReliefView { name, law }),
            rounding,
            collected_at: computed.collected.to_string(),
            rows: computed.rows.iter().map(RowView::of).collect(),
            exchange: &computed.exchange,
            reads: &computed.reads,
            presumed_zh: chinese(&presumed)
                .into_iter()
                .map(Cow::into_owned)
                .collect(),
            presumed,
            law: cite.join("; "),
            confidence: line.confidence().word(),
            note: (!charge.notes.0.is_empty()).then(|| TextsView::of(&charge.notes)),
            steps: (!steps.is_empty()).then_some(steps),
        }
    }
}

fn step(step: &Step) -> String {
    format!("{} = {}", step.text, step.result)
}

fn lines(lines: &[QuoteLine]) -> Vec<LineView<'_>> {
    lines.iter().map(LineView::of).collect()
}

#[derive(Serialize)]
struct ItemView<'a> {
    id: Option<&'a str>,
    title: Option<&'a str>,
    quantity: Option<String>,
    landed: Told<'a, AmountView>,
    lines: Vec<LineView<'a>>,
    margin: Option<Told<'a, MarginView>>,
    price: Option<Told<'a, PriceView>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemView<'a>>,
}

impl<'a> ItemView<'a> {
    fn of(item: &'a ItemQuote, price: Option<&'a Result<TargetPrice, Unknown>>) -> Self {
        let margin = item.margin.as_ref();
        Self {
            id: item.id.as_deref(),
            title: item.title.as_deref(),
            quantity: item.quantity.map(shown),
            landed: amount(&item.landed),
            lines: lines(&item.lines),
            margin: margin.map(|margin| Told::of(margin, MarginView::of)),
            price: price.map(|price| Told::of(price, PriceView::of)),
            problems: item
                .problems
                .iter()
                .map(|problem| ProblemView::of(problem, MessageLanguage::Chinese))
                .collect(),
        }
    }
}

/// The items, each made when its turn to be written comes.
struct ItemsView<'a>(&'a Quote, &'a [Result<TargetPrice, Unknown>]);

impl Serialize for ItemsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(quote, prices) = *self;
        let items = quote.items.iter().enumerate();
        serializer.collect_seq(items.map(|(index, item)| ItemView::of(item, prices.get(index))))
    }
}

/// By what a quote was made.
#[derive(Serialize)]
struct MadeView<'a> {
    as_of: String,
    rules: &'a PackInfo,
    tariffs: &'a [TariffInfo],
}

/// What a consignment costs at one destination.
#[derive(Serialize)]
pub struct QuoteView<'a> {
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    made: Option<MadeView<'a>>,
    market: String,
    currency: Option<String>,
    landed: Told<'a, AmountView>,
    known: Option<String>,
    items: ItemsView<'a>,
    lines: Vec<LineView<'a>>,
    exchange: &'a BTreeSet<String>,
    presumed: &'a BTreeSet<Sentence>,
    presumed_zh: Vec<Cow<'a, str>>,
}

impl<'a> QuoteView<'a> {
    /// The view of a quote, with a price for each item, where they were asked for; for a report, which
    /// says once by which rules and tariffs of which day its quotes were made.
    pub fn of(quote: &'a Quote, prices: &'a [Result<TargetPrice, Unknown>]) -> Self {
        Self {
            made: None,
            market: quote.market.to_string(),
            currency: quote.currency.as_ref().ok().map(ToString::to_string),
            landed: amount(&quote.landed),
            known: quote.known.map(|sum| sum.to_string()),
            items: ItemsView(quote, prices),
            lines: lines(&quote.lines),
            exchange: &quote.exchange,
            presumed: &quote.presumed,
            presumed_zh: chinese(&quote.presumed),
        }
    }

    /// The same, of a quote that stands alone: with the day, the rules and the tariffs.
    pub fn alone(
        quote: &'a Quote,
        prices: &'a [Result<TargetPrice, Unknown>],
        tariffs: &'a [TariffInfo],
    ) -> Self {
        let made = MadeView {
            as_of: quote.as_of.to_string(),
            rules: &quote.rules,
            tariffs,
        };
        Self {
            made: Some(made),
            ..Self::of(quote, prices)
        }
    }
}
