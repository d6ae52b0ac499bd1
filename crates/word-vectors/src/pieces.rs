//! Splits text into word pieces as BERT's uncased tokeniser does.
//!
//! Devlin, Chang, Lee, Toutanova, "BERT", 2018, and the reference implementation's `tokenization.py`: lower case without
//! accents, punctuation apart, then for each word the longest pieces of the vocabulary from the left.

use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longer words are no words; the reference implementation has the same bound.
const MAX_WORD_CHARS: usize = 100;
/// Longer texts are no search phrases; what follows is ignored, so that one of them cannot take all the time.
const MAX_CHARS: usize = 2_000;

/// A vocabulary: pieces that begin a word, and those that go on with one, by their text.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    first: HashMap<Box<str>, u32>,
    next: HashMap<Box<str>, u32>,
    longest: usize,
}

impl Pieces {
    /// Reads a list; `##` marks pieces that go on with a word.
    pub fn new<'a>(list: impl Iterator<Item = &'a str>) -> Self {
        let mut pieces = Self::default();
        for (index, text) in (0..).zip(list) {
            let (text, map) = match text.strip_prefix("##") {
                Some(rest) => (rest, &mut pieces.next),
                None => (text, &mut pieces.first),
            };
            pieces.longest = pieces.longest.max(text.len());
            map.insert(text.into(), index);
        }
        pieces
    }

    /// Calls `found` with each piece of a text. A word that has no pieces is left out.
    pub fn split(&self, text: &str, mut found: impl FnMut(u32)) {
        let plain: String = text
            .chars()
            .take(MAX_CHARS)
            .flat_map(char::to_lowercase)
            .nfd()
            .filter(|c| !is_combining_mark(*c))
            .collect();
        let mut word = String::new();
        let mut parts = Vec::new();
        for c in plain.chars() {
            if c.is_alphanumeric() {
                word.push(c);
                continue;
            }
            self.word(&word, &mut parts, &mut found);
            word.clear();
            if !c.is_whitespace() && !c.is_control() {
                self.word(c.encode_utf8(&mut [0; 4]), &mut parts, &mut found);
            }
        }
        self.word(&word, &mut parts, &mut found);
    }

    fn word(&self, word: &str, parts: &mut Vec<u32>, found: &mut impl FnMut(u32)) {
        if word.is_empty() || word.chars().count() > MAX_WORD_CHARS {
            return;
        }
        parts.clear();
        let mut rest = word;
        while !rest.is_empty() {
            let map = if parts.is_empty() { &self.first } else { &self.next };
            let mut end = rest.floor_char_boundary(self.longest.min(rest.len()));
            let piece = loop {
                if end == 0 {
                    return;
                }
                if let Some(piece) = map.get(&rest[..end]) {
                    break *piece;
                }
                end = rest.floor_char_boundary(end - 1);
            };
            parts.push(piece);
            rest = &rest[end..];
        }
        for piece in parts.iter() {
            found(*piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: [&str; 8] = ["un", "##aff", "##able", "cafe", "##s", "?", "c", "+"];

    fn split(text: &str) -> Vec<&'static str> {
        let pieces = Pieces::new(WORDS.into_iter());
        let mut found = Vec::new();
        pieces.split(text, |piece| found.push(WORDS[piece as usize]));
        found
    }

    #[test]
    fn words_fall_into_their_longest_pieces() {
        assert_eq!(split("unaffable"), ["un", "##aff", "##able"]);
        assert_eq!(split("Cafés?"), ["cafe", "##s", "?"]);
        assert_eq!(split("C++"), ["c", "+", "+"]);
    }

    #[test]
    fn a_word_without_pieces_is_left_out_whole() {
        assert_eq!(split("unzip cafe 東京"), ["cafe"]);
        assert_eq!(split(&"un".repeat(200)), [""; 0]);
        assert_eq!(split(""), [""; 0]);
    }
}
