//! Which sentences belong to a section.

use std::collections::HashSet;

use super::{Context, about};
use crate::{
    languages::Phrases,
    seed::Seed,
    term::Term,
    text::{escape, fill, visible_words},
};

/// The sentences of one section, each given once.
pub(super) struct Sentences<'a> {
    context: &'a Context<'a>,
    /// What is written about, escaped.
    keywords: Vec<String>,
    /// Search phrases, escaped.
    searches: Vec<String>,
    /// The place of the keyword that the heading names, or that falls to this section.
    main: usize,
    seed: Seed,
    /// Sentences to come, the next one first.
    stock: std::vec::IntoIter<String>,
    used: HashSet<String>,
}

impl<'a> Sentences<'a> {
    pub(super) fn new(context: &'a Context<'a>, terms: &[Term], seed: Seed) -> Self {
        let things = Term::things(terms);
        let heading = context.ask.section.heading.to_lowercase();
        let named = things
            .iter()
            .enumerate()
            .filter(|(_, term)| heading.contains(&term.core.to_lowercase()))
            .max_by_key(|(_, term)| term.core.len());
        let fallen = if context.is_introduction() || context.is_last() {
            0
        } else {
            context.index
        };
        let main = named.map_or(fallen, |(place, _)| place);
        let keywords: Vec<String> = things.iter().map(|term| escape(&term.within)).collect();
        let sentences = bodies(context, &keywords, seed.clone());
        Self {
            context,
            keywords,
            searches: terms.iter().map(|term| escape(&term.raw)).collect(),
            main,
            seed,
            stock: sentences.into_iter(),
            used: HashSet::new(),
        }
    }

    /// The keyword that this section is about, or one so many places after it.
    pub(super) fn keyword(&self, offset: usize) -> &str {
        let at = (self.main + offset) % self.keywords.len().max(1);
        self.keywords.get(at).map_or("", String::as_str)
    }

    /// The first sentence.
    pub(super) fn opening(&mut self) -> String {
        let context = self.context;
        let stock = context.stock;
        if context.is_introduction() {
            let main = format!("<strong>{}</strong>", self.keyword(0));
            return fill(self.own(stock.intros, 0), &[('k', &main)]);
        }
        let phrases = if context.is_last() {
            stock.closings
        } else {
            stock.openers
        };
        about(self.own(phrases, context.index), &context.topic, self.keyword(0))
    }

    /// Sentences with the search phrases that fall to this section.
    pub(super) fn mentions(&self) -> Vec<String> {
        let context = self.context;
        let most = (context.words / 90).clamp(1, 4);
        let turns = (0..self.searches.len()).filter(|at| at % context.count == context.index);
        let mentions = turns.take(most).filter_map(|at| {
            let search = self.searches.get(at)?;
            Some(fill(self.own(context.stock.mentions, at), &[('q', search)]))
        });
        mentions.collect()
    }

    /// One of the phrases, in an order that is the same for the whole article.
    pub(super) fn own(&self, phrases: Phrases, turn: usize) -> &'static str {
        let order = self.seed.clone().order(phrases.len());
        let chosen = order.get(turn % order.len().max(1)).copied().unwrap_or(0);
        phrases.get(chosen).copied().unwrap_or_default()
    }

    /// Sentences of about so many words together.
    pub(super) fn up_to(&mut self, words: usize) -> Vec<String> {
        let mut found = Vec::new();
        let mut count = 0;
        let mut skipped = 0;
        for sentence in self.stock.by_ref() {
            let length = visible_words(&sentence);
            // Nearer to the number without it: a shorter one may still fit.
            if count + length / 2 > words {
                skipped += 1;
                if skipped > 12 || count + 8 > words {
                    break;
                }
                continue;
            }
            if self.used.insert(sentence.clone()) {
                count += length;
                found.push(sentence);
            }
        }
        found
    }
}

/// All sentences that are this section's: its own share of the stock, then shares of others with another keyword,
/// then those that name its heading.
fn bodies(context: &Context<'_>, keywords: &[String], mut seed: Seed) -> Vec<String> {
    let stock = context.stock;
    let (index, count) = (context.index, context.count);
    let order = seed.order(stock.body.len());
    let within = |at: usize| {
        keywords
            .get(at % keywords.len().max(1))
            .map_or("", String::as_str)
    };
    let mut found = Vec::new();
    for (place, chosen) in order
        .iter()
        .enumerate()
        .filter(|(place, _)| place % count == index)
    {
        let phrase = stock.body.get(*chosen).copied().unwrap_or_default();
        found.push(fill(phrase, &[('k', within(place / count))]));
    }
    // Every section begins elsewhere in the rest, so that neighbours do not sound alike.
    let turned = |length: usize| {
        let start = index * length / count;
        (0..length).map(move |step| (start + step) % length)
    };
    let others: Vec<(usize, &str)> = turned(order.len())
        .filter(|place| place % count != index)
        .filter_map(|place| Some((place, *stock.body.get(*order.get(place)?)?)))
        .collect();
    // A sentence that is another section's comes with a keyword that neither it nor any third section uses.
    for (place, phrase) in &others {
        let distance = (index + count - place % count) % count;
        if phrase.contains("{k}") && distance < keywords.len() {
            found.push(fill(phrase, &[('k', within(place / count + distance))]));
        }
    }
    if !is_distinct(context) {
        return found;
    }
    let topical = seed.order(stock.topical.len());
    let named: Vec<String> = turned(topical.len())
        .filter_map(|place| Some((place, stock.topical.get(*topical.get(place)?)?)))
        .map(|(place, phrase)| about(phrase, &context.topic, within(index + place)))
        .collect();
    // Those of the own share were said already, without the heading.
    let again = others.iter().map(|(place, phrase)| {
        let sentence = fill(phrase, &[('k', within(index + place))]);
        fill(stock.again, &[('t', &context.topic), ('s', &sentence)])
    });
    // One with the heading after every fifth without.
    let mut mixed = Vec::with_capacity(found.len() + named.len());
    let mut named = named.into_iter();
    for (place, sentence) in found.into_iter().enumerate() {
        mixed.push(sentence);
        if place % 5 == 4 {
            mixed.extend(named.next());
        }
    }
    mixed.extend(named);
    mixed.extend(again);
    mixed
}

/// Whether no earlier section has the same heading.
fn is_distinct(context: &Context<'_>) -> bool {
    let earlier = context.ask.headings.iter().take(context.index);
    let own = context.ask.section.heading.trim().to_lowercase();
    !earlier
        .into_iter()
        .any(|heading| heading.trim().to_lowercase() == own)
}
