//! The models behind the functions: one trait, whoever answers.

mod error;
mod offline;
pub mod openai;
mod request;
pub mod runware;
mod wire;

pub use error::{Failed, ProviderError};
pub use offline::Offline;
pub use request::{
    EmbedReply, EmbedRequest, Ended, ImageReply, ImageRequest, ImageStyle, Schema, TextReply, TextRequest,
    Usage,
};

use async_trait::async_trait;

/// Result of a call.
pub type Answer<T> = Result<T, Failed>;

/// Takes the text of a reply piece by piece, as it comes.
pub type Sink<'a> = dyn FnMut(&str) + Send + 'a;

/// Somebody who answers. Each method makes one call that counts: retries, repair and continuation are the engine's.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The name, as settings and call records have it.
    fn name(&self) -> &'static str;

    /// Whether it would answer: one sentence on what it is.
    async fn check(&self) -> Answer<String> {
        Ok("The offline provider always answers.".to_owned())
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
