//! Where the table of a file begins and what its columns are.

use igny8::planner::import::{Source, Target};

use super::{
    blocks,
    columns::{self, Column},
    fitting,
    habits::Habits,
    headers::{self, What},
    layout::{Layout, TRENDS},
    limits::HEADER_ROWS,
    marks,
    number::{Kind, Number, parse},
    row::Row,
    shape::{self, Shape},
    tools, words,
};

/// Recognises the layout from the first rows of a file; blank rows must have been left out. `header` is the line that a
/// person says the header is on, 0 for none.
pub(super) fn detect(rows: &[Row], header: Option<u64>) -> Layout {
    let start = usize::from(
        rows.first()
            .is_some_and(|row| row.cell(0).trim().to_lowercase().starts_with("sep=")),
    );
    let head = &rows[start.min(rows.len())..];
    match header {
        Some(0) => return without_header(head, start),
        Some(line) => {
            if let Some(index) = head.iter().position(|row| row.line >= line) {
                return with_header(head, index, start);
            }
        }
        None => {}
    }
    if let Some(layout) = blocks::detect(head, start) {
        return layout;
    }
    let header_at = |from: usize, to: usize| {
        let rows = head.iter().enumerate().take(to).skip(from);
        rows.filter(|(index, row)| is_header(row, &head[..*index]))
            .map(|(index, _)| index)
            .next()
    };
    let found = header_at(0, HEADER_ROWS).map(|first| {
        // A title such as `Keyword Ideas` is one only where no header stands below it.
        let is_title = head[first].used() == 1;
        let below = header_at(first + 1, first + 4).filter(|below| is_title && head[*below].used() > 2);
        below.unwrap_or(first)
    });
    match found {
        Some(index) => with_header(head, index, start),
        None => match unknown_header(head) {
            Some(index) => with_header(head, index, start),
            None => without_header(head, start),
        },
    }
}

/// A row that names a keyword column. Below other rows it must look more like a header than they do, as a
/// list may hold the phrase "query".
fn is_header(row: &Row, before: &[Row]) -> bool {
    let known: Vec<What> = row
        .cells()
        .filter_map(|cell| headers::what(&headers::normalise(cell)))
        .collect();
    let is_wider = row.used() >= 2 && before.iter().all(|earlier| earlier.used() < row.used());
    let numbers = row.cells().filter(|cell| shape::is_number(cell)).count();
    // A phrase such as "top keyword" alone is one of a list.
    let is_named = |cell: &str| row.used() > 1 || headers::is_name(&headers::normalise(cell));
    let lists_trends =
        || known.contains(&What::Trend) && headers::are_of_trends(row.cells().map(headers::normalise));
    (known.iter().any(|what| matches!(what, What::Keyword(_))) || lists_trends())
        && row.cells().any(is_named)
        && numbers * 2 <= row.used()
        && (before.is_empty() || known.len() >= 2 || is_wider)
}

/// A row of words nobody knows above columns of numbers, or with a known header that is no keyword; behind a title or two.
fn unknown_header(rows: &[Row]) -> Option<usize> {
    let is_one = |index: &usize| is_unknown_header(&rows[*index], &rows[index + 1..]);
    let titles = rows.iter().take(4).take_while(|row| row.used() <= 1).count();
    [0, titles]
        .into_iter()
        .filter(|index| *index < rows.len())
        .find(is_one)
}

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

fn with_header(head: &[Row], index: usize, start: usize) -> Layout {
    let (row, above, below) = (&head[index], &head[..index], &head[index + 1..]);
    let group = above.last().filter(|group| is_group(group, row));
    let parts = below.first().filter(|parts| is_parts(row, parts, &below[1..]));
    let names: Vec<String> = match (group, parts) {
        (_, Some(parts)) => joined(row, parts),
        (Some(group), None) => joined(group, row),
        _ => row.cells().map(str::to_owned).collect(),
    };
    let rows = &below[usize::from(parts.is_some())..];
    let used = rows
        .iter()
        .map(Row::used)
        .max()
        .unwrap_or(0)
        .max(row.used())
        .max(parts.map_or(0, Row::used));
    let names: Vec<String> = names.into_iter().take(used).collect();
    let normal: Vec<String> = names.iter().map(|name| headers::normalise(name)).collect();
    let mut layout = Layout {
        header: Some(row.line),
        header_rows: 1 + u64::from(parts.is_some() || group.is_some()),
        skip: start + index + 1 + usize::from(parts.is_some()),
        source: tools::source(&normal),
        columns: Vec::new(),
        known: normal.iter().filter(|header| headers::is_known(header)).count(),
        habits: Habits::default(),
        notes: Vec::new(),
    };
    layout.columns = columns::choose(&names, layout.source);
    by_shape(&mut layout, &normal, rows);
    fitting::fit(&mut layout, &normal, rows);
    layout.habits = Habits::default().seen(&layout.columns, rows);
    let notes = normal
        .iter()
        .filter_map(|header| headers::currency(header))
        .filter(|code| code != "USD")
        .map(|code| format!("CPC is in {code}."));
    layout.notes.extend(notes);
    layout.notes.extend(source_note(layout.source).map(str::to_owned));
    layout
}

/// What shows in the cells where headers are in a language that is not known, or hold no keywords.
fn by_shape(layout: &mut Layout, normal: &[String], rows: &[Row]) {
    let first = shape::of(rows, 0);
    let is_console = layout.source == Source::SearchConsole
        || (layout.keyword().is_none_or(|keyword| keyword == 0)
            && matches!(layout.source, Source::List | Source::SearchConsole)
            && shape::is_search_console(rows, normal.len()));
    let other = words::OTHER_TABLES.iter().find(|(_, names)| {
        let header = normal.first().map_or("", String::as_str);
        names.split('|').any(|name| name.trim() == header)
    });
    if let Some(trends) = trending(rows, normal.len()) {
        only_keyword(layout, trends);
        return;
    }
    let what = match (first, other) {
        (Shape::Url, _) => Some("pages"),
        (Shape::Date, _) => Some("days"),
        (_, Some((what, _))) => Some(*what),
        _ => None,
    };
    let figures = normal.len() > 1
        && (1..normal.len()).all(|column| !matches!(shape::of(rows, column), Shape::Text | Shape::Url));
    // The header of the queries may be known in a language whose figures are not.
    let unsettled = layout.keyword() == Some(0) && (first == Shape::Url || layout.source == Source::List);
    if is_console && (layout.keyword().is_none() || unsettled) {
        layout.source = Source::SearchConsole;
        if let Some(what) = what {
            for column in &mut layout.columns {
                column.target = Target::Ignore;
            }
            layout.notes.insert(0, format!(
                "This is Search Console's table of {what}, which contains no keywords. Choose the queries table, such as Queries.csv."
            ));
        } else if let Some(column) = layout.columns.first_mut() {
            column.target = Target::Keyword;
            column.reason = None;
            let reason = words::NOT_TAKEN[0].0;
            for column in &mut layout.columns[1..] {
                column.target = Target::Ignore;
                column.reason = Some(reason.to_owned());
            }
        }
    } else if layout.keyword().is_none() && figures && what == Some("days") {
        layout.source = if normal.iter().any(|header| header.contains(": (")) {
            Source::GoogleTrends
        } else {
            layout.source
        };
        layout.notes.insert(0, timeline_note(layout.source).to_owned());
    } else if layout.keyword().is_none() && normal.iter().skip(1).any(|header| header.contains(": (")) {
        layout.source = Source::GoogleTrends;
        layout.notes.insert(0, "This is Google Trends' table of regions, which contains no keywords. Export the related queries instead.".to_owned());
    }
}

/// The column of what trends now in an export of Google Trends in any language, which has a link to explore each.
fn trending(rows: &[Row], columns: usize) -> Option<usize> {
    let is_link = |cell: &str| {
        let cell = cell.trim();
        cell.starts_with("./explore?") || cell.starts_with("https://trends.google.")
    };
    let has_links =
        (1..columns).any(|column| !rows.is_empty() && rows.iter().all(|row| is_link(row.cell(column))));
    has_links.then(|| (0..columns).find(|column| shape::of(rows, *column) == Shape::Text))?
}

/// Takes this column for the keywords of what trends now, and no other.
fn only_keyword(layout: &mut Layout, keyword: usize) {
    layout.source = Source::GoogleTrends;
    for (index, column) in layout.columns.iter_mut().enumerate() {
        if index == keyword {
            column.target = Target::Keyword;
            column.reason = None;
        } else {
            column.target = Target::Ignore;
            let reason = column.reason.take().filter(|reason| reason != columns::UNKNOWN);
            column.reason = Some(reason.unwrap_or_else(|| words::OF_A_TREND.to_owned()));
        }
    }
}

const fn timeline_note(source: Source) -> &'static str {
    match source {
        Source::GoogleTrends => {
            "This is Google Trends' timeline, which contains dates and no keywords. Export the related queries instead."
        }
        _ => "The rows of this file are dates, not keywords. Export a table with one keyword per row.",
    }
}

/// Whether a row above the header names groups of its columns: words above other columns than the first.
fn is_group(group: &Row, header: &Row) -> bool {
    let named = group
        .cells()
        .skip(1)
        .filter(|cell| !cell.trim().is_empty())
        .count();
    group.cell(0).trim().is_empty()
        && named > 0
        && group.used() <= header.used()
        && !group.cells().any(shape::is_number)
}

/// Whether the row below a header names parts of its columns: nothing below the keyword, words below others, and
/// numbers only further down.
fn is_parts(header: &Row, parts: &Row, rows: &[Row]) -> bool {
    let keyword = header
        .cells()
        .position(|cell| matches!(headers::what(&headers::normalise(cell)), Some(What::Keyword(_))));
    let named = parts.cells().filter(|cell| !cell.trim().is_empty()).count();
    let gaps = (0..parts.len())
        .any(|column| header.cell(column).trim().is_empty() && !parts.cell(column).trim().is_empty());
    let is_known = |column: usize| {
        let cell = headers::normalise(parts.cell(column));
        words::DEVICES.split('|').any(|device| device.trim() == cell) || headers::is_known(&cell)
    };
    keyword.is_some_and(|keyword| parts.cell(keyword).trim().is_empty())
        && named > 0
        && !rows.is_empty()
        && !parts.cells().any(shape::is_number)
        && (gaps || (0..parts.len()).any(is_known))
}

/// The names of columns from two rows, the upper of which names groups: a group holds up to the next one.
fn joined(upper: &Row, lower: &Row) -> Vec<String> {
    let mut group = String::new();
    (0..upper.len().max(lower.len()))
        .map(|column| {
            let (above, below) = (upper.cell(column).trim(), lower.cell(column).trim());
            if !above.is_empty() {
                above.clone_into(&mut group);
            }
            match (group.is_empty(), below.is_empty()) {
                (_, true) => above.to_owned(),
                (true, false) => below.to_owned(),
                (false, false) => {
                    let both = format!("{group} {below}");
                    // A group that only frames its columns says nothing of them.
                    let alone = headers::is_known(&headers::normalise(below));
                    if alone && !headers::is_known(&headers::normalise(&both)) {
                        below.to_owned()
                    } else {
                        both
                    }
                }
            }
        })
        .collect()
}

fn source_note(source: Source) -> Option<&'static str> {
    match source {
        Source::SearchConsole => Some(
            "Search Console reports how often your site was shown, not search volume. The volume stays empty.",
        ),
        Source::BingWebmaster => Some(
            "Bing Webmaster Tools reports how often your site was shown, not search volume. The volume stays empty.",
        ),
        Source::KeywordPlanner => Some(
            "Volumes such as 50 or 5,000 and ranges are kept as estimates. CPC is the high end of the top-of-page bid.",
        ),
        Source::YandexWebmaster => Some(
            "Yandex Webmaster reports how often your site was shown, not search volume. The volume stays empty.",
        ),
        Source::GoogleAnalytics | Source::YandexMetrica => {
            Some("This counts visits to your site, not searches. The volume stays empty.")
        }
        Source::GoogleAds | Source::MicrosoftAds | Source::AppleAds | Source::AmazonAds => Some(
            "Match marks such as [exact] and +broad are removed. Totals, campaigns, ads and negative keywords are skipped.",
        ),
        Source::GoogleTrends => Some(TRENDS),
        _ => None,
    }
}

fn without_header(rows: &[Row], skip: usize) -> Layout {
    let columns = usual_length(rows).max(1);
    let is_text = |column: &usize| {
        let with_letters = rows
            .iter()
            .filter(|row| row.cell(*column).chars().any(char::is_alphabetic));
        with_letters.count() * 2 > rows.len() && shape::of(rows, *column) != Shape::Url
    };
    // Numbers of the rows may stand before the keywords.
    let first = (0..columns).find(|column| shape::of(rows, *column) != Shape::Whole);
    let keyword = first.filter(is_text);
    let mut columns: Vec<Column> = (0..columns)
        .map(|index| Column {
            name: columns::name(index),
            target: Target::Ignore,
            reason: Some("The file has no header. Choose a field if you need this column.".to_owned()),
        })
        .collect();
    if let Some(keyword) = keyword {
        columns[keyword].target = Target::Keyword;
        columns[keyword].reason = None;
    }
    let mut notes = vec!["The file has no header, so its first row is imported too.".to_owned()];
    if columns.len() > 1 {
        let which = match keyword {
            Some(0) | None => "the first column".to_owned(),
            Some(column) => format!("column {}", column + 1),
        };
        notes.push(format!("Only {which} is imported unless you map the others."));
    }
    Layout {
        header: None,
        header_rows: 0,
        skip,
        columns,
        source: Source::List,
        known: 0,
        habits: Habits {
            numbered: keyword.is_some_and(|keyword| is_numbered(rows, keyword)),
            ..Habits::default()
        },
        notes,
    }
}

/// Whether the cells of a column are numbered from one in their order, all of them.
fn is_numbered(rows: &[Row], column: usize) -> bool {
    let numbers = rows
        .iter()
        .map(|row| marks::numbered(row.cell(column)).map(|(number, _)| number));
    rows.len() >= 3 && numbers.zip(1..).all(|(number, place)| number == Some(place))
}

/// The number of cells that most rows have.
pub(super) fn usual_length(rows: &[Row]) -> usize {
    let count = |length: usize| rows.iter().filter(|row| row.len() == length).count();
    rows.iter()
        .map(Row::len)
        .max_by_key(|length| (count(*length), *length))
        .unwrap_or(0)
}
