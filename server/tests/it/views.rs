//! Saved views: a member's own, the team's, and nobody else's.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Person, with_app};

async fn save(
    person: &Person,
    id: Option<&str>,
    name: &str,
    query: &str,
    shared: bool,
) -> (StatusCode, Value) {
    let draft = json!({ "name": name, "query": query, "shared": shared });
    let body = json!({ "resource": "keywords", "id": id, "draft": draft });
    person.post("/fn/save_view", &body).await
}

async fn names(person: &Person) -> Vec<(String, bool)> {
    let (status, views) = person.post("/fn/views", &json!({ "resource": "keywords" })).await;
    assert_eq!(status, StatusCode::OK, "{views}");
    let views = views.as_array().unwrap();
    let name = |view: &Value| {
        (
            view["name"].as_str().unwrap().to_owned(),
            view["editable"].as_bool().unwrap(),
        )
    };
    views.iter().map(name).collect()
}

fn known(names: &[(&str, bool)]) -> Vec<(String, bool)> {
    names
        .iter()
        .map(|(name, editable)| ((*name).to_owned(), *editable))
        .collect()
}

#[tokio::test]
async fn a_view_is_kept_renamed_and_deleted() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let (status, view) = save(
            &ann,
            None,
            " Quick wins ",
            "difficulty_max=30&columns=keyword,volume",
            false,
        )
        .await;
        assert_eq!(
            (status, view["name"].as_str()),
            (StatusCode::OK, Some("Quick wins")),
            "{view}"
        );
        let id = view["id"].as_str().unwrap();
        let (status, again) = save(&ann, None, "quick WINS", "", false).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(again["errors"]["name"].is_array(), "{again}");
        let (status, view) = save(&ann, Some(id), "Easy", "difficulty_max=20&density=dense", true).await;
        assert_eq!(
            (status, view["query"].as_str()),
            (StatusCode::OK, Some("difficulty_max=20&density=dense")),
            "{view}"
        );
        assert_eq!(names(&ann).await, known(&[("Easy", true)]));
        // A view of one list is not one of another.
        let (_, others) = ann.post("/fn/views", &json!({ "resource": "clusters" })).await;
        assert_eq!(others, json!([]));
        let (status, _) = ann
            .post("/fn/delete_view", &json!({ "resource": "clusters", "id": id }))
            .await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (status, _) = ann
            .post("/fn/delete_view", &json!({ "resource": "keywords", "id": id }))
            .await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(names(&ann).await, []);
    })
    .await;
}

#[tokio::test]
async fn a_query_that_the_list_does_not_have_is_not_kept() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        for query in ["colour=red", "volume_min=many", &"x".repeat(3_000)] {
            let (status, problem) = save(&ann, None, "View", query, false).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
            assert!(problem["errors"]["query"].is_array(), "{problem}");
        }
        let (status, _) = save(&ann, None, "a\u{0}b", "", false).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(names(&ann).await, []);
    })
    .await;
}

#[tokio::test]
async fn the_team_sees_what_is_shared_and_nobody_else_anything() {
    with_app(|app| async move {
        let (ann, bob) = (app.sign_up("ann").await, app.sign_up("bob").await);
        let viewer = ann.invite(&app, "viewer").await;
        let admin = ann.invite(&app, "admin").await;
        save(&ann, None, "Mine", "intent=commercial", false).await;
        let (_, shared) = save(&ann, None, "Ours", "status=new", true).await;
        let id = shared["id"].as_str().unwrap();
        assert_eq!(names(&ann).await, known(&[("Mine", true), ("Ours", true)]));
        assert_eq!(names(&viewer).await, known(&[("Ours", false)]));
        assert_eq!(names(&admin).await, known(&[("Ours", true)]));
        assert_eq!(names(&bob).await, []);
        for stranger in [&viewer, &bob] {
            let (status, problem) = save(stranger, Some(id), "Stolen", "", false).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{problem}");
            let (status, _) = stranger
                .post("/fn/delete_view", &json!({ "resource": "keywords", "id": id }))
                .await;
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
        // A viewer keeps views, but not for the team.
        let (status, problem) = save(&viewer, None, "For all", "", true).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert_eq!(save(&viewer, None, "Mine", "", false).await.0, StatusCode::OK);
        assert_eq!(
            save(&admin, Some(id), "Ours, renamed", "status=new", true)
                .await
                .0,
            StatusCode::OK
        );
        assert_eq!(
            names(&viewer).await,
            known(&[("Ours, renamed", false), ("Mine", true)])
        );
    })
    .await;
}
