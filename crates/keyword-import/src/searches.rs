//! The searches a month of a row: of one column, of the ends of a range, of devices together, or of months on average.

use std::borrow::Cow;

use igny8::planner::import::{Source, Target};

use super::{
    columns::Column,
    headers::{self, Volume, What},
    metric::{self, Metric},
    months,
    row::Row,
    trend::MONTHS,
};

/// Where the searches a month stand.
#[derive(Debug)]
pub(super) struct Searches {
    source: Source,
    place: Place,
    /// Whether the table is in Turkish, where `1 B` is a thousand.
    turkish: bool,
}

#[derive(Debug)]
enum Place {
    Nowhere,
    /// One column.
    Whole(usize),
    /// One column, and the ends of a range where it says nothing.
    WholeOr(usize, usize, usize),
    /// The lower and the upper end.
    Ends(usize, usize),
    /// Kinds of devices.
    Parts(Vec<usize>),
    /// Months, the latest ones of a year.
    Months(Vec<usize>),
}

impl Searches {
    /// For a table with these columns, those of the trend in the order of time.
    pub(super) fn new(columns: &[Column], trend: &[usize], source: Source) -> Self {
        let all = |wanted: Target| {
            let found = columns
                .iter()
                .enumerate()
                .filter(move |(_, column)| column.target == wanted);
            found.map(|(index, _)| index)
        };
        let first = |wanted: Target| all(wanted).next();
        let parts: Vec<usize> = all(Target::VolumePart).collect();
        // Months count searches only where their headers say so: others may be an index.
        let counts = |index: &usize| {
            let header = headers::normalise(&columns[*index].name);
            let is_month = matches!(headers::what(&header), Some(What::Volume(Volume::Month(..))));
            is_month && months::find(&header).is_some_and(|(rest, ..)| !rest.is_empty())
        };
        let place = match (
            first(Target::Volume),
            first(Target::VolumeLow),
            first(Target::VolumeHigh),
        ) {
            (Some(whole), Some(low), Some(high)) => Place::WholeOr(whole, low, high),
            (Some(whole), ..) => Place::Whole(whole),
            (_, Some(low), Some(high)) => Place::Ends(low, high),
            _ if !parts.is_empty() => Place::Parts(parts),
            (_, Some(end), None) | (_, None, Some(end)) => Place::Whole(end),
            _ if trend.len() > 1 && trend.iter().all(counts) => {
                Place::Months(trend[trend.len().saturating_sub(MONTHS)..].to_vec())
            }
            _ => Place::Nowhere,
        };
        Self {
            source,
            place,
            turkish: columns
                .iter()
                .any(|column| is_turkish(&headers::normalise(&column.name))),
        }
    }

    /// A cell with the letter for a thousand that its language has written out.
    fn written<'a>(&self, cell: &'a str) -> Cow<'a, str> {
        if self.turkish && cell.contains('B') {
            Cow::Owned(cell.replace('B', "bin"))
        } else {
            Cow::Borrowed(cell)
        }
    }

    /// The searches of a row, and whether they are an estimate.
    pub(super) fn of(&self, row: &Row) -> Metric<(i64, bool)> {
        let cell = |column: usize| metric::volume(&self.written(row.cell(column)), self.source);
        match &self.place {
            Place::Nowhere => Metric::Unknown,
            Place::Whole(column) => cell(*column),
            Place::WholeOr(whole, low, high) => match cell(*whole) {
                Metric::Unknown => between(cell(*low), cell(*high)),
                known => known,
            },
            Place::Ends(low, high) => between(cell(*low), cell(*high)),
            Place::Parts(columns) => together(columns.iter().map(|column| cell(*column))),
            Place::Months(columns) => {
                let known = columns
                    .iter()
                    .filter(|column| matches!(cell(**column), Metric::Value(_)))
                    .count();
                let known = i64::try_from(known).unwrap_or(i64::MAX).max(1);
                match together(columns.iter().map(|column| cell(*column))) {
                    Metric::Value((sum, _)) => Metric::Value(((sum + known / 2) / known, true)),
                    other => other,
                }
            }
        }
    }
}

/// Whether a header is one of searches or keywords in Turkish.
fn is_turkish(header: &str) -> bool {
    header.starts_with("anahtar kelime") || header.split(' ').any(|word| word.starts_with("arama"))
}

/// What two ends of a range say.
fn between(low: Metric<(i64, bool)>, high: Metric<(i64, bool)>) -> Metric<(i64, bool)> {
    match (low, high) {
        (Metric::Value((low, _)), Metric::Value((high, _))) => {
            Metric::Value((middle(low, high), low != high))
        }
        (Metric::Value((value, _)), Metric::Unknown) | (Metric::Unknown, Metric::Value((value, _))) => {
            Metric::Value((value, true))
        }
        (Metric::Unknown, Metric::Unknown) => Metric::Unknown,
        _ => Metric::Unreadable,
    }
}

/// Between two ends: in the middle of their orders of magnitude, as ranges of searches are drawn.
fn middle(low: i64, high: i64) -> i64 {
    let (low, high) = (low.min(high), low.max(high));
    if low == 0 {
        return high / 2;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a number of searches is at most 1e12"
    )]
    let between = ((low as f64) * (high as f64)).sqrt().round() as i64;
    between
}

/// The sum of what is known.
fn together(parts: impl Iterator<Item = Metric<(i64, bool)>>) -> Metric<(i64, bool)> {
    let mut sum = Metric::Unknown;
    for part in parts {
        sum = match (sum, part) {
            (Metric::Unreadable, _) | (_, Metric::Unreadable) => Metric::Unreadable,
            (sum, Metric::Unknown) => sum,
            (Metric::Unknown, part) => part,
            (Metric::Value((a, about)), Metric::Value((b, also))) => {
                Metric::Value((a.saturating_add(b), about || also))
            }
        };
    }
    sum
}
