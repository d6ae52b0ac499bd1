//! How a table writes its figures and keywords, as its first rows show: what a single cell cannot say.

use igny8::planner::import::Target;
use serde::{Deserialize, Serialize};

use super::{
    columns::Column,
    number::{Kind, Number, parse},
    row::Row,
};

/// How a table writes its cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Habits {
    /// Whether keywords have the numbers of a list before them.
    #[serde(default)]
    pub(super) numbered: bool,
    /// Whether a difficulty is a share of one, not of a hundred.
    #[serde(default)]
    pub(super) of_one: bool,
    /// Whether a comma is decimal in costs, so that `1,234` is little more than one.
    #[serde(default)]
    pub(super) comma: bool,
}

impl Habits {
    /// The same with what these rows show of the figures.
    pub(super) fn seen(mut self, columns: &[Column], rows: &[Row]) -> Self {
        let cells = |target: Target| {
            let column = columns.iter().position(|column| column.target == target);
            rows.iter()
                .filter_map(move |row| column.map(|column| row.cell(column).trim()))
                .filter(|cell| !cell.is_empty())
        };
        self.of_one = of_one(cells(Target::Difficulty));
        let commas = cells(Target::Cpc)
            .filter(|cell| decimal(cell) == Some(','))
            .count();
        let points = cells(Target::Cpc)
            .filter(|cell| decimal(cell) == Some('.'))
            .count();
        self.comma = commas > points;
        self
    }
}

/// Whether all figures are shares of one, and some of them lie between.
fn of_one<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut between = false;
    for cell in cells {
        match parse(cell, Kind::Decimal) {
            Number::Unknown => {}
            Number::Exact(value) if value <= 1.0 && !cell.contains('%') => {
                between |= value > 0.0 && value < 1.0;
            }
            _ => return false,
        }
    }
    between
}

/// The separator that can only be decimal: one or two digits behind it, or a nought alone before it.
fn decimal(cell: &str) -> Option<char> {
    let digits = cell.trim_matches(|c: char| !c.is_ascii_digit());
    let at = digits.rfind(['.', ','])?;
    let separator = digits[at..].chars().next()?;
    let (whole, behind) = (&digits[..at], digits.len() - at - 1);
    (behind <= 2 || whole == "0").then_some(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_show_their_scale_and_their_commas() {
        assert!(of_one(["0.45", "1", "0", "n/a"].into_iter()));
        assert!(!of_one(["0.45", "12"].into_iter()));
        assert!(!of_one(["1", "0"].into_iter()));
        assert!(!of_one(["0.5%"].into_iter()));
        assert_eq!(decimal("0,31 €"), Some(','));
        assert_eq!(decimal("$1.20"), Some('.'));
        assert_eq!(decimal("1.234,5"), Some(','));
        assert_eq!(decimal("0,125"), Some(','));
        assert_eq!(decimal("1,234"), None);
        assert_eq!(decimal("12"), None);
    }
}
