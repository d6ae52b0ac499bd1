//! A keyword's interest over up to twelve months, relative to its best month.

use super::{
    metric::Metric,
    number::{Kind, Number, parse},
};

/// Most months of a trend; of a longer one the latest count.
pub(super) const MONTHS: usize = 12;

/// A trend in one cell, as Semrush writes it: `0.81,0.66,…`, each relative to the best month. Months may stand before the
/// figures (`Oct 2025: 900 | Nov 2025: 1,700`), or it is JSON with a year, a month and a figure each.
///
/// Lists with values above 1 are searches a month and become relative. One figure alone is a change, not a trend.
pub(super) fn list(cell: &str) -> Metric<Vec<f32>> {
    let cell = cell.trim();
    if matches!(parse(cell, Kind::Decimal), Number::Unknown) {
        return Metric::Unknown;
    }
    let months = if cell.starts_with("[{") || cell.starts_with('{') {
        json(cell)
    } else {
        plain(cell.trim_matches(['[', ']', '"']))
    };
    let Some(months) = months.filter(|months| months.len() > 1) else {
        return Metric::Unreadable;
    };
    if months.iter().any(|month| !month.is_finite() || *month < 0.0) {
        return Metric::Unreadable;
    }
    let months = latest(months);
    Metric::Value(if months.iter().any(|month| *month > 1.0) {
        relative(&months)
    } else {
        months
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only the share of the maximum is kept"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}

fn plain(cell: &str) -> Option<Vec<f32>> {
    let separator = [';', '|', ',']
        .into_iter()
        .find(|separator| cell.contains(*separator))
        .unwrap_or(' ');
    let figure = |part: &str| {
        let part = part.trim();
        let part = match part.rsplit_once([':', '=']) {
            Some((month, figure)) => {
                super::months::find(&month.trim().to_lowercase())?;
                figure.trim()
            }
            None => part,
        };
        match parse(part, Kind::Decimal) {
            Number::Exact(value) => Some(narrow(value)),
            _ => None,
        }
    };
    cell.split(separator)
        .filter(|part| !part.trim().is_empty())
        .map(figure)
        .collect()
}

/// The figures of `[{"year":2025,"month":10,"search_volume":900}, …]` and `{"2025-10": 900, …}` in the order of time.
fn json(cell: &str) -> Option<Vec<f32>> {
    use serde_json::Value;
    let figure = |value: &Value| value.as_f64().map(narrow);
    let mut months: Vec<((u16, u8), f32)> = match serde_json::from_str(cell).ok()? {
        Value::Array(all) => all
            .iter()
            .map(|item| {
                let number = |name: &str| item.get(name).and_then(Value::as_u64);
                let month = (
                    u16::try_from(number("year")?).ok()?,
                    u8::try_from(number("month")?).ok()?,
                );
                let named = ["search_volume", "searches", "monthly_searches", "volume", "value"];
                let found = named.iter().find_map(|name| item.get(name).and_then(figure))?;
                Some((month, found))
            })
            .collect::<Option<_>>()?,
        Value::Object(all) => all
            .iter()
            .map(|(name, value)| {
                let (_, year, month) = super::months::find(&name.to_lowercase())?;
                Some(((year, month), figure(value)?))
            })
            .collect::<Option<_>>()?,
        _ => return None,
    };
    months.sort_by_key(|(month, _)| *month);
    Some(months.into_iter().map(|(_, figure)| figure).collect())
}

/// A trend from the searches of each month, oldest first, as Keyword Planner has it.
///
/// Months before the first known one are left out. A gap makes the trend unknown, since it would shift
/// the months before it.
pub(super) fn months<'a>(cells: impl Iterator<Item = &'a str>) -> Metric<Vec<f32>> {
    let mut known = Vec::new();
    for cell in cells {
        match parse(cell, Kind::Count) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "only the share of the maximum is kept"
            )]
            Number::Exact(value) | Number::About(value) => known.push(value as f32),
            Number::Unknown if known.is_empty() => {}
            Number::Unknown => return Metric::Unknown,
            Number::Unreadable => return Metric::Unreadable,
        }
    }
    if known.is_empty() {
        Metric::Unknown
    } else {
        Metric::Value(relative(&latest(known)))
    }
}

fn latest(mut months: Vec<f32>) -> Vec<f32> {
    months.drain(..months.len().saturating_sub(MONTHS));
    months
}

/// Each month as share of the largest, to two decimals as Semrush rounds.
fn relative(months: &[f32]) -> Vec<f32> {
    let most = months.iter().copied().fold(0.0, f32::max);
    let share = |month: &f32| {
        if most > 0.0 {
            (month / most * 100.0).round() / 100.0
        } else {
            0.0
        }
    };
    months.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_taken_as_they_are() {
        assert_eq!(list("0.81,0.66,1.00"), Metric::Value(vec![0.81, 0.66, 1.0]));
        assert_eq!(list("[0.5; 1]"), Metric::Value(vec![0.5, 1.0]));
        assert_eq!(list("100,50,0"), Metric::Value(vec![1.0, 0.5, 0.0]));
        assert_eq!(list("n/a"), Metric::Unknown);
        assert_eq!(list("up"), Metric::Unreadable);
        assert_eq!(list("12"), Metric::Unreadable);
        assert_eq!(
            list("Oct 2025: 850 | Nov 2025: 1,700"),
            Metric::Value(vec![0.5, 1.0])
        );
        assert_eq!(
            list(
                "[{\"year\":2025,\"month\":11,\"search_volume\":1700},{\"year\":2025,\"month\":10,\"search_volume\":850}]"
            ),
            Metric::Value(vec![0.5, 1.0])
        );
        assert_eq!(
            list("{\"2025-11\": 1700, \"2025-10\": 850}"),
            Metric::Value(vec![0.5, 1.0])
        );
        assert_eq!(list("0.5,NaN"), Metric::Unreadable);
        assert_eq!(list(&["0.1"; 14].join(",")), Metric::Value(vec![0.1; 12]));
    }

    #[test]
    fn months_become_shares_of_the_best_one() {
        let of = |cells: &[&str]| months(cells.iter().copied());
        assert_eq!(of(&["1,000", "500", "250"]), Metric::Value(vec![1.0, 0.5, 0.25]));
        assert_eq!(of(&["", "", "50", "500"]), Metric::Value(vec![0.1, 1.0]));
        assert_eq!(of(&["0", "0"]), Metric::Value(vec![0.0, 0.0]));
        assert_eq!(of(&["50", "", "500"]), Metric::Unknown);
        assert_eq!(of(&["", ""]), Metric::Unknown);
        assert_eq!(of(&["x"]), Metric::Unreadable);
    }
}
