//! The demo account: enough of everything to look at, made by the real functions, and nothing twice.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{Person, TestApp, with_app};

const LISTS: [&str; 8] = [
    "/auth/sites",
    "/auth/sectors",
    "/planner/keywords",
    "/planner/clusters",
    "/planner/ideas",
    "/writer/tasks",
    "/writer/content",
    "/system/tasks",
];

async fn demo(app: &TestApp, person: &Person) -> Person {
    let login = json!({ "email": "demo@igny8.local", "password": "demo-password" });
    let response = app
        .anonymous(Method::POST, "/api/v1/auth/login")
        .json(&login)
        .send()
        .await
        .unwrap();
    let tokens: Value = response.json().await.unwrap();
    person.with_token(tokens["access_token"].as_str().unwrap())
}

async fn counts(person: &Person) -> Vec<u64> {
    let mut found = Vec::new();
    for list in LISTS {
        found.push(person.get(list).await["count"].as_u64().unwrap());
    }
    found
}

#[tokio::test]
async fn the_demo_has_work_in_every_state_and_seeding_again_adds_nothing() {
    with_app(|app| async move {
        // Somebody else's account stays as it is.
        let ann = app.sign_up("ann").await;
        server::cli::seed_demo(app.state.clone()).await.unwrap();
        let person = demo(&app, &ann).await;
        let found = counts(&person).await;
        let [sites, sectors, keywords, clusters, ideas, tasks, contents, runs] = found[..] else {
            panic!("{found:?}")
        };
        assert_eq!((sites, sectors), (2, 3));
        assert!((200..=400).contains(&keywords), "{keywords}");
        assert!(
            clusters >= 10 && ideas >= 5 && tasks >= 5 && runs >= 6,
            "{found:?}"
        );
        assert!(contents >= 5, "{found:?}");
        for state in ["draft", "approved", "published"] {
            let some = person.get(&format!("/writer/content?status={state}")).await;
            assert!(some["count"].as_u64().unwrap() > 0, "no article is {state}");
        }
        assert!(
            person.get("/writer/images?status=ready").await["count"]
                .as_u64()
                .unwrap()
                > 0
        );
        assert_eq!(person.get("/system/tasks?status=failed,dead").await["count"], 0);
        assert!(person.get("/auth/session").await["credits"].as_i64().unwrap() > 0);
        assert!(person.get("/billing/credits").await["count"].as_u64().unwrap() > 3);
        server::cli::seed_demo(app.state.clone()).await.unwrap();
        assert_eq!(counts(&person).await, found, "seeding again changed something");
        assert_eq!(ann.get("/planner/keywords").await["count"], 0);
    })
    .await;
}
