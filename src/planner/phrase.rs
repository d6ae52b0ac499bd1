//! The two forms of a search phrase: the one that is shown and the key that makes it one keyword.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// Longest phrase that is kept, in characters.
pub const MAX_PHRASE_CHARS: usize = 255;

/// The phrase as shown: without surrounding space, each run of white space or control characters one
/// space, invisible characters (zero-width space, soft hyphen, word joiner, byte-order mark) removed.
pub fn clean_phrase(raw: &str) -> String {
    if raw.is_ascii() && is_clean_ascii(raw.as_bytes()) {
        return raw.to_owned();
    }
    let mut clean = String::with_capacity(raw.len());
    for c in raw.chars().filter(|c| !is_invisible(*c)) {
        if c.is_whitespace() || c.is_control() {
            if !clean.is_empty() && !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else {
            clean.push(c);
        }
    }
    if clean.ends_with(' ') {
        clean.pop();
    }
    clean
}

/// The key under which a phrase is unique in its sector: [`clean_phrase`], Unicode form NFKC (so that
/// full-width and composed letters are the same) and full Unicode lower case.
///
/// The key of a key is the key itself.
pub fn phrase_key(phrase: &str) -> String {
    let clean = if phrase.is_ascii() && is_clean_ascii(phrase.as_bytes()) {
        Cow::Borrowed(phrase)
    } else {
        Cow::Owned(clean_phrase(phrase))
    };
    if clean.is_ascii() {
        return clean.to_ascii_lowercase();
    }
    let composed: String = clean.nfkc().collect();
    // Lower case can leave a decomposed letter (İ), and NFKC can produce spaces: so both once more.
    let lower: String = composed.to_lowercase().nfkc().collect();
    clean_phrase(&lower)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{00AD}' | '\u{2060}' | '\u{FEFF}')
}

fn is_clean_ascii(bytes: &[u8]) -> bool {
    let mut before = b' ';
    for &byte in bytes {
        if byte < b' ' || byte == 0x7F || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' ' || bytes.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_folded_white_space() {
        for (raw, shown) in [
            ("", ""),
            (" ", ""),
            ("espresso machine", "espresso machine"),
            ("  Espresso \t  Machine\u{A0}", "Espresso Machine"),
            ("\u{FEFF}caf\u{E9}\u{200B} filter", "caf\u{E9} filter"),
            ("line\nbreak", "line break"),
            ("nul\0byte", "nul byte"),
        ] {
            assert_eq!(clean_phrase(raw), shown, "{raw:?}");
        }
    }

    #[test]
    fn one_key_for_case_space_and_unicode_form() {
        for (a, b) in [
            ("Espresso  Machine", "espresso machine"),
            ("CAFÉ", "cafe\u{301}"),
            ("ＣＯＦＦＥＥ", "coffee"),
            ("ÜBER", "über"),
            ("КОФЕ", "кофе"),
            ("ﬁlter", "filter"),
            ("1½ cup", "1½ CUP"),
        ] {
            assert_eq!(phrase_key(a), phrase_key(b), "{a:?} {b:?}");
        }
        assert_ne!(phrase_key("coffee"), phrase_key("coffees"));
    }

    #[test]
    fn key_of_a_key_is_the_key() {
        for raw in [
            "İstanbul",
            "ΟΔΟΣ",
            "a\u{3000}b",
            "\u{FDFA}",
            "ǅ",
            "²x",
            "\u{A8}a",
            "Å\u{31B}",
        ] {
            let key = phrase_key(raw);
            assert_eq!(phrase_key(&key), key, "{raw:?}");
        }
    }
}
