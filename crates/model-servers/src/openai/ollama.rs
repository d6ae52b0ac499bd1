//! Ollama's own API, which alone can be told how much of a prompt to read: what it shares with others cuts long prompts
//! without a word.

use provider::TextRequest;
use serde_json::{Value, json};
use url::Url;

use super::chat;
use super::parts::Part;
use super::quirks::{Form, Quirks};
use super::room;

/// The most that is asked to be read: more takes more memory than most machines have.
const MAX_CONTEXT: u32 = 131_072;

/// Where its own API has its chat, beside the address that it shares with others.
pub(super) fn address(base: &Url) -> Url {
    let mut url = base.clone();
    let path = url.path().trim_end_matches('/');
    let root = path.strip_suffix("/v1").unwrap_or(path).to_owned();
    url.set_path(&format!("{root}/api/chat"));
    url
}

/// How much it is told to read, so that prompt and answer have room.
pub(super) fn reads(request: &TextRequest) -> u32 {
    let needed = room::guess(&chat::prompt(request)).saturating_add(request.max_tokens);
    needed
        .clamp(8_192, MAX_CONTEXT)
        .next_power_of_two()
        .min(MAX_CONTEXT)
}

/// Whether the server has read less than there was, by its own count.
pub(super) fn read_less(request: &TextRequest, counted: u32) -> bool {
    let prompt = chat::prompt(request);
    // Some count nothing of what they had read before.
    if counted < 512 {
        return false;
    }
    // Exactly as many tokens as a context has are no chance: less doubt is enough.
    let is_full = [2_048_u32, 4_096, 8_192, 16_384, 32_768]
        .iter()
        .any(|full| counted.abs_diff(*full) <= 8);
    let least = room::least(&prompt);
    if is_full {
        least.saturating_add(least / 4) > counted
    } else {
        least > counted
    }
}

/// The request in Ollama's form.
pub(super) fn body(request: &TextRequest, quirks: &Quirks, reads: u32) -> Value {
    let mut body = json!({
        "model": request.model,
        "messages": chat::messages(request, quirks),
        "stream": request.schema.is_none(),
        "options": {
            "num_ctx": reads,
            "num_predict": request.max_tokens,
            "temperature": (f64::from(request.temperature) * 100.0).round() / 100.0,
        },
    });
    match (&request.schema, quirks.form) {
        (Some(schema), Form::Schema) => body["format"] = schema.schema.clone(),
        (Some(_), Form::Json) => body["format"] = "json".into(),
        _ => {}
    }
    if !quirks.without(Part::Effort) {
        body["think"] = "low".into();
    }
    body
}
