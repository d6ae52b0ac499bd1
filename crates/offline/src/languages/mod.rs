//! Phrases by language: one table a language, English for all others.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pt;

/// How a language writes titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Casing {
    /// Every word but the short ones begins with a capital.
    Title,
    /// Only the first word does.
    Sentence,
    /// Nouns do, which are taken to be all words but those of `lower`.
    Nouns,
}

/// A list of phrases.
pub(super) type Phrases = &'static [&'static str];

/// The phrases of one language. Slots: `{k}` a keyword within a sentence, `{K}` a keyword at the beginning or in a
/// title, `{n}` a number, `{t}` the section's heading, `{q}` a keyword as it was searched for, `{l}` a link.
pub(super) struct Stock {
    /// Whether keywords are put into the grammar of English sentences.
    pub english: bool,
    /// What every text of this provider is labelled.
    pub label: &'static str,
    /// The sentence before an article, with the label.
    pub note: &'static str,
    pub quotes: (&'static str, &'static str),
    /// Quotation marks within others.
    pub inner_quotes: (&'static str, &'static str),
    pub casing: Casing,
    /// Words that stay lower-case in a title.
    pub lower: Phrases,
    /// First words of a question.
    pub questions: Phrases,
    /// Titles by content type.
    pub titles: &'static [(&'static str, Phrases)],
    /// Titles from a keyword that is a question (English only).
    pub question_titles: Phrases,
    /// Titles from a keyword that begins with "how to" (English only).
    pub how_titles: Phrases,
    /// What is put after a title that is taken.
    pub suffixes: Phrases,
    pub angles: Phrases,
    /// Headings from a keyword.
    pub keyword_headings: Phrases,
    /// Headings that fit every topic.
    pub plain_headings: Phrases,
    /// Headings of a last section.
    pub closing_headings: Phrases,
    pub points: Phrases,
    /// First sentences of an introduction.
    pub intros: Phrases,
    /// First sentences of a section.
    pub openers: Phrases,
    /// First sentences of the last section.
    pub closings: Phrases,
    /// What the introduction announces: `{a}`, `{b}` and `{c}` are headings.
    pub overview: &'static str,
    pub body: Phrases,
    /// Sentences that name the heading.
    pub topical: Phrases,
    /// Sentences that name a search phrase.
    pub mentions: Phrases,
    /// Before what an editor has to check.
    pub verify_label: &'static str,
    pub verify: Phrases,
    /// Points that an editor should cover: `{p}`.
    pub cover: &'static str,
    /// The angle that an editor should keep: `{p}`.
    pub keep: &'static str,
    /// Lets a sentence come again under another heading: `{s}`.
    pub again: &'static str,
    /// Numbered steps, in order.
    pub steps: Phrases,
    /// Items of a list.
    pub items: Phrases,
    /// What is compared in a table, and why.
    pub criteria: &'static [(&'static str, &'static str)],
    pub table_head: (&'static str, &'static str, &'static str),
    pub table_gap: &'static str,
    pub links: Phrases,
    pub meta_title_suffixes: Phrases,
    pub meta_begin: Phrases,
    pub meta_more: Phrases,
    pub excerpt: &'static str,
    pub faq: &'static [(&'static str, &'static str)],
    /// Answers to a keyword that is a question.
    pub question_answers: Phrases,
    /// Categories by content type.
    pub categories: &'static [(&'static str, &'static str)],
    /// A name of two words from one.
    pub topics: &'static str,
    pub alt_featured: &'static str,
    pub alt_section: &'static str,
}

/// The phrases for a language (BCP 47).
pub(super) fn stock(language: &str) -> &'static Stock {
    match primary(language).as_str() {
        "de" => &de::STOCK,
        "es" => &es::STOCK,
        "fr" => &fr::STOCK,
        "it" => &it::STOCK,
        "nl" => &nl::STOCK,
        "pt" => &pt::STOCK,
        _ => &en::STOCK,
    }
}

/// The first part of a language tag, lower-case.
pub(super) fn primary(language: &str) -> String {
    let first = language.trim().split(['-', '_']).next().unwrap_or_default();
    first.to_lowercase()
}

impl Stock {
    /// Titles for a content type; guides for one without its own.
    pub(super) fn titles_for(&self, content_type: &str) -> Phrases {
        let of = |wanted: &str| self.titles.iter().find(|(name, _)| *name == wanted);
        of(content_type)
            .or_else(|| of("guide"))
            .map_or(&[], |(_, titles)| titles)
    }

    /// Text that will stand in quotation marks, with its own turned into inner ones.
    pub(super) fn nested(&self, text: &str) -> String {
        text.replace(self.quotes.0, self.inner_quotes.0)
            .replace(self.quotes.1, self.inner_quotes.1)
    }

    /// Text in the language's quotation marks.
    pub(super) fn quoted(&self, text: &str) -> String {
        format!("{}{text}{}", self.quotes.0, self.quotes.1)
    }
}

#[cfg(test)]
pub(super) const ALL: &[&str] = &["en", "de", "es", "fr", "it", "nl", "pt"];
