//! How far a run has come, in a file beside its output, so that a broken one can be gone on with.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::output::{beside, builder, cannot_write, folder};
use super::{Status, Stop};
use crate::report::Tally;

/// The form of the file, which another version of the program may not know.
const VERSION: u32 = 1;

/// How far a run has come.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    version: u32,
    /// What was asked for, by the name of the option: a broken run is gone on with as it began.
    call: BTreeMap<String, String>,
    /// The files, told again by their size, their time and the hash of their ends.
    files: Vec<Identity>,
    /// The file that was being read, counted from 0.
    pub(super) file: usize,
    /// Its records and problems that stand in the output.
    pub(super) entries: u64,
    /// The bytes of the output.
    pub(super) bytes: u64,
    /// The numbers of what stands in the output.
    pub(super) tally: Tally,
}

/// What tells a file from another of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    path: String,
    size: u64,
    modified: u128,
    ends: String,
}

/// Writes checkpoints of a run.
pub(super) struct Checkpoints {
    path: PathBuf,
    call: BTreeMap<String, String>,
    files: Vec<Identity>,
}

impl Checkpoints {
    pub(super) fn new(
        output: &Path,
        call: BTreeMap<String, String>,
        paths: &[PathBuf],
    ) -> Result<Self, Stop> {
        let files = paths
            .iter()
            .map(|path| identity(path))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            path: beside(output, "resume"),
            call,
            files,
        })
    }

    /// How far the run came that was broken off; nothing if there is none. It must be the same run.
    pub(super) fn last(&self) -> Result<Option<Checkpoint>, Stop> {
        let name = self.path.display();
        let refuse = |why: String| {
            Stop::new(
                Status::Usage,
                format!(
                    "error: the run cannot be gone on with: {why}\n  help: start anew without --resume"
                ),
            )
        };
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(refuse(format!("{name} cannot be read: {error}"))),
        };
        let last: Checkpoint = serde_json::from_str(&text)
            .map_err(|error| refuse(format!("{name} is damaged: {error}")))?;
        if last.version != VERSION {
            return Err(refuse(format!(
                "{name} is of another version of tidewaiter"
            )));
        }
        let names: std::collections::BTreeSet<&String> =
            last.call.keys().chain(self.call.keys()).collect();
        for option in names {
            let (before, now) = (last.call.get(option), self.call.get(option));
            if before != now {
                let shown =
                    |value: Option<&String>| value.map_or("nothing", String::as_str).to_owned();
                return Err(refuse(format!(
                    "{option} was {} then and is {} now",
                    shown(before),
                    shown(now)
                )));
            }
        }
        for (before, now) in last.files.iter().zip(&self.files) {
            if before != now {
                return Err(refuse(format!("{} has changed since", now.path)));
            }
        }
        Ok(Some(last))
    }

    /// Notes how far the run has come. What stands in the output must be on the disk by now.
    pub(super) fn note(
        &self,
        file: usize,
        entries: u64,
        bytes: u64,
        tally: &Tally,
    ) -> Result<(), Stop> {
        let checkpoint = Checkpoint {
            version: VERSION,
            call: self.call.clone(),
            files: self.files.clone(),
            file,
            entries,
            bytes,
            tally: tally.clone(),
        };
        let fail = |error| cannot_write(&self.path, &error);
        let text = serde_json::to_string(&checkpoint).map_err(|e| fail(e.into()))?;
        let mut temporary = builder().tempfile_in(folder(&self.path)).map_err(fail)?;
        temporary.write_all(text.as_bytes()).map_err(fail)?;
        temporary
            .persist(&self.path)
            .map_err(|error| fail(error.error))?;
        Ok(())
    }

    /// The run is finished.
    pub(super) fn remove(&self) {
        // It may never have been written; left behind it does no harm, as the next run replaces it.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn identity(path: &Path) -> Result<Identity, Stop> {
    const END: u64 = 1024 * 1024;
    let name = path.display().to_string();
    let fail = |error: std::io::Error| {
        Stop::new(Status::Usage, format!("error: cannot read {name}: {error}"))
    };
    if name == "-" {
        return Err(Stop::new(
            Status::Usage,
            "error: standard input cannot be read a second time, so a run over it cannot be resumed\n  help: name a file",
        ));
    }
    // A file that is not there is a problem of the report, not of the call.
    let Ok(mut file) = File::open(path) else {
        return Ok(Identity {
            path: name,
            size: 0,
            modified: 0,
            ends: String::new(),
        });
    };
    let metadata = file.metadata().map_err(fail)?;
    let size = metadata.len();
    let mut ends = Vec::new();
    if metadata.is_file() {
        (&file).take(END).read_to_end(&mut ends).map_err(fail)?;
        file.seek(SeekFrom::Start(size.saturating_sub(END)))
            .map_err(fail)?;
        (&file).take(END).read_to_end(&mut ends).map_err(fail)?;
    }
    Ok(Identity {
        size,
        modified: metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
            .map_or(0, |time| time.as_nanos()),
        ends: blake3::hash(&ends).to_hex().to_string(),
        path: name,
    })
}
