//! Numbers as people read them: digits in groups, shares in percent.

pub use igny8::number::group;
use igny8::page::Format;

/// A number rounded to so many decimals, grouped.
#[expect(
    clippy::cast_possible_truncation,
    reason = "display of figures far below 2^63; larger ones saturate"
)]
pub fn decimal(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return "\u{2013}".to_owned();
    }
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole
        .parse::<i64>()
        .map_or_else(|_| group(number.abs() as i64), group);
    let sign = if number < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        "\u{2212}"
    } else {
        ""
    };
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

/// A share from 0 to 1 in percent.
pub fn percent(share: f64) -> String {
    format!("{}%", decimal(share * 100.0, 0))
}

/// A figure as its declaration wants it.
pub fn figure(value: f64, format: Format) -> String {
    match format {
        Format::Count => decimal(value, 0),
        Format::Share => percent(value),
        Format::Dollars => format!("${}", decimal(value, 2)),
        Format::Duration => duration(value),
    }
}

/// How long something takes, in the unit that fits.
pub fn duration(seconds: f64) -> String {
    match seconds {
        ..10.0 => format!("{} s", trimmed(seconds, 1)),
        10.0..90.0 => format!("{} s", decimal(seconds, 0)),
        90.0..5_400.0 => format!("{} min", decimal(seconds / 60.0, 0)),
        5_400.0..172_800.0 => format!("{} h", decimal(seconds / 3_600.0, 0)),
        _ => format!("{} days", decimal(seconds / 86_400.0, 0)),
    }
}

/// `1 keyword`, `2 keywords`.
pub fn count_of(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", group(i64::try_from(number).unwrap_or(i64::MAX)))
}

/// A count with its digits in groups of three.
pub fn count(number: u64) -> String {
    group(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A number with at most `decimals` digits after the point, without zeros that say nothing.
pub fn trimmed(number: f64, decimals: usize) -> String {
    let text = decimal(number, decimals);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups() {
        assert_eq!(group(0), "0");
        assert_eq!(group(999), "999");
        assert_eq!(group(1_234_567), "1,234,567");
        assert_eq!(group(-1_000), "\u{2212}1,000");
        assert_eq!(group(i64::MIN).len(), "−9,223,372,036,854,775,808".len());
    }

    #[test]
    fn decimals_and_shares_are_rounded() {
        assert_eq!(decimal(1234.567, 2), "1,234.57");
        assert_eq!(decimal(-0.001, 2), "0.00");
        assert_eq!(decimal(f64::NAN, 0), "–");
        assert_eq!(percent(0.456), "46%");
        assert_eq!(count_of(1, "keyword", "keywords"), "1 keyword");
    }

    #[test]
    fn durations_have_the_unit_that_fits() {
        assert_eq!(
            [0.0, 2.34, 42.4, 600.0, 7_200.0, 864_000.0].map(duration),
            ["0 s", "2.3 s", "42 s", "10 min", "2 h", "10 days"]
        );
    }

    #[test]
    fn zeros_that_say_nothing_are_left_out() {
        assert_eq!(
            [trimmed(41.0, 1), trimmed(41.26, 1), trimmed(1200.0, 0)],
            ["41", "41.3", "1,200"]
        );
        assert_eq!(count(12_000), "12,000");
    }
}
