//! Reads files of keywords: recognises what a file is, and turns its rows into keywords and rejects.
//!
//! Pure of database and network. Memory stays the same however long the file is; only JSON, which is bounded for it, is read whole.

mod archive;
mod around;
mod blocks;
mod bytes;
mod columns;
mod counted;
mod country;
mod decode;
mod delimited;
mod delimiter;
mod describe;
mod dress;
mod encoding;
mod error;
mod fitting;
mod format;
mod found;
mod habits;
mod headers;
mod layout;
mod legacy;
mod letters;
pub mod limits;
mod made;
mod marks;
mod metric;
mod months;
mod number;
mod own_rows;
mod packed;
mod page;
mod plausible;
mod recognise;
mod record;
mod records;
mod row;
mod rows;
mod scale;
mod searches;
mod shape;
mod spoken;
mod strays;
mod tools;
mod trend;
mod value;
mod words;
mod workbook;

#[cfg(test)]
mod tests;

use igny8::planner::import::{Mapping, Preview, Reading};

use counted::Progress;
use habits::Habits;
use record::Plan;
use rows::Rows;

pub use bytes::Bytes;
pub use error::ImportError;
pub use found::Found;
pub use legacy::Hint;
pub use record::KeywordRecord;
pub use records::{Entry, Records};

/// How a file is to be read: what a person says of it, and what is known of its writer from elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct How {
    /// What a person says.
    pub reading: Reading,
    /// What is known from elsewhere.
    pub hint: Hint,
}

/// What a file is and how it begins. Where no column was recognised as the keyword, none of the columns has
/// that target, and a note asks for it.
///
/// # Errors
/// When the file is too large, empty, damaged or no table.
pub fn look(file: &Bytes, how: &How) -> Result<Found, ImportError> {
    let opened = rows::open(file, how)?;
    let mut found = Found::of(&opened, how);
    let preview = &mut found.preview;
    // Without a keyword, rows are counted all the same.
    let plan = found::plan(preview, found.habits)
        .unwrap_or_else(|| Plan::first(preview.columns.len(), preview.source));
    let mut records = Records::new(opened.rows, plan, preview.clone(), opened.progress);
    let (count, left_out) = describe::count(&mut records);
    preview.count = count;
    if preview.mapping().is_ok() {
        preview.left_out = left_out;
    }
    Ok(found)
}

/// Opens a file to read its keywords, with the columns as recognised or as the mapping says.
///
/// # Errors
/// As [`look`]; also when the mapping does not fit, or when there is none and no column is recognised as
/// the keyword.
pub fn open(file: &Bytes, mapping: Option<&Mapping>, how: &How) -> Result<Records, ImportError> {
    let opened = rows::open(file, how)?;
    let found = Found::of(&opened, how);
    records(opened.rows, found.mapped(mapping)?, found.habits, opened.progress)
}

/// The same for a file that was looked at before, by what was found then: nothing is looked for again, and its encoding is as good as
/// named.
///
/// # Errors
/// As [`open`].
pub fn reopen(file: &Bytes, found: &Found, mapping: Option<&Mapping>) -> Result<Records, ImportError> {
    let preview = found.settled(mapping)?;
    let (rows, progress) = rows::reopen(file, found)?;
    records(rows, preview, found.habits, progress)
}

fn records(rows: Rows, preview: Preview, habits: Habits, progress: Progress) -> Result<Records, ImportError> {
    match found::plan(&preview, habits) {
        Some(plan) => Ok(Records::new(rows, plan, preview, progress)),
        None => Err(ImportError::NoKeywordColumn(Box::new(preview))),
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
