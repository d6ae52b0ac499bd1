//! Files that are written out as text before their rows are read: JSON, and sheets of `OpenDocument`.

use std::collections::HashSet;
use std::io::{BufReader, BufWriter, Read as _, Write};

use igny8::planner::import::PreviewTable;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    How,
    bytes::Bytes,
    error::ImportError,
    limits::{
        MAX_COLUMNS, MAX_JSON_BYTES, MAX_JSON_ITEMS, MAX_SHEET_SCAN_BYTES, MAX_SHEETS, MAX_UNPACKED_BYTES,
    },
    packed, page,
    rows::{self, Opened},
};

/// What a file was before it was written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Made {
    /// JSON: a list of keywords or of objects, alone or within other objects, or one object a line.
    Json,
    /// The sheet at this place of an `OpenDocument` file.
    Sheet(usize),
    /// A workbook whose sheets say an extent that is none, `A0:C9`.
    Extent,
}

/// Where `OpenDocument` keeps its sheets.
const CONTENT: &str = "content.xml";

impl Made {
    /// The file written out as text with tabs.
    pub(super) fn of(self, bytes: &Bytes) -> Result<Bytes, ImportError> {
        match self {
            Self::Json => json(bytes),
            Self::Extent => without_extents(bytes),
            Self::Sheet(place) => {
                page::table(&packed::part(bytes, CONTENT)?, "OpenDocument files", Some(place))
            }
        }
    }
}

/// Opens the sheet that is asked for, else the one that is most surely a table of keywords.
pub(super) fn open_document(bytes: &Bytes, how: &How) -> Result<Opened, ImportError> {
    let content = packed::part(bytes, CONTENT)?;
    let names = page::names(&content)?;
    let asked = how.reading.table.as_deref();
    let mut plain = how.clone();
    plain.reading.table = None;
    let (mut best, mut all): (Option<(u8, usize, Opened)>, Vec<PreviewTable>) = (None, Vec::new());
    let most = MAX_SHEET_SCAN_BYTES / content.length().max(1);
    let most = usize::try_from(most).unwrap_or(MAX_SHEETS).clamp(1, MAX_SHEETS);
    for (place, name) in names.iter().enumerate().take(most) {
        let opened = page::table(&content, "OpenDocument files", Some(place))
            .and_then(|table| rows::open_bytes(&table, &plain, rows::INNERMOST));
        let Ok(opened) = opened else { continue };
        all.push(PreviewTable {
            name: name.clone(),
            what: rows::what(&opened.layout),
            chosen: false,
        });
        let rank = if asked == Some(name.as_str()) {
            u8::MAX
        } else {
            opened.layout.rank()
        };
        if best.as_ref().is_none_or(|(most, ..)| rank > *most) {
            best = Some((rank, place, opened));
        }
    }
    let (rank, place, mut opened) = best.ok_or(ImportError::NoSheet)?;
    if let Some(asked) = asked
        && rank < u8::MAX
    {
        return Err(ImportError::NoSuchTable(asked.to_owned()));
    }
    for table in &mut all {
        table.chosen = table.name == names[place];
    }
    opened.tables = all;
    opened.made = Some(Made::Sheet(place));
    Ok(opened)
}

/// How far into a sheet its extent is looked for.
const EXTENT_BYTES: u64 = 8 * 1024;

/// The same workbook without the extents that its sheets say; whoever reads them counts cells anyway.
fn without_extents(bytes: &Bytes) -> Result<Bytes, ImportError> {
    let mut archive = ZipArchive::new(BufReader::new(bytes.reader()))?;
    let mut out = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
    for place in 0..archive.len() {
        let mut part = archive.by_index(place)?;
        let name = part.name()?.into_owned();
        if !name.to_ascii_lowercase().contains("worksheets/sheet") {
            drop(part);
            out.raw_copy_file(archive.by_index_raw(place)?)?;
            continue;
        }
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        out.start_file(name, options)?;
        let mut head = Vec::new();
        part.by_ref().take(EXTENT_BYTES).read_to_end(&mut head)?;
        let text = String::from_utf8_lossy(&head);
        let found = text.find("dimension ref=").and_then(|at| {
            let from = text[..at].rfind('<')?;
            let to = at + text[at..].find('>')? + 1;
            text[..to].ends_with("/>").then_some((from, to))
        });
        match found {
            Some((from, to)) => {
                // What is cut at the end of this piece lies behind both places.
                out.write_all(&head[..from])?;
                out.write_all(&head[to..])?;
            }
            None => out.write_all(&head)?,
        }
        std::io::copy(&mut part.take(MAX_UNPACKED_BYTES), &mut out)?;
    }
    let file = out
        .finish()?
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    Ok(Bytes::of(file)?)
}

fn json(bytes: &Bytes) -> Result<Bytes, ImportError> {
    const WHAT: ImportError = ImportError::Foreign("JSON files without a list of keywords");
    if bytes.length() > MAX_JSON_BYTES {
        return Err(ImportError::Foreign("Large JSON files"));
    }
    let mut text = Vec::new();
    bytes.reader().read_to_end(&mut text)?;
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
    // One document, or one a line.
    let documents: Result<Vec<Value>, _> = serde_json::Deserializer::from_slice(text).into_iter().collect();
    let documents = documents.map_err(|_| ImportError::Foreign("Damaged JSON files"))?;
    let items = match documents.as_slice() {
        [one] => list(one, 0).ok_or(WHAT)?,
        all => all.iter().collect(),
    };
    if items.len() > MAX_JSON_ITEMS {
        return Err(ImportError::Foreign("Large JSON files"));
    }
    let is_rows = items.iter().all(|item| item.is_array());
    let rows: Vec<Vec<(String, String)>> = items.into_iter().map(cells).collect();
    let (mut names, mut seen): (Vec<&str>, HashSet<&str>) = (Vec::new(), HashSet::new());
    for (name, _) in rows.iter().flatten() {
        if seen.insert(name) {
            names.push(name);
        }
        if names.len() > MAX_COLUMNS {
            return Err(ImportError::TooManyColumns(names.len()));
        }
    }
    if names.is_empty() {
        return Err(WHAT);
    }
    let mut out = BufWriter::new(tempfile::tempfile()?);
    // A bare list of texts has no header, and a list of rows has its own.
    let has_names = names != [""] && !is_rows;
    if has_names {
        write_row(&mut out, names.iter().copied())?;
    }
    for row in &rows {
        let cell = |name: &str| {
            row.iter()
                .find(|(known, _)| known == name)
                .map_or("", |(_, cell)| cell)
        };
        write_row(&mut out, names.iter().map(|name| cell(name)))?;
    }
    let file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    Ok(Bytes::of(file)?)
}

/// How deep in objects a list may lie.
const DEEPEST: u8 = 4;

/// The longest list in a document, as its items.
fn list(value: &Value, depth: u8) -> Option<Vec<&Value>> {
    match value {
        Value::Array(items) => {
            // Interfaces wrap one result in lists of one.
            if let [only @ Value::Object(_)] = items.as_slice()
                && let Some(inner) = list(only, depth + 1).filter(|inner| inner.len() > 1)
            {
                return Some(inner);
            }
            (!items.is_empty() && !items.iter().any(Value::is_null)).then(|| items.iter().collect())
        }
        Value::Object(fields) if depth < DEEPEST => {
            let lists = fields.values().filter_map(|field| list(field, depth + 1));
            lists.max_by_key(Vec::len)
        }
        _ => None,
    }
}

/// The cells of an item by their names; those of objects inside have both names with a point between.
fn cells(item: &Value) -> Vec<(String, String)> {
    fn add(name: &str, value: &Value, depth: u8, all: &mut Vec<(String, String)>) {
        match value {
            Value::Object(fields) if depth < DEEPEST => {
                for (field, value) in fields {
                    let name = if name.is_empty() {
                        field.clone()
                    } else {
                        format!("{name}.{field}")
                    };
                    add(&name, value, depth + 1, all);
                }
            }
            Value::Null => all.push((name.to_owned(), String::new())),
            Value::String(text) => all.push((name.to_owned(), text.clone())),
            // A table within a cell is none of this one's.
            Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {}
            Value::Array(items) => {
                let texts = items.iter().map(|item| match item {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                all.push((name.to_owned(), texts.collect::<Vec<_>>().join(", ")));
            }
            other => all.push((name.to_owned(), other.to_string())),
        }
    }
    let mut all = Vec::new();
    match item {
        // A table as a list of rows.
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                add(&format!("{}", place + 1), item, DEEPEST, &mut all);
            }
        }
        item => add("", item, 0, &mut all),
    }
    all
}

fn write_row<'a>(out: &mut impl Write, cells: impl Iterator<Item = &'a str>) -> std::io::Result<()> {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.write_all(b"\t")?;
        }
        if cell.contains(['"', '\t', '\n', '\r']) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}
