//! Marks of advertising tools and spreadsheets around a keyword: how it matches, and that it is no formula.

use std::borrow::Cow;

/// The keyword without its marks, and whether they say that it is negative: `[exact]`, `"phrase"`, `+broad +modified`,
/// `-negative`, `="text"`, `'+text`.
pub(super) fn without(cell: &str) -> (Cow<'_, str>, bool) {
    let mut text = cell.trim();
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
            ("- a list", "- a list", false),
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
