//! Sites as people have written about them in public, each by the thread that tells of it.

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::json;

use super::{World, page, said, told};
use crate::articles::article;

/// `WP-API/node-wpapi` 282: a server for development prints several warnings with scripts between them, before every answer.
#[tokio::test]
async fn warnings_with_scripts_between_them_stand_before_the_json() {
    let before = "<br />\n<b>Deprecated</b>:  Automatically populating $HTTP_RAW_POST_DATA is deprecated. To avoid this warning set \
        'always_populate_raw_post_data' to '-1' in php.ini. in <b>Unknown</b> on line <b>0</b><br />\n\
        <script language=JavaScript src='/denwer/errors/phperror_js.php'></script><br />\n\
        <b>Warning</b>:  Cannot modify header information - headers already sent in <b>Z:\\home\\class-wp-rest-server.php</b> on line <b>1244</b><br />\n\
        <script language=JavaScript src='/denwer/errors/phperror_js.php'></script>";
    let world = World::after(move |_, body| [before.as_bytes(), &body].concat());
    let published = world.publish(&article()).await.unwrap();
    assert_eq!(told(&published), "");
    assert_eq!(world.post()["status"], "publish");
}

/// `indieweb/wordpress-micropub` 320: a plugin answers 201 with the fault where the id should be.
#[tokio::test]
async fn a_fault_in_the_place_of_an_id_is_no_success() {
    let world = World::before(|asked| {
        let writes = asked.method == Method::POST && asked.route.starts_with("/wp/v2/posts");
        let fault = json!({
            "id": {"errors": {"empty_content": ["Content, title, and excerpt are empty."]}, "error_data": []},
            "link": false,
        });
        writes.then(|| (StatusCode::CREATED, axum::Json(fault)).into_response())
    });
    let error = world.publish(&article()).await.unwrap_err();
    assert!(!error.to_string().is_empty());
    assert!(world.posts.lock().unwrap().is_empty());
}

/// `WP-API/WP-API` 2808: lists of posts fail, single posts do not.
#[tokio::test]
async fn lists_of_posts_that_fail_are_told_and_make_no_twins() {
    let world = World::before(|asked| {
        asked
            .is(&Method::GET, "/wp/v2/posts")
            .then(|| page(500, "500 Internal Server Error"))
    });
    match world.publish(&article()).await {
        Ok(_) => assert_eq!(world.post()["status"], "publish"),
        Err(error) => assert!(error.is_passing() && error.to_string().contains("500"), "{error}"),
    }
    assert!(world.posts.lock().unwrap().len() <= 1);
}

/// `devbean/obsidian-wordpress` 20: somebody enters the name of the application password as the user.
#[tokio::test]
async fn the_name_of_a_password_is_no_user() {
    let world = World::before(|asked| {
        let known = json!({
            "code": "invalid_username",
            "message": "<strong>Error:</strong> The username <strong>obsidian</strong> is not registered on this site.",
            "data": {"status": 401},
        });
        asked
            .headers
            .contains_key("authorization")
            .then(|| (StatusCode::UNAUTHORIZED, axum::Json(known)).into_response())
    });
    let error = world.publish(&article()).await.unwrap_err();
    let words = error.to_string().to_lowercase();
    assert!(words.contains("username") && !error.is_passing(), "{words}");
}

/// `WordPress/wordpress-develop` 8322: a server that can make no sizes of a kind of picture refuses it.
#[tokio::test]
async fn a_kind_of_picture_that_a_server_cannot_size_does_not_stop_the_text() {
    let world = World::before(|asked| {
        asked
            .is(&Method::POST, "/wp/v2/media")
            .then(|| said(400, "rest_upload_image_type_not_supported"))
    });
    let published = world.publish(&article()).await.unwrap();
    let words = told(&published);
    assert!(
        words.contains("is missing from the article") && words.contains("doesn't accept this image type"),
        "{words}"
    );
    assert_eq!(world.post()["status"], "publish");
}
