//! How an import ended: its counts and the rows that it did not take.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ColumnNotTaken, Encoding, Reading, Source};
use crate::job_run::Status;

/// The rows of an import by what became of them; `read` is the sum of added, updated, unchanged and rejected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportCounts {
    /// Rows of keywords in the file, blank ones not counted.
    pub read: u64,
    /// Rows that made a new keyword.
    pub added: u64,
    /// Rows that filled in something unknown of a keyword that was there.
    pub updated: u64,
    /// Rows that said nothing new.
    pub unchanged: u64,
    /// Rows that were turned away.
    pub rejected: u64,
    /// Rows that are no keywords by the kind of file, such as totals, campaigns and negative keywords.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u64,
}

// Generic, since what counts as cheap to copy differs between the server and the browser.
fn is_zero<T: Default + PartialEq>(count: &T) -> bool {
    *count == T::default()
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// The line of the file on which the row begins, from 1; the row number in a workbook.
    pub line: u64,
    /// The offending value, shortened.
    pub value: String,
    /// Why, as one sentence.
    pub reason: String,
    /// The kind of reason.
    pub kind: RejectKind,
}

/// Declares why rows are not taken: the transmitted name, and one sentence for all rows of the kind.
macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $fault:literal, $sentence:literal;)*) => {
        /// Why a row is not taken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum RejectKind {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl RejectKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stored and transmitted name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Whether the row is at fault; else it belongs to the file but is no keyword.
            pub const fn is_fault(self) -> bool {
                match self {
                    $(Self::$variant => $fault,)*
                }
            }

            /// One sentence for all rows of the kind.
            pub const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$variant => $sentence,)*
                }
            }
        }
    };
}

kinds! {
    /// A sum below the rows of a report.
    Total = "total", false, "Total rows aren't keywords.";
    /// A campaign, an ad group, an ad, an asset.
    NoKeywordRow = "no_keyword_row", false, "Rows for campaigns, ad groups, ads and other items contain no keywords.";
    /// A keyword that ads are not to be shown for.
    Negative = "negative", false, "Negative keywords aren't imported.";
    /// A title, a heading of a block, a notice of the tool.
    OwnLine = "own_line", false, "Titles and headings in the file aren't keywords.";
    /// Nothing where the keyword should be.
    Empty = "empty", true, "The keyword is empty.";
    /// More characters than a keyword may have.
    TooLong = "too_long", true, "The keyword is longer than 255 characters.";
    /// Signs only.
    NoLetter = "no_letter", true, "The keyword contains no letters or digits.";
    /// More cells than the header.
    TooManyCells = "too_many_cells", true, "The row has more cells than the header. Put quotes around cells that contain the delimiter.";
    /// A cell that no spreadsheet program could hold.
    LongCell = "long_cell", true, "A cell in this row is too long.";
    /// A row without an end.
    LongRow = "long_row", true, "The row is too long or has an unclosed quote.";
    /// A quote that is not closed.
    OpenQuote = "open_quote", true, "The row has an unclosed quote.";
    /// What imports before this list of kinds did not say.
    Other = "other", true, "The row couldn't be read. Download the rejected rows for details.";
}

impl RejectKind {
    /// The kind with this stored name.
    pub fn from_name(name: &str) -> Self {
        let known = Self::ALL.iter().copied().find(|kind| kind.as_str() == name);
        known.unwrap_or(Self::Other)
    }
}

/// Rows that were not taken for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOut {
    /// The reason's kind.
    pub kind: RejectKind,
    /// The reason, as one sentence.
    pub reason: String,
    /// How many rows.
    pub rows: u64,
    /// Some of them, with their line and value.
    pub examples: Vec<Example>,
}

/// A row that stands for others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Example {
    /// Its line, or its row in the sheet.
    pub line: u64,
    /// The value at fault, shortened.
    pub value: String,
}

/// Most examples that are kept of one reason.
pub const EXAMPLES: usize = 5;

impl LeftOut {
    /// Puts a row to the others of its kind.
    pub fn add(groups: &mut Vec<Self>, reject: &Reject) {
        let place = groups.iter().position(|group| group.kind == reject.kind);
        let place = place.unwrap_or_else(|| {
            groups.push(Self {
                kind: reject.kind,
                reason: reject.kind.sentence().to_owned(),
                rows: 0,
                examples: Vec::new(),
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        group.rows += 1;
        if group.examples.len() < EXAMPLES {
            group.examples.push(Example {
                line: reject.line,
                value: reject.value.clone(),
            });
        }
    }
}

/// What is known of an import: while it runs, and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportReport {
    /// The import, which is a run.
    pub id: Uuid,
    /// The file that it reads.
    pub upload_id: Uuid,
    /// The file's name, while it is known.
    pub file_name: Option<String>,
    /// The sector that the keywords go to.
    pub sector_id: Uuid,
    /// How far the run is.
    pub status: Status,
    /// The tool that wrote the file.
    pub source: Source,
    /// How a person said that the file is to be read.
    pub reading: Reading,
    /// The file of the archive or the sheet that was read.
    pub table: Option<String>,
    /// The encoding that it was read in.
    pub encoding: Option<Encoding>,
    /// What became of the rows.
    pub counts: ImportCounts,
    /// Rows that were not taken, by the reason.
    pub left_out: Vec<LeftOut>,
    /// Columns that were not taken.
    pub not_taken: Vec<ColumnNotTaken>,
    /// What a person should know, one sentence each.
    pub notes: Vec<String>,
    /// Whether it was taken back.
    pub undone: bool,
}
