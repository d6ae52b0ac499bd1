//! Sites that do what they are asked for and say something else, or say nothing.

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;

use super::{Asked, World, page, said, told};
use crate::articles::article;

fn writes_a_post(asked: &Asked) -> bool {
    asked.method == Method::POST && asked.route.starts_with("/wp/v2/posts")
}

#[tokio::test]
async fn a_post_that_was_saved_is_published_whatever_the_answer() {
    for kind in 0..6 {
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
