//! How a file is to be read where what was found in it is not what a person knows of it.

use serde::{Deserialize, Serialize};

use super::Encoding;

/// How a file is to be read; what is not said is found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reading {
    /// How its text is encoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// The line (or sheet row) of the header, from 1; 0 where the first row is data already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// The file of the archive, or the sheet of the workbook, by the name that the preview gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

impl Reading {
    /// Whether everything is to be found out.
    pub fn is_found_out(&self) -> bool {
        *self == Self::default()
    }
}
