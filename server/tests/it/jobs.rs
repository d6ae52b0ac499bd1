//! Runs: clustering end to end, and what happens when workers die, Redis is lost, or somebody asks to stop.

use std::fmt::Write as _;
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::Row as _;
use tokio::time::sleep;

use crate::app::{Person, TestApp, with_app, with_redis};
use crate::process::Process;
use crate::waiting::until;

/// Phrases of many topics, so that there is something to group.
fn phrases(count: usize) -> String {
    let things = [
        "running shoes",
        "coffee grinder",
        "office chair",
        "garden hose",
        "camping tent",
        "piano lessons",
    ];
    let words = [
        "best",
        "cheap",
        "how to clean",
        "buy",
        "small",
        "large",
        "review of",
        "used",
        "for beginners",
        "near me",
    ];
    let mut out = String::from("keyword,volume\n");
    for at in 0..count {
        let (thing, word) = (things[at % things.len()], words[at / things.len() % words.len()]);
        writeln!(out, "{word} {thing} {},{}", at / 60, at % 900).unwrap();
    }
    out
}

async fn import(person: &Person, csv: String) -> String {
    let (status, answer) = person.import("list.csv", csv.into_bytes(), None).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
    answer["task_id"].as_str().unwrap().to_owned()
}

async fn cluster_all(person: &Person) -> String {
    let (status, answer) = person
        .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
        .await;
    assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
    answer["task_id"].as_str().unwrap().to_owned()
}

async fn running(person: &Person, task: &str) {
    let began = Instant::now();
    while person.get(&format!("/system/tasks/{task}")).await["status"] != "running" {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "the run does not start"
        );
        sleep(Duration::from_millis(20)).await;
    }
}

/// The ledger's sum is the balance, and every round of a run was settled at most once.
async fn ledger_is_right(app: &TestApp) {
    let mut database = app.superuser().await;
    let wrong: Vec<(i64, i64)> = sqlx::query_as(
        "select b.balance, coalesce(sum(e.amount), 0)::int8 from credit_balances b \
         left join credit_entries e using (account_id) group by b.account_id, b.balance \
         having b.balance <> coalesce(sum(e.amount), 0)",
    )
    .fetch_all(&mut database)
    .await
    .unwrap();
    assert_eq!(wrong, []);
}

#[tokio::test]
async fn clustering_puts_every_keyword_in_a_cluster_or_among_the_strays() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let imported = import(&ann, phrases(240) + "an entirely different thing,5\n").await;
        assert_eq!(ann.ended(&imported).await["status"], "succeeded");
        let (_, quote) = ann
            .post(
                "/fn/quote",
                &json!({ "resource": "keywords", "action": "auto_cluster", "selection": { "query": "" } }),
            )
            .await;
        assert_eq!(quote, json!({ "count": 241, "credits": 3, "balance": 1000 }));
        let ended = ann.ended(&cluster_all(&ann).await).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        let result = &ended["result"];
        assert_eq!(
            result["clustered"].as_u64().unwrap() + result["stray"].as_u64().unwrap(),
            241
        );
        let clusters = ann.get("/planner/clusters?page_size=200").await;
        assert_eq!(clusters["count"], result["clusters"]);
        assert!(clusters["count"].as_u64().unwrap() >= 6);
        let members: u64 = clusters["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["keywords"].as_u64().unwrap())
            .sum();
        assert_eq!(members, result["clustered"].as_u64().unwrap());
        assert_eq!(
            ann.get("/planner/keywords?status=clustered").await["count"],
            result["clustered"]
        );
        assert_eq!(ann.get("/auth/session").await["credits"], 997);
        // Pinned keywords stay; the others are grouped anew and no empty cluster is left behind.
        let kept = &clusters["results"][0];
        let row = &ann
            .get(&format!(
                "/planner/keywords?cluster_id={}",
                kept["id"].as_str().unwrap()
            ))
            .await["results"][0];
        let path = format!("/planner/keywords/{}", row["id"].as_str().unwrap());
        ann.request(Method::PATCH, &path)
            .json(&json!({ "pinned": true }))
            .send()
            .await
            .unwrap();
        ann.ended(&cluster_all(&ann).await).await;
        assert_eq!(ann.get(&path).await["cluster_id"], kept["id"]);
        let empty = ann.get("/planner/clusters?keywords_max=0").await;
        assert_eq!(empty["count"], 0);
        ledger_is_right(&app).await;
    })
    .await;
}

#[tokio::test]
async fn a_killed_workers_run_ends_once_and_is_charged_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let first = Process::worker(&app);
        ann.ended(&import(&ann, phrases(3000)).await).await;
        let task = cluster_all(&ann).await;
        running(&ann, &task).await;
        first.signal("KILL");
        let killed = Instant::now();
        let _second = Process::worker(&app);
        let ended = ann.ended(&task).await;
        assert_eq!(
            (ended["status"].as_str(), ended["attempt"].as_i64()),
            (Some("succeeded"), Some(2)),
            "{ended}"
        );
        // The lease of 4 s ran out first; the bound is for a slow machine, not a measurement.
        assert!(killed.elapsed() < Duration::from_mins(1));
        let mut database = app.superuser().await;
        let kinds: Vec<String> =
            sqlx::query("select kind from credit_entries where task_id is not null order by id")
                .fetch_all(&mut database)
                .await
                .unwrap()
                .iter()
                .map(|row| row.get(0))
                .collect();
        assert_eq!(kinds, ["reserve"], "what was used as reserved moves nothing more");
        assert_eq!(ann.get("/auth/session").await["credits"], 970);
        ledger_is_right(&app).await;
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_slept_through_its_lease_writes_nothing() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let zombie = Process::worker(&app);
        ann.ended(&import(&ann, phrases(3000)).await).await;
        let task = cluster_all(&ann).await;
        running(&ann, &task).await;
        zombie.signal("STOP");
        let _second = Process::worker(&app);
        let ended = ann.ended(&task).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        let clusters = ann.get("/planner/clusters").await["count"].clone();
        zombie.signal("CONT");
        // As long as a lease: that nothing comes has no sign to wait for, and by then it has tried all that it had begun.
        sleep(Duration::from_secs(4)).await;
        assert_eq!(ann.get("/planner/clusters").await["count"], clusters);
        assert_eq!(ann.get(&format!("/system/tasks/{task}")).await, ended);
        ledger_is_right(&app).await;
    })
    .await;
}

#[tokio::test]
async fn a_cancelled_run_stops_and_gives_its_credits_back() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let _worker = Process::worker(&app);
        ann.ended(&import(&ann, phrases(3000)).await).await;
        let task = cluster_all(&ann).await;
        running(&ann, &task).await;
        assert_eq!(ann.get("/auth/session").await["credits"], 970);
        let (status, _) = ann
            .post(&format!("/system/tasks/{task}/cancel"), &json!({}))
            .await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(ann.ended(&task).await["status"], "cancelled");
        assert_eq!(ann.get("/auth/session").await["credits"], 1000);
        assert_eq!(ann.get("/planner/clusters").await["count"], 0);
        let (status, _) = ann.post(&format!("/system/tasks/{task}/retry"), &json!({})).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(ann.ended(&task).await["status"], "succeeded");
        assert_eq!(ann.get("/auth/session").await["credits"], 970);
        ledger_is_right(&app).await;
    })
    .await;
}

#[tokio::test]
async fn the_same_key_starts_one_run_and_too_few_credits_start_none() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        let start = || {
            let request = ann.request(Method::POST, "/planner/keywords/actions/auto_cluster");
            request
                .header("idempotency-key", "once")
                .json(&json!({ "filter": {} }))
                .send()
        };
        let first: Value = start().await.unwrap().json().await.unwrap();
        let second: Value = start().await.unwrap().json().await.unwrap();
        assert_eq!(first["task_id"], second["task_id"]);
        assert_eq!(ann.get("/auth/session").await["credits"], 999);
        let mut database = app.superuser().await;
        sqlx::query("update credit_balances set balance = 0")
            .execute(&mut database)
            .await
            .unwrap();
        let (status, problem) = ann
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        assert_eq!(status, StatusCode::PAYMENT_REQUIRED, "{problem}");
        assert_eq!(ann.get("/system/tasks").await["count"], 1);
    })
    .await;
}

/// A Redis of the test's own, which it may lose.
fn redis(port: u16) -> Process {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--save", "", "--bind", "127.0.0.1"]);
    let process = Process(
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    for _ in 0..100 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return process;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("Redis does not start");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_go_on_when_redis_loses_everything_or_is_gone() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut server = redis(port);
    with_redis(format!("redis://127.0.0.1:{port}"), |app| async move {
        let ann = app.sign_up("ann").await;
        // Everything that was dispatched is lost before any worker saw it.
        let task = import(&ann, phrases(2000)).await;
        let said = |words: &[&str]| {
            let mut command = Command::new("redis-cli");
            let output = command
                .args(["-p", &port.to_string()])
                .args(words)
                .output()
                .unwrap();
            assert!(output.status.success());
            String::from_utf8(output.stdout).unwrap()
        };
        until("the run is dispatched", async || {
            said(&["keys", "*:dispatch:*"]).contains(":dispatch:")
        })
        .await;
        assert_eq!(said(&["flushall"]).trim(), "OK");
        app.work();
        assert_eq!(ann.ended(&task).await["status"], "succeeded");
        // Gone in the middle of things: runs go on by the database alone, and nobody is restarted afterwards.
        let task = cluster_all(&ann).await;
        server.0.kill().unwrap();
        server.0.wait().unwrap();
        let lost = Instant::now();
        assert_eq!(ann.ended(&task).await["status"], "succeeded");
        let task = import(&ann, phrases(100)).await;
        assert_eq!(ann.ended(&task).await["status"], "succeeded");
        assert!(lost.elapsed() < Duration::from_mins(1));
        let _again = redis(port);
        let task = import(&ann, phrases(100)).await;
        assert_eq!(ann.ended(&task).await["status"], "succeeded");
    })
    .await;
}
