//! A catalogue through threads: one reads it, several check it, and what they find is told in the
//! order of the file, whatever their number.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};

use crate::catalog::{ByProfile, Entry, Flow, InputProblem, ReadOptions, Source, read_each};
use crate::record::{Problem, RawRecord, Record};
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
    /// Nothing for a product that an earlier run has told already.
    pub(super) assessment: Option<Assessment>,
}

/// What a file turned out to be.
#[derive(Default)]
pub(super) struct Understood {
    /// Its format.
    pub(super) format: Option<String>,
    /// The profile of its columns.
    pub(super) profile: Option<String>,
}

/// A batch on its way to be checked, and where its answer is awaited.
struct Job {
    entries: Vec<Entry>,
    /// The number of the first entry in its file, from 0.
    first: u64,
    answer: Sender<Vec<Checked>>,
}

/// Reads and checks a file. `tell` gets everything in the order of the file and may end it with an
/// error. The first `told` entries are held against the schema, but not checked. What the file turned
/// out to be is returned.
pub(super) fn run<E>(
    checker: &Checker,
    source: Source,
    options: &ReadOptions,
    threads: usize,
    told: u64,
    tell: &mut dyn FnMut(Checked) -> Result<(), E>,
) -> Result<Understood, E> {
    // The answers of the batches wait in line; the length of the line bounds what is on its way.
    let (line, answers) = sync_channel::<Receiver<Vec<Checked>>>(threads * 2);
    let (jobs, work) = sync_channel::<Job>(threads * 2);
    let work = Mutex::new(work);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = work.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok(job) = job else { break };
                    let numbered = (job.first..).zip(job.entries);
                    let checked = numbered.map(|(n, entry)| check(checker, entry, n < told));
                    // Nobody waits for the answer when the run has ended early.
                    let _ = job.answer.send(checked.collect());
                }
            });
        }
        let reader = scope.spawn(move || {
            let mut batches = Batches::new(line, jobs);
            let mut mapping = ByProfile::new(&source.name, options);
            let format = read_each(source, options, &mut mapping, &mut |e| batches.add(e));
            let _ = batches.send();
            let profile = mapping.survey().and_then(|survey| survey.profile);
            Understood { format, profile }
        });
        let mut result = Ok(());
        for answer in answers {
            let Ok(batch) = answer.recv() else { break };
            result = batch.into_iter().try_for_each(&mut *tell);
            if result.is_err() {
                break;
            }
        }
        let understood = reader.join().unwrap_or_default();
        result.map(|()| understood)
    })
}

fn check(checker: &Checker, entry: Entry, told: bool) -> Checked {
    match entry {
        Entry::Problem(problem) => Checked::Problem(Box::new(problem)),
        Entry::Record(raw) => {
            let (record, problems) = checker.bind(&raw);
            let assessment = (!told).then(|| checker.check(&record));
            Checked::Product(Box::new(CheckedProduct {
                raw,
                record,
                problems,
                assessment,
            }))
        }
    }
}

/// Gathers entries to batches and sends them off.
struct Batches {
    line: SyncSender<Receiver<Vec<Checked>>>,
    jobs: SyncSender<Job>,
    entries: Vec<Entry>,
    bytes: usize,
    sent: u64,
}

impl Batches {
    fn new(line: SyncSender<Receiver<Vec<Checked>>>, jobs: SyncSender<Job>) -> Self {
        Self {
            line,
            jobs,
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
        let job = Job {
            entries,
            first,
            answer,
        };
        if self.line.send(waiting).is_err() || self.jobs.send(job).is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}
