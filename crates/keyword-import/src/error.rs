//! Why a file cannot be imported, each with what to do next.

use igny8::planner::import::{MappingError, Preview};
use thiserror::Error;

use super::limits::{MAX_COLUMNS, MAX_FILE_BYTES, MAX_SHEET_ROWS};

/// Why a file cannot be imported.
#[derive(Debug, Error)]
pub enum ImportError {
    /// Nothing in it but white space.
    #[error("The file is empty. Export it again or choose another file.")]
    Empty,
    /// A header without data below it.
    #[error("The file has a header but no rows. Export it again with at least one keyword.")]
    NoRows,
    /// More than [`MAX_FILE_BYTES`].
    #[error("The file is larger than {} MB. Split it into smaller files and import each one.", MAX_FILE_BYTES >> 20)]
    TooLarge,
    /// More than [`MAX_COLUMNS`].
    #[error("The table has {0} columns. The maximum is {MAX_COLUMNS}. Delete columns without keyword data.")]
    TooManyColumns(usize),
    /// More than [`MAX_SHEET_ROWS`].
    #[error("The sheet has more than {MAX_SHEET_ROWS} rows. Split it into several files.")]
    TooManyRows,
    /// The first row has no end within reason.
    #[error("The file isn't a table: its first row is too long. Save it as CSV or XLSX.")]
    NotATable,
    /// Excel 97-2003, or a workbook with a password: both are the same kind of container.
    #[error(
        "Old or password-protected Excel files aren't supported. Save the file as XLSX or CSV without a password."
    )]
    OldExcel,
    /// A known format that holds no table of text.
    #[error("{0} aren't supported. Upload a CSV or XLSX file.")]
    Foreign(&'static str),
    /// Something packed in another way than ZIP.
    #[error("This archive type isn't supported. Unpack it and upload the CSV file inside.")]
    Archive,
    /// A ZIP without a table.
    #[error(
        "The archive contains no readable CSV, TSV, TXT or XLSX file. Unpack it and upload the file with the keywords."
    )]
    NoTableInArchive,
    /// The archive or workbook has no table of the name that is asked for.
    #[error("The file or sheet “{0}” doesn't exist. Choose one from the preview.")]
    NoSuchTable(String),
    /// A ZIP with a password.
    #[error("The archive is password-protected. Unpack it and upload the file inside.")]
    Encrypted,
    /// A ZIP whose packing is not known here.
    #[error("This archive format isn't supported. Unpack it and upload the file inside.")]
    UnknownPacking,
    /// A ZIP that cannot be unpacked.
    #[error("The archive is damaged. Download it again, or unpack it and upload the file inside.")]
    DamagedArchive,
    /// A ZIP that unpacks to too much.
    #[error("The archive unpacks to more than {} MB. Unpack it and upload the file inside.", MAX_FILE_BYTES >> 20)]
    ArchiveTooLarge,
    /// Bytes that are no text in any encoding known here.
    #[error("Binary files aren't supported. Upload a CSV or XLSX file.")]
    Binary,
    /// An archive that unpacks to too much.
    #[error("The workbook is too large to read safely. Save the sheet as CSV and upload that file.")]
    ZipBomb,
    /// A workbook with contents that no spreadsheet program writes.
    #[error("The workbook is damaged or not supported ({0}). Save the sheet as CSV and upload that file.")]
    Damaged(&'static str),
    /// The workbook has no sheet with anything in it.
    #[error("No sheet in the workbook contains a table. Put the keywords on the first sheet.")]
    NoSheet,
    /// No column looks like the keyword; the preview lets the user say which one is.
    #[error("No keyword column was recognized. Choose the column with the search phrases.{}", why(.0))]
    NoKeywordColumn(Box<Preview>),
    /// The mapping does not fit the file.
    #[error("{0}")]
    Mapping(#[from] MappingError),
    /// The file could not be read from disk.
    #[error("The file couldn't be read. Upload it again.")]
    Io(#[from] std::io::Error),
    /// The container of a workbook could not be read.
    #[error("The workbook couldn't be opened. Save it again as XLSX or CSV.")]
    Zip(#[from] zip::result::ZipError),
    /// The contents of a workbook could not be read.
    #[error("The workbook couldn't be read. Save it again as XLSX or CSV.")]
    Xlsx(#[source] Box<calamine::XlsxError>),
}

/// What was seen of a file without keywords.
fn why(preview: &Preview) -> String {
    let note = preview.notes.iter().find(|note| note.contains("no keywords"));
    note.map_or_else(String::new, |note| format!(" {note}"))
}

impl ImportError {
    /// Why a file of an archive is no table, in a few words.
    pub(super) fn short(&self) -> &'static str {
        match self {
            Self::Empty | Self::NoRows | Self::NoSheet => "Empty",
            _ => "Unreadable",
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
