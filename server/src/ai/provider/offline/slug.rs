//! The last part of an address: small letters, digits and hyphens.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{languages::primary, seed::hash};

/// The most characters.
const MOST: usize = 75;

/// Languages that write a vowel with two dots and mean no other letter by it, or fold it to the plain one.
const PLAIN_DOTS: &[&str] = &["ca", "es", "et", "fi", "fr", "hu", "it", "nl", "pt", "sv", "tr"];

/// The slug of a title. Latin letters become ASCII, those of other scripts stay.
pub(super) fn slug(title: &str, language: &str) -> String {
    let dots = !PLAIN_DOTS.contains(&primary(language).as_str());
    let mut spelled = String::with_capacity(title.len());
    for c in title.nfc().flat_map(char::to_lowercase) {
        letter(c, dots, &mut spelled);
    }
    let mut slug = String::new();
    let mut count = 0;
    for part in spelled.split('-').filter(|part| !part.is_empty()) {
        let more = part.chars().count() + usize::from(count > 0);
        if count > 0 && count + more > MOST {
            break;
        }
        if count > 0 {
            slug.push('-');
        }
        slug.extend(part.chars().take(MOST));
        count += more;
    }
    if slug.is_empty() {
        return format!("article-{:08x}", hash(&[title]) >> 32);
    }
    slug
}

fn letter(c: char, dots: bool, spelled: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => spelled.push(c),
        'ä' if dots => spelled.push_str("ae"),
        'ö' if dots => spelled.push_str("oe"),
        'ü' if dots => spelled.push_str("ue"),
        'ß' => spelled.push_str("ss"),
        'æ' => spelled.push_str("ae"),
        'ø' | 'œ' => spelled.push_str("oe"),
        'ł' => spelled.push('l'),
        'đ' | 'ð' => spelled.push('d'),
        'þ' => spelled.push_str("th"),
        'ħ' => spelled.push('h'),
        'ı' => spelled.push('i'),
        '\'' | '’' => {}
        _ => {
            let base: Vec<char> = std::iter::once(c)
                .nfkd()
                .filter(|part| !is_combining_mark(*part))
                .collect();
            if base.iter().any(char::is_ascii_alphanumeric) {
                spelled.extend(base.iter().filter(|part| part.is_ascii_alphanumeric()));
            } else if c.is_alphanumeric()
                || (is_combining_mark(c) && spelled.ends_with(|last: char| !last.is_ascii()))
            {
                spelled.push(c);
            } else {
                spelled.push('-');
            }
        }
    }
}
