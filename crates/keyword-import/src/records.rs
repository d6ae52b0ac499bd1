//! The keywords of an opened file, one after the other.

use igny8::planner::import::{Preview, Reject, RejectKind, Source};

use super::{
    counted::Progress,
    error::ImportError,
    own_rows,
    record::{Fault, KeywordRecord, Plan, Unreadable},
    row::Row,
    rows::Rows,
};

/// What became of one row of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A keyword.
    Keyword(KeywordRecord),
    /// A row that is not taken: at fault, or no keyword by the kind of file.
    Reject(Reject),
}

/// The keywords and rejects of an opened file in the file's order.
///
/// An error ends the reading: the file broke off or is damaged behind the rows before.
#[derive(Debug)]
pub struct Records {
    rows: Rows,
    row: Row,
    plan: Plan,
    preview: Preview,
    progress: Progress,
    read: u64,
    unreadable: Unreadable,
    /// The volumes so far, and of how many keywords.
    sum: (i64, u64),
    /// The line behind the last row, and whether another table began below the one of keywords.
    next_line: u64,
    other_table: bool,
    ended: bool,
}

/// What the next row of a file is.
enum Step {
    /// There is none.
    End,
    /// One that may hold a keyword.
    Row,
    /// One that cannot be used, and why.
    Fault(RejectKind),
}

impl Records {
    pub(super) fn new(rows: Rows, plan: Plan, preview: Preview, progress: Progress) -> Self {
        Self {
            rows,
            row: Row::default(),
            plan,
            preview,
            progress,
            read: 0,
            unreadable: Unreadable::default(),
            sum: (0, 0),
            next_line: 0,
            other_table: false,
            ended: false,
        }
    }

    /// What was recognised in the file; the targets are those of the mapping in use.
    pub fn preview(&self) -> &Preview {
        &self.preview
    }

    /// The tool that wrote the file.
    pub fn source(&self) -> Source {
        self.preview.source
    }

    /// Data rows read so far: keywords, rejects and those that were skipped.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// Share of the file that has been read, 0 to 1.
    pub fn fraction(&self) -> f64 {
        if self.ended { 1.0 } else { self.progress.fraction() }
    }

    /// Passes over rows until `rows` have been read, to go on where an earlier run stopped.
    ///
    /// # Errors
    /// When the file cannot be read that far.
    pub fn skip_to(&mut self, rows: u64) -> Result<(), ImportError> {
        while self.read < rows {
            match self.advance()? {
                Step::End => break,
                // Sums are found by what stands above them.
                Step::Row => drop(self.entry(&mut Unreadable::default())),
                Step::Fault(_) => {}
            }
        }
        Ok(())
    }

    /// What should be told about the rows read so far, one sentence each.
    pub fn notes(&self) -> Vec<String> {
        let Unreadable {
            volume,
            difficulty,
            cpc,
            intent,
            country,
            trend,
        } = self.unreadable;
        let metrics = [
            ("volume", volume),
            ("difficulty", difficulty),
            ("CPC", cpc),
            ("intent", intent),
            ("country", country),
            ("trend", trend),
        ];
        let mut notes: Vec<String> = metrics
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(metric, count)| {
                let rows = if count == 1 { "row" } else { "rows" };
                format!("The {metric} of {count} {rows} couldn't be read and stays empty.")
            })
            .collect();
        if self.rows.mixed() {
            notes.push(
                "Some characters weren't UTF-8 and were read as Windows-1252. Check accented letters."
                    .to_owned(),
            );
        }
        if self.rows.broken() {
            notes.push("Some characters couldn't be decoded and were replaced with “\u{FFFD}”.".to_owned());
        }
        notes
    }

    /// Moves to the next row.
    fn advance(&mut self) -> Result<Step, ImportError> {
        if self.ended {
            return Ok(Step::End);
        }
        match self.rows.read(&mut self.row) {
            Ok(true) => {}
            Ok(false) => {
                self.ended = true;
                return Ok(Step::End);
            }
            Err(error) => {
                self.ended = true;
                return Err(error);
            }
        }
        self.read += 1;
        if self.row.too_long {
            return Ok(Step::Fault(RejectKind::LongRow));
        }
        if self.plan.is_run_on(&self.row) {
            self.rows.keep_first_line(&mut self.row);
            self.next_line = self.row.line + self.row.lines;
            return Ok(Step::Fault(RejectKind::OpenQuote));
        }
        let is_apart = self.next_line > 0 && self.row.line > self.next_line;
        self.next_line = self.row.line + self.row.lines;
        if is_apart && self.plan.is_other_header(&self.row) {
            self.other_table = true;
        }
        Ok(if self.other_table {
            Step::Fault(RejectKind::OwnLine)
        } else {
            Step::Row
        })
    }

    /// The keyword in the row that was read.
    fn entry(&mut self, unreadable: &mut Unreadable) -> Result<KeywordRecord, Fault> {
        let record = self.plan.record(&self.row, unreadable)?;
        let (sum, count) = self.sum;
        let volume = record.volume.unwrap_or(0);
        // The figure shows that a word for a sum is one, and no keyword.
        if count > 1 && sum > 0 && volume == sum && own_rows::is_word_for_total(&record.phrase) {
            return Err(Fault::of(RejectKind::Total, &record.phrase));
        }
        self.sum = (sum.saturating_add(volume), count + 1);
        Ok(record)
    }
}

impl Iterator for Records {
    type Item = Result<Entry, ImportError>;

    fn next(&mut self) -> Option<Self::Item> {
        let fault = match self.advance() {
            Ok(Step::End) => return None,
            Err(error) => return Some(Err(error)),
            Ok(Step::Fault(kind)) => Fault::of(kind, self.row.cell(0)),
            Ok(Step::Row) => {
                let mut unreadable = self.unreadable;
                let entry = self.entry(&mut unreadable);
                self.unreadable = unreadable;
                match entry {
                    Ok(record) => return Some(Ok(Entry::Keyword(record))),
                    Err(fault) => fault,
                }
            }
        };
        Some(Ok(Entry::Reject(Reject {
            line: self.row.line,
            value: fault.value,
            reason: fault.reason,
            kind: fault.kind,
        })))
    }
}
