//! The table of keywords in a packed archive, such as the ZIP that Search Console offers.

use std::io::{BufReader, Read, Write as _};

use flate2::bufread::MultiGzDecoder;
use igny8::planner::import::PreviewTable;
use zip::{ZipArchive, result::ZipError};

use super::{
    How,
    bytes::{Bytes, Reader},
    decode,
    error::ImportError,
    legacy,
    limits::{
        MAX_FILE_BYTES, MAX_NESTED, MAX_PACKED_TABLES, MAX_UNPACKED_BYTES, MAX_ZIP_ENTRIES, SAMPLE_BYTES,
    },
    rows::{self, Opened},
};

type Archive = ZipArchive<BufReader<Reader>>;

/// A file of the archive that may be a table.
struct Candidate {
    place: usize,
    name: String,
    /// Whether its beginning is enough to know what it is.
    is_text: bool,
}

/// Opens the file of the archive that holds keywords, or the one that is asked for.
pub(super) fn open(bytes: &Bytes, how: &How, depth: u8) -> Result<Opened, ImportError> {
    let mut archive: Archive = ZipArchive::new(BufReader::new(bytes.reader()))?;
    if archive.len() > MAX_ZIP_ENTRIES {
        return Err(ImportError::ArchiveTooLarge);
    }
    let candidates = candidates(&archive, how, depth);
    if candidates.is_empty() {
        return Err(ImportError::NoTableInArchive);
    }
    let asked = how.reading.table.as_deref();
    let inner = |table: Option<String>| {
        let mut how = how.clone();
        how.reading.table = table;
        how
    };
    let mut left = MAX_UNPACKED_BYTES;
    let mut tables = Vec::new();
    let mut best: Option<(u8, usize)> = None;
    for (index, candidate) in candidates.iter().enumerate() {
        let most = if candidate.is_text {
            2 * SAMPLE_BYTES as u64
        } else {
            MAX_FILE_BYTES.min(left)
        };
        // Each is looked at as it is found: an encoding or a header that a person named is only for the one that is read.
        let looked = unpack(&mut archive, candidate.place, most, candidate.is_text).and_then(|file| {
            left = left.saturating_sub(file.length());
            rows::open_bytes(
                &file,
                &How {
                    hint: how.hint.clone(),
                    ..How::default()
                },
                depth + 1,
            )
        });
        let (rank, what) = match &looked {
            Ok(opened) => (opened.layout.rank(), rows::what(&opened.layout)),
            Err(ImportError::Encrypted) => return Err(ImportError::Encrypted),
            Err(error) => (0, error.short().to_owned()),
        };
        tables.push(PreviewTable {
            name: candidate.name.clone(),
            what,
            chosen: false,
        });
        if looked.is_ok() && best.is_none_or(|(most, _)| rank > most) {
            best = Some((rank, index));
        }
    }
    let chosen = match asked {
        Some(name) => candidates.iter().position(|candidate| candidate.name == name),
        None => best.map(|(_, index)| index),
    };
    let chosen = chosen.ok_or_else(|| match asked {
        Some(name) => ImportError::NoSuchTable(name.to_owned()),
        None => ImportError::NoTableInArchive,
    })?;
    tables[chosen].chosen = true;
    let file = unpack(&mut archive, candidates[chosen].place, MAX_FILE_BYTES, false)?;
    let mut opened = rows::open_bytes(&file, &inner(None), depth + 1)?;
    opened
        .layout
        .notes
        .insert(0, format!("Read “{}” from the archive.", candidates[chosen].name));
    let others = tables
        .iter()
        .zip(&candidates)
        .filter(|(table, _)| !table.chosen && table.what.starts_with(rows::KEYWORDS));
    let others: Vec<&str> = others.map(|(table, _)| table.name.as_str()).take(5).collect();
    if !others.is_empty() && asked.is_none() && opened.layout.rank() < 3 {
        opened.layout.notes.insert(
            1,
            format!(
                "The archive contains other files that may have keywords: {}. Choose one to read it instead.",
                others.join(", ")
            ),
        );
    }
    opened.tables = tables;
    opened.inside.insert(0, candidates[chosen].place);
    Ok(opened)
}

/// The file at this place of an archive, which was chosen before.
pub(super) fn inner(bytes: &Bytes, place: usize) -> Result<Bytes, ImportError> {
    if bytes.head(2)? == b"\x1F\x8B" {
        return unpack_from(
            MultiGzDecoder::new(BufReader::new(bytes.reader())),
            MAX_FILE_BYTES,
            false,
        );
    }
    let mut archive: Archive = ZipArchive::new(BufReader::new(bytes.reader()))?;
    unpack(&mut archive, place, MAX_FILE_BYTES, false)
}

fn candidates(archive: &Archive, how: &How, depth: u8) -> Vec<Candidate> {
    let names = archive.file_names_raw().map(|raw| name(raw, how)).enumerate();
    let tables = names.filter_map(|(place, name)| {
        let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
        // What file systems leave beside the files.
        if file.is_empty() || file.starts_with('.') || name.split(['/', '\\']).any(|part| part == "__MACOSX")
        {
            return None;
        }
        let extension = file
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
            .to_lowercase();
        let is_text = matches!(extension.as_str(), "csv" | "tsv" | "txt" | "tab" | "md" | "");
        let is_packed = matches!(
            extension.as_str(),
            "xlsx" | "xlsm" | "xls" | "ods" | "htm" | "html" | "json" | "jsonl" | "gz"
        ) || (extension == "zip" && depth == 0);
        (is_text || is_packed).then_some(Candidate { place, name, is_text })
    });
    let all: Vec<Candidate> = tables.take(MAX_PACKED_TABLES).collect();
    let is_archive = |candidate: &Candidate| {
        let name = candidate.name.to_lowercase();
        name.rsplit_once('.')
            .is_some_and(|(_, extension)| matches!(extension, "zip" | "gz"))
    };
    let (archives, files): (Vec<_>, Vec<_>) = all.into_iter().partition(is_archive);
    if files.is_empty() {
        archives.into_iter().take(MAX_NESTED).collect()
    } else {
        files
    }
}

/// A name as people know it: UTF-8 where it is that, else in the code page that its letters show.
fn name(raw: &[u8], how: &How) -> String {
    std::str::from_utf8(raw).map_or_else(
        |_| decode::whole(raw, legacy::of_name(raw, &how.hint), false).0,
        str::to_owned,
    )
}

/// The part of an archive that has this name.
pub(super) fn part(bytes: &Bytes, name: &str) -> Result<Bytes, ImportError> {
    let mut archive: Archive = ZipArchive::new(BufReader::new(bytes.reader()))?;
    let place = archive
        .index_for_name(name)
        .ok_or(ImportError::NoTableInArchive)?;
    unpack(&mut archive, place, MAX_FILE_BYTES, false)
}

/// A file of the archive, at most its first bytes; `cut` allows that there are more.
fn unpack(archive: &mut Archive, place: usize, most: u64, cut: bool) -> Result<Bytes, ImportError> {
    let entry = archive.by_index(place).map_err(|error| match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => ImportError::Encrypted,
        ZipError::UnsupportedArchive(_) => ImportError::UnknownPacking,
        other => ImportError::Zip(other),
    })?;
    unpack_from(entry, most, cut)
}

fn unpack_from(entry: impl Read, most: u64, cut: bool) -> Result<Bytes, ImportError> {
    let mut file = tempfile::tempfile()?;
    let mut packed = entry.take(most + 1);
    let mut buffer = vec![0; 64 * 1024];
    let mut size = 0;
    loop {
        let read = packed
            .read(&mut buffer)
            .map_err(|_| ImportError::DamagedArchive)?;
        if read == 0 {
            break;
        }
        size += read as u64;
        if size > most {
            if !cut {
                return Err(ImportError::ArchiveTooLarge);
            }
            file.write_all(&buffer[..read - 1])?;
            break;
        }
        file.write_all(&buffer[..read])?;
    }
    Ok(Bytes::of(file)?)
}
