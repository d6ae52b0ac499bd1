//! The old form of Google Trends' related searches: a line on the category, then blocks with a title each.

use igny8::planner::import::{Source, Target};

use super::{
    columns::{self, Column},
    habits::Habits,
    layout::{Layout, TRENDS},
    row::Row,
    shape,
};

/// The layout of such a file; `None` for any other. `skip` is how many rows stand before these.
pub(super) fn detect(rows: &[Row], skip: usize) -> Option<Layout> {
    let first = rows.first()?;
    let titled = rows.iter().position(|row| row.used() == 2)?;
    // `Category: All categories`, a blank line, `TOP`: as many lines of one cell, the first of which says something of the file.
    let own = &rows[..titled];
    let is_named = first.used() == 1 && first.cell(0).contains([':', '：']);
    let blocks: Vec<&Row> = rows.iter().filter(|row| is_title(row)).collect();
    let values = rows.iter().filter(|row| row.used() == 2);
    let is_value = |row: &&Row| {
        let value = row.cell(1).trim();
        shape::is_number(value.trim_start_matches('+').replace(['%', ' '], "").as_str())
            || value.chars().all(|c| !c.is_ascii_digit())
    };
    if !(is_named
        && (1..=3).contains(&own.len())
        && !blocks.is_empty()
        && rows.iter().all(|row| row.used() <= 2))
    {
        return None;
    }
    if !values.clone().all(|row| is_value(&row)) || !values.clone().any(|row| shape::is_number(row.cell(1))) {
        return None;
    }
    let column = |index: usize, target: Target, reason: Option<&str>| Column {
        name: columns::name(index),
        target,
        reason: reason.map(str::to_owned),
    };
    Some(Layout {
        header: None,
        header_rows: 0,
        skip: skip + titled,
        columns: vec![
            column(0, Target::Keyword, None),
            column(
                1,
                Target::Ignore,
                Some("This is an index or a percentage, not a search volume."),
            ),
        ],
        source: Source::GoogleTrends,
        known: 2,
        habits: Habits::default(),
        notes: vec![TRENDS.to_owned()],
    })
}

/// Whether a row is the title of a block: one cell in capitals, or in a script that has none.
pub(super) fn is_title(row: &Row) -> bool {
    let text = row.cell(0).trim();
    row.used() == 1
        && text.chars().count() <= 40
        && text.chars().any(char::is_alphabetic)
        && !text.chars().any(char::is_lowercase)
}
