//! Why a file cannot be imported, each with the way out.

use igny8::planner::import::{MappingError, Preview};
use thiserror::Error;

use super::limits::{MAX_COLUMNS, MAX_FILE_BYTES, MAX_SHEET_ROWS};

/// Why a file cannot be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Nothing in it but white space.
    #[error("the file is empty: export it again, or choose another one")]
    Empty,
    /// A header without data below it.
    #[error("the file has a header but no rows below it: export it again with at least one keyword")]
    NoRows,
    /// More than [`MAX_FILE_BYTES`].
    #[error("the file is larger than {} MB: split it into smaller files and import them one by one", MAX_FILE_BYTES >> 20)]
    TooLarge,
    /// More than [`MAX_COLUMNS`].
    #[error("the table has {0} columns, more than {MAX_COLUMNS}: delete those that hold no keyword data")]
    TooManyColumns(usize),
    /// More than [`MAX_SHEET_ROWS`].
    #[error("the sheet has more than {MAX_SHEET_ROWS} rows: split it into several files")]
    TooManyRows,
    /// The first row has no end within reason.
    #[error("the file is not a table: its first row is longer than any row may be; save it as CSV or XLSX")]
    NotATable,
    /// Excel 97-2003, or a workbook with a password: both are the same kind of container.
    #[error("this is an old or a password-protected Excel file: save it as XLSX or CSV without a password")]
    OldExcel,
    /// A known format that holds no table of text.
    #[error("this is {0}, not a table of keywords: export it as CSV or XLSX")]
    Foreign(&'static str),
    /// Something packed in another way than ZIP.
    #[error("this is a packed archive: unpack it and import the CSV file inside")]
    Archive,
    /// A ZIP without a table.
    #[error(
        "the archive holds no CSV, TSV, TXT or XLSX file that can be read: unpack it and choose the file with the keywords"
    )]
    NoTableInArchive,
    /// The archive or workbook has no table of the name that is asked for.
    #[error("there is no file or sheet “{0}” in it: choose one that the preview names")]
    NoSuchTable(String),
    /// A ZIP with a password.
    #[error("the archive is protected by a password: unpack it and import the file inside")]
    Encrypted,
    /// A ZIP whose packing is not known here.
    #[error("the archive is packed in an unusual way: unpack it and import the file inside")]
    UnknownPacking,
    /// A ZIP that cannot be unpacked.
    #[error("the archive is damaged: download it again, or unpack it and import the file inside")]
    DamagedArchive,
    /// A ZIP that unpacks to too much.
    #[error("the archive unpacks to more than {} MB: unpack it and import the file inside", MAX_FILE_BYTES >> 20)]
    ArchiveTooLarge,
    /// Bytes that are no text in any encoding known here.
    #[error("the file is binary, not text: export it as CSV or XLSX")]
    Binary,
    /// An archive that unpacks to too much.
    #[error("the workbook unpacks to more than can be read safely: save the sheet as CSV and import that")]
    ZipBomb,
    /// A workbook with contents that no spreadsheet program writes.
    #[error("the workbook is damaged or unusual ({0}): open it, save the sheet as CSV and import that")]
    Damaged(&'static str),
    /// The workbook has no sheet with anything in it.
    #[error("no sheet of the workbook holds a table: put the keywords on the first sheet")]
    NoSheet,
    /// No column looks like the keyword; the preview lets the user say which one is.
    #[error("no column was recognised as the keyword: choose the column that holds the search phrase{}", why(.0))]
    NoKeywordColumn(Box<Preview>),
    /// The mapping does not fit the file.
    #[error("the mapping does not fit the file: {0}")]
    Mapping(#[from] MappingError),
    /// The file could not be read from disk.
    #[error("the file could not be read: upload it again")]
    Io(#[from] std::io::Error),
    /// The container of a workbook could not be read.
    #[error("the workbook could not be opened: save it again as XLSX, or as CSV")]
    Zip(#[from] zip::result::ZipError),
    /// The contents of a workbook could not be read.
    #[error("the workbook could not be read: save it again as XLSX, or as CSV")]
    Xlsx(#[source] Box<calamine::XlsxError>),
}

/// What was seen of a file without keywords.
fn why(preview: &Preview) -> String {
    let note = preview
        .notes
        .iter()
        .find(|note| note.contains("holds no keywords") || note.contains("no keywords"));
    note.map_or_else(String::new, |note| format!(" ({})", note.trim_end_matches('.')))
}

impl ImportError {
    /// Why a file of an archive is no table, in a few words.
    pub(super) fn short(&self) -> &'static str {
        match self {
            Self::Empty | Self::NoRows | Self::NoSheet => "Empty",
            _ => "Cannot be read",
        }
    }
}

impl From<calamine::XlsxError> for ImportError {
    fn from(error: calamine::XlsxError) -> Self {
        match error {
            calamine::XlsxError::Password => Self::OldExcel,
            error => Self::Xlsx(Box::new(error)),
        }
    }
}
