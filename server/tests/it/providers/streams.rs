//! Streams as servers send them: ends of every name, errors in every place, JSON in every frame.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use provider::{Ended, Provider as _, ProviderError, TextReply};
use serde_json::{Value, json};

use super::{openai, streamed, structured, text};
use crate::fake_openai::dialects::piece;
use crate::fake_openai::{Act, FakeOpenAi};

const WHOLE: &[&str] = &["<p>Compost wants air ", "and water.</p>"];
const CUT: &[&str] = &["<p>Compost wants air.</p><p>After ", "a season"];

fn sse(texts: &[&str], each: &Value, last: Option<&Value>, end: &str) -> String {
    let mut body = String::new();
    for text in texts {
        let _ = write!(body, "data: {}\n\n", piece(text, each));
    }
    if let Some(reason) = last {
        let _ = write!(body, "data: {}\n\n", piece("", reason));
    }
    body + end
}

/// The answer to a stream that is this body.
async fn answer(kind: &'static str, body: String) -> (Result<TextReply, ProviderError>, String, Vec<String>) {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    fake.next(Act::Page(200, kind, body));
    let (reply, sunk) = text(&provider, &streamed()).await;
    (
        reply.map_err(|failed| failed.error),
        sunk,
        provider.learnt().notes,
    )
}

async fn of(body: String) -> Result<TextReply, ProviderError> {
    answer("text/event-stream", body).await.0
}

#[tokio::test]
async fn an_end_is_known_by_any_name() {
    const DONE: &str = "data: [DONE]\n\n";
    for reason in [
        "stop",
        "STOP",
        "eos",
        "end_turn",
        "stop_sequence",
        "COMPLETE",
        "<|eot_id|>",
    ] {
        let reply = of(sse(WHOLE, &Value::Null, Some(&json!(reason)), DONE))
            .await
            .unwrap();
        assert_eq!(reply.ended, Ended::Complete, "{reason}");
        // A text that breaks off within a sentence has no end, whatever it is called.
        let reply = of(sse(CUT, &Value::Null, Some(&json!(reason)), DONE))
            .await
            .unwrap();
        assert_eq!(reply.ended, Ended::Length, "{reason}");
    }
    for reason in [
        "length",
        "max_tokens",
        "MAX_TOKENS",
        "max_output_tokens",
        "model_length",
    ] {
        let reply = of(sse(CUT, &Value::Null, Some(&json!(reason)), DONE))
            .await
            .unwrap();
        assert_eq!(
            (reply.ended, reply.text),
            (Ended::Length, CUT.concat()),
            "{reason}"
        );
    }
    for reason in [
        "content_filter",
        "SAFETY",
        "RECITATION",
        "sensitive",
        "refusal",
        "PROHIBITED_CONTENT",
    ] {
        let error = of(sse(CUT, &Value::Null, Some(&json!(reason)), DONE))
            .await
            .unwrap_err();
        assert!(
            matches!(error, ProviderError::Refused { .. }),
            "{reason}: {error:?}"
        );
    }
    for reason in [
        "insufficient_system_resource",
        "abort",
        "network_error",
        "error",
        "cancelled",
        "load",
    ] {
        let error = of(sse(CUT, &Value::Null, Some(&json!(reason)), DONE))
            .await
            .unwrap_err();
        assert!(error.is_passing(), "{reason}: {error:?}");
    }
    // One that nobody knows is told, and makes no whole text of a cut one.
    let odd = json!("finished_oddly");
    let (reply, _, notes) = answer("text/event-stream", sse(WHOLE, &Value::Null, Some(&odd), DONE)).await;
    assert_eq!(reply.unwrap().ended, Ended::Complete);
    assert!(
        notes.iter().any(|note| note.contains("finished_oddly")),
        "{notes:?}"
    );
    let error = of(sse(CUT, &Value::Null, Some(&odd), DONE)).await.unwrap_err();
    assert!(
        error.is_passing() && error.to_string().contains("finished_oddly"),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_end_that_is_empty_or_missing_is_none() {
    const DONE: &str = "data: [DONE]\n\n";
    let usage = format!(
        "data: {}\n\n",
        json!({ "choices": [], "usage": { "prompt_tokens": "5", "completion_tokens": 7.0 } })
    );
    for each in [json!(""), Value::Null] {
        for end in [DONE, &usage] {
            let reply = of(sse(WHOLE, &each, None, end)).await.unwrap();
            assert_eq!(reply.ended, Ended::Complete, "{each} {end}");
            let error = of(sse(CUT, &each, None, end)).await.unwrap_err();
            assert!(
                matches!(error, ProviderError::Unavailable { .. }),
                "{each} {end}: {error:?}"
            );
        }
        // The connection was closed, politely or not.
        for texts in [WHOLE, CUT] {
            let error = of(sse(texts, &each, None, "")).await.unwrap_err();
            assert!(
                matches!(error, ProviderError::Unavailable { .. }),
                "{each}: {error:?}"
            );
        }
    }
    // Gemini's endpoint has had the end in a field of its own (jakobdylanc/llmcord 84).
    let last = json!({ "choices": [{ "delta": {}, "finish_reason": null, "finishReason": "stop" }] });
    let reply = of(sse(WHOLE, &Value::Null, None, &format!("data: {last}\n\n")))
        .await
        .unwrap();
    assert_eq!(reply.ended, Ended::Complete);
    let counted = of(sse(WHOLE, &Value::Null, Some(&json!("stop")), &usage))
        .await
        .unwrap();
    assert_eq!((counted.usage.input, counted.usage.output), (5, 7));
}

#[tokio::test]
async fn an_error_is_one_wherever_it_stands() {
    for (error, passing) in [
        (
            "error: {\"code\":500,\"message\":\"slot unavailable\",\"type\":\"server_error\"}\n\n",
            true,
        ),
        ("event: error\ndata: {\"message\":\"overloaded\"}\n\n", true),
        ("event: error\ndata: it broke\n\n", true),
        ("{\"error\":{\"message\":\"overloaded\",\"code\":503}}\n", true),
        (
            "data: {\"object\":\"error\",\"message\":\"engine died\",\"code\":500}\n\n",
            true,
        ),
        ("data: {\"error\":\"no more memory\"}\n\n", true),
        ("data: {\"detail\":\"worker gone\"}\n\n", true),
        ("data: {\"message\":\"bad gateway\",\"code\":502}\n\n", true),
        (
            "data: [{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\"}}]\n\n",
            true,
        ),
        (
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\",\"error\":{\"code\":502,\"message\":\"upstream\"}}]}\n\n",
            true,
        ),
        (
            "data: {\"error\":{\"message\":\"no money\",\"type\":\"insufficient_quota\"}}\n\n",
            false,
        ),
        (
            "data: {\"error\":{\"message\":\"wrong key\",\"code\":401}}\n\n",
            false,
        ),
    ] {
        // In the middle, and in the place of an answer.
        for texts in [CUT, &[]] {
            let failed = of(sse(texts, &Value::Null, None, error) + "data: [DONE]\n\n")
                .await
                .unwrap_err();
            assert_eq!(failed.is_passing(), passing, "{error}: {failed:?}");
        }
    }
    for page in ["<html><body>Bad gateway</body></html>", "upstream connect error"] {
        let failed = of(page.to_owned()).await.unwrap_err();
        assert!(
            matches!(failed, ProviderError::Unavailable { .. }),
            "{page}: {failed:?}"
        );
    }
}

/// Some repeat in each piece all that there is so far beside it.
#[tokio::test]
async fn what_is_repeated_is_read_once() {
    let both = |delta: &str, all: &str, reason: Value| json!({ "choices": [{ "delta": { "content": delta }, "message": { "content": all }, "finish_reason": reason }] });
    let body = format!(
        "data: {}\n\ndata: {}\n\ndata: {}\n\n",
        both("<p>One ", "<p>One ", Value::Null),
        both("two.</p>", "<p>One two.</p>", Value::Null),
        both("", "<p>One two.</p>", json!("stop")),
    );
    assert_eq!(of(body).await.unwrap().text, "<p>One two.</p>");
}

#[tokio::test]
async fn a_refusal_within_a_stream_is_asked_around() {
    let fake = FakeOpenAi::start().await;
    let body = "error: {\"code\":400,\"message\":\"the request exceeds the available context size (2000 tokens)\",\"type\":\"invalid_request_error\"}\n\ndata: [DONE]\n\n";
    fake.next(Act::Page(200, "text/event-stream", body.to_owned()));
    let mut request = streamed();
    request.max_tokens = 4_000;
    text(&openai(&fake), &request).await.0.unwrap();
    assert_eq!(fake.seen().len(), 2);
    assert!(fake.last().body["max_tokens"].as_u64().unwrap() < 2_000);
}

#[tokio::test]
async fn every_frame_is_read() {
    let a = piece("<p>One ", &Value::Null);
    let b = piece("wörd.</p>", &Value::Null);
    let stop = piece("", &json!("stop"));
    let whole = json!({ "id": "x", "choices": [{ "message": { "role": "assistant", "content": "<p>One wörd.</p>" }, "finish_reason": "stop" }],
                        "usage": { "prompt_tokens": 5, "completion_tokens": 7 } });
    let parts = json!({ "choices": [{ "delta": { "content": [{ "type": "thinking", "thinking": "Hm." }, { "type": "text", "text": "<p>One wörd.</p>" }] }, "finish_reason": "stop" }] });
    let thought = json!({ "choices": [{ "delta": { "reasoning_content": "Hm.", "reasoning": "Hm.", "content": null }, "finish_reason": null }] });
    let role = json!({ "choices": [{ "delta": { "role": "assistant" } }] });
    let native = |text: &str, done: bool| json!({ "message": { "role": "assistant", "content": text }, "done": done, "done_reason": if done { json!("stop") } else { Value::Null } });
    for (kind, body) in [
        (
            "text/event-stream",
            format!("data:{a}\n\ndata:{b}\n\ndata:{stop}\n\ndata:[DONE]\n\n"),
        ),
        (
            "text/event-stream",
            format!("data: {a}\r\n\r\ndata: {b}\r\n\r\ndata: {stop}\r\n\r\ndata: [DONE]\r\n\r\n"),
        ),
        (
            "text/event-stream",
            format!(
                "\u{feff}: OPENROUTER PROCESSING\n\ndata: {a}\n\n: keep-alive\n\ndata: {b}\n\ndata: {stop}\n\n"
            ),
        ),
        ("text/event-stream", format!("data: {a}{b}\n\ndata: {stop}\n\n")),
        (
            "text/event-stream",
            format!("data: {a}\ndata: {b}\ndata: {stop}\ndata: [DONE]\n"),
        ),
        (
            "text/event-stream",
            format!(
                "event: message\nid: 1\ndata: {a}\n\nretry: 5\ndata: {role}\n\ndata: {thought}\n\ndata: {b}\n\ndata: {stop}\n\n"
            ),
        ),
        ("application/x-ndjson", format!("{a}\n{b}\n{stop}\n")),
        (
            "application/x-ndjson",
            format!(
                "{}\n{}\n{}\n",
                native("<p>One ", false),
                native("wörd.</p>", false),
                native("", true)
            ),
        ),
        ("text/plain", format!("{a}\n{b}\n{stop}\n")),
        ("text/event-stream", format!("{whole:#}")),
        ("text/event-stream", format!("data: {whole}\n\ndata: [DONE]\n\n")),
        ("text/event-stream", format!("data: {parts}\n\ndata: [DONE]\n\n")),
        ("application/json", whole.to_string()),
        ("application/json; charset=utf-8", format!("\u{feff}{whole}")),
        (
            "application/json",
            format!("data: {a}\n\ndata: {b}\n\ndata: {stop}\n\ndata: [DONE]\n\n"),
        ),
        ("application/json", format!("{a}\n{b}\n{stop}\n")),
        ("application/json", native("<p>One wörd.</p>", true).to_string()),
        (
            "application/json",
            json!({ "choices": [{ "text": "<p>One wörd.</p>", "finish_reason": null }] }).to_string(),
        ),
        ("", format!("data: {a}\n\ndata: {b}\n\ndata: {stop}\n\n")),
    ] {
        let (reply, sunk, _) = answer(kind, body.clone()).await;
        let reply = reply.unwrap_or_else(|error| panic!("{kind} {body}: {error:?}"));
        assert_eq!(
            (reply.text.as_str(), sunk.as_str()),
            ("<p>One wörd.</p>", "<p>One wörd.</p>"),
            "{kind} {body}"
        );
    }
}

#[tokio::test]
async fn an_answer_without_words_is_asked_for_again_by_the_runner() {
    for body in [
        json!({ "choices": [] }),
        json!({ "choices": [{ "message": null, "finish_reason": "stop" }] }),
        json!({ "choices": [{ "message": { "content": null }, "finish_reason": "stop" }] }),
        json!({ "choices": [{ "message": { "content": "" } }] }),
    ] {
        let error = answer("application/json", body.to_string()).await.0.unwrap_err();
        assert!(error.is_passing(), "{body}: {error:?}");
    }
    let filtered = json!({ "choices": [{ "message": null, "finish_reason": "SAFETY" }] });
    let error = answer("application/json", filtered.to_string())
        .await
        .0
        .unwrap_err();
    assert!(matches!(error, ProviderError::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn packed_answers_are_unpacked() {
    let packed = "H4sIAAAAAAACA0tJLEm0UqhWSs7Iz0xOLVayUoiuVsrMS0mtADINdBSUUlJzShKVwEry80pS80qAbCWbAruAxOTs1BQFpVqgmrTMvMzijPii1MTi/DygfF5pTk5tbC0XVwpZppfnF6UU69noF9jRwnSsZioVl+QXKCGZGu3i7+cay8UFAB1bUwIgAQAA";
    let bytes = STANDARD.decode(packed).unwrap();
    let fake = FakeOpenAi::start().await;
    fake.next(Act::Packed(bytes));
    let (reply, sunk) = text(&openai(&fake), &streamed()).await;
    assert_eq!(
        (reply.unwrap().text.as_str(), sunk.as_str()),
        ("<p>Packed words.</p>", "<p>Packed words.</p>")
    );
}

#[tokio::test]
async fn a_document_that_streams_all_the_same_is_read() {
    let fake = FakeOpenAi::start().await;
    let body = format!(
        "data: {}\n\ndata: [DONE]\n\n",
        piece("{\"title\": \"T\", \"tags\": []}", &json!("stop"))
    );
    fake.next(Act::Page(200, "text/event-stream", body));
    let reply = text(&openai(&fake), &structured()).await.0.unwrap();
    assert_eq!(reply.text, "{\"title\": \"T\", \"tags\": []}");
}
