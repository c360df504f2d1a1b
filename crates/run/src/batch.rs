//! Entries in batches: gathered on the thread that reads, checked on the others.

use tidewaiter_checker::Assessment;

use crate::catalog::{Entry, Flow, InputProblem};
use crate::record::{RawRecord, Record};
use crate::{Memory, Run};

/// Entries of a batch, at most.
const ENTRIES: usize = 64;

/// Bytes of a batch, about, at most: this and the number of threads bound what is on its way.
const BYTES: usize = 1024 * 1024;

/// A batch on its way to be checked.
pub(crate) struct Job<S> {
    entries: Vec<Entry>,
    /// The number of the first entry in its source, from 0.
    first: u64,
    /// What an earlier run had found.
    found: Result<Option<Vec<u8>>, S>,
}

/// What came out of the source, checked.
pub(crate) enum Checked {
    /// A product; no assessment for one that is left out.
    Product(Box<(RawRecord, Record, Option<Assessment>)>),
    /// Something that could not be read, or is odd.
    Problem(Box<InputProblem>),
}

/// What is kept of a batch: the number of its first entry, its products, and what was found.
type Kept = (u64, u32, Vec<u8>);

/// A batch that was checked.
pub(crate) struct Answer {
    pub(crate) checked: Vec<Checked>,
    /// What to keep, if it is not kept already.
    pub(crate) kept: Option<Kept>,
}

/// Gathers entries to batches and sends them off.
pub(crate) struct Batches<'a, S> {
    memory: Option<&'a dyn Memory<S>>,
    send: &'a mut dyn FnMut(Job<S>) -> Flow,
    entries: Vec<Entry>,
    bytes: usize,
    sent: u64,
}

impl<'a, S> Batches<'a, S> {
    pub(crate) fn new(
        memory: Option<&'a dyn Memory<S>>,
        send: &'a mut dyn FnMut(Job<S>) -> Flow,
    ) -> Self {
        Self {
            memory,
            send,
            entries: Vec::new(),
            bytes: 0,
            sent: 0,
        }
    }

    pub(crate) fn add(&mut self, entry: Entry) -> Flow {
        if let Entry::Record(raw) = &entry {
            self.bytes += raw.weight();
        }
        self.entries.push(entry);
        if self.entries.len() < ENTRIES && self.bytes < BYTES {
            return Flow::Continue(());
        }
        self.send()
    }

    pub(crate) fn send(&mut self) -> Flow {
        let entries = std::mem::take(&mut self.entries);
        self.bytes = 0;
        let first = self.sent;
        self.sent += entries.len() as u64;
        let found = self.memory.map(|memory| memory.found(first)).transpose();
        let found = found.map(Option::flatten);
        let broken = found.is_err();
        let sent = (self.send)(Job {
            entries,
            first,
            found,
        });
        if broken {
            return Flow::Break(());
        }
        sent
    }
}

/// An entry that the schema has read.
enum Bound {
    Product(Box<(RawRecord, Record)>),
    Problem(Box<InputProblem>),
}

/// How batches are checked.
pub(crate) struct Checks<'a, S> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) memory: Option<&'a dyn Memory<S>>,
}

impl<S> Checks<'_, S> {
    /// Checks a batch, or recalls what was found of it.
    pub(crate) fn checked(&self, job: Job<S>) -> Result<Answer, S> {
        let found = job.found?;
        let bound: Vec<Bound> = job
            .entries
            .into_iter()
            .map(|entry| match entry {
                Entry::Problem(problem) => Bound::Problem(Box::new(problem)),
                Entry::Record(raw) => {
                    let record = self.run.checker.bind(&raw);
                    Bound::Product(Box::new((raw, record)))
                }
            })
            .collect();
        let records: Vec<&Record> = bound
            .iter()
            .filter_map(|entry| match entry {
                Bound::Product(product) => Some(&product.1),
                Bound::Problem(_) => None,
            })
            .collect();
        let (said, kept) = self.said(&records, found.as_deref(), job.first)?;
        let mut said = said.into_iter();
        let checked = bound.into_iter().map(|entry| match entry {
            Bound::Problem(problem) => Checked::Problem(problem),
            Bound::Product(product) => {
                let (raw, record) = *product;
                let assessment = said.next().flatten();
                Checked::Product(Box::new((raw, record, assessment)))
            }
        });
        let checked = checked.collect();
        Ok(Answer { checked, kept })
    }

    /// What is said of the records of a batch, and what to keep of it.
    fn said(
        &self,
        records: &[&Record],
        found: Option<&[u8]>,
        first: u64,
    ) -> Result<(Vec<Option<Assessment>>, Option<Kept>), S> {
        if let (Some(memory), Some(found)) = (self.memory, found) {
            let said = memory.recalled(found, records)?;
            if said.len() == records.len() {
                return Ok((said, None));
            }
        }
        let said = self.run.assess(records);
        let Some(memory) = self.memory else {
            return Ok((said, None));
        };
        let pairs: Vec<(&Record, Option<&Assessment>)> = records
            .iter()
            .zip(&said)
            .map(|(record, said)| (*record, said.as_ref()))
            .collect();
        let content = memory.packed(&pairs)?;
        Ok((said, Some((first, records.len() as u32, content))))
    }
}
