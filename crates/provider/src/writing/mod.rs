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

use igny8::system::prompts::PromptPurpose;
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
    /// What the answer is, as prompts and call records have it.
    pub const fn kind(&self) -> PromptPurpose {
        match self {
            Self::NameClusters(_) => PromptPurpose::NameClusters,
            Self::Ideas(_) => PromptPurpose::Ideas,
            Self::Outline(_) => PromptPurpose::Outline,
            Self::Section(_) => PromptPurpose::Section,
            Self::Finish(_) => PromptPurpose::Finish,
            Self::ImagePrompts(_) => PromptPurpose::ImagePrompts,
        }
    }
}

#[cfg(test)]
mod prompt_tests;
