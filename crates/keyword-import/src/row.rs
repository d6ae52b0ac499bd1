//! One row of a file, whatever its format: where it begins and its cells.

/// One row as read; its buffers are reused from row to row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Line of the file (row of the sheet) on which it begins, from 1.
    pub(super) line: u64,
    /// Set when the row was too long to keep; then it has only its beginning.
    pub(super) too_long: bool,
    /// Lines that it spans; more than one where a quoted cell holds line breaks.
    pub(super) lines: u64,
    text: String,
    ends: Vec<usize>,
}

impl Row {
    /// Number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell at this index from 0; empty where the row is shorter.
    pub(super) fn cell(&self, index: usize) -> &str {
        let start = index
            .checked_sub(1)
            .and_then(|before| self.ends.get(before))
            .copied()
            .unwrap_or(0);
        self.ends.get(index).map_or("", |end| &self.text[start..*end])
    }

    /// The cells in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.cell(index))
    }

    /// Bytes of text in all cells.
    pub(super) fn size(&self) -> usize {
        self.text.len()
    }

    /// Whether no cell holds anything but white space.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Cells up to the last one that is not empty: spreadsheet programs pad rows with empty ones.
    pub(super) fn used(&self) -> usize {
        (0..self.len())
            .rev()
            .find(|index| !self.cell(*index).trim().is_empty())
            .map_or(0, |last| last + 1)
    }

    /// Whether a cell has more than this many characters.
    pub(super) fn has_long_cell(&self, most: usize) -> bool {
        // A character has at least one byte, so nearly every row is done with here.
        self.text.len() > most
            && self
                .cells()
                .any(|cell| cell.len() > most && cell.chars().count() > most)
    }

    /// Makes it an empty row that begins on this line.
    pub(super) fn start(&mut self, line: u64) {
        self.line = line;
        self.lines = 1;
        self.too_long = false;
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a cell on the right.
    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// Takes cells that lie one behind the other in `text`, each up to one of `ends`.
    pub(super) fn fill(&mut self, text: &str, ends: &[usize]) {
        self.text.push_str(text);
        self.ends.extend_from_slice(ends);
    }
}
