//! Pictures, vectors, and the tests of connections.

use provider::{Provider as _, ProviderError};
use serde_json::json;

use super::{KEY, drawn, embedded, openai, runware, streamed};
use crate::fake_openai::{Act, FakeOpenAi};

#[tokio::test]
async fn pictures_come_as_files_from_both_families() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    let picture = provider.image(&drawn("dall-e-3")).await.unwrap();
    assert_eq!(
        image::guess_format(&picture.bytes).unwrap(),
        image::ImageFormat::Png
    );
    assert_eq!(
        picture.revised_prompt.as_deref(),
        Some("A prompt that was rewritten")
    );
    assert_eq!(picture.request_id, Some(fake.last().request_id));
    assert_eq!(fake.last().body["size"], "1792x1024");
    let picture = provider.image(&drawn("gpt-image-1")).await.unwrap();
    assert_eq!(
        image::guess_format(&picture.bytes).unwrap(),
        image::ImageFormat::Jpeg
    );
    assert_eq!(picture.usage, fake.last().usage);
    assert_eq!(picture.usage.output, 1056);
    fake.next(Act::Link);
    let picture = provider.image(&drawn("dall-e-3")).await.unwrap();
    assert_eq!(
        image::guess_format(&picture.bytes).unwrap(),
        image::ImageFormat::Png
    );
}

#[tokio::test]
async fn an_address_of_a_picture_is_checked_as_any_other() {
    let fake = FakeOpenAi::start().await;
    for (url, is_refused) in [
        ("https://169.254.169.254/latest/meta-data", true),
        ("http://example.com/picture.png", true),
        ("file:///etc/passwd", true),
        (&*format!("{}/nothing", fake.base), false),
        (&*format!("{}/v1/models", fake.base), false),
    ] {
        let answer = json!({ "data": [{ "url": url }] });
        fake.next(Act::Status(200, answer, None));
        let failed = openai(&fake)
            .image(&drawn("dall-e-3"))
            .await
            .expect_err("an error");
        let refused = matches!(failed.error, ProviderError::Address { .. });
        // An address that holds no picture, or none any more, may hold one at the next try.
        let useless = matches!(
            failed.error,
            ProviderError::Malformed { .. } | ProviderError::Unavailable { .. }
        );
        assert!(if is_refused { refused } else { useless }, "{url}: {failed:?}");
        assert!(failed.request_id.is_some());
    }
    for answer in [
        json!({ "data": [] }),
        json!({ "data": [{ "b64_json": "PGh0bWw+" }] }),
    ] {
        fake.next(Act::Status(200, answer, None));
        let failed = openai(&fake)
            .image(&drawn("dall-e-3"))
            .await
            .expect_err("an error");
        assert!(
            matches!(failed.error, ProviderError::Malformed { .. }),
            "{failed:?}"
        );
    }
}

#[tokio::test]
async fn vectors_keep_the_order_of_the_texts() {
    let fake = FakeOpenAi::start().await;
    let provider = openai(&fake);
    let texts = ["one", "longer", "the longest of them"];
    let plain = provider.embed(&embedded(&texts)).await.unwrap();
    fake.next(Act::Shuffled);
    let shuffled = provider.embed(&embedded(&texts)).await.unwrap();
    assert_eq!(plain.vectors, shuffled.vectors);
    assert_eq!(
        plain
            .vectors
            .iter()
            .map(|vector| vector.iter().sum())
            .collect::<Vec<f32>>(),
        [1.0, 1.0, 4.0],
        "as many as there are words"
    );
    assert_ne!(plain.vectors[0], plain.vectors[1]);
    assert_eq!(plain.usage, fake.last().usage);
    assert_eq!(fake.last().body["encoding_format"], "float");
    fake.next(Act::Missing);
    let failed = provider.embed(&embedded(&texts)).await.expect_err("an error");
    assert!(
        matches!(failed.error, ProviderError::Malformed { .. }),
        "{failed:?}"
    );
    let before = fake.seen().len();
    let failed = provider.embed(&embedded(&[])).await.expect_err("an error");
    assert!(
        matches!(failed.error, ProviderError::Request { .. }),
        "{failed:?}"
    );
    assert_eq!(fake.seen().len(), before);
}

#[tokio::test]
async fn connections_are_tested_in_a_sentence() {
    let fake = FakeOpenAi::start().await;
    assert_eq!(
        openai(&fake).check().await.unwrap(),
        "The connection works. 2 models are available."
    );
    let said = runware(&fake).check().await.unwrap();
    assert_eq!(said, "The connection works. Account balance: $12.50.");
}

#[tokio::test]
async fn runware_makes_pictures_with_their_price() {
    let fake = FakeOpenAi::start().await;
    let provider = runware(&fake);
    let picture = provider.image(&drawn("runware:97@1")).await.unwrap();
    assert_eq!(
        image::guess_format(&picture.bytes).unwrap(),
        image::ImageFormat::Jpeg
    );
    assert_eq!(picture.cost, Some(0.0013));
    let seen = fake.last();
    let task = &seen.body[0];
    assert_eq!(picture.request_id.as_deref(), task["taskUUID"].as_str());
    assert_eq!(seen.authorization, Some(format!("Bearer {KEY}")));
    assert_eq!((&task["width"], &task["height"]), (&json!(1216), &json!(640)));
    assert_eq!(task["taskType"], "imageInference");
    fake.next(Act::Link);
    provider.image(&drawn("runware:97@1")).await.unwrap();
    let failed = provider
        .text(&streamed(), &mut |_| {})
        .await
        .expect_err("an error");
    assert!(
        matches!(failed.error, ProviderError::NotOffered { .. }),
        "{failed:?}"
    );
}

#[tokio::test]
async fn runware_faults_have_their_meaning_and_keep_the_task() {
    use ProviderError as E;
    type Meaning = fn(&E) -> bool;
    let fake = FakeOpenAi::start().await;
    let provider = runware(&fake);
    let fault = |status: u16, code: &str| {
        let error =
            json!({ "code": code, "message": "in words", "parameter": "", "taskType": "imageInference" });
        Act::Status(status, json!({ "errors": [error] }), None)
    };
    let matrix: Vec<(Act, Meaning)> = vec![
        (fault(401, "invalidApiKey"), |e| matches!(e, E::Key { .. })),
        (fault(400, "invalidApiKey"), |e| matches!(e, E::Key { .. })),
        (fault(402, "insufficientCredits"), |e| {
            matches!(e, E::Quota { .. })
        }),
        (fault(400, "insufficientCredits"), |e| {
            matches!(e, E::Quota { .. })
        }),
        (fault(400, "invalidWidth"), |e| matches!(e, E::Request { .. })),
        (fault(200, "invalidModel"), |e| matches!(e, E::Request { .. })),
        (fault(200, "contentModeration"), |e| {
            matches!(e, E::Refused { .. })
        }),
        (fault(429, "rateLimitExceeded"), |e| {
            matches!(e, E::RateLimited { .. })
        }),
        (fault(200, "timeoutProvider"), |e| {
            matches!(e, E::Unavailable { .. })
        }),
        (fault(500, "anything"), |e| matches!(e, E::Unavailable { .. })),
        (Act::fault_with(503, "", "retry-after", "7"), |e| {
            e.retry_after().is_some_and(|wait| wait.as_secs() == 7)
        }),
        (Act::Page(200, "text/html", "<html>".to_owned()), |e| {
            matches!(e, E::Malformed { .. })
        }),
        (Act::Status(200, json!({ "data": [] }), None), |e| {
            matches!(e, E::Malformed { .. })
        }),
        (Act::Truncated, |e| matches!(e, E::Unavailable { .. })),
        (Act::Endless, |e| matches!(e, E::Malformed { .. })),
    ];
    for (act, meaning) in matrix {
        fake.next(act.clone());
        let failed = provider
            .image(&drawn("runware:97@1"))
            .await
            .expect_err("an error");
        assert!(meaning(&failed.error), "{act:?}: {failed:?}");
        assert_eq!(
            failed.request_id.as_deref(),
            fake.last().body[0]["taskUUID"].as_str(),
            "{act:?}"
        );
    }
}
