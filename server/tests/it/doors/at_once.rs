//! Many connections of one address, many loads of one page, many deletions of one row.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::limits::Limits;

use super::{connect, end_of, works};
use crate::app::{limits, with_app, with_limits};
use crate::documents::article;
use crate::waiting::until;

#[tokio::test]
async fn connections_beyond_the_bound_are_refused_with_a_sentence() {
    let few = Limits {
        connections_per_address: 6,
        ..limits()
    };
    with_limits(few, |app| async move {
        let mut open = Vec::new();
        for _ in 0..6 {
            open.push(connect(&app).await);
        }
        let mut one_more = connect(&app).await;
        let answer = end_of(&mut one_more).await;
        assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
        assert!(answer.contains("retry-after: 5"), "{answer}");
        drop(open);
        let ann = app.sign_up("ann").await;
        works(&app, &ann).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_on_an_article_loses_no_answer() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = article(&app, &ann, "<p>Some words.</p>").await;
        let cookie = format!("igny8_access={}", ann.token);
        for _ in 0..8 {
            let loads = (0..16).map(|_| {
                let request = app
                    .anonymous(Method::GET, &format!("/writer/content/{id}"))
                    .header("cookie", &cookie);
                async move {
                    let response = request.send().await.expect("each load is answered");
                    assert_eq!(response.status(), StatusCode::OK);
                    let html = response.text().await.expect("each answer is whole");
                    assert!(html.contains("<title>Trail shoes · IGNY8</title>"));
                }
            });
            join_all(loads).await;
        }
    })
    .await;
}

#[tokio::test]
async fn one_row_that_ten_delete_at_once_is_deleted_once() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = ann.add_keywords(&["running shoes"]).await.remove(0);
        let delete = || {
            ann.request(Method::DELETE, &format!("/planner/keywords/{id}"))
                .send()
        };
        let mut statuses = Vec::new();
        for response in join_all((0..10).map(|_| delete())).await {
            let response = response.unwrap();
            statuses.push(response.status());
            if response.status() == StatusCode::OK {
                assert_eq!(response.json::<Value>().await.unwrap()["count"], 1);
            }
        }
        statuses.sort();
        let mut expected = vec![StatusCode::OK];
        expected.resize(10, StatusCode::NOT_FOUND);
        assert_eq!(statuses, expected);
        let mut database = app.superuser().await;
        for sql in [
            "select count(*) from deletions",
            "select count(*) from audit_log where verb = 'delete'",
        ] {
            let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut database).await.unwrap();
            assert_eq!(count, 1, "{sql}");
        }
    })
    .await;
}

/// Of the connections to the database, the requests of one account take no more than half, however long they wait for each other.
#[tokio::test]
async fn an_account_whose_requests_wait_holds_up_no_other() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let id = ann.add_keywords(&["running shoes"]).await.remove(0);
        works(&app, &bob).await;
        // Long work on the row, such as a deletion of very many.
        let mut work = app.superuser().await;
        sqlx::raw_sql("begin; select from keywords for update")
            .execute(&mut work)
            .await
            .unwrap();
        let change = || {
            let path = format!("/planner/keywords/{id}");
            ann.request(Method::PATCH, &path).json(&json!({ "volume": 90 })).send()
        };
        let waiting = tokio::spawn(join_all((0..30).map(|_| change())));
        let mut watch = app.superuser().await;
        until("half of the connections wait for the row", async || {
            let waiting: i64 = sqlx::query_scalar(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            )
            .fetch_one(&mut watch)
            .await
            .unwrap();
            waiting >= 4
        })
        .await;
        for _ in 0..10 {
            let list = bob.request(Method::GET, "/planner/keywords").send().await.unwrap();
            assert_eq!(list.status(), StatusCode::OK);
        }
        sqlx::raw_sql("rollback").execute(&mut work).await.unwrap();
        let changed = waiting.await.unwrap();
        assert!(
            changed.into_iter().any(|answer| answer.unwrap().status() == StatusCode::OK),
            "what waited goes on"
        );
        works(&app, &ann).await;
    })
    .await;
}
