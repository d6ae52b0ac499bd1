//! What stands around a number in a cell: notes, changes, words that make a bound or a range of it.

/// A number without what is noted beside it: `1300*`, `1,300 (12-month average)`, and a grade before the range that it stands for,
/// `High (1K-10K)`.
pub(super) fn without_note(cell: &str) -> &str {
    let cell = cell.trim_end_matches(['*', '†', '‡', '¹', '²', '³', '⁺', ' ']);
    let Some((before, inner)) = cell.strip_suffix(')').and_then(|rest| rest.split_once('(')) else {
        return cell;
    };
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let has_letter = |text: &str| text.contains(char::is_alphabetic);
    match (has_digit(before), has_digit(inner)) {
        (true, _) if has_letter(inner) && before.starts_with(|c: char| c.is_ascii_digit()) => {
            before.trim_end()
        }
        (false, true) if !before.trim().is_empty() => inner,
        _ => cell,
    }
}

/// A number without the arrow or the change in percent behind it: `1,300 (+12%)`, `1300 ↑`.
pub(super) fn without_change(cell: &str) -> &str {
    let cell = cell.trim_end_matches(['↑', '↓', '→', '▲', '▼', '⬆', '⬇', ' ']);
    match cell.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
        Some((number, change))
            if change.contains(['+', '-', '−', '%']) && number.contains(|c: char| c.is_ascii_digit()) =>
        {
            number.trim_end()
        }
        _ => cell,
    }
}

/// Words around the ends of a range, by language.
pub(super) const RANGES: &[(&str, &str)] = &[
    ("between ", " and "),
    ("from ", " to "),
    ("zwischen ", " und "),
    ("von ", " bis "),
    ("entre ", " et "),
    ("entre ", " y "),
    ("entre ", " e "),
    ("de ", " à "),
    ("de ", " a "),
    ("tra ", " e "),
    ("da ", " a "),
    ("tussen ", " en "),
    ("van ", " tot "),
    ("od ", " do "),
    ("от ", " до "),
    ("від ", " до "),
];

/// Words before a number that make a bound or a guess of it, with the share of it that is meant.
const BEFORE: &[(&str, f64)] = &[
    ("fewer than ", 0.5),
    ("less than ", 0.5),
    ("under ", 0.5),
    ("below ", 0.5),
    ("up to ", 0.5),
    ("weniger als ", 0.5),
    ("unter ", 0.5),
    ("moins de ", 0.5),
    ("menos de ", 0.5),
    ("meno di ", 0.5),
    ("minder dan ", 0.5),
    ("менее ", 0.5),
    ("more than ", 1.0),
    ("over ", 1.0),
    ("about ", 1.0),
    ("approx. ", 1.0),
    ("approximately ", 1.0),
    ("around ", 1.0),
    ("avg. ", 1.0),
    ("avg ", 1.0),
    ("average ", 1.0),
    ("est. ", 1.0),
    ("ca. ", 1.0),
    ("circa ", 1.0),
    ("mehr als ", 1.0),
    ("plus de ", 1.0),
    ("más de ", 1.0),
    ("mais de ", 1.0),
    ("env. ", 1.0),
    ("ок. ", 1.0),
    ("около ", 1.0),
    ("более ", 1.0),
];

/// Words behind a number that say no more than its header, as such or behind a stroke.
const BEHIND: &[&str] = &[
    "searches per month",
    "searches",
    "per month",
    "a month",
    "pro monat",
    "par mois",
    "suchanfragen",
    "anfragen",
    "recherches",
    "búsquedas",
    "buscas",
    "ricerche",
    "zoekopdrachten",
    "wyszukiwań",
    "запросов",
    "показов",
    "запитів",
    "aramalar",
    "arama",
    "回",
    "件",
    "次",
    "건",
    "회",
];
const A_MONTH: &[&str] = &[
    "mo", "mo.", "month", "monat", "mois", "mes", "mês", "mese", "мес", "мес.", "月",
];

/// A number without the words around it, and the share of it that they mean where they make a bound or a guess of it.
pub(super) fn without_words(cell: &str) -> (&str, Option<f64>) {
    if cell.starts_with(|c: char| c.is_ascii_digit()) && cell.ends_with(|c: char| c.is_ascii_digit()) {
        return (cell, None);
    }
    let lower = cell.to_lowercase();
    let found = BEFORE.iter().find(|(words, _)| lower.starts_with(words));
    let from = found.map_or(0, |(words, _)| words.len());
    let behind = |words: &&str| {
        let at = lower.len().checked_sub(words.len())?;
        (at > from && lower.ends_with(words)).then_some(at)
    };
    let by_stroke = |at: usize| lower.get(..at)?.trim_end().strip_suffix('/').map(str::len);
    let to = BEHIND.iter().find_map(behind);
    let to = to.or_else(|| A_MONTH.iter().filter_map(behind).find_map(by_stroke));
    // Letters whose lower case is longer stand in none of these words.
    let inner = cell.get(from..to.unwrap_or(cell.len())).unwrap_or(cell);
    let inner = inner.trim().trim_start_matches(['月', '約', '约']);
    (inner.trim(), found.map(|(_, factor)| *factor))
}
