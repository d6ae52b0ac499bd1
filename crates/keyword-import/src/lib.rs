//! Reads files of keywords: recognises what a file is, and turns its rows into keywords and rejects.
//!
//! Pure of database and network. Memory stays the same however long the file is.

mod archive;
mod blocks;
mod bytes;
mod columns;
mod counted;
mod country;
mod decode;
mod delimited;
mod delimiter;
mod describe;
mod encoding;
mod error;
mod format;
mod headers;
mod layout;
mod legacy;
pub mod limits;
mod marks;
mod metric;
mod months;
mod number;
mod own_rows;
mod packed;
mod plausible;
mod record;
mod records;
mod row;
mod rows;
mod scale;
mod searches;
mod shape;
mod tools;
mod trend;
mod value;
mod words;
mod workbook;

#[cfg(test)]
mod tests;

use std::path::Path;

use igny8::planner::import::{Mapping, Preview, Reading, Target};

use columns::Column;
use record::Plan;
use rows::Opened;

pub use error::ImportError;
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
pub fn preview(path: &Path, how: &How) -> Result<Preview, ImportError> {
    let opened = rows::open(path, how)?;
    let mut preview = describe::describe(&opened, how);
    let columns = columns_of(&preview);
    // Without a keyword, rows are counted all the same.
    let plan =
        Plan::new(&columns, preview.source).unwrap_or_else(|| Plan::first(columns.len(), preview.source));
    let plan = plan.numbered(opened.layout.numbered);
    let mut records = Records::new(opened.rows, plan, preview.clone(), opened.progress);
    let (count, left_out) = describe::count(&mut records);
    preview.count = count;
    if preview.mapping().is_ok() {
        preview.left_out = left_out;
    }
    Ok(preview)
}

/// Opens a file to read its keywords, with the columns as recognised or as the mapping says.
///
/// # Errors
/// As [`preview`]; also when the mapping does not fit, or when there is none and no column is recognised as
/// the keyword.
pub fn open(path: &Path, mapping: Option<&Mapping>, how: &How) -> Result<Records, ImportError> {
    let opened: Opened = rows::open(path, how)?;
    let mut preview = describe::describe(&opened, how);
    if let Some(mapping) = mapping {
        let names: Vec<&str> = opened
            .layout
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let targets = mapping.resolve(&names)?;
        for (column, target) in preview.columns.iter_mut().zip(targets) {
            if column.target != target {
                column.reason = (target == Target::Ignore).then(|| "Not mapped.".to_owned());
            }
            column.target = target;
        }
    }
    match Plan::new(&columns_of(&preview), preview.source) {
        Some(plan) => {
            let plan = plan.numbered(opened.layout.numbered);
            Ok(Records::new(opened.rows, plan, preview, opened.progress))
        }
        None => Err(ImportError::NoKeywordColumn(Box::new(preview))),
    }
}

fn columns_of(preview: &Preview) -> Vec<Column> {
    let columns = preview.columns.iter().map(|column| Column {
        name: column.name.clone(),
        target: column.target,
        reason: None,
    });
    columns.collect()
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
