//! Whole files, from their bytes to their keywords.

mod bad_files;
mod fixtures;
mod quirks;
mod random;
mod workbooks;

use std::io::Write as _;

use igny8::planner::import::Reject;
use tempfile::NamedTempFile;

use super::{Entry, ImportError, KeywordRecord, Records, open};

/// A file with these bytes, gone when dropped.
fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// Everything that an opened file gives.
fn drain(records: &mut Records) -> (Vec<KeywordRecord>, Vec<Reject>) {
    let (mut keywords, mut rejects) = (Vec::new(), Vec::new());
    for entry in records.by_ref() {
        match entry.unwrap() {
            Entry::Keyword(record) => keywords.push(record),
            Entry::Reject(reject) => rejects.push(reject),
        }
    }
    assert_eq!(records.read(), (keywords.len() + rejects.len()) as u64);
    assert!((records.fraction() - 1.0).abs() < f64::EPSILON);
    (keywords, rejects)
}

/// The keywords and rejects of a file with these bytes.
fn read(bytes: impl AsRef<[u8]>) -> (Vec<KeywordRecord>, Vec<Reject>) {
    drain(&mut open(file(bytes.as_ref()).path(), None).unwrap())
}

/// Why a file with these bytes cannot be opened.
fn refuse(bytes: impl AsRef<[u8]>) -> ImportError {
    open(file(bytes.as_ref()).path(), None).unwrap_err()
}

fn phrases(records: &[KeywordRecord]) -> Vec<&str> {
    records.iter().map(|record| record.phrase.as_str()).collect()
}
