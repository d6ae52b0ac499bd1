//! The bytes of a file that is read from several places at once: of an upload, or of what an archive held.

use std::{
    fs::File,
    io::{Read, Result, Seek, SeekFrom},
    os::unix::fs::FileExt as _,
    path::Path,
    sync::Arc,
};

/// An open file and its length.
#[derive(Debug, Clone)]
pub(super) struct Bytes {
    file: Arc<File>,
    length: u64,
}

/// Reads [`Bytes`] from a place of its own.
#[derive(Debug)]
pub(super) struct Reader {
    bytes: Bytes,
    at: u64,
}

impl Bytes {
    /// The file at a path.
    pub(super) fn open(path: &Path) -> Result<Self> {
        Self::of(File::open(path)?)
    }

    /// An open file.
    pub(super) fn of(file: File) -> Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self {
            file: Arc::new(file),
            length,
        })
    }

    /// How many there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// A reader from the first one on.
    pub(super) fn reader(&self) -> Reader {
        Reader {
            bytes: self.clone(),
            at: 0,
        }
    }

    /// The first ones, at most `most`.
    pub(super) fn head(&self, most: usize) -> Result<Vec<u8>> {
        let mut head = Vec::new();
        self.reader().take(most as u64).read_to_end(&mut head)?;
        Ok(head)
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.bytes.file.read_at(buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(back) => self.bytes.length.checked_add_signed(back),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
