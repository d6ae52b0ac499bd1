//! The metrics of a keyword, each from one cell.

use igny8::planner::import::{Intent, Source};

use super::number::{Kind, Number, parse};

/// What a cell says about a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Metric<T> {
    /// Nothing, which stays unknown.
    Unknown,
    /// This value.
    Value(T),
    /// Something else, which stays unknown too but is counted.
    Unreadable,
}

impl<T> Metric<T> {
    /// The value, if it is known; counts what could not be read.
    pub(super) fn known(self, unreadable: &mut u64) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Unknown => None,
            Self::Unreadable => {
                *unreadable += 1;
                None
            }
        }
    }
}

/// The volumes that Keyword Planner shows accounts without running ads instead of the real one.
const BUCKETS: [i64; 7] = [5, 50, 500, 5_000, 50_000, 500_000, 5_000_000];

/// Searches a month, and whether the value only stands for a range.
///
/// Keyword Planner's bucket values count as such even where the real volume happens to be one of them:
/// a single row cannot tell.
pub(super) fn volume(cell: &str, source: Source) -> Metric<(i64, bool)> {
    let (value, about) = match parse(cell, Kind::Count) {
        Number::Unknown => return Metric::Unknown,
        Number::Unreadable => return Metric::Unreadable,
        Number::Exact(value) => (value, false),
        Number::About(value) => (value, true),
    };
    #[expect(clippy::cast_possible_truncation, reason = "a number is at most 1e12")]
    let value = value.round() as i64;
    Metric::Value((
        value,
        about || (source == Source::KeywordPlanner && BUCKETS.contains(&value)),
    ))
}

/// Difficulty from 0 to 100, rounded.
pub(super) fn difficulty(cell: &str) -> Metric<i16> {
    match parse(cell, Kind::Decimal) {
        Number::Unknown => Metric::Unknown,
        #[expect(clippy::cast_possible_truncation, reason = "at most 100")]
        Number::Exact(value) | Number::About(value) if value <= 100.0 => Metric::Value(value.round() as i16),
        _ => Metric::Unreadable,
    }
}

/// Cost per click in the currency of the file, up to 100,000.
pub(super) fn cpc(cell: &str) -> Metric<f64> {
    match parse(cell, Kind::Decimal) {
        Number::Unknown => Metric::Unknown,
        Number::Exact(value) | Number::About(value) if value <= 100_000.0 => Metric::Value(value),
        _ => Metric::Unreadable,
    }
}

/// The first intent that is named: exports put the main one first, and Ahrefs adds words such as
/// `Non-branded` that are none. Numbers are the codes of Semrush's API.
pub(super) fn intent(cell: &str) -> Metric<Intent> {
    let cell = cell.trim();
    if matches!(parse(cell, Kind::Count), Number::Unknown) {
        return Metric::Unknown;
    }
    let mut words = cell.split([',', ';', '|', '/', '+']).map(str::trim);
    match words.find_map(intent_word) {
        Some(intent) => Metric::Value(intent),
        None if cell.to_ascii_lowercase().contains("brand")
            || cell.to_ascii_lowercase().contains("local") =>
        {
            Metric::Unknown
        }
        None => Metric::Unreadable,
    }
}

/// The intent that a word names.
pub(super) fn intent_word(word: &str) -> Option<Intent> {
    let is = |names: [&str; 4]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
    if is(["informational", "information", "i", "1"]) {
        Some(Intent::Informational)
    } else if is(["commercial", "commercial investigation", "c", "0"]) {
        Some(Intent::Commercial)
    } else if is(["navigational", "navigation", "n", "2"]) {
        Some(Intent::Navigational)
    } else if is(["transactional", "transaction", "t", "3"]) {
        Some(Intent::Transactional)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volumes_and_buckets() {
        let planner = Source::KeywordPlanner;
        for (cell, source, expected) in [
            ("1,300", Source::Semrush, Metric::Value((1300, false))),
            ("500", Source::Semrush, Metric::Value((500, false))),
            ("500", planner, Metric::Value((500, true))),
            ("5000", planner, Metric::Value((5000, true))),
            ("5400", planner, Metric::Value((5400, false))),
            ("1K – 10K", planner, Metric::Value((3162, true))),
            ("0", Source::Ahrefs, Metric::Value((0, false))),
            ("n/a", Source::Semrush, Metric::Unknown),
            ("lots", Source::List, Metric::Unreadable),
        ] {
            assert_eq!(volume(cell, source), expected, "{cell:?} of {source:?}");
        }
    }

    #[test]
    fn difficulty_is_0_to_100() {
        assert_eq!(difficulty("45%"), Metric::Value(45));
        assert_eq!(difficulty("78.6"), Metric::Value(79));
        assert_eq!(difficulty("0"), Metric::Value(0));
        assert_eq!(difficulty("-"), Metric::Unknown);
        assert_eq!(difficulty("101"), Metric::Unreadable);
        assert_eq!(difficulty("Hard"), Metric::Unreadable);
    }

    #[test]
    fn intents_by_name_letter_and_code() {
        for (cell, expected) in [
            ("Informational, Commercial", Metric::Value(Intent::Informational)),
            ("Commercial", Metric::Value(Intent::Commercial)),
            (
                "Non-branded,Transactional,Local",
                Metric::Value(Intent::Transactional),
            ),
            ("Branded,Non-local", Metric::Unknown),
            ("N", Metric::Value(Intent::Navigational)),
            ("0", Metric::Value(Intent::Commercial)),
            ("1,3", Metric::Value(Intent::Informational)),
            ("n/a", Metric::Unknown),
            ("", Metric::Unknown),
            ("whatever", Metric::Unreadable),
        ] {
            assert_eq!(intent(cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn costs_keep_their_decimals() {
        assert_eq!(cpc("1,35 €"), Metric::Value(1.35));
        assert_eq!(cpc("0"), Metric::Value(0.0));
        assert_eq!(cpc("n/a"), Metric::Unknown);
    }
}
