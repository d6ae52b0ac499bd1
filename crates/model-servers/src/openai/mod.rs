//! Whoever speaks as OpenAI does: OpenAI itself, and the many servers of other models that took over its API.

mod asking;
mod chat;
mod dialect;
mod embeddings;
mod fault_text;
mod finish;
#[cfg(test)]
mod finish_tests;
mod foreign;
mod images;
mod ollama;
mod parts;
mod pictures;
mod quirks;
#[cfg(test)]
mod quirks_tests;
mod room;
#[cfg(test)]
mod served_tests;
mod sse;
mod stream;
mod tasks;
mod thoughts;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use egress::Egress;
use provider::{
    Answer, EmbedReply, EmbedRequest, ImageReply, ImageRequest, Learnt, Provider, ProviderError, Sink,
    TextReply, TextRequest, Usage,
};
use reqwest::Method;
use secrecy::SecretString;
use serde_json::Value;

use crate::wire::{Call, Told, Wire, is_fault, malformed};
use dialect::Dialect;
use quirks::Quirks;

/// How long a stream may be silent: while a model thinks, or a small server reads a long prompt, nothing comes.
const READ_TIMEOUT: Duration = Duration::from_mins(3);

/// How long the test of a connection may take.
const CHECK: Duration = Duration::from_secs(20);

/// What the test says of a key that may write but not list models.
const LISTS_NONE: &str =
    "The key is valid, but it can't list models. The first run will show whether the model works.";

/// What the test says of a server that has no list of models.
const HAS_NO_LIST: &str = "The server responds, but it has no list of models. The first run will show whether the key and the model work.";

/// The most bytes of text with all that is around it, and of a list of models.
const TEXT_CAP: usize = 8 << 20;

/// An OpenAI-compatible server.
#[derive(Debug)]
pub struct OpenAi {
    wire: Wire,
    silence: Duration,
    /// How it is first asked.
    dialect: Dialect,
    known: Mutex<Known>,
}

/// What is known of the models, and what is new of it.
#[derive(Debug, Default)]
struct Known {
    quirks: HashMap<String, Quirks>,
    /// Models of which something new is known.
    changed: BTreeSet<String>,
    /// Sentences for a run's log.
    notes: Vec<String>,
}

/// A failed exchange, with what the server said where it refused the request.
#[derive(Debug)]
struct Fault {
    error: ProviderError,
    /// The status and the words of a refusal. Boxed, since every result has room for them and few are faults.
    told: Option<Box<(u16, Told)>>,
}

impl From<ProviderError> for Fault {
    fn from(error: ProviderError) -> Self {
        Self { error, told: None }
    }
}

impl Fault {
    /// An error with what the server said.
    fn told(error: ProviderError, status: u16, told: Told) -> Self {
        Self {
            error,
            told: Some(Box::new((status, told))),
        }
    }

    /// The error within an answer of status 200 or a stream.
    fn within(wire: &Wire, answer: &Value) -> Self {
        let (status, told, error) = wire.told_within(answer);
        Self::told(error, status, told)
    }
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
        Self::at(egress, None, base_url, key)
    }

    /// The server of that name, at its own address unless there is another.
    ///
    /// # Errors
    /// An address that may not be called, a key that can be none, or none for a service that needs one.
    pub fn at(
        egress: Egress,
        server: Option<&str>,
        base_url: Option<&str>,
        key: Option<SecretString>,
    ) -> Result<Self, ProviderError> {
        let dialect = Dialect::of(server, base_url);
        let mut wire = Wire::new(egress, &dialect.base, key)?;
        if dialect.needs_key && !wire.has_key() {
            return Err(ProviderError::Key {
                detail: "there is none".to_owned(),
            });
        }
        if dialect.key_header {
            wire = wire.key_by("api-key");
        }
        Ok(Self {
            wire,
            silence: READ_TIMEOUT,
            dialect,
            known: Mutex::default(),
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
        match self.list(&mut call).await {
            Ok(models) if models.len() == 1 => Ok("The connection works. 1 model is available.".to_owned()),
            Ok(models) => Ok(format!(
                "The connection works. {} models are available.",
                models.len()
            )),
            Err(fault) => match fault.error {
                ProviderError::Key { detail } if may_not_list(&detail) => Ok(LISTS_NONE.to_owned()),
                error
                    if fault
                        .told
                        .as_deref()
                        .is_some_and(|(status, _)| has_no_list(*status)) =>
                {
                    match self.chats(&mut call).await {
                        Ok(true) => Ok(HAS_NO_LIST.to_owned()),
                        Ok(false) => Err(call.failed(error)),
                        Err(key) => Err(call.failed(key)),
                    }
                }
                error => Err(call.failed(error)),
            },
        }
    }

    /// Whether there is a chat at the address: it is asked without a model and without messages, which it refuses at no cost.
    async fn chats(&self, call: &mut Call) -> Result<bool, ProviderError> {
        let request = self.endpoint("", &["chat", "completions"])?;
        let response = call.send(request.json(&serde_json::json!({}))).await?;
        let status = response.status().as_u16();
        let (told, error) = self.wire.fault(call, response).await;
        match error {
            ProviderError::Key { .. } | ProviderError::Quota { .. } => Err(error),
            // A page is none of a chat's.
            _ => {
                Ok(!told.page
                    && (matches!(status, 400 | 422 | 429) || status == 404 && told.is_about_model()))
            }
        }
    }

    /// The names of its models.
    async fn list(&self, call: &mut Call) -> Result<Vec<String>, Fault> {
        let request = self.wire.request(Method::GET, &["models"])?;
        let response = call.send(request).await?;
        if !response.status().is_success() {
            let status = response.status().as_u16();
            let (told, error) = self.wire.fault(call, response).await;
            return Err(Fault::told(error, status, told));
        }
        let value: Value = call.json(response, TEXT_CAP).await?;
        if is_fault(&value) {
            return Err(Fault::within(&self.wire, &value));
        }
        // Ollama's of a server that has none yet.
        if value["data"].is_null() && value["object"] == "list"
            || value
                .as_object()
                .is_some_and(|fields| fields.len() == 1 && value["models"].is_null())
        {
            return Ok(Vec::new());
        }
        let name = |model: &Value| {
            let name = ["id", "name", "model"]
                .iter()
                .find_map(|key| model[*key].as_str());
            name.or_else(|| model.as_str()).map(str::to_owned)
        };
        let lists = [&value["data"], &value["models"], &value["result"], &value];
        let mut named = lists
            .into_iter()
            .filter_map(|list| list.as_array()?.iter().map(name).collect::<Option<Vec<String>>>());
        named
            .next()
            .ok_or_else(|| malformed("no list of models found: check the URL in Integrations").into())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_of(&self, model: &str) -> Quirks {
        self.known()
            .quirks
            .get(model)
            .unwrap_or(&self.dialect.first)
            .clone()
    }

    /// Keeps what was found out, and says so.
    fn found_out(&self, model: &str, before: &Quirks, quirks: Quirks) {
        if *before == quirks {
            return;
        }
        let mut known = self.known();
        known.notes.extend(quirks.news(before, model));
        known.changed.insert(model.to_owned());
        known.quirks.insert(model.to_owned(), quirks);
    }

    fn note(&self, notes: Vec<String>) {
        self.known().notes.extend(notes);
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

    async fn models(&self) -> Answer<Vec<String>> {
        let mut call = Call::new(CHECK);
        let listed = self.list(&mut call).await;
        listed.map_err(|fault| call.failed(fault.error))
    }

    fn recall(&self, model: &str, known: &Value) {
        // What an older version has kept in another form is found out anew.
        if let Ok(quirks) = serde_json::from_value(known.clone()) {
            self.known().quirks.insert(model.to_owned(), quirks);
        }
    }

    fn learnt(&self) -> Learnt {
        let mut known = self.known();
        let changed = std::mem::take(&mut known.changed);
        let models = changed.into_iter().filter_map(|model| {
            let quirks = serde_json::to_value(known.quirks.get(&model)?).ok()?;
            Some((model, quirks))
        });
        let models = models.collect();
        Learnt {
            models,
            notes: std::mem::take(&mut known.notes),
        }
    }

    async fn text(&self, request: &TextRequest, sink: &mut Sink<'_>) -> Answer<TextReply> {
        let mut call = Call::new(request.timeout);
        let reply = self.chat(&mut call, request, sink).await;
        self.note(std::mem::take(&mut call.notes));
        reply.map_err(|error| call.failed(error))
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

/// Whether a server that answers so to the question for its models may have none of this address.
const fn has_no_list(status: u16) -> bool {
    matches!(status, 404 | 405 | 501)
}

/// What two counts of one answer say together: some count what was read at its beginning, and what was written at its end.
fn counted(before: Usage, now: Usage) -> Usage {
    Usage {
        input: before.input.max(now.input),
        cached: before.cached.max(now.cached),
        output: before.output.max(now.output),
    }
}

/// Whether a document counts tokens.
fn has_usage(value: &Value) -> bool {
    value["usage"].is_object()
        || value["x_groq"]["usage"].is_object()
        || value["prompt_eval_count"].is_number()
        || value["eval_count"].is_number()
}

/// Tokens, by the names of either API of OpenAI, and of Ollama's own; some write numbers as texts.
fn usage(value: &Value) -> Usage {
    let count = |value: &Value| match value {
        // Some write whole numbers with a point, or as texts.
        Value::Number(number) => format!("{:.0}", number.as_f64()?).parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let told = match &value["usage"] {
        // Groq's, at the end of a stream.
        Value::Null => &value["x_groq"]["usage"],
        told => told,
    };
    let first = |values: &[&Value]| values.iter().find_map(|value| count(value)).unwrap_or_default();
    let input = first(&[
        &told["prompt_tokens"],
        &told["input_tokens"],
        &told["tokens"]["input_tokens"],
        &value["prompt_eval_count"],
    ]);
    let cached = first(&[
        &told["prompt_tokens_details"]["cached_tokens"],
        &told["input_tokens_details"]["cached_tokens"],
        // DeepSeek's.
        &told["prompt_cache_hit_tokens"],
    ]);
    Usage {
        input,
        cached: cached.min(input),
        output: first(&[
            &told["completion_tokens"],
            &told["output_tokens"],
            &told["tokens"]["output_tokens"],
            &value["eval_count"],
        ]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tokens_are_counted_by_many_names() {
        for (value, input, cached, output) in [
            (
                json!({ "usage": { "prompt_tokens": 5, "completion_tokens": 7 } }),
                5,
                0,
                7,
            ),
            (
                json!({ "usage": { "input_tokens": "5", "output_tokens": "7" } }),
                5,
                0,
                7,
            ),
            (
                json!({ "usage": { "prompt_tokens": 5.0, "completion_tokens": 7.0, "prompt_cache_hit_tokens": 2 } }),
                5,
                2,
                7,
            ),
            (
                json!({ "prompt_eval_count": 5, "eval_count": 7, "done": true }),
                5,
                0,
                7,
            ),
            (json!({ "usage": null }), 0, 0, 0),
            (
                json!({ "x_groq": { "usage": { "prompt_tokens": 5, "completion_tokens": 7 } } }),
                5,
                0,
                7,
            ),
            (
                json!({ "usage": { "prompt_tokens": -1, "completion_tokens": "many" } }),
                0,
                0,
                0,
            ),
        ] {
            let expected = Usage {
                input,
                cached,
                output,
            };
            assert_eq!(usage(&value), expected, "{value}");
        }
    }
}
