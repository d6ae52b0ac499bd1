//! Files of pictures: own ones only, kept by browsers, harmless.

use bytes::Bytes;
use igny8::id::AccountId;
use media::{Format, Size};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

use crate::app::{Person, TestApp, with_app};
use crate::documents::article;

/// Adds a picture with a file in one size.
pub async fn picture(app: &TestApp, person: &Person, key: Option<Uuid>) -> Uuid {
    let content = article(app, person, "").await;
    let id = Uuid::now_v7();
    let mut database = app.superuser().await;
    let account: Uuid = sqlx::query_scalar(
        "insert into images (account_id, id, content_id, place, prompt, file_key, mime) \
         select account_id, $1, id, 0, 'A shoe', $3, 'image/png' from contents where id = $2 returning account_id",
    )
    .bind(id)
    .bind(content)
    .bind(key)
    .fetch_one(&mut database)
    .await
    .unwrap();
    if let Some(key) = key {
        let file = Bytes::from_static(b"the picture");
        let storage = &app.state.storage;
        storage
            .put(AccountId(account), key, Size::Thumb, Format::WebP, file)
            .await
            .unwrap();
    }
    id
}

#[tokio::test]
async fn a_file_is_its_accounts_own() {
    with_app(|app| async move {
        let (ann, eve) = (app.sign_up("ann").await, app.sign_up("eve").await);
        let key = Uuid::now_v7();
        let id = picture(&app, &ann, Some(key)).await;
        let path = format!("/writer/images/{id}/file/thumb");
        let response = ann.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        for (name, value) in [
            ("content-type", "image/webp"),
            ("cache-control", "private, no-cache"),
            ("x-content-type-options", "nosniff"),
            ("content-disposition", "inline"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("etag", &format!("\"{key}\"")),
        ] {
            assert_eq!(response.headers()[name], value, "{name}");
        }
        assert_eq!(response.bytes().await.unwrap(), "the picture");
        let response = eve.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let response = app
            .anonymous(Method::GET, &format!("/api/v1{path}"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    })
    .await;
}

#[tokio::test]
async fn browsers_keep_what_has_not_changed() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let key = Uuid::now_v7();
        let id = picture(&app, &ann, Some(key)).await;
        let path = format!("/writer/images/{id}/file/thumb");
        let cached = |query: String| ann.request(Method::GET, &format!("{path}{query}")).send();
        let response = cached(format!("?v={key}")).await.unwrap();
        assert_eq!(
            response.headers()["cache-control"],
            "private, max-age=31536000, immutable"
        );
        let response = cached(format!("?v={}", Uuid::now_v7())).await.unwrap();
        assert_eq!(response.headers()["cache-control"], "private, no-cache");
        for (known, status) in [
            (format!("\"{key}\""), 304),
            (format!("W/\"{key}\""), 304),
            (format!("\"x\", \"{key}\""), 304),
            ("*".to_owned(), 304),
            ("\"x\"".to_owned(), 200),
        ] {
            let request = ann.request(Method::GET, &path).header("if-none-match", &known);
            let response = request.send().await.unwrap();
            assert_eq!(response.status().as_u16(), status, "{known}");
            assert_eq!(response.headers()["etag"], format!("\"{key}\""));
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    with_app(|app| async move {
        let ann = app.sign_up("ann").await;
        let id = picture(&app, &ann, Some(Uuid::now_v7())).await;
        let empty = picture(&app, &ann, None).await;
        for path in [
            format!("{empty}/file/thumb"),
            format!("{id}/file/large"),
            format!("{id}/file/huge"),
            format!("{}/file/thumb", Uuid::now_v7()),
            "x/file/thumb".into(),
            format!("{id}/file/..%2Fthumb"),
        ] {
            let response = ann.request(Method::GET, &format!("/writer/images/{path}")).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
            assert_eq!(response.headers()["content-type"], "application/problem+json");
        }
        let mut database = app.superuser().await;
        sqlx::query("with gone as (insert into deletions (account_id, id, resource) select account_id, $1, 'writer/images' from images where id = $2 returning id) \
                     update images set deleted_in = gone.id from gone where images.id = $2")
            .bind(Uuid::now_v7())
            .bind(id)
            .execute(&mut database)
            .await
            .unwrap();
        let response = ann.request(Method::GET, &format!("/writer/images/{id}/file/thumb")).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    })
    .await;
}
