//! The search over all lists: rows of the own account alone, of what the role may read, by words or by their ID.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Person, with_app};

async fn search(person: &Person, words: &str) -> Vec<Value> {
    let (status, found) = person.post("/fn/search", &json!({ "words": words })).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    found.as_array().unwrap().clone()
}

#[tokio::test]
async fn rows_of_every_list_are_found_by_words_or_by_their_id() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let mut ids = Vec::new();
        for person in [&ann, &bob] {
            let sector = person.sector().await;
            let body = json!({ "keyword": "trail shoes", "sector_id": sector });
            let keyword = person.make("/planner/keywords", body).await;
            let cluster = person
                .make(
                    "/planner/clusters",
                    json!({ "name": "Trail running", "sector_id": sector }),
                )
                .await;
            person
                .make(
                    "/auth/sites",
                    json!({ "name": "Trail magazine", "language": "en" }),
                )
                .await;
            ids.push([keyword["id"].clone(), cluster["id"].clone()]);
        }
        let found = search(&ann, " TRAIL ").await;
        let kinds: Vec<&str> = found
            .iter()
            .map(|hit| hit["resource"].as_str().unwrap())
            .collect();
        assert!(
            ["keywords", "clusters", "sites"]
                .iter()
                .all(|kind| kinds.contains(kind)),
            "{found:?}"
        );
        assert!(
            found.iter().all(|hit| !ids[1].contains(&hit["id"])),
            "none of another account"
        );
        let by_id = search(&ann, ids[0][0].as_str().unwrap()).await;
        assert_eq!(
            by_id,
            [json!({ "resource": "keywords", "id": ids[0][0], "label": "trail shoes" })]
        );
        assert!(search(&ann, ids[1][0].as_str().unwrap()).await.is_empty());
        for words in ["", "  ", "%", "no such row", "a\0b"] {
            assert!(search(&ann, words).await.is_empty(), "{words:?}");
        }
        let long = json!({ "words": "a".repeat(201) });
        assert_eq!(ann.post("/fn/search", &long).await.0, StatusCode::BAD_REQUEST);
    })
    .await;
}
