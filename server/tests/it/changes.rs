//! Changes of many rows: which rows take them, all at once or none, and how they are taken back.

use std::sync::Arc;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};

async fn change(person: &Person, resource: &str, ids: &[String], record: Value) -> (StatusCode, Value) {
    let body = json!({ "resource": resource, "selection": { "ids": ids }, "record": record });
    person.post("/fn/change", &body).await
}

async fn undo(person: &Person, changed: &Value) -> (StatusCode, Value) {
    person
        .post("/fn/undo_change", &json!({ "change": changed["change_id"] }))
        .await
}

async fn field(person: &Person, id: &str, key: &str) -> Value {
    person.get(&format!("/planner/keywords/{id}")).await[key].clone()
}

#[tokio::test]
async fn rows_are_given_values_together_and_get_their_own_back() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let ids = ann.add_keywords(&["red shoe", "blue shoe", "hat"]).await;
        let patch = |id: &str, body: Value| {
            let path = format!("/planner/keywords/{id}");
            let ann = ann.clone();
            async move {
                ann.request(Method::PATCH, &path)
                    .json(&body)
                    .send()
                    .await
                    .unwrap()
            }
        };
        patch(&ids[0], json!({ "volume": 10, "intent": "commercial" })).await;
        patch(&ids[1], json!({ "volume": 20 })).await;
        let (status, changed) = change(
            &ann,
            "keywords",
            &ids,
            json!({ "intent": "commercial", "volume": 10 }),
        )
        .await;
        assert_eq!(status, StatusCode::OK, "{changed}");
        assert_eq!((&changed["count"], &changed["unchanged"]), (&json!(2), &json!(1)));
        for id in &ids {
            assert_eq!(
                (field(&ann, id, "volume").await, field(&ann, id, "intent").await),
                (json!(10), json!("commercial"))
            );
        }
        // One entry of the log tells of all of them.
        let log = ann.get("/system/logs?page_size=1").await["results"][0].clone();
        assert_eq!(log["rows"], 2, "{log}");
        assert!(
            log["changes"]
                .as_str()
                .unwrap()
                .contains("Intent: – → Commercial"),
            "{log}"
        );
        assert!(
            log["changes"]
                .as_str()
                .unwrap()
                .contains("Monthly volume: Various → 10"),
            "{log}"
        );

        // Somebody changes one of them since: it stays, the other goes back to what it was.
        patch(&ids[2], json!({ "volume": 99 })).await;
        assert_eq!(undo(&ann, &changed).await, (StatusCode::OK, json!(1)));
        assert_eq!(
            (
                field(&ann, &ids[1], "volume").await,
                field(&ann, &ids[1], "intent").await
            ),
            (json!(20), Value::Null)
        );
        assert_eq!(
            (
                field(&ann, &ids[2], "volume").await,
                field(&ann, &ids[2], "intent").await
            ),
            (json!(99), json!("commercial"))
        );
        assert_eq!(undo(&ann, &changed).await.0, StatusCode::NOT_FOUND);

        // One row answers as it is then, and a value can be taken away.
        let (_, changed) = change(&ann, "keywords", &ids[..1], json!({ "volume": null })).await;
        assert_eq!(changed["row"]["id"], json!(ids[0]));
        assert_eq!(field(&ann, &ids[0], "volume").await, Value::Null);
        assert_eq!(undo(&ann, &changed).await, (StatusCode::OK, json!(1)));
        assert_eq!(field(&ann, &ids[0], "volume").await, 10);
        let (_, changed) = change(&ann, "keywords", &ids[..1], json!({ "volume": 10 })).await;
        assert_eq!(
            (&changed["count"], &changed["change_id"]),
            (&json!(0), &Value::Null)
        );
    })
    .await;
}

#[tokio::test]
async fn rows_that_cannot_take_it_are_left_out_and_bad_input_changes_nothing() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let ids = ann.add_keywords(&["red shoe", "blue shoe"]).await;
        let sector = ann.sector().await;
        let site = ann.get("/auth/sites").await["results"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let elsewhere = ann
            .make("/auth/sectors", json!({ "name": "Elsewhere", "site_id": site }))
            .await;
        let stranger = ann
            .make(
                "/planner/keywords",
                json!({ "keyword": "hat", "sector_id": elsewhere["id"] }),
            )
            .await;
        let cluster = ann
            .make(
                "/planner/clusters",
                json!({ "name": "Shoes", "sector_id": sector }),
            )
            .await;
        let mut all = ids.clone();
        all.push(stranger["id"].as_str().unwrap().to_owned());
        let (status, changed) = change(&ann, "keywords", &all, json!({ "cluster_id": cluster["id"] })).await;
        assert_eq!(
            (status, &changed["count"]),
            (StatusCode::OK, &json!(2)),
            "{changed}"
        );
        assert_eq!(changed["left_out"][0]["count"], 1, "{changed}");
        assert_eq!(
            ann.get(&format!("/planner/clusters/{}", cluster["id"].as_str().unwrap()))
                .await["keywords"],
            2
        );
        assert_eq!(undo(&ann, &changed).await, (StatusCode::OK, json!(2)));
        assert_eq!(
            ann.get(&format!("/planner/clusters/{}", cluster["id"].as_str().unwrap()))
                .await["keywords"],
            0
        );

        // Moving to where the phrase is already takes none of them along.
        ann.make(
            "/planner/keywords",
            json!({ "keyword": "red shoe", "sector_id": elsewhere["id"] }),
        )
        .await;
        let (status, problem) = change(
            &ann,
            "keywords",
            &ids,
            json!({ "sector_id": elsewhere["id"], "volume": 3 }),
        )
        .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(field(&ann, &ids[1], "volume").await, Value::Null);

        for (record, expected) in [
            (json!({ "volume": -1 }), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({ "volume": "many" }), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({ "keyword": "same" }), StatusCode::UNPROCESSABLE_ENTITY),
            (json!({ "colour": "red" }), StatusCode::UNPROCESSABLE_ENTITY),
            (
                json!({ "cluster_id": bob.sector().await }),
                StatusCode::UNPROCESSABLE_ENTITY,
            ),
            (json!({}), StatusCode::BAD_REQUEST),
        ] {
            let (status, problem) = change(&ann, "keywords", &ids, record.clone()).await;
            assert_eq!(status, expected, "{record}: {problem}");
        }
        assert_eq!(
            change(&bob, "keywords", &ids, json!({ "volume": 3 })).await.0,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            change(&ann, "users", &ids, json!({ "role": "owner" })).await.0,
            StatusCode::METHOD_NOT_ALLOWED
        );
        let viewer = ann.invite(&app, "viewer").await;
        assert_eq!(
            change(&viewer, "keywords", &ids, json!({ "volume": 3 })).await.0,
            StatusCode::FORBIDDEN
        );
        let (_, changed) = change(&ann, "keywords", &ids, json!({ "volume": 3 })).await;
        assert_eq!(undo(&viewer, &changed).await.0, StatusCode::FORBIDDEN);
        assert_eq!(undo(&bob, &changed).await.0, StatusCode::NOT_FOUND);
        assert_eq!(undo(&ann, &changed).await.0, StatusCode::OK);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_changes_and_ten_undos_at_once_leave_one_answer() {
    with_app(|app| async move {
        let ann = Arc::new(app.sign_up("ann").await);
        let phrases: Vec<String> = (0..30).map(|i| format!("phrase {i}")).collect();
        let ids = ann
            .add_keywords(&phrases.iter().map(String::as_str).collect::<Vec<_>>())
            .await;
        let all = (1..=10).map(|volume| {
            let (ann, mut ids) = (ann.clone(), ids.clone());
            // In whatever order they are named.
            if volume % 2 == 0 {
                ids.reverse();
            }
            async move { change(&ann, "keywords", &ids, json!({ "volume": volume })).await }
        });
        let answers = join_all(all).await;
        assert!(
            answers.iter().all(|(status, _)| *status == StatusCode::OK),
            "{answers:?}"
        );
        let last = field(&ann, &ids[0], "volume").await;
        for id in &ids {
            assert_eq!(field(&ann, id, "volume").await, last);
        }
        let (_, changed) = answers
            .iter()
            .zip(1..)
            .find(|(_, volume)| json!(volume) == last)
            .map(|(answer, _)| answer)
            .unwrap();
        let undone = join_all((0..10).map(|_| undo(&ann, changed))).await;
        let done = undone
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .count();
        assert_eq!(done, 1, "{undone:?}");
        assert!(
            undone
                .iter()
                .all(|(status, _)| [StatusCode::OK, StatusCode::NOT_FOUND].contains(status)),
            "{undone:?}"
        );
    })
    .await;
}
