//! Answers in the shape of another API, which gateways hand on as they came: Anthropic's messages, Gemini's candidates, Cohere's
//! chat, OpenAI's responses, what Cloudflare, Hugging Face and llama.cpp have of their own, and answers within an envelope.

use serde_json::{Value, json};

/// The same answer, or piece of one, in the shape of a chat; what is in that shape already, or in none that is known, as it is.
pub(super) fn as_chat(value: Value) -> Value {
    if value["choices"].is_array() {
        return value;
    }
    if let Value::Array(items) = &value
        && let [only @ Value::Object(_)] = items.as_slice()
    {
        return as_chat(only.clone());
    }
    let found = enveloped(&value)
        .or_else(|| anthropic(&value))
        .or_else(|| gemini(&value))
        .or_else(|| responses(&value))
        .or_else(|| cohere(&value))
        .or_else(|| native(&value));
    found.unwrap_or(value)
}

/// An answer within an envelope: `{"code": 0, "data": {…}}`.
fn enveloped(value: &Value) -> Option<Value> {
    let inner = ["data", "result", "response", "output", "body"]
        .iter()
        .map(|name| &value[*name])
        .find(|inner| inner["choices"].is_array())?;
    let mut inner = inner.clone();
    if inner["usage"].is_null() && value["usage"].is_object() {
        inner["usage"] = value["usage"].clone();
    }
    Some(inner)
}

/// A chat with this text, thought and end.
fn chat(text: &Value, thought: &Value, finish: &Value, usage: &Value) -> Value {
    json!({
        "choices": [{
            "message": { "content": text, "reasoning_content": thought },
            "finish_reason": finish,
        }],
        "usage": usage,
    })
}

/// What says nothing but that the stream goes on.
fn nothing() -> Value {
    json!({ "choices": [] })
}

fn anthropic(value: &Value) -> Option<Value> {
    let none = Value::Null;
    let mut found = match value["type"].as_str()? {
        "message" if value["content"].is_array() => {
            chat(&value["content"], &none, &value["stop_reason"], &value["usage"])
        }
        "message_start" if value["message"].is_object() => json!({
            "choices": [],
            "usage": value["message"]["usage"],
            "id": value["message"]["id"],
            "model": value["message"]["model"],
        }),
        "content_block_start" => chat(&value["content_block"]["text"], &none, &none, &none),
        "content_block_delta" => {
            let delta = &value["delta"];
            chat(&delta["text"], &delta["thinking"], &none, &none)
        }
        "message_delta" => chat(&none, &none, &value["delta"]["stop_reason"], &value["usage"]),
        "content_block_stop" | "message_stop" | "ping" => nothing(),
        _ => return None,
    };
    for name in ["id", "model"] {
        if found[name].is_null() && value[name].is_string() {
            found[name] = value[name].clone();
        }
    }
    Some(found)
}

fn gemini(value: &Value) -> Option<Value> {
    let blocked = &value["promptFeedback"]["blockReason"];
    if !value["candidates"].is_array() && blocked.is_null() {
        return None;
    }
    let first = &value["candidates"][0];
    let (mut text, mut thought) = (String::new(), String::new());
    for part in first["content"]["parts"].as_array().into_iter().flatten() {
        let into = if part["thought"] == true {
            &mut thought
        } else {
            &mut text
        };
        into.push_str(part["text"].as_str().unwrap_or_default());
    }
    let finish = if blocked.is_null() {
        first["finishReason"].clone()
    } else {
        "blocked".into()
    };
    let told = &value["usageMetadata"];
    let count = |name: &str| told[name].as_u64().unwrap_or_default();
    let usage = json!({
        "prompt_tokens": count("promptTokenCount"),
        "completion_tokens": count("candidatesTokenCount") + count("thoughtsTokenCount"),
    });
    let usage = if told.is_object() { usage } else { Value::Null };
    let mut found = chat(&text.into(), &thought.into(), &finish, &usage);
    found["id"] = value["responseId"].clone();
    found["model"] = value["modelVersion"].clone();
    Some(found)
}

fn responses(value: &Value) -> Option<Value> {
    let none = Value::Null;
    if value["object"] == "response" && value["output"].is_array() {
        return Some(response(value, true));
    }
    let kind = value["type"].as_str()?.strip_prefix("response.")?;
    Some(match kind {
        "output_text.delta" => chat(&value["delta"], &none, &none, &none),
        "refusal.delta" => json!({ "choices": [{ "message": { "refusal": value["delta"] } }] }),
        "reasoning_text.delta" | "reasoning_summary_text.delta" => chat(&none, &value["delta"], &none, &none),
        "completed" | "incomplete" | "failed" => response(&value["response"], false),
        _ => nothing(),
    })
}

/// A whole response; at the end of a stream its text was there before.
fn response(value: &Value, with_text: bool) -> Value {
    if value["error"].is_object() {
        return json!({ "error": value["error"] });
    }
    let items = || value["output"].as_array().into_iter().flatten();
    let parts = items()
        .filter(|item| item["type"] == "message")
        .filter_map(|item| item["content"].as_array())
        .flatten();
    let text: String = parts.clone().filter_map(|part| part["text"].as_str()).collect();
    let refusal = parts.clone().find_map(|part| part["refusal"].as_str());
    let finish = match value["incomplete_details"]["reason"].as_str() {
        Some(reason) => reason,
        None => value["status"].as_str().unwrap_or("completed"),
    };
    let text = if with_text { text } else { String::new() };
    let mut found = chat(&text.into(), &Value::Null, &finish.into(), &value["usage"]);
    if let Some(refusal) = refusal {
        found["choices"][0]["message"]["refusal"] = refusal.into();
    }
    found["id"] = value["id"].clone();
    found["model"] = value["model"].clone();
    found
}

fn cohere(value: &Value) -> Option<Value> {
    let none = Value::Null;
    let kind = value["type"].as_str().or_else(|| value["event_type"].as_str());
    let usage = |value: &Value| match &value["tokens"] {
        tokens @ Value::Object(_) => tokens.clone(),
        _ => value["billed_units"].clone(),
    };
    Some(match kind? {
        "content-delta" => {
            let content = &value["delta"]["message"]["content"];
            chat(&content["text"], &content["thinking"], &none, &none)
        }
        "message-end" => {
            let delta = &value["delta"];
            chat(&none, &none, &delta["finish_reason"], &usage(&delta["usage"]))
        }
        "message-start" | "content-start" | "content-end" | "stream-start" => nothing(),
        "text-generation" => chat(&value["text"], &none, &none, &none),
        "stream-end" => chat(&none, &none, &value["finish_reason"], &none),
        _ => return None,
    })
}

/// Answers of a server's own API: of Cloudflare, Hugging Face, llama.cpp, `DashScope`, Replicate and Cohere's first.
fn native(value: &Value) -> Option<Value> {
    let none = Value::Null;
    let result = &value["result"];
    if result["response"].is_string() {
        return Some(chat(&result["response"], &none, &"stop".into(), &result["usage"]));
    }
    if value["generated_text"].is_string() {
        let finish = &value["details"]["finish_reason"];
        return Some(chat(&value["generated_text"], &none, finish, &none));
    }
    if value["content"].is_string() && value["stop"].is_boolean() {
        let finish = match value["stop_type"].as_str() {
            Some("limit") => "length".into(),
            _ if value["stopped_limit"] == true => "length".into(),
            _ if value["stop"] == true => "stop".into(),
            _ => Value::Null,
        };
        return Some(chat(&value["content"], &none, &finish, &none));
    }
    let output = &value["output"];
    if output["text"].is_string() {
        return Some(chat(
            &output["text"],
            &none,
            &output["finish_reason"],
            &value["usage"],
        ));
    }
    let texts = output
        .as_array()
        .filter(|items| items.iter().all(Value::is_string));
    if let Some(texts) = texts.filter(|_| value["status"].is_string()) {
        let text: String = texts.iter().filter_map(Value::as_str).collect();
        return Some(chat(&text.into(), &none, &value["status"], &none));
    }
    if value["text"].is_string() && value["finish_reason"].is_string() {
        let usage = &value["meta"]["tokens"];
        return Some(chat(&value["text"], &none, &value["finish_reason"], usage));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::chat::{finish_in, text_in, thought_in};
    use super::super::finish::Finish;
    use super::super::usage;
    use super::*;

    #[test]
    fn answers_of_other_apis_are_read() {
        for (name, answer, tokens) in [
            (
                "Anthropic",
                json!({ "id": "msg_1", "type": "message", "role": "assistant", "model": "c", "stop_reason": "end_turn",
                    "content": [{ "type": "thinking", "thinking": "Hm." }, { "type": "text", "text": "<p>A</p>" }],
                    "usage": { "input_tokens": 5, "output_tokens": 7 } }),
                (5, 7),
            ),
            (
                "Gemini",
                json!({ "candidates": [{ "content": { "role": "model", "parts": [{ "text": "Hm.", "thought": true }, { "text": "<p>A</p>" }] },
                    "finishReason": "STOP", "index": 0 }],
                    "usageMetadata": { "promptTokenCount": 5, "candidatesTokenCount": 4, "thoughtsTokenCount": 3 } }),
                (5, 7),
            ),
            (
                "responses",
                json!({ "object": "response", "id": "resp_1", "status": "completed", "output": [
                    { "type": "reasoning", "summary": [] },
                    { "type": "message", "content": [{ "type": "output_text", "text": "<p>A</p>" }] }],
                    "usage": { "input_tokens": 5, "output_tokens": 7 } }),
                (5, 7),
            ),
            (
                "an envelope",
                json!({ "code": 0, "message": "success", "data": { "choices": [{ "message": { "content": "<p>A</p>" }, "finish_reason": "stop" }],
                    "usage": { "prompt_tokens": 5, "completion_tokens": 7 } } }),
                (5, 7),
            ),
            (
                "Cloudflare",
                json!({ "result": { "response": "<p>A</p>", "usage": { "prompt_tokens": 5, "completion_tokens": 7 } },
                    "success": true, "errors": [], "messages": [] }),
                (5, 7),
            ),
            (
                "Hugging Face",
                json!([{ "generated_text": "<p>A</p>", "details": { "finish_reason": "eos_token" } }]),
                (0, 0),
            ),
            (
                "llama.cpp",
                json!({ "content": "<p>A</p>", "stop": true, "stop_type": "eos", "model": "x" }),
                (0, 0),
            ),
            (
                "DashScope",
                json!({ "output": { "text": "<p>A</p>", "finish_reason": "stop" }, "usage": { "input_tokens": 5, "output_tokens": 7 } }),
                (5, 7),
            ),
            (
                "Cohere's first",
                json!({ "text": "<p>A</p>", "finish_reason": "COMPLETE", "meta": { "tokens": { "input_tokens": 5, "output_tokens": 7 } } }),
                (5, 7),
            ),
        ] {
            assert!(!crate::wire::is_fault(&answer), "{name}");
            let chat = as_chat(answer);
            assert_eq!(text_in(&chat), "<p>A</p>", "{name}");
            assert_eq!(finish_in(&chat), Some(Finish::Complete), "{name}");
            let counted = usage(&chat);
            assert_eq!((counted.input, counted.output), tokens, "{name}");
            assert!(thought_in(&chat).is_none_or(|thought| thought == "Hm."), "{name}");
        }
        let blocked = as_chat(
            json!({ "promptFeedback": { "blockReason": "PROHIBITED_CONTENT" }, "usageMetadata": {} }),
        );
        assert_eq!(finish_in(&blocked), Some(Finish::Refused));
        let cut = as_chat(
            json!({ "object": "response", "status": "incomplete", "incomplete_details": { "reason": "max_output_tokens" }, "output": [] }),
        );
        assert_eq!(finish_in(&cut), Some(Finish::Length));
    }
}
