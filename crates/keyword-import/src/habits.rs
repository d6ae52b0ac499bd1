//! How a table writes its figures and keywords, as its first rows show: what a single cell cannot say.

use std::borrow::Cow;

use igny8::planner::import::Target;
use serde::{Deserialize, Serialize};

use super::{
    columns::Column,
    number::{Kind, Number, parse},
    row::Row,
};

/// How a table writes its cells.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each of these is a habit of its own"
)]
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
    /// Whether keywords have the entities of HTML in them, `&amp;` for `&`.
    #[serde(default)]
    pub(super) entities: bool,
    /// Whether keywords are written as in an address, `compost%20bin` or `compost+bin`.
    #[serde(default)]
    pub(super) address: bool,
    /// Whether keywords are lists as programs print them, `['compost bin', 'gbr']`.
    #[serde(default)]
    pub(super) listed: bool,
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
        self.entities = escaped(cells(Target::Keyword));
        self.address = in_address(cells(Target::Keyword));
        let (all, listed) = cells(Target::Keyword).fold((0, 0), |(all, listed), cell| {
            (all + 1, listed + usize::from(first_item(cell).is_some()))
        });
        self.listed = all > 0 && listed == all;
        self
    }

    /// A keyword as it is searched.
    pub(super) fn plain(self, cell: &str) -> Cow<'_, str> {
        let cell = match first_item(cell) {
            Some(item) if self.listed => item,
            _ => cell,
        };
        match cell {
            cell if self.entities && cell.contains('&') => Cow::Owned(without_entities(cell)),
            cell if self.address => Cow::Owned(without_escapes(cell)),
            cell => Cow::Borrowed(cell),
        }
    }
}

/// Entities that stand for a character of keywords. Others are rather what somebody searched for, such as `&nbsp;`.
const ENTITIES: [(&str, &str); 9] = [
    ("&amp;", "&"),
    ("&#38;", "&"),
    ("&#038;", "&"),
    ("&#39;", "'"),
    ("&#039;", "'"),
    ("&#x27;", "'"),
    ("&apos;", "'"),
    ("&quot;", "\""),
    ("&#34;", "\""),
];

/// Whether cells have entities, and none of the characters that these stand for.
fn escaped<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut seen = false;
    for cell in cells {
        let bare = without_entities(cell);
        let is_escaped = bare != cell;
        seen |= is_escaped;
        let rest = ENTITIES
            .iter()
            .fold(cell.to_owned(), |text, (name, _)| text.replace(name, ""));
        if rest.contains('&') {
            return false;
        }
    }
    seen
}

fn without_entities(cell: &str) -> String {
    let turned = ENTITIES.iter().skip(1);
    let text = turned.fold(cell.to_owned(), |text, (name, sign)| text.replace(name, sign));
    // Last, so that an entity of an entity stays one.
    text.replace(ENTITIES[0].0, ENTITIES[0].1)
}

/// Whether cells are written as in an address: no blank in any, and most of them with what stands for one.
fn in_address<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut written) = (0, 0);
    for cell in cells {
        if cell.contains(char::is_whitespace) {
            return false;
        }
        all += 1;
        let inner = cell.trim_matches('+');
        let joined = inner.split('+').count() > 1
            && inner.split('+').all(|word| {
                !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "%'-.".contains(c))
            });
        written += usize::from(joined || cell.contains("%20"));
    }
    written >= 2 && written * 2 >= all
}

/// A keyword without the escapes of an address.
fn without_escapes(cell: &str) -> String {
    let spaced = cell.replace('+', " ");
    let mut bytes = Vec::with_capacity(spaced.len());
    let mut rest = spaced.as_bytes();
    while let [first, tail @ ..] = rest {
        let escape = tail
            .get(..2)
            .filter(|_| *first == b'%')
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        if let Some(byte) = escape {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or(spaced)
}

/// The first item of a list as programs print it: `['compost bin', 'gbr']`, `["compost bin"]`.
fn first_item(cell: &str) -> Option<&str> {
    let inner = cell.trim().strip_prefix('[')?.strip_suffix(']')?.trim_start();
    let quote = inner.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let rest = &inner[1..];
    let end = rest
        .match_indices(quote)
        .map(|(at, _)| at)
        .find(|at| matches!(rest[at + 1..].trim_start().chars().next(), None | Some(',')))?;
    Some(&rest[..end])
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
