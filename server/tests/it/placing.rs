//! Placing keywords by hand: it teaches clustering, is undone as a whole, and ten at once leave one result.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};
use crate::clustered::{cluster, keywords, undo};
use crate::writing::ids;

const TEA: &[&str] = &[
    "green tea",
    "green tea benefits",
    "buy green tea",
    "green tea leaves",
    "green tea powder",
];
const BIKES: &[&str] = &["mountain bike", "mountain bike tyres", "cheap mountain bike"];

async fn place(person: &Person, phrase: &str) -> Value {
    keywords(person).await[phrase]["cluster_id"].clone()
}

async fn act(person: &Person, resource: &str, action: &str, body: Value) -> (StatusCode, Value) {
    person
        .post(&format!("/planner/{resource}/actions/{action}"), &body)
        .await
}

/// Each phrase with its id and its cluster.
async fn placed(person: &Person) -> BTreeMap<String, (Value, Value)> {
    let rows = keywords(person).await.into_iter();
    rows.map(|(phrase, row)| (phrase, (row["id"].clone(), row["cluster_id"].clone())))
        .collect()
}

/// The corrections as (keyword, bond, other, source).
async fn corrections(person: &Person) -> BTreeSet<(String, String, String, String)> {
    let list = person.get("/planner/corrections?page_size=200").await;
    let rows = list["results"].as_array().unwrap().iter();
    rows.map(|row| {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        (text("one"), text("bond"), text("other"), text("source"))
    })
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyword_moved_in_place_stays_there_when_clustering_runs_again_until_that_is_withdrawn() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&[TEA, BIKES].concat()).await;
        cluster(&ann).await;
        let first = keywords(&ann).await;
        let (tea, bikes) = (
            first["green tea"]["cluster_id"].clone(),
            first["mountain bike"]["cluster_id"].clone(),
        );
        assert_ne!(tea, bikes);
        let path = format!(
            "/planner/keywords/{}",
            first["green tea leaves"]["id"].as_str().unwrap()
        );
        let moved = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "cluster_id": bikes }));
        assert_eq!(moved.send().await.unwrap().status(), StatusCode::OK);
        let found = corrections(&ann).await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found
                .iter()
                .all(|(one, .., source)| one == "green tea leaves" && source == "moved")
        );
        cluster(&ann).await;
        assert_eq!(place(&ann, "green tea leaves").await, bikes);
        assert_eq!(place(&ann, "green tea").await, tea);

        // Moved back, the newer word counts alone.
        let back = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "cluster_id": tea }));
        assert_eq!(back.send().await.unwrap().status(), StatusCode::OK);
        let found = corrections(&ann).await;
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found
                .iter()
                .any(|(_, bond, other, _)| bond == "together" && other.contains("tea"))
        );

        // Out of its cluster it does not come back by itself; once that is withdrawn, it does.
        let out = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "cluster_id": null }));
        assert_eq!(out.send().await.unwrap().status(), StatusCode::OK);
        cluster(&ann).await;
        assert_ne!(place(&ann, "green tea leaves").await, tea);
        let rejected = ann.get("/planner/corrections?source=rejected").await;
        assert_ne!(rejected["count"], 0);
        let (status, _) = ann
            .post(
                "/planner/corrections/actions/delete",
                &json!({ "ids": ids(&rejected) }),
            )
            .await;
        assert_eq!(status, StatusCode::OK);
        cluster(&ann).await;
        assert_eq!(place(&ann, "green tea leaves").await, tea);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn moving_splitting_and_removing_say_what_they_say_and_are_undone() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&[TEA, BIKES].concat()).await;
        cluster(&ann).await;
        let before = placed(&ann).await;
        let id = |phrase: &str| before[phrase].0.clone();
        let bikes = before["mountain bike"].1.clone();

        let (status, outcome) = act(
            &ann,
            "keywords",
            "move",
            json!({ "ids": [id("green tea powder")], "cluster": bikes }),
        )
        .await;
        assert_eq!(status, StatusCode::OK, "{outcome}");
        assert_eq!(place(&ann, "green tea powder").await, bikes);
        assert_eq!(undo(&ann, &outcome).await.0, StatusCode::OK);
        assert_eq!(placed(&ann).await, before);
        assert!(corrections(&ann).await.is_empty());
        assert_eq!(undo(&ann, &outcome).await.0, StatusCode::CONFLICT);

        let chosen = [id("buy green tea"), id("green tea powder")];
        let body = json!({ "ids": chosen, "name": "Tea to buy" });
        let (status, outcome) = act(&ann, "keywords", "split", body.clone()).await;
        assert_eq!(status, StatusCode::OK, "{outcome}");
        let own = place(&ann, "buy green tea").await;
        assert_eq!(own, place(&ann, "green tea powder").await);
        assert_ne!(own, before["green tea"].1);
        let (status, problem) = act(&ann, "keywords", "split", body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(undo(&ann, &outcome).await.0, StatusCode::OK);
        assert_eq!(placed(&ann).await, before);

        let (status, outcome) = act(
            &ann,
            "keywords",
            "reject",
            json!({ "ids": [id("green tea leaves")] }),
        )
        .await;
        assert_eq!(status, StatusCode::OK, "{outcome}");
        let row = ann
            .get(&format!(
                "/planner/keywords/{}",
                id("green tea leaves").as_str().unwrap()
            ))
            .await;
        assert_eq!(row["status"], "stray", "{row}");
        let said: BTreeSet<String> = corrections(&ann)
            .await
            .into_iter()
            .map(|(one, bond, _, source)| format!("{one} {bond} {source}"))
            .collect();
        assert_eq!(
            said,
            BTreeSet::from(["green tea leaves apart rejected".to_owned()])
        );
        assert_eq!(undo(&ann, &outcome).await.0, StatusCode::OK);
        assert_eq!(placed(&ann).await, before);

        let (status, outcome) = act(
            &ann,
            "keywords",
            "pin",
            json!({ "ids": [id("green tea leaves")] }),
        )
        .await;
        assert_eq!(
            (status, &outcome["count"]),
            (StatusCode::OK, &json!(1)),
            "{outcome}"
        );
        assert_eq!(corrections(&ann).await.len(), 1);
        let (status, _) = act(
            &ann,
            "keywords",
            "unpin",
            json!({ "ids": [id("green tea leaves")] }),
        )
        .await;
        assert_eq!(status, StatusCode::OK);
        assert!(corrections(&ann).await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn merged_clusters_bring_what_hangs_on_them_and_ten_merges_at_once_leave_one_result() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&[TEA, BIKES].concat()).await;
        cluster(&ann).await;
        let before = placed(&ann).await;
        let (tea, bikes) = (before["green tea"].1.clone(), before["mountain bike"].1.clone());
        let idea = ann
            .make(
                "/planner/ideas",
                json!({ "title": "Bikes for hills", "sector_id": ann.sector().await, "cluster_id": bikes,
                    "content_type": "guide", "priority": 1 }),
            )
            .await;
        let body = json!({ "ids": [tea, bikes], "cluster": tea });
        let answers = join_all((0..10).map(|_| act(&ann, "clusters", "merge", body.clone()))).await;
        let done: Vec<&Value> = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .map(|(_, outcome)| outcome)
            .collect();
        assert_eq!(done.len(), 1, "{answers:?}");
        for (status, problem) in &answers {
            let told = [
                StatusCode::OK,
                StatusCode::CONFLICT,
                StatusCode::NOT_FOUND,
                StatusCode::UNPROCESSABLE_ENTITY,
            ];
            assert!(told.contains(status), "{status} {problem}");
        }
        let merged = keywords(&ann).await;
        assert!(merged.values().all(|row| row["cluster_id"] == tea), "{merged:?}");
        let path = format!("/planner/ideas/{}", idea["id"].as_str().unwrap());
        assert_eq!(ann.get(&path).await["cluster_id"], tea);
        // What was merged stays so when clustering runs again.
        cluster(&ann).await;
        let again = keywords(&ann).await;
        assert_eq!(
            again["mountain bike"]["cluster_id"],
            again["green tea"]["cluster_id"]
        );

        let answers = join_all((0..10).map(|_| undo(&ann, done[0]))).await;
        assert_eq!(
            answers
                .iter()
                .filter(|(status, _)| *status == StatusCode::OK)
                .count(),
            1,
            "{answers:?}"
        );
        assert_eq!(placed(&ann).await, before);
        assert_eq!(ann.get(&path).await["cluster_id"], bikes);
        assert!(corrections(&ann).await.is_empty());
        assert_eq!(ann.get("/planner/clusters").await["count"], 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_places_are_refused_and_others_see_nothing_of_it() {
    with_app(|app| async move {
        app.work();
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let added = ann.add_keywords(TEA).await;
        bob.add_keywords(BIKES).await;
        cluster(&ann).await;
        cluster(&bob).await;
        let bikes = place(&bob, "mountain bike").await;
        let (status, problem) = act(
            &ann,
            "keywords",
            "move",
            json!({ "ids": added, "cluster": bikes }),
        )
        .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let (status, problem) = act(&ann, "keywords", "move", json!({ "ids": added })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let (status, problem) = act(
            &ann,
            "keywords",
            "move",
            json!({ "ids": added, "cluster": "no id" }),
        )
        .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let tea = place(&ann, "green tea").await;
        let (status, problem) = act(&ann, "clusters", "merge", json!({ "ids": [tea] })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        let (status, outcome) = act(&ann, "keywords", "reject", json!({ "ids": [added[0]] })).await;
        assert_eq!(status, StatusCode::OK, "{outcome}");
        assert_eq!(undo(&bob, &outcome).await.0, StatusCode::NOT_FOUND);
        assert_eq!(bob.get("/planner/corrections").await["count"], 0);
        let viewer = ann.invite(&app, "viewer").await;
        assert_eq!(undo(&viewer, &outcome).await.0, StatusCode::FORBIDDEN);
    })
    .await;
}
