//! Turns a phrase into comparable word tokens: normalised, segmented, stemmed, diacritics folded.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use super::{options::Language, stopwords::is_stopword};

/// One word of a phrase, reduced to the form under which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Token {
    pub stem: String,
    pub stopword: bool,
}

/// Stemmers for the scripts that can be told apart by their letters alone.
pub(super) struct Tokeniser {
    latin: Option<Stemmer>,
    cyrillic: Stemmer,
    greek: Stemmer,
    arabic: Stemmer,
}

impl Tokeniser {
    /// `latin` is the language of words in Latin letters; other scripts pick their own algorithm.
    pub(super) fn new(latin: Language) -> Self {
        Self {
            latin: latin.0.map(Stemmer::create),
            cyrillic: Stemmer::create(Algorithm::Russian),
            greek: Stemmer::create(Algorithm::Greek),
            arabic: Stemmer::create(Algorithm::Arabic),
        }
    }

    /// Splits canonical text (see [`canonical`]) into tokens.
    pub(super) fn tokens(&self, canonical: &str) -> Vec<Token> {
        let mut words: Vec<String> = Vec::new();
        let mut adjacent = false;
        for segment in canonical.split_word_bounds() {
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
            words = canonical
                .graphemes(true)
                .filter(|g| !g.trim().is_empty())
                .map(str::to_owned)
                .collect();
        }
        words.iter().map(|word| self.token(word)).collect()
    }

    fn token(&self, word: &str) -> Token {
        let stem = match word.chars().find(|c| c.is_alphabetic()) {
            Some('\u{370}'..='\u{3ff}') => self.greek.stem(word),
            Some('\u{400}'..='\u{52f}') => self.cyrillic.stem(word),
            Some('\u{600}'..='\u{6ff}') => self.arabic.stem(word),
            Some('\0'..='\u{24f}') => self.latin.as_ref().map_or(word.into(), |latin| latin.stem(word)),
            _ => word.into(),
        };
        let folded: String = stem.nfd().filter(|c| !is_combining_mark(*c)).collect();
        // A lone combining mark folds to nothing, and an empty token could not be compared.
        let stem = if folded.is_empty() {
            word.to_owned()
        } else {
            folded
        };
        Token {
            stem,
            stopword: is_stopword(word),
        }
    }
}

/// The form in which phrases are read: NFKC, lower case, single spaces, plain apostrophes.
pub(super) fn canonical(text: &str) -> String {
    let folded: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .map(|c| if c == '’' { '\'' } else { c })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Emoji and other symbols that carry meaning although they are no words.
fn is_pictorial(segment: &str) -> bool {
    segment
        .chars()
        .next()
        .is_some_and(|c| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}'))
}
