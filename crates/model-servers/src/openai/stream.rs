//! Text that comes piece by piece.

use std::time::Duration;

use provider::{ProviderError, Sink, TextReply};
use reqwest::Response;
use serde_json::Value;

use super::finish::{Finish, is_torn};
use super::sse::{Event, Events};
use super::thoughts::Thoughts;
use super::{Fault, TEXT_CAP, chat, counted, foreign, has_usage, usage};
use crate::wire::{Call, Wire, begins_packed, from_json, is_fault, malformed, of_reqwest, passing};

/// How long the count of tokens is waited for once the answer has ended.
const AFTER: Duration = Duration::from_secs(10);

/// What came so far.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each of these may come without the others"
)]
#[derive(Default)]
struct Story {
    text: String,
    thoughts: Thoughts,
    refusal: String,
    /// What servers keep apart as thoughts.
    thought: String,
    /// Why it ended; while this is missing, the answer is not whole.
    finish: Option<Finish>,
    /// Words came behind an end, so that an end says nothing here.
    is_early: bool,
    /// The piece before, how many there were, and whether each began with the one before it.
    latest: String,
    pieces: usize,
    grows: bool,
    /// The server said that this is all.
    is_done: bool,
    /// The tokens were counted after the text, which is an end as well.
    is_counted: bool,
    /// Whether there was anything that belongs to an answer.
    began: bool,
    model: Option<String>,
    /// What came that is no JSON.
    junk: String,
    /// A piece of the answer came broken, so that its text has a hole.
    is_damaged: bool,
    /// The first bytes as they came.
    head: Vec<u8>,
}

/// Texts below so many characters may begin alike by chance.
const SHORT: usize = 20;

/// The most bytes of a stream that are kept as they came.
const HEAD: usize = 16 << 10;

/// Reads a stream to its end. A stream that stops before the answer says why it ended is an error, never a short text.
pub(super) async fn read(
    wire: &Wire,
    call: &mut Call,
    mut response: Response,
    silence: Duration,
    is_json: bool,
    sink: &mut Sink<'_>,
) -> Result<TextReply, Fault> {
    let mut events = Events::default();
    let mut story = Story::default();
    let mut read = 0;
    loop {
        // Some keep the connection open behind the end.
        let patience = if story.finish.is_some() && !story.is_early {
            silence.min(AFTER)
        } else {
            silence
        };
        let piece = match tokio::time::timeout(patience, response.chunk()).await {
            Ok(Ok(piece)) => piece,
            // What is missing after the end of the answer is only its count of tokens.
            _ if story.finish.is_some() && !story.is_early && !is_torn(&story.text, is_json) => None,
            Ok(Err(error)) => return Err(of_reqwest(error).into()),
            Err(_) => return Err(ProviderError::TimedOut.into()),
        };
        let is_end = piece.is_none();
        let found = match piece {
            // Packed without a word of it, there are no pieces to show.
            Some(bytes) if read == 0 && begins_packed(&bytes) => {
                let rest = call.rest(bytes, response, TEXT_CAP);
                let rest = tokio::time::timeout(call.left(), rest).await;
                let body = rest.unwrap_or(Err(ProviderError::TimedOut))?;
                return read_whole(wire, call, &body, is_json, sink);
            }
            Some(bytes) => {
                read += bytes.len();
                story.note(&bytes);
                events.feed(&bytes)
            }
            None => events.end(),
        };
        if read > TEXT_CAP {
            return Err(malformed(format!("it is longer than {TEXT_CAP} bytes")).into());
        }
        for event in found {
            story.take(wire, call, event, sink)?;
        }
        if is_end || story.is_done {
            return story.reply(wire, call, is_json);
        }
    }
}

/// Reads what came whole, though it was written for a stream.
pub(super) fn read_whole(
    wire: &Wire,
    call: &mut Call,
    body: &[u8],
    is_json: bool,
    sink: &mut Sink<'_>,
) -> Result<TextReply, Fault> {
    let mut events = Events::default();
    let mut story = Story::default();
    story.note(body);
    let mut found = events.feed(body);
    found.extend(events.end());
    for event in found {
        story.take(wire, call, event, sink)?;
    }
    story.reply(wire, call, is_json)
}

/// Whether words between the pieces of an answer tell of a fault: of proxies and of servers that die.
fn is_about_a_fault(junk: &str) -> bool {
    let junk = junk.to_lowercase();
    [
        "error",
        "exception",
        "traceback",
        "timeout",
        "timed out",
        "failed",
        "overloaded",
        "unavailable",
        "exceeded",
    ]
    .iter()
    .any(|word| junk.contains(word))
}

impl Story {
    /// Keeps how it began.
    fn note(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len());
        self.head.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Takes one event.
    fn take(&mut self, wire: &Wire, call: &mut Call, event: Event, sink: &mut Sink<'_>) -> Result<(), Fault> {
        let value = match event {
            Event::Done => {
                self.is_done = true;
                return Ok(());
            }
            Event::Error(value) => return Err(self.fault(Fault::within(wire, &value))),
            // Some write it as a text.
            Event::Data(Value::String(text)) if text == "[DONE]" => {
                self.is_done = true;
                return Ok(());
            }
            Event::Data(value) => foreign::as_chat(value),
            Event::Junk(text) => {
                if self.began && self.finish.is_none() {
                    self.is_damaged |= text.starts_with('{');
                    if is_about_a_fault(&text) {
                        return Err(ProviderError::Unavailable {
                            detail: format!("the server stopped with an error: {}", wire.words(&text)),
                            retry_after: None,
                        }
                        .into());
                    }
                }
                if self.junk.is_empty() {
                    self.junk = text;
                }
                return Ok(());
            }
        };
        if is_fault(&value) {
            return Err(self.fault(Fault::within(wire, &value)));
        }
        if call.request_id.is_none() {
            call.request_id = value["id"].as_str().map(str::to_owned);
        }
        if self.model.is_none() {
            self.model = value["model"].as_str().map(str::to_owned);
        }
        if has_usage(&value) {
            call.usage = counted(call.usage, usage(&value));
            // What counts all of it comes after all of it.
            let choices = &value["choices"];
            let is_last = choices.is_null() || choices.as_array().is_some_and(Vec::is_empty);
            self.is_counted |= is_last && !self.text.is_empty();
        }
        self.began |=
            value["choices"].is_array() || value["message"].is_object() || value["response"].is_string();
        let piece = chat::text_in(&value);
        let piece = self.new_of(piece, &value);
        if !piece.is_empty() {
            // An end before the last words was none.
            if !piece.trim().is_empty() {
                self.is_early |= self.finish.take().is_some();
            }
            let shown = self.thoughts.feed(&piece);
            if !shown.is_empty() {
                sink(&shown);
            }
            self.text.push_str(&piece);
        }
        if let Some(thought) = chat::thought_in(&value)
            && self.thought.len() < TEXT_CAP
        {
            self.thought.push_str(thought);
        }
        if let Some(refusal) = chat::refusal_in(&value) {
            self.refusal.push_str(refusal);
        }
        if let Some(finish) = chat::finish_in(&value) {
            self.finish = Some(finish);
        }
        Ok(())
    }

    /// What of a piece is new. Some servers give all of the text once more at its end, as the message of a whole answer.
    fn new_of(&mut self, piece: String, value: &Value) -> String {
        let is_whole =
            !value["choices"][0]["delta"].is_object() && value["choices"][0]["message"].is_object();
        let is_repeated = is_whole
            && !self.text.is_empty()
            && (self.text.chars().count() >= SHORT && piece.trim_start().starts_with(self.text.trim())
                || piece.trim() == self.text.trim() && chat::finish_in(value).is_some());
        if is_repeated {
            let piece = piece.trim_start();
            return piece[self.text.trim().len()..].trim_end().to_owned();
        }
        if !piece.is_empty() {
            self.grows = piece.starts_with(&self.latest) && (self.pieces == 0 || self.grows);
            self.pieces += 1;
            self.latest.clone_from(&piece);
        }
        piece
    }

    /// A fault within a stream; once there are words, asking in another way is no help.
    fn fault(&self, fault: Fault) -> Fault {
        if self.text.is_empty() {
            fault
        } else {
            fault.error.into()
        }
    }

    fn reply(mut self, wire: &Wire, call: &mut Call, is_json: bool) -> Result<TextReply, Fault> {
        // Some give all that there is so far with each piece.
        if self.grows && self.pieces > 2 && self.latest.chars().count() >= SHORT {
            self.text = std::mem::take(&mut self.latest);
        }
        if !self.refusal.is_empty() {
            let detail = wire.words(&self.refusal);
            return Err(ProviderError::Refused { detail }.into());
        }
        let is_ended = self.finish.is_some() || self.is_done || self.is_counted;
        if self.is_damaged && is_ended {
            return Err(ProviderError::Unavailable {
                detail: "a part of the answer was damaged on its way".to_owned(),
                retry_after: None,
            }
            .into());
        }
        if !is_ended {
            // Nothing but words that are no JSON: a page, a sentence of a proxy, or half a document.
            if let Some(fault) = passing(&self.head).filter(|_| !self.began) {
                return Err(fault.into());
            }
            if !self.began && !self.junk.is_empty() {
                return Err(match from_json::<Value>(self.junk.as_bytes()) {
                    Err(error) if self.junk.starts_with(['{', '[', '<']) => error.into(),
                    _ => malformed(format!("no JSON: {}", wire.words(&self.junk))).into(),
                });
            }
            if !self.junk.is_empty() && self.junk.starts_with('{') && self.text.is_empty() {
                return Err(malformed("a piece of the stream is no JSON").into());
            }
            return Err(ProviderError::Unavailable {
                detail: "the answer was cut off".to_owned(),
                retry_after: None,
            }
            .into());
        }
        // Where an end came too early once, the last one is no better.
        let finish = self
            .finish
            .filter(|finish| !self.is_early || *finish != Finish::Complete);
        let said = chat::Said {
            text: &self.text,
            thought: &self.thought,
        };
        chat::finished(wire, call, said, finish, is_json, self.model.as_deref())
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
