//! Why a file cannot be kept or read.

/// Why a file cannot be kept or read.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The address of the bucket.
    #[error("the address of the storage is none such as s3://bucket/prefix")]
    Address,
    /// The folder or the bucket.
    #[error("the storage of files failed")]
    Store(#[from] object_store::Error),
    /// A file on its way into the storage, or the folder that it lies in.
    #[error("a file could not be read or written")]
    File(#[from] std::io::Error),
}

/// What the storage answers.
pub type Result<T> = std::result::Result<T, StorageError>;
