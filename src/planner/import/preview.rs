//! What the wizard shows of a file before it is imported.

use serde::{Deserialize, Serialize};

use super::{Encoding, LeftOut, Mapping, MappingError, Reading, Source, Target};

/// What was recognised in a file, and its first rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Preview {
    /// The tool that wrote the file.
    pub source: Source,
    /// How a person said that it is to be read.
    #[serde(default)]
    pub reading: Reading,
    /// The files of the archive or the sheets of the workbook; empty for a plain file.
    #[serde(default)]
    pub tables: Vec<PreviewTable>,
    /// How its text is encoded; none for a workbook.
    pub encoding: Option<Encoding>,
    /// Encodings in which its bytes make sense, the one in use first; empty for a workbook.
    #[serde(default)]
    pub encodings: Vec<PreviewEncoding>,
    /// What stands between two columns; none for a workbook or a list of one phrase a line.
    pub delimiter: Option<char>,
    /// The sheet that is read, where the file is a workbook.
    pub sheet: Option<String>,
    /// The line (or sheet row) of the header, from 1; none where the first row is data already.
    pub header: Option<u64>,
    /// How many rows the header has: 2 where one names groups of columns and the other their parts.
    #[serde(default)]
    pub header_rows: u64,
    /// The columns in the order of the file.
    pub columns: Vec<PreviewColumn>,
    /// The first rows of the file as they stand, those before the header too, to choose the header from.
    #[serde(default)]
    pub head: Vec<PreviewRow>,
    /// The first ten data rows as they stand in the file, long cells shortened.
    pub rows: Vec<Vec<String>>,
    /// How many rows the file has.
    #[serde(default)]
    pub count: RowCount,
    /// Rows among those counted that will not be imported, by the reason, where the keyword's column is known.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
    /// What a person should know before going on, one sentence each.
    pub notes: Vec<String>,
}

/// One column of a previewed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewColumn {
    /// The header's text, or `Column 1` where there is none.
    pub name: String,
    /// What it becomes unless the user says otherwise.
    pub target: Target,
    /// Up to three of its values that are not empty.
    pub samples: Vec<String>,
    /// Why it is not imported, as one sentence; none for a column that is.
    #[serde(default)]
    pub reason: Option<String>,
}

/// One table that a packed file or a workbook holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewTable {
    /// Its name: the path in the archive, or the sheet's name.
    pub name: String,
    /// What it is, in a few words.
    pub what: String,
    /// Whether it is the one that is read.
    pub chosen: bool,
}

/// An encoding in which a file can be read, and what a line of it says then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewEncoding {
    /// The encoding.
    pub encoding: Encoding,
    /// A piece of the file in it, with letters that other encodings read in another way.
    pub sample: String,
}

/// One of the first rows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewRow {
    /// Its line, or its row in the sheet, from 1.
    pub line: u64,
    /// Its cells, shortened.
    pub cells: Vec<String>,
}

/// How many rows a file has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowCount {
    /// Rows below the header, those that will not be imported too.
    pub rows: u64,
    /// Whether all were counted; else `rows` is an estimate from the first ones.
    pub exact: bool,
}

impl Preview {
    /// The mapping that the file is imported with unless the user changes it.
    ///
    /// # Errors
    /// When no column was recognised as the keyword.
    pub fn mapping(&self) -> Result<Mapping, MappingError> {
        Mapping::from_targets(
            &self
                .columns
                .iter()
                .map(|column| column.target)
                .collect::<Vec<_>>(),
        )
    }

    /// The columns that are not imported, with the reason.
    pub fn not_taken(&self) -> Vec<ColumnNotTaken> {
        let reasons = self.columns.iter().filter_map(|column| {
            let reason = column.reason.clone()?;
            Some(ColumnNotTaken {
                name: column.name.clone(),
                reason,
            })
        });
        reasons.collect()
    }
}

/// A column that is not imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColumnNotTaken {
    /// Its header.
    pub name: String,
    /// Why, as one sentence.
    pub reason: String,
}
