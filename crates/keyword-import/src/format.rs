//! What kind of file this is, by its first bytes.

use super::error::ImportError;

/// How the rows of a file have to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Delimited text in some encoding.
    Text,
    /// A ZIP archive: an XLSX workbook, or packed files.
    Archive,
    /// One file that was packed by gzip.
    Gzip,
    /// JSON that may have a list of keywords in it.
    Json,
    /// Markup that may have a table in it, and what it is called where it has none.
    Page(&'static str),
}

/// Formats that people upload by mistake, by the bytes they begin with.
const FOREIGN: [(&[u8], &str); 7] = [
    (b"\x89PNG", "Image files"),
    (b"\xFF\xD8\xFF", "Image files"),
    (b"GIF8", "Image files"),
    (b"%PDF", "PDF files"),
    (b"{\\rtf", "Text documents"),
    (b"SQLite format 3", "Database files"),
    (b"\x7FELF", "Program files"),
];

/// How packed archives other than ZIP begin: 7-Zip, RAR, xz, bzip2.
const ARCHIVES: [&[u8]; 4] = [b"7z\xBC\xAF", b"Rar!\x1A", b"\xFD7zXZ", b"BZh9"];

/// Tells text from archives by the first bytes of a file.
pub(super) fn detect(head: &[u8]) -> Result<Format, ImportError> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Format::Archive);
    }
    if head.starts_with(b"\x1F\x8B") {
        return Ok(Format::Gzip);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Err(ImportError::OldExcel);
    }
    if ARCHIVES.iter().any(|magic| head.starts_with(magic)) {
        return Err(ImportError::Archive);
    }
    if let Some((_, what)) = FOREIGN.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(ImportError::Foreign(what));
    }
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let start = text[..text.len().min(64)].to_ascii_lowercase();
    if [
        &b"<!doctype html"[..],
        b"<html",
        b"<head",
        b"<table",
        b"<meta",
        b"<style",
    ]
    .iter()
    .any(|tag| start.starts_with(tag))
    {
        return Ok(Format::Page("Web pages"));
    }
    if start.starts_with(b"<?xml") {
        return Ok(Format::Page("XML files"));
    }
    // `[exact]` and `[word]` are keywords of an advertisement, so that a list must go on as JSON does.
    let bare: Vec<u8> = start
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .copied()
        .collect();
    if [&b"{\""[..], b"[{", b"[\"", b"[["]
        .iter()
        .any(|begin| bare.starts_with(begin))
    {
        return Ok(Format::Json);
    }
    Ok(Format::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_formats_apart() {
        for (head, expected) in [
            (&b"PK\x03\x04..."[..], "archive"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "file as XLSX or CSV"),
            (b"\x89PNG\r\n\x1A\n", "Image files"),
            (b"%PDF-1.7", "PDF files"),
            (b"\x1F\x8B\x08", "gzip"),
            (b"7z\xBC\xAF", "Unpack it"),
            (b"\xEF\xBB\xBF <!DOCTYPE html>", "page"),
            (b"{\"error\": 1}", "json"),
            (b"[\n  {\"keyword\"", "json"),
            (b"[coffee maker]", "text"),
            (b"", "text"),
        ] {
            let found = match detect(head) {
                Ok(Format::Text) => "text".to_owned(),
                Ok(Format::Archive) => "archive".to_owned(),
                Ok(Format::Gzip) => "gzip".to_owned(),
                Ok(Format::Json) => "json".to_owned(),
                Ok(Format::Page(_)) => "page".to_owned(),
                Err(error) => error.to_string(),
            };
            assert!(found.contains(expected), "{found}");
        }
    }
}
