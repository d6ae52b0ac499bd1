//! An article: its brief, outline, sections and what finishes it.

use serde::{Deserialize, Serialize};

/// What every step of one article knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Language (BCP 47).
    pub language: String,
    /// The title.
    pub title: String,
    /// What sets it apart.
    pub angle: Option<String>,
    /// `guide`, `how_to`, `list`, `comparison`, `review`, `news` or `landing`.
    pub content_type: String,
    /// The keywords it is for, the main one first.
    pub keywords: Vec<String>,
    /// Words that the whole article should have.
    pub words: u32,
    /// The site's brand voice, if any.
    pub voice: Option<String>,
}

/// Asks for an outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// The article.
    pub brief: Brief,
    /// Headings that the idea proposed, if any.
    pub headings: Vec<String>,
}

/// The outline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutlineAnswer {
    /// The sections in order, 3 to 20.
    pub sections: Vec<OutlineSection>,
}

/// One section to be written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutlineSection {
    /// Its heading (`h2`), plain text; empty for the introduction.
    pub heading: String,
    /// What it must say.
    pub points: Vec<String>,
    /// Words that it should have.
    pub words: u32,
}

/// Asks for one section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SectionBrief {
    /// The article.
    pub brief: Brief,
    /// All headings in order.
    pub headings: Vec<String>,
    /// Which of them this is, from 0.
    pub index: usize,
    /// The section.
    pub section: OutlineSection,
    /// The end of what is written before it, plain text, so that it goes on smoothly.
    pub before: String,
    /// Published pages of the same site that it may link to.
    pub links: Vec<Link>,
}

/// A published page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// Asks for what finishes an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finish {
    /// The article.
    pub brief: Brief,
    /// Its headings.
    pub headings: Vec<String>,
    /// Its text without markup, cut at some thousand characters.
    pub text: String,
}

/// What finishes an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinishAnswer {
    /// For search results, at most 60 characters.
    pub meta_title: String,
    /// For search results, at most 160 characters.
    pub meta_description: String,
    /// Last part of the address: lower-case words and hyphens.
    pub slug: String,
    /// One or two sentences for lists.
    pub excerpt: String,
    /// Questions that readers ask, 3 to 6.
    pub faq: Vec<Faq>,
    /// Tags, at most 8.
    pub tags: Vec<String>,
    /// Categories, at most 2.
    pub categories: Vec<String>,
}

/// One question and its answer, plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faq {
    /// The question.
    pub question: String,
    /// The answer, one short paragraph.
    pub answer: String,
}
