//! Marks of advertising tools and spreadsheets around a keyword: how it matches, and that it is no formula.

use std::borrow::Cow;

/// What stands before the items of a list, as editors and chats write it.
const BULLETS: &[&str] = &[
    "- [ ]", "- [x]", "* [ ]", "* [x]", "-", "–", "—", "*", "•", "·", "●", "○", "▪", "◦", "‣", "⁃", "☐", "☑",
    "✓", "✔", "→", "➤",
];

/// An item of a list without its bullet; a blank stands between both.
fn without_bullet(text: &str) -> &str {
    let found = BULLETS.iter().find_map(|bullet| text.strip_prefix(bullet));
    match found.filter(|rest| rest.starts_with(char::is_whitespace)) {
        Some(rest) => rest.trim_start(),
        None => text,
    }
}

/// The number that an item of a list begins with, and the item without it: `1. one`, `2) two`.
pub(super) fn numbered(text: &str) -> Option<(u64, &str)> {
    let text = text.trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .filter(|end| (1..=6).contains(end))?;
    let rest = text[end..].strip_prefix(['.', ')', ':'])?;
    let item = rest.strip_prefix(char::is_whitespace)?.trim();
    Some((text[..end].parse().ok()?, item)).filter(|(_, item)| !item.is_empty())
}

/// The keyword without its marks, and whether they say that it is negative: `[exact]`, `"phrase"`, `+broad +modified`,
/// `-negative`, `="text"`, `'+text`.
pub(super) fn without(cell: &str) -> (Cow<'_, str>, bool) {
    let mut text = without_bullet(cell.trim());
    // What spreadsheets keep as text: `="007"`, and an apostrophe before a sign that begins a formula.
    if let Some(inner) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        text = inner;
    }
    if let Some(rest) = text.strip_prefix('\'')
        && rest.starts_with(['+', '-', '=', '@', '['])
    {
        text = rest;
    }
    let negative = text
        .strip_prefix(['-', '−', '–'])
        .filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '"' | '“')));
    let mut inner = negative.unwrap_or(text);
    for _ in 0..2 {
        let stripped = [
            ('[', ']'),
            ('"', '"'),
            ('“', '”'),
            ('„', '“'),
            ('«', '»'),
            ('［', '］'),
        ]
        .into_iter()
        .find_map(|(open, close)| {
            let inner = inner.strip_prefix(open)?.strip_suffix(close)?;
            (!inner.contains([open, close])).then_some(inner.trim())
        });
        match stripped {
            Some(stripped) => inner = stripped,
            None => break,
        }
    }
    let is_broad = |word: &str| {
        word.strip_prefix('+')
            .is_some_and(|rest| rest.starts_with(char::is_alphabetic))
    };
    if inner.contains('+') && inner.split_whitespace().any(is_broad) {
        let words: Vec<&str> = inner
            .split_whitespace()
            .map(|word| if is_broad(word) { &word[1..] } else { word })
            .collect();
        return (Cow::Owned(words.join(" ")), negative.is_some());
    }
    (Cow::Borrowed(inner), negative.is_some())
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn marks_go_and_words_stay() {
        for (cell, keyword, negative) in [
            ("bokashi bran", "bokashi bran", false),
            ("[bokashi bran]", "bokashi bran", false),
            ("\"bokashi bran\"", "bokashi bran", false),
            ("“bokashi bran”", "bokashi bran", false),
            ("+bokashi +bran", "bokashi bran", false),
            ("+bokashi bran", "bokashi bran", false),
            ("-[jobs]", "jobs", true),
            ("-free", "free", true),
            ("=\"[bokashi bran]\"", "bokashi bran", false),
            ("'+bokashi +bran", "bokashi bran", false),
            ("'+49 phone", "+49 phone", false),
            ("+1", "+1", false),
            ("c++", "c++", false),
            ("- a list", "a list", false),
            ("* [x] a list", "a list", false),
            ("•\u{A0}a list", "a list", false),
            ("-", "-", false),
            ("- ", "-", false),
            ("coffee grinder \"quiet\"", "coffee grinder \"quiet\"", false),
            ("\"a\" or \"b\"", "\"a\" or \"b\"", false),
            ("[]", "", false),
            ("", "", false),
        ] {
            let (found, is_negative) = without(cell);
            assert_eq!((found.as_ref(), is_negative), (keyword, negative), "{cell:?}");
        }
    }
}
