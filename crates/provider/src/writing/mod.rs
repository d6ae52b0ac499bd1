//! What the writing functions ask of a model and what they get back: one pair of plain structs for each purpose.

mod article;
mod ideas;
mod images;
mod schema;
mod variables;

pub use article::{
    Brief, Faq, Finish, FinishAnswer, Link, Outline, OutlineAnswer, OutlineSection, SectionBrief,
};
pub use ideas::{Idea, Ideas, IdeasAnswer, NameClusters, NamesAnswer, Phrase};
pub use images::{ImagePrompt, ImagePrompts, ImagePromptsAnswer};
pub use schema::schema;
pub use variables::variables;

use serde::Serialize;

/// What a model is asked for, with all that it needs to know. A provider that speaks to a language model uses the
/// prompt that was made from it; the offline provider works from it directly.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "purpose", rename_all = "snake_case")]
pub enum Purpose {
    /// Names for groups of keywords.
    NameClusters(NameClusters),
    /// Ideas for articles of one cluster.
    Ideas(Ideas),
    /// The outline of one article.
    Outline(Outline),
    /// One section of an article, as HTML without its heading.
    Section(SectionBrief),
    /// Meta data, FAQ and tags of a written article.
    Finish(Finish),
    /// Prompts for the pictures of an article.
    ImagePrompts(ImagePrompts),
}

impl Purpose {
    /// The name, as prompts and call records have it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NameClusters(_) => "name_clusters",
            Self::Ideas(_) => "ideas",
            Self::Outline(_) => "outline",
            Self::Section(_) => "section",
            Self::Finish(_) => "finish",
            Self::ImagePrompts(_) => "image_prompts",
        }
    }
}

#[cfg(test)]
mod prompt_tests;
