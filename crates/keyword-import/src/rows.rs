//! The rows of a file behind its header, whatever its format.

use std::fmt;

use igny8::planner::import::{Encoding, PreviewTable, Source};

use super::{
    How, archive,
    bytes::{Bytes, Reader},
    counted::{Counted, Progress},
    decode::Decoded,
    delimited::{Delimited, WHOLE_LINE},
    delimiter,
    dress::Dress,
    encoding,
    error::ImportError,
    format::{self, Format},
    found::Found,
    layout::Layout,
    legacy,
    limits::{MAX_COLUMNS, MAX_FILE_BYTES, SAMPLE_BYTES},
    made::{self, Made},
    packed, page,
    row::Row,
    workbook::{self, SheetRows},
};

/// The rows of a file in order.
pub(super) enum Rows {
    /// Of delimited text.
    Text(Box<Delimited<Counted<Reader>>>),
    /// Of a workbook's sheet.
    Sheet(SheetRows),
}

/// A file that was opened and recognised; its rows stand before the first data row.
pub(super) struct Opened {
    pub(super) rows: Rows,
    pub(super) layout: Layout,
    /// The first rows of the file, those before the data too.
    pub(super) sample: Vec<Row>,
    /// The beginning of the file's bytes, where it is a text.
    pub(super) head: Vec<u8>,
    pub(super) encoding: Option<legacy::Found>,
    pub(super) delimiter: Option<char>,
    pub(super) sheet: Option<String>,
    /// The files of the archive or the sheets of the workbook that it was chosen from.
    pub(super) tables: Vec<PreviewTable>,
    /// Whether its keywords stand in one line, with the delimiter between them.
    pub(super) in_line: bool,
    /// How its lines are dressed.
    pub(super) dress: Dress,
    /// Whether it is a table in markup.
    pub(super) is_page: bool,
    /// What it was before it was written out as text.
    pub(super) made: Option<Made>,
    /// Where it stands in the archives that it was in, the outermost first.
    pub(super) inside: Vec<usize>,
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

    /// Whether some bytes were of another encoding than the rest.
    pub(super) fn mixed(&self) -> bool {
        matches!(self, Self::Text(rows) if rows.mixed())
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

/// Archives within archives, at most.
const MAX_DEPTH: u8 = 2;

/// The depth of what was written out from a file, in which nothing else is looked for.
pub(super) const INNERMOST: u8 = MAX_DEPTH + 1;

/// How [`what`] begins for a table with keywords.
pub(super) const KEYWORDS: &str = "Keywords";

/// What a table is, in a few words.
pub(super) fn what(layout: &Layout) -> String {
    match (layout.keyword(), layout.source) {
        (None, _) => "No keywords".to_owned(),
        (Some(_), Source::List) => KEYWORDS.to_owned(),
        (Some(_), source) => format!("{KEYWORDS} of {}", source.label()),
    }
}

/// Opens a file and recognises what it is.
pub(super) fn open(bytes: &Bytes, how: &How) -> Result<Opened, ImportError> {
    if bytes.length() > MAX_FILE_BYTES {
        return Err(ImportError::TooLarge);
    }
    open_bytes(bytes, how, 0)
}

/// Opens a file that was recognised before, without looking for anything again; its rows stand before the first data row.
pub(super) fn reopen(bytes: &Bytes, found: &Found) -> Result<(Rows, Progress), ImportError> {
    let mut bytes = bytes.clone();
    for place in &found.inside {
        bytes = packed::inner(&bytes, *place)?;
    }
    if let Some(made) = found.made {
        bytes = made.of(&bytes)?;
    }
    if found.is_page {
        bytes = page::table(&bytes, "Web pages", None)?;
    }
    let progress = Progress::new(bytes.length());
    let mut rows = match (&found.preview.sheet, found.preview.encoding) {
        (Some(sheet), _) => Rows::Sheet(workbook::reopen(bytes.reader(), progress.clone(), sheet.clone())?),
        (None, encoding) => {
            let file = Counted::new(bytes.reader(), progress.clone());
            let delimiter = found.dress.delimiter().or_else(|| {
                let shown = found.preview.delimiter;
                shown.and_then(|delimiter| u8::try_from(delimiter).ok())
            });
            let source = Decoded::new(file, encoding.unwrap_or(Encoding::Utf8));
            Rows::Text(Box::new(delimited(
                source,
                delimiter.unwrap_or(WHOLE_LINE),
                found.in_line,
                found.dress,
            )))
        }
    };
    let mut row = Row::default();
    for _ in 0..found.skip {
        rows.read(&mut row)?;
    }
    Ok((rows, progress))
}

fn delimited<R: std::io::Read>(
    source: Decoded<R>,
    delimiter: u8,
    in_line: bool,
    dress: Dress,
) -> Delimited<R> {
    if in_line {
        Delimited::items(source, delimiter, dress)
    } else {
        Delimited::dressed(source, delimiter, dress)
    }
}

/// The same for the bytes of a file, which lie `depth` archives deep.
pub(super) fn open_bytes(bytes: &Bytes, how: &How, depth: u8) -> Result<Opened, ImportError> {
    let head = bytes.head(SAMPLE_BYTES)?;
    let length = bytes.length();
    let mut opened = match format::detect(&head)? {
        Format::Page(what) => {
            // What a page has in its cells may be markup once more, which nobody means as a table.
            if depth > MAX_DEPTH {
                return Err(ImportError::Foreign(what));
            }
            let mut opened = open_bytes(&page::table(bytes, what, None)?, how, INNERMOST)?;
            opened.is_page = true;
            return Ok(opened);
        }
        Format::Json => {
            if depth > MAX_DEPTH {
                return Err(ImportError::Foreign("JSON files"));
            }
            let mut opened = open_bytes(&Made::Json.of(bytes)?, how, INNERMOST)?;
            opened.made = Some(Made::Json);
            return Ok(opened);
        }
        Format::Text => match &how.reading.table {
            Some(name) => return Err(ImportError::NoSuchTable(name.clone())),
            None => text(bytes, head, how)?,
        },
        Format::Gzip if depth < MAX_DEPTH => {
            let mut opened = open_bytes(&packed::inner(bytes, 0)?, how, depth + 1)?;
            opened.inside.insert(0, 0);
            return Ok(opened);
        }
        Format::Gzip => return Err(ImportError::Archive),
        Format::Archive => match archive::kind(bytes)? {
            archive::Kind::Workbook => match sheet(bytes, how) {
                // The extent that a sheet says is nothing that anybody needs, and some programs write a false one.
                Err(ImportError::Xlsx(_)) if depth <= MAX_DEPTH => {
                    let mut opened = open_bytes(&Made::Extent.of(bytes)?, how, INNERMOST)?;
                    opened.made = Some(Made::Extent);
                    return Ok(opened);
                }
                other => other?,
            },
            archive::Kind::OpenDocument => return made::open_document(bytes, how),
            archive::Kind::Packed if depth < MAX_DEPTH => return packed::open(bytes, how, depth),
            archive::Kind::Packed => return Err(ImportError::NoTableInArchive),
        },
    };
    let columns = opened.layout.columns.len();
    if columns > MAX_COLUMNS {
        return Err(ImportError::TooManyColumns(columns));
    }
    let is_all = opened.sheet.is_some() || opened.head.len() as u64 == length;
    if opened.sample.len() <= opened.layout.skip && is_all {
        return Err(ImportError::NoRows);
    }
    let mut row = Row::default();
    for _ in 0..opened.layout.skip {
        opened.rows.read(&mut row)?;
    }
    Ok(opened)
}

fn text(bytes: &Bytes, head: Vec<u8>, how: &How) -> Result<Opened, ImportError> {
    let found = match (encoding::detect(&head, bytes, &how.hint)?, how.reading.encoding) {
        (found, Some(asked)) => {
            let mut others =
                found.map_or_else(Vec::new, |found| [vec![found.encoding], found.others].concat());
            others.retain(|other| *other != asked);
            legacy::Found {
                encoding: asked,
                others,
            }
        }
        (Some(found), None) => found,
        (None, None) => return Err(ImportError::Binary),
    };
    let (mut start, mut decoded) = (String::new(), Decoded::new(&head[..], found.encoding));
    while decoded.read_more(&mut start)? {}
    let length = bytes.length();
    let cut = length > head.len() as u64;
    if start.trim().is_empty() && !cut {
        return Err(ImportError::Empty);
    }
    let sample = delimiter::choose(&start, cut, how.reading.header_row);
    if sample.rows.is_empty() {
        return Err(ImportError::NotATable);
    }
    let progress = Progress::new(length);
    let file = Counted::new(bytes.reader(), progress.clone());
    Ok(Opened {
        rows: Rows::Text(Box::new(delimited(
            Decoded::new(file, found.encoding),
            sample.delimiter,
            sample.in_line,
            sample.dress,
        ))),
        in_line: sample.in_line,
        dress: sample.dress,
        made: None,
        is_page: false,
        layout: sample.layout,
        sample: sample.rows,
        head,
        encoding: Some(found),
        delimiter: (sample.delimiter != WHOLE_LINE).then(|| sample.dress.shown(sample.delimiter)),
        sheet: None,
        tables: Vec::new(),
        inside: Vec::new(),
        progress,
    })
}

fn sheet(bytes: &Bytes, how: &How) -> Result<Opened, ImportError> {
    let length = bytes.length();
    archive::check(bytes.reader(), length)?;
    let progress = Progress::new(length);
    let (sheet, rows) = workbook::open(bytes.reader(), progress.clone(), &how.reading)?;
    if sheet.rows.len() <= sheet.layout.skip {
        return Err(ImportError::NoRows);
    }
    Ok(Opened {
        rows: Rows::Sheet(rows),
        layout: sheet.layout,
        sample: sheet.rows,
        head: Vec::new(),
        encoding: None,
        delimiter: None,
        sheet: Some(sheet.name),
        tables: sheet.all,
        in_line: false,
        dress: Dress::Plain,
        made: None,
        is_page: false,
        inside: Vec::new(),
        progress,
    })
}

/// The encodings to offer, the one in use first, each with a piece of the text as it reads in it.
pub(super) fn offered(found: &legacy::Found) -> Vec<Encoding> {
    [found.encoding]
        .into_iter()
        .chain(found.others.iter().copied())
        .collect()
}
