//! What models are writing at this moment, by article, as the server's events tell it.

use std::collections::BTreeMap;

use igny8::writer::article::Words;
use leptos::prelude::*;
use uuid::Uuid;

/// Articles whose words are kept: when many are written at once, those that were heard of longest ago go first.
const MAX_SECTIONS: usize = 24;

/// The sections of one article, by place.
type Sections = BTreeMap<i16, Words>;

/// Articles that are being written.
#[derive(Clone, Copy, Debug)]
pub struct Writing {
    articles: RwSignal<Vec<(Uuid, Sections)>>,
}

impl Writing {
    /// Puts them into context.
    pub fn provide() -> Self {
        let writing = Self {
            articles: RwSignal::new(Vec::new()),
        };
        provide_context(writing);
        writing
    }

    /// Those of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Takes over what an event says; the words of another run replace all of the one before.
    pub fn apply(self, words: Words) {
        self.articles.update(|articles| {
            let known = articles.iter().position(|(id, _)| *id == words.content_id);
            let (id, mut sections) = known.map_or_else(
                || (words.content_id, Sections::new()),
                |place| articles.remove(place),
            );
            sections.retain(|_, section| section.run_id == words.run_id);
            sections.insert(words.place, words);
            articles.insert(0, (id, sections));
            articles.truncate(MAX_SECTIONS);
        });
    }

    /// The sections of an article so far, tracked.
    pub fn sections(self, article: Uuid) -> Vec<Words> {
        self.articles.with(|articles| {
            articles
                .iter()
                .find(|(id, _)| *id == article)
                .map(|(_, sections)| sections.values().cloned().collect())
                .unwrap_or_default()
        })
    }

    /// One section of an article so far, tracked.
    pub fn section(self, article: Uuid, place: i16) -> Option<Words> {
        self.articles.with(|articles| {
            let (_, sections) = articles.iter().find(|(id, _)| *id == article)?;
            sections.get(&place).cloned()
        })
    }

    /// The run that writes an article, tracked.
    pub fn run(self, article: Uuid) -> Option<Uuid> {
        self.sections(article).last().map(|words| words.run_id)
    }

    /// Forgets an article, such as when its run has ended.
    pub fn forget(self, article: Uuid) {
        self.articles
            .update(|articles| articles.retain(|(id, _)| *id != article));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(run: u128, place: i16, html: &str) -> Words {
        Words {
            content_id: Uuid::from_u128(1),
            run_id: Uuid::from_u128(run),
            place,
            heading: String::new(),
            html: html.to_owned(),
            sites: None,
        }
    }

    #[test]
    fn sections_stand_in_order_and_a_new_run_begins_anew() {
        let owner = Owner::new();
        owner.set();
        let writing = Writing::provide();
        let article = Uuid::from_u128(1);
        let texts = move || -> Vec<String> {
            let sections = untrack(move || writing.sections(article));
            sections.into_iter().map(|words| words.html).collect()
        };
        for said in [words(7, 1, "b"), words(7, 0, "a"), words(7, 1, "bb")] {
            writing.apply(said);
        }
        assert_eq!(texts(), ["a", "bb"]);
        writing.apply(words(8, 0, "new"));
        assert_eq!(texts(), ["new"]);
        writing.forget(article);
        assert!(texts().is_empty());
    }
}
