//! What an output must not touch: the files that a run reads, and files that the program did not make.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::args::ReadingArgs;
use super::output::{beside, cannot_write};
use super::source::own_profile_file;
use super::{Status, Stop};
use tidewaiter_checker::pack::collect;

/// The files that a run reads.
#[derive(Default)]
pub(super) struct Inputs(Vec<PathBuf>);

impl Inputs {
    /// Catalogues and other files of a call. `-` is standard input.
    pub(super) fn of<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        Self(paths.into_iter().cloned().collect())
    }

    /// With files that options name.
    pub(super) fn and<'a>(mut self, paths: impl IntoIterator<Item = &'a PathBuf>) -> Self {
        self.0.extend(paths.into_iter().cloned());
        self
    }

    /// With the profile, where it is a file.
    pub(super) fn read_with(mut self, reading: &ReadingArgs) -> Self {
        let profile = own_profile_file(reading.profile.as_deref());
        self.0.extend(profile.map(Path::to_path_buf));
        self
    }

    /// With the files of the rules. What cannot be read of them is told when they are loaded.
    pub(super) fn ruled(mut self, folders: &[PathBuf]) -> Self {
        for folder in folders {
            let _ = collect(folder, &mut self.0);
        }
        self
    }

    /// Refuses an output that is one of these files, under whatever name.
    pub(super) fn spare(&self, output: &Path, option: &str) -> Result<(), Stop> {
        let part = beside(output, "part");
        let resume = beside(output, "resume");
        for written in [output, &part, &resume] {
            if let Some(input) = self.0.iter().find(|input| same(input, written)) {
                return Err(Stop::new(
                    Status::Usage,
                    format!(
                        "error: {option}: {} is a file that this run reads ({}), and would be overwritten\n  help: name another file",
                        written.display(),
                        input.display(),
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Refuses to write into a file that is read, where standard output is one: its end would never be
    /// reached.
    pub(super) fn spare_standard_output(&self) -> Result<(), Stop> {
        let Some(output) = standard_output().filter(Metadata::is_file) else {
            return Ok(());
        };
        let read = |input: &&PathBuf| {
            let found = if input.as_os_str() == "-" {
                standard_input()
            } else {
                std::fs::metadata(input).ok()
            };
            found.is_some_and(|found| identical(&found, &output))
        };
        match self.0.iter().find(read) {
            None => Ok(()),
            Some(input) => Err(Stop::new(
                Status::Usage,
                format!(
                    "error: standard output is a file that this run reads ({})\n  help: write into another file",
                    input.display()
                ),
            )),
        }
    }
}

/// Two names of one file: the same, a link, or a hard link.
fn same(input: &Path, output: &Path) -> bool {
    if input.as_os_str() == "-" {
        return match (standard_input(), std::fs::metadata(output)) {
            (Some(input), Ok(output)) => output.is_file() && identical(&input, &output),
            _ => false,
        };
    }
    match (std::fs::metadata(input), std::fs::metadata(output)) {
        // A device or a pipe is not overwritten by writing into it.
        (Ok(found), Ok(there)) if found.is_file() && there.is_file() => {
            identical(&found, &there) || canonical(input, output)
        }
        // A file that is not there yet is not made by this run and read by it.
        (Err(_), Err(_)) => input == output,
        _ => false,
    }
}

fn canonical(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

#[cfg(unix)]
fn identical(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Elsewhere the names decide.
#[cfg(not(unix))]
fn identical(_: &Metadata, _: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn standard_input() -> Option<Metadata> {
    use std::os::fd::AsFd as _;
    let descriptor = io::stdin().as_fd().try_clone_to_owned().ok()?;
    File::from(descriptor).metadata().ok()
}

#[cfg(not(unix))]
fn standard_input() -> Option<Metadata> {
    None
}

#[cfg(unix)]
fn standard_output() -> Option<Metadata> {
    use std::os::fd::AsFd as _;
    let descriptor = io::stdout().as_fd().try_clone_to_owned().ok()?;
    File::from(descriptor).metadata().ok()
}

#[cfg(not(unix))]
fn standard_output() -> Option<Metadata> {
    None
}

/// What stands where an output shall go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing, or a file, which a finished output replaces.
    File,
    /// A device, a pipe or the like, which is written into and never replaced.
    Stream,
}

/// What stands at the path of an output; refuses what must not be replaced.
pub(super) fn place(path: &Path) -> Result<Place, Stop> {
    let refuse = |why: String| {
        Stop::new(
            Status::Usage,
            format!("error: cannot write {}: {why}", path.display()),
        )
    };
    let there = match std::fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::File),
        Err(error) => return Err(cannot_write(path, &error)),
    };
    if there.is_dir() {
        return Err(refuse(
            "it is a folder\n  help: name a file in it".to_owned(),
        ));
    }
    if !there.is_symlink() {
        return Ok(if there.is_file() {
            Place::File
        } else {
            Place::Stream
        });
    }
    // /dev/stdout and its like are links to what is open already.
    let open = path.starts_with("/dev") || path.starts_with("/proc");
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(refuse(
            "it is a link to a folder\n  help: name a file in it".to_owned(),
        )),
        Ok(found) if open || !found.is_file() => Ok(Place::Stream),
        Ok(_) => {
            let target = path.canonicalize().unwrap_or_default();
            Err(refuse(format!(
                "it is a link, which is neither followed nor replaced\n  help: name the file itself, {}",
                target.display()
            )))
        }
        Err(_) => Err(refuse(
            "it is a link to a file that is not there\n  help: name the file itself".to_owned(),
        )),
    }
}

/// Opens a file that an earlier run may have left, or makes it. No link is followed, and what is no
/// file of one name is refused. Whether the file was there already is told.
pub(super) fn open_own(path: &Path) -> Result<(File, bool), Stop> {
    let fail = |error: io::Error| cannot_write(path, &error);
    match OpenOptions::new()
        .write(true)
        .read(true)
        .create_new(true)
        .open(path)
    {
        Ok(file) => return Ok((file, false)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(fail(error)),
    }
    Ok((open_left(path)?.ok_or_else(|| foreign(path))?, true))
}

/// Opens what an earlier run may have left, if there is anything.
pub(super) fn open_left(path: &Path) -> Result<Option<File>, Stop> {
    let fail = |error: io::Error| cannot_write(path, &error);
    let there = match std::fs::symlink_metadata(path) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail(error)),
    };
    if !there.is_file() || names(&there) > 1 {
        return Err(foreign(path));
    }
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(fail)?;
    // Between the look and the opening a link may have taken the place of the file.
    let opened = file.metadata().map_err(fail)?;
    if cfg!(unix) && !identical(&there, &opened) {
        return Err(foreign(path));
    }
    Ok(Some(file))
}

/// The file still has this name: no other run has finished with it meanwhile.
pub(super) fn still_named(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(file), Ok(there)) => !cfg!(unix) || identical(&file, &there),
        _ => false,
    }
}

/// Gives a file the owner and the group of another, where they differ.
#[cfg(unix)]
pub(super) fn same_owner(of: &Metadata, file: &File) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (of.uid(), of.gid()) {
        return Ok(());
    }
    std::os::unix::fs::fchown(file, Some(of.uid()), Some(of.gid()))?;
    // A change of owner takes the bits away that let a program run as another.
    file.set_permissions(of.permissions())
}

#[cfg(not(unix))]
pub(super) fn same_owner(_: &Metadata, _: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn names(there: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    there.nlink()
}

#[cfg(not(unix))]
pub(super) fn names(_: &Metadata) -> u64 {
    1
}

/// Something stands where the program keeps a file of its own.
pub(super) fn foreign(path: &Path) -> Stop {
    Stop::new(
        Status::Usage,
        format!(
            "error: {} is in the way: this program did not make it, and it is left as it is\n  help: move it away, or name another --output",
            path.display()
        ),
    )
}
