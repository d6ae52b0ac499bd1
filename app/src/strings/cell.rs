//! What cells say to those who do not see them.

use crate::strings::number::trimmed;

pub const YES: &str = "Yes";
pub const LARGE: &str = "View full-size image";
pub const NO: &str = "No";
pub const UNKNOWN: &str = "unknown";
pub const PROGRESS: &str = "Done";

/// The values of a trend.
pub fn trend(values: &[f64]) -> String {
    let first = values.first().copied().unwrap_or_default();
    let last = values.last().copied().unwrap_or_default();
    format!(
        "{}-month trend, from {} to {}",
        values.len(),
        trimmed(first, 2),
        trimmed(last, 2)
    )
}
pub const OPEN: &str = "Open";
