//! Servers of models that are not OpenAI, from keywords to pictures, and the test of their connection.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};
use crate::fake_openai::dialects::{CHAT, OLLAMA, PICTURES, ROOM};
use crate::fake_openai::{Act, FakeOpenAi};
use crate::writing::{act, books_balance, logged, succeeded, task};

/// Connects a server by the name of its kind and lets it do everything; gives its id.
async fn connect(person: &Person, fake: &FakeOpenAi, service: &str, image_model: Option<&str>) -> String {
    let body = json!({
        "name": service, "kind": "openai", "service": service, "base_url": fake.openai(), "text_model": "llama3.1:8b",
        "image_model": image_model, "enabled": true,
    });
    let made = person.make("/system/integrations", body).await;
    let id = made["id"].as_str().unwrap().to_owned();
    let mut set =
        json!({ "ideas_by_id": id, "content_by_id": id, "image_prompts_by_id": id, "clusters_by_id": id });
    if image_model.is_some() {
        set["images_by_id"] = json!(id);
    }
    let answer = person
        .request(Method::PATCH, "/system/settings")
        .json(&set)
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::OK,
        "{}",
        answer.text().await.unwrap()
    );
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn ollama_does_the_whole_way() {
    with_app(|app| async move {
        app.work();
        let fake = FakeOpenAi::start().await;
        fake.refuse_as(OLLAMA);
        // Tokens as they are, not words.
        fake.read_only(1_000_000);
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&[
            "trail running shoes",
            "best trail running shoes",
            "espresso machine",
            "small espresso machine",
        ])
        .await;
        connect(&ann, &fake, "ollama", Some("x/z-image-turbo")).await;
        succeeded(&ann, "planner/keywords", "auto_cluster", json!({ "filter": {} })).await;
        succeeded(
            &ann,
            "planner/clusters",
            "generate_ideas",
            json!({ "filter": {} }),
        )
        .await;
        let idea = ann.get("/planner/ideas").await["results"][0]["id"].clone();
        ann.post("/planner/ideas/actions/create_tasks", &json!({ "ids": [idea] }))
            .await;
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "filter": {} })).await;
        let article = ann.get("/writer/content").await["results"][0].clone();
        assert_eq!(
            (&article["offline"], &article["status"]),
            (&json!(false), &json!("draft"))
        );
        let id = article["id"].as_str().unwrap();
        succeeded(
            &ann,
            "writer/content",
            "generate_image_prompts",
            json!({ "ids": [id] }),
        )
        .await;
        succeeded(&ann, "writer/content", "generate_images", json!({ "ids": [id] })).await;
        let pictures = ann.get(&format!("/writer/images?content_id={id}")).await;
        assert_ne!(pictures["count"], 0, "{pictures}");
        assert!(
            pictures["results"]
                .as_array()
                .unwrap()
                .iter()
                .all(|picture| picture["status"] == "ready"),
            "{pictures}"
        );
        // No run but the first had to find out what the model does not take.
        let refused = fake
            .seen()
            .iter()
            .filter(|seen| !seen.body["reasoning_effort"].is_null())
            .count();
        assert_eq!(refused, 1, "it is remembered by integration and model");
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_found_out_is_told_kept_and_forgotten_with_the_address() {
    with_app(|app| async move {
        app.work();
        let fake = FakeOpenAi::start().await;
        fake.refuse_as(OLLAMA);
        fake.read_only(1_000_000);
        let ann = app.sign_up("ann").await;
        let integration = connect(&ann, &fake, "ollama", None).await;
        let id = task(&ann, "First", 300).await;
        let run = succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        logged(&ann, &run, &["reasoning effort"]).await;
        let asked = |fake: &FakeOpenAi| {
            fake.seen()
                .iter()
                .filter(|seen| !seen.body["reasoning_effort"].is_null())
                .count()
        };
        assert_eq!(asked(&fake), 1);
        let change = json!({ "base_url": format!("{}/", fake.openai()) });
        let path = format!("/system/integrations/{integration}");
        let answer = ann
            .request(Method::PATCH, &path)
            .json(&change)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let id = task(&ann, "Second", 300).await;
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        assert_eq!(asked(&fake), 2, "another address may be another server");
        // What is known of one account's server is nobody else's business.
        let bob = app.sign_up("bob").await;
        connect(&bob, &fake, "ollama", None).await;
        let id = task(&bob, "Third", 300).await;
        succeeded(&bob, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        assert_eq!(asked(&fake), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn json_with_words_around_it_is_paid_for_once() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        for (number, around) in [
            "Here is the JSON you asked for:\n\n{}",
            "Sure! I kept to the schema.\n\n```json\n{}\n```\n\nTell me if you want other headings.",
            "{}\n\nI hope this helps with your article.",
            "{}\n{}",
            "<think>A list {of} things?</think>\n{}",
        ]
        .into_iter()
        .enumerate()
        {
            let fake = FakeOpenAi::start().await;
            fake.wrap(around);
            let body = json!({ "name": format!("S{number}"), "kind": "openai", "base_url": fake.openai(), "text_model": "m", "enabled": true });
            let made = ann.make("/system/integrations", body).await;
            let set = json!({ "content_by_id": made["id"] });
            ann.request(Method::PATCH, "/system/settings").json(&set).send().await.unwrap();
            let id = task(&ann, &format!("Words {number}"), 300).await;
            succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
            let documents = fake.seen().iter().filter(|seen| seen.body["response_format"].is_object()).count();
            assert_eq!(documents, 2, "{around}: an outline and an end, each asked for once");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn little_room_is_told_in_one_sentence_and_hides_no_first_cause() {
    with_app(|app| async move {
        app.work();
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        connect(&ann, &fake, "vllm", None).await;
        // Enough for an answer, not for the limit that is asked for first.
        fake.room(3_000, ROOM[0].1);
        let id = task(&ann, "Fits", 300).await;
        let run = succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        logged(&ann, &run, &["context of 3000 tokens"]).await;
        fake.room(300, ROOM[0].1);
        let id = task(&ann, "Does not fit", 300).await;
        let run = act(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        let error = run["error"].as_str().unwrap();
        assert!(error.contains("This model's context is limited to 300 tokens, but ") && error.contains("are needed"), "{run}");
        // Cut at what was asked for; there is no more.
        fake.room(100_000, ROOM[0].1);
        fake.next_with("Outline an article", Act::LengthAfter(2));
        fake.next_with("Outline an article", Act::Status(400, json!({ "error": { "message": "This model's maximum context length is 6500 tokens. However, you requested 16000 output tokens and your prompt contains at least 6400 input tokens" } }), None));
        let id = task(&ann, "Cut", 300).await;
        let run = act(&ann, "writer/tasks", "generate_content", json!({ "ids": [id] })).await;
        let error = run["error"].as_str().unwrap();
        assert!(error.contains("was cut off at 6000 tokens") && error.contains("6,500"), "{run}");
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_says_what_works_what_does_not_and_what_to_do() {
    with_app(|app| async move {
        app.work();
        let fake = FakeOpenAi::start().await;
        fake.read_only(1_000_000);
        let ann = app.sign_up("ann").await;
        let id = connect(&ann, &fake, "ollama", Some("x/z-image-turbo")).await;
        let tested = succeeded(&ann, "system/integrations", "test_connection", json!({ "ids": [id] })).await;
        let parts = &tested["result"]["parts"];
        assert_eq!(parts[0]["works"], true, "{tested}");
        let path = format!("/system/integrations/{id}");
        let row = ann.get(&path).await;
        assert_eq!(row["check_ok"], true, "{row}");
        let said = row["check_result"].as_str().unwrap();
        assert_eq!(said, "Text: working (llama3.1:8b). JSON: working (llama3.1:8b). Images: working (x/z-image-turbo). Embeddings: no model set.");
        // Pictures fail, text does not.
        fake.next_with("images/generations", Act::fault(400, "invalid_request_error", "model_not_found", "no such model"));
        let tested = act(&ann, "system/integrations", "test_connection", json!({ "ids": [id] })).await;
        assert_eq!(tested["status"], "failed");
        let row = ann.get(&path).await;
        let said = row["check_result"].as_str().unwrap();
        assert!(row["check_ok"] == false && said.starts_with("Text: working"), "{row}");
        assert!(said.contains("Images: failed") && said.contains("Available models: one, two."), "{said}");
        // What is refused is found out while testing, and known to the first run.
        fake.refuse_as(&[CHAT[2].1, PICTURES[0].1]);
        succeeded(&ann, "system/integrations", "test_connection", json!({ "ids": [id] })).await;
        let before = fake.seen().len();
        let task = task(&ann, "After the test", 300).await;
        succeeded(&ann, "writer/tasks", "generate_content", json!({ "ids": [task] })).await;
        let seen = fake.seen().split_off(before);
        assert!(!seen.is_empty() && seen.iter().all(|seen| seen.body["reasoning_effort"].is_null()));
        let calls = ann.get("/billing/usage?page_size=200").await;
        assert!(calls["results"].as_array().unwrap().iter().any(|call| call["purpose"] == "test"), "what it took is booked");
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_an_address_of_its_own_asks_for_one() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (status, refused) = ann
            .post("/system/integrations", &json!({ "name": "Azure", "kind": "openai", "service": "azure", "secret": "key-123456", "enabled": true }))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused["errors"]["base_url"][0].as_str().unwrap().contains("RESOURCE.openai.azure.com"), "{refused}");
        let made = ann
            .make("/system/integrations", json!({ "name": "Groq", "kind": "openai", "service": "groq", "secret": "key-123456", "enabled": true }))
            .await;
        assert_eq!((&made["service"], &made["base_url"]), (&json!("groq"), &Value::Null));
        let path = format!("/system/integrations/{}", made["id"].as_str().unwrap());
        let answer = ann.request(Method::PATCH, &path).json(&json!({ "service": "ollama" })).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = ann.post("/system/integrations", &json!({ "name": "X", "kind": "openai", "service": "nobody", "enabled": true })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    })
    .await;
}
