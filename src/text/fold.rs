//! Letters without case, accents and ligatures.

use super::{is_invisible, one};

/// Whether a mark only decorates a letter, as accents do; in scripts such as Devanagari marks are letters.
pub const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A small letter of Latin script that Unicode does not take apart, in the plain letters that are written for it.
pub const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ª' => "a",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        _ => return None,
    })
}

/// A text without case, accents, apostrophes and marks that nobody sees, with one character for those that are written
/// for each other.
///
/// ```
/// assert_eq!(igny8::text::fold("L’Été à Großłąka"), "lete a grosslaka");
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase().replace(['\'', '`'], "");
    }
    let mut out = String::with_capacity(text.len());
    // An acute accent or a full-width apostrophe must be one before its decomposition makes a space of it.
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).map(one).collect();
    for c in decomposed(&seen).chars().flat_map(char::to_lowercase) {
        match plain(c) {
            Some(letters) => out.push_str(letters),
            None if c == '\'' || is_accent(c) => {}
            None => out.push(c),
        }
    }
    out
}

/// The form NFKD of Unicode.
#[cfg(not(target_arch = "wasm32"))]
fn decomposed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;

    text.nfkd().collect()
}

/// The same by the browser's own tables; ours would come with every page that has an input to choose from.
#[cfg(target_arch = "wasm32")]
fn decomposed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKD").into()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn one_word_in_other_letters_is_one() {
        for (a, b) in [
            ("Größe", "grosse"),
            ("CRÈME", "creme"),
            ("Œuvre", "oeuvre"),
            ("Đorđe", "dorde"),
            ("Þór", "thor"),
            ("don’t", "dont"),
            ("don´t", "don`t"),
            ("DON'T", "dont"),
            ("kom\u{AD}post", "kompost"),
            ("ＣＯＦＦＥＥ", "coffee"),
            ("ΟΔΟΣ", "οδός"),
            ("كمبوست يدوي", "کمبوست یدوی"),
            ("2026", "۲۰۲۶"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("हिन्दी"), fold("हनद"));
    }
}
