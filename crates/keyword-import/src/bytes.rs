//! The bytes of a file that is read from several places at once: of an upload, or of what an archive held.

use std::{
    fmt,
    fs::File,
    io::{Read, Result, Seek, SeekFrom},
    os::unix::fs::FileExt as _,
    path::Path,
    sync::Arc,
};

/// Puts bytes from a place on into a buffer and says how many; none behind the end.
type ReadAt = dyn Fn(&mut [u8], u64) -> Result<usize> + Send + Sync;

/// A file that can be read from any place, wherever it lies, and its length.
#[derive(Clone)]
pub struct Bytes {
    file: Arc<ReadAt>,
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
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        Self::of(File::open(path)?)
    }

    /// An open file.
    ///
    /// # Errors
    /// Its length cannot be asked.
    pub fn of(file: File) -> Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self::elsewhere(length, move |buffer, at| {
            file.read_at(buffer, at)
        }))
    }

    /// A file of this length that lies elsewhere, such as in an object store; `read_at` puts bytes from a place on into a
    /// buffer and says how many, none behind the end.
    pub fn elsewhere(
        length: u64,
        read_at: impl Fn(&mut [u8], u64) -> Result<usize> + Send + Sync + 'static,
    ) -> Self {
        Self {
            file: Arc::new(read_at),
            length,
        }
    }

    /// How many there are.
    pub fn length(&self) -> u64 {
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

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bytes")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = (self.bytes.file)(buffer, self.at)?;
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
