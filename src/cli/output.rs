//! Where a report goes: standard output, or a file that appears whole or not at all.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Status, Stop};
use crate::report::Format;

/// What a report is written to.
pub(super) struct Output {
    writer: Box<dyn Write>,
    path: Option<PathBuf>,
    end: End,
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
        }
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
        })
    }

    /// A file that is written as `PATH.part` and renamed at the end. It stays when the run breaks off,
    /// and tells another run over the same file to wait.
    pub(super) fn part(path: &Path, format: Format) -> Result<Self, Stop> {
        let part = beside(path, "part");
        let fail = |error| cannot_write(&part, &error);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&part)
            .map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Stop::new(
                    Status::Usage,
                    format!(
                        "error: another run is writing {}\n  help: wait for it, or name another --output",
                        part.display()
                    ),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(fail(error)),
        }
        file.set_len(0).map_err(fail)?;
        let second = file.try_clone().map_err(fail)?;
        Ok(Self {
            writer: buffered(file, format),
            path: Some(path.to_owned()),
            end: End::Part(part, second),
        })
    }

    /// The report is finished: the file takes its name.
    pub(super) fn keep(mut self) -> Result<(), Stop> {
        self.writer.flush().map_err(|error| self.fail(error))?;
        let Some(path) = self.path else {
            return Ok(());
        };
        drop(self.writer);
        let fail = |error| cannot_write(&path, &error);
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
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
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

/// Writes a text to a file, whole or not at all, without colours.
pub(super) fn write_whole(path: &Path, text: &str) -> Result<(), Stop> {
    let mut output = Output::whole(path, Format::Human)?;
    let written = output.write_all(text.as_bytes());
    written.map_err(|error| output.fail(error))?;
    output.keep()
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
