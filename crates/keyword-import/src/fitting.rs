//! Whether the columns of a table hold what their headers say: a keyword is no number, a trend no single figure, and the figures of
//! months are of the size of the volume.

use std::collections::HashSet;

use igny8::planner::import::Target;

use super::{
    country,
    headers::{self, Volume, What},
    layout::Layout,
    metric::Metric,
    months,
    number::{Kind, Number, parse},
    row::Row,
    shape::{self, Shape},
    trend, words,
};

/// Rows from which on equal cells show that a column has one value for all.
const SAME: usize = 3;

/// Corrects the columns of a table by the cells of its first rows.
pub(super) fn fit(layout: &mut Layout, normal: &[String], rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    keyword(layout, normal, rows);
    volume(layout, normal, rows);
    trends(layout, normal, rows);
    months(layout, normal, rows);
    country(layout, rows);
    lone_text(layout, normal, rows);
}

/// Of several columns with names for keywords, the first whose cells are phrases of their own.
fn keyword(layout: &mut Layout, normal: &[String], rows: &[Row]) {
    let Some(chosen) = layout.keyword() else {
        return;
    };
    let is_number = |column| {
        matches!(
            shape::of(rows, column),
            Shape::Whole | Shape::Decimal | Shape::Percent
        )
    };
    // What people searched may be one phrase in all rows, a seed is; it stands once for each of its suggestions.
    let is_same = |column: usize| {
        let distinct: HashSet<&str> = rows.iter().map(|row| row.cell(column)).collect();
        headers::what(&normal[column]) != Some(What::Keyword(0))
            && rows.len() >= SAME
            && distinct.len() * 2 <= rows.len()
    };
    let is_poor = |column| is_number(column) || is_same(column) || shape::of(rows, column) == Shape::Empty;
    if !is_poor(chosen) {
        return;
    }
    let mut others: Vec<(u8, usize)> = normal
        .iter()
        .enumerate()
        .filter_map(|(column, header)| match headers::what(header) {
            Some(What::Keyword(rank)) if column != chosen && !is_poor(column) => Some((rank, column)),
            _ => None,
        })
        .collect();
    others.sort_unstable();
    if let Some((_, better)) = others.first().copied() {
        let name = layout.columns[better].name.clone();
        layout.columns[better].target = Target::Keyword;
        layout.columns[better].reason = None;
        leave(layout, chosen, &format!("“{name}” already provides the keyword."));
    } else if is_number(chosen)
        && rows.len() > 1
        && (0..normal.len()).any(|column| matches!(shape::of(rows, column), Shape::Text | Shape::Url))
    {
        leave(layout, chosen, "This column contains numbers, not phrases.");
    }
}

/// Of several columns with names for the volume, the first with figures in it.
fn volume(layout: &mut Layout, normal: &[String], rows: &[Row]) {
    let Some(chosen) = layout
        .columns
        .iter()
        .position(|column| column.target == Target::Volume)
    else {
        return;
    };
    let has_figures = |column: usize| {
        rows.iter().any(|row| {
            matches!(
                parse(row.cell(column), Kind::Count),
                Number::Exact(_) | Number::About(_)
            )
        })
    };
    if has_figures(chosen) {
        return;
    }
    let other = (0..normal.len()).find(|column| {
        let is_whole = matches!(
            headers::what(&normal[*column]),
            Some(What::Volume(
                Volume::Plain | Volume::Average | Volume::LastMonth | Volume::Year(_)
            ))
        );
        *column != chosen && is_whole && has_figures(*column)
    });
    if let Some(other) = other {
        layout.columns[other].target = Target::Volume;
        layout.columns[other].reason = None;
        leave(layout, chosen, "This column contains no numbers.");
    }
}

/// A column called a trend that has one figure or word in each cell.
fn trends(layout: &mut Layout, normal: &[String], rows: &[Row]) {
    for (column, header) in normal.iter().enumerate() {
        if layout.columns[column].target != Target::Trend || headers::what(header) != Some(What::Trend) {
            continue;
        }
        let known = || {
            rows.iter()
                .map(|row| trend::list(row.cell(column)))
                .filter(|trend| *trend != Metric::Unknown)
        };
        if known().next().is_some() && known().all(|trend| trend == Metric::Unreadable) {
            leave(
                layout,
                column,
                "This is a single value per keyword, not a monthly trend.",
            );
        }
    }
    // What stood back behind it takes its place.
    let is_month = |column: usize| {
        matches!(
            headers::what(&normal[column]),
            Some(What::Volume(Volume::Month(..)))
        )
    };
    let months = (0..layout.columns.len())
        .filter(|column| is_month(*column))
        .count();
    if months > 1 && layout.columns.iter().all(|column| column.target != Target::Trend) {
        for column in 0..layout.columns.len() {
            if is_month(column) && layout.columns[column].target == Target::Ignore {
                layout.columns[column].target = Target::Trend;
                layout.columns[column].reason = None;
            }
        }
    }
}

/// A column of places none of which is a country.
fn country(layout: &mut Layout, rows: &[Row]) {
    let Some(column) = layout
        .columns
        .iter()
        .position(|column| column.target == Target::Country)
    else {
        return;
    };
    let known = || {
        rows.iter()
            .map(|row| country::country(row.cell(column)))
            .filter(|country| *country != Metric::Unknown)
    };
    if known().next().is_some() && known().all(|country| country == Metric::Unreadable) {
        leave(layout, column, "This column contains no countries.");
    }
}

/// Columns that are called by months alone, and whose figures are far from the volume: places in search results, for example.
fn months(layout: &mut Layout, normal: &[String], rows: &[Row]) {
    let Some(volume) = layout
        .columns
        .iter()
        .position(|column| column.target == Target::Volume)
    else {
        return;
    };
    let bare: Vec<usize> = (0..layout.columns.len())
        .filter(|column| {
            layout.columns[*column].target == Target::Trend
                && headers::what(&normal[*column]) != Some(What::Trend)
                && months::find(&normal[*column]).is_none_or(|(rest, ..)| rest.is_empty())
        })
        .collect();
    let number = |cell: &str| match parse(cell, Kind::Count) {
        Number::Exact(value) | Number::About(value) => Some(value),
        _ => None,
    };
    let (mut fits, mut seen) = (0, 0);
    for row in rows {
        let known: Vec<f64> = bare
            .iter()
            .filter_map(|column| number(row.cell(*column)))
            .collect();
        let Some(volume) = number(row.cell(volume)).filter(|volume| *volume > 0.0 && !known.is_empty())
        else {
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "a few dozen columns")]
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        seen += 1;
        // Or an index whose best month is a hundred.
        let most = known.iter().copied().fold(0.0, f64::max);
        fits += usize::from(
            (volume / 5.0..=volume * 5.0).contains(&mean) || most.to_bits() == 100.0_f64.to_bits(),
        );
    }
    if seen > 0 && fits * 2 < seen {
        for column in bare {
            leave(layout, column, "These figures don't fit the search volume.");
        }
    }
}

/// The only column of text beside figures of searches, whatever it is called.
fn lone_text(layout: &mut Layout, normal: &[String], rows: &[Row]) {
    let has_figures = layout.columns.iter().any(|column| {
        matches!(
            column.target,
            Target::Volume | Target::VolumeLow | Target::VolumePart | Target::Difficulty | Target::Cpc
        )
    });
    if layout.keyword().is_some() || !has_figures {
        return;
    }
    let texts: Vec<usize> = (0..normal.len())
        .filter(|column| {
            let header = &normal[*column];
            let other = words::OTHER_TABLES
                .iter()
                .any(|(_, names)| names.split('|').any(|name| name.trim() == header));
            !other && headers::what(header).is_none() && shape::of(rows, *column) == Shape::Text
        })
        .collect();
    if let [only] = texts[..] {
        let column = &mut layout.columns[only];
        column.target = Target::Keyword;
        column.reason = None;
        let name = column.name.clone();
        layout.notes.insert(
            0,
            format!("“{name}” is used as the keyword because it is the only text column."),
        );
    }
}

fn leave(layout: &mut Layout, column: usize, reason: &str) {
    layout.columns[column].target = Target::Ignore;
    layout.columns[column].reason = Some(reason.to_owned());
}
