//! The last part of an article's address, made from its title.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The most characters of a slug.
pub const MOST: usize = 80;

/// Letters of Latin script that Unicode does not take apart, and the two letters that stand for umlauts in German.
const fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'ø' => "o",
        'å' | 'ª' => "a",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        '&' => "-and-",
        '@' => "-at-",
        '%' => "-percent-",
        '€' => "-euro-",
        _ => return None,
    })
}

/// Whether a mark only decorates a letter, as accents do; in scripts such as Devanagari marks are letters.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Lower-case words with hyphens between: umlauts are spelled out, accents dropped, other scripts kept, at most
/// [`MOST`] characters, cut between words where there is one to cut at.
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
            None if matches!(c, '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200d}') => {}
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
            slug.extend(word.chars().take(MOST));
            length = letters.min(MOST);
        } else if length + 1 + letters <= MOST {
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
    use super::{MOST, slugify};

    #[test]
    fn titles_become_addresses() {
        let pairs = [
            ("Trail Shoes: How to choose?", "trail-shoes-how-to-choose"),
            ("Crème brûlée – façon maison", "creme-brulee-facon-maison"),
            ("Größe & Gewicht", "groesse-and-gewicht"),
            ("A\u{308}rger mit Müll", "aerger-mit-muell"),
            ("Don't stop", "dont-stop"),
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
        assert!(slug.chars().count() <= MOST);
        assert!(slug.ends_with("letters") || slug.ends_with("seventeen"), "{slug}");
        assert_eq!(slugify(&slug), slug);
        assert_eq!(slugify(&"x".repeat(500)).chars().count(), MOST);
    }
}
