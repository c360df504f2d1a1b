//! Where a report goes: standard output, or a file that appears whole or not at all.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::guard::{self, Place};
use super::{Status, Stop, journal};
use crate::report::Format;

/// What a report is written to.
pub(super) struct Output {
    writer: Box<dyn Write>,
    path: Option<PathBuf>,
    end: End,
    /// Nobody reads any more: the rest of the run is counted, and its status stays what it is.
    closed: bool,
}

/// What makes the output appear under its name.
enum End {
    Nothing,
    /// A file that vanishes unless it is kept.
    Temporary(tempfile::NamedTempFile),
    /// A file that stays when the run breaks off, with its lock.
    Part(PathBuf, File),
}

impl Output {
    /// Standard output, with colours where a terminal reads a report for people.
    pub(super) fn standard(format: Format) -> Self {
        let stdout = io::stdout();
        let writer: Box<dyn Write> = if format == Format::Human {
            Box::new(anstream::AutoStream::auto(stdout))
        } else {
            Box::new(BufWriter::new(stdout))
        };
        Self {
            writer,
            path: None,
            end: End::Nothing,
            closed: false,
        }
    }

    /// A file that appears whole or not at all, or a device or pipe that is written into.
    pub(super) fn fresh(path: &Path, format: Format) -> Result<Self, Stop> {
        match guard::place(path)? {
            Place::File => Self::whole(path, format),
            Place::Stream => Self::stream(path, format),
        }
    }

    /// A device, a pipe or the like: it is written into, and never replaced or removed.
    pub(super) fn stream(path: &Path, format: Format) -> Result<Self, Stop> {
        let file = OpenOptions::new().write(true).open(path);
        Ok(Self {
            writer: buffered(file.map_err(|error| cannot_write(path, &error))?, format),
            path: Some(path.to_owned()),
            end: End::Nothing,
            closed: false,
        })
    }

    /// A file, written beside its place and renamed at the end, so that no reader sees half of it.
    pub(super) fn whole(path: &Path, format: Format) -> Result<Self, Stop> {
        let fail = |error| cannot_write(path, &error);
        let file = builder().tempfile_in(folder(path)).map_err(fail)?;
        let second = file.as_file().try_clone().map_err(fail)?;
        Ok(Self {
            writer: buffered(second, format),
            path: Some(path.to_owned()),
            end: End::Temporary(file),
            closed: false,
        })
    }

    /// A file that is written as `PATH.part` and renamed at the end. It stays when the run breaks off,
    /// and tells another run over the same file to wait. What another run left there is written over
    /// if there is a journal, as then the program made it; an empty file holds nothing to lose.
    pub(super) fn part(path: &Path, format: Format) -> Result<Self, Stop> {
        let part = beside(path, "part");
        let fail = |error| cannot_write(&part, &error);
        let waits = || {
            Stop::new(
                Status::Usage,
                format!(
                    "error: another run is writing {}\n  help: wait for it, or name another --output",
                    part.display()
                ),
            )
        };
        let (file, was_there) = guard::open_own(&part)?;
        match file.try_lock() {
            Ok(()) if guard::still_named(&file, &part) => {}
            Ok(()) | Err(TryLockError::WouldBlock) => return Err(waits()),
            Err(TryLockError::Error(error)) => return Err(fail(error)),
        }
        let journal = match journal::left(path) {
            Ok(journal) => journal,
            Err(stop) => {
                if !was_there {
                    let _ = std::fs::remove_file(&part);
                }
                return Err(stop);
            }
        };
        let empty = file.metadata().map_err(fail)?.len() == 0;
        if was_there && !empty && !journal {
            return Err(guard::foreign(&part));
        }
        file.set_len(0).map_err(fail)?;
        let second = file.try_clone().map_err(fail)?;
        Ok(Self {
            writer: buffered(file, format),
            path: Some(path.to_owned()),
            end: End::Part(part, second),
            closed: false,
        })
    }

    /// The report is finished: the file takes its name.
    pub(super) fn keep(mut self) -> Result<(), Stop> {
        self.flush().map_err(|error| self.fail(error))?;
        let Some(path) = self.path else {
            return Ok(());
        };
        drop(self.writer);
        let fail = |error| cannot_write(&path, &error);
        if !matches!(self.end, End::Nothing) && guard::place(&path)? != Place::File {
            return Err(guard::foreign(&path));
        }
        match self.end {
            End::Nothing => Ok(()),
            End::Temporary(file) => file.persist(&path).map(drop).map_err(|e| fail(e.error)),
            End::Part(part, file) => {
                // The journal goes now: what it stood for must be on the disk.
                file.sync_all().map_err(fail)?;
                std::fs::rename(part, &path).map_err(fail)
            }
        }
    }

    /// Why the run stops when writing fails.
    pub(super) fn fail(&self, error: io::Error) -> Stop {
        match &self.path {
            Some(path) => cannot_write(path, &error),
            None => Stop::from(error),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed {
            return Ok(bytes.len());
        }
        match self.writer.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(bytes.len())
            }
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        match self.writer.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            flushed => flushed,
        }
    }
}

/// A file never has colours.
fn buffered(file: File, format: Format) -> Box<dyn Write> {
    let buffered = BufWriter::new(file);
    if format == Format::Human {
        Box::new(anstream::StripStream::new(
            Box::new(buffered) as Box<dyn Write>
        ))
    } else {
        Box::new(buffered)
    }
}

/// Writes a text to a file, whole or not at all, or into a device or a pipe; without colours.
pub(super) fn write_whole(path: &Path, text: &str) -> Result<(), Stop> {
    let mut output = Output::fresh(path, Format::Human)?;
    let written = output.write_all(text.as_bytes());
    written.map_err(|error| output.fail(error))?;
    output.keep()
}

/// Writes a text to a file that is not there yet.
pub(super) fn write_new(path: &Path, text: &str) -> Result<(), Stop> {
    let fail = |error| cannot_write(path, &error);
    let mut file = builder().tempfile_in(folder(path)).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(fail(error.error)),
    }
}

/// Writes a file of the user anew, whole or not at all; it keeps its rights and its owner. A file that
/// may not be written and one with other names besides are refused: a new file would part it from these.
pub(super) fn rewrite(path: &Path, text: &str) -> Result<(), Stop> {
    let fail = |error| cannot_write(path, &error);
    let there = std::fs::symlink_metadata(path).map_err(fail)?;
    if guard::names(&there) > 1 {
        return Err(Stop::new(
            Status::Usage,
            format!(
                "error: {} is left as it is: it has another name besides (a hard link)\n  help: make a copy of it, and name that",
                path.display()
            ),
        ));
    }
    if there.permissions().readonly() {
        return Err(fail(io::ErrorKind::PermissionDenied.into()));
    }
    let mut file = builder().tempfile_in(folder(path)).map_err(fail)?;
    file.write_all(text.as_bytes()).map_err(fail)?;
    file.as_file()
        .set_permissions(there.permissions())
        .map_err(fail)?;
    guard::same_owner(&there, file.as_file()).map_err(fail)?;
    file.as_file().sync_all().map_err(fail)?;
    file.persist(path).map(drop).map_err(|e| fail(e.error))
}

/// A file is there already, and stays as it is.
pub(super) fn exists(path: &Path) -> Stop {
    Stop::new(
        Status::Usage,
        format!(
            "error: {} exists, and is left as it is\n  help: name a file that does not exist yet",
            path.display()
        ),
    )
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Stop {
    Stop::new(
        Status::Usage,
        format!("error: cannot write {}: {error}", path.display()),
    )
}

/// `report.html.part` of `report.html`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

pub(super) fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A temporary file that everybody may read whom the user's mask lets: it becomes the report.
pub(super) fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder
}
