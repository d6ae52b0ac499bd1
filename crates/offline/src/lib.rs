//! The provider that needs no key: texts put together by rules and pictures drawn from the title, both labelled
//! "Offline draft". The same request always has the same answer.

mod casing;
mod embed;
mod finish;
mod ideas;
mod image_prompts;
mod languages;
mod names;
mod outline;
mod picture;
mod section;
mod seed;
mod stream;
mod term;
mod text;

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use provider::writing::Purpose;
use provider::{
    Answer, EmbedReply, EmbedRequest, Ended, ImageReply, ImageRequest, Provider, ProviderError, Sink,
    TextReply, TextRequest, Usage,
};
use serde::Serialize;

/// The name of its one model.
const MODEL: &str = "offline";

/// The embedded default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offline;

#[async_trait]
impl Provider for Offline {
    fn name(&self) -> &'static str {
        "offline"
    }

    async fn text(&self, request: &TextRequest, sink: &mut Sink<'_>) -> Answer<TextReply> {
        let (text, ended) = match &request.purpose {
            Purpose::NameClusters(ask) => (json(&names::names(ask))?, Ended::Complete),
            Purpose::Ideas(ask) => (json(&ideas::ideas(ask))?, Ended::Complete),
            Purpose::Outline(ask) => (json(&outline::outline(ask))?, Ended::Complete),
            Purpose::Finish(ask) => (json(&finish::finish(ask))?, Ended::Complete),
            Purpose::ImagePrompts(ask) => (json(&image_prompts::prompts(ask))?, Ended::Complete),
            Purpose::Section(ask) => {
                let html = section::section(ask);
                let rest = stream::rest(&html, request.so_far.as_deref());
                stream::send(rest, request.max_tokens, sink).await
            }
        };
        let usage = Usage {
            input: text::tokens(&request.system).saturating_add(text::tokens(&request.prompt)),
            cached: 0,
            output: text::tokens(&text),
        };
        Ok(TextReply {
            text,
            ended,
            usage,
            request_id: None,
            model: Some(MODEL.to_owned()),
        })
    }

    async fn image(&self, request: &ImageRequest) -> Answer<ImageReply> {
        let request = request.clone();
        let drawn = tokio::task::spawn_blocking(move || picture::draw(&request)).await;
        let bytes = drawn
            .map_err(|error| failed(&error))?
            .map_err(|error| failed(&error))?;
        Ok(ImageReply {
            bytes: bytes.into(),
            revised_prompt: None,
            cost: Some(0.0),
            usage: Usage::default(),
            request_id: None,
        })
    }

    async fn embed(&self, request: &EmbedRequest) -> Answer<EmbedReply> {
        let mut input = 0_u32;
        let mut vectors = Vec::with_capacity(request.texts.len());
        for text in &request.texts {
            input = input.saturating_add(text::tokens(text));
            vectors.push(embed::vector(text));
            tokio::task::yield_now().await;
        }
        Ok(EmbedReply {
            vectors,
            usage: Usage {
                input,
                ..Usage::default()
            },
            request_id: None,
        })
    }
}

/// An answer as the document that a language model would have sent.
fn json<T: Serialize>(answer: &T) -> Answer<String> {
    Ok(
        serde_json::to_string(answer).map_err(|error| ProviderError::Malformed {
            detail: error.to_string(),
            text: None,
        })?,
    )
}

fn failed(error: &dyn std::error::Error) -> ProviderError {
    ProviderError::Unavailable {
        detail: format!("the picture could not be drawn: {error}"),
        retry_after: None,
    }
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
