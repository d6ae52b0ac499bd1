//! Users of a real WordPress who may less than others, and what they are told.

use destinations::{DestinationError, Mode, Settings};
use reqwest::Method;
use serde_json::json;

use crate::articles::{Drawn, article, settings};
use crate::wordpress::{api, env, get, site};

/// A user of a role, with a password of its own.
async fn user(role: &str) -> Settings {
    let name = format!("{role}{}", uuid::Uuid::now_v7().simple());
    let body =
        json!({"username": name, "email": format!("{name}@example.com"), "password": name, "roles": [role]});
    let made = api(Method::POST, "users", Some(body)).await;
    let route = format!("users/{}/application-passwords", made["id"]);
    let password = api(Method::POST, &route, Some(json!({"name": "igny8"}))).await;
    settings(
        &env("WORDPRESS_URL"),
        &name,
        password["password"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn missing_rights_are_named() {
    for (role, missing) in [
        (
            "subscriber",
            "write posts and to publish posts and to upload images",
        ),
        ("contributor", "publish posts and to upload images"),
    ] {
        let site = site(user(role).await);
        let checked = site.check().await.unwrap_err();
        assert!(
            matches!(checked, DestinationError::NotAllowed { .. }),
            "{checked:?}"
        );
        assert!(checked.to_string().contains(missing), "{checked}");
        let error = site
            .publish(&article(), &Drawn, Mode::Publish, None)
            .await
            .unwrap_err();
        assert!(matches!(error, DestinationError::NotAllowed { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_author_publishes_with_what_authors_may() {
    let site = site(user("author").await);
    let health = site.check().await.unwrap();
    assert_eq!(health.warnings.len(), 2, "{:?}", health.warnings);
    let mut article = article();
    article.title = format!("Plain title {}", article.content_id);
    let published = site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap();
    let told = published.differences.join("\n");
    assert!(told.contains("Structured data was skipped"), "{told}");
    assert!(told.contains(&article.categories[0]), "{told}");
    let page = get(&published.url).await.text().await.unwrap();
    assert!(!page.contains("schema.org"), "{page}");
    let again = site.publish(&article, &Drawn, Mode::Publish, None).await.unwrap();
    assert_eq!(again.remote_id, published.remote_id);
}
