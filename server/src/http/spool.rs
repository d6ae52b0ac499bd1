//! Downloads that are made as fast as the database gives and read as slowly as the client likes: between the two there is
//! a file without a name, so that nothing of the database waits for a client.

use std::fs::File;
use std::future::Future;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use igny8::value::defused;
use tokio::sync::watch;

use crate::error::Result;
use crate::low_priority;
use crate::services::exports::Lines;

/// Bytes that are read at once, and gathered before they are written.
const CHUNK: usize = 64 * 1024;

/// How far the file is.
#[derive(Clone, Copy, Debug)]
enum Written {
    /// It has this many bytes, and more come.
    Growing(u64),
    /// It is whole.
    Whole(u64),
}

/// The end that is written to.
pub struct Spool {
    file: Arc<File>,
    length: u64,
    most: u64,
    told: watch::Sender<Written>,
}

impl Spool {
    /// Appends bytes.
    ///
    /// # Errors
    /// The disk is full, or the file has as many bytes as it may; the reader has gone.
    pub async fn write(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        if self.told.is_closed() {
            return Err(io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads any more"));
        }
        let length = self.length + bytes.len() as u64;
        if length > self.most {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the file is too long",
            ));
        }
        let (file, at) = (self.file.clone(), self.length);
        tokio::task::spawn_blocking(move || file.write_all_at(&bytes, at)).await??;
        self.length = length;
        self.told.send_replace(Written::Growing(length));
        Ok(())
    }
}

/// A body that `write` makes, in a file under `folder` of at most `most` bytes. The file goes with the body, and so does
/// `kept`, such as the place that the download takes.
///
/// # Errors
/// The file cannot be made.
pub async fn body<F, W>(folder: &Path, most: u64, kept: impl Send + 'static, write: W) -> Result<Body>
where
    F: Future<Output = Result<Spool>> + Send + 'static,
    W: FnOnce(Spool) -> F + Send + 'static,
{
    let folder = folder.to_owned();
    let file = Arc::new(tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await??);
    let (told, tell) = watch::channel(Written::Growing(0));
    let reader = Reader {
        file: file.clone(),
        at: 0,
        tell,
    };
    let spool = Spool {
        file,
        length: 0,
        most,
        told,
    };
    tokio::spawn(low_priority::run(async move {
        match write(spool).await {
            Ok(spool) => {
                spool.told.send_replace(Written::Whole(spool.length));
            }
            // The channel closes without the last word, which ends the body with an error.
            Err(crate::error::Error::File(error)) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a download ended early");
            }
        }
    }));
    Ok(Body::from_stream(futures::stream::try_unfold(
        (reader, kept),
        |(mut reader, kept)| async move {
            Ok::<_, io::Error>(reader.next().await?.map(|bytes| (bytes, (reader, kept))))
        },
    )))
}

/// The end that is read from.
struct Reader {
    file: Arc<File>,
    at: u64,
    tell: watch::Receiver<Written>,
}

impl Reader {
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        let at = self.at;
        let more = |written: &Written| match *written {
            Written::Growing(length) => length > at,
            Written::Whole(_) => true,
        };
        let written = self.tell.wait_for(more).await.map(|written| *written);
        // The headers are sent; ending the body with an error tells the client that it is not whole.
        let written = written.map_err(|_| io::Error::other("the download ended early"))?;
        let (Written::Growing(length) | Written::Whole(length)) = written;
        if length == at {
            return Ok(None);
        }
        let size = usize::try_from(length - at).unwrap_or(CHUNK).min(CHUNK);
        let file = self.file.clone();
        let bytes = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; size];
            file.read_exact_at(&mut bytes, at).map(|()| bytes)
        })
        .await??;
        self.at += size as u64;
        Ok(Some(bytes.into()))
    }
}

/// Writes CSV into a spool, a chunk at a time.
pub struct Table {
    spool: Spool,
    out: csv::Writer<Vec<u8>>,
}

impl Table {
    /// A table in this spool.
    pub fn new(spool: Spool) -> Self {
        Self {
            spool,
            out: csv::Writer::from_writer(Vec::with_capacity(2 * CHUNK)),
        }
    }

    async fn pass_on(&mut self) -> Result<()> {
        let next = csv::Writer::from_writer(Vec::with_capacity(2 * CHUNK));
        let full = std::mem::replace(&mut self.out, next);
        let full = full.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(self.spool.write(full).await?)
    }

    /// The spool with all rows.
    ///
    /// # Errors
    /// As [`Spool::write`].
    pub async fn end(mut self) -> Result<Spool> {
        self.pass_on().await?;
        Ok(self.spool)
    }
}

impl Lines for Table {
    /// Appends a row whose cells do nothing in a spreadsheet.
    async fn line(&mut self, cells: Vec<String>) -> Result<()> {
        let cells = cells.into_iter().map(defused);
        self.out.write_record(cells).map_err(io::Error::from)?;
        if self.out.get_ref().len() > CHUNK {
            self.pass_on().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(body: Body) -> std::result::Result<Bytes, axum::Error> {
        axum::body::to_bytes(body, usize::MAX).await
    }

    #[tokio::test]
    async fn what_is_written_is_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let expected: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
        let bytes = expected.clone();
        let body = body(folder.path(), u64::MAX, (), |mut spool| async move {
            for part in bytes.chunks(100_001) {
                spool.write(part.to_vec()).await?;
            }
            Ok(spool)
        });
        assert_eq!(read(body.await.unwrap()).await.unwrap(), expected);
        let none = body_of_nothing(folder.path()).await;
        assert_eq!(read(none).await.unwrap().len(), 0);
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "the file has no name"
        );
    }

    async fn body_of_nothing(folder: &Path) -> Body {
        body(folder, 0, (), |spool| async move { Ok(spool) })
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn the_writer_does_not_wait_for_the_reader() {
        let folder = tempfile::tempdir().unwrap();
        let (done, ended) = tokio::sync::oneshot::channel();
        let body = body(folder.path(), u64::MAX, (), |mut spool| async move {
            for _ in 0..100 {
                spool.write(vec![7; CHUNK]).await?;
            }
            let _ = done.send(());
            Ok(spool)
        });
        let body = body.await.unwrap();
        ended.await.unwrap();
        assert_eq!(read(body).await.unwrap().len(), 100 * CHUNK);
    }

    #[tokio::test]
    async fn what_ends_early_or_is_too_long_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let body = body(folder.path(), 10, (), |mut spool| async move {
            spool.write(vec![1; 10]).await?;
            spool.write(vec![1]).await?;
            Ok(spool)
        });
        assert!(read(body.await.unwrap()).await.is_err());
    }
}
