//! Who answers when a function asks a model: one trait, with what is asked and what comes back.
//!
//! [`writing`] says what is asked, [`TextRequest`] and its like carry it, and [`Failed`] says what went wrong, so that who
//! asks need not know who answers.

mod error;
mod request;
pub mod writing;

pub use igny8::writer::images::ImageStyle;

pub use error::{Failed, ProviderError, grouped};
pub use request::{
    EmbedReply, EmbedRequest, Ended, ImageReply, ImageRequest, Schema, TextReply, TextRequest, Usage,
};

use async_trait::async_trait;

/// Result of a call.
pub type Answer<T> = Result<T, Failed>;

/// Takes the text of a reply piece by piece, as it comes.
pub type Sink<'a> = dyn FnMut(&str) + Send + 'a;

/// What was found out while asking.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learnt {
    /// Of which models what, to be kept.
    pub models: Vec<(String, serde_json::Value)>,
    /// Sentences for the run's log.
    pub notes: Vec<String>,
}

/// Somebody who answers. Each method makes one call that counts: retries, repair and continuation are the engine's.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The name, as settings and call records have it.
    fn name(&self) -> &'static str;

    /// Whether it would answer: one sentence on what it is.
    async fn check(&self) -> Answer<String> {
        Ok("The offline provider is always available.".to_owned())
    }

    /// The names of its models, where it tells them.
    async fn models(&self) -> Answer<Vec<String>> {
        Ok(Vec::new())
    }

    /// What was found out earlier of a model, as [`Learnt`] had it.
    fn recall(&self, model: &str, known: &serde_json::Value) {
        let _ = (model, known);
    }

    /// What was found out since this was last asked.
    fn learnt(&self) -> Learnt {
        Learnt::default()
    }

    /// Text. With a schema the reply is one JSON document; without one, its pieces go to `sink` as they come.
    async fn text(&self, request: &TextRequest, sink: &mut Sink<'_>) -> Answer<TextReply>;

    /// One picture.
    async fn image(&self, request: &ImageRequest) -> Answer<ImageReply> {
        let _ = request;
        Err(ProviderError::NotOffered { what: "pictures" }.into())
    }

    /// One vector a text.
    async fn embed(&self, request: &EmbedRequest) -> Answer<EmbedReply> {
        let _ = request;
        Err(ProviderError::NotOffered { what: "embeddings" }.into())
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
