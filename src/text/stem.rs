//! Words without their usual endings, by the language that they are in.

use super::{endings, fold};

/// The language of a BCP 47 tag: `de` of `de-AT`.
pub fn primary(language: &str) -> String {
    let first = language.split(['-', '_']).next().unwrap_or_default();
    first.to_ascii_lowercase()
}

/// A folded word without its usual endings: enough to find `shoes` where `shoe` is asked for, no linguistics.
///
/// The language is the [`primary`] tag of the text that the word is in. A word in another script tells its own.
pub fn stem(word: &str, language: &str) -> String {
    let mut word = fold(word);
    let language = spoken(&word, language);
    if language == "ar" {
        word.retain(|c| !is_vowel_sign(c));
    }
    for list in endings::of(language) {
        take_off(&mut word, list);
    }
    match language {
        "ar" => without_article(&mut word),
        "nl" => without_doubles(&mut word),
        "en" => english(&mut word),
        _ => {}
    }
    word
}

/// The language whose endings a folded word has: by its letters where they tell it, else that of its text.
fn spoken<'a>(word: &str, language: &'a str) -> &'a str {
    match word.chars().find(|c| c.is_alphabetic()) {
        Some('\u{370}'..='\u{3ff}') => "el",
        // Endings of Ukrainian, Bulgarian or Serbian are near enough.
        Some('\u{400}'..='\u{52f}') => "ru",
        Some('\u{600}'..='\u{6ff}') if !matches!(language, "fa" | "ur" | "ps" | "ckb" | "ug" | "sd") => "ar",
        // Where a text is in another script, the Latin words in it are mostly English.
        Some('\0'..='\u{24f}') => match language {
            "" | "ru" | "uk" | "bg" | "sr" | "mk" | "el" | "ar" | "fa" | "he" | "ja" | "zh" | "ko" | "th"
            | "hi" => "en",
            known => known,
        },
        _ => "",
    }
}

/// The fewest letters that stay of a word.
const MIN_STEM_CHARS: usize = 3;

/// Takes the first ending of the list that fits off a word; see [`endings::of`].
fn take_off(word: &mut String, list: &str) {
    for entry in list.split_whitespace() {
        let (entry, after) = entry.split_once('/').unwrap_or((entry, ""));
        let (ending, instead) = entry.split_once('=').unwrap_or((entry, ""));
        let Some(rest) = word.strip_suffix(ending) else {
            continue;
        };
        if ending == instead {
            return;
        }
        let fits = after.is_empty() || rest.ends_with(|c| after.contains(c));
        let length = rest.len();
        if fits && rest.chars().count() >= MIN_STEM_CHARS {
            word.truncate(length);
            word.push_str(instead);
            return;
        }
    }
}

/// Signs of short vowels, of doubled letters and of the glottal stop, which Arabic writes or leaves out.
const fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{655}' | '\u{670}')
}

/// The Arabic article stands in one word with its noun, and so does what may stand before it.
fn without_article(word: &mut String) {
    for article in ["وال", "بال", "كال", "فال", "ال", "لل"] {
        if word.starts_with(article) && word.chars().count() >= article.chars().count() + 2 {
            word.drain(..article.len());
            return;
        }
    }
}

/// Dutch doubles a letter to keep a vowel as it sounds: `bed`, `bedden` and `boom`, `bomen` are one word each.
fn without_doubles(word: &mut String) {
    let letters: Vec<char> = word.chars().collect();
    let is_vowel = |c: char| "aeou".contains(c);
    match letters[..] {
        [.., before, last] if before == last && !is_vowel(last) => {
            word.pop();
        }
        [.., _, first, second, last] if first == second && is_vowel(first) && !is_vowel(last) => {
            word.truncate(word.len() - last.len_utf8() - second.len_utf8());
            word.push(last);
        }
        _ => {}
    }
}

fn english(word: &mut String) {
    for ending in ["ing", "ed", "er"] {
        if word.len() >= ending.len() + 4 && word.is_ascii() && word.ends_with(ending) {
            word.truncate(word.len() - ending.len());
            // running, run.
            let bytes = word.as_bytes();
            if bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
                && !word.ends_with("ss")
                && !word.ends_with("ll")
            {
                word.pop();
            }
            break;
        }
    }
    if word.len() > 4 && word.ends_with('e') {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_endings_go() {
        for (word, other, language) in [
            ("shoes", "shoe", "en"),
            ("cities", "city", "en"),
            ("running", "run", "en"),
            ("shoes", "shoe", "xx"),
            ("Schuhe", "Schuh", "de"),
            ("rojas", "roja", "es"),
            ("Häuser", "Haus", "de"),
            ("Betten", "Bett", "de"),
            ("fietsen", "fiets", "nl"),
            ("bomen", "boom", "nl"),
            ("bateaux", "bateau", "fr"),
            ("italiennes", "italien", "fr"),
            ("narices", "nariz", "es"),
            ("banche", "banca", "it"),
            ("estações", "estação", "pt"),
            ("böckerna", "bocker", "sv"),
            ("bilen", "bil", "sv"),
            ("talossa", "talo", "fi"),
            ("házak", "ház", "hu"),
            ("arabalar", "araba", "tr"),
            ("диваны", "диван", "ru"),
            ("угловой", "угловая", "uk"),
            ("σπίτια", "σπίτι", "el"),
            ("الكتب", "كتب", "ar"),
            ("shoes", "shoe", "ru"),
        ] {
            let same = stem(word, language) == stem(other, language);
            assert_eq!(same, language != "xx", "{word} {other}");
        }
        assert_eq!(primary("de-AT"), "de");
        assert_eq!(primary(""), "");
    }
}
