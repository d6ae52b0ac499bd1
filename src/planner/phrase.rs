//! The two forms of a search phrase: the one that is shown and the key that makes it one keyword.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

pub use crate::text::digit;
use crate::text::{is_invisible, is_shown, one};

/// Longest phrase that is kept, in characters.
pub const MAX_PHRASE_CHARS: usize = 255;

/// The phrase as shown: without surrounding space, each run of white space or control characters one space, without
/// marks that nobody sees. Joiners and selectors stay where they change how a word looks.
pub fn clean_phrase(raw: &str) -> String {
    if raw.is_ascii() && is_clean_ascii(raw.as_bytes()) {
        return raw.to_owned();
    }
    let mut clean = String::with_capacity(raw.len());
    let mut letters = raw.chars().peekable();
    let mut before = None;
    while let Some(c) = letters.next() {
        if c.is_whitespace() || c.is_control() {
            if !clean.is_empty() && !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if !is_invisible(c) || is_shown(before, c, letters.peek().copied()) {
            clean.push(c);
        }
        before = Some(c);
    }
    if clean.ends_with(' ') {
        clean.pop();
    }
    clean
}

/// The key under which a phrase is unique in its sector: without marks that nobody sees, Unicode form NFKC (so that
/// full-width and composed letters are the same), full Unicode lower case, and one character for those that are written
/// for each other ([`one`]).
///
/// The key of a key is the key itself.
pub fn phrase_key(phrase: &str) -> String {
    if phrase.is_ascii() {
        let clean = if is_clean_ascii(phrase.as_bytes()) {
            Cow::Borrowed(phrase)
        } else {
            Cow::Owned(clean_phrase(phrase))
        };
        let mut key = clean.to_ascii_lowercase();
        if key.contains('`') {
            key = key.replace('`', "'");
        }
        return key;
    }
    let turkish = phrase.contains(['İ', 'ı', 'ğ', 'Ğ']);
    // An acute accent or a full-width apostrophe must be one before NFKC makes a space of it.
    let seen = phrase.chars().filter(|c| !is_invisible(*c));
    let composed: String = seen.map(one).nfkc().collect();
    let lower = if turkish {
        // Where the dotless letter is in use, the capital without a dot is its capital.
        composed.replace('I', "ı").to_lowercase()
    } else {
        composed.to_lowercase()
    };
    // Lower case can leave a decomposed letter (İ), and NFKC can produce spaces and marks: so all once more.
    let again: String = lower.nfkc().filter(|c| !is_invisible(*c)).map(one).collect();
    clean_phrase(&without_extra_dots(again))
}

/// Lower case writes `İ` as `i` with a second dot above, which is an `i`.
fn without_extra_dots(mut text: String) -> String {
    while text.contains("i\u{307}") {
        text = text.replace("i\u{307}", "i");
    }
    text
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
            ("\u{202A}\u{200E}compost bin\u{202C}", "compost bin"),
            // What changes how a word looks stays.
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("❤\u{FE0F}", "❤\u{FE0F}"),
            ("com\u{200D}post", "compost"),
            ("سماد\u{200C}", "سماد"),
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
            // Marks of direction, joiners, selectors, soft hyphens and tatweel are no part of a phrase.
            ("\u{200E}compost\u{200F}", "compost"),
            ("\u{202B}קומפוסט\u{202C}", "קומפוסט"),
            ("\u{2067}سماد\u{2069}", "سماد"),
            ("kom\u{AD}post", "kompost"),
            ("com\u{200B}post\u{FEFF}", "compost"),
            ("❤\u{FE0F} garden", "❤ garden"),
            ("葛\u{E0100}城", "葛城"),
            ("می\u{200C}خواهم", "میخواهم"),
            ("क\u{94D}\u{200D}ष", "क\u{94D}ष"),
            ("ســــماد", "سماد"),
            // Letters and digits of two keyboards.
            ("كمبوست يدوي", "کمبوست یدوی"),
            ("تبريز", "تبریز"),
            ("الدورى", "الدوري"),
            ("کتاب اللہ", "كتاب الله"),
            ("سماد ٢٠٢٦", "سماد ۲۰۲۶"),
            ("سماد 2026", "سماد ۲۰۲۶"),
            ("खाद २०२६", "खाद 2026"),
            ("ｺﾝﾎﾟｽﾄ １２", "コンポスト 12"),
            ("gardener’s compost", "gardener's compost"),
            ("gardener`s compost", "gardener‘s compost"),
            ("gardener´s compost", "gardener＇s compost"),
            ("“hot” compost", "\"hot\" compost"),
            ("e‑bike", "e-bike"),
            ("e–bike", "e-bike"),
            ("İSTANBUL", "istanbul"),
            ("IŞIKLI BAĞ", "ışıklı bağ"),
            ("INFO", "info"),
            ("mașini de tuns", "maşini de tuns"),
            ("ΟΔΟΣ", "οδοσ"),
        ] {
            assert_eq!(phrase_key(a), phrase_key(b), "{a:?} {b:?}");
        }
        for (a, b) in [
            ("coffee", "coffees"),
            ("kır evi", "kir evi"),
            ("سماد", "سمادة"),
            ("c++", "c"),
        ] {
            assert_ne!(phrase_key(a), phrase_key(b), "{a:?} {b:?}");
        }
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
            "i\u{307}\u{307}\u{323}",
            "I\u{345}\u{300}ı",
            "´a",
            "\u{640}\u{640}a \u{640}",
            "ｱ\u{FF9E}\u{FFA0}",
        ] {
            let key = phrase_key(raw);
            assert_eq!(phrase_key(&key), key, "{raw:?}");
        }
    }
}
