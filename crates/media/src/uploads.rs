//! Where uploaded files are kept until they are imported: a folder, or a bucket of an object store that all processes share.

use std::collections::VecDeque;
use std::io;
use std::path::Path as Folder;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use igny8::id::AccountId;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeekExt as _};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::{Result, Storage};

/// Bytes that are sent at once; a bucket takes no smaller parts than 5 MiB but the last.
const PART: usize = 8 * 1024 * 1024;

/// Bytes that are read at once, and how many such blocks of a file are held.
const BLOCK: u64 = 1024 * 1024;
const BLOCKS: usize = 4;

/// Keeps uploaded files by account and id; cheap to clone.
#[derive(Clone, Debug)]
pub struct Uploads {
    store: Arc<dyn ObjectStore>,
    root: Path,
}

impl Uploads {
    /// `uploads/` in the bucket at an address as of [`Storage::open`], or a folder, which is made if it is not there.
    ///
    /// # Errors
    /// As [`Storage::open`].
    pub fn open(bucket: Option<&str>, options: &[(&str, String)], folder: &Folder) -> Result<Self> {
        let storage = Storage::open(bucket, options, folder)?;
        Ok(match bucket {
            Some(_) => Self::beside(storage),
            None => Self {
                store: storage.store,
                root: storage.root,
            },
        })
    }

    /// Beside the pictures of a bucket, none of whose accounts has this name.
    pub(crate) fn beside(pictures: Storage) -> Self {
        Self {
            store: pictures.store,
            root: pictures.root.join("uploads"),
        }
    }

    fn path(&self, account: AccountId, id: Uuid) -> Path {
        self.root.clone().join(account.to_string()).join(id.to_string())
    }

    /// Keeps a file, whole or not at all.
    ///
    /// # Errors
    /// The file cannot be read, or the store does not take it.
    pub async fn put(&self, account: AccountId, id: Uuid, file: std::fs::File) -> Result<()> {
        let path = self.path(account, id);
        let mut from = tokio::fs::File::from_std(file);
        from.rewind().await?;
        let first = part(&mut from).await?;
        if first.len() < PART {
            self.store.put(&path, PutPayload::from_bytes(first)).await?;
            return Ok(());
        }
        let mut upload = self.store.put_multipart(&path).await?;
        let sent = async {
            let mut next = first;
            while !next.is_empty() {
                upload.put_part(PutPayload::from_bytes(next)).await?;
                next = part(&mut from).await?;
            }
            upload.complete().await?;
            Ok(())
        };
        let sent: Result<()> = sent.await;
        if sent.is_err() {
            // The first error is told; parts that cannot be removed either are for the bucket's own rules.
            let _ = upload.abort().await;
        }
        sent
    }

    /// A file of this length, to be read from any place by threads that may wait. Whether it is there shows when it is read.
    pub fn stored(&self, account: AccountId, id: Uuid, length: u64) -> Stored {
        Stored {
            store: self.store.clone(),
            path: self.path(account, id),
            length,
            runtime: Handle::current(),
            blocks: Mutex::default(),
        }
    }

    /// Removes a file; one that is gone already is no error.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn delete(&self, account: AccountId, id: Uuid) -> Result<()> {
        match self.store.delete(&self.path(account, id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The next part of a file, shorter than [`PART`] at its end alone.
async fn part(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Bytes> {
    let mut part = Vec::new();
    from.take(PART as u64).read_to_end(&mut part).await?;
    Ok(part.into())
}

/// A kept file; its last blocks are held.
#[derive(Debug)]
pub struct Stored {
    store: Arc<dyn ObjectStore>,
    path: Path,
    length: u64,
    runtime: Handle,
    blocks: Mutex<VecDeque<(u64, Bytes)>>,
}

impl Stored {
    /// Puts bytes from a place on into a buffer and says how many; none behind the end. Waits for the store, so that this is
    /// for threads that may wait, not for tasks.
    ///
    /// # Errors
    /// The file is not there, or the store does not answer.
    pub fn read_at(&self, buffer: &mut [u8], at: u64) -> io::Result<usize> {
        if at >= self.length || buffer.is_empty() {
            return Ok(0);
        }
        let start = at - at % BLOCK;
        let block = self.block(start)?;
        let from = usize::try_from(at - start).unwrap_or(usize::MAX);
        let bytes = block.get(from..).unwrap_or_default();
        let count = bytes.len().min(buffer.len());
        buffer[..count].copy_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn block(&self, start: u64) -> io::Result<Bytes> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, block)) = blocks.iter().find(|(at, _)| *at == start) {
            return Ok(block.clone());
        }
        let end = (start + BLOCK).min(self.length);
        let block = self
            .runtime
            .block_on(self.store.get_range(&self.path, start..end))?;
        if blocks.len() == BLOCKS {
            blocks.pop_front();
        }
        blocks.push_back((start, block.clone()));
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use axum::http::StatusCode;

    use super::*;
    use crate::fake_bucket::Bucket;
    use crate::storage::bucket_tests;

    fn file(length: usize) -> (std::fs::File, Vec<u8>) {
        let bytes: Vec<u8> = (0..length / 4)
            .flat_map(|n| n.to_le_bytes()[..4].to_vec())
            .collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        (file, bytes)
    }

    /// All bytes of a file, read as its readers do, and some from places before.
    async fn read(stored: Stored) -> io::Result<Vec<u8>> {
        let read = move || {
            let (mut all, mut buffer) = (Vec::new(), vec![0; 70_001]);
            loop {
                let count = stored.read_at(&mut buffer, all.len() as u64)?;
                if count == 0 {
                    break;
                }
                all.extend_from_slice(&buffer[..count]);
                let place = all.len() / 2;
                let again = stored.read_at(&mut buffer[..3], place as u64)?;
                assert_eq!(all.get(place..place + again).unwrap(), &buffer[..again]);
            }
            Ok(all)
        };
        tokio::task::spawn_blocking(read).await.unwrap()
    }

    async fn bucket() -> (Uploads, Bucket) {
        let (pictures, bucket) = bucket_tests::bucket().await;
        (Uploads::beside(pictures), bucket)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn files_of_all_lengths_are_kept_and_read_from_any_place() {
        let folder = tempfile::tempdir().unwrap();
        let local = Uploads::open(None, &[], folder.path()).unwrap();
        let (remote, bucket) = bucket().await;
        for uploads in [&local, &remote] {
            for length in [0, 4, 3 * 1024 * 1024, PART, 2 * PART + 400] {
                let (ann, bob, id) = (AccountId::new(), AccountId::new(), Uuid::now_v7());
                let (from, bytes) = file(length);
                uploads.put(ann, id, from).await.unwrap();
                assert!(read(uploads.stored(ann, id, length as u64)).await.unwrap() == bytes);
                if length > 0 {
                    let missing = read(uploads.stored(bob, id, length as u64)).await.unwrap_err();
                    assert_eq!(missing.kind(), io::ErrorKind::NotFound);
                }
                uploads.delete(bob, id).await.unwrap();
                uploads.delete(ann, id).await.unwrap();
                uploads.delete(ann, id).await.unwrap();
            }
        }
        assert_eq!(bucket.names(), Vec::<String>::new());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_put_that_fails_leaves_nothing() {
        let (uploads, bucket) = bucket().await;
        for length in [4, 2 * PART + 400] {
            bucket.refuse(
                if length == 4 { 0 } else { 2 },
                StatusCode::FORBIDDEN,
                "AccessDenied",
            );
            let put = uploads
                .put(AccountId::new(), Uuid::now_v7(), file(length).0)
                .await;
            assert!(put.is_err());
            assert_eq!(bucket.names(), Vec::<String>::new());
            assert_eq!(bucket.unfinished(), 0);
        }
    }
}
