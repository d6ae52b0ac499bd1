//! What a preview says of an opened file.

use igny8::planner::import::{
    Encoding, LeftOut, Preview, PreviewColumn, PreviewEncoding, PreviewRow, RowCount, Target,
};

use super::{
    How, decode,
    limits::{COUNTED_ROWS, HEAD_ROWS, PREVIEW_ROWS},
    record::shorten,
    records::{Entry, Records},
    row::Row,
    rows::{self, Opened},
};

/// The preview of a file that was opened in this way, before its rows are counted.
pub(super) fn describe(opened: &Opened, how: &How) -> Preview {
    let layout = &opened.layout;
    let data = opened.sample.get(layout.skip..).unwrap_or_default();
    let samples = |index: usize| {
        let cells = data
            .iter()
            .map(move |row| row.cell(index))
            .filter(|cell| !cell.trim().is_empty());
        cells.take(3).map(shorten).collect()
    };
    let columns = layout
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| PreviewColumn {
            name: shorten(&column.name),
            target: column.target,
            samples: samples(index),
            reason: column.reason.clone(),
        });
    let encoding = opened.encoding.as_ref();
    Preview {
        source: layout.source,
        reading: how.reading.clone(),
        tables: opened.tables.clone(),
        encoding: encoding.map(|found| found.encoding),
        encodings: encoding.map_or_else(Vec::new, |found| {
            let all = rows::offered(found).into_iter();
            all.map(|encoding| PreviewEncoding {
                encoding,
                sample: sample(&opened.head, encoding),
            })
            .collect()
        }),
        delimiter: opened.delimiter,
        sheet: opened.sheet.clone(),
        header: layout.header,
        header_rows: layout.header_rows,
        columns: columns.collect(),
        head: opened.sample.iter().take(HEAD_ROWS).map(shown).collect(),
        rows: data
            .iter()
            .take(PREVIEW_ROWS)
            .map(|row: &Row| row.cells().map(shorten).collect())
            .collect(),
        count: RowCount::default(),
        left_out: Vec::new(),
        notes: notes(opened, how),
    }
}

fn shown(row: &Row) -> PreviewRow {
    PreviewRow {
        line: row.line,
        cells: row.cells().map(shorten).collect(),
    }
}

/// What should be looked at of an encoding that nobody has named.
pub(super) fn doubt(opened: &Opened, how: &How) -> Option<String> {
    let found = opened.encoding.as_ref();
    let found = found.filter(|_| how.reading.encoding.is_none())?;
    if decode::page_between(found.encoding).is_some() {
        return Some("The text was encoded twice and has been corrected.".to_owned());
    }
    (!found.others.is_empty()).then(|| {
        format!(
            "The file isn't Unicode and was read as {}. Check special characters or choose another encoding.",
            found.encoding.label()
        )
    })
}

fn notes(opened: &Opened, how: &How) -> Vec<String> {
    let layout = &opened.layout;
    let mut notes = layout.notes.clone();
    if layout.keyword().is_none() {
        notes.insert(
            0,
            "No keyword column was recognized. Choose the column with the search phrases.".to_owned(),
        );
    }
    notes.extend(doubt(opened, how));
    let left: Vec<&str> = layout
        .columns
        .iter()
        .filter(|column| {
            column.target == Target::Ignore && column.reason.is_some() && layout.header.is_some()
        })
        .map(|column| column.name.as_str())
        .collect();
    if !left.is_empty() {
        let named: Vec<String> = left
            .iter()
            .take(12)
            .map(|name| format!("“{}”", shorten(name)))
            .collect();
        let more = if left.len() > 12 {
            format!(" and {} more", left.len() - 12)
        } else {
            String::new()
        };
        let columns = if left.len() == 1 { "Column" } else { "Columns" };
        notes.push(format!("{columns} not imported: {}{more}.", named.join(", ")));
    }
    notes
}

/// A piece of the text with letters that the encodings read in their own ways.
fn sample(head: &[u8], encoding: Encoding) -> String {
    let start = head.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    // From the line's beginning, where characters of more than one byte begin too.
    let line = head[..start]
        .iter()
        .rposition(|byte| matches!(byte, b'\n' | b'\r'))
        .map_or(0, |at| at + 1);
    let wide = matches!(
        encoding,
        Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Utf32Le | Encoding::Utf32Be
    );
    let piece = if wide { head } else { &head[line..] };
    let piece = &piece[..piece.len().min(400)];
    let (text, _) = decode::whole(piece, encoding, true);
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    line.trim().chars().take(60).collect()
}

/// Counts the rows of a file, and what will be left out of the first of them.
pub(super) fn count(records: &mut Records) -> (RowCount, Vec<LeftOut>) {
    let mut left_out = Vec::new();
    while records.read() < COUNTED_ROWS {
        match records.next() {
            Some(Ok(Entry::Reject(reject))) => LeftOut::add(&mut left_out, &reject),
            Some(Ok(Entry::Keyword(_))) => {}
            Some(Err(_)) => break,
            None => {
                return (
                    RowCount {
                        rows: records.read(),
                        exact: true,
                    },
                    left_out,
                );
            }
        }
    }
    let share = records.fraction().max(1e-6);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate of at most a few million rows"
    )]
    let rows = (records.read() as f64 / share) as u64;
    (RowCount { rows, exact: false }, left_out)
}
