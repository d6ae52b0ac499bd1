//! What is saved of an article: its text cleaned, with the figures that follow from it and from all else of the article.

use igny8::error::Problem;
use igny8::writer::article::{Article, Text};
use igny8::writer::facts::Facts;
use igny8::writer::limits;
use igny8::writer::score::score;

use crate::error::Result;

/// A text that was checked and cleaned, with its figures.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The text.
    pub text: Text,
    /// Words of the body.
    pub words: i32,
    /// The score.
    pub score: i16,
    /// Whether it still is what the built-in writer made.
    pub offline: bool,
}

impl Revision {
    /// Cleans a text and works out its figures, with all else of the article as it is.
    ///
    /// # Errors
    /// A field error if it is too long.
    pub async fn of(text: Text, mut article: Article) -> Result<Self> {
        let revision = tokio::task::spawn_blocking(move || {
            article.text = text;
            article.text.html = article_html::clean(&article.text.html);
            let facts = Facts::of_document(&article);
            Self {
                words: i32::try_from(facts.words).unwrap_or(i32::MAX),
                score: i16::from(score(&facts).total),
                offline: article.offline,
                text: article.text,
            }
        })
        .await?;
        if revision.text.html.len() > limits::HTML_BYTES {
            return Err(Problem::field("html", limits::too_long()).into());
        }
        Ok(revision)
    }
}
