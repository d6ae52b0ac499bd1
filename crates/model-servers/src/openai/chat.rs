//! Text: the request, and an answer that comes in one piece.

use provider::{Ended, ProviderError, TextReply, TextRequest};
use serde_json::{Value, json};

use super::finish::{self, Finish};
use super::parts::Part;
use super::quirks::{Form, Quirks, Stream};
use super::{Fault, fault_text, room, thoughts, usage};
use crate::wire::{Call, Wire, is_fault, malformed};

/// Asks for what is missing of a text that was cut.
const GO_ON: &str = "Your text was cut. Go on exactly where it ends, in the middle of the word if need be. \
                     Repeat nothing, explain nothing.";

/// An answer is as long as was asked for where so few tokens are missing: some count the last one, some do not.
const FULL: u32 = 2;

/// Tokens on top of those that the text may take: of models that think before they answer, the limit counts their thoughts,
/// too.
const THINKING: u32 = 8_000;

/// The request in OpenAI's form, but for what this model does not take.
pub(super) fn body(request: &TextRequest, quirks: &Quirks, fit: Option<u32>) -> Value {
    let mut body = json!({ "model": request.model, "messages": messages(request, quirks) });
    let most = limit(request, quirks, fit);
    if quirks.older_limit {
        body["max_tokens"] = most.into();
    } else {
        body["max_completion_tokens"] = most.into();
    }
    // Writing by an outline needs few thoughts, and they are paid for like words.
    body["reasoning_effort"] = "low".into();
    // Rounded, since 0.7 as a 32-bit number would read 0.699999988.
    body["temperature"] = ((f64::from(request.temperature) * 100.0).round() / 100.0).into();
    match (&request.schema, quirks.form) {
        (Some(schema), Form::Schema) => {
            let schema = json!({ "name": schema.name, "strict": true, "schema": schema.schema });
            body["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
        }
        (Some(_), Form::Json) => body["response_format"] = json!({ "type": "json_object" }),
        (Some(_), Form::Words) | (None, _) => {}
    }
    let streams = match quirks.stream {
        Stream::Prose => request.schema.is_none(),
        Stream::Never => false,
        Stream::Always => true,
    };
    if streams {
        body["stream"] = true.into();
        body["stream_options"] = json!({ "include_usage": true });
    }
    let left_out: &[(Part, &[&str])] = &[
        (Part::Effort, &["reasoning_effort"]),
        (Part::Temperature, &["temperature"]),
        (Part::Count, &["stream_options"]),
        (Part::Limit, &["max_tokens", "max_completion_tokens"]),
    ];
    for (part, keys) in left_out {
        if quirks.without(*part)
            && let Some(body) = body.as_object_mut()
        {
            for key in *keys {
                body.remove(*key);
            }
        }
    }
    body
}

/// The most tokens that are asked for: no more than the model gives or has room for.
pub(super) fn limit(request: &TextRequest, quirks: &Quirks, fit: Option<u32>) -> u32 {
    let mut most = request.max_tokens;
    if !quirks.older_limit {
        most = most.saturating_add(THINKING);
    }
    if let Some(given) = quirks.most {
        most = most.min(given);
    }
    if let Some(context) = quirks.context {
        // A guess, which the server's own figures correct where it is wrong.
        let left = context.saturating_sub(room::guess(&prompt(request)) / 4 * 3);
        most = most.min(left.max(context / 8));
    }
    most.min(fit.unwrap_or(u32::MAX))
}

/// All that a model is to read.
pub(super) fn prompt(request: &TextRequest) -> String {
    let mut text = format!("{}\n{}", request.system, request.prompt);
    if let Some(schema) = &request.schema {
        text.push_str(&schema.schema.to_string());
    }
    text.extend(request.so_far.as_deref());
    if let Some((answer, wrong)) = &request.mend {
        text.extend([answer.as_str(), wrong.as_str()]);
    }
    text
}

pub(super) fn messages(request: &TextRequest, quirks: &Quirks) -> Value {
    let system = match (&request.schema, quirks.form) {
        (Some(schema), Form::Json | Form::Words) => format!(
            "{}\n\nAnswer with one JSON document and nothing around it. It must fit this JSON schema:\n{}",
            request.system, schema.schema
        ),
        _ => request.system.clone(),
    };
    let message = |role: &str, content: &str| json!({ "role": role, "content": content });
    let mut messages = if quirks.no_system {
        vec![message("user", &format!("{system}\n\n{}", request.prompt))]
    } else {
        vec![message("system", &system), message("user", &request.prompt)]
    };
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

/// What an answer says, wherever its server puts it: `message` of a whole answer, `delta` of a piece, and Ollama's own.
pub(super) fn text_in(value: &Value) -> String {
    let choice = &value["choices"][0];
    if let Some(delta) = choice["delta"].as_object() {
        // Some repeat all that there is so far beside each piece.
        let piece = ["content", "text"]
            .iter()
            .filter_map(|key| delta.get(*key))
            .map(text_of);
        return piece
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default();
    }
    [
        &choice["message"]["content"],
        &choice["text"],
        &value["message"]["content"],
        &value["response"],
    ]
    .into_iter()
    .map(text_of)
    .find(|text| !text.is_empty())
    .unwrap_or_default()
}

/// Why it ended, as far as this document says so.
pub(super) fn finish_in(value: &Value) -> Option<Finish> {
    let choice = &value["choices"][0];
    [
        // Routers know another name of it, and their own may hide a cut.
        &cut_by_another_name(choice),
        &choice["finish_reason"],
        &choice["finishReason"],
        &choice["stop_reason"],
        &choice["delta"]["finish_reason"],
        &value["done_reason"],
        &value["finish_reason"],
    ]
    .into_iter()
    .find_map(Finish::read)
    // Ollama's servers before 2024 say that it is done, but not why.
    .or_else(|| (value["done"] == true).then_some(Finish::Complete))
}

/// The name that the server behind a router has for an end, where the router's says less than it.
fn cut_by_another_name(choice: &Value) -> Value {
    let native = &choice["native_finish_reason"];
    let is_cut = matches!(
        Finish::read(native),
        Some(Finish::Length | Finish::Failed | Finish::Refused)
    );
    if is_cut && Finish::read(&choice["finish_reason"]) == Some(Finish::Complete) {
        native.clone()
    } else {
        Value::Null
    }
}

/// A refusal in the model's own words.
pub(super) fn refusal_in(value: &Value) -> Option<&str> {
    let choice = &value["choices"][0];
    let refusals = [&choice["delta"]["refusal"], &choice["message"]["refusal"]];
    refusals
        .into_iter()
        .find_map(|refusal| refusal.as_str().filter(|text| !text.is_empty()))
}

/// The reply in an answer that came whole.
pub(super) fn reply(wire: &Wire, call: &mut Call, value: &Value, is_json: bool) -> Result<TextReply, Fault> {
    call.usage = usage(value);
    if call.request_id.is_none() {
        call.request_id = value["id"].as_str().map(str::to_owned);
    }
    if is_fault(value) {
        return Err(Fault::within(wire, value));
    }
    if let Some(refusal) = refusal_in(value) {
        let detail = wire.words(refusal);
        return Err(ProviderError::Refused { detail }.into());
    }
    let mut finish = finish_in(value);
    let mut text = text_in(value);
    if is_json
        && text.trim().is_empty()
        && let Some(document) = called_with(value)
    {
        text = document;
        finish = finish
            .filter(|finish| *finish != Finish::Tool)
            .or(Some(Finish::Complete));
    }
    if finish.is_none() && text.is_empty() {
        return Err(if is_answer(value) {
            nothing().into()
        } else {
            malformed("there is no answer in it: check the URL in Integrations").into()
        });
    }
    let said = Said {
        text: &text,
        thought: thought_in(value).unwrap_or_default(),
    };
    finished(wire, call, said, finish, is_json, value["model"].as_str())
}

/// Whether a document without words is an answer all the same: gateways send one with `"choices": null`, without choices or with nothing at
/// all while the server behind them does not answer.
fn is_answer(value: &Value) -> bool {
    let Some(fields) = value.as_object() else {
        return value.is_null();
    };
    let marks = ["choices", "message", "usage", "created", "done"];
    let kind = value["object"].as_str().unwrap_or_default();
    fields.is_empty() || kind.contains("completion") || marks.iter().any(|mark| fields.contains_key(*mark))
}

/// What a model said, and what its server kept apart as thoughts.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) thought: &'a str,
}

/// What a server keeps apart as thoughts.
pub(super) fn thought_in(value: &Value) -> Option<&str> {
    let choice = &value["choices"][0];
    let places = [&choice["delta"], &choice["message"], &value["message"]];
    let names = ["reasoning_content", "reasoning", "thinking", "thought"];
    places
        .into_iter()
        .find_map(|place| names.iter().find_map(|name| place[*name].as_str()))
        .filter(|thought| !thought.is_empty())
}

/// A reply without the thoughts before it. Nothing is an answer only of a model that was cut while it thought.
pub(super) fn finished(
    wire: &Wire,
    call: &mut Call,
    said: Said<'_>,
    finish: Option<Finish>,
    is_json: bool,
    model: Option<&str>,
) -> Result<TextReply, Fault> {
    let without = thoughts::without(said.text);
    let text = &*without;
    if let Some(fault) = fault_text::of(wire, text, is_json) {
        return Err(fault);
    }
    // Where a server takes all of an answer for thoughts, its document is among them; its reader decides whether it is one.
    let text = if is_json && text.trim().is_empty() && said.thought.contains('{') {
        said.thought
    } else {
        text
    };
    let is_full = call
        .asked
        .is_some_and(|asked| call.usage.output > 0 && call.usage.output.saturating_add(FULL) >= asked);
    // Whether a text goes on within an element is seen in all of it.
    let whole = format!("{}{text}", call.so_far);
    let is_all = text.trim().is_empty() && !call.so_far.is_empty() && !finish::is_cut(&whole, is_json);
    let (ended, note) = finish::outcome(
        finish,
        if text.trim().is_empty() { text } else { &whole },
        is_json,
        is_full,
    )?;
    call.notes.extend(note);
    if text.trim().is_empty() && ended == Ended::Complete && !is_all {
        return Err(match said.thought.trim() {
            "" => nothing().into(),
            _ => ProviderError::Unavailable {
                detail: "the model returned its reasoning but no answer: turn its reasoning off or choose another model".to_owned(),
                retry_after: None,
            }
            .into(),
        });
    }
    Ok(TextReply {
        text: text.to_owned(),
        ended,
        usage: call.usage,
        request_id: call.request_id.clone(),
        model: model.map(str::to_owned),
    })
}

/// An empty answer, which the next try may fill.
fn nothing() -> ProviderError {
    ProviderError::Unavailable {
        detail: "the model answered with nothing".to_owned(),
        retry_after: None,
    }
}

/// Kinds of parts that are thoughts.
const THOUGHTS: &[&str] = &[
    "thinking",
    "reasoning",
    "thought",
    "thoughts",
    "redacted_thinking",
    "reasoning_content",
    "reasoning_text",
    "summary_text",
    "analysis",
];

/// What a tool was called with, where a document was asked for: gateways have a model write one by a tool, and some hand
/// the call on.
fn called_with(value: &Value) -> Option<String> {
    let message = &value["choices"][0]["message"];
    let message = if message.is_object() {
        message
    } else {
        &value["message"]
    };
    let called = [&message["tool_calls"][0]["function"], &message["function_call"]];
    called.into_iter().find_map(|call| match &call["arguments"] {
        Value::String(text) => Some(text.clone()).filter(|text| text.trim_start().starts_with('{')),
        arguments @ Value::Object(_) => Some(arguments.to_string()),
        _ => None,
    })
}

/// The text, which some give in parts; parts that are thoughts are none of it.
pub(super) fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter(|part| {
                let kind = part["type"].as_str().unwrap_or("text");
                !THOUGHTS.contains(&kind)
            })
            .filter_map(|part| {
                let texts = [&part["text"], &part["text"]["value"], part];
                texts.into_iter().find_map(Value::as_str)
            })
            .collect(),
        Value::Object(part) => part
            .get("text")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_among_parts_of_every_kind() {
        for (content, text) in [
            (
                json!([{ "type": "redacted_thinking", "data": "x" }, { "type": "text", "text": "A" }]),
                "A",
            ),
            (
                json!([{ "type": "reasoning_text", "text": "Hm." }, { "type": "output_text", "text": "A" }]),
                "A",
            ),
            (
                json!([{ "type": "text", "text": { "value": "A", "annotations": [] } }]),
                "A",
            ),
            (json!(["A", "B"]), "AB"),
            (
                json!([{ "type": "text", "text": "A" }, { "type": "reference", "reference_ids": [1] }]),
                "A",
            ),
            (json!({ "type": "text", "text": "A" }), "A"),
            (json!([]), ""),
            (json!(5), ""),
        ] {
            assert_eq!(text_of(&content), text, "{content}");
        }
    }

    #[test]
    fn an_answer_without_words_passes_and_another_document_does_not() {
        let wire = Wire::new(egress::Egress::new(true).unwrap(), "http://127.0.0.1:9/v1", None).unwrap();
        let told = |value: Value| {
            let mut call = Call::new(std::time::Duration::from_mins(1));
            reply(&wire, &mut call, &value, false)
                .map(|reply| reply.text)
                .map_err(|fault| fault.error)
        };
        for empty in [
            json!({ "choices": null }),
            json!({ "choices": [] }),
            json!({ "choices": null, "usage": null, "error": null }),
            json!({ "id": "gen-1", "object": "chat.completion", "created": 1 }),
            json!({ "choices": [null] }),
            json!({ "choices": [{ "message": null, "finish_reason": null }] }),
            json!({ "choices": [{ "message": { "content": null } }] }),
            json!({}),
            json!(null),
        ] {
            let error = told(empty.clone()).unwrap_err();
            assert!(
                matches!(error, ProviderError::Unavailable { .. }),
                "{empty}: {error}"
            );
        }
        for other in [
            json!({ "status": "ok" }),
            json!({ "version": "0.12.3" }),
            json!("ok"),
            json!([1, 2]),
        ] {
            let error = told(other.clone()).unwrap_err();
            assert!(
                matches!(error, ProviderError::Malformed { .. }),
                "{other}: {error}"
            );
        }
    }

    #[test]
    fn a_document_may_come_as_a_call_of_a_tool() {
        let document = "{\"names\":[\"a\"]}";
        for message in [
            json!({ "content": null, "tool_calls": [{ "type": "function", "function": { "name": "json_tool_call", "arguments": document } }] }),
            json!({ "content": null, "function_call": { "name": "answer", "arguments": document } }),
            json!({ "content": "", "tool_calls": [{ "function": { "name": "answer", "arguments": { "names": ["a"] } } }] }),
        ] {
            let whole = json!({ "choices": [{ "message": message }] });
            assert_eq!(called_with(&whole).as_deref(), Some(document), "{whole}");
            let native = json!({ "message": whole["choices"][0]["message"] });
            assert_eq!(called_with(&native).as_deref(), Some(document), "{native}");
        }
        for message in [
            json!({ "content": "A" }),
            json!({ "tool_calls": [] }),
            json!({ "tool_calls": [{ "function": { "name": "search", "arguments": "compost" } }] }),
        ] {
            assert_eq!(
                called_with(&json!({ "choices": [{ "message": message }] })),
                None,
                "{message}"
            );
        }
    }
}
