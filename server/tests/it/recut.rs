//! A sector cut anew: a preview that changes nothing, one save of two, undo as a whole, and reasons.

use std::collections::BTreeMap;

use futures::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::app::{Person, with_app};
use crate::clustered::{cluster, clusters, keywords, undo};
use crate::waiting::until;

const PHRASES: &[&str] = &[
    "green tea",
    "green tea benefits",
    "green tea caffeine",
    "buy green tea",
    "buy green tea online",
    "cheap green tea",
    "black tea",
    "black tea benefits",
    "black tea caffeine",
    "buy black tea",
    "mountain bike",
    "mountain bike tyres",
    "mountain bike helmet",
    "cheap mountain bike",
    "road bike",
    "road bike tyres",
    "road bike helmet",
    "cheap road bike",
    "zebra crossing",
];

async fn preview(person: &Person, narrowness: Option<u8>) -> Value {
    let body = json!({ "sector_id": person.sector().await, "narrowness": narrowness });
    let (status, answer) = person.post("/planner/clusters/recut/preview", &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

fn order(preview: &Value) -> Value {
    json!({ "sector_id": preview["sector_id"], "narrowness": preview["narrowness"], "state": preview["state"] })
}

async fn save(person: &Person, preview: &Value) -> (StatusCode, Value) {
    person.post("/planner/clusters/recut", &order(preview)).await
}

/// Keywords with their clusters, and clusters with their names.
async fn all(person: &Person) -> (BTreeMap<String, Value>, BTreeMap<String, String>) {
    let keywords = keywords(person).await.into_iter();
    let placed = keywords.map(|(phrase, row)| (phrase, row["cluster_id"].clone()));
    (placed.collect(), clusters(person).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_changes_nothing_one_of_two_saves_wins_and_undo_brings_all_back() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(PHRASES).await;
        cluster(&ann).await;
        let before = all(&ann).await;
        let same = preview(&ann, None).await;
        assert_eq!(same["moved"], 0, "{same}");
        assert_eq!(same["counts"]["unchanged"], json!(before.1.len()));
        assert_eq!(same["now"], same["then"]);
        // A name that a person gave outlives every cut.
        let tea = before.0["green tea"].as_str().unwrap().to_owned();
        let path = format!("/planner/clusters/{tea}");
        let renamed = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "name": "Our teas" }));
        assert_eq!(renamed.send().await.unwrap().status(), StatusCode::OK);
        let before = all(&ann).await;

        let (broad, narrow) = (preview(&ann, Some(0)).await, preview(&ann, Some(100)).await);
        let clusters = |preview: &Value| preview["then"]["clusters"].as_u64().unwrap();
        assert!(clusters(&broad) <= clusters(&narrow), "{broad} {narrow}");
        let chosen = if narrow["moved"] == 0 { &broad } else { &narrow };
        assert_ne!(chosen["moved"], 0, "{broad} {narrow}");
        assert_eq!(all(&ann).await, before, "a preview changes nothing");

        let answers = join_all((0..10).map(|_| save(&ann, chosen))).await;
        let done: Vec<&Value> = answers
            .iter()
            .filter(|(status, _)| *status == StatusCode::OK)
            .map(|(_, saved)| saved)
            .collect();
        assert_eq!(done.len(), 1, "{answers:?}");
        assert!(
            answers
                .iter()
                .all(|(status, _)| [StatusCode::OK, StatusCode::CONFLICT].contains(status))
        );
        assert_eq!(done[0]["moved"], chosen["moved"]);
        let after = all(&ann).await;
        assert_ne!(after.0, before.0);
        assert_eq!(after.1[&tea], "Our teas");
        assert_eq!(json!(after.1.len()), chosen["then"]["clusters"]);
        // What was saved is what it is now, and what clustering goes by.
        let now = preview(&ann, None).await;
        assert_eq!(
            (&now["moved"], &now["narrowness_now"]),
            (&json!(0), &chosen["narrowness"])
        );
        cluster(&ann).await;
        assert_eq!(all(&ann).await, after);

        let answers = join_all((0..10).map(|_| undo(&ann, done[0]))).await;
        assert_eq!(
            answers
                .iter()
                .filter(|(status, _)| *status == StatusCode::OK)
                .count(),
            1,
            "{answers:?}"
        );
        assert_eq!(all(&ann).await, before);
        assert_eq!(
            preview(&ann, None).await["narrowness_now"],
            same["narrowness_now"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_a_preview_is_not_written_over() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(PHRASES).await;
        cluster(&ann).await;
        let seen = preview(&ann, Some(100)).await;
        ann.add_keywords(&["oolong tea"]).await;
        let list = ann.get("/planner/keywords?search=zebra").await;
        let path = format!("/planner/keywords/{}", list["results"][0]["id"].as_str().unwrap());
        let pinned = ann
            .request(Method::PATCH, &path)
            .json(&json!({ "keyword": "zebra stripes" }));
        assert_eq!(pinned.send().await.unwrap().status(), StatusCode::OK);
        let (status, problem) = save(&ann, &seen).await;
        assert_eq!(status, StatusCode::CONFLICT, "{problem}");
        // What auto-cluster has not looked at is left to it.
        assert_eq!(preview(&ann, Some(100)).await["waiting"], 1);
        for wrong in [
            json!({ "sector_id": ann.sector().await, "narrowness": 101, "state": "x" }),
            json!({ "sector_id": ann.sector().await, "narrowness": 1000, "state": "x" }),
            json!({ "sector_id": "none", "narrowness": 10, "state": "x" }),
        ] {
            let (status, problem) = ann.post("/planner/clusters/recut", &wrong).await;
            assert!(status.is_client_error(), "{status} {problem}");
        }
        let bob = app.sign_up("bob").await;
        let body = json!({ "sector_id": ann.sector().await });
        let (status, _) = bob.post("/planner/clusters/recut/preview", &body).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let viewer = ann.invite(&app, "viewer").await;
        let (status, _) = viewer.post("/planner/clusters/recut/preview", &body).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let empty = bob
            .post(
                "/planner/clusters/recut/preview",
                &json!({ "sector_id": bob.sector().await }),
            )
            .await;
        assert_eq!((empty.0, &empty.1["keywords"]), (StatusCode::OK, &json!(0)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_says_why_it_is_there_and_a_stray_what_it_is_nearest_to() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(PHRASES).await;
        cluster(&ann).await;
        let (keywords, clusters) = all(&ann).await;
        let tea = keywords["green tea"].as_str().unwrap().to_owned();
        let why = ann.get(&format!("/planner/clusters/{tea}/reasons")).await;
        let told = why["keywords"].as_array().unwrap();
        assert_eq!(why["count"], json!(told.len()));
        for member in told {
            assert_eq!(keywords[member["keyword"].as_str().unwrap()], tea);
            assert_eq!(
                (&member["clustered"], &member["cluster"]["label"]),
                (&json!(true), &json!(clusters[&tea]))
            );
            assert!(!member["nearest"].as_array().unwrap().is_empty(), "{member}");
            assert!(
                member["shared"].as_array().unwrap().contains(&json!("tea")),
                "{member}"
            );
        }
        let list = ann.get("/planner/keywords?search=zebra").await;
        let zebra = list["results"][0]["id"].as_str().unwrap();
        let why = ann.get(&format!("/planner/keywords/{zebra}/reasons")).await;
        assert_eq!(
            (&why["count"], &why["keywords"][0]["clustered"]),
            (&json!(1), &json!(false)),
            "{why}"
        );
        let bob = app.sign_up("bob").await;
        let answer = bob.request(Method::GET, &format!("/planner/keywords/{zebra}/reasons"));
        assert_eq!(answer.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    })
    .await;
}

/// A machine that falls over in the middle of a save, as the database sees it: the connection ends while some is written already.
#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_is_killed_in_the_middle_leaves_the_old_cut_whole() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        ann.add_keywords(PHRASES).await;
        cluster(&ann).await;
        let before = all(&ann).await;
        let (broad, narrow) = (preview(&ann, Some(0)).await, preview(&ann, Some(100)).await);
        let chosen = if narrow["moved"] == 0 { broad } else { narrow };
        assert_ne!(chosen["moved"], 0);
        // Each of what a save writes is held in turn, so that it waits there with the rest done, and is killed.
        for held in ["groupings", "clusters", "keywords", "sector_cuts", "audit_log"] {
            let mut holder = app.superuser().await;
            let hold = format!("begin; lock table {held} in share row exclusive mode");
            sqlx::raw_sql(AssertSqlSafe(hold)).execute(&mut holder).await.unwrap();
            let saving = tokio::spawn({
                let (ann, chosen) = (ann.clone(), chosen.clone());
                async move { save(&ann, &chosen).await }
            });
            let mut watcher = app.superuser().await;
            until(held, async || {
                let killed: i64 = sqlx::query_scalar(
                    "select count(pg_terminate_backend(a.pid)) from pg_locks l join pg_stat_activity a on a.pid = l.pid \
                     where not l.granted and l.relation = $1::text::regclass and a.datname = current_database()",
                )
                .bind(held)
                .fetch_one(&mut watcher)
                .await
                .unwrap();
                killed > 0
            })
            .await;
            sqlx::raw_sql("rollback").execute(&mut holder).await.unwrap();
            let (status, answer) = saving.await.unwrap();
            assert!(!status.is_success(), "{held}: {answer}");
            assert_eq!(all(&ann).await, before, "{held}");
            let again = preview(&ann, chosen["narrowness"].as_u64().and_then(|set| u8::try_from(set).ok())).await;
            assert_eq!(again["state"], chosen["state"], "{held}");
            assert_eq!(again["narrowness_now"], chosen["narrowness_now"], "{held}");
        }
        let (status, saved) = save(&ann, &chosen).await;
        assert_eq!(status, StatusCode::OK, "{saved}");
        assert_eq!(saved["moved"], chosen["moved"]);
        assert_ne!(all(&ann).await, before);
    })
    .await;
}
