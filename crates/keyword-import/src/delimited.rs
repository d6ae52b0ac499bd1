//! Rows of delimited text in constant memory, whatever its quotes do.

use std::io::{Read, Result};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use super::{
    decode::Decoded,
    dress::Dress,
    limits::{MAX_ROW_BYTES, SHOWN_CHARS},
    row::Row,
};

/// Stands for "no delimiter": the ASCII unit separator, which no list of phrases contains.
pub(super) const WHOLE_LINE: u8 = 0x1F;

/// Most cells of a row that are told apart; more are read as one row that is too long.
const MAX_CELLS: usize = 16 * 1024;

/// Reads rows of delimited text.
pub(super) struct Delimited<R> {
    source: Decoded<R>,
    core: Reader,
    /// Decoded text from the beginning of the last row on.
    buffer: String,
    /// Where the last row begins and where the next one does, in `buffer`.
    start: usize,
    next: usize,
    /// The line at `start` and at `next`.
    line: u64,
    next_line: u64,
    after_return: bool,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

impl<R: Read> Delimited<R> {
    /// Reads `source` as text in this dress with this ASCII delimiter.
    pub(super) fn dressed(source: Decoded<R>, delimiter: u8, dress: Dress) -> Self {
        let mut core = ReaderBuilder::new();
        core.delimiter(delimiter);
        match dress {
            Dress::Apostrophes => {
                core.quote(b'\'');
            }
            Dress::Escaped => {
                core.escape(Some(b'\\'));
            }
            _ => {}
        }
        Self {
            source: source.dressed(dress),
            core: core.build(),
            buffer: String::new(),
            start: 0,
            next: 0,
            line: 1,
            next_line: 1,
            after_return: false,
            cells: vec![0; 4096],
            ends: vec![0; 64],
        }
    }

    /// Reads `source` as a list whose items stand in one line with this ASCII character between them.
    pub(super) fn items(source: Decoded<R>, between: u8, dress: Dress) -> Self {
        let mut core = ReaderBuilder::new();
        core.delimiter(WHOLE_LINE).terminator(Terminator::Any(between));
        Self {
            core: core.build(),
            ..Self::dressed(source, WHOLE_LINE, dress)
        }
    }

    /// Whether some bytes of the text could not be decoded and were replaced.
    pub(super) fn broken(&self) -> bool {
        self.source.broken()
    }

    /// Whether some bytes were of another encoding than the rest.
    pub(super) fn mixed(&self) -> bool {
        self.source.mixed()
    }

    /// Reads the next row that is not blank; false when there is none.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool> {
        while self.read_any(row)? {
            if !row.is_blank() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_any(&mut self, row: &mut Row) -> Result<bool> {
        if !self.skip_line_ends()? {
            return Ok(false);
        }
        self.core.reset();
        let (mut bytes, mut fields) = (0, 0);
        loop {
            let input = &self.buffer.as_bytes()[self.next..];
            let (result, read, written, ended) =
                self.core
                    .read_record(input, &mut self.cells[bytes..], &mut self.ends[fields..]);
            self.next += read;
            bytes += written;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {
                    // What lies before this row is done with: this keeps the buffer small.
                    self.buffer.drain(..self.start);
                    self.next -= self.start;
                    self.start = 0;
                    // After the last piece csv_core is given nothing once more, which ends its row.
                    self.source.read_more(&mut self.buffer)?;
                }
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(false),
            }
            if self.next - self.start > MAX_ROW_BYTES || fields > MAX_CELLS {
                self.give_up(row)?;
                return Ok(true);
            }
        }
        let consumed = &self.buffer.as_bytes()[self.start..self.next];
        self.next_line = self.line + count_line_ends(consumed);
        self.after_return = consumed.ends_with(b"\r");
        row.start(self.line);
        row.lines = (self.next_line - self.line).max(1);
        // Cells are cut at ASCII bytes only, so what was UTF-8 still is.
        row.fill(
            std::str::from_utf8(&self.cells[..bytes]).unwrap_or(""),
            &self.ends[..fields],
        );
        Ok(true)
    }

    /// Takes back all but the first line of the last row, so that a quote which is never closed costs
    /// one line and not the rest of the file.
    pub(super) fn keep_first_line(&mut self, row: &mut Row) {
        let text = &self.buffer[self.start..self.next];
        let first = text.find(['\n', '\r']).map_or(text.len(), |end| end + 1);
        self.cut(row, first);
    }

    fn cut(&mut self, row: &mut Row, length: usize) {
        self.next = self.start + length;
        let text = &self.buffer[self.start..self.next];
        row.start(self.line);
        row.push(&text.chars().take(SHOWN_CHARS).collect::<String>());
        self.after_return = text.ends_with('\r');
        self.next_line = self.line + u64::from(text.ends_with(['\n', '\r']));
    }

    /// Passes over a line that is too long to be a row of a table.
    fn give_up(&mut self, row: &mut Row) -> Result<()> {
        if self.buffer[self.start..].contains(['\n', '\r']) {
            self.next = self.buffer.len();
            self.keep_first_line(row);
        } else {
            self.cut(row, self.buffer.len() - self.start);
            loop {
                self.buffer.clear();
                self.start = 0;
                let more = self.source.read_more(&mut self.buffer)?;
                if let Some(end) = self.buffer.find(['\n', '\r']) {
                    self.next = end + 1;
                    self.next_line = self.line + 1;
                    self.after_return = self.buffer.as_bytes()[end] == b'\r';
                    break;
                }
                self.next = self.buffer.len();
                if !more {
                    break;
                }
            }
        }
        row.too_long = true;
        Ok(())
    }

    /// Moves to the first character of the next row; false when there is none.
    fn skip_line_ends(&mut self) -> Result<bool> {
        self.line = self.next_line;
        self.start = self.next;
        loop {
            for &byte in &self.buffer.as_bytes()[self.start..] {
                match byte {
                    b'\n' if self.after_return => {}
                    b'\n' | b'\r' => self.line += 1,
                    _ => {
                        self.next = self.start;
                        return Ok(true);
                    }
                }
                self.after_return = byte == b'\r';
                self.start += 1;
            }
            self.buffer.clear();
            self.start = 0;
            self.next = 0;
            self.next_line = self.line;
            if !self.source.read_more(&mut self.buffer)? {
                return Ok(false);
            }
        }
    }
}

/// Line ends in a row: LF, CR LF or CR each count once.
fn count_line_ends(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut before = 0;
    for &byte in bytes {
        if byte == b'\r' || (byte == b'\n' && before != b'\r') {
            count += 1;
        }
        before = byte;
    }
    count
}

#[cfg(test)]
mod tests {
    use igny8::planner::import::Encoding;

    use super::*;

    fn read(text: &str, delimiter: u8) -> Vec<(u64, Vec<String>)> {
        let mut rows = Delimited::dressed(
            Decoded::new(text.as_bytes(), Encoding::Utf8),
            delimiter,
            Dress::Plain,
        );
        let (mut row, mut all) = (Row::default(), Vec::new());
        while rows.read(&mut row).unwrap() {
            all.push((row.line, row.cells().map(str::to_owned).collect()));
        }
        all
    }

    fn expect(rows: &[(u64, &[&str])]) -> Vec<(u64, Vec<String>)> {
        rows.iter()
            .map(|(line, cells)| (*line, cells.iter().map(|cell| (*cell).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn every_line_end_counts_once() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "", "c,d"].join(end);
            assert_eq!(
                read(&text, b','),
                expect(&[(1, &["a", "b"]), (3, &["c", "d"])]),
                "{end:?}"
            );
            assert_eq!(read(&(text + end), b',').len(), 2, "{end:?}");
        }
    }

    #[test]
    fn quotes_delimiters_and_breaks_inside_a_cell() {
        let rows = read("\"a \"\"x\"\"\",\"b\nc\",\"d,e\"\nf", b',');
        assert_eq!(rows, expect(&[(1, &["a \"x\"", "b\nc", "d,e"]), (3, &["f"])]));
    }

    #[test]
    fn a_list_has_one_cell_a_line() {
        assert_eq!(
            read("a, b\nc;d\t", WHOLE_LINE),
            expect(&[(1, &["a, b"]), (2, &["c;d\t"])])
        );
    }

    #[test]
    fn an_endless_row_costs_one_line() {
        let long = "x".repeat(2 * MAX_ROW_BYTES);
        let rows = read(
            &format!("a\n{long}\nb\n\"open\n{}", "c\n".repeat(MAX_ROW_BYTES)),
            b',',
        );
        assert_eq!(rows[1], (2, vec!["x".repeat(SHOWN_CHARS)]));
        assert_eq!(rows[2], (3, vec!["b".to_owned()]));
        assert_eq!(rows[3], (4, vec!["\"open\n".to_owned()]));
        assert_eq!(rows.len(), 4 + MAX_ROW_BYTES);
    }

    #[test]
    fn the_lines_below_an_open_quote_can_be_read_again() {
        let text = "a,\"b\nc,d\ne,\"f\"\n";
        let mut rows = Delimited::dressed(Decoded::new(text.as_bytes(), Encoding::Utf8), b',', Dress::Plain);
        let mut row = Row::default();
        assert!(rows.read(&mut row).unwrap());
        assert_eq!(row.lines, 3);
        rows.keep_first_line(&mut row);
        assert!(rows.read(&mut row).unwrap());
        assert_eq!((row.line, row.cell(1)), (2, "d"));
        assert!(rows.read(&mut row).unwrap());
        assert_eq!((row.line, row.cell(1)), (3, "f"));
        assert!(!rows.read(&mut row).unwrap());
    }
}
