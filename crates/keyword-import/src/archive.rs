//! Tells workbooks from other archives, and looks through a workbook before it is opened, since opening trusts what it says.

use std::io::{BufReader, Read, Seek};

use zip::{ZipArchive, read::ZipFile};

use super::{
    bytes::Bytes,
    error::ImportError,
    limits::{
        MAX_SHARED_STRINGS_BYTES, MAX_SMALL_PART_BYTES, MAX_UNPACKED_BYTES, MAX_XML_PIECE_BYTES,
        MAX_ZIP_ENTRIES, MAX_ZIP_RATIO, RATIO_FREE_BYTES,
    },
};

/// What an archive is.
pub(super) enum Kind {
    /// An XLSX workbook.
    Workbook,
    /// A sheet of `OpenDocument`.
    OpenDocument,
    /// Files that somebody packed.
    Packed,
}

/// Tells a workbook from packed files.
pub(super) fn kind(bytes: &Bytes) -> Result<Kind, ImportError> {
    let archive = ZipArchive::new(BufReader::new(bytes.reader()))?;
    if archive.len() > MAX_ZIP_ENTRIES {
        return Err(ImportError::ZipBomb);
    }
    kind_of(&archive)
}

/// Unpacks every part once, in constant memory, and refuses what would cost too much to read.
///
/// Declared sizes are only good for an early refusal: what counts is what really comes out.
pub(super) fn check(file: impl Read + Seek, length: u64) -> Result<(), ImportError> {
    let mut archive = ZipArchive::new(BufReader::new(file))?;
    if archive.len() > MAX_ZIP_ENTRIES {
        return Err(ImportError::ZipBomb);
    }
    let declared = archive.decompressed_size().unwrap_or(0);
    let ratio = declared / u128::from(length.max(1));
    if declared > u128::from(MAX_UNPACKED_BYTES)
        || (declared > u128::from(RATIO_FREE_BYTES) && ratio > u128::from(MAX_ZIP_RATIO))
    {
        return Err(ImportError::ZipBomb);
    }
    let mut left = MAX_UNPACKED_BYTES;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = normal(&entry.name()?);
        if entry.encrypted() {
            return Err(ImportError::OldExcel);
        }
        let is_xml = [".xml", ".rels"]
            .iter()
            .any(|extension| name.ends_with(extension));
        if is_xml {
            left -= check_part(&mut entry, &name, left)?;
        }
    }
    Ok(())
}

fn kind_of<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<Kind, ImportError> {
    let names: Vec<String> = archive
        .file_names_raw()
        .map(|name| normal(&String::from_utf8_lossy(name)))
        .collect();
    let has = |start: &str| names.iter().any(|name| name.starts_with(start));
    if has("xl/workbook.bin") {
        return Err(ImportError::Foreign("XLSB files"));
    }
    if has("[content_types].xml") && (has("word/") || has("ppt/")) {
        return Err(ImportError::Foreign("Text documents and presentations"));
    }
    if names.iter().any(|name| name.strip_suffix(".iwa").is_some()) {
        return Err(ImportError::Foreign("Numbers files"));
    }
    if has("content.xml") && has("mimetype") {
        return Ok(Kind::OpenDocument);
    }
    Ok(if has("[content_types].xml") || has("xl/") {
        Kind::Workbook
    } else {
        Kind::Packed
    })
}

/// A part's name as it is looked up: some programs write it with other case and slashes.
fn normal(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}

/// Reads one part and answers its unpacked size.
fn check_part<R: Read>(entry: &mut ZipFile<'_, R>, name: &str, left: u64) -> Result<u64, ImportError> {
    // Only these are read row by row or not at all; all others become objects many times their size.
    let is_sheet = name.contains("/worksheets/") && name.strip_suffix(".rels").is_none();
    let is_strings = name.ends_with("sharedstrings.xml");
    let is_unread = [
        "xl/calcchain.xml",
        "xl/pivotcache/",
        "xl/drawings/",
        "xl/comments",
        "xl/charts/",
        "customxml/",
    ]
    .iter()
    .any(|start| name.starts_with(start));
    let most = match (is_sheet || is_unread, is_strings) {
        (true, _) => left,
        (_, true) => left.min(MAX_SHARED_STRINGS_BYTES),
        _ => left.min(MAX_SMALL_PART_BYTES),
    };
    let mut scan = Scan::default();
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = entry
            .read(&mut buffer)
            .map_err(|_| ImportError::Damaged("a part can't be unpacked"))?;
        if read == 0 {
            break;
        }
        size += read as u64;
        if size > most {
            return Err(ImportError::ZipBomb);
        }
        if is_sheet || is_strings {
            scan.feed(&buffer[..read])?;
        }
    }
    if is_strings && scan.unique > size {
        Err(ImportError::Damaged("a false count of texts"))
    } else {
        Ok(size)
    }
}

/// What a part says between its tags.
#[derive(Default)]
struct Scan {
    /// Bytes since the last `>`.
    piece: usize,
    /// How much of [`COUNT`] the last bytes match, and past it the number that is being read.
    matched: usize,
    number: u64,
    /// The largest declared count of texts, for which memory is set aside at once.
    unique: u64,
    before: u8,
}

const COUNT: &[u8] = b"uniqueCount";

impl Scan {
    fn feed(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        for &byte in bytes {
            self.piece = if byte == b'>' { 0 } else { self.piece + 1 };
            if self.piece > MAX_XML_PIECE_BYTES {
                return Err(ImportError::Damaged("a cell longer than Excel allows"));
            }
            // Comments, CDATA and DOCTYPE can hold anything at any length, and no spreadsheet program writes
            // them; a zero byte means UTF-16, in which this scan would be blind.
            if byte == 0 || (byte == b'!' && self.before == b'<') {
                return Err(ImportError::Damaged("markup that worksheets do not have"));
            }
            self.before = byte;
            self.count(byte);
        }
        Ok(())
    }

    fn count(&mut self, byte: u8) {
        if self.matched < COUNT.len() {
            self.matched = match byte {
                _ if byte == COUNT[self.matched] => self.matched + 1,
                b'u' => 1,
                _ => 0,
            };
            self.number = 0;
        } else if byte.is_ascii_digit() {
            self.number = self
                .number
                .saturating_mul(10)
                .saturating_add(u64::from(byte - b'0'));
            self.unique = self.unique.max(self.number);
        } else if !matches!(byte, b'=' | b'"' | b'\'' | b'+') && !byte.is_ascii_whitespace()
            || self.number > 0
        {
            self.matched = 0;
        }
    }
}
