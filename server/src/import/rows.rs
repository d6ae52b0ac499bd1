//! The rows of a file behind its header, whatever its format.

use std::{
    fmt,
    fs::File,
    io::{BufReader, Read as _},
    path::Path,
};

use igny8::planner::import::Encoding;

use super::{
    archive,
    counted::{Counted, Progress},
    decode::Decoded,
    delimited::{Delimited, WHOLE_LINE},
    delimiter, encoding,
    error::ImportError,
    format::{self, Format},
    layout::Layout,
    limits::{MAX_COLUMNS, MAX_FILE_BYTES, SAMPLE_BYTES},
    row::Row,
    workbook::{self, SheetRows},
};

/// The rows of a file in order.
pub(super) enum Rows {
    /// Of delimited text.
    Text(Box<Delimited<Counted<File>>>),
    /// Of a workbook's sheet.
    Sheet(SheetRows),
}

/// A file that was opened and recognised; its rows stand before the first data row.
pub(super) struct Opened {
    pub(super) rows: Rows,
    pub(super) layout: Layout,
    /// The first rows of the file, those before the data too.
    pub(super) sample: Vec<Row>,
    pub(super) encoding: Option<Encoding>,
    pub(super) delimiter: Option<char>,
    pub(super) sheet: Option<String>,
    pub(super) progress: Progress,
}

impl Rows {
    /// Reads the next row that is not blank; false when there is none.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool, ImportError> {
        match self {
            Self::Text(rows) => Ok(rows.read(row)?),
            Self::Sheet(rows) => rows.read(row),
        }
    }

    /// See [`Delimited::keep_first_line`]; cells of a workbook have no quotes to forget.
    pub(super) fn keep_first_line(&mut self, row: &mut Row) {
        if let Self::Text(rows) = self {
            rows.keep_first_line(row);
        }
    }

    /// Whether some bytes could not be decoded.
    pub(super) fn broken(&self) -> bool {
        matches!(self, Self::Text(rows) if rows.broken())
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self, Self::Text(_)) {
            "Text"
        } else {
            "Sheet"
        })
    }
}

/// Opens a file and recognises what it is.
pub(super) fn open(path: &Path) -> Result<Opened, ImportError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > MAX_FILE_BYTES {
        return Err(ImportError::TooLarge);
    }
    let mut head = Vec::new();
    file.by_ref().take(SAMPLE_BYTES as u64).read_to_end(&mut head)?;
    let mut opened = match format::detect(&head)? {
        Format::Text => text(path, &head, length)?,
        Format::Workbook => sheet(path, length)?,
    };
    let columns = opened.layout.names.len();
    if columns > MAX_COLUMNS {
        return Err(ImportError::TooManyColumns(columns));
    }
    if opened.sample.len() <= opened.layout.skip && head.len() as u64 == length {
        return Err(ImportError::NoRows);
    }
    let mut row = Row::default();
    for _ in 0..opened.layout.skip {
        opened.rows.read(&mut row)?;
    }
    Ok(opened)
}

fn text(path: &Path, head: &[u8], length: u64) -> Result<Opened, ImportError> {
    let encoding = encoding::detect(head, BufReader::with_capacity(64 * 1024, File::open(path)?))?;
    let encoding = encoding.ok_or(ImportError::Binary)?;
    let (mut start, mut decoded) = (String::new(), Decoded::new(head, encoding));
    while decoded.read_more(&mut start)? {}
    let cut = length > head.len() as u64;
    if start.trim().is_empty() && !cut {
        return Err(ImportError::Empty);
    }
    let sample = delimiter::choose(&start, cut);
    if sample.rows.is_empty() {
        return Err(ImportError::NotATable);
    }
    let progress = Progress::new(length);
    let file = Counted::new(File::open(path)?, progress.clone());
    Ok(Opened {
        rows: Rows::Text(Box::new(Delimited::new(
            Decoded::new(file, encoding),
            sample.delimiter,
        ))),
        layout: sample.layout,
        sample: sample.rows,
        encoding: Some(encoding),
        delimiter: (sample.delimiter != WHOLE_LINE).then_some(sample.delimiter as char),
        sheet: None,
        progress,
    })
}

fn sheet(path: &Path, length: u64) -> Result<Opened, ImportError> {
    archive::check(File::open(path)?, length)?;
    let progress = Progress::new(length);
    let (sheet, rows) = workbook::open(File::open(path)?, progress.clone())?;
    if sheet.rows.len() <= sheet.layout.skip {
        return Err(ImportError::NoRows);
    }
    Ok(Opened {
        rows: Rows::Sheet(rows),
        layout: sheet.layout,
        sample: sheet.rows,
        encoding: None,
        delimiter: None,
        sheet: Some(sheet.name),
        progress,
    })
}
