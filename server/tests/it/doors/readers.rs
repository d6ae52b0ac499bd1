//! Answers that nobody reads, or somebody reads slowly.

use reqwest::{Method, StatusCode};
use server::limits::Limits;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::time::{Duration, sleep};

use super::{TIMEOUT, ask, end_of, head, many_keywords, narrow, short, works};
use crate::app::{TestApp, limits, with_limits};

/// Waits until the database has at most this many connections in use.
async fn settled(app: &TestApp, most: u32) {
    let settled = async {
        while app.state.db.load().0 > most {
            sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(TIMEOUT, settled)
        .await
        .expect("downloads hold no connection to the database");
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_that_nobody_reads_hold_no_connection_to_the_database() {
    let many = Limits {
        downloads_per_account: 30,
        // The pool of tests is small.
        exports: 2,
        ..limits()
    };
    with_limits(many, |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        many_keywords(&app, &ann).await;
        let mut unread = Vec::new();
        // More than there are connections, and few enough to be written before the first reader is given up.
        for _ in 0..14 {
            unread.push(ask(&app, &ann, "/api/v1/planner/keywords/export").await);
        }
        works(&app, &bob).await;
        settled(&app, 1).await;
        works(&app, &bob).await;
        // They are still there to be read, whole.
        let mut first = unread.remove(0);
        let mut all = Vec::new();
        let mut part = vec![0; 64 * 1024];
        while !all.ends_with(b"\r\n0\r\n\r\n") {
            let count = tokio::time::timeout(TIMEOUT, first.read(&mut part))
                .await
                .unwrap()
                .unwrap();
            assert!(count > 0, "the export is whole");
            all.extend_from_slice(&part[..count]);
        }
        let text = String::from_utf8_lossy(&all);
        assert!(text.contains("20000 word"), "all rows are there");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_has_a_bounded_number_of_downloads_and_gets_its_places_back() {
    let one = Limits {
        downloads_per_account: 1,
        ..short()
    };
    with_limits(one, |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        many_keywords(&app, &ann).await;
        let mut unread = ask(&app, &ann, "/api/v1/planner/keywords/export").await;
        let mut begun = [0; 9];
        unread.read_exact(&mut begun).await.unwrap();
        let export = |person: &crate::app::Person| {
            let request = person.request(Method::GET, "/planner/keywords/export");
            async move { request.send().await.unwrap() }
        };
        let response = export(&ann).await;
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(response.headers().contains_key("retry-after"));
        let problem: serde_json::Value = response.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains("downloads"),
            "{problem}"
        );
        assert_eq!(export(&bob).await.status(), StatusCode::OK);
        // Who takes nothing is disconnected, and the place is free.
        let free = async {
            while export(&ann).await.status() != StatusCode::OK {
                sleep(Duration::from_millis(200)).await;
            }
        };
        tokio::time::timeout(TIMEOUT, free)
            .await
            .expect("the place is free again");
        let rest = end_of(&mut unread).await;
        assert!(!rest.contains("20000 word"), "it was cut");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_is_slow_but_moves_gets_all() {
    with_limits(short(), |app| async move {
        let ann = app.sign_up("ann").await;
        many_keywords(&app, &ann).await;
        let mut stream = narrow(&app).await;
        let head = head(
            "GET",
            "/api/v1/planner/keywords/export",
            Some(&ann),
            "connection: close\r\n",
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut length = 0;
        let mut part = vec![0; 64 * 1024];
        let mut last = Vec::new();
        loop {
            let count = stream.read(&mut part).await.unwrap();
            if count == 0 {
                break;
            }
            length += count;
            last = part[..count].to_vec();
            // Longer in all than a client may stand still.
            sleep(Duration::from_millis(10)).await;
        }
        assert!(length > 2_000_000, "{length}");
        assert!(last.ends_with(b"0\r\n\r\n"), "the export is whole");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lists_documents_and_events_that_nobody_reads_hold_up_nobody() {
    with_limits(short(), |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        many_keywords(&app, &ann).await;
        let article = crate::documents::article(&app, &ann, &"<p>word word</p>".repeat(20_000)).await;
        let mut unread = Vec::new();
        for path in [
            "/api/v1/planner/keywords?page_size=200".to_owned(),
            "/api/v1/events".to_owned(),
            format!("/api/v1/writer/content/{article}/document"),
            "/api/v1/openapi.json".to_owned(),
            "/login".to_owned(),
            format!("/writer/content/{article}"),
            "/api/v1/planner/keywords/export".to_owned(),
        ] {
            for _ in 0..4 {
                unread.push((path.clone(), ask(&app, &ann, &path).await));
            }
        }
        for _ in 0..5 {
            works(&app, &bob).await;
        }
        settled(&app, 1).await;
        // Each ends, but for the event streams, which have nothing to say.
        for (path, mut stream) in unread {
            if !path.ends_with("/events") {
                // A slow reader takes what is left of each after the other.
                sleep(Duration::from_millis(100)).await;
                end_of(&mut stream).await;
            }
        }
        works(&app, &bob).await;
    })
    .await;
}
