//! Text that comes piece by piece.

use std::time::Duration;

use reqwest::Response;
use serde_json::Value;

use super::sse::Events;
use super::thoughts::Thoughts;
use super::{TEXT_CAP, chat, usage};
use crate::ai::provider::wire::{Call, Wire, malformed, of_reqwest};
use crate::ai::provider::{ProviderError, Sink, TextReply};

/// What came so far.
#[derive(Default)]
struct Story {
    text: String,
    thoughts: Thoughts,
    refusal: String,
    /// Why it ended; while this is missing, the answer is not whole.
    reason: Option<String>,
    model: Option<String>,
}

/// Reads a stream to its end. A stream that stops before the answer says why it ended is an error, never a short text.
pub(super) async fn read(
    wire: &Wire,
    call: &mut Call,
    mut response: Response,
    silence: Duration,
    sink: &mut Sink<'_>,
) -> Result<TextReply, ProviderError> {
    let mut events = Events::default();
    let mut story = Story::default();
    let mut read = 0;
    loop {
        let piece = match tokio::time::timeout(silence, response.chunk()).await {
            Ok(Ok(piece)) => piece,
            // What is missing after the end of the answer is only its count of tokens.
            _ if story.reason.is_some() => None,
            Ok(Err(error)) => return Err(of_reqwest(error)),
            Err(_) => return Err(ProviderError::TimedOut),
        };
        let is_end = piece.is_none();
        let found = match piece {
            Some(bytes) => {
                read += bytes.len();
                events.feed(&bytes)
            }
            None => events.end().into_iter().collect(),
        };
        if read > TEXT_CAP {
            return Err(malformed(format!("it is longer than {TEXT_CAP} bytes")));
        }
        let mut is_done = is_end;
        for data in found {
            is_done |= story.take(wire, call, &data, sink)?;
        }
        if is_done {
            return story.reply(wire, call);
        }
    }
}

impl Story {
    /// Takes the data of one event; `true` when it is the last.
    fn take(
        &mut self,
        wire: &Wire,
        call: &mut Call,
        data: &str,
        sink: &mut Sink<'_>,
    ) -> Result<bool, ProviderError> {
        let data = data.trim();
        if data == "[DONE]" {
            return Ok(true);
        }
        if data.is_empty() {
            return Ok(false);
        }
        let value: Value = serde_json::from_str(data)
            .map_err(|error| malformed(format!("a piece of the stream is no JSON: {error}")))?;
        if !value["error"].is_null() {
            return Err(wire.within(&value));
        }
        if call.request_id.is_none() {
            call.request_id = value["id"].as_str().map(str::to_owned);
        }
        if self.model.is_none() {
            self.model = value["model"].as_str().map(str::to_owned);
        }
        if value["usage"].is_object() {
            call.usage = usage(&value["usage"]);
        }
        let choice = &value["choices"][0];
        let piece = chat::text_of(&choice["delta"]["content"]);
        if !piece.is_empty() {
            let shown = self.thoughts.feed(&piece);
            if !shown.is_empty() {
                sink(&shown);
            }
            self.text.push_str(&piece);
        }
        if let Some(refusal) = choice["delta"]["refusal"].as_str() {
            self.refusal.push_str(refusal);
        }
        if let Some(reason) = choice["finish_reason"].as_str() {
            self.reason = Some(reason.to_owned());
        }
        Ok(false)
    }

    fn reply(self, wire: &Wire, call: &Call) -> Result<TextReply, ProviderError> {
        if !self.refusal.is_empty() {
            return Err(ProviderError::Refused {
                detail: wire.words(&self.refusal),
            });
        }
        let reason = self.reason.ok_or_else(|| ProviderError::Unavailable {
            detail: "the answer broke off before its end".to_owned(),
            retry_after: None,
        })?;
        let ended = chat::ended(&reason)?;
        chat::finished(call, &self.text, ended, self.model.as_deref())
    }
}
