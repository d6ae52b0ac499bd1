//! Prompts for the pictures of an article.

use igny8::writer::images::ImageStyle;
use serde::{Deserialize, Serialize};

/// Asks for prompts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImagePrompts {
    /// Language of the alt texts (BCP 47).
    pub language: String,
    /// The article's title.
    pub title: String,
    /// Its headings in order.
    pub headings: Vec<String>,
    /// Its keywords, the main one first.
    pub keywords: Vec<String>,
    /// Their looks.
    pub style: ImageStyle,
    /// Pictures within the article, besides the featured one.
    pub count: usize,
}

/// The prompts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImagePromptsAnswer {
    /// The featured picture.
    pub featured: ImagePrompt,
    /// The pictures within the article, as many as were asked for.
    pub images: Vec<ImagePrompt>,
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImagePrompt {
    /// The heading that it follows; empty for the featured one.
    pub heading: String,
    /// What it shows, for the model that draws it.
    pub prompt: String,
    /// What it says to those who do not see it; empty if it only decorates.
    pub alt: String,
}
