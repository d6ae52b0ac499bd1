//! Plans limit what is added, by whichever way and however many add at once; what is there already stays.

use std::fmt::Write as _;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::runner::Scheduler;

use crate::app::{Person, TestApp, default_plan, with_app};

/// Sets a limit of the free plan, which holds from now on.
async fn limit(app: &TestApp, column: &str, most: i32) {
    let mut database = app.superuser().await;
    let statement = format!("update plans set {column} = $1 where key = 'free'");
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(most)
        .execute(&mut database)
        .await
        .unwrap();
    default_plan(&mut database, "free").await;
}

fn is_limit(status: StatusCode, answer: &Value) -> bool {
    status == StatusCode::PAYMENT_REQUIRED
        && answer["type"] == "plan-limit"
        && answer["detail"]
            .as_str()
            .unwrap()
            .starts_with("Your Free plan includes")
}

async fn keyword(ann: &Person, phrase: &str) -> (StatusCode, Value) {
    let body = json!({ "keyword": phrase, "sector_id": ann.sector().await });
    ann.post("/planner/keywords", &body).await
}

async fn count(ann: &Person, path: &str) -> u64 {
    ann.get(path).await["count"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_who_add_the_last_one_does() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["one", "two"]).await;
        limit(&app, "max_keywords", 3).await;
        limit(&app, "max_sites", 2).await;
        limit(&app, "max_members", 2).await;
        let sector = ann.sector().await;
        let body = |path: &str, n: usize| match path {
            "/planner/keywords" => json!({ "keyword": format!("phrase {n}"), "sector_id": sector }),
            "/auth/sites" => json!({ "name": format!("Site {n}"), "language": "en" }),
            _ => json!({ "email": format!("m{n}@example.com"), "name": "Member", "role": "viewer" }),
        };
        for path in ["/planner/keywords", "/auth/sites", "/auth/users"] {
            let before = count(&ann, path).await;
            let bodies: Vec<Value> = (0..10).map(|n| body(path, n)).collect();
            let answers = join_all(bodies.iter().map(|body| ann.post(path, body))).await;
            let made = answers
                .iter()
                .filter(|(status, _)| *status == StatusCode::CREATED)
                .count();
            assert_eq!(made, 1, "{path}: {answers:?}");
            let refused = answers
                .iter()
                .filter(|(status, answer)| is_limit(*status, answer))
                .count();
            assert_eq!(refused, 9, "{path}: {answers:?}");
            assert_eq!(count(&ann, path).await, before + 1, "{path}");
            let (_, refusal) = answers
                .iter()
                .find(|(status, _)| *status != StatusCode::CREATED)
                .unwrap();
            assert_eq!(refusal["help_link"]["path"], "/billing/plan");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_stops_at_the_limit_and_goes_on_after_an_upgrade() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        limit(&app, "max_keywords", 5000).await;
        let mut file = "Keyword,Volume\n".to_owned();
        for number in 0..9_000 {
            let _ = writeln!(file, "phrase {number},{number}");
        }
        let (status, started) = ann.import("list.csv", file.into_bytes(), None).await;
        assert_eq!(status, StatusCode::ACCEPTED, "{started}");
        let task = started["task_id"].as_str().unwrap();
        let ended = ann.ended(task).await;
        assert_eq!(ended["status"], "failed", "{ended}");
        assert!(
            ended["error"]
                .as_str()
                .unwrap()
                .contains("Your Free plan includes 5,000 keywords"),
            "{ended}"
        );
        let kept = count(&ann, "/planner/keywords").await;
        assert!(kept <= 5000, "{kept} keywords");
        limit(&app, "max_keywords", 9_000).await;
        ann.post(&format!("/system/tasks/{task}/retry"), &json!({})).await;
        let ended = ann.ended(task).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        assert_eq!(count(&ann, "/planner/keywords").await, 9_000);
        assert_eq!(ended["result"]["added"], 9_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_at_once_stay_within_the_limit() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        limit(&app, "max_keywords", 6000).await;
        let file = |name: &str| {
            let mut text = "Keyword\n".to_owned();
            for number in 0..5000 {
                let _ = writeln!(text, "{name} {number}");
            }
            text.into_bytes()
        };
        let mut tasks = Vec::new();
        for name in ["first", "second"] {
            let (status, started) = ann.import(&format!("{name}.csv"), file(name), None).await;
            assert_eq!(status, StatusCode::ACCEPTED, "{started}");
            tasks.push(started["task_id"].as_str().unwrap().to_owned());
        }
        for task in tasks {
            ann.ended(&task).await;
        }
        let kept = count(&ann, "/planner/keywords").await;
        assert!((4000..=6000).contains(&kept), "{kept} keywords");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_the_limit_stays_and_can_be_worked_on() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let ids = ann.add_keywords(&["one", "two", "three", "four"]).await;
        limit(&app, "max_keywords", 2).await;
        assert_eq!(count(&ann, "/planner/keywords").await, 4);
        let change = ann.request(Method::PATCH, &format!("/planner/keywords/{}", ids[0]));
        let changed = change.json(&json!({ "volume": 5 })).send().await.unwrap();
        assert_eq!(changed.status(), StatusCode::OK);
        // Adding is refused until there is room, and so is bringing back.
        let (status, answer) = keyword(&ann, "five").await;
        assert!(is_limit(status, &answer), "{answer}");
        let mut deletions = Vec::new();
        for id in &ids[..3] {
            let delete = ann.request(Method::DELETE, &format!("/planner/keywords/{id}"));
            let deleted: Value = delete.send().await.unwrap().json().await.unwrap();
            deletions.push(deleted);
        }
        assert_eq!(keyword(&ann, "five").await.0, StatusCode::CREATED);
        let (status, answer) = ann.undo(&deletions[0]).await;
        assert!(is_limit(status, &answer), "{answer}");
        assert_eq!(count(&ann, "/planner/keywords").await, 2);
        // Ten bring back what only one of them has room for.
        limit(&app, "max_keywords", 3).await;
        let mut again = deletions.clone();
        again.extend(deletions.clone());
        let answers = join_all(again.iter().map(|deletion| ann.undo(deletion))).await;
        let back = answers.iter().filter(|(status, _)| status.is_success()).count();
        assert_eq!(back, 1, "{answers:?}");
        assert_eq!(count(&ann, "/planner/keywords").await, 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_upgrade_is_told_whom_to_ask() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let editor = ann.invite(&app, "editor").await;
        limit(&app, "max_keywords", 1).await;
        assert_eq!(keyword(&editor, "one").await.0, StatusCode::CREATED);
        let (status, answer) = keyword(&editor, "two").await;
        assert!(is_limit(status, &answer), "{answer}");
        assert!(
            answer["detail"]
                .as_str()
                .unwrap()
                .contains("Ask an account owner to upgrade"),
            "{answer}"
        );
        assert!(answer["help_link"].is_null(), "{answer}");
        // Whoever was invited before joins all the same, and a new invitation needs room.
        limit(&app, "max_members", 3).await;
        let body = json!({ "email": "late@example.com", "name": "Late", "role": "viewer" });
        ann.make("/auth/users", body).await;
        let body = json!({ "email": "later@example.com", "name": "Later", "role": "viewer" });
        let (status, answer) = ann.post("/auth/users", &body).await;
        assert!(is_limit(status, &answer), "{answer}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_runs_of_a_month_are_counted() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "red shoes men", "red shoes women"]).await;
        limit(&app, "max_scheduled_runs", 1).await;
        let mut ids = Vec::new();
        for name in ["First", "Second"] {
            let body = json!({ "name": name, "function": "auto_cluster", "every": "day", "at": "07:00", "credits": 100 });
            ids.push(ann.make("/automation/schedules", body).await["id"].as_str().unwrap().to_owned());
        }
        let mut database = app.superuser().await;
        let due = "update schedules set next_at = now() - interval '1 minute'";
        sqlx::query(due).execute(&mut database).await.unwrap();
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let runs = ann.get("/automation/runs").await;
        let runs = runs["results"].as_array().unwrap();
        assert_eq!(runs.len(), 2, "{runs:?}");
        let refused: Vec<_> = runs.iter().filter(|run| !run["error"].is_null()).collect();
        assert_eq!(refused.len(), 1, "{runs:?}");
        assert!(
            refused[0]["error"].as_str().unwrap().starts_with("Your Free plan includes 1 scheduled run a month."),
            "{runs:?}"
        );
        // The next month has room again.
        let month = "update schedule_fires set at = now() - interval '32 days'";
        sqlx::query(month).execute(&mut database).await.unwrap();
        sqlx::query(due).execute(&mut database).await.unwrap();
        assert!(Scheduler::once(&app.state, server::jobs::ALL).await.unwrap());
        let started: i64 = sqlx::query_scalar("select count(*) from schedule_fires where task_id is not null")
            .fetch_one(&mut database)
            .await
            .unwrap();
        assert_eq!(started, 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_expired_takes_no_place_until_it_has_a_new_link() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        limit(&app, "max_members", 2).await;
        let invite =
            |name: &str| json!({ "email": format!("{name}@example.com"), "name": name, "role": "viewer" });
        let bob = ann.make("/auth/users", invite("bob")).await["id"].clone();
        let (status, answer) = ann.post("/auth/users", &invite("carol")).await;
        assert!(is_limit(status, &answer), "{answer}");
        sqlx::query("update memberships set expires_at = now() - interval '1 minute' where user_id is null")
            .execute(&mut app.superuser().await)
            .await
            .unwrap();
        ann.make("/auth/users", invite("carol")).await;
        let overview = ann.get("/billing/plan").await;
        let members = overview["usage"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["limit"] == "members");
        assert_eq!(members.unwrap()["used"], 2, "{overview}");
        // Its new link is a place again, which there is none for.
        let resend = format!("/auth/users/{}/resend", bob.as_str().unwrap());
        let (status, answer) = ann.post(&resend, &json!({})).await;
        assert!(is_limit(status, &answer), "{answer}");
        limit(&app, "max_members", 3).await;
        assert_eq!(ann.post(&resend, &json!({})).await.0, StatusCode::OK);
    })
    .await;
}
