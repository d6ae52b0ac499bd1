//! Reads files of keywords: recognises what a file is, and turns its rows into keywords and rejects.
//!
//! Pure of database and network. Memory stays the same however long the file is.

mod archive;
mod counted;
mod country;
mod decode;
mod delimited;
mod delimiter;
mod encoding;
mod error;
mod format;
mod headers;
mod layout;
pub mod limits;
mod metric;
mod number;
mod record;
mod records;
mod row;
mod rows;
mod trend;
mod value;
mod workbook;

#[cfg(test)]
mod tests;

use std::path::Path;

use igny8::planner::import::{Encoding, Mapping, Preview, PreviewColumn, Target};

use limits::PREVIEW_ROWS;
use record::{Plan, shorten};
use row::Row;
use rows::Opened;

pub use error::ImportError;
pub use record::KeywordRecord;
pub use records::{Entry, Records};

/// What a file is and how it begins. Where no column was recognised as the keyword, none of the columns has
/// that target, and a note asks for it.
///
/// # Errors
/// When the file is too large, empty, damaged or no table.
pub fn preview(path: &Path) -> Result<Preview, ImportError> {
    Ok(describe(&rows::open(path)?))
}

/// Opens a file to read its keywords, with the columns as recognised or as the mapping says.
///
/// # Errors
/// As [`preview`]; also when the mapping does not fit, or when there is none and no column is recognised as
/// the keyword.
pub fn open(path: &Path, mapping: Option<&Mapping>) -> Result<Records, ImportError> {
    let opened = rows::open(path)?;
    let mut preview = describe(&opened);
    if let Some(mapping) = mapping {
        let targets = mapping.resolve(&opened.layout.names)?;
        for (column, target) in preview.columns.iter_mut().zip(targets) {
            column.target = target;
        }
    }
    let targets: Vec<Target> = preview.columns.iter().map(|column| column.target).collect();
    match Plan::new(&targets, preview.source) {
        Some(plan) => Ok(Records::new(opened.rows, plan, preview, opened.progress)),
        None => Err(ImportError::NoKeywordColumn(Box::new(preview))),
    }
}

fn describe(opened: &Opened) -> Preview {
    let layout = &opened.layout;
    let data = opened.sample.get(layout.skip..).unwrap_or_default();
    let samples = |index: usize| {
        let cells = data
            .iter()
            .map(move |row| row.cell(index))
            .filter(|cell| !cell.trim().is_empty());
        cells.take(3).map(shorten).collect()
    };
    let columns = layout.names.iter().zip(&layout.targets).enumerate();
    let mut notes = layout.notes.clone();
    if layout.keyword().is_none() {
        notes.insert(
            0,
            "No column was recognised as the keyword: choose the one that holds the search phrase."
                .to_owned(),
        );
    }
    if opened.encoding == Some(Encoding::Windows1252) {
        notes.push(
            "The file is not in Unicode and was read as Windows-1252: check the accented letters.".to_owned(),
        );
    }
    Preview {
        source: layout.source,
        encoding: opened.encoding,
        delimiter: opened.delimiter,
        sheet: opened.sheet.clone(),
        header: layout.header,
        columns: columns
            .map(|(index, (name, target))| PreviewColumn {
                name: shorten(name),
                target: *target,
                samples: samples(index),
            })
            .collect(),
        rows: data
            .iter()
            .take(PREVIEW_ROWS)
            .map(|row: &Row| row.cells().map(shorten).collect())
            .collect(),
        notes,
    }
}
