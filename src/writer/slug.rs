//! The last part of an article's address, made from its title.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::text::{is_accent, is_invisible, one, plain};

/// The most characters of a slug.
pub const MAX_SLUG_CHARS: usize = 80;

/// The two letters that stand for umlauts in German, signs that are read as words, and letters that have no plain form.
const fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' => "ae",
        'ö' => "oe",
        'ü' => "ue",
        '&' => "-and-",
        '@' => "-at-",
        '%' => "-percent-",
        '€' => "-euro-",
        c => return plain(c),
    })
}

/// Lower-case words with hyphens between: umlauts are spelled out, accents dropped, other scripts kept, at most
/// [`MAX_SLUG_CHARS`] characters, cut between words where there is one to cut at.
///
/// ```
/// assert_eq!(igny8::writer::slug::slugify("Größe & Gewicht: Wie viel?"), "groesse-and-gewicht-wie-viel");
/// ```
pub fn slugify(text: &str) -> String {
    let mut words = String::new();
    // Composed first, so that an umlaut is one character however it was typed.
    for c in text.nfc().flat_map(char::to_lowercase) {
        match spelled(c) {
            Some(spelling) => words.push_str(spelling),
            // An apostrophe joins: "don't" is one word.
            None if is_invisible(c) || one(c) == '\'' => {}
            None if c.is_alphanumeric() => {
                words.extend(std::iter::once(c).nfd().filter(|c| !is_accent(*c)).nfc());
            }
            None if is_combining_mark(c) && !is_accent(c) => words.push(c),
            None if is_accent(c) => {}
            None => words.push('-'),
        }
    }
    let mut slug = String::new();
    let mut length = 0;
    for word in words.split('-').filter(|word| !word.is_empty()) {
        let letters = word.chars().count();
        if slug.is_empty() {
            slug.extend(word.chars().take(MAX_SLUG_CHARS));
            length = letters.min(MAX_SLUG_CHARS);
        } else if length + 1 + letters <= MAX_SLUG_CHARS {
            slug.push('-');
            slug.push_str(word);
            length += 1 + letters;
        } else {
            break;
        }
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::{MAX_SLUG_CHARS, slugify};

    #[test]
    fn titles_become_addresses() {
        let pairs = [
            ("Trail Shoes: How to choose?", "trail-shoes-how-to-choose"),
            ("Crème brûlée – façon maison", "creme-brulee-facon-maison"),
            ("Größe & Gewicht", "groesse-and-gewicht"),
            ("A\u{308}rger mit Müll", "aerger-mit-muell"),
            ("Don't stop", "dont-stop"),
            ("Don´t stop the rock ‘n’ roll", "dont-stop-the-rock-n-roll"),
            ("سمـــاد", "سماد"),
            ("Łódź, Århus, Øre", "lodz-arhus-ore"),
            ("東京 観光", "東京-観光"),
            ("हिन्दी लेख", "हिन्दी-लेख"),
            ("кроссовки Ёж", "кроссовки-еж"),
            ("--  a__b//c  --", "a-b-c"),
            ("100% wool", "100-percent-wool"),
            ("", ""),
            ("!?…", ""),
            ("\0\u{1}x", "x"),
        ];
        for (title, slug) in pairs {
            assert_eq!(slugify(title), slug, "{title}");
        }
    }

    #[test]
    fn long_ones_end_with_a_word_and_stay_the_same() {
        let slug = slugify(&"seventeen letters ".repeat(20));
        assert!(slug.chars().count() <= MAX_SLUG_CHARS);
        assert!(slug.ends_with("letters") || slug.ends_with("seventeen"), "{slug}");
        assert_eq!(slugify(&slug), slug);
        assert_eq!(slugify(&"x".repeat(500)).chars().count(), MAX_SLUG_CHARS);
    }
}
