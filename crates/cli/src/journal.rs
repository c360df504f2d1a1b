//! What a run has found so far, in a file beside its output, so that a broken run can be gone on with.
//!
//! `FILE.resume` begins with a mark, by which it is told from files that the program did not make, and
//! the call. A block follows for every batch of the catalogue, with what the
//! rules say about its products and a hash, by which a block that was not written to its end is told
//! and cut off. A run that goes on reads the catalogue again, takes what was found from here instead
//! of checking, and writes the whole report anew. So every form of report can be gone on with: its
//! writer is told the same as in a run that nothing broke off.

pub(super) mod assessment;
pub(super) mod call;
pub(super) mod memory;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use call::Call;

use super::guard::{foreign, open_left, open_own};
use super::output::{beside, cannot_write};
use super::{Status, Stop};

/// What a journal begins with, by which it is told from files of others.
const MARK: &[u8] = b"tidewaiter journal ";

/// Bytes of what stands before the content of a block.
const HEAD: usize = 36;

/// Bytes of the hash of a block.
const HASH: usize = 16;

/// Bytes of the longest first line that is read; the names of all files stand in it.
const CALL: u64 = 256 * 1024 * 1024;

/// Which batch a block is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Batch {
    /// The file, counted from 0.
    pub(super) file: u32,
    /// The number of its first entry in its file, from 0.
    pub(super) first: u64,
    /// The products in it.
    pub(super) products: u32,
}

/// Takes what a run finds.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
}

/// Gives what a broken run had found, block by block.
pub(super) struct Replay {
    path: PathBuf,
    blocks: BufReader<File>,
    /// Blocks still to come.
    left: u64,
    /// The products in all of them.
    pub(super) products: u64,
}

impl Journal {
    /// Begins a journal in the place of what another run left.
    pub(super) fn begin(output: &Path, call: &Call) -> Result<Self, Stop> {
        let path = beside(output, "resume");
        let fail = |error: io::Error| cannot_write(&path, &error);
        let call = serde_json::to_vec(call).map_err(|error| fail(error.into()))?;
        let (mut file, was_there) = open_own(&path)?;
        if was_there && !is_journal(&mut file).map_err(fail)? {
            return Err(foreign(&path));
        }
        file.set_len(0).map_err(fail)?;
        file.rewind().map_err(fail)?;
        let sum = blake3::hash(&call).to_hex();
        let line = [MARK, sum.as_bytes(), b" ", &call, b"\n"].concat();
        file.write_all(&line).map_err(fail)?;
        Ok(Self { path, file })
    }

    /// Opens the journal of a broken run, which must have been the same; nothing if there is none.
    pub(super) fn go_on(output: &Path, call: &Call) -> Result<Option<(Self, Replay)>, Stop> {
        let path = beside(output, "resume");
        let name = path.display();
        let unreadable = |error: io::Error| refused(&format!("{name} cannot be read: {error}"));
        let Some(mut file) = open_left(&path)? else {
            return Ok(None);
        };
        if !is_journal(&mut file).map_err(unreadable)? {
            return Err(foreign(&path));
        }
        let mut blocks = BufReader::new(file);
        let mut line = Vec::new();
        let mut first = blocks.by_ref().take(CALL);
        first.read_until(b'\n', &mut line).map_err(unreadable)?;
        let Some(line) = line.strip_suffix(b"\n") else {
            // It was broken off before it had begun, or there is no such line.
            return if line.len() < CALL as usize {
                Ok(None)
            } else {
                Err(refused(&format!("{name} is damaged")))
            };
        };
        let told = line
            .strip_prefix(MARK)
            .unwrap_or_default()
            .split_at_checked(2 * blake3::OUT_LEN)
            .and_then(|(sum, rest)| Some((sum, rest.strip_prefix(b" ")?)))
            .filter(|(sum, call)| *sum == blake3::hash(call).to_hex().as_bytes());
        let before: Call = told
            .and_then(|(_, call)| serde_json::from_slice(call).ok())
            .ok_or_else(|| {
                refused(&format!(
                    "{name} is damaged, or of another version of tidewaiter"
                ))
            })?;
        if let Some(why) = call.differs_from(&before) {
            return Err(refused(&why));
        }
        let start = blocks.stream_position().map_err(unreadable)?;
        let mut replay = Replay {
            path: path.clone(),
            blocks,
            left: u64::MAX,
            products: 0,
        };
        let (mut whole, mut end) = (0, start);
        while let Some((batch, content)) = replay.block().map_err(unreadable)? {
            whole += 1;
            end += (HEAD + content.len()) as u64;
            replay.products += u64::from(batch.products);
        }
        replay.left = whole;
        replay
            .blocks
            .seek(SeekFrom::Start(start))
            .map_err(unreadable)?;
        let fail = |error: io::Error| cannot_write(&path, &error);
        let mut file = open_left(&path)?.ok_or_else(|| foreign(&path))?;
        file.set_len(end).map_err(fail)?;
        file.seek(SeekFrom::End(0)).map_err(fail)?;
        Ok(Some((Self { path, file }, replay)))
    }

    /// Adds a block.
    pub(super) fn add(&mut self, batch: Batch, content: &[u8]) -> Result<(), Stop> {
        let head = [
            &batch.file.to_le_bytes()[..],
            &batch.first.to_le_bytes(),
            &batch.products.to_le_bytes(),
            &(content.len() as u32).to_le_bytes(),
        ]
        .concat();
        let sum = sum(&[&head, content]);
        self.file
            .write_all(&[&head, &sum[..], content].concat())
            .map_err(|error| cannot_write(&self.path, &error))
    }

    /// The run is finished.
    pub(super) fn remove(self) {
        drop(self.file);
        // Left behind it does no harm, as the next run replaces it.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Replay {
    /// The content of the next block, which must be about this batch; nothing when all were given.
    pub(super) fn next(&mut self, file: u32, first: u64) -> Result<Option<Vec<u8>>, Stop> {
        let block = self.block().map_err(|error| {
            refused(&format!("{} cannot be read: {error}", self.path.display()))
        })?;
        match block {
            None => Ok(None),
            Some((batch, content)) if (batch.file, batch.first) == (file, first) => {
                Ok(Some(content))
            }
            Some(_) => Err(unlike()),
        }
    }

    /// The next block, if there is one and it is whole.
    fn block(&mut self) -> io::Result<Option<(Batch, Vec<u8>)>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let mut head = Vec::new();
        self.blocks
            .by_ref()
            .take(HEAD as u64)
            .read_to_end(&mut head)?;
        let Some((batch, length, told)) = read_head(&head) else {
            return Ok(None);
        };
        let mut content = Vec::new();
        self.blocks
            .by_ref()
            .take(u64::from(length))
            .read_to_end(&mut content)?;
        let numbers = head.get(..HEAD - HASH).unwrap_or_default();
        let whole = content.len() == length as usize && sum(&[numbers, &content]) == told;
        Ok(whole.then_some((batch, content)))
    }
}

/// A broken run has left a journal beside this output. Refuses what is none.
pub(super) fn left(output: &Path) -> Result<bool, Stop> {
    let path = beside(output, "resume");
    match open_left(&path)? {
        None => Ok(false),
        Some(mut file) => match is_journal(&mut file) {
            Ok(true) => Ok(true),
            Ok(false) => Err(foreign(&path)),
            Err(error) => Err(cannot_write(&path, &error)),
        },
    }
}

/// The file begins as a journal does, or was broken off within the mark.
fn is_journal(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    Read::by_ref(file)
        .take(MARK.len() as u64)
        .read_to_end(&mut start)?;
    file.rewind()?;
    Ok(MARK.starts_with(&start))
}

/// What stands before the content of a block: the batch, the length of the content, the hash.
fn read_head(head: &[u8]) -> Option<(Batch, u32, [u8; HASH])> {
    let (file, rest) = head.split_first_chunk::<4>()?;
    let (first, rest) = rest.split_first_chunk::<8>()?;
    let (products, rest) = rest.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (sum, _) = rest.split_first_chunk::<HASH>()?;
    let batch = Batch {
        file: u32::from_le_bytes(*file),
        first: u64::from_le_bytes(*first),
        products: u32::from_le_bytes(*products),
    };
    Some((batch, u32::from_le_bytes(*length), *sum))
}

fn sum(parts: &[&[u8]]) -> [u8; HASH] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let mut sum = [0; HASH];
    hasher.finalize_xof().fill(&mut sum);
    sum
}

/// A broken run cannot be gone on with.
fn refused(why: &str) -> Stop {
    Stop::new(
        Status::Usage,
        format!(
            "error: the run cannot be gone on with: {why}\n  help: start anew without --resume"
        ),
    )
}

/// The catalogue does not have the products that the journal tells of.
pub(super) fn unlike() -> Stop {
    refused("a file has changed since, as its products are not those that were checked")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(file: u32, first: u64) -> Batch {
        Batch {
            file,
            first,
            products: 3,
        }
    }

    #[test]
    fn a_block_that_is_not_whole_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("o.csv");
        let call = Call::default();
        let mut journal = Journal::begin(&output, &call).unwrap();
        journal.add(batch(0, 0), b"first").unwrap();
        journal.add(batch(0, 64), b"second").unwrap();
        journal.add(batch(1, 0), b"third").unwrap();
        drop(journal);
        let path = beside(&output, "resume");
        let bytes = std::fs::read(&path).unwrap();
        // Whatever its length and wherever a byte is damaged, what stands before is given, and what is
        // added stands behind it.
        let call_ends = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for length in call_ends..=bytes.len() {
            for damaged in [false, true] {
                let mut left = bytes[..length].to_vec();
                if damaged && length > call_ends {
                    *left.last_mut().unwrap() ^= 1;
                }
                std::fs::write(&path, &left).unwrap();
                let (mut journal, mut replay) = Journal::go_on(&output, &call).unwrap().unwrap();
                let blocks = replay.left;
                let whole = (length - call_ends).min(3 * HEAD + 16);
                assert!(blocks <= 3 && (blocks as usize) * HEAD <= whole);
                assert_eq!(blocks == 3, length == bytes.len() && !damaged);
                assert_eq!(replay.products, blocks * 3);
                journal.add(batch(9, 0), b"more").unwrap();
                drop(journal);
                let expected: [(u32, u64, &[u8]); 3] =
                    [(0, 0, b"first"), (0, 64, b"second"), (1, 0, b"third")];
                for (file, first, content) in expected.iter().take(blocks as usize) {
                    assert_eq!(&replay.next(*file, *first).unwrap().unwrap(), content);
                }
                assert!(replay.next(1, 64).unwrap().is_none());
                let (_, again) = Journal::go_on(&output, &call).unwrap().unwrap();
                assert_eq!(again.left, blocks + 1);
            }
        }
    }

    #[test]
    fn a_block_of_another_batch_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("o.csv");
        let call = Call::default();
        Journal::begin(&output, &call)
            .unwrap()
            .add(batch(0, 0), b"")
            .unwrap();
        let (_, mut replay) = Journal::go_on(&output, &call).unwrap().unwrap();
        assert!(replay.next(0, 64).is_err());
    }

    #[test]
    fn a_first_line_that_is_not_ours_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("o.csv");
        let path = beside(&output, "resume");
        for (text, refused) in [
            ("", false),
            ("tidewaiter journal 6", false),
            ("tidewaiter journal 6\n", true),
            ("half a li", true),
            ("{}\n", true),
            ("\n", true),
        ] {
            std::fs::write(&path, text).unwrap();
            let opened = Journal::go_on(&output, &Call::default());
            assert_eq!(opened.is_err(), refused, "{text:?}");
        }
    }
}
