//! Bounds of people and accounts: calls, event streams, files; and what ends with a sign-in or a key.

use std::fmt::Write as _;

use futures::StreamExt as _;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::limits::Limits;

use super::{TIMEOUT, works};
use crate::app::{Person, limits, with_app, with_config, with_limits};

#[tokio::test]
async fn calls_are_bounded_and_what_is_left_is_told() {
    let few = Limits {
        calls_per_minute: 10,
        ..limits()
    };
    with_limits(few, |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let list = |person: &Person| person.request(Method::GET, "/planner/keywords").send();
        for left in (0..10).rev() {
            let response = list(&ann).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()["ratelimit-policy"], "\"calls\";q=10;w=60");
            let said = response.headers()["ratelimit"].to_str().unwrap();
            assert!(said.starts_with(&format!("\"calls\";r={left};t=")), "{said}");
        }
        let response = list(&ann).await.unwrap();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait: u64 = response.headers()["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        let problem: Value = response.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains("Too many requests"),
            "{problem}"
        );
        // A browser gets a page that says the same.
        let page = app
            .anonymous(Method::GET, "/planner/keywords")
            .header("accept", "text/html,*/*")
            .header("cookie", format!("igny8_access={}", ann.token));
        let response = page.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
        assert!(response.text().await.unwrap().contains("Too many requests"));
        assert_eq!(list(&bob).await.unwrap().status(), StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn a_person_has_a_bounded_number_of_event_streams() {
    let two = Limits {
        streams_per_person: 2,
        ..limits()
    };
    with_limits(two, |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let listen = |person: &Person| person.request(Method::GET, "/events").send();
        let first = listen(&ann).await.unwrap();
        let second = listen(&ann).await.unwrap();
        assert_eq!(
            listen(&ann).await.unwrap().status(),
            StatusCode::TOO_MANY_REQUESTS
        );
        assert_eq!(listen(&bob).await.unwrap().status(), StatusCode::OK);
        drop((first, second));
        let again = async {
            while listen(&ann).await.unwrap().status() != StatusCode::OK {
                tokio::time::sleep(tokio::time::Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(TIMEOUT, again)
            .await
            .expect("a place is free again");
    })
    .await;
}

/// Reads a stream until the server ends it.
async fn ends(response: reqwest::Response) {
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.bytes_stream();
    let read = async { while body.next().await.is_some_and(|part| part.is_ok()) {} };
    tokio::time::timeout(TIMEOUT, read)
        .await
        .expect("the stream ends");
}

#[tokio::test]
async fn event_streams_end_with_what_opened_them() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let listen = |person: &Person| {
            let request = person.request(Method::GET, "/events");
            async move { request.send().await.unwrap() }
        };
        // A token that is revoked.
        let token = ann
            .make("/auth/tokens", json!({ "name": "listens", "role": "viewer" }))
            .await;
        let program = ann.with_token(token["secret"].as_str().unwrap());
        let open = listen(&program).await;
        let path = format!("/auth/tokens/{}", token["id"].as_str().unwrap());
        let response = ann.request(Method::DELETE, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        ends(open).await;
        // Another role, then no membership.
        let viewer = ann.invite(&app, "viewer").await;
        let users = ann.get("/auth/users").await;
        let mut all = users["results"].as_array().unwrap().iter();
        let row = all.find(|row| row["email"] == viewer.email.as_str()).unwrap();
        let path = format!("/auth/users/{}", row["id"].as_str().unwrap());
        let open = listen(&viewer).await;
        let change = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "role": "editor" }));
        assert_eq!(change.send().await.unwrap().status(), StatusCode::OK);
        ends(open).await;
        let open = listen(&viewer).await;
        let response = ann.request(Method::DELETE, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        ends(open).await;
        assert_eq!(listen(&viewer).await.status(), StatusCode::UNAUTHORIZED);
        // The end of the sign-in.
        let open = listen(&ann).await;
        ann.post("/auth/logout", &json!({})).await;
        ends(open).await;
        assert_eq!(listen(&ann).await.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn a_stored_key_goes_nowhere_it_was_not_entered_for() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let made = json!({
            "name": "Models", "kind": "openai", "base_url": "https://models.example.com/v1", "secret": "sk-0123456789",
        });
        let id = ann.make("/system/integrations", made).await["id"].as_str().unwrap().to_owned();
        let path = format!("/system/integrations/{id}");
        let change = async |body: Value| -> Value {
            let response = ann.request(Method::PATCH, &path).json(&body).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::OK, "{body}");
            response.json().await.unwrap()
        };
        // The same server: another path, other letters, the standard port, the mask that the form shows.
        for same in ["https://models.example.com/v2", "https://MODELS.example.com:443/v1"] {
            let row = change(json!({ "base_url": same, "secret": "••••6789" })).await;
            assert_eq!(row["secret"], "••••6789", "{same}");
        }
        for other in [
            "https://collector.example.org/v1",
            "http://models.example.com/v1",
            "https://models.example.com:8443/v1",
            "https://models.example.com.evil.example/v1",
        ] {
            change(json!({ "base_url": "https://models.example.com/v1", "secret": "sk-0123456789" })).await;
            let row = change(json!({ "base_url": other })).await;
            assert_eq!(row["secret"], Value::Null, "{other}");
            assert_eq!(row["check_ok"], false);
            assert!(row["check_result"].as_str().unwrap().contains("Enter it again"), "{row}");
        }
        // Another service answers at another address, also where none is given.
        change(json!({ "base_url": null, "secret": "sk-0123456789" })).await;
        assert_eq!(change(json!({ "service": "openai" })).await["secret"], "••••6789");
        assert_eq!(change(json!({ "service": "groq" })).await["secret"], Value::Null);
        // A key that comes with the address is for that address.
        let row = change(json!({ "base_url": "https://new.example.com/v1", "secret": "sk-9876543210" })).await;
        assert_eq!(row["secret"], "••••3210");
        let kept: i64 = sqlx::query_scalar("select count(*) from integrations where secret is not null")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(kept, 1);
    })
    .await;
}

#[tokio::test]
async fn an_accounts_files_have_a_bound_and_each_its_own() {
    let small = Limits {
        upload_mb: 1,
        ..limits()
    };
    with_limits(small, |app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let file = || {
            let mut lines = String::from("keyword\n");
            for n in 0..20_000 {
                let _ = writeln!(lines, "a phrase that is long enough {n}");
            }
            lines.into_bytes()
        };
        let (status, _) = ann.import("a.csv", file(), None).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        let (status, problem) = ann.import("b.csv", file(), None).await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{problem}");
        assert!(
            problem["detail"].as_str().unwrap().contains("7 days"),
            "{problem}"
        );
        let (status, _) = bob.import("a.csv", file(), None).await;
        assert_eq!(status, StatusCode::ACCEPTED);
        let kept: i64 = sqlx::query_scalar("select count(*) from uploads")
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(kept, 2);
    })
    .await;
}

#[tokio::test]
async fn an_address_behind_proxies_counts_for_itself() {
    with_config(
        |config| config.trusted_proxies = 1,
        |app| async move {
            let wrong = json!({ "email": "nobody@example.com", "password": "a wrong one here" });
            let from = async |line: &str| {
                let request = app
                    .anonymous(Method::POST, "/api/v1/auth/refresh")
                    // What a client says of itself comes first, in a line of its own.
                    .header("x-forwarded-for", "6.6.6.6")
                    .header("x-forwarded-for", line);
                request.json(&wrong).send().await.unwrap().status()
            };
            let mut refused = false;
            for number in 0..61 {
                let line = format!("2001:db8:1:2::{number:x}");
                refused = from(&line).await == StatusCode::TOO_MANY_REQUESTS;
            }
            assert!(refused, "one network is one address");
            assert_eq!(from("2001:db8:1:3::1").await, StatusCode::UNAUTHORIZED);
            assert_eq!(from("203.0.113.9").await, StatusCode::UNAUTHORIZED);
            let ann = app.sign_up("ann").await;
            works(&app, &ann).await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_statement_that_takes_too_long_ends_and_says_so() {
    let hasty = Limits {
        statement_seconds: 1,
        ..limits()
    };
    with_limits(hasty, |app| async move {
        let ann = app.sign_up("ann").await;
        let mut database = app.superuser().await;
        let mut lock = sqlx::Connection::begin(&mut database).await.unwrap();
        sqlx::query("lock table keywords in access exclusive mode")
            .execute(&mut *lock)
            .await
            .unwrap();
        let response = ann
            .request(Method::GET, "/planner/keywords")
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let problem: Value = response.json().await.unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains("took too long"),
            "{problem}"
        );
        lock.rollback().await.unwrap();
        works(&app, &ann).await;
    })
    .await;
}

#[tokio::test]
async fn refused_methods_name_those_that_work() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for (method, path, allow) in [
            (Method::POST, "/billing/credits", "GET, HEAD"),
            (Method::PUT, "/planner/keywords", "GET, HEAD, POST"),
            (Method::GET, "/planner/keywords/import/preview", "POST"),
            (Method::OPTIONS, "/auth/login", "POST"),
            (Method::POST, "/planner/keywords/export", "GET, HEAD"),
            (Method::OPTIONS, "/billing/credits", "GET, HEAD"),
            (
                Method::PATCH,
                "/system/bin/01a227d4-e00f-7452-b827-1c554407a7fb",
                "GET, HEAD",
            ),
        ] {
            let response = ann
                .request(method.clone(), path)
                .json(&json!({}))
                .send()
                .await
                .unwrap();
            assert_eq!(
                response.status(),
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {path}"
            );
            assert_eq!(response.headers()["allow"], allow, "{method} {path}");
            assert_eq!(response.headers().get_all("allow").iter().count(), 1);
        }
    })
    .await;
}
