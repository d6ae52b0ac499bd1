//! Words without their usual endings, by the language that they are in.

use super::fold;

/// The language of a BCP 47 tag: `de` of `de-AT`.
pub fn primary(language: &str) -> String {
    let first = language.split(['-', '_']).next().unwrap_or_default();
    first.to_ascii_lowercase()
}

/// A folded word without its usual ending: enough to find `shoes` where `shoe` is asked for, no linguistics.
pub fn stem(word: &str, language: &str) -> String {
    let mut word = fold(word);
    let endings: &[(&str, &str)] = match language {
        "en" => &[
            ("ies", "y"),
            ("sses", "ss"),
            ("shes", "sh"),
            ("ches", "ch"),
            ("xes", "x"),
            ("ss", "ss"),
            ("us", "us"),
            ("is", "is"),
            ("s", ""),
        ],
        "de" => &[
            ("en", ""),
            ("er", ""),
            ("es", ""),
            ("em", ""),
            ("e", ""),
            ("n", ""),
            ("s", ""),
        ],
        "nl" | "sv" | "da" | "nb" | "no" => &[("en", ""), ("er", ""), ("e", ""), ("s", "")],
        "fr" => &[("aux", "al"), ("es", ""), ("s", ""), ("x", ""), ("e", "")],
        "es" | "pt" => &[
            ("as", ""),
            ("os", ""),
            ("es", ""),
            ("s", ""),
            ("a", ""),
            ("o", ""),
            ("e", ""),
        ],
        "it" => &[("a", ""), ("e", ""), ("i", ""), ("o", "")],
        _ => &[],
    };
    if let Some((ending, instead)) = endings.iter().find(|(ending, _)| word.ends_with(ending))
        && word.chars().count() >= ending.len() + 3
    {
        word.truncate(word.len() - ending.len());
        word.push_str(instead);
    }
    if language == "en" {
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
    word
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
        ] {
            let same = stem(word, language) == stem(other, language);
            assert_eq!(same, language != "xx", "{word} {other}");
        }
        assert_eq!(primary("de-AT"), "de");
        assert_eq!(primary(""), "");
    }
}
