//! Names for groups of keywords: the words that most of the group share, in the order in which people type them.

use std::collections::{HashMap, HashSet};

use provider::writing::{NameClusters, NamesAnswer};

use super::{
    casing,
    languages::{Stock, stock},
    text::{clean, fill, shorten},
};

/// Keywords of a group that are looked at.
const MAX_PHRASES: usize = 60;

/// The most characters of a name.
const MAX_NAME: usize = 60;

/// The most words of a name.
const MAX_NAME_WORDS: usize = 5;

/// Words that name nothing.
const EMPTY: &[&str] = &[
    "a", "an", "and", "are", "at", "be", "best", "by", "can", "cheap", "das", "de", "der", "des", "die",
    "do", "does", "ein", "eine", "el", "en", "for", "from", "für", "good", "het", "how", "i", "il", "in",
    "is", "it", "la", "las", "le", "les", "los", "me", "mit", "much", "my", "near", "o", "of", "on", "or",
    "por", "pour", "should", "the", "to", "top", "und", "van", "vs", "was", "what", "when", "where", "which",
    "why", "will", "with", "you", "your", "à",
];

/// One name a group, none twice.
pub(super) fn names(ask: &NameClusters) -> NamesAnswer {
    let stock = stock(&ask.language);
    let mut taken = HashSet::new();
    let names = ask.groups.iter().map(|group| {
        let name = distinct(&candidates(group, stock), &taken);
        taken.insert(name.to_lowercase());
        name
    });
    NamesAnswer {
        names: names.collect(),
    }
}

/// The name of one group.
pub(super) fn name(keywords: &[String], stock: &Stock) -> String {
    distinct(&candidates(keywords, stock), &HashSet::new())
}

fn distinct(candidates: &[String], taken: &HashSet<String>) -> String {
    let free = candidates
        .iter()
        .find(|name| !taken.contains(&name.to_lowercase()));
    if let Some(name) = free {
        return name.clone();
    }
    let base = candidates.first().cloned().unwrap_or_default();
    let mut number = 2_usize;
    loop {
        let name = format!("{base} {number}");
        if !taken.contains(&name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

/// Names from the best to the last resort; never empty.
fn candidates(keywords: &[String], stock: &Stock) -> Vec<String> {
    let phrases: Vec<String> = keywords
        .iter()
        .take(MAX_PHRASES)
        .map(|keyword| clean(keyword))
        .filter(|keyword| keyword.chars().any(char::is_alphanumeric))
        .collect();
    let telling: Vec<Vec<&str>> = phrases.iter().map(|phrase| telling_words(phrase)).collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for words in &telling {
        let once: HashSet<String> = words.iter().map(|word| word.to_lowercase()).collect();
        for word in once {
            *counts.entry(word).or_default() += 1;
        }
    }
    let count_of = |word: &str| counts.get(&word.to_lowercase()).copied().unwrap_or(0);
    let mut found = Vec::new();
    for least in [telling.len().div_ceil(2).max(2), 2, 1] {
        for words in &telling {
            let mut seen = HashSet::new();
            let shared: Vec<&str> = words
                .iter()
                .filter(|word| count_of(word) >= least && seen.insert(word.to_lowercase()))
                .take(MAX_NAME_WORDS)
                .copied()
                .collect();
            if shared.len() >= 2 {
                found.push(named(&shared.join(" "), stock));
            }
        }
    }
    let first = telling.iter().find_map(|words| words.first()).copied();
    let single = first.or(phrases.first().map(String::as_str)).unwrap_or_default();
    if single.chars().any(|c| c.is_alphabetic() && c < '\u{250}') || single.is_empty() {
        found.push(clean(&fill(stock.topics, &[('K', &named(single, stock))])));
    } else {
        found.push(named(single, stock));
    }
    found
}

fn named(words: &str, stock: &Stock) -> String {
    casing::title(&shorten(words, MAX_NAME), stock)
}

fn telling_words(phrase: &str) -> Vec<&str> {
    phrase
        .split(' ')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '+' && c != '#'))
        .filter(|word| !word.is_empty() && !EMPTY.contains(&word.to_lowercase().as_str()))
        .collect()
}
