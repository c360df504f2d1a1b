//! The journal of a run as the memory of one of its files.

use std::sync::{Mutex, PoisonError};

use super::assessment::{Kept, packed, unpacked};
use super::{Batch, Journal, Replay, unlike};
use crate::Stop;
use crate::record::Record;
use crate::run::Memory;
use crate::{Assessment, Checker};

/// What is kept of a file, and what a broken run had found. The thread that reads asks for the one, the
/// thread that tells writes the other: neither waits.
pub(crate) struct Remembered<'a> {
    checker: &'a Checker,
    /// The file, counted from 0.
    file: u32,
    journal: Mutex<Journal>,
    replay: Mutex<Option<Replay>>,
}

impl<'a> Remembered<'a> {
    pub(crate) fn new(
        checker: &'a Checker,
        file: usize,
        journal: Journal,
        replay: Option<Replay>,
    ) -> Self {
        Self {
            checker,
            file: file as u32,
            journal: Mutex::new(journal),
            replay: Mutex::new(replay),
        }
    }

    pub(crate) fn into_parts(self) -> (Journal, Option<Replay>) {
        let journal = self.journal.into_inner();
        let replay = self.replay.into_inner();
        (
            journal.unwrap_or_else(PoisonError::into_inner),
            replay.unwrap_or_else(PoisonError::into_inner),
        )
    }
}

impl Memory<Stop> for Remembered<'_> {
    fn found(&self, first: u64) -> Result<Option<Vec<u8>>, Stop> {
        let mut replay = self.replay.lock().unwrap_or_else(PoisonError::into_inner);
        let found = replay.as_mut().map(|replay| replay.next(self.file, first));
        found.transpose().map(Option::flatten)
    }

    fn recalled(&self, found: &[u8], records: &[&Record]) -> Result<Vec<Option<Assessment>>, Stop> {
        let kept = unpacked(found).map_err(|_| unlike())?;
        if kept.len() != records.len() {
            return Err(unlike());
        }
        let recalled = kept.into_iter().zip(records);
        recalled
            .map(|(kept, record)| kept.recalled(record, self.checker).map_err(|_| unlike()))
            .collect()
    }

    fn packed(&self, batch: &[(&Record, Option<&Assessment>)]) -> Result<Vec<u8>, Stop> {
        let kept = batch.iter().map(|(record, said)| Kept::of(record, *said));
        Ok(packed(&kept.collect::<Vec<_>>())?)
    }

    fn keep(&self, first: u64, products: u32, content: &[u8]) -> Result<(), Stop> {
        let batch = Batch {
            file: self.file,
            first,
            products,
        };
        let mut journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        journal.add(batch, content)
    }
}
