//! Many connections of one address, many loads of one page, many deletions of one row.

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::Value;
use server::limits::Limits;

use super::{connect, end_of, works};
use crate::app::{limits, with_app, with_limits};
use crate::documents::article;

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
