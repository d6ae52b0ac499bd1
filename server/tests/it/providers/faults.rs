//! Faults: of keys, addresses, limits, servers and connections.

use std::time::{Duration, Instant};

use egress::Egress;
use model_servers::OpenAi;
use model_servers::Runware;
use provider::{Provider as _, ProviderError};
use serde_json::{Value, json};

use super::{KEY, drawn, embedded, failure, openai, runware, streamed, structured, text};
use crate::fake_openai::{Act, FakeOpenAi};

/// A test of the error that an act must become.
type Meaning = fn(&ProviderError) -> bool;

fn matrix() -> Vec<(Act, Meaning)> {
    use ProviderError as E;
    let page = "<!doctype html><title>Bad gateway</title>".to_owned();
    vec![
        (
            Act::fault(400, "invalid_request_error", "model_not_found", "no such model"),
            |e| matches!(e, E::Request { .. }),
        ),
        (
            Act::fault(400, "invalid_request_error", "content_policy_violation", "no"),
            |e| matches!(e, E::Refused { .. }),
        ),
        (
            Act::fault(401, "invalid_request_error", "invalid_api_key", "wrong key"),
            |e| matches!(e, E::Key { .. }),
        ),
        (Act::fault(403, "permission_error", "", "not allowed"), |e| {
            matches!(e, E::Key { .. })
        }),
        (
            Act::fault(404, "invalid_request_error", "model_not_found", "no such model"),
            |e| matches!(e, E::Request { .. }),
        ),
        (Act::fault(408, "timeout", "", "too slow"), |e| {
            matches!(e, E::Unavailable { .. })
        }),
        (
            Act::fault(422, "invalid_request_error", "model_not_found", "no"),
            |e| matches!(e, E::Request { .. }),
        ),
        (
            Act::fault(429, "requests", "rate_limit_exceeded", "slow down"),
            |e| matches!(e, E::RateLimited { retry_after: None }),
        ),
        (
            Act::fault(429, "insufficient_quota", "insufficient_quota", "no money"),
            |e| matches!(e, E::Quota { .. }),
        ),
        (
            Act::fault_with(429, "rate_limit_exceeded", "retry-after", "7"),
            |e| e.retry_after() == Some(Duration::from_secs(7)),
        ),
        (Act::fault_with(503, "overloaded", "retry-after", "7"), |e| {
            e.retry_after() == Some(Duration::from_secs(7))
        }),
        (Act::fault_with(429, "requests", "retry-after-ms", "1500"), |e| {
            e.retry_after() == Some(Duration::from_millis(1500))
        }),
        (
            Act::fault_with(429, "requests", "retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
            |e| e.retry_after() == Some(Duration::ZERO),
        ),
        (Act::fault(500, "server_error", "", "sorry"), |e| {
            matches!(
                e,
                E::Unavailable {
                    retry_after: None,
                    ..
                }
            )
        }),
        (Act::fault(503, "server_error", "", "sorry"), |e| {
            matches!(e, E::Unavailable { .. })
        }),
        (Act::Page(502, "text/html", page.clone()), |e| {
            matches!(e, E::Unavailable { .. })
        }),
        (Act::Page(404, "text/html", page.clone()), |e| {
            matches!(e, E::Request { .. })
        }),
        (Act::Page(307, "text/plain", String::new()), |e| {
            matches!(e, E::Address { .. })
        }),
        (Act::Page(200, "text/html", page), |e| {
            matches!(e, E::Unavailable { .. })
        }),
        (Act::Page(200, "application/json", String::new()), |e| {
            matches!(e, E::Unavailable { .. })
        }),
        (
            Act::Page(200, "application/json", "{\"choices\": [".to_owned()),
            |e| matches!(e, E::Unavailable { .. }),
        ),
        // No text passes; no picture is an answer of another kind.
        (Act::Page(200, "application/json", "{}".to_owned()), |e| {
            matches!(e, E::Unavailable { .. } | E::Malformed { .. })
        }),
        (Act::Page(200, "application/json", "[1, 2]".to_owned()), |e| {
            matches!(e, E::Malformed { .. })
        }),
        (Act::Truncated, |e| matches!(e, E::Unavailable { .. })),
        (
            Act::ErrorAfter(0, json!({ "error": { "message": "overloaded", "code": 502 } })),
            |e| matches!(e, E::Unavailable { .. }),
        ),
    ]
}

#[tokio::test]
async fn every_fault_has_its_meaning_and_keeps_the_request_id() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    for (act, meaning) in matrix() {
        fake.next(act.clone());
        let failed = failure(&provider, &structured()).await;
        assert!(meaning(&failed.error), "{act:?}: {failed:?}");
        assert_eq!(failed.request_id, Some(fake.last().request_id), "{act:?}");
        // A truncated answer to a stream is a matter of its own.
        if matches!(act, Act::Truncated) {
            continue;
        }
        fake.next(act.clone());
        let failed = failure(&provider, &streamed()).await;
        assert!(meaning(&failed.error), "streamed, {act:?}: {failed:?}");
        assert_eq!(failed.request_id, Some(fake.last().request_id), "{act:?}");
    }
    for (act, meaning) in matrix() {
        fake.next(act.clone());
        let failed = provider.image(&drawn("gpt-image-1")).await.expect_err("an error");
        assert!(meaning(&failed.error), "a picture, {act:?}: {failed:?}");
        assert_eq!(failed.request_id, Some(fake.last().request_id), "{act:?}");
        fake.next(act.clone());
        let failed = provider.embed(&embedded(&["a"])).await.expect_err("an error");
        assert!(meaning(&failed.error), "vectors, {act:?}: {failed:?}");
        fake.next(act.clone());
        let failed = provider.check().await.expect_err("an error");
        assert!(meaning(&failed.error), "the test, {act:?}: {failed:?}");
    }
}

#[tokio::test]
async fn an_error_within_a_stream_is_an_error() {
    let fake = FakeOpenAi::start().await;
    for (body, passing) in [
        (
            json!({ "error": { "message": "overloaded", "type": "server_error" } }),
            true,
        ),
        (json!({ "error": { "message": "slow down", "code": 429 } }), true),
        (
            json!({ "error": { "message": "no money", "type": "insufficient_quota" } }),
            false,
        ),
        (json!({ "error": "a word only" }), true),
    ] {
        fake.next(Act::ErrorAfter(3, body.clone()));
        let (reply, sunk) = text(&openai(&fake), &streamed()).await;
        let failed = reply.expect_err("an error");
        assert_eq!(failed.error.is_passing(), passing, "{body}: {failed:?}");
        assert!(!sunk.is_empty());
    }
    fake.next(Act::Page(
        200,
        "text/event-stream",
        "data: {no json}\n\n".to_owned(),
    ));
    let failed = failure(&openai(&fake), &streamed()).await;
    assert!(
        matches!(failed.error, ProviderError::Malformed { .. }),
        "{failed:?}"
    );
}

#[tokio::test]
async fn nothing_waits_for_ever() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake).silent_for(Duration::from_millis(200));
    fake.next(Act::SilentAfter(3));
    let began = Instant::now();
    let (reply, sunk) = text(&provider, &streamed()).await;
    let failed = reply.expect_err("an error");
    assert!(matches!(failed.error, ProviderError::TimedOut), "{failed:?}");
    assert!(failed.request_id.is_some() && !sunk.is_empty());
    assert!(began.elapsed() < Duration::from_secs(10));
    // The whole call has its time too, however busy the stream is.
    fake.pace(Duration::from_millis(100));
    for mut request in [streamed(), structured()] {
        request.timeout = Duration::from_millis(400);
        if request.schema.is_some() {
            fake.next(Act::Late(Duration::from_secs(30)));
        }
        let failed = failure(&provider, &request).await;
        assert!(matches!(failed.error, ProviderError::TimedOut), "{failed:?}");
    }
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let fake = FakeOpenAi::start().await;
    for request in [streamed(), structured()] {
        fake.next(Act::Endless);
        let failed = failure(&openai(&fake), &request).await;
        assert!(
            matches!(failed.error, ProviderError::Malformed { .. }),
            "{failed:?}"
        );
    }
}

#[tokio::test]
async fn what_a_model_does_not_take_is_left_out_from_then_on() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    fake.refuse(&[
        "max_tokens",
        "reasoning_effort",
        "temperature",
        "stream_options",
        "json_schema",
        "json_object",
    ]);
    let reply = text(&provider, &streamed()).await.0.unwrap();
    assert_eq!(reply.usage.output, 0);
    let seen = fake.seen();
    assert_eq!(seen.len(), 5);
    let body = &seen[4].body;
    // The newer limit counts thoughts, too.
    assert_eq!(body["max_completion_tokens"], 9000);
    for left_out in ["max_tokens", "reasoning_effort", "temperature", "stream_options"] {
        assert!(body[left_out].is_null(), "{left_out}");
    }
    // It is known by now, and the form of a document is the next to be found out.
    text(&provider, &structured()).await.0.unwrap();
    let seen = fake.seen();
    let forms: Vec<_> = seen[5..]
        .iter()
        .map(|seen| seen.body["response_format"]["type"].clone())
        .collect();
    assert_eq!(forms, [json!("json_schema"), json!("json_object"), Value::Null]);
    let system = seen[7].body["messages"][0]["content"].as_str().unwrap();
    assert!(system.contains("\"tags\""), "{system}");
    text(&provider, &structured()).await.0.unwrap();
    assert_eq!(fake.seen().len(), 9);
    // Another model is asked in full.
    let mut other = streamed();
    other.model = "another".to_owned();
    fake.refuse(&[]);
    text(&provider, &other).await.0.unwrap();
    assert_eq!(fake.last().body["temperature"].to_string(), "0.7");
}

#[tokio::test]
async fn a_model_that_is_not_streamed_to_everybody_answers_in_one_piece() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    let message = "Your organization must be verified to stream this model. Please go to the settings.";
    let refused = json!({ "error": { "message": message, "param": "stream", "code": "unsupported_value" } });
    fake.next(Act::Status(400, refused, None));
    let (reply, sunk) = text(&provider, &streamed()).await;
    assert_eq!(reply.unwrap().text, sunk);
    assert_eq!(fake.seen().len(), 2);
    assert!(fake.last().body["stream"].is_null());
    text(&provider, &streamed()).await.0.unwrap();
    assert_eq!(fake.seen().len(), 3, "it is known by now");
    // That a model is for verified organisations alone is no fault of the key.
    let message = "Your organization must be verified to use the model.";
    fake.next(Act::fault(403, "invalid_request_error", "", message));
    let failed = failure(&provider, &structured()).await;
    assert!(
        matches!(failed.error, ProviderError::Request { .. }),
        "{failed:?}"
    );
}

#[tokio::test]
async fn a_key_that_may_not_list_models_is_no_wrong_key() {
    let fake = FakeOpenAi::start().await;
    let message = "You have insufficient permissions for this operation. Missing scopes: api.model.read.";
    fake.next(Act::fault(403, "invalid_request_error", "", message));
    let said = openai(&fake).check().await.unwrap();
    assert!(said.contains("can't list models"), "{said}");
}

#[tokio::test]
async fn no_key_is_ever_in_an_error() {
    let fake = FakeOpenAi::start().await;
    let message = format!(
        "Incorrect API key provided: {KEY}.\nSee\tthe docs. {}",
        "x".repeat(5000)
    );
    fake.next(Act::fault(
        401,
        "invalid_request_error",
        "invalid_api_key",
        &message,
    ));
    let failed = failure(&openai(&fake), &streamed()).await;
    let shown = format!("{failed} {failed:?}");
    assert!(!shown.contains(KEY), "{shown}");
    assert!(
        !failed.to_string().contains('\n') && failed.to_string().len() < 500,
        "{failed}"
    );
    assert!(!format!("{:?} {:?}", openai(&fake), runware(&fake)).contains("0123456789"));
}

#[tokio::test]
async fn addresses_and_keys_are_checked_at_once() {
    let open = || Egress::new(true).unwrap();
    let closed = || Egress::new(false).unwrap();
    let key = || Some(KEY.into());
    OpenAi::new(closed(), None, key()).unwrap();
    OpenAi::new(closed(), Some(" "), key()).unwrap();
    OpenAi::new(open(), Some("http://localhost:11434/v1"), None).unwrap();
    for key in [None, Some("  ".into())] {
        let error = OpenAi::new(closed(), None, key.clone()).unwrap_err();
        assert!(matches!(error, ProviderError::Key { .. }), "{error:?}");
        let error = Runware::new(closed(), None, key).unwrap_err();
        assert!(matches!(error, ProviderError::Key { .. }), "{error:?}");
    }
    let error = OpenAi::new(closed(), None, Some("two\nlines".into())).unwrap_err();
    assert!(matches!(error, ProviderError::Key { .. }), "{error:?}");
    for base in [
        "http://localhost:11434/v1",
        "https://10.0.0.1/v1",
        "https://169.254.169.254",
        "ftp://x",
        "words",
    ] {
        let error = OpenAi::new(closed(), Some(base), key()).unwrap_err();
        assert!(
            matches!(error, ProviderError::Address { .. }),
            "{base}: {error:?}"
        );
        assert!(!error.is_passing());
    }
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/v1", nobody.local_addr().unwrap());
    drop(nobody);
    let failed = OpenAi::new(open(), Some(&base), None)
        .unwrap()
        .check()
        .await
        .unwrap_err();
    assert!(
        matches!(failed.error, ProviderError::Unreachable { .. }),
        "{failed:?}"
    );
}
