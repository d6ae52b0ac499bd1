//! Where files of pictures are kept: a folder, or a bucket of an object store.

use std::path::Path as Folder;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use igny8::id::AccountId;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};
use tokio::io::{AsyncSeekExt as _, AsyncWriteExt as _};
use url::Url;
use uuid::Uuid;

use crate::{Result, StorageError};

/// The sizes that each picture is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// As it came.
    Original,
    /// For a page.
    Large,
    /// For a phone.
    Medium,
    /// For lists.
    Thumb,
}

impl Size {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Original, Self::Large, Self::Medium, Self::Thumb];

    /// As in addresses and file names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Large => "large",
            Self::Medium => "medium",
            Self::Thumb => "thumb",
        }
    }

    /// The size with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }

    /// The most pixels of its width; none for the original.
    pub const fn width(self) -> Option<u32> {
        match self {
            Self::Original => None,
            Self::Large => Some(1600),
            Self::Medium => Some(800),
            Self::Thumb => Some(320),
        }
    }
}

/// The kinds of files that are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// WebP.
    WebP,
    /// PNG.
    Png,
}

impl Format {
    const ALL: [Self; 3] = [Self::Jpeg, Self::WebP, Self::Png];

    /// The ending of its files.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Png => "png",
        }
    }

    /// Its media type.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Png => "image/png",
        }
    }

    /// The format with this media type.
    pub fn by_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.mime() == mime)
    }
}

/// A file that is read a part at a time.
pub struct Opened {
    /// Its bytes in all.
    pub length: u64,
    /// Its parts.
    pub bytes: BoxStream<'static, object_store::Result<Bytes>>,
}

/// Keeps files by account, key and size; cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) root: Path,
}

impl Storage {
    /// The bucket at an address such as `s3://bucket/prefix`, or a folder. The bucket's keys and region come from `AWS_…` of the
    /// environment and, before those, from `options`, which have the same names in small letters.
    ///
    /// # Errors
    /// The address is none of a bucket, an option is unknown, or the folder cannot be made.
    pub fn open(bucket: Option<&str>, options: &[(&str, String)], folder: &Folder) -> Result<Self> {
        match bucket {
            Some(url) => {
                let mut builder = AmazonS3Builder::from_env();
                for (name, value) in options {
                    builder = builder.with_config(name.parse()?, value);
                }
                Self::bucket(url, builder)
            }
            None => Self::folder(folder),
        }
    }

    /// A bucket, by what `builder` knows of keys, region and another endpoint than Amazon's.
    pub(crate) fn bucket(url: &str, builder: AmazonS3Builder) -> Result<Self> {
        let wrong = || StorageError::Address;
        let parsed = Url::parse(url).map_err(|_| wrong())?;
        let bucket = parsed
            .host_str()
            .filter(|_| parsed.scheme() == "s3")
            .ok_or_else(wrong)?;
        let store = builder.with_bucket_name(bucket).build()?;
        Ok(Self {
            store: Arc::new(store),
            root: Path::from_url_path(parsed.path()).map_err(object_store::Error::from)?,
        })
    }

    /// A folder, which is made if it is not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn folder(folder: &Folder) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_automatic_cleanup(true);
        Ok(Self {
            store: Arc::new(store),
            root: Path::default(),
        })
    }

    /// Writes a small file, reads it back and deletes it: whether all three are allowed and work.
    ///
    /// # Errors
    /// What does not work, or what was read is not what was written.
    pub async fn probe(&self) -> Result<()> {
        let path = self.root.clone().join("probes").join(Uuid::now_v7().to_string());
        let text = Bytes::from(path.to_string());
        self.store
            .put(&path, PutPayload::from_bytes(text.clone()))
            .await?;
        let read = match self.store.get(&path).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        // What was written goes whatever came of reading it.
        self.store.delete(&path).await?;
        if read? == text {
            Ok(())
        } else {
            Err(StorageError::Address)
        }
    }

    /// The folder of a picture's files. Ids have no character that means something in a path.
    fn place(&self, account: AccountId, key: Uuid) -> Path {
        self.root.clone().join(account.to_string()).join(key.to_string())
    }

    fn path(&self, account: AccountId, key: Uuid, size: Size, format: Format) -> Path {
        let file = format!("{}.{}", size.name(), format.extension());
        self.place(account, key).join(file)
    }

    /// Keeps a file, whole or not at all.
    ///
    /// # Errors
    /// The storage does not take it.
    pub async fn put(
        &self,
        account: AccountId,
        key: Uuid,
        size: Size,
        format: Format,
        bytes: Bytes,
    ) -> Result<()> {
        let path = self.path(account, key, size, format);
        self.store.put(&path, PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    fn export_path(&self, account: AccountId, task: Uuid) -> Path {
        self.root
            .clone()
            .join(account.to_string())
            .join("exports")
            .join(format!("{task}.zip"))
    }

    /// Keeps the file of an export.
    ///
    /// # Errors
    /// The storage does not take it.
    pub async fn put_export(&self, account: AccountId, task: Uuid, file: std::fs::File) -> Result<()> {
        let path = self.export_path(account, task);
        let mut from = tokio::fs::File::from_std(file);
        from.rewind().await?;
        let mut to = BufWriter::new(self.store.clone(), path);
        let copied = tokio::io::copy(&mut from, &mut to).await;
        if let Err(error) = copied {
            to.abort().await?;
            return Err(error.into());
        }
        Ok(to.shutdown().await?)
    }

    /// The file of an export, if it is there.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn export(&self, account: AccountId, task: Uuid) -> Result<Option<Opened>> {
        self.open_at(&self.export_path(account, task)).await
    }

    /// Removes the file of an export; one that is gone already is no error.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn delete_export(&self, account: AccountId, task: Uuid) -> Result<()> {
        match self.store.delete(&self.export_path(account, task)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn open_at(&self, path: &Path) -> Result<Option<Opened>> {
        match self.store.get(path).await {
            Ok(found) => Ok(Some(Opened {
                length: found.meta.size,
                bytes: found.into_stream(),
            })),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A picture's file to be read as slowly as somebody likes, and its format, if it is there; `likely` is looked for first.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn open_picture(
        &self,
        account: AccountId,
        key: Uuid,
        size: Size,
        likely: Format,
    ) -> Result<Option<(Opened, Format)>> {
        let others = Format::ALL.into_iter().filter(|format| *format != likely);
        for format in std::iter::once(likely).chain(others) {
            if let Some(opened) = self.open_at(&self.path(account, key, size, format)).await? {
                return Ok(Some((opened, format)));
            }
        }
        Ok(None)
    }

    /// A file and its format, if it is there; `likely` is looked for first.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn get(
        &self,
        account: AccountId,
        key: Uuid,
        size: Size,
        likely: Format,
    ) -> Result<Option<(Bytes, Format)>> {
        let Some((opened, format)) = self.open_picture(account, key, size, likely).await? else {
            return Ok(None);
        };
        let parts: Vec<Bytes> = opened.bytes.try_collect().await?;
        Ok(Some((parts.concat().into(), format)))
    }

    /// Removes all files of a picture; those that are gone already are no error.
    ///
    /// # Errors
    /// The storage does not answer.
    pub async fn delete_all(&self, account: AccountId, key: Uuid) -> Result<()> {
        let place = self.place(account, key);
        let found: Vec<Path> = self
            .store
            .list(Some(&place))
            .map_ok(|file| file.location)
            .try_collect()
            .await?;
        let mut deleted = self
            .store
            .delete_stream(futures::stream::iter(found.into_iter().map(Ok)).boxed());
        while let Some(one) = deleted.next().await {
            match one {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "storage_bucket_tests.rs"]
pub(crate) mod bucket_tests;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_kept_by_account_and_removed_together() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::folder(&folder.path().join("media")).unwrap();
        let (ann, bob, key) = (AccountId::new(), AccountId::new(), Uuid::now_v7());
        storage
            .put(ann, key, Size::Thumb, Format::WebP, Bytes::from_static(b"thumb"))
            .await
            .unwrap();
        storage
            .put(
                ann,
                key,
                Size::Original,
                Format::Png,
                Bytes::from_static(b"original"),
            )
            .await
            .unwrap();
        let file = format!("media/{ann}/{key}/thumb.webp");
        assert!(folder.path().join(file).is_file());
        let found = storage.get(ann, key, Size::Thumb, Format::Jpeg).await.unwrap();
        assert_eq!(found, Some((Bytes::from_static(b"thumb"), Format::WebP)));
        assert_eq!(
            storage.get(bob, key, Size::Thumb, Format::WebP).await.unwrap(),
            None
        );
        assert_eq!(
            storage.get(ann, key, Size::Large, Format::Jpeg).await.unwrap(),
            None
        );
        storage.delete_all(bob, key).await.unwrap();
        assert!(
            storage
                .get(ann, key, Size::Original, Format::Png)
                .await
                .unwrap()
                .is_some()
        );
        storage.delete_all(ann, key).await.unwrap();
        storage.delete_all(ann, key).await.unwrap();
        for size in Size::ALL {
            assert_eq!(storage.get(ann, key, size, Format::Png).await.unwrap(), None);
        }
    }

    #[test]
    fn a_bucket_needs_an_address_of_its_kind() {
        for url in ["", "bucket", "https://example.com/bucket", "s3:", "s3:///x"] {
            assert!(Storage::bucket(url, AmazonS3Builder::new()).is_err(), "{url}");
        }
        let storage = Storage::bucket("s3://pictures/some/prefix", AmazonS3Builder::new()).unwrap();
        assert_eq!(storage.root.as_ref(), "some/prefix");
    }
}
