//! Whole files, from their bytes to their keywords.

mod ads;
mod bad_files;
mod console;
mod dressed;
mod exports;
mod fixtures;
mod legacy;
mod lists;
mod markets;
mod planner;
mod quirks;
mod random;
mod tools;
mod volumes;
mod workbooks;
mod written;

use std::{
    io::{Cursor, Write as _},
    path::Path,
};

use igny8::planner::import::{Mapping, Preview, Reject};
use tempfile::NamedTempFile;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Bytes, Entry, Found, How, ImportError, KeywordRecord, Records};

fn open(path: &Path, mapping: Option<&Mapping>) -> Result<Records, ImportError> {
    open_so(path, mapping, &How::default())
}

/// Opens a file, and shows that it reads the same by what is kept of a look at it.
fn open_so(path: &Path, mapping: Option<&Mapping>, how: &How) -> Result<Records, ImportError> {
    let bytes = Bytes::open(path)?;
    let records = super::open(&bytes, mapping, how)?;
    let kept = serde_json::to_string(&super::look(&bytes, how)?).unwrap();
    let found: Found = serde_json::from_str(&kept).unwrap();
    let mut again = super::reopen(&bytes, &found, mapping)?;
    let told = |records: &mut Records| -> Vec<String> {
        let all = records.by_ref().map(|entry| format!("{entry:?}"));
        let all: Vec<_> = all.collect();
        [all, records.notes()].concat()
    };
    let mut first = super::open(&bytes, mapping, how)?;
    assert_eq!(told(&mut again), told(&mut first));
    assert_eq!(again.preview().columns, first.preview().columns);
    // Its encoding was seen, and is as good as named.
    let mut named = how.clone();
    named.reading.encoding = first.preview().encoding;
    let named = super::open(&bytes, mapping, &named)?;
    assert_eq!(again.preview().notes, named.preview().notes);
    assert_eq!(again.preview().reading, named.preview().reading);
    Ok(records)
}

fn preview(path: &Path) -> Result<Preview, ImportError> {
    Ok(super::look(&Bytes::open(path)?, &How::default())?.preview)
}

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

/// A ZIP of these files.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
