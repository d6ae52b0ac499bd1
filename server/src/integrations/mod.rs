//! What the system works with outside of its database: files, and where articles go.

pub mod pictures;
pub mod storage;
