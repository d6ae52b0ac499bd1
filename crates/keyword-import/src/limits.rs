//! The bounds that keep memory and time finite whatever a file holds.

/// Largest file: the biggest real exports (a million Semrush rows) stay below it.
pub const MAX_FILE_BYTES: u64 = 100 * 1024 * 1024;

/// Most columns in a header; a Keyword Planner export of four years has about sixty.
pub const MAX_COLUMNS: usize = 500;

/// Longest cell in characters; what Excel itself allows is one less.
pub const MAX_CELL_CHARS: usize = 32_768;

/// Longest row in bytes of UTF-8. A longer one is a quote that was never closed, or no table at all.
pub const MAX_ROW_BYTES: usize = 1024 * 1024;

/// Bytes of a file that are looked at to recognise it.
pub const SAMPLE_BYTES: usize = 128 * 1024;

/// Rows that are looked at to recognise the layout.
pub const SAMPLE_ROWS: usize = 100;

/// Rows among which the header is searched: exports carry two lines before it, people add a few more.
pub const HEADER_ROWS: usize = 20;

/// Data rows in a preview.
pub const PREVIEW_ROWS: usize = 10;

/// Longest cell that a preview or a reject repeats, in characters.
pub const SHOWN_CHARS: usize = 120;

/// Most rows of one worksheet; Excel's own limit.
pub const MAX_SHEET_ROWS: u64 = 1_048_576;

/// Most sheets that are searched for a table.
pub const MAX_SHEETS: usize = 50;

/// Most entries in a workbook's ZIP archive; real ones have dozens.
pub const MAX_ZIP_ENTRIES: usize = 4_096;

/// Most bytes that the parts of a workbook may unpack to, counted while unpacking, not as declared.
pub const MAX_UNPACKED_BYTES: u64 = 512 * 1024 * 1024;

/// Highest ratio of unpacked to packed bytes above [`RATIO_FREE_BYTES`]; worksheets reach about 40.
pub const MAX_ZIP_RATIO: u64 = 200;

/// Unpacked bytes below which no ratio is suspicious.
pub const RATIO_FREE_BYTES: u64 = 8 * 1024 * 1024;

/// Most bytes of the shared strings, which are held in memory: a million distinct phrases need half.
pub const MAX_SHARED_STRINGS_BYTES: u64 = 96 * 1024 * 1024;

/// Most bytes of any other part that is read whole, such as the styles.
pub const MAX_SMALL_PART_BYTES: u64 = 4 * 1024 * 1024;

/// Longest piece of XML between two tags in bytes: the longest cell, every character an entity.
pub const MAX_XML_PIECE_BYTES: usize = 512 * 1024;

/// Most files of a packed archive that are looked at to find the table of keywords; Search Console's has seven.
pub const MAX_PACKED_TABLES: usize = 50;

/// Rows that are read to tell in a preview what will be left out; beyond them the number of rows is an estimate.
pub const COUNTED_ROWS: u64 = 20_000;

/// First rows of a file that a preview shows to choose the header from.
pub const HEAD_ROWS: usize = 20;

/// Most archives within an archive that are looked into, where it holds nothing else.
pub const MAX_NESTED: usize = 3;

/// Largest JSON file: it is read as a whole before its rows are.
pub const MAX_JSON_BYTES: u64 = 8 * 1024 * 1024;

/// Most items of a list in JSON.
pub const MAX_JSON_ITEMS: usize = 200_000;

/// Bytes of an `OpenDocument` file that are read in all to find the sheet of keywords: each sheet is looked at by itself.
pub const MAX_SHEET_SCAN_BYTES: u64 = 400 * 1024 * 1024;
