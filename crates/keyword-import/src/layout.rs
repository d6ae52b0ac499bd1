//! How the rows of a file are laid out.

use igny8::planner::import::{Source, Target};

use super::{columns::Column, habits::Habits};

/// What is said of a file of Google Trends.
pub(super) const TRENDS: &str =
    "Google Trends provides an index, not a search volume. The volume stays empty.";

/// How the rows of a file are laid out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    /// Line of the header; none where the first row is data.
    pub(super) header: Option<u64>,
    /// Rows of the header: 2 where one groups the columns of the other.
    pub(super) header_rows: u64,
    /// Rows before the first data row.
    pub(super) skip: usize,
    /// The columns.
    pub(super) columns: Vec<Column>,
    /// The tool that wrote it.
    pub(super) source: Source,
    /// Columns whose header is known.
    pub(super) known: usize,
    /// How cells are written.
    pub(super) habits: Habits,
    /// What a person should know, one sentence each.
    pub(super) notes: Vec<String>,
}

impl Layout {
    /// The index of the keyword's column.
    pub(super) fn keyword(&self) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.target == Target::Keyword)
    }

    /// How sure it is that this is a table of keywords, to choose one of several.
    pub(super) fn rank(&self) -> u8 {
        match (self.keyword(), self.header, self.source) {
            (None, ..) => 0,
            (_, None, Source::List) => 1,
            (.., Source::List) => 2,
            _ => 3,
        }
    }
}
