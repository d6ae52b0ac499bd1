//! Runs that stop halfway: a worker that is killed within an article, and runs of many items of which some fail.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use crate::app::with_app;
use crate::fake_openai::{Act, FakeOpenAi};
use crate::process::Process;
use crate::waiting::until;
use crate::writing::{act, books_balance, connect, ids, task};

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_pays_only_for_the_sections_that_are_missing() {
    with_app(|app| async move {
        let fake = FakeOpenAi::start().await;
        fake.pace(Duration::from_millis(30));
        let ann = app.sign_up("ann").await;
        connect(&ann, &fake).await;
        let id = task(&ann, "A long one", 3_000).await;
        let (status, answer) = ann.post("/writer/tasks/actions/generate_content", &json!({ "ids": [id] })).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        let run = answer["task_id"].as_str().unwrap().to_owned();
        let mut first = Process::worker(&app);
        let mut all = app.superuser().await;
        let count = "select count(*) from content_sections where html is not null";
        until("sections are kept while the article is written", async || {
            let written: i64 = sqlx::query_scalar(count).fetch_one(&mut all).await.unwrap();
            written >= 2
        })
        .await;
        first.0.kill().unwrap();
        first.0.wait().unwrap();
        // Somebody who opens the article now sees what there is of it.
        let content = ann.get("/writer/content").await["results"][0]["id"].as_str().unwrap().to_owned();
        let document = ann.get(&format!("/writer/content/{content}/document")).await;
        let shown = document["written"].as_array().unwrap();
        assert!(shown.len() >= 2 && shown[0]["place"] == 0 && shown[0]["run_id"] == document["run"], "{document}");
        let _second = Process::worker(&app);
        let ended = ann.ended(&run).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        assert_eq!(ended["attempt"], 2);
        let sections: i64 = sqlx::query_scalar("select count(*) from content_sections").fetch_one(&mut all).await.unwrap();
        let (outlines, paid): (i64, i64) = sqlx::query_as(
            "select count(*) filter (where purpose = 'outline'), count(*) filter (where purpose = 'section' and status = 'ok') from ai_calls",
        )
        .fetch_one(&mut all)
        .await
        .unwrap();
        assert_eq!(outlines, 1, "the outline is not paid for twice");
        assert_eq!(paid, sections, "nor is a section that was kept");
        assert_eq!(ann.get("/writer/content").await["count"], 1);
        let document = ann.get(&format!("/writer/content/{content}/document")).await;
        assert_eq!((&document["run"], &document["written"]), (&json!(null), &json!([])));
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_items_are_one_run_that_can_be_retried_in_part_and_cancelled() {
    with_app(|app| async move {
        let fake = FakeOpenAi::start().await;
        let ann = app.sign_up("ann").await;
        connect(&ann, &fake).await;
        let mut tasks = Vec::new();
        for number in 0..4 {
            tasks.push(task(&ann, &format!("Article {number}"), 300).await);
        }
        let quote = ann
            .post("/fn/quote", &json!({ "resource": "writing_tasks", "action": "generate_content", "selection": { "ids": tasks } }))
            .await
            .1;
        assert_eq!(quote["credits"], 40, "{quote}");
        fake.next(Act::fault(401, "invalid_request_error", "invalid_api_key", "Incorrect API key"));
        app.work();
        let run = act(&ann, "writer/tasks", "generate_content", json!({ "ids": tasks })).await;
        assert_eq!(run["status"], "failed", "{run}");
        assert_eq!(run["result"], json!({ "items": 4, "succeeded": 3, "failed": 1, "cancelled": 0 }));
        assert_eq!(run["credits"], 30, "what failed costs nothing");
        let id = run["id"].as_str().unwrap();
        let (status, _) = ann.post(&format!("/system/tasks/{id}/retry"), &json!({})).await;
        assert_eq!(status, StatusCode::OK);
        let run = ann.ended(id).await;
        assert_eq!((run["status"].as_str(), &run["credits"]), (Some("succeeded"), &json!(40)), "{run}");
        let calls = fake.seen().len();
        // All are written: there is nothing to do, and no credits are held.
        let (status, answer) = ann.post("/writer/tasks/actions/generate_content", &json!({ "ids": tasks })).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        assert_eq!(fake.seen().len(), calls);
        // A run that is cancelled gives back what was not done.
        fake.pace(Duration::from_millis(200));
        let mut more = Vec::new();
        for number in 0..4 {
            more.push(task(&ann, &format!("Other {number}"), 300).await);
        }
        let (_, started) = ann.post("/writer/tasks/actions/generate_content", &json!({ "ids": more })).await;
        let id = started["task_id"].as_str().unwrap();
        until("one of them is being written", async || fake.seen().len() > calls).await;
        let (status, _) = ann.post(&format!("/system/tasks/{id}/cancel"), &json!({})).await;
        assert_eq!(status, StatusCode::OK);
        let run = ann.ended(id).await;
        assert_eq!(run["status"], "cancelled", "{run}");
        assert_eq!(ids(&ann.get("/writer/tasks?status=new,writing").await).len(), 4);
        books_balance(&app).await;
    })
    .await;
}
