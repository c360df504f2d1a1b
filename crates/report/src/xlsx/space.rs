//! Room for temporary files, looked for before it is needed: the library that writes sheets panics when
//! the folder of temporary files is full.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use super::HELD;

/// Bytes that are looked for at once beyond those that are needed.
const STEP: u64 = 64 * 1024;
/// Bytes of a sheet that its writer may hold back.
const BUFFER: u64 = 16 * 1024;

/// What is known of the room that there is.
#[derive(Debug, Default)]
pub(super) struct Space {
    /// Grows to as many bytes as are needed, and is emptied again.
    probe: Option<File>,
    /// Bytes for which there was room when it was last looked for, and that are not used since.
    found: u64,
    sheets: u64,
    /// Bytes of the largest row, which a sheet holds back until the next.
    largest: u64,
}

impl Space {
    /// A sheet is begun.
    pub(super) fn sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.claim(BUFFER)
    }

    /// Texts are written into cells of one row.
    pub(super) fn row<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        // A character takes seven bytes at most where XML has no place for it, a cell 64 around its text.
        let cells = texts.into_iter().map(|text| 7 * text.len() as u64 + 64);
        self.claim(cells.sum::<u64>() + 256)
    }

    /// So many bytes are written, if there is room for them and for all that is held back.
    fn claim(&mut self, bytes: u64) -> io::Result<()> {
        self.largest = self.largest.max(bytes);
        if bytes > self.found {
            self.look_for(bytes + STEP + self.sheets * (BUFFER + self.largest))?;
            self.found = bytes + STEP;
        }
        self.found -= bytes;
        Ok(())
    }

    /// Other files took so many bytes.
    pub(super) fn taken(&mut self, bytes: u64) {
        self.found = self.found.saturating_sub(bytes);
    }

    fn look_for(&mut self, bytes: u64) -> io::Result<()> {
        let probe = match &mut self.probe {
            Some(probe) => probe,
            None => self
                .probe
                .insert(tempfile::tempfile().map_err(|error| no_room(&error))?),
        };
        probe.rewind()?;
        // Noughts might take no room at all.
        let mut noise = blake3::Hasher::new().finalize_xof();
        let mut buffer = vec![0; STEP as usize];
        noise.fill(&mut buffer);
        let mut written = Ok(());
        let mut left = bytes;
        while left > 0 && written.is_ok() {
            let most = left.min(STEP);
            written = probe.write_all(buffer.get(..most as usize).unwrap_or_default());
            left -= most;
        }
        let emptied = probe.set_len(0);
        written.and(emptied).map_err(|error| no_room(&error))
    }
}

fn no_room(error: &io::Error) -> io::Error {
    let folder = std::env::temp_dir();
    io::Error::new(
        error.kind(),
        format!(
            "the folder of temporary files, {}, has no room for it: {error}",
            folder.display()
        ),
    )
}

/// The finished workbook on its way, which takes no room that sheets still need.
pub(super) struct Spool<'a> {
    file: SpooledTempFile,
    space: &'a mut Space,
    written: u64,
}

impl<'a> Spool<'a> {
    pub(super) fn new(space: &'a mut Space) -> Self {
        Self {
            file: SpooledTempFile::new(HELD),
            space,
            written: 0,
        }
    }

    /// Copies all of it.
    pub(super) fn copy(mut self, out: &mut dyn Write) -> io::Result<()> {
        self.file.rewind()?;
        io::copy(&mut self.file, out).map(drop)
    }
}

impl Write for Spool<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len() as u64;
        if self.file.is_rolled() {
            self.space.claim(length)?;
        } else if self.written + length > HELD as u64 {
            // What was held in memory goes to the disk with it.
            self.space.claim(self.written + length)?;
        }
        let written = self.file.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Spool<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_looked_for_before_it_is_used() {
        let mut space = Space::default();
        space.sheet().unwrap();
        let found = space.found;
        space.row(["a", "bc"]).unwrap();
        assert_eq!(found - space.found, 7 * 3 + 2 * 64 + 256);
        space.taken(u64::MAX);
        assert_eq!(space.found, 0);
        space.row(["a".repeat(1_000_000).as_str()]).unwrap();
        assert_eq!(space.found, STEP);
        assert_eq!(space.probe.unwrap().metadata().unwrap().len(), 0);
    }
}
