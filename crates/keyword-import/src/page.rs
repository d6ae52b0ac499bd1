//! Tables in markup, as many tools write them under the name of a workbook: HTML, and Excel's XML of 2003.
//!
//! The table is written out as text with tabs, in constant memory, and read like any other. Bytes stay in their encoding; tags are
//! ASCII in all that such files have.

use std::io::{BufRead as _, BufReader, Write as _};

use super::{
    bytes::Bytes,
    error::ImportError,
    limits::{MAX_CELL_CHARS, MAX_COLUMNS},
};

/// Longest tag that is looked at.
const MAX_TAG: usize = 4096;

/// Longest cell that is repeated in others.
const MAX_REPEATED: usize = 200;

/// Fewest rows of at least two cells that make a table of a page: a page of a sign-in has fewer.
const MIN_ROWS: u64 = 2;

/// What is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Tag,
    /// A script or a style, up to its end.
    Unseen,
}

/// Puts the rows of a page together.
struct Rows {
    /// The table whose rows are wanted, by its place; all of them without one.
    wanted: Option<usize>,
    /// Tables that began, and what the last one is called.
    tables: usize,
    names: Vec<String>,
    /// How deep in notes beside a cell this is, which are no part of it.
    notes: usize,
    out: std::io::BufWriter<std::fs::File>,
    cells: Vec<Vec<u8>>,
    /// The cell that is open.
    cell: Option<Vec<u8>>,
    /// Columns that it takes beside its own, and whether it stands in them again.
    pending: usize,
    repeats: bool,
    /// Rows of two cells and more.
    wide: u64,
}

/// The rows of all tables of a page, or those of the one at this place, as text with tabs.
///
/// # Errors
/// When there is no table in it.
pub(super) fn table(bytes: &Bytes, what: &'static str, wanted: Option<usize>) -> Result<Bytes, ImportError> {
    let rows = read(bytes, wanted)?;
    if rows.wide < MIN_ROWS {
        return Err(ImportError::Foreign(what));
    }
    let file = rows
        .out
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    Ok(Bytes::of(file)?)
}

/// The names of the tables of a page, of those that have one.
pub(super) fn names(bytes: &Bytes) -> Result<Vec<String>, ImportError> {
    Ok(read(bytes, Some(usize::MAX))?.names)
}

fn read(bytes: &Bytes, wanted: Option<usize>) -> Result<Rows, ImportError> {
    let mut rows = Rows {
        wanted,
        tables: 0,
        names: Vec::new(),
        notes: 0,
        out: std::io::BufWriter::new(tempfile::tempfile()?),
        cells: Vec::new(),
        cell: None,
        pending: 0,
        repeats: false,
        wide: 0,
    };
    let mut reader = BufReader::with_capacity(64 * 1024, bytes.reader());
    let (mut within, mut tag) = (Within::Text, Vec::new());
    loop {
        let piece = reader.fill_buf()?;
        if piece.is_empty() {
            break;
        }
        let length = piece.len();
        for &byte in piece {
            match (within, byte) {
                (Within::Text, b'<') => {
                    within = Within::Tag;
                    tag.clear();
                }
                (Within::Text, byte) => rows.text(byte),
                (Within::Tag, b'>') => within = rows.tag(&tag)?,
                (Within::Tag, byte) if tag.len() < MAX_TAG => tag.push(byte),
                (Within::Tag, _) => {}
                (Within::Unseen, byte) => {
                    tag.push(byte);
                    let is_end = byte == b'>' && {
                        let lower = tag.to_ascii_lowercase();
                        lower.ends_with(b"</script>")
                            || lower.ends_with(b"</style>")
                            || lower.ends_with(b"-->")
                    };
                    if is_end {
                        within = Within::Text;
                    }
                    if tag.len() > 16 {
                        tag.drain(..tag.len() - 12);
                    }
                }
            }
        }
        reader.consume(length);
    }
    rows.end_row()?;
    Ok(rows)
}

impl Rows {
    fn text(&mut self, byte: u8) {
        let Some(cell) = &mut self.cell else { return };
        if self.notes > 0 {
            return;
        }
        if cell.len() > 4 * MAX_CELL_CHARS {
            return;
        }
        // Blanks of any kind are one.
        if byte.is_ascii_whitespace() {
            if !matches!(cell.last(), None | Some(b' ')) {
                cell.push(b' ');
            }
        } else {
            cell.push(byte);
        }
    }

    fn tag(&mut self, tag: &[u8]) -> Result<Within, ImportError> {
        let end = tag
            .iter()
            .skip(1)
            .position(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            .map_or(tag.len(), |at| at + 1);
        let name = tag[..end].to_ascii_lowercase();
        let closing = name.strip_prefix(b"/").map(|rest| [b"/", bare(rest)].concat());
        let name = closing.as_deref().unwrap_or_else(|| bare(&name));
        let is_empty = tag.ends_with(b"/");
        match name {
            b"table" if tag.starts_with(b"table:") => {
                self.end_row()?;
                self.tables += 1;
                self.names
                    .push(text_attribute(tag, b"table:name").unwrap_or_default());
            }
            b"table-cell" | b"covered-table-cell" => {
                self.end_cell();
                let repeated = attribute(tag, b"number-columns-repeated").unwrap_or(1);
                self.pending = repeated.clamp(1, MAX_COLUMNS) - 1;
                self.repeats = true;
                self.cell = Some(Vec::new());
                if is_empty {
                    self.end_cell();
                }
            }
            b"s" if tag.starts_with(b"text:") => self.text(b' '),
            b"office:annotation" if !is_empty => self.notes += 1,
            b"/office:annotation" => self.notes = self.notes.saturating_sub(1),
            b"tr" | b"row" | b"table-row" | b"/tr" | b"/row" | b"/table-row" | b"/table" | b"/worksheet" => {
                self.end_row()?;
            }
            b"td" | b"th" | b"cell" => {
                self.end_cell();
                // Excel leaves empty cells out and counts on.
                if let Some(index) = attribute(tag, b"index").filter(|index| *index <= MAX_COLUMNS) {
                    while self.cells.len() + 1 < index {
                        self.cells.push(Vec::new());
                    }
                }
                self.cell = Some(Vec::new());
                let span = attribute(tag, b"colspan").or_else(|| Some(attribute(tag, b"mergeacross")? + 1));
                self.pending = span.unwrap_or(1).clamp(1, MAX_COLUMNS) - 1;
            }
            b"/td" | b"/th" | b"/cell" | b"/table-cell" | b"/covered-table-cell" => self.end_cell(),
            b"br" | b"br/" | b"p" | b"/p" | b"div" | b"/div" => self.text(b' '),
            b"script" | b"style" => return Ok(Within::Unseen),
            name if name.starts_with(b"!--") && !tag.ends_with(b"--") => return Ok(Within::Unseen),
            _ => {}
        }
        Ok(Within::Text)
    }

    fn end_cell(&mut self) {
        if let Some(cell) = self.cell.take()
            && self.cells.len() <= MAX_COLUMNS
        {
            let text = plain(&cell);
            // What a sheet repeats stands in each cell, what spans others in the first of them.
            let again = if std::mem::take(&mut self.repeats) && text.len() <= MAX_REPEATED {
                text.clone()
            } else {
                Vec::new()
            };
            self.cells.push(text);
            for _ in 0..std::mem::take(&mut self.pending).min(MAX_COLUMNS) {
                self.cells.push(again.clone());
            }
        }
    }

    fn end_row(&mut self) -> Result<(), ImportError> {
        self.end_cell();
        // Empty cells behind the last are the rest of a sheet.
        while self.tables > 0 && self.cells.last().is_some_and(Vec::is_empty) {
            self.cells.pop();
        }
        let is_wanted = self
            .wanted
            .is_none_or(|place| self.tables.checked_sub(1) == Some(place));
        if is_wanted && self.cells.iter().any(|cell| !cell.is_empty()) {
            self.wide += u64::from(self.cells.len() > 1);
            for (place, cell) in self.cells.iter().enumerate() {
                if place > 0 {
                    self.out.write_all(b"\t")?;
                }
                if cell.contains(&b'"') {
                    let doubled: Vec<u8> = cell
                        .iter()
                        .flat_map(|byte| std::iter::repeat_n(*byte, 1 + usize::from(*byte == b'"')))
                        .collect();
                    self.out.write_all(b"\"")?;
                    self.out.write_all(&doubled)?;
                    self.out.write_all(b"\"")?;
                } else {
                    self.out.write_all(cell)?;
                }
            }
            self.out.write_all(b"\n")?;
        }
        self.cells.clear();
        Ok(())
    }
}

/// A tag's name without the prefix of its kind of markup.
fn bare(name: &[u8]) -> &[u8] {
    [&b"ss:"[..], b"table:", b"text:"]
        .iter()
        .find_map(|prefix| name.strip_prefix(*prefix))
        .unwrap_or(name)
}

/// The text of an attribute with this whole name.
fn text_attribute(tag: &[u8], name: &[u8]) -> Option<String> {
    let at = tag.windows(name.len()).position(|at| at == name)? + name.len();
    let rest = tag[at..].strip_prefix(b"=\"")?;
    let end = rest.iter().position(|byte| *byte == b'"')?;
    Some(String::from_utf8_lossy(&plain(&rest[..end])).into_owned())
}

/// The number in an attribute, whatever stands before its name.
fn attribute(tag: &[u8], name: &[u8]) -> Option<usize> {
    let lower = tag.to_ascii_lowercase();
    let at = lower.windows(name.len()).position(|at| at == name)? + name.len();
    let rest = std::str::from_utf8(&lower[at..]).ok()?;
    let rest = rest
        .trim_start()
        .strip_prefix('=')?
        .trim_start_matches(['"', '\'', ' ']);
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// A cell without the entities of ASCII characters and the blanks around it.
fn plain(cell: &[u8]) -> Vec<u8> {
    const NAMED: &[(&[u8], u8)] = &[
        (b"&amp;", b'&'),
        (b"&lt;", b'<'),
        (b"&gt;", b'>'),
        (b"&quot;", b'"'),
        (b"&apos;", b'\''),
        (b"&#39;", b'\''),
        (b"&nbsp;", b' '),
        (b"&#160;", b' '),
    ];
    let mut out = Vec::with_capacity(cell.len());
    let mut at = 0;
    while at < cell.len() {
        match NAMED.iter().find(|(name, _)| cell[at..].starts_with(name)) {
            Some((name, byte)) => {
                out.push(*byte);
                at += name.len();
            }
            None => {
                out.push(cell[at]);
                at += 1;
            }
        }
    }
    out.trim_ascii().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(page: &str) -> Option<String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(page.as_bytes()).unwrap();
        let table = table(&Bytes::of(file).unwrap(), "Web pages", None).ok()?;
        Some(String::from_utf8(table.head(10_000).unwrap()).unwrap())
    }

    #[test]
    fn tables_of_pages_and_of_old_workbooks_are_text() {
        let html = "<html><head><style>td { color: red }</style></head><body><h1>Words</h1><table border=1>\n<tr><th>Keyword</th><th colspan=\"2\">Volume</th></tr>\n<tr><td>compost&nbsp;bin &amp; \"more\"<br>now</td><td>1300</td><td>x</td></tr></table></body></html>";
        assert_eq!(
            text(html).as_deref(),
            Some("Keyword\tVolume\t\n\"compost bin & \"\"more\"\" now\"\t1300\tx\n")
        );
        let xml = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"a\"><Table><Row><Cell><Data ss:Type=\"String\">Keyword</Data></Cell><Cell ss:Index=\"3\"><Data>Volume</Data></Cell></Row><Row><Cell><Data>wormery</Data></Cell><Cell ss:Index=\"3\"><Data>480</Data></Cell></Row></Table></Worksheet></Workbook>";
        assert_eq!(text(xml).as_deref(), Some("Keyword\t\tVolume\nwormery\t\t480\n"));
        for page in [
            "<!doctype html><title>Sign in</title><form><table><tr><td>Name</td><td><input></td></tr></table></form>",
            "<html><body><p>one</p></body></html>",
            "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        ] {
            assert_eq!(text(page), None, "{page}");
        }
    }
}
