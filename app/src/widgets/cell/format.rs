//! Numbers and lines as cells write them, beyond what [`crate::widgets::number`] gives every page.

use crate::widgets::number::{decimal, group};

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

/// The points of a line through `values`, from left to right in a box of this size, highest value on top.
pub fn line_points(values: &[f64], width: f64, height: f64) -> String {
    let highest = values.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    #[expect(clippy::cast_precision_loss, reason = "a line has a dozen points")]
    let step = width / (values.len().max(2) - 1) as f64;
    let mut x = 0.0;
    let points = values.iter().map(|value| {
        let point = format!(
            "{},{}",
            round(x),
            round(height - (value / highest).clamp(0.0, 1.0) * height)
        );
        x += step;
        point
    });
    points.collect::<Vec<_>>().join(" ")
}

fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_that_say_nothing_are_left_out() {
        assert_eq!(
            [trimmed(41.0, 1), trimmed(41.26, 1), trimmed(1200.0, 0)],
            ["41", "41.3", "1,200"]
        );
        assert_eq!(count(12_000), "12,000");
    }

    #[test]
    fn a_line_fills_its_box() {
        assert_eq!(line_points(&[0.0, 0.5, 1.0], 72.0, 20.0), "0,20 36,10 72,0");
        assert_eq!(line_points(&[0.0], 72.0, 20.0), "0,20");
        assert_eq!(line_points(&[], 72.0, 20.0), "");
    }
}
