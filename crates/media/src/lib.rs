//! Files of pictures: checked, made in four sizes, and kept in a folder or in a bucket of an object store; and what people upload.
//!
//! [`prepare`] makes the sizes of a picture, [`Storage`] keeps them by account, key and size; [`Uploads`] keeps what is uploaded.

mod error;
mod pictures;
mod storage;
mod uploads;

pub use error::{Result, StorageError};
pub use pictures::{Area, MAX_BYTES, MAX_PIXELS, PictureError, Prepared, crop, prepare};
pub use storage::{Format, Opened, Size, Storage};
pub use uploads::{Stored, Uploads};

#[cfg(test)]
mod fake_bucket;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
