//! Listeners that write a run as JSON: the bytes of `tidewaiter check --format ndjson` and `json`.

use std::collections::BTreeSet;
use std::io::{self, Write};

use tidewaiter_checker::Checker;

use crate::catalog::InputProblem;
use crate::json::{HeadView, NumbersView, Object, lines};
use crate::sentence::MessageLanguage;
use crate::{InputSummary, Listener, Product, Totals};

/// What is counted of the runs that are written.
struct Account<'a> {
    checker: &'a Checker,
    language: MessageLanguage,
    without_rules: BTreeSet<String>,
    inputs: Vec<InputSummary>,
    totals: Totals,
}

impl<'a> Account<'a> {
    fn new(checker: &'a Checker) -> Self {
        let without = checker.without_rules().iter();
        Self {
            checker,
            language: checker.language(),
            without_rules: without.map(ToString::to_string).collect(),
            inputs: Vec::new(),
            totals: Totals::default(),
        }
    }

    fn add(&mut self, product: &Product) {
        let uncovered = !self.without_rules.is_empty();
        self.totals.add(&product.assessment, uncovered);
    }

    fn numbers(&self) -> NumbersView<'_> {
        NumbersView {
            inputs: &self.inputs,
            markets_without_rules: &self.without_rules,
            summary: &self.totals,
        }
    }

    /// The summary of a file that cannot be opened.
    fn not_opened(&mut self, problem: &InputProblem) {
        let mut summary = InputSummary::of(&*problem.file);
        summary.count(problem);
        self.inputs.push(summary);
    }
}

/// Writes runs as NDJSON: a line a finding and a problem, and the summary at the end. `type` tells which.
///
/// The bytes are those of `tidewaiter check --format ndjson`, in the language of the checker. One writer
/// takes any number of runs, one after another.
///
/// ```
/// use tidewaiter_catalog::{ReadOptions, Source};
/// use tidewaiter_checker::{Checker, Settings};
/// use tidewaiter_run::{Input, Ndjson, Run};
///
/// let checker = Checker::standard(Settings::new().market("JP").as_of("2026-11-24"))?;
/// let source = Source::of_reader("a.csv", "id,title,classes\n1,Lamp,\n".as_bytes());
/// let options = ReadOptions::default();
/// let mut lines = Ndjson::new(&checker, Vec::new());
/// Run::new(&checker).over(Input::catalogue(source, &options), &mut lines)?;
/// let (totals, written) = lines.finish()?;
/// assert_eq!(totals.records, 1);
/// assert!(written.starts_with(br#"{"type":"finding","record":{"id":"1""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Ndjson<'a, W> {
    account: Account<'a>,
    out: W,
}

impl<'a, W: Write> Ndjson<'a, W> {
    /// Lines of the runs of a checker.
    pub fn new(checker: &'a Checker, out: W) -> Self {
        let account = Account::new(checker);
        Self { account, out }
    }

    /// Tells of a file that cannot be opened, so that the summary counts it as unread.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn not_opened(&mut self, problem: &InputProblem) -> io::Result<()> {
        self.account.not_opened(problem);
        self.problem(problem)
    }

    /// Writes the summary, and gives the numbers and what was written to. Lines without it are of a run
    /// that was broken off.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<(Totals, W)> {
        let head = HeadView::of(self.account.checker);
        lines::summary(&mut self.out, head, self.account.numbers())?;
        self.out.flush()?;
        Ok((self.account.totals, self.out))
    }
}

impl<W: Write> Listener for Ndjson<'_, W> {
    type Stop = io::Error;

    fn product(&mut self, product: &Product) -> io::Result<()> {
        self.account.add(product);
        lines::product(&mut self.out, &product.assessment, self.account.language)
    }

    fn problem(&mut self, problem: &InputProblem) -> io::Result<()> {
        lines::problem(&mut self.out, problem, self.account.language)
    }

    fn done(&mut self, summary: &InputSummary) -> io::Result<()> {
        self.account.inputs.push(summary.clone());
        Ok(())
    }
}

/// Writes runs as one JSON object, the bytes of `tidewaiter check --format json`. Problems stand behind the
/// findings: what does not fit into a few megabytes waits in a temporary file.
pub struct Json<'a, W> {
    account: Account<'a>,
    object: Object,
    out: W,
}

impl<'a, W: Write> Json<'a, W> {
    /// Begins the object of the runs of a checker.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn start(checker: &'a Checker, mut out: W) -> io::Result<Self> {
        let object = Object::default();
        object.start(&mut out, &HeadView::of(checker))?;
        Ok(Self {
            account: Account::new(checker),
            object,
            out,
        })
    }

    /// Tells of a file that cannot be opened, so that the summary counts it as unread.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn not_opened(&mut self, problem: &InputProblem) -> io::Result<()> {
        self.account.not_opened(problem);
        self.problem(problem)
    }

    /// Ends the object, and gives the numbers and what was written to.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<(Totals, W)> {
        self.object.finish(&mut self.out, self.account.numbers())?;
        self.out.flush()?;
        Ok((self.account.totals, self.out))
    }
}

impl<W: Write> Listener for Json<'_, W> {
    type Stop = io::Error;

    fn product(&mut self, product: &Product) -> io::Result<()> {
        self.account.add(product);
        let language = self.account.language;
        self.object
            .product(&mut self.out, &product.assessment, language)
    }

    fn problem(&mut self, problem: &InputProblem) -> io::Result<()> {
        self.object.problem(problem, self.account.language)
    }

    fn done(&mut self, summary: &InputSummary) -> io::Result<()> {
        self.account.inputs.push(summary.clone());
        Ok(())
    }
}
