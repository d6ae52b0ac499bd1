//! Asks, and asks again without what a server refuses. A refusal comes before any work, so it costs nothing; what was
//! found out holds for later calls.

use provider::{Ended, ProviderError, Sink, TextReply, TextRequest, grouped};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use super::parts::{CHAT, Part};
use super::quirks::{Quirks, Refusal};
use super::{Fault, OpenAi, TEXT_CAP, chat, dialect, foreign, ollama, room, stream};
use crate::wire::{Call, Told, from_json};

/// The most tries of one call.
const TRIES: usize = 12;

/// The fewest tokens of an answer that are worth asking for.
const MIN_TOKENS: u32 = 256;

/// The same where it is money that there is little of: an answer is gone on with where it was cut.
const MIN_AFFORDED: u32 = 1_024;

impl OpenAi {
    /// Text, whatever has to be left out for it.
    pub(super) async fn chat(
        &self,
        call: &mut Call,
        request: &TextRequest,
        sink: &mut Sink<'_>,
    ) -> Result<TextReply, ProviderError> {
        let before = self.known_of(&request.model);
        let mut quirks = before.clone();
        let mut fit = None;
        let mut first = None;
        for _ in 0..TRIES {
            let body = match quirks.reads {
                Some(reads) => ollama::body(request, &quirks, reads.max(ollama::reads(request))),
                None => chat::body(request, &quirks, fit),
            };
            let fault = match self.exchange(call, request, &quirks, &body, sink).await {
                Ok(reply) => return self.read_whole(call, request, &before, quirks, reply).await,
                Err(fault) => fault,
            };
            let Some((status, told)) = fault.told.as_deref() else {
                return Err(fault.error);
            };
            let asked = chat::limit(request, &quirks, fit);
            if let Some(again) = fitting(request, &mut quirks, told, asked) {
                fit = Some(again?);
                tracing::info!(model = request.model, error = %fault.error, "asking again for what there is room for");
                continue;
            }
            let refusal = Refusal {
                parts: CHAT,
                body: &body,
                status: *status,
                told,
                error: &fault.error,
            };
            let Some(next) = quirks.after(&refusal) else {
                // A refusal that named nothing is told in its own words, not in those of the last try.
                let is_request = matches!(fault.error, ProviderError::Request { .. });
                return Err(first.filter(|_| is_request).unwrap_or(fault.error));
            };
            tracing::info!(model = request.model, error = %fault.error, "asking again without what is refused");
            quirks = next;
            if !refusal.names_a_part() {
                first.get_or_insert(fault.error);
            }
        }
        Err(first.unwrap_or(ProviderError::Unavailable {
            detail: "it refuses every way of asking".to_owned(),
            retry_after: None,
        }))
    }

    /// One request and its answer.
    async fn exchange(
        &self,
        call: &mut Call,
        request: &TextRequest,
        quirks: &Quirks,
        body: &Value,
        sink: &mut Sink<'_>,
    ) -> Result<TextReply, Fault> {
        let sent = if quirks.reads.is_some() {
            self.wire
                .request_at(Method::POST, ollama::address(self.wire.base()))?
        } else {
            self.endpoint(&request.model, &["chat", "completions"])?
        };
        let limits = [
            &body["max_completion_tokens"],
            &body["max_tokens"],
            &body["options"]["num_predict"],
        ];
        call.so_far = request.so_far.clone().unwrap_or_default();
        call.asked = limits
            .into_iter()
            .find_map(|limit| u32::try_from(limit.as_u64()?).ok());
        let response = call.send(sent.json(body)).await?;
        let status = response.status();
        if !status.is_success() {
            let (told, error) = self.wire.fault(call, response).await;
            // What a server holds for no valid document is handed on by some; its reader decides whether it is one.
            if let Some(text) = told.failed.clone().filter(|_| request.schema.is_some()) {
                return Ok(TextReply {
                    text,
                    ended: Ended::Complete,
                    usage: call.usage,
                    request_id: call.request_id.clone(),
                    model: None,
                });
            }
            // Models that think say so where all tokens went into thoughts.
            if used_up(&told) {
                return Ok(TextReply {
                    text: String::new(),
                    ended: Ended::Length,
                    usage: call.usage,
                    request_id: call.request_id.clone(),
                    model: None,
                });
            }
            return Err(Fault::told(error, status.as_u16(), told));
        }
        let is_json = request.schema.is_some();
        let kind = response
            .headers()
            .get(CONTENT_TYPE)
            .map(|kind| kind.as_bytes().to_ascii_lowercase());
        let kind = kind.unwrap_or_default();
        let is = |name: &[u8]| kind.starts_with(name);
        // Not every server streams, and whatever stands before one may answer with a page.
        let is_whole = is(b"application/json")
            || is(b"text/html")
            || (body["stream"] != true && !is(b"text/event-stream"));
        let mut silent = |_: &str| ();
        let sink: &mut Sink<'_> = if is_json { &mut silent } else { sink };
        if !is_whole {
            return stream::read(&self.wire, call, response, self.silence, is_json, sink).await;
        }
        let answer = call.read(response, TEXT_CAP).await?;
        match from_json::<Value>(&answer) {
            Ok(value) => {
                let value = foreign::as_chat(value);
                let reply = chat::reply(&self.wire, call, &value, is_json)?;
                sink(&reply.text);
                Ok(reply)
            }
            // A stream by another name, or several documents.
            Err(_) if is_stream(&answer) => stream::read_whole(&self.wire, call, &answer, is_json, sink),
            Err(error) => {
                // Notices and comments of proxies stand behind an answer, too.
                let value = first_document(&answer).ok_or(error)?;
                let reply = chat::reply(&self.wire, call, &foreign::as_chat(value), is_json)?;
                sink(&reply.text);
                Ok(reply)
            }
        }
    }

    /// Keeps what was found out, and looks whether the whole prompt was read.
    async fn read_whole(
        &self,
        call: &mut Call,
        request: &TextRequest,
        before: &Quirks,
        mut quirks: Quirks,
        reply: TextReply,
    ) -> Result<TextReply, ProviderError> {
        if !ollama::read_less(request, reply.usage.input) || quirks.reads.is_some() {
            self.found_out(&request.model, before, quirks);
            return Ok(reply);
        }
        let told = format!(
            "The server read only {} tokens of a longer prompt. Load the model with a longer context",
            grouped(reply.usage.input)
        );
        if !self.dialect.ollama {
            call.notes.push(told);
            self.found_out(&request.model, before, quirks);
            return Ok(reply);
        }
        // Its own API can be told how much to read. What was shown meanwhile is replaced by the reply's text.
        let reads = ollama::reads(request);
        quirks.reads = Some(reads);
        let body = ollama::body(request, &quirks, reads);
        let paid = call.usage;
        match self.exchange(call, request, &quirks, &body, &mut |_| ()).await {
            Ok(mut again) => {
                self.found_out(&request.model, before, quirks);
                // Both calls were made.
                again.usage.input = again.usage.input.saturating_add(paid.input);
                again.usage.output = again.usage.output.saturating_add(paid.output);
                Ok(again)
            }
            Err(fault) => {
                tracing::info!(error = %fault.error, "Ollama's own API does not answer");
                quirks.reads = None;
                self.found_out(&request.model, before, quirks);
                call.notes.push(told);
                Ok(reply)
            }
        }
    }

    /// A request to an endpoint.
    pub(super) fn endpoint(
        &self,
        model: &str,
        endpoint: &[&str],
    ) -> Result<reqwest::RequestBuilder, ProviderError> {
        let path = dialect::path(self.wire.base(), model, endpoint);
        self.wire.request(Method::POST, &path)
    }

    /// Asks one of the other endpoints, again without what is refused. `body` makes the request.
    pub(super) async fn asked(
        &self,
        call: &mut Call,
        model: &str,
        parts: &[Part],
        endpoint: &[&str],
        body: impl Fn(&Quirks) -> Value,
    ) -> Result<reqwest::Response, Fault> {
        let before = self.known_of(model);
        let mut quirks = before.clone();
        let mut first = None;
        for _ in 0..TRIES {
            let sent = body(&quirks);
            let response = call.send(self.endpoint(model, endpoint)?.json(&sent)).await?;
            let status = response.status().as_u16();
            if response.status().is_success() {
                self.found_out(model, &before, quirks);
                return Ok(response);
            }
            let (told, error) = self.wire.fault(call, response).await;
            let refusal = Refusal {
                parts,
                body: &sent,
                status,
                told: &told,
                error: &error,
            };
            let Some(next) = quirks.after(&refusal) else {
                let is_request = matches!(error, ProviderError::Request { .. });
                let error = first.filter(|_| is_request).unwrap_or(error);
                return Err(Fault::told(error, status, told));
            };
            tracing::info!(model, %error, "asking again without what is refused");
            quirks = next;
            if !refusal.names_a_part() {
                first.get_or_insert(error);
            }
        }
        Err(first.unwrap_or(ProviderError::TimedOut).into())
    }
}

/// The answer's length to ask for after a refusal that is about room; `None` if it is about something else.
fn fitting(
    request: &TextRequest,
    quirks: &mut Quirks,
    told: &Told,
    asked: u32,
) -> Option<Result<u32, ProviderError>> {
    let message = told.message.as_deref().unwrap_or_default();
    // What there is money for is asked for this time; more may be there the next.
    if let Some(afford) = room::affordable(message) {
        return (MIN_AFFORDED..asked).contains(&afford).then_some(Ok(afford));
    }
    let about = room::is_about(message, &told.code, &told.kind);
    // Figures that no other matter has say what it is about as well.
    let is_certain = |found: &room::Room| {
        found.most.is_some() || found.context.is_some() && (found.prompt.is_some() || found.total.is_some())
    };
    let found = room::read(message).filter(|found| about || is_certain(found));
    if !about && found.is_none() {
        return None;
    }
    let guessed = room::guess(&chat::prompt(request));
    let found = found.unwrap_or_default();
    let error = || ProviderError::Room {
        has: found.context,
        needed: found.needed(asked, guessed),
    };
    // Without figures, half as much is tried, as long as that makes an answer.
    let left = found.left(asked, guessed).unwrap_or(asked / 2);
    let left = if left >= asked { asked / 2 } else { left };
    if left < MIN_TOKENS.min(request.max_tokens) {
        return Some(Err(error()));
    }
    quirks.most = found.most.or(quirks.most);
    quirks.context = found.context.or(quirks.context);
    Some(Ok(left))
}

/// Whether a refusal says that the limit was reached before the answer was whole, of OpenAI.
fn used_up(told: &Told) -> bool {
    let message = told.message.as_deref().unwrap_or_default().to_lowercase();
    message.contains("could not finish the message because max_tokens")
}

/// The answer that a body begins with.
fn first_document(body: &[u8]) -> Option<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let first = serde_json::Deserializer::from_slice(body)
        .into_iter::<Value>()
        .next()?;
    first.ok().filter(|value| value["choices"].is_array())
}

/// Whether a body is a stream, or several documents one below the other.
fn is_stream(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&body[..body.len().min(4_096)]);
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .filter(|line| !line.trim().is_empty());
    let Some(line) = lines.next() else {
        return false;
    };
    let named = ["data:", "event:", "error:", "id:", "retry:", ":"]
        .iter()
        .any(|name| line.starts_with(name));
    named || (line.starts_with('{') && serde_json::from_str::<Value>(line).is_ok() && lines.next().is_some())
}
