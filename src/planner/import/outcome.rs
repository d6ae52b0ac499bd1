//! How an import ended: its counts and the rows it turned away.

use serde::{Deserialize, Serialize};

/// The rows of an import by what became of them; `read` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Data rows in the file, blank ones not counted.
    pub read: u64,
    /// Rows that made a new keyword.
    pub added: u64,
    /// Rows that filled in something unknown of a keyword that was there.
    pub updated: u64,
    /// Rows that said nothing new.
    pub unchanged: u64,
    /// Rows that were turned away.
    pub rejected: u64,
}

/// A row that was turned away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// The line of the file on which the row begins, from 1; the row number in a workbook.
    pub line: u64,
    /// The offending value, shortened.
    pub value: String,
    /// Why, as one sentence.
    pub reason: String,
}
