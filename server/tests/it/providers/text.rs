//! Text: whole and streamed, cut, limited and refused.

use std::time::Duration;

use provider::{Ended, ProviderError};
use serde_json::{Value, json};

use super::{KEY, failure, openai, streamed, structured, text};
use crate::fake_openai::{Act, FakeOpenAi};

#[tokio::test]
async fn text_streams_with_its_tokens_and_id() {
    let fake = FakeOpenAi::start().await;
    fake.pace(Duration::from_millis(5));
    let (reply, sunk) = text(&openai(&fake), &streamed()).await;
    let reply = reply.unwrap();
    assert!(
        reply.text.starts_with("<p>Paragraph ") && reply.text.ends_with("</p>"),
        "{reply:?}"
    );
    assert_eq!(reply.text, sunk);
    assert_eq!(reply.ended, Ended::Complete);
    assert_eq!(reply.model.as_deref(), Some("gpt-4o-mini"));
    let seen = fake.last();
    assert_eq!(reply.request_id, Some(seen.request_id.clone()));
    assert_eq!(reply.usage, seen.usage);
    assert!(reply.usage.output > 20 && reply.usage.cached > 0, "{reply:?}");
    assert_eq!(seen.authorization, Some(format!("Bearer {KEY}")));
    // Others than OpenAI go by the older name of the limit.
    assert_eq!(seen.body["max_tokens"], 1000);
    assert_eq!(seen.body["reasoning_effort"], "low");
    assert_eq!(seen.body["temperature"].to_string(), "0.7");
    assert_eq!(seen.body["stream_options"], json!({ "include_usage": true }));
    assert_eq!(seen.body["messages"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn thoughts_that_a_server_leaves_in_the_text_are_taken_out() {
    let fake = FakeOpenAi::start().await;
    let thought = "<think>What do they want?\n</think>\n\n";
    fake.next(Act::Text(format!("{thought}<p>An answer.</p>")));
    let (reply, sunk) = text(&openai(&fake), &streamed()).await;
    assert_eq!(
        (reply.unwrap().text.as_str(), sunk.as_str()),
        ("<p>An answer.</p>", "<p>An answer.</p>")
    );
    fake.next(Act::Text(format!("{thought}{{\"tags\": []}}")));
    let (reply, _) = text(&openai(&fake), &structured()).await;
    assert_eq!(reply.unwrap().text, "{\"tags\": []}");
}

#[tokio::test]
async fn a_schema_gives_one_document() {
    let fake = FakeOpenAi::start().await;
    let (reply, sunk) = text(&openai(&fake), &structured()).await;
    let reply = reply.unwrap();
    let document: Value = serde_json::from_str(&reply.text).unwrap();
    assert_eq!(document["tags"].as_array().unwrap().len(), 3);
    assert_eq!(sunk, "");
    let seen = fake.last();
    let form = &seen.body["response_format"];
    assert_eq!(
        (&form["type"], &form["json_schema"]["strict"]),
        (&json!("json_schema"), &json!(true))
    );
    assert_eq!(form["json_schema"]["name"], "finish");
    assert!(seen.body["stream"].is_null());
    assert_eq!(reply.usage, fake.told());
}

#[tokio::test]
async fn going_on_and_mending_are_said_in_messages() {
    let fake = FakeOpenAi::start().await;
    let mut request = streamed();
    request.so_far = Some("<p>It began".to_owned());
    text(&openai(&fake), &request).await.0.unwrap();
    let messages = fake.last().body["messages"].clone();
    assert_eq!(
        messages[2],
        json!({ "role": "assistant", "content": "<p>It began" })
    );
    assert_eq!(messages[3]["role"], "user");
    let mut request = structured();
    request.mend = Some(("{}".to_owned(), "`title` is missing".to_owned()));
    text(&openai(&fake), &request).await.0.unwrap();
    let messages = fake.last().body["messages"].clone();
    assert_eq!(messages[2], json!({ "role": "assistant", "content": "{}" }));
    assert!(
        messages[3]["content"]
            .as_str()
            .unwrap()
            .contains("`title` is missing")
    );
}

#[tokio::test]
async fn a_cut_stream_is_never_a_short_text() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    for act in [
        Act::CutAfter(4),
        Act::EndAfter(4),
        Act::CutAfter(0),
        Act::EndAfter(0),
    ] {
        let pieces = matches!(act, Act::CutAfter(4) | Act::EndAfter(4));
        fake.next(act.clone());
        let (reply, sunk) = text(&provider, &streamed()).await;
        let failed = reply.expect_err("an error");
        assert!(
            matches!(failed.error, ProviderError::Unavailable { .. }),
            "{act:?}: {failed:?}"
        );
        assert_eq!(failed.request_id, Some(fake.last().request_id));
        assert_eq!(!sunk.is_empty(), pieces, "{act:?}: {sunk}");
    }
    // What comes after the end of the answer is not part of it.
    fake.next(Act::NoDone);
    let reply = text(&provider, &streamed()).await.0.unwrap();
    assert_eq!(reply.ended, Ended::Complete);
    assert_eq!(reply.usage.output, 0);
}

#[tokio::test]
async fn a_text_at_its_limit_says_so() {
    let fake = FakeOpenAi::start().await;
    for request in [streamed(), structured()] {
        fake.next(Act::LengthAfter(2));
        let reply = text(&openai(&fake), &request).await.0.unwrap();
        assert_eq!(reply.ended, Ended::Length);
        assert_eq!(reply.usage, fake.last().usage);
        fake.next(Act::LengthAfter(0));
        // Cut before the first word: a model that still thinks, whose limit may be raised.
        let reply = text(&openai(&fake), &request).await.0.unwrap();
        assert_eq!((reply.ended, reply.text.as_str()), (Ended::Length, ""));
    }
}

#[tokio::test]
async fn refusals_are_told_with_their_tokens() {
    let fake = FakeOpenAi::start().await;
    for request in [streamed(), structured()] {
        for act in [Act::Refusal, Act::Filtered] {
            fake.next(act);
            let failed = failure(&openai(&fake), &request).await;
            assert!(
                matches!(failed.error, ProviderError::Refused { .. }),
                "{failed:?}"
            );
            assert!(!failed.error.is_passing());
            assert_eq!(failed.usage, fake.last().usage);
            assert!(failed.usage.input > 0);
        }
    }
}

#[tokio::test]
async fn a_script_waits_for_its_request() {
    let fake = FakeOpenAi::start().await;
    fake.next_with("\"name\":\"finish\"", Act::Text("{}".to_owned()));
    let plain = text(&openai(&fake), &streamed()).await.0.unwrap();
    assert!(plain.text.starts_with("<p>"));
    assert_eq!(text(&openai(&fake), &structured()).await.0.unwrap().text, "{}");
    let paths: Vec<_> = fake.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/v1/chat/completions", "/v1/chat/completions"]);
}
