//! A catalogue through threads: one reads it, several check it, and what they find is told in the
//! order of the file, whatever their number.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::Stop;
use super::journal::assessment::{Kept, packed, unpacked};
use super::journal::{Batch, Journal, Replay, unlike};
use crate::catalog::profile::Mapping;
use crate::catalog::{ByProfile, Entry, Flow, InputProblem, ReadOptions, Source, read_each};
use crate::record::{Problem, RawRecord, Record};
use crate::report::TableSummary;
use crate::{Assessment, Checker};

/// Entries of a batch, at most.
const ENTRIES: usize = 64;

/// Bytes of a batch, about, at most: this and the number of threads bound what is on its way.
const BYTES: usize = 1024 * 1024;

/// What came out of the file, checked.
pub(super) enum Checked {
    /// A product.
    Product(Box<CheckedProduct>),
    /// Something that could not be read, or is odd.
    Problem(Box<InputProblem>),
}

/// A product with what the rules say about it.
pub(super) struct CheckedProduct {
    pub(super) raw: RawRecord,
    pub(super) record: Record,
    pub(super) problems: Vec<Problem>,
    /// Nothing for a product that is left out.
    pub(super) assessment: Option<Assessment>,
}

/// What a file turned out to be.
#[derive(Default)]
pub(super) struct Understood {
    /// Its format.
    pub(super) format: Option<String>,
    /// The profile of its columns.
    pub(super) profile: Option<String>,
    /// What the profile made of its columns and rows.
    pub(super) table: Option<TableSummary>,
}

fn table(survey: &Mapping) -> TableSummary {
    let filled = survey.columns.iter().filter(|column| column.filled > 0);
    let understood = filled.clone().filter(|column| column.known);
    TableSummary {
        columns: filled.count() as u64,
        columns_understood: understood.count() as u64,
        rows: survey.rows.rows,
        products: survey.rows.products + survey.rows.shared,
    }
}

/// How products are checked.
#[derive(Clone, Copy)]
pub(super) struct Checks<'a> {
    pub(super) checker: &'a Checker,
    /// What is to be said about a product; nothing if it is left out.
    pub(super) assess: &'a (dyn Fn(&Record) -> Option<Assessment> + Sync),
}

/// The journal of a file, if one is kept.
pub(super) struct Journaled<'a> {
    /// The file, counted from 0.
    pub(super) file: u32,
    /// What a broken run had found.
    pub(super) replay: Option<&'a mut Replay>,
    /// Where to keep what is found.
    pub(super) journal: Option<&'a mut Journal>,
}

/// A batch on its way to be checked, and where its answer is awaited.
struct Job {
    entries: Vec<Entry>,
    /// The number of the first entry in its file, from 0.
    first: u64,
    /// What a broken run had found.
    found: Option<Vec<u8>>,
    answer: Sender<Result<Answer, Stop>>,
}

/// A batch that was checked.
struct Answer {
    checked: Vec<Checked>,
    /// What to keep in the journal, if it does not stand there already.
    kept: Option<(Batch, Vec<u8>)>,
}

/// Reads and checks a file. `tell` gets everything in the order of the file and may end it with an
/// error. What the file turned out to be is returned.
pub(super) fn run(
    checks: Checks<'_>,
    source: Source,
    options: &ReadOptions,
    threads: usize,
    journaled: Journaled<'_>,
    tell: &mut dyn FnMut(Checked) -> Result<(), Stop>,
) -> Result<Understood, Stop> {
    // The answers of the batches wait in line; the length of the line bounds what is on its way.
    let (line, answers) = sync_channel::<Receiver<Result<Answer, Stop>>>(threads * 2);
    let (jobs, work) = sync_channel::<Job>(threads * 2);
    let work = Mutex::new(work);
    let Journaled {
        file,
        replay,
        mut journal,
    } = journaled;
    let keeps = journal.is_some();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = job else { break };
                    let answered = match job.found {
                        Some(found) => recall(checks, job.entries, &found),
                        None => check(checks, job.entries, keeps.then_some((file, job.first))),
                    };
                    // Nobody waits for the answer when the run has ended early.
                    let _ = job.answer.send(answered);
                }
            });
        }
        let reader = scope.spawn(move || {
            let mut batches = Batches::new(line, jobs, file, replay);
            let mut mapping = ByProfile::new(&source.name, options);
            let format = read_each(source, options, &mut mapping, &mut |e| batches.add(e));
            let _ = batches.send();
            let survey = mapping.survey().filter(|survey| survey.profile.is_some());
            Understood {
                format,
                table: survey.as_ref().map(table),
                profile: survey.and_then(|survey| survey.profile),
            }
        });
        let mut result = Ok(());
        for answer in answers {
            let Ok(answer) = answer.recv() else { break };
            result = answer.and_then(|answer| {
                if let (Some(journal), Some((batch, content))) = (&mut journal, answer.kept) {
                    journal.add(batch, &content)?;
                }
                answer.checked.into_iter().try_for_each(&mut *tell)
            });
            if result.is_err() {
                break;
            }
        }
        let understood = reader.join().unwrap_or_default();
        result.map(|()| understood)
    })
}

/// Binds the records of a batch, and has each assessed.
fn assessed(
    checks: Checks<'_>,
    entries: Vec<Entry>,
    assess: &mut dyn FnMut(&Record) -> Result<Option<Assessment>, Stop>,
) -> Result<Vec<Checked>, Stop> {
    let checked = entries.into_iter().map(|entry| {
        Ok(match entry {
            Entry::Problem(problem) => Checked::Problem(Box::new(problem)),
            Entry::Record(raw) => {
                // They are told with their cells, and counted once for a column.
                let mut record = checks.checker.bind(&raw);
                let problems = std::mem::take(&mut record.problems);
                Checked::Product(Box::new(CheckedProduct {
                    assessment: assess(&record)?,
                    raw,
                    record,
                    problems,
                }))
            }
        })
    });
    checked.collect()
}

/// Checks a batch. What is found is also put up for the journal, if one is kept: `batch` is then the
/// file and the number of the first entry.
fn check(
    checks: Checks<'_>,
    entries: Vec<Entry>,
    batch: Option<(u32, u64)>,
) -> Result<Answer, Stop> {
    let mut kept = Vec::new();
    let checked = assessed(checks, entries, &mut |record| {
        let assessment = (checks.assess)(record);
        if batch.is_some() {
            kept.push(Kept::of(record, assessment.as_ref()));
        }
        Ok(assessment)
    })?;
    let kept = match batch {
        None => None,
        Some((file, first)) => {
            let products = kept.len() as u32;
            let batch = Batch {
                file,
                first,
                products,
            };
            Some((batch, packed(&kept)?))
        }
    };
    Ok(Answer { checked, kept })
}

/// Finds again what a broken run had found.
fn recall(checks: Checks<'_>, entries: Vec<Entry>, found: &[u8]) -> Result<Answer, Stop> {
    let mut found = unpacked(found).map_err(|_| unlike())?.into_iter();
    let checked = assessed(checks, entries, &mut |record| {
        let kept = found.next().ok_or_else(unlike)?;
        kept.recalled(record, checks.checker).map_err(|_| unlike())
    })?;
    match found.next() {
        Some(_) => Err(unlike()),
        None => Ok(Answer {
            checked,
            kept: None,
        }),
    }
}

/// Gathers entries to batches and sends them off.
struct Batches<'a> {
    line: SyncSender<Receiver<Result<Answer, Stop>>>,
    jobs: SyncSender<Job>,
    file: u32,
    replay: Option<&'a mut Replay>,
    entries: Vec<Entry>,
    bytes: usize,
    sent: u64,
}

impl<'a> Batches<'a> {
    fn new(
        line: SyncSender<Receiver<Result<Answer, Stop>>>,
        jobs: SyncSender<Job>,
        file: u32,
        replay: Option<&'a mut Replay>,
    ) -> Self {
        Self {
            line,
            jobs,
            file,
            replay,
            entries: Vec::new(),
            bytes: 0,
            sent: 0,
        }
    }

    fn add(&mut self, entry: Entry) -> Flow {
        if let Entry::Record(raw) = &entry {
            self.bytes += raw.weight();
        }
        self.entries.push(entry);
        if self.entries.len() < ENTRIES && self.bytes < BYTES {
            return ControlFlow::Continue(());
        }
        self.send()
    }

    fn send(&mut self) -> Flow {
        let entries = std::mem::take(&mut self.entries);
        self.bytes = 0;
        let first = self.sent;
        self.sent += entries.len() as u64;
        let (answer, waiting) = channel();
        if self.line.send(waiting).is_err() {
            return ControlFlow::Break(());
        }
        let replay = self.replay.as_mut();
        let found = replay.map(|replay| replay.next(self.file, first));
        let found = match found.transpose() {
            Ok(found) => found.flatten(),
            Err(stop) => {
                let _ = answer.send(Err(stop));
                return ControlFlow::Break(());
            }
        };
        let job = Job {
            entries,
            first,
            found,
            answer,
        };
        if self.jobs.send(job).is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}
