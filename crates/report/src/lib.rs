//! What a run found, for people and for programs: one file a form.
//!
//! A [`Writer`] is told one product after another and writes as it goes, so that a catalogue need not
//! fit into memory; a [`Report`] feeds it and keeps the numbers.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know that there is a command line, nor evaluate anything.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::todo,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

use tidewaiter_catalog as catalog;
use tidewaiter_checker::{Assessment, Checker, Finding, RecordRef};
use tidewaiter_engine as engine;
use tidewaiter_lang as lang;
use tidewaiter_value::{self as value, inert, record, sentence};

mod amazon;
mod csv;
pub mod diagnostics;
mod finding;
mod github;
mod google;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod quote;
mod sarif;
mod table;
mod tally;
mod tariff;
pub mod visible;
mod words;
mod xlsx;

use std::io::{self, Write};

pub use quote::{ConsignmentQuote, MarketQuote, QuoteRun};
pub use tally::{MarketTally, RuleTally, Step, Tally};
pub use tariff::{tariff, tariff_rows};
pub use tidewaiter_run::{InputSummary, TableSummary, Totals};

/// The forms in which quotes are reported.
pub mod quote_reports {
    pub use super::quote::{csv, human, json};
}

use crate::catalog::{InputProblem, ReadOptions};
use crate::lang::{Edition, Severity};
use crate::record::RawRecord;
use crate::sentence::MessageLanguage;

macro_rules! formats {
    ($($name:ident $word:literal $purpose:literal)*) => {
        /// The form of a report. `docs/reports.md` says what each one is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Format {
            $(#[doc = $purpose] $name,)*
        }

        impl Format {
            /// Every form.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The word by which it is asked for.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// What it is for, without full stop.
            pub fn purpose(self) -> &'static str {
                match self { $(Self::$name => $purpose,)* }
            }
        }
    };
}

formats! {
    Human "human" "For people, in a terminal"
    Json "json" "One JSON object"
    Ndjson "ndjson" "One JSON object a line"
    Csv "csv" "A table with a row a finding, for programs"
    Sarif "sarif" "SARIF 2.1.0, for code scanning"
    Junit "junit" "JUnit XML, for the test reports of a CI server"
    Github "github" "Annotations of GitHub Actions"
    Markdown "markdown" "Markdown, for a pull request"
    Html "html" "One page for a browser, to look through and to send on, in English and Chinese"
    Xlsx "xlsx" "A workbook: your own table with a column of findings and coloured cells, to mend it in"
    Google "google" "JSON in the shape of Google's item-level issues (Merchant API)"
    Amazon "amazon" "JSON in the shape of Amazon's listing issues (Listings Items API)"
}

impl Format {
    /// The report consists of bytes that no terminal can show.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Xlsx)
    }

    /// The report has English and Chinese in it, whatever the language asked for.
    pub fn is_bilingual(self) -> bool {
        matches!(self, Self::Html | Self::Xlsx)
    }

    /// A writer of this form.
    pub fn writer(self) -> Box<dyn Writer> {
        match self {
            Self::Human => Box::<human::Human>::default(),
            Self::Json => Box::<json::Json>::default(),
            Self::Ndjson => Box::new(json::Ndjson),
            Self::Csv => Box::new(csv::Csv),
            Self::Sarif => Box::<sarif::Sarif>::default(),
            Self::Junit => Box::<junit::Junit>::default(),
            Self::Github => Box::<github::Github>::default(),
            Self::Markdown => Box::<markdown::Markdown>::default(),
            Self::Html => Box::<html::Html>::default(),
            Self::Xlsx => Box::<xlsx::Xlsx>::default(),
            Self::Google => Box::<google::Google>::default(),
            Self::Amazon => Box::<amazon::Amazon>::default(),
        }
    }
}

/// What holds for the whole of a report.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The checker, with its rules, markets and date.
    pub checker: &'a Checker,
    /// The language.
    pub language: MessageLanguage,
    /// How often reports for people tell one and the same rule before they count; 0 is always.
    pub limit: usize,
    /// Undetermined rules are told one by one where a report would else only count them.
    pub all: bool,
    /// A market has no rules, or none that was selected, so that no product is ready. A report finds
    /// that out itself.
    pub uncovered: bool,
    /// From which severity on a violation fails a test; nothing does if none is given.
    pub fail_on: Option<Severity>,
    /// How the files of the records are read, where they can be read once more: a workbook then has
    /// their tables as they are. Without it, it has a row a record.
    pub reading: Option<&'a ReadOptions>,
}

impl<'a> Setting<'a> {
    /// English, a rule told ten times, failing from errors on.
    pub fn new(checker: &'a Checker) -> Self {
        Self {
            checker,
            language: MessageLanguage::English,
            limit: 10,
            all: false,
            uncovered: false,
            fail_on: Some(Severity::Error),
            reading: None,
        }
    }
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

    /// Tells of a product that is not checked, as it is a draft, archived or hidden. Most forms have
    /// only the number of those.
    fn left_out(
        &mut self,
        record: &RecordRef,
        setting: &Setting<'_>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let _ = (record, setting, out);
        Ok(())
    }

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
///
/// ```
/// use tidewaiter_checker::{Checker, Settings};
/// use tidewaiter_report::{Format, Report, Setting};
///
/// let checker = Checker::standard(Settings::new().market("DE").as_of("2026-11-24"))?;
/// let mut report = Report::start(Format::Csv, Setting::new(&checker), Vec::new())?;
/// let record = checker.record_from_json(r#"{ "id": "1", "title": "Laptop", "classes": ["laptop"] }"#)?;
/// report.product(&checker.check(&record), None)?;
/// let (tally, csv) = report.finish()?;
/// assert_eq!(tally.totals.records, 1);
/// assert!(csv.starts_with(b"kind,record,title"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
        let mut report = Self {
            setting,
            writer,
            tally: Tally::default(),
            out,
        };
        report.select(&|_| true);
        Ok(report)
    }

    /// Says which rules were selected, before the first product: a market in which none of them is in
    /// force is not one in which nothing was found.
    pub fn select(&mut self, selected: &dyn Fn(&Edition) -> bool) {
        let without = self.setting.checker.markets_without(selected);
        self.tally.no_rules = without.iter().map(ToString::to_string).collect();
        self.setting.uncovered = !self.tally.no_rules.is_empty();
    }

    /// Adds a product.
    pub fn product(&mut self, assessment: &Assessment, raw: Option<&RawRecord>) -> io::Result<()> {
        self.tally.add(assessment);
        let product = Product { assessment, raw };
        self.writer.product(product, &self.setting, &mut self.out)
    }

    /// Adds a product that is not checked, as it is a draft, archived or hidden.
    pub fn left_out(&mut self, record: &RecordRef) -> io::Result<()> {
        self.writer.left_out(record, &self.setting, &mut self.out)
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

/// What a run found, all of it in memory.
#[derive(Debug)]
pub struct Run<'a> {
    /// The checker, with its rules, markets and date.
    pub checker: &'a Checker,
    /// The files, with what they turned out to be and the records read from them.
    pub inputs: Vec<InputSummary>,
    /// The records, and what the rules say about each.
    pub products: Vec<(RawRecord, Assessment)>,
    /// What could not be read.
    pub problems: Vec<InputProblem>,
}

impl Run<'_> {
    /// Writes a report of the run and gives its numbers.
    pub fn write(
        &self,
        format: Format,
        setting: Setting<'_>,
        out: impl Write,
    ) -> io::Result<Tally> {
        let mut report = Report::start(format, setting, out)?;
        for (raw, assessment) in &self.products {
            report.product(assessment, Some(raw))?;
        }
        for problem in &self.problems {
            report.problem(problem)?;
        }
        for input in &self.inputs {
            report.input(input.clone());
        }
        Ok(report.finish()?.0)
    }
}

/// The tables of the rules that should have been looked at again, with the day.
fn stale_tables(checker: &Checker) -> impl Iterator<Item = (&str, crate::value::Date)> {
    checker
        .rules()
        .stale_tables(checker.date())
        .filter_map(|table| Some((&*table.name, table.review_by?)))
}

/// `1 error`, `2 errors`.
fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
