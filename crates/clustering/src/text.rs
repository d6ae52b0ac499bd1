//! Turns a phrase into comparable word tokens: segmented, without endings, accents and case.

use igny8::planner::phrase::phrase_key;
use igny8::text::stem;
use unicode_segmentation::UnicodeSegmentation;

use super::stopwords::is_stopword;

/// One word of a phrase, reduced to the form under which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    pub stem: String,
    pub stopword: bool,
}

/// Splits a phrase of a language (primary tag) into tokens.
pub(super) fn tokens(phrase: &str, language: &str) -> Vec<Token> {
    let key = phrase_key(phrase);
    let mut words: Vec<String> = Vec::new();
    let mut adjacent = false;
    for segment in key.split_word_bounds() {
        // "c++" and "c#" differ from "c" only by these signs.
        if adjacent && (segment == "+" || segment == "#") {
            if let Some(word) = words.last_mut() {
                word.push_str(segment);
            }
            continue;
        }
        adjacent = segment.chars().any(char::is_alphanumeric);
        if adjacent || is_pictorial(segment) {
            words.push(segment.to_owned());
        }
    }
    if words.is_empty() {
        words = key
            .graphemes(true)
            .filter(|g| !g.trim().is_empty())
            .map(str::to_owned)
            .collect();
    }
    words.into_iter().map(|word| token(word, language)).collect()
}

fn token(word: String, language: &str) -> Token {
    let stopword = is_stopword(&word);
    let stem = stem(&word, language);
    // A lone combining mark folds to nothing, and an empty token could not be compared.
    let stem = if stem.is_empty() { word } else { stem };
    Token { stem, stopword }
}

/// Emoji and other symbols that carry meaning although they are no words.
fn is_pictorial(segment: &str) -> bool {
    segment
        .chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'))
}
