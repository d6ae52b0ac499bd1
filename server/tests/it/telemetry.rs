//! Figures of a running process: nothing that people send makes them grow.

use axum::http::StatusCode;
use futures::StreamExt as _;
use reqwest::{Client, Method};
use serde_json::json;
use server::http::watching;
use server::telemetry::metrics::metrics;

use crate::app::{Person, with_app};
use crate::waiting::until;

/// The lines of figures that are no comments.
fn series(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with("igny8_")).count()
}

#[tokio::test]
async fn thousands_of_odd_paths_make_no_figure_grow() {
    with_app(async |app| {
        let bound = watching::watch(app.state.clone(), "127.0.0.1:0".parse().unwrap(), true)
            .await
            .unwrap();
        let client = Client::new();
        let read = async || {
            client
                .get(format!("http://{bound}/metrics"))
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap()
        };
        let send = async |number: usize| {
            let path = match number % 5 {
                0 => format!("/api/v1/odd{number}/x{number}"),
                1 => format!("/api/v1/planner/keywords/{number}"),
                2 => format!("/api/v1/a/b/c/d/{number}"),
                3 => format!("/pkg/{number}.js"),
                _ => format!("/api/v1/fn/odd_{number}"),
            };
            let method = match number % 3 {
                0 => Method::GET,
                1 => Method::DELETE,
                _ => Method::from_bytes(format!("ODD{}", number % 100).as_bytes()).unwrap(),
            };
            client
                .request(method, format!("{}{path}", app.base))
                .send()
                .await
                .unwrap()
                .status()
        };
        for number in 0..300 {
            send(number).await;
        }
        let before = series(&read().await);
        let open = futures::stream::iter(300..3_300).map(&send).buffer_unordered(32);
        let answered: Vec<StatusCode> = open.collect().await;
        assert_eq!(answered.len(), 3_000);
        assert!(answered.iter().all(|status| !status.is_server_error()));
        let text = read().await;
        assert_eq!(series(&text), before, "figures have grown");
        assert!(!text.contains("odd"), "{text}");
        let counted: f64 = text
            .lines()
            .filter(|line| line.starts_with("igny8_http_request_seconds_count"))
            .filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok())
            .sum();
        assert!(counted >= 3_300.0, "{counted}");
    })
    .await;
}

#[tokio::test]
async fn work_is_counted_where_it_is_done() {
    with_app(async |app| {
        let bound = watching::watch(app.state.clone(), "127.0.0.1:0".parse().unwrap(), true)
            .await
            .unwrap();
        let read = async || {
            reqwest::get(format!("http://{bound}/metrics"))
                .await
                .unwrap()
                .text()
                .await
                .unwrap()
        };
        metrics().is("scheduler");
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes", "green shoes"])
            .await;
        let started = ann.make_run().await;
        let waiting = read().await;
        assert!(
            waiting.contains("igny8_queue_runs{lane=\"interactive\",state=\"waiting\"} 1\n")
                || waiting.contains("igny8_queue_runs{lane=\"bulk\",state=\"waiting\"} 1\n"),
            "{waiting}"
        );
        assert!(
            !waiting.contains("igny8_credits_open 0\n")
                && !waiting.contains("igny8_credits_reserved_total 0\n"),
            "{waiting}"
        );
        app.work();
        ann.ended(&started).await;
        let events = ann.request(Method::GET, "/events").send().await.unwrap();
        until("the run is counted", async || {
            let text = read().await;
            text.contains("igny8_run_seconds_count{job=\"auto_cluster\",outcome=\"succeeded\"} 1\n")
                && text.contains("igny8_event_clients 1\n")
                && text.contains("igny8_database_connections{state=\"most\"} 8\n")
        })
        .await;
        drop(events);
        until("who stops listening is not counted", async || {
            read().await.contains("igny8_event_clients 0\n")
        })
        .await;
        let text = read().await;
        assert!(text.contains("# TYPE igny8_http_request_seconds histogram\n") && text.ends_with("# EOF\n"));
        let ready = reqwest::get(format!("http://{bound}/ready")).await.unwrap();
        assert_eq!(ready.status(), StatusCode::OK);
    })
    .await;
}

impl Person {
    /// Starts auto-cluster over all keywords, and gives the run's id.
    async fn make_run(&self) -> String {
        let (status, started) = self
            .post("/planner/keywords/actions/auto_cluster", &json!({ "filter": {} }))
            .await;
        assert!(status.is_success(), "{started}");
        started["task_id"]
            .as_str()
            .or_else(|| started["id"].as_str())
            .unwrap_or_else(|| panic!("{started}"))
            .to_owned()
    }
}
