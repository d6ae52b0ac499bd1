//! What the wizard shows of a file before it is imported.

use serde::{Deserialize, Serialize};

use super::{Mapping, MappingError, Source, Target};

/// What was recognised in a file, and its first rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The tool that wrote the file.
    pub source: Source,
    /// How its text is encoded; none for a workbook.
    pub encoding: Option<Encoding>,
    /// What stands between two columns; none for a workbook or a list of one phrase a line.
    pub delimiter: Option<char>,
    /// The sheet that is read, where the file is a workbook.
    pub sheet: Option<String>,
    /// The line (or sheet row) of the header, from 1; none where the first row is data already.
    pub header: Option<u64>,
    /// The columns in the order of the file.
    pub columns: Vec<PreviewColumn>,
    /// The first ten data rows as they stand in the file, long cells shortened.
    pub rows: Vec<Vec<String>>,
    /// What a person should know before going on, one sentence each.
    pub notes: Vec<String>,
}

/// One column of a previewed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewColumn {
    /// The header's text, or `Column 1` where there is none.
    pub name: String,
    /// What it becomes unless the user says otherwise.
    pub target: Target,
    /// Up to three of its values that are not empty.
    pub samples: Vec<String>,
}

/// How the text of a file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8 without a byte-order mark.
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252: what is left when bytes are not UTF.
    Windows1252,
}

impl Encoding {
    /// The name that people read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with BOM",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
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
}
