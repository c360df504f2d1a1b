//! What a run found, for people and for programs: one file a form.
//!
//! A [`Writer`] is told one product after another and writes as it goes, so that a catalogue need not
//! fit into memory; a [`Report`] feeds it and keeps the numbers.

mod human;
mod json;
mod quote;
mod tariff;

pub use quote::{ConsignmentQuote, MarketQuote, QuoteRun};
pub use tariff::{tariff, tariff_rows};

/// The forms in which quotes are reported.
pub mod quote_reports {
    pub use super::quote::{csv, human, json};
}
mod tally;

use std::collections::BTreeMap;
use std::io::{self, Write};

pub use tally::{MarketTally, Tally, Totals};

use crate::catalog::InputProblem;
use crate::record::RawRecord;
use crate::{Assessment, Checker};

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object.
    Json,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// A writer of this form.
    pub fn writer(self) -> Box<dyn Writer> {
        match self {
            Self::Human => Box::<human::Human>::default(),
            Self::Json => Box::<json::Json>::default(),
            Self::Ndjson => Box::new(json::Ndjson),
        }
    }

    /// A broken run of this form can be gone on with: nothing of its end depends on more than the
    /// numbers.
    pub fn is_resumable(self) -> bool {
        self == Self::Ndjson
    }
}

/// What holds for the whole of a report.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The checker, with its rules, markets and date.
    pub checker: &'a Checker,
    /// Presumptions were switched off.
    pub strict: bool,
    /// The language, `en` or `zh`.
    pub language: &'a str,
    /// Undetermined rules are told one by one where a report would else only count them.
    pub all: bool,
}

/// A product of a report.
#[derive(Debug, Clone, Copy)]
pub struct Product<'a> {
    /// What the rules say about it.
    pub assessment: &'a Assessment,
    /// The row or object that it came from, if the report has it.
    pub raw: Option<&'a RawRecord>,
}

/// Writes a report of one form. The methods are called in the order in which they stand here, those
/// in the middle any number of times and in any mixture.
pub trait Writer {
    /// Begins.
    fn start(&mut self, setting: &Setting<'_>, out: &mut dyn Write) -> io::Result<()> {
        let _ = (setting, out);
        Ok(())
    }

    /// Tells a product.
    fn product(
        &mut self,
        product: Product<'_>,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Tells what could not be read.
    fn problem(
        &mut self,
        problem: &InputProblem,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Ends, with the numbers of everything that was told.
    fn finish(
        &mut self,
        tally: &Tally,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()>;
}

/// A report that is being written.
pub struct Report<'a, W: Write> {
    setting: Setting<'a>,
    writer: Box<dyn Writer>,
    tally: Tally,
    out: W,
}

impl<'a, W: Write> Report<'a, W> {
    /// Begins a report.
    pub fn start(format: Format, setting: Setting<'a>, mut out: W) -> io::Result<Self> {
        let mut writer = format.writer();
        writer.start(&setting, &mut out)?;
        Ok(Self {
            setting,
            writer,
            tally: Tally::default(),
            out,
        })
    }

    /// Goes on with a report that was broken off, of a form that [is resumable](Format::is_resumable):
    /// `out` is at its end, and `tally` counts what stands in it.
    pub fn resume(format: Format, setting: Setting<'a>, out: W, tally: Tally) -> Self {
        Self {
            setting,
            writer: format.writer(),
            tally,
            out,
        }
    }

    /// Adds a product.
    pub fn product(&mut self, assessment: &Assessment, raw: Option<&RawRecord>) -> io::Result<()> {
        self.tally.add(assessment);
        let product = Product { assessment, raw };
        self.writer.product(product, &self.setting, &mut self.out)
    }

    /// Adds something that could not be read.
    pub fn problem(&mut self, problem: &InputProblem) -> io::Result<()> {
        self.tally.add_problem(problem);
        self.writer.problem(problem, &self.setting, &mut self.out)
    }

    /// Adds a file that was read to its end.
    pub fn input(&mut self, input: InputSummary) {
        self.tally.inputs.push(input);
    }

    /// The numbers so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// What it is written to.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Ends the report, and gives its numbers and what it was written to.
    pub fn finish(mut self) -> io::Result<(Tally, W)> {
        self.writer
            .finish(&self.tally, &self.setting, &mut self.out)?;
        self.out.flush()?;
        Ok((self.tally, self.out))
    }
}

/// A file of a run.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct InputSummary {
    /// The name.
    pub file: String,
    /// What it turned out to be.
    pub format: Option<String>,
    /// The records read from it.
    pub records: u64,
    /// The records, cells and files that could not be read.
    pub unread: u64,
    /// Why not: the codes of those problems, and how often each occurred.
    pub reasons: BTreeMap<String, u64>,
}

/// A text as the cell of a table that spreadsheets open: what they would take for a formula is put
/// behind an apostrophe.
fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// An input problem as programs read it.
fn problem_view(problem: &InputProblem) -> serde_json::Result<serde_json::Value> {
    serde_json::to_value(json::view(problem))
}
