//! Names of files that are safe in every header and on every disk.

use igny8::writer::slug::slugify;
use sha2::{Digest as _, Sha256};
use unicode_segmentation::UnicodeSegmentation as _;

use super::article::Picture;

/// The most letters of a name.
const MAX_CHARS: usize = 60;

/// Words of ASCII letters and digits with single hyphens between; may be empty.
pub(super) fn slug(text: &str) -> String {
    let slug = slugify(text);
    let mut out = String::new();
    for word in slug.split('-') {
        let word: String = word.chars().filter(char::is_ascii).collect();
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(&word);
    }
    out.truncate(MAX_CHARS);
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// The most bytes of an address' last part in WordPress, letters other than ASCII as `%c3%a4`.
const MAX_ENCODED_BYTES: usize = 200;

/// A slug that WordPress need not cut, which it does in the midst of a word: cut between words, or between characters as
/// people see them where one word is too long.
pub(super) fn fitting(slug: &str) -> String {
    if encoded(slug) <= MAX_ENCODED_BYTES {
        return slug.to_owned();
    }
    let mut out = String::new();
    for word in slug.split('-') {
        let hyphen = usize::from(!out.is_empty());
        if encoded(&out) + hyphen + encoded(word) > MAX_ENCODED_BYTES {
            break;
        }
        if hyphen == 1 {
            out.push('-');
        }
        out.push_str(word);
    }
    if out.is_empty() {
        for grapheme in slug.graphemes(true) {
            if encoded(&out) + encoded(grapheme) > MAX_ENCODED_BYTES {
                break;
            }
            out.push_str(grapheme);
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// A slug as WordPress keeps it, with its letters other than ASCII as themselves again.
pub(super) fn decoded(slug: &str) -> String {
    let mut decoded = form_urlencoded::parse(slug.as_bytes());
    decoded
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

/// Bytes of a text as part of an address.
fn encoded(text: &str) -> usize {
    text.bytes().map(|byte| if byte.is_ascii() { 1 } else { 3 }).sum()
}

/// The name of a picture's file without its end: the same for the same file, another for every other one. It is what
/// an upload whose answer was lost is found again by.
pub(super) fn picture_name(picture: &Picture) -> String {
    let stem = picture
        .file_name
        .rsplit_once('.')
        .map_or(picture.file_name.as_str(), |(stem, _)| stem);
    let words = [slug(&picture.alt), slug(stem), "picture".to_owned()];
    let words = words
        .iter()
        .find(|words| !words.is_empty())
        .map_or("", String::as_str);
    let hash = Sha256::digest(picture.key().as_bytes());
    format!("{words}-{}", hex::encode(&hash[..6]))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn slugs_are_ascii_words() {
        for (text, expected) in [
            ("Große Gärten & Höfe!", "grosse-gaerten-and-hoefe"),
            ("  Œuvre d’art ", "oeuvre-dart"),
            ("../../etc/passwd", "etc-passwd"),
            ("日本語", ""),
            ("a\r\nb\"c", "a-b-c"),
        ] {
            assert_eq!(slug(text), expected);
        }
        assert!(slug(&"long ".repeat(100)).len() <= MAX_CHARS);
    }

    #[test]
    fn slugs_are_cut_between_words() {
        for (word, count) in [("садовый", 4), ("الحديقة", 4), ("花园植物", 5), ("🌱🌿", 8)]
        {
            let long = [word; 20].join("-");
            assert_eq!(fitting(&long), [word; 20][..count].join("-"), "{word}");
            let joined = fitting(&[word; 20].concat());
            assert!((180..=200).contains(&encoded(&joined)), "{joined}");
            assert!([word; 20].concat().starts_with(&joined));
        }
        // A family of four is one character.
        let family = "👨‍👩‍👧‍👦".repeat(9);
        assert_eq!(fitting(&family), "👨‍👩‍👧‍👦".repeat(2));
        assert_eq!(fitting("short-ä"), "short-ä");
        assert_eq!(fitting(&"ab-".repeat(90)).len(), 200);
    }

    #[test]
    fn a_file_keeps_its_name_and_a_new_one_gets_another() {
        let mut picture = Picture {
            alt: "A red chair".into(),
            file_name: "x.png".into(),
            ..Picture::default()
        };
        let name = picture_name(&picture);
        assert!(name.starts_with("a-red-chair-"), "{name}");
        assert_eq!(name, picture_name(&picture));
        picture.version = Uuid::from_u128(1);
        assert_ne!(name, picture_name(&picture));
        picture.alt = "絵".into();
        picture.file_name = "絵.png".into();
        assert!(picture_name(&picture).starts_with("picture-"));
    }
}
