//! The published JSON of what is said: assessments, findings, quotes, and why there is none. It is made
//! here and nowhere else, for programs that use the library and for the reports of the command line; its
//! schemas stand in `docs/schema/`.
//!
//! A view borrows what it shows and is written as it goes. Sentences are English; in Chinese they stand
//! beside it, under the same name with `_zh`.

mod finding;
mod quote;
mod rules;

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::Serialize;

pub use finding::{AssessmentView, FindingView, ProblemView};
pub use quote::{QuoteView, Rounded, rounded};

use crate::assessment::{Assessment, Finding};
use crate::checker::Checker;
use crate::engine::Unknown;
use crate::error::CheckError;
use crate::pack::RulePack;
use crate::quote::{Quote, TargetPrice};
use crate::sentence::{MessageLanguage, Sentence};

/// A view that also displays: as JSON in one line, in which characters that a terminal obeys are escaped.
#[derive(Serialize)]
#[serde(transparent)]
struct Json<V>(V);

impl<V: Serialize> Display for Json<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = tidewaiter_value::inert::to_string(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl Assessment {
    /// The assessment as JSON, `assessment` in `docs/schema/report.schema.json`: its findings, problems and
    /// obstacles, and whether it is clear. In Chinese, reasons and the like stand beside the English;
    /// findings speak the language of the checker.
    ///
    /// ```
    /// use tidewaiter::{Checker, MessageLanguage, Settings};
    ///
    /// let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
    /// let assessment = checker.check_json(r#"{ "id": "SKU-1", "clases": ["laptop"] }"#)?;
    /// let json = assessment.to_json(MessageLanguage::English).to_string();
    /// assert!(json.contains(r#""clear":false"#));
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    pub fn to_json(&self, language: MessageLanguage) -> impl Serialize + Display {
        Json(AssessmentView::of(self, language))
    }
}

impl Finding {
    /// The finding as JSON, `finding` in `docs/schema/report.schema.json`: what a line of the program's
    /// NDJSON says.
    pub fn to_json(&self, language: MessageLanguage) -> impl Serialize + Display {
        Json(FindingView::of(self, language))
    }
}

impl Checker {
    /// A quote of this checker as JSON, `quote` in `docs/schema/quote.schema.json`, with the prices that
    /// [`Checker::prices_for_margin`] gave; `&[]` where none were asked for.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
    /// let shirt = checker.record_from_json(r#"{ "title": "T-shirt", "price": "20 EUR" }"#)?;
    /// for quote in checker.quote(&[shirt]) {
    ///     println!("{}", checker.quote_to_json(&quote, &[]));
    /// }
    /// # Ok::<(), tidewaiter::CheckError>(())
    /// ```
    pub fn quote_to_json<'a>(
        &'a self,
        quote: &'a Quote,
        prices: &'a [Result<TargetPrice, Unknown>],
    ) -> impl Serialize + Display {
        Json(QuoteView::alone(quote, prices, self.tariffs()))
    }
}

impl RulePack {
    /// What a careful author would change in the rules, as JSON: a list of `diagnostic` in
    /// `docs/schema/error.schema.json`.
    pub fn warnings_to_json(&self) -> impl Serialize + Display {
        let rules = self.rules();
        Json(rules::all(&rules.warnings, &rules.sources))
    }
}

impl CheckError {
    /// The error as JSON, `docs/schema/error.schema.json`: its code, what it says, and of rules that do
    /// not load every mistake with its place.
    ///
    /// ```
    /// use tidewaiter::{Checker, Settings};
    ///
    /// let error = Checker::standard(Settings::new().market("DE")).unwrap_err();
    /// assert!(error.to_json().to_string().starts_with(r#"{"code":"TW2002","#));
    /// ```
    pub fn to_json(&self) -> impl Serialize + Display {
        Json(rules::ErrorView::of(self))
    }
}

/// The Chinese of sentences.
fn chinese<'a>(sentences: impl IntoIterator<Item = &'a Sentence>) -> Vec<Cow<'a, str>> {
    sentences.into_iter().map(Sentence::chinese).collect()
}
