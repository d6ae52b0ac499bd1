//! What staff tell everybody, and what they switch on for whom.

use igny8::staff::flags::Flag;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::repo::staff::flags;

use super::{Browser, account, staff, with_staff};
use crate::app::{Person, TestApp};

fn notice(text: &str, from: i64, to: i64) -> Value {
    let at = |minutes: i64| (chrono::Utc::now() + chrono::TimeDelta::minutes(minutes)).to_rfc3339();
    json!({ "text": text, "level": "warning", "starts_at": at(from), "ends_at": at(to), "dismissible": true })
}

#[tokio::test]
async fn an_announcement_is_on_every_page_between_its_times() {
    with_staff(|app| async move {
        let ann = app.sign_up("ann").await;
        let (_, desk) = staff(&app, "dana").await;
        let mut ids = Vec::new();
        for (text, from, to) in [("Now <b>", -5, 5), ("Later", 5, 10), ("Before", -10, -5)] {
            let (status, made) = desk.post("/admin/announcements", &notice(text, from, to)).await;
            assert_eq!(status, StatusCode::CREATED, "{made}");
            ids.push(made["id"].as_str().unwrap().to_owned());
        }
        let told = ann.get("/auth/session").await["announcements"].clone();
        assert_eq!(
            told,
            json!([{ "id": ids[0], "text": "Now <b>", "level": "warning", "dismissible": true }])
        );
        let page = Browser::of(&ann)
            .request(Method::GET, "/planner")
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        assert!(page.contains("Now &lt;b&gt;") && !page.contains("Later"));
        let states = desk.get("/admin/announcements?state=live").await;
        assert_eq!(
            (&states["count"], &states["results"][0]["id"]),
            (&json!(1), &json!(ids[0]))
        );
        for id in &ids[..2] {
            desk.act("announcements", "end", id, json!({})).await;
        }
        assert_eq!(ann.get("/auth/session").await.get("announcements"), None);
        let (status, _) = desk
            .post("/admin/announcements/actions/end", &json!({ "ids": [ids[0]] }))
            .await;
        assert_eq!(status, StatusCode::CONFLICT);
        let (status, problem) = desk
            .post("/admin/announcements", &notice("Backwards", 5, 1))
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(problem["errors"]["ends_at"].is_array(), "{problem}");
    })
    .await;
}

async fn is_on(app: &TestApp, person: &Person) -> bool {
    let claims = app.state.keys.read(&person.token).unwrap();
    let scope = app
        .state
        .members
        .scope(&app.state.db, &claims)
        .await
        .unwrap()
        .unwrap();
    let mut tx = app.state.db.begin(&scope.member()).await.unwrap();
    flags::is_on(&mut tx, Flag::ImageGeneration).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_on_for_all_for_some_and_for_a_share_that_stays_the_same() {
    with_staff(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let (_, desk) = staff(&app, "dana").await;
        let flag = desk.get("/admin/flags?search=image_generation").await["results"][0].clone();
        assert_eq!(flag["everyone"], true);
        let path = format!("/admin/flags/{}", flag["id"].as_str().unwrap());
        let set = async |body: Value| {
            let (status, saved) = desk.send(Method::PATCH, &path, &body).await;
            assert_eq!(status, StatusCode::OK, "{saved}");
            saved
        };
        assert!(is_on(&app, &ann).await && is_on(&app, &bob).await);
        set(json!({ "everyone": false })).await;
        assert!(!is_on(&app, &ann).await && !is_on(&app, &bob).await);
        let id = account(&ann).await;
        let saved = set(json!({ "accounts": format!("{id}\n{id}") })).await;
        assert_eq!(saved["accounts"], json!(id));
        assert!(is_on(&app, &ann).await && !is_on(&app, &bob).await);
        for wrong in [
            json!({ "accounts": "ann" }),
            json!({ "accounts": uuid::Uuid::now_v7() }),
            json!({ "percentage": 101 }),
        ] {
            let (status, problem) = desk.send(Method::PATCH, &path, &wrong).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {problem}");
        }
        // What it guards is refused with a sentence, whoever starts it.
        let sector = bob.sector().await;
        let article = json!({ "title": "Cold brew", "sector_id": sector, "keywords": "cold brew coffee" });
        let article = bob.make("/writer/content", article).await["id"].clone();
        let start = json!({ "ids": [article] });
        for path in [
            "/writer/content/actions/generate_images",
            "/writer/content/actions/generate_images/price",
        ] {
            let (status, problem) = bob.post(path, &start).await;
            assert_eq!(status, StatusCode::CONFLICT, "{problem}");
            assert!(
                problem["detail"].as_str().unwrap().contains("paused"),
                "{problem}"
            );
        }
        set(json!({ "accounts": null, "percentage": 100 })).await;
        assert!(is_on(&app, &ann).await && is_on(&app, &bob).await);
        // A higher share adds to a lower one.
        let mut on = Vec::new();
        for percentage in [0, 30, 60, 90, 100] {
            set(json!({ "percentage": percentage })).await;
            on.push((is_on(&app, &ann).await, is_on(&app, &bob).await));
        }
        assert_eq!((on[0], on[4]), ((false, false), (true, true)));
        assert!(
            on.windows(2)
                .all(|two| two[0].0 <= two[1].0 && two[0].1 <= two[1].1),
            "{on:?}"
        );
    })
    .await;
}
