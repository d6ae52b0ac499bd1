//! Whether a text has a keyword: case, accents and the usual endings of words do not matter.

use std::collections::{HashMap, HashSet};

use crate::text::{fold, stem};
use crate::writer::outline::words;

/// A keyword, ready to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    stems: Vec<String>,
    /// The words without spaces between, as German compounds and hashtags write them.
    joined: String,
    folded: String,
    /// Written without spaces between words, so that only the whole can be looked for.
    whole: bool,
}

impl Phrase {
    /// The keyword in this language (primary tag); none if it has no word.
    pub fn of(keyword: &str, language: &str) -> Option<Self> {
        let folded = spaced(&fold(keyword));
        let all: Vec<&str> = words(keyword).collect();
        let whole = keyword.chars().any(
            |c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}'),
        );
        // "how to", "shoes for women": short words are not what is looked for, unless there is nothing else.
        let long = |word: &&&str| word.chars().count() > 2 || word.chars().any(char::is_numeric);
        let mut chosen: Vec<&str> = all.iter().filter(long).copied().collect();
        if chosen.is_empty() {
            chosen = all;
        }
        let stems: Vec<String> = chosen.iter().map(|word| stem(word, language)).collect();
        if stems.is_empty() {
            return None;
        }
        Some(Self {
            joined: stem(&chosen.concat(), language),
            stems,
            folded,
            whole,
        })
    }

    /// Whether the text has it: all its words, in any order.
    pub fn is_in(&self, text: &str, language: &str) -> bool {
        if self.whole {
            return spaced(&fold(text)).contains(&self.folded);
        }
        let there: HashSet<String> = words(text).map(|word| stem(word, language)).collect();
        there.contains(&self.joined) || self.stems.iter().all(|stem| there.contains(stem))
    }
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Blocks of text in which many keywords can be looked for.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    places: HashMap<String, Vec<u32>>,
    folded: String,
}

impl Blocks {
    /// Of these texts in this language.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>, language: &str) -> Self {
        let mut blocks = Self::default();
        for (at, text) in (0..).zip(texts) {
            for word in words(text) {
                let places = blocks.places.entry(stem(word, language)).or_default();
                if places.last() != Some(&at) {
                    places.push(at);
                }
            }
            blocks.folded.push_str(&spaced(&fold(text)));
            blocks.folded.push('\n');
        }
        blocks
    }

    /// Whether one of the blocks has all words of the keyword.
    pub fn have(&self, phrase: &Phrase) -> bool {
        if phrase.whole {
            return self.folded.contains(&phrase.folded);
        }
        if self.places.contains_key(&phrase.joined) {
            return true;
        }
        let lists: Option<Vec<&Vec<u32>>> = phrase.stems.iter().map(|stem| self.places.get(stem)).collect();
        let Some(lists) = lists else {
            return false;
        };
        let rarest = lists.iter().min_by_key(|list| list.len());
        rarest.is_some_and(|rarest| {
            rarest
                .iter()
                .any(|at| lists.iter().all(|list| list.binary_search(at).is_ok()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(text: &str, keyword: &str, language: &str) -> bool {
        let phrase = Phrase::of(keyword, language).expect("a keyword with words");
        let there = phrase.is_in(text, language);
        assert_eq!(
            Blocks::of([text].into_iter(), language).have(&phrase),
            there,
            "{text}"
        );
        there
    }

    #[test]
    fn keywords_are_found_in_their_usual_forms() {
        for (text, keyword, language) in [
            ("The best Trail-Running shoe", "best trail-running shoes", "en"),
            ("A shoe for every runner", "shoes", "en"),
            ("Cities that never sleep", "city", "en"),
            ("Walking boots", "walk boot", "en"),
            ("How to choose a tent", "how to choose tents", "en"),
            ("Die Größen der Schuhe", "größe schuh", "de"),
            ("Grosse Laufschuhe", "lauf schuhe", "de"),
            ("Crème brulée", "creme brûlée", "fr"),
            ("Las zapatillas rojas", "zapatilla roja", "es"),
            ("东京的天气很好", "东京的天气", "zh"),
            ("кроссовки для бега", "Кроссовки", "ru"),
            ("5G phones", "5g phone", "en"),
        ] {
            assert!(has(text, keyword, language), "{text} / {keyword}");
        }
        for (text, keyword, language) in [
            ("The best road shoe", "trail shoes", "en"),
            ("天气东京", "东京天气", "zh"),
            ("", "shoes", "en"),
            ("showing", "shoe", "en"),
        ] {
            assert!(!has(text, keyword, language), "{text} / {keyword}");
        }
        assert_eq!(Phrase::of(" ?! ", "en"), None);
    }

    #[test]
    fn words_of_different_blocks_are_no_keyword() {
        let phrase = Phrase::of("trail shoes", "en").expect("words");
        assert!(!Blocks::of(["a trail", "good shoes"].into_iter(), "en").have(&phrase));
        assert!(Blocks::of(["x", "shoes on the trail"].into_iter(), "en").have(&phrase));
    }
}
