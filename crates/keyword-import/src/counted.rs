//! A reader that counts, so that progress can be told without knowing the number of rows.

use std::{
    io::{Read, Result, Seek, SeekFrom},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// How much of a file has been read, shared between the reader and whoever reports progress.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    read: Arc<AtomicU64>,
    total: u64,
}

impl Progress {
    /// Nothing read yet of `total` bytes.
    pub(super) fn new(total: u64) -> Self {
        Self {
            read: Arc::default(),
            total,
        }
    }

    /// Share of the bytes that were read, 0 to 1.
    pub(super) fn fraction(&self) -> f64 {
        if self.total == 0 {
            return 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
        let share = self.read.load(Ordering::Relaxed) as f64 / self.total as f64;
        share.min(1.0)
    }
}

/// A reader that adds what it reads to a [`Progress`].
pub(super) struct Counted<R> {
    inner: R,
    progress: Progress,
}

impl<R> Counted<R> {
    /// Counts what is read from `inner`.
    pub(super) fn new(inner: R, progress: Progress) -> Self {
        Self { inner, progress }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let read = self.inner.read(buffer)?;
        self.progress.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.inner.seek(to)
    }
}
