//! Text: the request, and an answer that comes in one piece.

use serde_json::{Value, json};

use super::quirks::{Form, Quirks};
use super::{thoughts, usage};
use crate::ai::provider::wire::{Call, Wire, malformed};
use crate::ai::provider::{Ended, ProviderError, TextReply, TextRequest};

/// Asks for what is missing of a text that was cut.
const GO_ON: &str = "Your text was cut. Go on exactly where it ends, in the middle of the word if need be. \
                     Repeat nothing, explain nothing.";

/// Tokens on top of those that the text may take: of models that think before they answer, the limit counts their thoughts,
/// too.
const THINKING: u32 = 8_000;

/// The request in OpenAI's form, but for what this model does not take.
pub(super) fn body(request: &TextRequest, quirks: Quirks) -> Value {
    let mut body = json!({ "model": request.model, "messages": messages(request, quirks) });
    if quirks.older_limit {
        body["max_tokens"] = request.max_tokens.into();
    } else {
        body["max_completion_tokens"] = request.max_tokens.saturating_add(THINKING).into();
    }
    if !quirks.no_effort {
        // Writing by an outline needs few thoughts, and they are paid for like words.
        body["reasoning_effort"] = "low".into();
    }
    if !quirks.no_temperature {
        // Rounded, since 0.7 as a 32-bit number would read 0.699999988.
        body["temperature"] = ((f64::from(request.temperature) * 100.0).round() / 100.0).into();
    }
    match (&request.schema, quirks.form) {
        (Some(schema), Form::Schema) => {
            let schema = json!({ "name": schema.name, "strict": true, "schema": schema.schema });
            body["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
        }
        (Some(_), Form::Json) => body["response_format"] = json!({ "type": "json_object" }),
        (Some(_), Form::Words) => {}
        (None, _) if quirks.no_stream => {}
        (None, _) => {
            body["stream"] = true.into();
            if !quirks.no_count {
                body["stream_options"] = json!({ "include_usage": true });
            }
        }
    }
    body
}

fn messages(request: &TextRequest, quirks: Quirks) -> Value {
    let system = match (&request.schema, quirks.form) {
        (Some(schema), Form::Json | Form::Words) => format!(
            "{}\n\nAnswer with one JSON document and nothing around it. It must fit this JSON schema:\n{}",
            request.system, schema.schema
        ),
        _ => request.system.clone(),
    };
    let message = |role: &str, content: &str| json!({ "role": role, "content": content });
    let mut messages = vec![message("system", &system), message("user", &request.prompt)];
    if let Some(text) = &request.so_far {
        messages.push(message("assistant", text));
        messages.push(message("user", GO_ON));
    }
    if let Some((answer, wrong)) = &request.mend {
        let again = format!("This answer cannot be used: {wrong}. Give the whole answer again, corrected.");
        messages.push(message("assistant", answer));
        messages.push(message("user", &again));
    }
    messages.into()
}

/// Why an answer ended, by the words of OpenAI and of those who took over its API.
pub(super) fn ended(reason: &str) -> Result<Ended, ProviderError> {
    match reason {
        "length" | "max_tokens" | "model_length" => Ok(Ended::Length),
        "content_filter" => Err(ProviderError::Refused {
            detail: "its content filter stopped the answer".to_owned(),
        }),
        "error" => Err(ProviderError::Unavailable {
            detail: "the model stopped with an error".to_owned(),
            retry_after: None,
        }),
        "tool_calls" | "function_call" => Err(malformed("a call of a tool came instead of text")),
        _ => Ok(Ended::Complete),
    }
}

/// The reply in an answer that came whole.
pub(super) fn reply(wire: &Wire, call: &mut Call, value: &Value) -> Result<TextReply, ProviderError> {
    call.usage = usage(&value["usage"]);
    if call.request_id.is_none() {
        call.request_id = value["id"].as_str().map(str::to_owned);
    }
    if !value["error"].is_null() {
        return Err(wire.within(value));
    }
    let choice = &value["choices"][0];
    if let Some(refusal) = choice["message"]["refusal"]
        .as_str()
        .filter(|text| !text.is_empty())
    {
        return Err(ProviderError::Refused {
            detail: wire.words(refusal),
        });
    }
    let reason = choice["finish_reason"]
        .as_str()
        .ok_or_else(|| malformed("it does not say why it ended"))?;
    let ended = ended(reason)?;
    let text = text_of(&choice["message"]["content"]);
    finished(call, &text, ended, value["model"].as_str())
}

/// A reply without the thoughts before it. Nothing is an answer only of a model that was cut while it thought.
pub(super) fn finished(
    call: &Call,
    text: &str,
    ended: Ended,
    model: Option<&str>,
) -> Result<TextReply, ProviderError> {
    let text = thoughts::without(text);
    if text.trim().is_empty() && ended == Ended::Complete {
        return Err(malformed("there is no text in it"));
    }
    Ok(TextReply {
        text: text.to_owned(),
        ended,
        usage: call.usage,
        request_id: call.request_id.clone(),
        model: model.map(str::to_owned),
    })
}

/// The text, which some give in parts.
pub(super) fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        _ => String::new(),
    }
}

/// A document without the fence of Markdown around it, which models love where nothing holds them to the form.
pub(super) fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("```").and_then(|text| text.strip_suffix("```"));
    match inner.and_then(|inner| inner.split_once('\n')) {
        Some((_, document)) => document.trim(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_taken_off() {
        for (text, document) in [
            ("{}", "{}"),
            (" {}\n", "{}"),
            ("```json\n{\n}\n```", "{\n}"),
            ("```\n{}\n```\n", "{}"),
            ("``` {} ```", "``` {} ```"),
            ("```", "```"),
            ("{\"a\": \"```\"}", "{\"a\": \"```\"}"),
        ] {
            assert_eq!(unfenced(text), document);
        }
    }

    #[test]
    fn ends_are_known_by_many_names() {
        for (reason, length) in [
            ("stop", false),
            ("eos", false),
            ("length", true),
            ("model_length", true),
        ] {
            let ended = ended(reason).expect("an end");
            assert_eq!(ended == Ended::Length, length, "{reason}");
        }
        for reason in ["content_filter", "error", "tool_calls"] {
            assert!(ended(reason).is_err(), "{reason}");
        }
    }
}
