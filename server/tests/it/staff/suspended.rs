//! A suspended account: read, and nothing more, from the next request on, until it is resumed.

use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Scheduler;
use uuid::Uuid;

use super::{Browser, account, asked, staff, with_staff};
use crate::app::{Person, TestApp};

fn suspended(answer: &Value) -> bool {
    let detail = answer["detail"].as_str().unwrap_or_default();
    detail.contains("suspended (Unpaid invoices)") && detail.contains("help@example.com")
}

async fn program(person: &Person) -> Person {
    let body = json!({ "name": "program", "role": "owner", "spend": true, "publish": true });
    let made = person.make("/auth/tokens", body).await;
    person.with_token(made["secret"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_stays_readable_and_nothing_can_be_changed() {
    with_staff(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let (_, desk) = staff(&app, "dana").await;
        let ids = ann.add_keywords(&["cold brew coffee", "cold brew ratio"]).await;
        let (tool, page) = (program(&ann).await, Browser::of(&ann));
        let id = account(&ann).await;
        desk.act("accounts", "suspend", &id, json!({ "reason": "Unpaid invoices." })).await;

        assert_eq!(ann.get("/planner/keywords").await["count"], 2);
        let sector = ann.sector().await;
        for (path, body) in [
            ("/planner/keywords", json!({ "keyword": "espresso", "sector_id": sector })),
            ("/planner/keywords/actions/auto_cluster", json!({ "ids": ids })),
            ("/planner/keywords/actions/delete", json!({ "ids": ids })),
            ("/auth/users", json!({ "email": "eve@example.com", "name": "Eve", "role": "viewer" })),
            ("/auth/tokens", json!({ "name": "t", "role": "viewer" })),
            (
                "/automation/schedules",
                json!({ "name": "a", "function": "auto_cluster", "every": "day", "at": "08:00", "credits": 5 }),
            ),
        ] {
            for (status, answer) in [ann.post(path, &body).await, page.post(path, &body).await] {
                assert_eq!(status, StatusCode::FORBIDDEN, "{path}: {answer}");
                assert!(suspended(&answer), "{path}: {answer}");
            }
        }
        let (status, answer) = ann.import("keywords.csv", b"keyword\nespresso\n".to_vec(), None).await;
        assert_eq!((status, suspended(&answer)), (StatusCode::FORBIDDEN, true), "{answer}");
        // A program is told at every door, also where it would read.
        let read = tool.request(Method::GET, "/planner/keywords").send().await.unwrap();
        assert_eq!(read.status(), StatusCode::FORBIDDEN);
        assert!(suspended(&read.json().await.unwrap()));
        // The page says it, and what is a person's own stays theirs.
        assert!(ann.get("/auth/session").await["suspended"].as_str().unwrap().contains("help@example.com"));
        let shown = page.request(Method::GET, "/planner").send().await.unwrap().text().await.unwrap();
        assert!(shown.contains("help@example.com"));
        let (status, answer) = ann.request_json(Method::PATCH, "/auth/profile", &json!({ "name": "Ann B" })).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        // Nobody else is touched.
        bob.add_keywords(&["espresso"]).await;

        desk.act("accounts", "resume", &id, json!({ "reason": "Paid" })).await;
        ann.add_keywords(&["espresso"]).await;
        assert_eq!(tool.get("/planner/keywords").await["count"], 3);
        assert_eq!(ann.get("/auth/session").await.get("suspended"), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_at_once_suspend_once_and_the_others_are_told() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let id = account(&ann).await;
        for action in ["suspend", "resume"] {
            let path = format!("/admin/accounts/actions/{action}");
            let body = asked(&id, json!({ "reason": "Once" }));
            let sent = join_all((0..10).map(|_| desk.post(&path, &body))).await;
            let done = sent
                .iter()
                .filter(|(status, _)| *status == StatusCode::OK)
                .count();
            let told = sent
                .iter()
                .filter(|(status, _)| *status == StatusCode::CONFLICT)
                .count();
            assert_eq!((done, told), (1, 9), "{action}: {sent:?}");
        }
        let log = desk.get("/admin/audit").await;
        assert_eq!(log["count"], 3, "a grant, and one of each: {log}");
        assert_eq!(log["results"][0]["action"], "Resume");
        assert_eq!(log["results"][1]["detail"], "Once");
        assert_eq!(log["results"][1]["who"], "dana@example.com");
        for (body, field) in [
            (json!({ "ids": [id] }), "reason"),
            (asked(&id, json!({ "reason": "  " })), "reason"),
            (asked(&id, json!({ "reason": "a".repeat(301) })), "reason"),
            (asked(&id, json!({ "reason": 7 })), "reason"),
            (asked(&id, json!({ "reason": "a", "more": true })), "more"),
        ] {
            let (status, problem) = desk.post("/admin/accounts/actions/suspend", &body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
            assert!(problem["errors"][field].is_array(), "{problem}");
        }
        let nobody = asked(&Uuid::now_v7().to_string(), json!({ "reason": "a" }));
        let (status, _) = desk.post("/admin/accounts/actions/suspend", &nobody).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn what_another_process_still_remembers_cannot_write_either() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        // This process has read that the account is open, and hears nothing of what another does.
        ann.add_keywords(&["one phrase"]).await;
        let id: Uuid = account(&ann).await.parse().unwrap();
        let mut database = app.superuser().await;
        sqlx::query("insert into suspensions (account, reason) values ($1, 'Unpaid')")
            .bind(id)
            .execute(&mut database)
            .await
            .unwrap();
        let body = json!({ "keyword": "another phrase", "sector_id": ann.sector().await });
        let (status, answer) = ann.post("/planner/keywords", &body).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        assert!(
            answer["detail"].as_str().unwrap().contains("suspended"),
            "{answer}"
        );
        assert_eq!(ann.get("/planner/keywords").await["count"], 1);
    })
    .await;
}

/// Whether the run has been handed to workers.
async fn status_of(app: &TestApp, task: &str) -> (String, bool) {
    let mut database = app.superuser().await;
    sqlx::query_as("select status, dispatched_at is not null from ai_tasks where id = $1::uuid")
        .bind(task)
        .fetch_one(&mut database)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_waits_on_and_goes_on_after() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let ids = ann.add_keywords(&["cold brew coffee", "cold brew ratio"]).await;
        let id = account(&ann).await;
        let schedule =
            json!({ "name": "a", "function": "auto_cluster", "every": "day", "at": "08:00", "credits": 5 });
        let schedule = ann.make("/automation/schedules", schedule).await["id"].clone();
        let (_, run) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "ids": ids }))
            .await;
        let task = run["task_id"].as_str().unwrap().to_owned();
        // Not handed out yet, as where the account's slots are taken.
        let mut database = app.superuser().await;
        let waits = "update ai_tasks set dispatched_at = null where id = $1::uuid and status = 'queued'";
        sqlx::query(waits)
            .bind(&task)
            .execute(&mut database)
            .await
            .unwrap();
        desk.act("accounts", "suspend", &id, json!({ "reason": "Unpaid" }))
            .await;
        sqlx::query(waits)
            .bind(&task)
            .execute(&mut database)
            .await
            .unwrap();
        sqlx::query("update schedules set next_at = now() - interval '1 minute'")
            .execute(&mut database)
            .await
            .unwrap();
        let accounts = [igny8::id::AccountId(id.parse().unwrap())];
        let fed = server::queue::store::feed(&app.state.db, &accounts, 4)
            .await
            .unwrap();
        assert!(fed.is_empty(), "{fed:?}");
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let fires: i64 = sqlx::query_scalar("select count(*) from schedule_fires")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(
            (status_of(&app, &task).await, fires),
            (("queued".into(), false), 0),
            "{schedule}"
        );
        let report = desk
            .post("/fn/report", &json!({ "path": "/admin/queue" }))
            .await
            .1;
        let held = report["parts"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|part| part["facts"].as_array().unwrap());
        assert!(
            held.clone()
                .any(|fact| fact == &json!(["On hold (suspended accounts)", "1"])),
            "{report}"
        );

        app.work();
        desk.act("accounts", "resume", &id, json!({ "reason": "Paid" }))
            .await;
        assert_eq!(ann.ended(&task).await["status"], "succeeded");
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let fires: i64 = sqlx::query_scalar("select count(*) from schedule_fires")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(fires, 1, "a time that was missed fires once");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn event_streams_end_so_that_pages_look_again_and_programs_hear_nothing_more() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let tool = program(&ann).await;
        let id = account(&ann).await;
        let mut streams = Vec::new();
        for request in [
            Browser::of(&ann).request(Method::GET, "/api/v1/events"),
            tool.request(Method::GET, "/events"),
        ] {
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            streams.push(response.bytes_stream());
        }
        desk.act("accounts", "suspend", &id, json!({ "reason": "Unpaid" }))
            .await;
        for mut stream in streams {
            let ended = async { while stream.next().await.is_some_and(|chunk| chunk.is_ok()) {} };
            tokio::time::timeout(Duration::from_mins(1), ended)
                .await
                .expect("the stream ends");
        }
        let again = Browser::of(&ann)
            .request(Method::GET, "/api/v1/events")
            .send()
            .await
            .unwrap();
        assert_eq!(again.status(), StatusCode::OK, "who reads hears");
        let refused = tool.request(Method::GET, "/events").send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    })
    .await;
}
