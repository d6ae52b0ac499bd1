//! Where the table of a file begins and what its columns are.

use igny8::planner::import::{Source, Target};

use super::{
    headers,
    limits::HEADER_ROWS,
    number::{Kind, Number, parse},
    row::Row,
};

/// How the rows of a file are laid out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    /// Line of the header; none where the first row is data.
    pub(super) header: Option<u64>,
    /// Rows before the first data row.
    pub(super) skip: usize,
    /// A name for each column.
    pub(super) names: Vec<String>,
    /// What each column becomes.
    pub(super) targets: Vec<Target>,
    /// The tool that wrote it.
    pub(super) source: Source,
    /// Columns whose header is known.
    pub(super) known: usize,
    /// What a person should know, one sentence each.
    pub(super) notes: Vec<String>,
}

/// Recognises the layout from the first rows of a file; blank rows must have been left out.
pub(super) fn detect(rows: &[Row]) -> Layout {
    let start = usize::from(
        rows.first()
            .is_some_and(|row| row.cell(0).trim().to_lowercase().starts_with("sep=")),
    );
    let head = &rows[start.min(rows.len())..];
    let found = head
        .iter()
        .take(HEADER_ROWS)
        .enumerate()
        .find(|(index, row)| is_header(row, &head[..*index]));
    match found {
        Some((index, row)) => with_header(row, start + index + 1, &rows[start + index + 1..]),
        None if head
            .first()
            .is_some_and(|first| is_unknown_header(first, &head[1..])) =>
        {
            with_header(&head[0], start + 1, &head[1..])
        }
        None => without_header(head, start),
    }
}

impl Layout {
    /// The index of the keyword's column.
    pub(super) fn keyword(&self) -> Option<usize> {
        self.targets.iter().position(|target| *target == Target::Keyword)
    }
}

/// A row that names a keyword column. Below other rows it must look more like a header than they do, as a
/// list may hold the phrase "query".
fn is_header(row: &Row, before: &[Row]) -> bool {
    let targets: Vec<_> = row
        .cells()
        .filter_map(|cell| headers::target(&headers::normalise(cell)))
        .collect();
    let is_wider = row.used() >= 2 && before.iter().all(|earlier| earlier.used() < row.used());
    targets.contains(&Target::Keyword) && (before.is_empty() || targets.len() >= 2 || is_wider)
}

/// A first row of words nobody knows above columns of numbers, or with a known header that is no keyword.
fn is_unknown_header(first: &Row, rows: &[Row]) -> bool {
    let is_number = |cell: &str| matches!(parse(cell, Kind::Decimal), Number::Exact(_) | Number::About(_));
    if first.cells().any(is_number) || rows.is_empty() {
        return false;
    }
    first.cells().enumerate().any(|(column, cell)| {
        let numbers = rows.iter().filter(|row| is_number(row.cell(column))).count();
        let known = headers::target(&headers::normalise(cell)).is_some_and(|target| target != Target::Ignore);
        !cell.trim().is_empty() && (numbers * 10 >= rows.len() * 8 || (known && first.used() >= 2))
    })
}

fn with_header(row: &Row, skip: usize, rows: &[Row]) -> Layout {
    let used = rows.iter().map(Row::used).max().unwrap_or(0).max(row.used());
    let normal: Vec<String> = row.cells().take(used).map(headers::normalise).collect();
    let mut layout = Layout {
        header: Some(row.line),
        skip,
        names: Vec::new(),
        targets: Vec::new(),
        source: headers::source(&normal),
        known: 0,
        notes: Vec::new(),
    };
    for (index, header) in normal.iter().enumerate() {
        let shown = row
            .cell(index)
            .trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        let target = headers::target(header);
        layout.known += usize::from(target.is_some());
        let mut target = target.unwrap_or(Target::Ignore);
        if !header.is_empty() && normal[..index].contains(header) {
            layout.notes.push(format!(
                "The column “{shown}” stands in the file twice; the second one is ignored."
            ));
            target = Target::Ignore;
        } else if !target.may_repeat() && layout.targets.contains(&target) {
            let what = target.label().to_lowercase();
            layout.notes.push(format!(
                "The column “{shown}” is ignored, since another one before it gives the {what}."
            ));
            target = Target::Ignore;
        }
        layout.names.push(if header.is_empty() {
            column_name(index)
        } else {
            shown.to_owned()
        });
        layout.targets.push(target);
        layout.notes.extend(
            headers::currency(header)
                .filter(|code| code != "USD")
                .map(|code| format!("CPC is in {code}.")),
        );
    }
    prefer_list(&mut layout.targets, &normal);
    layout.notes.extend(source_note(layout.source).map(str::to_owned));
    layout
}

/// A column that holds a whole trend makes columns of single months superfluous.
fn prefer_list(targets: &mut [Target], headers: &[String]) {
    let is_list = |header: &String| header.contains("trend");
    if headers
        .iter()
        .zip(&*targets)
        .any(|(header, target)| *target == Target::Trend && is_list(header))
    {
        for (target, header) in targets.iter_mut().zip(headers) {
            if *target == Target::Trend && !is_list(header) {
                *target = Target::Ignore;
            }
        }
    }
}

fn source_note(source: Source) -> Option<&'static str> {
    match source {
        Source::SearchConsole => Some(
            "Search Console knows how often your site was shown, not how often people search: the volume stays unknown.",
        ),
        Source::KeywordPlanner => Some(
            "Volumes such as 50 or 5,000 and ranges are kept as estimates; CPC is the high end of the top-of-page bid.",
        ),
        _ => None,
    }
}

fn without_header(rows: &[Row], skip: usize) -> Layout {
    let columns = usual_length(rows).max(1);
    let with_letters = rows
        .iter()
        .filter(|row| row.cell(0).chars().any(char::is_alphabetic))
        .count();
    let mut targets = vec![Target::Ignore; columns];
    if with_letters * 2 > rows.len() {
        targets[0] = Target::Keyword;
    }
    let mut notes = vec!["The file has no header: its first row is imported too.".to_owned()];
    if columns > 1 {
        notes.push("Only the first column is imported unless you choose what the others hold.".to_owned());
    }
    Layout {
        header: None,
        skip,
        names: (0..columns).map(column_name).collect(),
        targets,
        source: Source::List,
        known: 0,
        notes,
    }
}

/// The number of cells that most rows have.
pub(super) fn usual_length(rows: &[Row]) -> usize {
    let count = |length: usize| rows.iter().filter(|row| row.len() == length).count();
    rows.iter()
        .map(Row::len)
        .max_by_key(|length| (count(*length), *length))
        .unwrap_or(0)
}

fn column_name(index: usize) -> String {
    format!("Column {}", index + 1)
}
