//! Numbers as exports and people write them: `1,200`, `1.200,50 €`, `1K – 10K`, `<10`, `45%`, `n/a`, `١٬٢٠٠`, `1.2万`.

use std::borrow::Cow;

use igny8::planner::phrase::digit;

use super::{
    around::{RANGES, without_change, without_note, without_words},
    scale::scale,
};

/// What a cell says about a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    /// Nothing: empty, a dash, `n/a`.
    Unknown,
    /// This value.
    Exact(f64),
    /// About this value: a range, a bound, or rounded up by a `+`.
    About(f64),
    /// Something that is no number.
    Unreadable,
}

/// How a single separator with three digits behind it is to be read, as in `1.200` and `1,200`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A count: either separator groups thousands.
    Count,
    /// A value with decimals: a point is decimal, a comma groups thousands.
    Decimal,
    /// The same in a column whose commas are decimal and whose points group thousands.
    DecimalComma,
}

/// Largest magnitude that any metric can have; beyond it the cell holds something else.
const MAX: f64 = 1e12;

/// Reads a cell.
pub(super) fn parse(cell: &str, kind: Kind) -> Number {
    let cell = cell.trim();
    if !cell.is_empty()
        && cell.len() <= 9
        && let Ok(plain) = cell.parse::<u32>()
        && cell.as_bytes()[0] != b'+'
    {
        return Number::Exact(f64::from(plain));
    }
    if is_unknown(cell) {
        return Number::Unknown;
    }
    if cell.len() > 160 {
        return Number::Unreadable;
    }
    let cell = western(without_change(without_note(as_text(cell))));
    if let Some(value) = worded_range(cell.trim(), kind) {
        return Number::About(value);
    }
    let (cell, of_words) = without_words(cell.trim());
    // `1,300 searches/month` has two words behind it.
    let (cell, _) = without_words(cell);
    let bound = cell.strip_prefix(['<', '≤']).map(|upper| (upper, 0.5));
    let bound = bound.or_else(|| of_words.map(|factor| (cell, factor)));
    // Below a bound the middle between it and nothing; above one, the bound itself.
    if let Some((rest, factor)) =
        bound.or_else(|| cell.strip_prefix(['>', '≥', '~', '≈']).map(|lower| (lower, 1.0)))
    {
        return single(rest, kind).map_or(Number::Unreadable, |value| Number::About(value * factor));
    }
    if let Some(value) = single(cell, kind) {
        return Number::Exact(value);
    }
    if let Some(value) = cell.strip_suffix('+').and_then(|lower| single(lower, kind)) {
        return Number::About(value);
    }
    range(cell, kind).map_or(Number::Unreadable, Number::About)
}

/// A number that a spreadsheet keeps as text: `="1300"`.
fn as_text(cell: &str) -> &str {
    let inner = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.map_or(cell, str::trim)
}

/// The middle of a range in words.
fn worded_range(cell: &str, kind: Kind) -> Option<f64> {
    if !cell.contains(' ') || cell.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let lower = cell.to_lowercase();
    RANGES.iter().find_map(|(before, between)| {
        let (low, high) = lower.strip_prefix(before)?.split_once(between)?;
        range(&format!("{low} – {high}"), kind)
    })
}

/// The same with the digits and separators of Europe, whatever the script, and without marks of direction.
fn western(cell: &str) -> Cow<'_, str> {
    if cell.is_ascii() {
        return Cow::Borrowed(cell);
    }
    let letters = cell.chars().filter_map(|c| match c {
        '\u{61C}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}' => None,
        '٫' | '．' => Some('.'),
        '٬' | '，' | '،' => Some(','),
        '٪' | '％' | '﹪' => Some('%'),
        '＜' => Some('<'),
        '＞' => Some('>'),
        '＋' => Some('+'),
        '～' | '〜' => Some('~'),
        c => Some(digit(c).unwrap_or(c)),
    });
    Cow::Owned(letters.collect())
}

fn is_unknown(cell: &str) -> bool {
    const WORDS: &[&str] = &[
        "",
        "n/a",
        "na",
        "n.a.",
        "#n/a",
        "nan",
        "null",
        "none",
        "nil",
        "unknown",
        "no data",
        "not available",
        "?",
        "(none)",
        "k. a.",
        "k.a.",
        "n/d",
        "n.d.",
        "s/o",
        "нет данных",
        "н/д",
        "データなし",
        "該当なし",
        "暂无数据",
        "无数据",
        "無資料",
        "no volume",
        "not enough data",
        "insufficient data",
        "no data available",
        "not set",
        "(not set)",
        "keine daten",
        "pas de données",
        "sin datos",
        "sem dados",
        "nessun dato",
        "geen gegevens",
        "brak danych",
        "n.v.",
        "n. v.",
        "keine",
        "keine angabe",
        "brak",
        "nedostupné",
        "není k dispozici",
        "ingen data",
        "inga data",
        "ei tietoja",
        "nincs adat",
        "veri yok",
        "yok",
        "нет",
        "немає даних",
        "няма данни",
        "なし",
        "データ不足",
        "无",
        "無",
        "없음",
        "데이터 없음",
    ];
    cell.chars().all(|c| matches!(c, '-' | '–' | '—' | '−'))
        || WORDS
            .iter()
            .any(|word| cell.eq_ignore_ascii_case(word) || !cell.is_ascii() && cell.to_lowercase() == *word)
}

/// The geometric middle of a range, since the ranges of Keyword Planner are decades (`1K – 10K` → 3,162);
/// the arithmetic one where the range begins at 0.
fn range(cell: &str, kind: Kind) -> Option<f64> {
    let (low, high) = [
        "–", "—", "−", "-", "~", "..", "…", " to ", " bis ", " до ", " a ", " à ",
    ]
    .into_iter()
    .find_map(|between| cell.split_once(between))?;
    let (low, high) = (single(low, kind)?, single(high, kind)?);
    if high < low {
        return None;
    }
    Some(if low > 0.0 {
        (low * high).sqrt()
    } else {
        high / 2.0
    })
}

/// One number that is not negative, with currency or percent sign and K, M or B.
fn single(text: &str, kind: Kind) -> Option<f64> {
    let text = trim_units(text);
    let (digits, factor) = scale(text);
    let scaled = factor > 1.0;
    let value = plain(
        digits.trim_end(),
        if scaled { Kind::Decimal } else { kind },
        scaled,
    )? * factor;
    (value <= MAX).then_some(value)
}

/// Signs and names of currencies.
const SIGNS: &[char] = &[
    '$', '€', '£', '¥', '￥', '₹', '₽', '₩', '₺', '₴', '₫', '₱', '฿', '₪', '₦', '₼', '₸', '円', '元', '원',
    '%', '\'',
];
/// Longer ones before those that they begin or end with.
const CODES: &[&str] = &[
    "USD", "EUR", "GBP", "CAD", "AUD", "NZD", "CHF", "SFr.", "JPY", "INR", "PLN", "SEK", "NOK", "DKK", "BRL",
    "CZK", "HUF", "RON", "TRY", "MXN", "ZAR", "SGD", "HKD", "KRW", "CNY", "RUB", "UAH", "ILS", "AED", "SAR",
    "IDR", "VND", "THB", "PHP", "MYR", "CLP", "COP", "PEN", "ARS", "EGP", "NGN", "KES", "BDT", "PKR", "LKR",
    "TWD", "BGN", "RSD", "ISK", "KZT", "GEL", "MAD", "QAR", "KWD", "US", "CA", "AU", "COL", "S/", "Fr.",
    "лв.", "лв", "MX", "NZ", "HK", "NT", "руб.", "руб", "р.", "грн", "kr.", "kr", "zł", "Kč", "Ft", "lei",
    "Rp", "Rs.", "Rs", "RM", "TL", "R$", "A$", "C$", "S$",
];

fn trim_units(text: &str) -> &str {
    // Nearly all cells have none.
    if text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(|c: char| c.is_ascii_digit()) {
        return text;
    }
    let blank = |c: char| c.is_whitespace() || SIGNS.contains(&c);
    let mut text = text.trim();
    for code in CODES {
        let same = |part: &str| part.to_lowercase() == code.to_lowercase();
        let behind = |rest: &str| !rest.starts_with(char::is_alphabetic);
        if text.get(..code.len()).is_some_and(same) && text.get(code.len()..).is_some_and(behind) {
            text = &text[code.len()..];
            break;
        }
        let at = text.len().checked_sub(code.len());
        let before = |rest: &str| !rest.ends_with(char::is_alphabetic);
        if let Some(at) = at
            && text.get(at..).is_some_and(same)
            && text.get(..at).is_some_and(before)
        {
            text = &text[..at];
            break;
        }
    }
    text.trim_matches(blank)
}

/// Digits with separators. `scaled` numbers (`1.5K`) have decimals behind any single separator.
fn plain(text: &str, kind: Kind, scaled: bool) -> Option<f64> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    if text.contains(['e', 'E']) && text.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b)) {
        return text.parse().ok();
    }
    // The same with a decimal comma, as spreadsheets of Europe write it.
    if let Some((digits, power)) = text.split_once(['e', 'E'])
        && digits.matches(',').count() == 1
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b',')
    {
        return format!("{}e{power}", digits.replace(',', ".")).parse().ok();
    }
    let mut groups: Vec<&str> = text.split(is_space_or_apostrophe).collect();
    let last = groups.pop()?;
    let (whole, decimals) = split_decimals(last, kind, scaled, groups.is_empty())?;
    let mut digits = String::with_capacity(text.len());
    let parts: Vec<&str> = groups.into_iter().chain(whole).collect();
    for (index, part) in parts.iter().enumerate() {
        // `1,20,000` is how India groups; the last group has three digits everywhere.
        let fits = match (index, index + 1 == parts.len()) {
            (0, true) => true,
            (0, false) => (1..=3).contains(&part.len()),
            (_, true) => part.len() == 3,
            (_, false) => (2..=3).contains(&part.len()),
        };
        if !fits || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.push_str(part);
    }
    if digits.is_empty() && decimals.is_empty() || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    format!("0{digits}.{decimals}0").parse().ok()
}

/// The groups before the decimal separator, and the decimals.
fn split_decimals(text: &str, kind: Kind, scaled: bool, alone: bool) -> Option<(Vec<&str>, &str)> {
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let grouped = |separator: char, decimal: char| -> Option<(Vec<&str>, &str)> {
        let (whole, decimals) = text.rsplit_once(decimal)?;
        Some((whole.split(separator).collect(), decimals))
    };
    match (points, commas) {
        (0, 0) => Some((vec![text], "")),
        (1, 0) | (0, 1) => {
            let separator = if points == 1 { '.' } else { ',' };
            let (whole, rest) = text.split_once(separator)?;
            let could_group = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            let grouping = match kind {
                Kind::Count => true,
                Kind::Decimal => separator == ',',
                Kind::DecimalComma => separator == '.',
            };
            let groups = could_group && alone && !scaled && grouping;
            Some(if groups {
                (vec![whole, rest], "")
            } else {
                (vec![whole], rest)
            })
        }
        (_, 0) => Some((text.split('.').collect(), "")),
        (0, _) => Some((text.split(',').collect(), "")),
        (1, _) if text.rfind('.') > text.rfind(',') => grouped(',', '.'),
        (_, 1) if text.rfind(',') > text.rfind('.') => grouped('.', ','),
        _ => None,
    }
}

fn is_space_or_apostrophe(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\'' | '’')
}

#[cfg(test)]
#[path = "number_tests.rs"]
mod tests;
