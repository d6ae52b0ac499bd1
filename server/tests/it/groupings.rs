//! Auto-cluster again: what people named or work hangs on stays, new keywords join what is there, a run is undone as a whole.

use std::collections::BTreeSet;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::app::{Person, with_app};
use crate::clustered::{cluster, clusters, places};
use crate::writing::{books_balance, ids, succeeded};

const TEA: &[&str] = &[
    "green tea",
    "green tea benefits",
    "buy green tea",
    "green tea leaves",
];
const BIKES: &[&str] = &["mountain bike", "mountain bike tyres", "cheap mountain bike"];

/// Clusters these keywords alone.
async fn cluster_these(person: &Person, ids: Vec<String>) -> Value {
    succeeded(person, "planner/keywords", "auto_cluster", json!({ "ids": ids })).await
}

async fn rename(person: &Person, cluster: &str, name: &str) {
    let path = format!("/planner/clusters/{cluster}");
    let answer = person
        .request(Method::PATCH, &path)
        .json(&json!({ "name": name }));
    assert_eq!(answer.send().await.unwrap().status(), StatusCode::OK);
}

async fn undo(person: &Person, run: &Value) -> (StatusCode, Value) {
    let path = format!("/system/tasks/{}/undo", run["id"].as_str().unwrap());
    person.post(&path, &json!({})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_keeps_clusters_with_their_names_and_what_hangs_on_them() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&[TEA, BIKES].concat()).await;
        cluster(&ann).await;
        let first = places(&ann).await;
        let tea = first["green tea"].clone();
        rename(&ann, &tea, "Our teas").await;
        let made = succeeded(
            &ann,
            "planner/clusters",
            "generate_ideas",
            json!({ "ids": [tea] }),
        )
        .await;
        assert_eq!(made["status"], "succeeded");
        let ideas = ann.get(&format!("/planner/ideas?cluster_id={tea}")).await["count"].clone();
        assert_ne!(ideas, 0);
        let before = clusters(&ann).await;
        let again = cluster(&ann).await;
        assert_eq!(
            (&again["result"]["made"], &again["result"]["removed"]),
            (&json!(0), &json!(0))
        );
        assert_eq!(
            (clusters(&ann).await, places(&ann).await),
            (before.clone(), first.clone())
        );
        assert_eq!(before[&tea], "Our teas");
        assert_eq!(
            ann.get(&format!("/planner/ideas?cluster_id={tea}")).await["count"],
            ideas
        );

        // New keywords alone join what is there, and no cluster gets a twin.
        let new = ann
            .add_keywords(&["green tea price", "mountain bike frame", "green tea powder"])
            .await;
        let run = cluster_these(&ann, new).await;
        assert_eq!(run["result"]["keywords"], 3);
        assert_eq!(run["credits"], 1, "what keeps them company is not charged");
        let joined = places(&ann).await;
        assert_eq!(
            (&joined["green tea price"], &joined["green tea powder"]),
            (&tea, &tea)
        );
        assert_eq!(joined["mountain bike frame"], first["mountain bike"]);
        assert_eq!(clusters(&ann).await, before);
        books_balance(&app).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_a_sector_differ_and_clusters_that_nobody_needs_go() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&[TEA, BIKES].concat()).await;
        let run = cluster(&ann).await;
        let names: BTreeSet<String> = clusters(&ann).await.into_values().collect();
        assert_eq!(json!(names.len()), run["result"]["clusters"]);
        // Bikes go; the cluster that is left empty goes at the next run, since nobody named it and nothing hangs on it.
        let bikes = ann.get("/planner/keywords?search=mountain").await;
        for id in ids(&bikes) {
            let path = format!("/planner/keywords/{id}");
            assert_eq!(
                ann.request(Method::DELETE, &path).send().await.unwrap().status(),
                StatusCode::OK
            );
        }
        cluster(&ann).await;
        assert!(clusters(&ann).await.len() <= names.len());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_undone_as_a_whole_and_once() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(&[TEA, BIKES].concat()).await;
        cluster(&ann).await;
        let (before, places_before) = (clusters(&ann).await, places(&ann).await);
        // A person's own cluster takes keywords that belong elsewhere, so that the next run has something to move.
        let own = ann
            .make(
                "/planner/clusters",
                json!({ "name": "Odd ones", "sector_id": ann.sector().await }),
            )
            .await;
        let own = own["id"].as_str().unwrap().to_owned();
        for phrase in ["green tea", "mountain bike"] {
            let list = ann.get(&format!("/planner/keywords?search={phrase}")).await;
            let row = list["results"]
                .as_array()
                .unwrap()
                .iter()
                .find(|row| row["keyword"] == phrase)
                .unwrap();
            let path = format!("/planner/keywords/{}", row["id"].as_str().unwrap());
            let moved = ann
                .request(Method::PATCH, &path)
                .json(&json!({ "cluster_id": own }));
            assert_eq!(moved.send().await.unwrap().status(), StatusCode::OK);
        }
        let (moved, moved_places) = (clusters(&ann).await, places(&ann).await);
        assert_ne!(places_before, moved_places);
        assert_eq!(moved.len(), before.len() + 1);
        let new = ann
            .add_keywords(&["oat milk", "oat milk recipe", "best oat milk"])
            .await;
        let run = cluster(&ann).await;
        let after = places(&ann).await;
        assert_ne!(after, moved_places);
        assert!(
            clusters(&ann).await.contains_key(&own),
            "what a person made is not removed"
        );

        // Ten at once: one undoes, the others are told.
        let answers = join_all((0..10).map(|_| undo(&ann, &run))).await;
        let done = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .count();
        assert_eq!(done, 1, "{answers:?}");
        assert!(
            answers
                .iter()
                .all(|(status, _)| [StatusCode::OK, StatusCode::CONFLICT].contains(status))
        );
        assert_eq!((clusters(&ann).await, places(&ann).await), (moved, moved_places));
        assert_eq!(new.len(), 3);
        // A later hand's work is not undone with it.
        let again = cluster(&ann).await;
        let oat = places(&ann).await["oat milk"].clone();
        rename(&ann, &oat, "Oat milk guide").await;
        assert_eq!(undo(&ann, &again).await.0, StatusCode::OK);
        assert_eq!(
            clusters(&ann).await.get(&oat).map(String::as_str),
            Some("Oat milk guide")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn others_and_viewers_undo_nothing_and_what_has_no_undo_says_so() {
    with_app(|app| async move {
        app.work();
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        ann.add_keywords(TEA).await;
        let run = cluster(&ann).await;
        assert_eq!(undo(&bob, &run).await.0, StatusCode::NOT_FOUND);
        let viewer = ann.invite(&app, "viewer").await;
        assert_eq!(undo(&viewer, &run).await.0, StatusCode::FORBIDDEN);
        let made = succeeded(
            &ann,
            "planner/clusters",
            "generate_ideas",
            json!({ "filter": {} }),
        )
        .await;
        let (status, problem) = undo(&ann, &made).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert_eq!(problem["detail"], "This task can't be undone.");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_make_no_twins() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let (tea, bikes) = (ann.add_keywords(TEA).await, ann.add_keywords(BIKES).await);
        let half = |list: &[String], odd: usize| -> Vec<String> {
            list.iter()
                .enumerate()
                .filter(|(at, _)| at % 2 == odd)
                .map(|(_, id)| id.clone())
                .collect()
        };
        let parts = (0..2).map(|odd| {
            let ids = [half(&tea, odd), half(&bikes, odd)].concat();
            cluster_these(&ann, ids)
        });
        join_all(parts).await;
        cluster(&ann).await;
        let names: Vec<String> = clusters(&ann).await.into_values().collect();
        let distinct: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(distinct.len(), names.len(), "{names:?}");
        let places = places(&ann).await;
        let tea: BTreeSet<&String> = TEA.iter().map(|phrase| &places[*phrase]).collect();
        assert_eq!(tea.len(), 1, "{places:?}");
    })
    .await;
}
