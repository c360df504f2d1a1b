//! A run: the records of a source through one [`Checker`], over threads, told in the order of the source
//! to a [`Listener`] that may break it off.
//!
//! What is told is the same whatever the number of threads, and memory does not grow with the source.
//! Besides the products a run tells what only many records show: an identifier that stands twice, a
//! column that nobody knows, titles that suggest a class. Two listeners write what they hear as JSON.
//!
//! Internal: a part of `tidewaiter` that promises nothing; what is promised stands in that package. It must
//! not know a clock, how reports look, or that there is a command line.
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
use tidewaiter_lang as lang;
use tidewaiter_value::{inert, record, sentence};

mod batch;
mod ids;
mod input;
pub mod json;
mod ordered;
mod summary;
mod telling;
mod totals;
mod written;

use tidewaiter_checker::{Assessment, Checker, RecordRef};

use crate::batch::{Batches, Checks};
use crate::catalog::InputProblem;
use crate::record::{RawRecord, Record, Value};
use crate::telling::Telling;

pub use crate::input::Input;
pub use crate::summary::{InputSummary, TableSummary};
pub use crate::totals::Totals;
pub use crate::written::{Json, Ndjson};

/// The most threads of a run.
const MOST_THREADS: usize = 1024;

/// A product that was checked, with everything that is known of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Product {
    /// As the source has it.
    pub raw: RawRecord,
    /// As the schema has it.
    pub record: Record,
    /// What the rules say of it, with what of the record is not read.
    pub assessment: Assessment,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Progress {
    /// Products that were checked.
    pub products: u64,
    /// Products that were left out: drafts, archived and hidden ones.
    pub left_out: u64,
    /// What was found of the products.
    pub findings: u64,
}

/// Hears of everything in the order of the source, on the thread that called for the run. An error from
/// any of its methods breaks the run off, and nothing more is told.
pub trait Listener {
    /// Why it breaks a run off.
    type Stop: Send;

    /// A product was checked.
    ///
    /// # Errors
    ///
    /// The run is to be broken off, as of every method here.
    fn product(&mut self, product: &Product) -> Result<(), Self::Stop>;

    /// Something could not be read, or is odd.
    fn problem(&mut self, problem: &InputProblem) -> Result<(), Self::Stop>;

    /// A product that nobody can buy is left out, unless [`Run::include_drafts`] asks for it.
    fn left_out(&mut self, _record: &RecordRef) -> Result<(), Self::Stop> {
        Ok(())
    }

    /// A batch was told.
    fn progress(&mut self, _progress: Progress) -> Result<(), Self::Stop> {
        Ok(())
    }

    /// The source is at its end, and everything of it was told.
    fn done(&mut self, _summary: &InputSummary) -> Result<(), Self::Stop> {
        Ok(())
    }
}

/// Keeps what was found, batch by batch, so that a run that was broken off can be gone on with. The
/// batches of a source are the same in every run over it.
pub trait Memory<S>: Sync {
    /// What an earlier run had found in the batch that begins with this entry of the source. It is asked
    /// in the order of the source.
    fn found(&self, first: u64) -> Result<Option<Vec<u8>>, S>;

    /// What was found, of every record of its batch; nothing for one that was left out. Where the answer
    /// has another length, the batch is checked anew.
    fn recalled(&self, found: &[u8], records: &[&Record]) -> Result<Vec<Option<Assessment>>, S>;

    /// What is to be kept of a batch. Several threads may ask at once.
    fn packed(&self, batch: &[(&Record, Option<&Assessment>)]) -> Result<Vec<u8>, S>;

    /// Keeps a batch, before anything of it is told: the number of its first entry and its products. It
    /// is called in the order of the source.
    fn keep(&self, first: u64, products: u32, content: &[u8]) -> Result<(), S>;
}

/// What is left of an assessment.
type Narrow<'a> = &'a (dyn Fn(&mut Assessment) + Sync);

/// How the records of a source are checked.
///
/// ```
/// use std::convert::Infallible;
/// use tidewaiter_catalog::{InputProblem, ReadOptions, Source};
/// use tidewaiter_checker::{Checker, Settings};
/// use tidewaiter_run::{Input, Listener, Product, Run};
///
/// /// Counts the products that may be listed.
/// #[derive(Default)]
/// struct Clear(u32);
///
/// impl Listener for Clear {
///     type Stop = Infallible;
///     fn product(&mut self, product: &Product) -> Result<(), Infallible> {
///         self.0 += u32::from(product.assessment.is_clear());
///         Ok(())
///     }
///     fn problem(&mut self, problem: &InputProblem) -> Result<(), Infallible> {
///         Ok(println!("{problem}"))
///     }
/// }
///
/// let checker = Checker::standard(Settings::new().market("JP").as_of("2026-11-24"))?;
/// let source = Source::of_reader("a.csv", "id,title,classes\n1,Novel,book\n2,Lamp,\n".as_bytes());
/// let options = ReadOptions::default();
/// let mut clear = Clear::default();
/// let Ok(summary) = Run::new(&checker).threads(2).over(Input::catalogue(source, &options), &mut clear);
/// assert_eq!((summary.records, summary.unread), (2, 0));
/// # Ok::<(), tidewaiter_checker::CheckError>(())
/// ```
#[derive(Clone, Copy)]
#[must_use]
pub struct Run<'a> {
    checker: &'a Checker,
    threads: usize,
    drafts: bool,
    narrow: Option<Narrow<'a>>,
}

impl<'a> Run<'a> {
    /// A run with as many threads as the machine has cores.
    pub fn new(checker: &'a Checker) -> Self {
        Self {
            checker,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            drafts: false,
            narrow: None,
        }
    }

    /// With so many threads that check; none means one.
    pub fn threads(self, threads: usize) -> Self {
        let threads = threads.clamp(1, MOST_THREADS);
        Self { threads, ..self }
    }

    /// Drafts, archived and hidden products are checked too.
    pub fn include_drafts(self, drafts: bool) -> Self {
        Self { drafts, ..self }
    }

    /// Takes out of every assessment what is not asked for, before it is counted and told; for the command
    /// line, as what is left may look clear. It must not depend on anything but the assessment, as several
    /// threads call it.
    #[doc(hidden)]
    pub fn narrowed(self, by: Narrow<'a>) -> Self {
        Self {
            narrow: Some(by),
            ..self
        }
    }

    /// Checks a source to its end, or until the listener breaks off. A source that fails ends the run
    /// with a problem, and counts as not read.
    ///
    /// # Errors
    ///
    /// What the listener breaks off with.
    pub fn over<L: Listener>(
        &self,
        input: Input<'_>,
        listener: &mut L,
    ) -> Result<InputSummary, L::Stop> {
        self.over_kept(input, None, listener)
    }

    /// Like [`Run::over`], with a memory of what was found.
    ///
    /// # Errors
    ///
    /// What the listener or the memory breaks off with.
    pub fn over_kept<L: Listener>(
        &self,
        input: Input<'_>,
        memory: Option<&dyn Memory<L::Stop>>,
        listener: &mut L,
    ) -> Result<InputSummary, L::Stop> {
        let checks = Checks { run: self, memory };
        let mut telling = Telling::new(self.checker, input.name.clone(), listener);
        let understood = ordered::ordered(
            self.threads,
            move |send| {
                let mut batches = Batches::new(memory, send);
                let understood = (input.read)(&mut |entry| batches.add(entry));
                let _ = batches.send();
                understood
            },
            |job| checks.checked(job),
            |answer| {
                let answer = answer?;
                if let (Some(memory), Some((first, products, content))) = (memory, answer.kept) {
                    memory.keep(first, products, &content)?;
                }
                telling.batch(answer.checked)
            },
        )?;
        telling.end(understood.ok())
    }

    /// Buyers can see the offer, as far as its record says, or it is asked for all the same.
    fn includes(&self, record: &Record) -> bool {
        self.drafts
            || match record.fields.get("listing_status") {
                Some(Value::Word(status)) => &**status == "active",
                _ => true,
            }
    }

    /// What is said of records; nothing of one that is left out.
    fn assess(&self, records: &[&Record]) -> Vec<Option<Assessment>> {
        let included: Vec<bool> = records.iter().map(|r| self.includes(r)).collect();
        let pairs = records.iter().zip(&included);
        let checked: Vec<&Record> = pairs
            .filter(|(_, included)| **included)
            .map(|(r, _)| *r)
            .collect();
        let mut assessments = self.checker.check_all(&checked);
        if let Some(narrow) = self.narrow {
            assessments.iter_mut().for_each(narrow);
        }
        let mut assessments = assessments.into_iter();
        let said = included.into_iter();
        said.map(|included| included.then(|| assessments.next()).flatten())
            .collect()
    }
}
