//! `Idempotency-Key`: whatever is sent again with the same key is done once, and answered as the first time.

use std::time::Duration;

use futures::future::join_all;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use sqlx::Connection as _;

use crate::app::{Person, with_app};
use crate::post::sql;
use crate::waiting::until;

const REPLAYED: &str = "idempotent-replayed";

async fn send(person: &Person, path: &str, key: &str, body: &Value) -> Response {
    let request = person.request(Method::POST, path).header("idempotency-key", key);
    request.json(body).send().await.unwrap()
}

/// Status, whether it was given again, and the answer.
async fn said(response: Response) -> (StatusCode, bool, Value) {
    let (status, again) = (
        response.status(),
        response
            .headers()
            .get(REPLAYED)
            .is_some_and(|value| value == "true"),
    );
    (status, again, response.json().await.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_at_once_with_one_key_have_one_effect() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        // By the REST API and by a server function alike.
        let cluster = json!({ "name": "Shoes", "sector_id": sector });
        let site = json!({ "resource": "clusters", "record": { "name": "Boots", "sector_id": sector } });
        for (path, body, made) in [
            ("/planner/clusters", cluster, StatusCode::CREATED),
            ("/fn/save", site, StatusCode::OK),
        ] {
            let key = format!("key {path}");
            let all = join_all((0..10).map(|_| send(&ann, path, &key, &body))).await;
            let answers = join_all(all.into_iter().map(said)).await;
            let firsts: Vec<_> = answers
                .iter()
                .filter(|(status, again, _)| *status == made && !again)
                .collect();
            assert_eq!(firsts.len(), 1, "{answers:?}");
            for (status, again, answer) in &answers {
                match *status {
                    StatusCode::CONFLICT => assert!(
                        answer["detail"].as_str().unwrap().contains("in progress"),
                        "{answer}"
                    ),
                    status => {
                        assert_eq!(status, made, "{answer}");
                        assert!(*again || answer == &firsts[0].2, "{answer}");
                    }
                }
            }
            let (status, again, answer) = said(send(&ann, path, &key, &body).await).await;
            assert_eq!((status, again, &answer), (made, true, &firsts[0].2));
        }
        assert_eq!(ann.get("/planner/clusters").await["count"], 2);
    })
    .await;
}

#[tokio::test]
async fn a_key_is_of_one_request_and_of_one_sender() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let sector = ann.sector().await;
        let body = |name: &str| json!({ "name": name, "sector_id": sector });
        let (status, _, first) = said(send(&ann, "/planner/clusters", "one", &body("Shoes")).await).await;
        assert_eq!(status, StatusCode::CREATED);
        for (path, body) in [
            ("/planner/clusters", body("Boots")),
            ("/planner/clusters?x=1", body("Shoes")),
            ("/planner/ideas", body("Shoes")),
        ] {
            let (status, again, answer) = said(send(&ann, path, "one", &body).await).await;
            assert_eq!(
                (status, again),
                (StatusCode::UNPROCESSABLE_ENTITY, false),
                "{answer}"
            );
            assert!(
                answer["detail"].as_str().unwrap().contains("another request"),
                "{answer}"
            );
        }
        // Somebody else's key of the same name is another one; so is that of a program.
        let theirs = json!({ "name": "Shoes", "sector_id": bob.sector().await });
        let (status, again, other) = said(send(&bob, "/planner/clusters", "one", &theirs).await).await;
        assert_eq!((status, again), (StatusCode::CREATED, false));
        assert_ne!(other["id"], first["id"]);
        let token = ann
            .make("/auth/tokens", json!({ "name": "t", "role": "viewer" }))
            .await;
        let program = ann.with_token(token["secret"].as_str().unwrap());
        let (status, again, _) = said(send(&program, "/planner/clusters", "one", &body("Shoes")).await).await;
        assert_eq!((status, again), (StatusCode::FORBIDDEN, false));
        // What is refused for good is refused again.
        for expected in [false, true] {
            let (status, again, _) =
                said(send(&ann, "/planner/clusters", "bad", &json!({ "name": "" })).await).await;
            assert_eq!((status, again), (StatusCode::UNPROCESSABLE_ENTITY, expected));
        }
        // A day later it is a new one.
        sql(
            &app,
            "update idempotency_keys set created_at = now() - interval '25 hours'",
        )
        .await;
        let (status, again, _) = said(send(&ann, "/planner/clusters", "one", &body("Boots")).await).await;
        assert_eq!((status, again), (StatusCode::CREATED, false));
    })
    .await;
}

#[tokio::test]
async fn keys_that_are_none_are_refused() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let body = json!({ "name": "Shoes", "sector_id": ann.sector().await });
        let long = "x".repeat(201);
        for keys in [vec![""], vec![long.as_str()], vec!["a", "b"]] {
            let mut request = ann.request(Method::POST, "/planner/clusters").json(&body);
            for key in &keys {
                request = request.header("idempotency-key", *key);
            }
            assert_eq!(
                request.send().await.unwrap().status(),
                StatusCode::BAD_REQUEST,
                "{keys:?}"
            );
        }
        let large = json!({ "name": "x".repeat(3 << 20) });
        let answer = send(&ann, "/planner/clusters", "large", &large).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        // Nobody is signed in: nothing is kept, and what is asked for is answered as ever.
        let login = json!({ "email": ann.email, "password": "a long enough one" });
        for _ in 0..2 {
            let request = app
                .anonymous(Method::POST, "/api/v1/auth/login")
                .header("idempotency-key", "in");
            let answer = request.json(&login).send().await.unwrap();
            assert!(answer.status().is_success() && answer.headers().get(REPLAYED).is_none());
        }
        assert_eq!(ann.get("/planner/clusters").await["count"], 0);
    })
    .await;
}

#[tokio::test]
async fn what_may_pass_may_be_sent_again() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&["red shoes", "blue shoes"]).await;
        sql(&app, "update credit_balances set balance = 0").await;
        let (path, body) = ("/planner/keywords/actions/auto_cluster", json!({ "filter": {} }));
        let (status, again, _) = said(send(&ann, path, "one", &body).await).await;
        assert_eq!((status, again), (StatusCode::PAYMENT_REQUIRED, false));
        sql(&app, "update credit_balances set balance = 100").await;
        let (status, again, first) = said(send(&ann, path, "one", &body).await).await;
        assert_eq!((status, again), (StatusCode::ACCEPTED, false), "{first}");
        let (status, again, answer) = said(send(&ann, path, "one", &body).await).await;
        assert_eq!((status, again, answer), (StatusCode::ACCEPTED, true, first));
        // A process that died while it was at it has left a lease: once that ends, another does it.
        let sector = ann.sector().await;
        let body = json!({ "name": "Shoes", "sector_id": sector });
        said(send(&ann, "/planner/clusters", "two", &body).await).await;
        let leased = "update idempotency_keys set status = null, body = null, leased_until = now() + interval '1 minute' where key = 'two'";
        sql(&app, leased).await;
        let answer = send(&ann, "/planner/clusters", "two", &body).await;
        assert_eq!(answer.status(), StatusCode::CONFLICT);
        assert!(answer.headers().contains_key("retry-after"));
        sql(&app, "delete from clusters; update idempotency_keys set leased_until = now() where key = 'two'").await;
        let (status, again, _) = said(send(&ann, "/planner/clusters", "two", &body).await).await;
        assert_eq!((status, again), (StatusCode::CREATED, false));
    })
    .await;
}

#[tokio::test]
async fn answers_with_secrets_are_sealed_and_old_ones_go() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let body = json!({ "name": "Reports", "role": "viewer" });
        let (_, _, first) = said(send(&ann, "/auth/tokens", "one", &body).await).await;
        let (_, again, answer) = said(send(&ann, "/auth/tokens", "one", &body).await).await;
        assert!(again && answer["secret"] == first["secret"] && first["secret"].is_string());
        assert_eq!(ann.get("/auth/tokens").await["count"], 1);
        let secret = first["secret"].as_str().unwrap().as_bytes().to_vec();
        let found: i64 = sqlx::query_scalar("select count(*) from idempotency_keys where position($1 in body) > 0")
            .bind(secret)
            .fetch_one(&mut app.superuser().await)
            .await
            .unwrap();
        assert_eq!(found, 0);
        // So many are kept of an account; the oldest go.
        sql(&app, "insert into idempotency_keys (account_id, caller, key, request, claim, status, created_at) \
             select account_id, '', n::text, '', gen_random_uuid(), 200, now() - interval '2 hours' - n * interval '1 second' \
             from idempotency_keys, generate_series(1, 10005) n").await;
        said(send(&ann, "/auth/tokens", "two", &json!({ "name": "More", "role": "viewer" })).await).await;
        let count = "select count(*) from idempotency_keys";
        let left: i64 = sqlx::query_scalar(count).fetch_one(&mut app.superuser().await).await.unwrap();
        assert!((9_999..=10_001).contains(&left), "{left}");
        let (_, again, _) = said(send(&ann, "/auth/tokens", "one", &body).await).await;
        assert!(again, "the newest stay");
        sql(&app, "update idempotency_keys set created_at = now() - interval '25 hours'").await;
        server::runner::Scheduler::once(&app.state, server::jobs::ALL).await.unwrap();
        let left: i64 = sqlx::query_scalar(count).fetch_one(&mut app.superuser().await).await.unwrap();
        assert_eq!(left, 0);
    })
    .await;
}

#[tokio::test]
async fn who_goes_away_meanwhile_finds_it_done() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let body = json!({ "name": "Shoes", "sector_id": ann.sector().await });
        // Whoever adds a row now waits for this one.
        let mut database = app.superuser().await;
        let mut held = database.begin().await.unwrap();
        sqlx::query("lock table clusters in exclusive mode")
            .execute(&mut *held)
            .await
            .unwrap();
        let request = ann
            .request(Method::POST, "/planner/clusters")
            .header("idempotency-key", "one")
            .json(&body);
        assert!(request.timeout(Duration::from_millis(500)).send().await.is_err());
        held.rollback().await.unwrap();
        until("it is done", async || {
            let (status, again, _) = said(send(&ann, "/planner/clusters", "one", &body).await).await;
            assert!(
                status == StatusCode::CREATED || status == StatusCode::CONFLICT,
                "{status}"
            );
            again
        })
        .await;
        assert_eq!(ann.get("/planner/clusters").await["count"], 1);
    })
    .await;
}

#[tokio::test]
async fn an_upload_with_a_key_is_imported_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let sector = ann.sector().await;
        let mut runs = Vec::new();
        for _ in 0..2 {
            let file = Part::bytes(b"keyword\nred shoes\n".to_vec()).file_name("k.csv");
            let form = Form::new().text("sector_id", sector.clone()).part("file", file);
            let request = ann
                .request(Method::POST, "/planner/keywords/import")
                .header("idempotency-key", "file");
            let (status, _, answer) = said(request.multipart(form).send().await.unwrap()).await;
            runs.push((status, answer));
        }
        let tasks = ann.get("/system/tasks?function=import_keywords").await["count"].clone();
        assert_eq!((runs[0].0, tasks), (StatusCode::ACCEPTED, json!(1)), "{runs:?}");
    })
    .await;
}
