//! What the columns of a table look like, whatever their headers say and in whatever language.

use super::{
    number::{Kind, Number, parse},
    row::Row,
};

/// What nearly all cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Nothing.
    Empty,
    /// Words.
    Text,
    /// Addresses of pages.
    Url,
    /// Days or months.
    Date,
    /// Whole numbers.
    Whole,
    /// Numbers with decimals.
    Decimal,
    /// Numbers with a percent sign.
    Percent,
    /// True or false.
    Truth,
}

/// The shape of a column in these rows.
pub(super) fn of(rows: &[Row], column: usize) -> Shape {
    let cells: Vec<&str> = rows
        .iter()
        .map(|row| row.cell(column).trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    if cells.is_empty() {
        return Shape::Empty;
    }
    let most = |is: fn(&str) -> bool| cells.iter().filter(|cell| is(cell)).count() * 10 >= cells.len() * 9;
    if most(is_url) {
        Shape::Url
    } else if most(is_date) {
        Shape::Date
    } else if most(is_truth) {
        Shape::Truth
    } else if most(is_percent) {
        Shape::Percent
    } else if most(is_whole) {
        Shape::Whole
    } else if most(is_number) {
        Shape::Decimal
    } else {
        Shape::Text
    }
}

fn is_url(cell: &str) -> bool {
    let start = cell.get(..8).unwrap_or(cell).to_ascii_lowercase();
    start.starts_with("http://") || start.starts_with("https://") || start.starts_with("www.")
}

/// `2026-08-01`, `01.08.2026`, `8/1/26`, `2026-08`, `2026年8月1日`.
fn is_date(cell: &str) -> bool {
    let date = cell
        .replace(['年', '月', '년', '월'], "-")
        .replace(['日', '일'], "")
        .replace(' ', "");
    let date = date
        .split('T')
        .next()
        .unwrap_or_default()
        .trim_end_matches(['-', '.']);
    let parts: Vec<&str> = date.split(['-', '.', '/']).collect();
    (2..=3).contains(&parts.len())
        && parts
            .iter()
            .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
        && parts
            .iter()
            .any(|part| part.len() == 4 && (part.starts_with("20") || part.starts_with("19")))
        || parts.len() == 3
            && parts
                .iter()
                .all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

fn is_truth(cell: &str) -> bool {
    matches!(
        cell.to_ascii_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "wahr" | "falsch" | "vrai" | "faux"
    )
}

fn is_percent(cell: &str) -> bool {
    cell.contains(['%', '٪', '％', '﹪']) && is_number(cell)
}

fn is_whole(cell: &str) -> bool {
    matches!(parse(cell, Kind::Count), Number::Exact(value) if value.fract() == 0.0) && !is_percent(cell)
}

pub(super) fn is_number(cell: &str) -> bool {
    matches!(parse(cell, Kind::Decimal), Number::Exact(_) | Number::About(_))
}

/// Whether a table is one of Search Console's by its figures: clicks, impressions, click rate and position, or twice these
/// where two times are compared. Clicks are never more than impressions, and the rate is their share.
pub(super) fn is_search_console(rows: &[Row], columns: usize) -> bool {
    let places: &[[usize; 4]] = match columns {
        5 => &[[1, 2, 3, 4]],
        9 => &[[1, 3, 5, 7], [2, 4, 6, 8]],
        _ => return false,
    };
    !rows.is_empty()
        && places.iter().all(|[clicks, shown, rate, position]| {
            let fits = |column: usize, shapes: &[Shape]| shapes.contains(&of(rows, column));
            fits(*clicks, &[Shape::Whole, Shape::Empty])
                && fits(*shown, &[Shape::Whole, Shape::Empty])
                && fits(
                    *rate,
                    &[Shape::Percent, Shape::Decimal, Shape::Whole, Shape::Empty],
                )
                && fits(*position, &[Shape::Decimal, Shape::Whole, Shape::Empty])
                && rows
                    .iter()
                    .all(|row| is_share(row.cell(*clicks), row.cell(*shown), row.cell(*rate)))
        })
        && rows.iter().any(
            |row| matches!(parse(row.cell(places[0][1]), Kind::Count), Number::Exact(shown) if shown > 0.0),
        )
}

fn is_share(clicks: &str, shown: &str, rate: &str) -> bool {
    let number = |cell, kind| match parse(cell, kind) {
        Number::Exact(value) | Number::About(value) => Some(value),
        _ => None,
    };
    let (Some(clicks), Some(shown)) = (number(clicks, Kind::Count), number(shown, Kind::Count)) else {
        return true;
    };
    let share = if shown > 0.0 { clicks / shown * 100.0 } else { 0.0 };
    // Percent with a sign or without, or a share of one; rounded.
    clicks <= shown
        && number(rate, Kind::Decimal)
            .is_none_or(|rate| (rate - share).abs() <= 1.0 || (rate * 100.0 - share).abs() <= 1.0)
}
