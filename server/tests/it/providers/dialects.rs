//! Servers as they are: what they refuse, in whichever words, and how little room they have.

use std::time::Duration;

use egress::Egress;
use model_servers::OpenAi;
use provider::{Ended, Provider as _, ProviderError};
use serde_json::{Value, json};

use super::{KEY, drawn, embedded, failure, openai, streamed, structured, text};
use crate::fake_openai::dialects::{CHAT, PICTURES, ROOM, Refusal};
use crate::fake_openai::{Act, FakeOpenAi};

#[tokio::test]
async fn what_is_refused_in_any_words_is_left_out_from_then_on() {
    for (who, refusal) in CHAT {
        let fake = FakeOpenAi::start().await;
        let provider = openai(&fake);
        fake.refuse_as(&[*refusal]);
        for request in [streamed(), structured()] {
            let reply = text(&provider, &request).await.0;
            assert!(reply.is_ok(), "{who}: {reply:?}");
            assert!(fake.last().body[refusal.part].is_null(), "{who}");
            let before = fake.seen().len();
            assert!(before <= 8, "{who}: {before} tries");
            text(&provider, &request).await.0.unwrap();
            assert_eq!(fake.seen().len(), before + 1, "{who}: it is known by now");
        }
        let learnt = provider.learnt();
        assert_eq!(learnt.models[0].0, "gpt-4o-mini", "{who}");
        assert!(!learnt.notes.is_empty(), "{who}: it is told");
        assert!(provider.learnt().models.is_empty(), "{who}: once");
        // Another process that is told of it has nothing to find out.
        let other = openai(&fake);
        other.recall(&learnt.models[0].0, &learnt.models[0].1);
        let before = fake.seen().len();
        text(&other, &streamed()).await.0.unwrap();
        assert_eq!(fake.seen().len(), before + 1, "{who}");
    }
}

#[tokio::test]
async fn several_refusals_one_after_the_other_leave_out_several_parts() {
    let fake = FakeOpenAi::start().await;
    let vague = CHAT.iter().find(|(who, _)| *who == "Gemini, vague").unwrap().1;
    let each = |part| Refusal { part, ..vague };
    fake.refuse_as(&[
        each("reasoning_effort"),
        each("stream_options"),
        each("temperature"),
    ]);
    text(&openai(&fake), &streamed()).await.0.unwrap();
    assert!(fake.seen().len() <= 5, "{}", fake.seen().len());
    // A server that refuses whatever comes says why in its own first words.
    fake.refuse_as(&[each("model")]);
    let failed = failure(&openai(&fake), &structured()).await;
    assert!(failed.to_string().contains("invalid argument"), "{failed}");
    assert!(
        matches!(failed.error, ProviderError::Request { .. }),
        "{failed:?}"
    );
}

#[tokio::test]
async fn refusals_of_other_things_are_not_tried_again() {
    let fake = FakeOpenAi::start().await;
    for (status, body, key) in [
        (
            400,
            json!([{ "error": { "code": 400, "message": "API key not valid. Please pass a valid API key.", "status": "INVALID_ARGUMENT" } }]),
            true,
        ),
        (401, json!({ "error": "unauthorized" }), true),
        (
            400,
            json!({ "error": { "message": "Content Exists Risk" } }),
            false,
        ),
        (
            400,
            json!({ "error": { "message": "Your credit balance is too low to access the API" } }),
            false,
        ),
        (
            404,
            json!({ "error": { "message": "model \"x\" not found, try pulling it first" } }),
            false,
        ),
        (400, json!({ "error": { "message": "Invalid model: x" } }), false),
        (
            429,
            json!({ "error": { "message": "余额不足", "code": "1113" } }),
            false,
        ),
    ] {
        let before = fake.seen().len();
        fake.next(Act::Status(status, body.clone(), None));
        let failed = failure(&openai(&fake), &streamed()).await;
        assert_eq!(fake.seen().len(), before + 1, "{body}: {failed:?}");
        assert!(!failed.error.is_passing(), "{body}: {failed:?}");
        assert_eq!(
            matches!(failed.error, ProviderError::Key { .. }),
            key,
            "{body}: {failed:?}"
        );
    }
}

#[tokio::test]
async fn only_streams_are_streamed_for_documents_too() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    let body = json!({ "error": { "code": "invalid_parameter_error", "message": "parameter.enable_thinking must be set to false for non-streaming calls" } });
    fake.next(Act::Status(400, body, None));
    fake.next(Act::Text("{\"title\": \"T\", \"tags\": []}".to_owned()));
    let (reply, sunk) = text(&provider, &structured()).await;
    assert_eq!(
        (reply.unwrap().text.as_str(), sunk.as_str()),
        ("{\"title\": \"T\", \"tags\": []}", "")
    );
    assert_eq!(fake.last().body["stream"], true);
}

#[tokio::test]
async fn a_model_without_an_instruction_of_its_own_reads_it_in_the_prompt() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    fake.next(Act::Status(
        400,
        json!({ "error": { "message": "System role not supported" } }),
        None,
    ));
    text(&provider, &streamed()).await.0.unwrap();
    let messages = fake.last().body["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 1);
    assert!(
        messages[0]["content"]
            .as_str()
            .unwrap()
            .starts_with("You write articles."),
        "{messages}"
    );
}

#[tokio::test]
async fn what_there_is_room_for_is_asked_for() {
    for (who, wording) in ROOM {
        let fake = FakeOpenAi::start().await;
        let provider = openai(&fake);
        fake.room(2_000, *wording);
        let mut request = structured();
        request.max_tokens = 6_000;
        let reply = text(&provider, &request).await.0;
        assert!(reply.is_ok(), "{who}: {reply:?}");
        let asked = fake.last().body["max_tokens"].as_u64().unwrap();
        assert!((256..2_000).contains(&asked), "{who}: {asked}");
        assert_eq!(
            fake.last().body["temperature"].to_string(),
            "0.7",
            "{who}: nothing else is left out"
        );
        assert!(fake.seen().len() <= 5, "{who}: {} tries", fake.seen().len());
        // A prompt that is too long by itself is told with both numbers, where there are any.
        request.prompt = "a word and another ".repeat(600);
        let failed = failure(&provider, &request).await;
        assert!(
            matches!(failed.error, ProviderError::Room { .. }),
            "{who}: {failed:?}"
        );
        if *who != "without a figure" {
            assert!(
                failed.to_string().contains("limited to 2,000 tokens"),
                "{who}: {failed}"
            );
        }
        assert!(!failed.error.is_passing(), "{who}");
    }
}

#[tokio::test]
async fn the_longest_answer_of_a_model_is_remembered() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    let body = json!({ "error": { "message": "Invalid max_tokens value, the valid range of max_tokens is [1, 800]", "type": "invalid_request_error" } });
    fake.next(Act::Status(400, body, None));
    text(&provider, &streamed()).await.0.unwrap();
    assert_eq!(fake.last().body["max_tokens"], 800);
    text(&provider, &streamed()).await.0.unwrap();
    assert_eq!(
        (fake.last().body["max_tokens"].as_u64(), fake.seen().len()),
        (Some(800), 3)
    );
}

#[tokio::test]
async fn ollama_is_told_to_read_the_whole_prompt() {
    let fake = FakeOpenAi::start().await;
    fake.read_only(2_048);
    let ollama = OpenAi::at(
        Egress::new(true).unwrap(),
        Some("ollama"),
        Some(&fake.openai()),
        None,
    )
    .unwrap();
    let mut request = streamed();
    request.model = "llama3.1:8b".to_owned();
    request.prompt = "What the heap wants, and when. ".repeat(800);
    let reply = text(&ollama, &request).await.0.unwrap();
    assert!(reply.text.starts_with("<p>"), "{reply:?}");
    let seen = fake.seen();
    assert_eq!(
        seen.iter().map(|seen| seen.path.as_str()).collect::<Vec<_>>(),
        ["/v1/chat/completions", "/api/chat"]
    );
    assert_eq!(seen[1].body["options"]["num_ctx"], 16_384);
    // From then on its own API is asked at once, and it streams.
    let (reply, sunk) = text(&ollama, &request).await;
    let reply = reply.unwrap();
    assert_eq!(
        (fake.seen().len(), fake.last().path.as_str(), reply.text == sunk),
        (3, "/api/chat", true)
    );
    assert!(reply.usage.input > 5_000, "{reply:?}");
    let learnt = ollama.learnt();
    assert!(
        learnt.notes.iter().any(|note| note.contains("16384")),
        "{learnt:?}"
    );
    let mut document = structured();
    document.model = "llama3.1:8b".to_owned();
    let reply = text(&ollama, &document).await.0.unwrap();
    assert!(serde_json::from_str::<Value>(&reply.text).is_ok(), "{reply:?}");
    // Another server can only be told of.
    let other = openai(&fake);
    text(&other, &request).await.0.unwrap();
    assert!(other.learnt().notes[0].contains("read only 2,048 tokens"));
}

#[tokio::test]
async fn azure_has_its_key_and_its_deployments_in_other_places() {
    let fake = FakeOpenAi::start().await;
    let azure = OpenAi::at(
        Egress::new(true).unwrap(),
        Some("azure"),
        Some(&fake.openai()),
        Some(KEY.into()),
    )
    .unwrap();
    text(&azure, &streamed()).await.0.unwrap();
    let seen = fake.last();
    assert_eq!((seen.authorization, seen.api_key.as_deref()), (None, Some(KEY)));
    assert_eq!(seen.body["max_completion_tokens"], 9_000);
    assert!(!format!("{azure:?}").contains("0123456789"));
}

#[tokio::test]
async fn pictures_are_made_without_what_is_refused() {
    for (who, refusal) in PICTURES {
        let fake = FakeOpenAi::start().await;
        let provider = openai(&fake);
        fake.refuse_as(&[*refusal]);
        let model = match refusal.part {
            "quality" => "gpt-image-1",
            "style" => "dall-e-3",
            _ => "grok-imagine-image",
        };
        let picture = provider.image(&drawn(model)).await;
        assert!(picture.is_ok(), "{who}: {picture:?}");
        assert!(fake.last().body[refusal.part].is_null(), "{who}");
        let before = fake.seen().len();
        provider.image(&drawn(model)).await.unwrap();
        assert_eq!(fake.seen().len(), before + 1, "{who}: it is known by now");
    }
}

#[tokio::test]
async fn a_picture_is_taken_wherever_it_is() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    let url = format!("{}/files/picture", fake.base);
    for answer in [
        json!({ "data": [{ "url": url, "b64_json": "" }] }),
        json!({ "data": [{ "url": "/files/moved.png" }] }),
        json!({ "images": [{ "url": url }] }),
    ] {
        fake.next(Act::Status(200, answer.clone(), None));
        let picture = provider.image(&drawn("flux")).await;
        assert!(picture.is_ok(), "{answer}: {picture:?}");
    }
    // A server that draws in its chat alone is asked there from then on.
    let chat = json!({ "choices": [{ "finish_reason": "stop", "message": { "content": "", "images": [{ "image_url": { "url": url } }] } }] });
    fake.next_with(
        "/v1/images/generations",
        Act::Page(404, "text/html", "<h1>Not found</h1>".to_owned()),
    );
    for _ in 0..2 {
        fake.next_with("modalities", Act::Status(200, chat.clone(), None));
        provider.image(&drawn("google/flash-image")).await.unwrap();
    }
    let paths: Vec<_> = fake
        .seen()
        .iter()
        .rev()
        .take(3)
        .map(|seen| seen.path.clone())
        .collect();
    assert_eq!(
        paths,
        [
            "/v1/chat/completions",
            "/v1/chat/completions",
            "/v1/images/generations"
        ]
    );
    fake.next(Act::Status(
        200,
        json!({ "data": [{ "b64_json": "AAAAHGZ0eXBhdmlm" }] }),
        None,
    ));
    let failed = provider
        .image(&drawn("flux"))
        .await
        .expect_err("no picture that is read");
    assert!(failed.to_string().contains("AVIF"), "{failed}");
}

#[tokio::test]
async fn vectors_come_without_their_form_and_as_bytes() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    fake.refuse_as(&[Refusal {
        part: "encoding_format",
        status: 400,
        body: "{\"error\":\"unknown field encoding_format\"}",
    }]);
    provider.embed(&embedded(&["one"])).await.unwrap();
    assert!(fake.last().body["encoding_format"].is_null());
    fake.next(Act::Status(
        200,
        json!({ "data": [{ "embedding": "AACAPwAAAEA=" }] }),
        None,
    ));
    assert_eq!(
        provider.embed(&embedded(&["one"])).await.unwrap().vectors,
        [[1.0, 2.0]]
    );
}

#[tokio::test]
async fn a_limit_that_is_too_high_is_brought_down() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    let mut request = streamed();
    request.max_tokens = 4_000;
    request.timeout = Duration::from_secs(20);
    fake.next(Act::Status(
        400,
        json!({ "error": { "message": "max_tokens is too large", "param": "max_tokens" } }),
        None,
    ));
    let reply = text(&provider, &request).await.0.unwrap();
    assert_eq!(
        (reply.ended, fake.last().body["max_tokens"].as_u64()),
        (Ended::Complete, Some(2_000))
    );
}
