//! Sites that do what they are asked for and say something else, or say nothing.

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::{Asked, World, page, said, told};
use crate::articles::article;

fn writes_a_post(asked: &Asked) -> bool {
    asked.method == Method::POST && asked.route.starts_with("/wp/v2/posts")
}

#[tokio::test]
async fn a_post_that_was_saved_is_published_whatever_the_answer() {
    for kind in 0..8 {
        let world = World::behind(move |asked| {
            writes_a_post(asked).then(|| match kind {
                // A hook of a plugin fails.
                0 => said(500, "internal_server_error"),
                1 => page(500, "There has been a critical error on this website."),
                // A proxy did not wait for a mail server.
                2 => page(504, "Gateway Time-out"),
                3 => page(503, "Service Unavailable"),
                // An answer without a body, and a page in its place.
                4 => StatusCode::OK.into_response(),
                // A network that did not wait, by a page that has the looks of a refusal.
                5 => network(524, "A timeout occurred"),
                6 => network(502, "Bad gateway"),
                _ => page(200, "Welcome"),
            })
        });
        let published = world.publish(&article()).await.unwrap();
        assert!(
            told(&published).contains("saved the post"),
            "{kind} {}",
            told(&published)
        );
        let post = world.post();
        assert_eq!(post["status"], "publish", "{kind}");
        // Structured data is no sacrifice to a fault that came too late.
        assert!(
            post["content"]["raw"].as_str().unwrap().contains("<script"),
            "{kind}"
        );
        let asked = world.asked.lock().unwrap();
        let writes = asked
            .iter()
            .filter(|asked| asked.starts_with("POST /wp/v2/posts"));
        assert_eq!(writes.count(), 1, "{kind}: {asked:?}");
    }
}

/// A page of Cloudflare's about a site that fails.
fn network(status: u16, title: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html><html><head><title>example.com | {status}: {title}</title></head><body><div id=\"cf-wrapper\"><div id=\"cf-error-details\"><h1>{title}</h1></div></div></body></html>"
    );
    let headers = [("content-type", "text/html"), ("server", "cloudflare")];
    (StatusCode::from_u16(status).unwrap(), headers, page).into_response()
}

#[tokio::test]
async fn a_network_that_gets_no_answer_from_the_site_is_no_firewall() {
    for (status, title) in [
        (502, "Bad gateway"),
        (522, "Connection timed out"),
        (524, "A timeout occurred"),
    ] {
        let world = World::before(move |asked| writes_a_post(asked).then(|| network(status, title)));
        let error = world.publish(&article()).await.unwrap_err();
        let words = error.to_string();
        assert!(!words.contains("blocked") && words.contains(title), "{words}");
        assert!(error.is_passing(), "{words}");
    }
}

#[tokio::test]
async fn a_post_that_was_not_saved_is_not_published() {
    let world = World::before(|asked| writes_a_post(asked).then(|| said(500, "internal_server_error")));
    let error = world.publish(&article()).await.unwrap_err();
    assert!(error.to_string().contains("500"), "{error}");
    assert!(world.posts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_article_does_not_wait_for_categories_behind_a_page() {
    let world = World::before(|asked| {
        asked
            .route
            .starts_with("/wp/v2/categories")
            .then(|| page(200, "Sign in"))
    });
    let mut article = article();
    article.categories = vec!["Garden".to_owned()];
    let published = world.publish(&article).await.unwrap();
    assert!(
        told(&published).contains("The category “Garden” isn't set"),
        "{}",
        told(&published)
    );
    assert_eq!(world.post()["status"], "publish");
}
