//! Whoever speaks as OpenAI does: OpenAI itself, and the many servers of other models that took over its API.

mod chat;
mod embeddings;
mod images;
mod quirks;
mod sse;
mod stream;
mod thoughts;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Method, Response};
use secrecy::SecretString;
use serde_json::Value;

use super::wire::{Call, Wire, malformed};
use super::{
    Answer, EmbedReply, EmbedRequest, ImageReply, ImageRequest, Provider, ProviderError, Sink, TextReply,
    TextRequest, Usage,
};
use crate::egress::Egress;
use quirks::Quirks;

/// Where OpenAI itself answers.
const BASE: &str = "https://api.openai.com/v1";

/// How long a stream may be silent: while a model thinks, or a small server reads a long prompt, nothing comes.
const SILENCE: Duration = Duration::from_mins(3);

/// How long the test of a connection may take.
const CHECK: Duration = Duration::from_secs(20);

/// What the test says of a key that may write but not list models.
const LISTS_NONE: &str =
    "The key is accepted. It may not list models, so only the first run shows whether the model answers.";

/// The most bytes of text with all that is around it, and of a list of models.
const TEXT_CAP: usize = 8 << 20;

/// An OpenAI-compatible server.
#[derive(Debug)]
pub struct OpenAi {
    wire: Wire,
    silence: Duration,
    /// How a model is first asked that nothing is known of.
    first: Quirks,
    quirks: Mutex<HashMap<String, Quirks>>,
}

impl OpenAi {
    /// The server at `base_url`, OpenAI's own when there is none. A server of one's own may need no key.
    ///
    /// # Errors
    /// An address that may not be called, a key that can be none, or none for OpenAI.
    pub fn new(
        egress: Egress,
        base_url: Option<&str>,
        key: Option<SecretString>,
    ) -> Result<Self, ProviderError> {
        let base_url = base_url.map(str::trim).filter(|base| !base.is_empty());
        let wire = Wire::new(egress, base_url.unwrap_or(BASE), key)?;
        if base_url.is_none() && !wire.has_key() {
            return Err(ProviderError::Key {
                detail: "there is none".to_owned(),
            });
        }
        Ok(Self {
            wire,
            silence: SILENCE,
            // Most servers but OpenAI's go by the older name of the limit, and some take the newer one without heeding it.
            first: Quirks {
                older_limit: base_url.is_some(),
                ..Quirks::default()
            },
            quirks: Mutex::default(),
        })
    }

    /// The same with another limit on how long a stream may be silent.
    #[must_use]
    pub fn silent_for(mut self, silence: Duration) -> Self {
        self.silence = silence;
        self
    }

    /// Tests address and key without any cost, and says in one sentence what answers.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn check(&self) -> Answer<String> {
        let mut call = Call::new(CHECK);
        match self.models(&mut call).await {
            Ok(1) => Ok("The connection works; one model is offered.".to_owned()),
            Ok(count) => Ok(format!("The connection works; {count} models are offered.")),
            Err(ProviderError::Key { detail }) if may_not_list(&detail) => Ok(LISTS_NONE.to_owned()),
            Err(error) => Err(call.failed(error)),
        }
    }

    async fn models(&self, call: &mut Call) -> Result<usize, ProviderError> {
        let request = self.wire.request(Method::GET, &["models"])?;
        let response = self.sent(call, request).await?;
        let value: Value = call.json(response, TEXT_CAP).await?;
        if !value["error"].is_null() {
            return Err(self.wire.within(&value));
        }
        match &value["data"] {
            Value::Array(models) => Ok(models.len()),
            _ => Err(malformed(
                "there is no list of models: check the address in Integrations",
            )),
        }
    }

    /// Sends, and makes an error of any status but 2xx.
    async fn sent(
        &self,
        call: &mut Call,
        request: reqwest::RequestBuilder,
    ) -> Result<Response, ProviderError> {
        let response = call.send(request).await?;
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(self.wire.fault(call, response).await.1)
        }
    }

    /// Asks for text, again without what a server or a model does not know. Such an answer comes before any work, and
    /// what was found out holds for later calls.
    async fn asked(&self, call: &mut Call, request: &TextRequest) -> Result<Response, ProviderError> {
        let mut quirks = self.known_of(&request.model);
        loop {
            let body = chat::body(request, quirks);
            let sent = self
                .wire
                .request(Method::POST, &["chat", "completions"])?
                .json(&body);
            let response = call.send(sent).await?;
            let status = response.status();
            if status.is_success() {
                self.found_out(&request.model, quirks);
                return Ok(response);
            }
            let (told, error) = self.wire.fault(call, response).await;
            match quirks.after(status.as_u16(), &told) {
                Some(next) => {
                    tracing::info!(model = request.model, %error, "asking again without what is refused");
                    quirks = next;
                }
                None => return Err(error),
            }
        }
    }

    async fn chat(
        &self,
        call: &mut Call,
        request: &TextRequest,
        sink: &mut Sink<'_>,
    ) -> Result<TextReply, ProviderError> {
        let response = self.asked(call, request).await?;
        let kind = response.headers().get(reqwest::header::CONTENT_TYPE);
        // Not every server streams, and whatever stands before one may answer with a page.
        let is_whole = kind.is_some_and(|kind| {
            let kind = kind.as_bytes();
            kind.starts_with(b"application/json") || kind.starts_with(b"text/html")
        });
        if request.schema.is_some() || is_whole {
            let value: Value = call.json(response, TEXT_CAP).await?;
            let mut reply = chat::reply(&self.wire, call, &value)?;
            match request.schema {
                Some(_) => reply.text = chat::unfenced(&reply.text).to_owned(),
                None => sink(&reply.text),
            }
            return Ok(reply);
        }
        stream::read(&self.wire, call, response, self.silence, sink).await
    }

    fn known_of(&self, model: &str) -> Quirks {
        let known = self.quirks.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(model).copied().unwrap_or(self.first)
    }

    fn found_out(&self, model: &str, quirks: Quirks) {
        let mut known = self.quirks.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(model.to_owned(), quirks);
    }
}

#[async_trait]
impl Provider for OpenAi {
    fn name(&self) -> &'static str {
        "openai"
    }

    async fn check(&self) -> Answer<String> {
        // The type's own, which says what is wrong.
        Self::check(self).await
    }

    async fn text(&self, request: &TextRequest, sink: &mut Sink<'_>) -> Answer<TextReply> {
        let mut call = Call::new(request.timeout);
        match self.chat(&mut call, request, sink).await {
            Ok(reply) => Ok(reply),
            Err(error) => Err(call.failed(error)),
        }
    }

    async fn image(&self, request: &ImageRequest) -> Answer<ImageReply> {
        let mut call = Call::new(request.timeout);
        match self.draw(&mut call, request).await {
            Ok(reply) => Ok(reply),
            Err(error) => Err(call.failed(error)),
        }
    }

    async fn embed(&self, request: &EmbedRequest) -> Answer<EmbedReply> {
        let mut call = Call::new(request.timeout);
        match self.vectors(&mut call, request).await {
            Ok(reply) => Ok(reply),
            Err(error) => Err(call.failed(error)),
        }
    }
}

/// Whether a key is refused only since it may not list models, as a restricted key of OpenAI's says it.
fn may_not_list(detail: &str) -> bool {
    let detail = detail.to_lowercase();
    detail.contains("missing scope") || detail.contains("insufficient permission")
}

/// Tokens, by the names of either API of OpenAI.
fn usage(value: &Value) -> Usage {
    let count = |value: &Value| {
        value
            .as_u64()
            .map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX))
    };
    let either = |one: &Value, other: &Value| count(if one.is_null() { other } else { one });
    Usage {
        input: either(&value["prompt_tokens"], &value["input_tokens"]),
        cached: either(
            &value["prompt_tokens_details"]["cached_tokens"],
            &value["input_tokens_details"]["cached_tokens"],
        ),
        output: either(&value["completion_tokens"], &value["output_tokens"]),
    }
}
