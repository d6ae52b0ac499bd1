//! Checking links: what is gone is named, what works is not, and whoever refuses programs is left to people.

use axum::Router;
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::get;
use serde_json::json;

use crate::app::with_app;
use crate::documents::article;
use crate::writing::{logged, succeeded};

/// A server whose pages answer as their names say.
async fn pages() -> String {
    let router = Router::new()
        .route("/here", get(async || "here"))
        .route("/moved", get(async || Redirect::permanent("/here")))
        .route("/moved-away", get(async || Redirect::permanent("/gone")))
        .route("/for-people", get(async || StatusCode::FORBIDDEN))
        .route("/gone", get(async || StatusCode::GONE));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_links_are_named_with_their_articles() {
    with_app(|app| async move {
        app.work();
        let ann = app.sign_up("ann").await;
        let pages = pages().await;
        let text = |paths: &[&str]| -> String {
            let links = paths
                .iter()
                .map(|path| format!("<p><a href=\"{pages}{path}\">Read on</a></p>"));
            links.collect()
        };
        let own = "<p><a href=\"/own\">own</a> <a href=\"mailto:a@example.com\">mail</a></p>";
        let first = article(
            &app,
            &ann,
            &(text(&["/here#part", "/moved", "/gone", "/for-people"]) + own),
        )
        .await;
        article(&app, &ann, &text(&["/here", "/moved-away", "/never"])).await;
        article(&app, &ann, "").await;
        let run = succeeded(&ann, "writer/content", "check_links", json!({ "filter": {} })).await;
        assert_eq!(
            run["result"],
            json!({ "articles": 3, "links": 6, "broken": 3, "unclear": 1 }),
            "{run}"
        );
        assert_eq!(
            run["message"],
            "6 links checked in 3 articles, 3 broken, 1 to check by hand"
        );
        assert_eq!(run["credits"], 0, "{run}");
        let told = [
            "/gone (",
            "/moved-away (",
            "/never (",
            "/for-people couldn't be checked",
        ];
        logged(&ann, &run, &told).await;
        let one = succeeded(&ann, "writer/content", "check_links", json!({ "ids": [first] })).await;
        assert_eq!(
            one["message"],
            "4 links checked in 1 article, 1 broken, 1 to check by hand"
        );
    })
    .await;
}
