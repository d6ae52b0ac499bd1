//! Sites as people have written about them in public, each by the thread that tells of it.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use axum::response::IntoResponse as _;
use serde_json::{Value, json};

use async_trait::async_trait;
use axum::body::Bytes;
use destinations::{Files, InnerError, Mode};
use uuid::Uuid;

use super::{Asked, World, page, said, told};
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

/// A site before the world's own, which keeps what is made of each request to write a post.
fn keeps(change: impl Fn(&mut Value) + Send + Sync + 'static) -> (Arc<World>, Arc<World>) {
    let inner = World::before(|_| None);
    let kept = Arc::clone(&inner);
    let front = World::before(move |asked| {
        if asked.method != Method::POST || !asked.route.starts_with("/wp/v2/posts") {
            return kept.api_answer(asked);
        }
        let mut body = asked.json();
        change(&mut body);
        let asked = Asked {
            method: asked.method.clone(),
            route: asked.route.clone(),
            query: asked.query.clone(),
            body: serde_json::to_vec(&body).unwrap(),
            headers: asked.headers.clone(),
        };
        kept.api_answer(&asked)
    });
    (front, inner)
}

/// `mozilla/sumo` 435 and many more of the same kind of table: `MySQL` cuts a text at the first character of four bytes, without a word.
#[tokio::test]
async fn a_text_that_a_database_cuts_is_written_again_whole() {
    let (front, kept) = keeps(|body| {
        for (_, value) in body.as_object_mut().unwrap() {
            if let Value::String(text) = value
                && let Some(at) = text.find(|c: char| c > '\u{ffff}')
            {
                text.truncate(at);
            }
        }
    });
    let mut article = article();
    article
        .html
        .push_str("<p>Say 🌱 to the garden.</p><p>The last words.</p>");
    let published = front.publish(&article).await.unwrap();
    let post = kept.post();
    let content = post["content"]["raw"].as_str().unwrap();
    assert!(
        content.contains("&#x1f331; to the garden") && content.contains("The last words"),
        "{content}"
    );
    assert!(told(&published).contains("utf8mb4"), "{}", told(&published));
    assert!(!told(&published).contains("was changed"), "{}", told(&published));
}

/// `WP-API/WP-API` 1025: one post that cannot be written as JSON spoils every list that it is in.
#[tokio::test]
async fn a_broken_post_of_somebody_else_does_not_stop_an_article() {
    let world = World::before(|asked| {
        let broken = json!({"code": "rest_encode_error", "message": "Malformed UTF-8 characters, possibly incorrectly encoded",
            "data": {"status": 500}});
        let lists = asked.is(&Method::GET, "/wp/v2/posts")
            && !asked.query.contains_key("search")
            && asked.query.get("_fields").is_some_and(|fields| fields != "id");
        (lists || asked.is(&Method::GET, "/wp/v2/posts/3"))
            .then(|| (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(broken)).into_response())
    });
    world.posts.lock().unwrap().insert(
        3,
        json!({"id": 3, "content": {"raw": "x"}, "status": "publish", "link": "http://x.example/3"}),
    );
    let published = world.publish(&article()).await.unwrap();
    assert_eq!(published.status.as_str(), "publish");
    assert_eq!(world.posts.lock().unwrap().len(), 2);
}

/// `WP-API/WP-API` 2623 and others: rules for slashes and languages that lead in circles.
#[tokio::test]
async fn a_circle_is_called_one() {
    let world = World::before(|asked| {
        asked.route.starts_with("/wp/").then(|| {
            let to = format!("/wp-json{}/", asked.route);
            (StatusCode::MOVED_PERMANENTLY, [("location", to)]).into_response()
        })
    });
    let error = world.site().await.check().await.unwrap_err().to_string();
    assert!(
        error.contains("in circles") && error.contains("exclude /wp-json/"),
        "{error}"
    );
}

/// Plugins that print a document of their own before the answer, as they do on saving a post.
#[tokio::test]
async fn a_document_of_a_plugin_before_the_answer_is_none_of_it() {
    let world = World::after(|_, body| [b"{\"success\":true,\"debug\":[1,2]}\n".as_slice(), &body].concat());
    let published = world.publish(&article()).await.unwrap();
    assert_eq!(world.post()["status"], "publish");
    assert_eq!(published.remote_id, "50");
}

/// Plugins that count failed sign-ins lock this server out; entering the password once more makes it worse.
#[tokio::test]
async fn a_lockout_is_named() {
    let world = World::before(|asked| {
        let locked = json!({"code": "too_many_retries",
            "message": "<strong>ERROR</strong>: Too many failed login attempts. Please try again in 20 minutes.", "data": null});
        asked
            .headers
            .contains_key("authorization")
            .then(|| (StatusCode::UNAUTHORIZED, axum::Json(locked)).into_response())
    });
    let error = world.site().await.check().await.unwrap_err().to_string();
    assert!(
        error.contains("20 minutes") && error.contains("unlock its IP address"),
        "{error}"
    );
}

/// Hosts with a full disk or without a folder for uploads: the text is published, and what helps is said.
#[tokio::test]
async fn a_full_disk_does_not_stop_the_text() {
    for words in [
        "Missing a temporary folder.",
        "Datei konnte nicht auf die Festplatte geschrieben werden.",
    ] {
        let world = World::before(move |asked| {
            let full =
                json!({"code": "rest_upload_unknown_error", "message": words, "data": {"status": 500}});
            asked
                .is(&Method::POST, "/wp/v2/media")
                .then(|| (StatusCode::INTERNAL_SERVER_ERROR, axum::Json(full)).into_response())
        });
        let published = world.publish(&article()).await.unwrap();
        let told = told(&published);
        assert!(
            told.contains("is missing from the article") && told.contains("the disk is full"),
            "{told}"
        );
        assert_eq!(world.post()["status"], "publish");
    }
}

/// Pictures of 900 × 600 pixels that nothing packs well.
struct Large;

#[async_trait]
impl Files for Large {
    async fn read(&self, picture: Uuid) -> Result<Bytes, InnerError> {
        let mut seed = u32::from(picture.as_bytes()[15]) + 1;
        let picture = image::RgbImage::from_fn(900, 600, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = seed.to_be_bytes();
            image::Rgb([a, b, c])
        });
        let mut file = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut file, image::ImageFormat::Png)?;
        Ok(file.into_inner().into())
    }
}

/// `WP-API/node-wpapi` 389, `multivendorx/mvx` 197, `wordpress-mobile/WordPress-Android` 5976: files above a limit, and pictures for which
/// a server's memory does not suffice.
#[tokio::test]
async fn a_picture_that_is_too_large_comes_smaller() {
    for status in [413, 500] {
        let world = World::before(move |asked| {
            let large = asked.is(&Method::POST, "/wp/v2/media") && asked.body.len() > 1_000_000;
            large.then(|| page(status, "Too much"))
        });
        let site = world.site().await;
        let published = site
            .publish(&article(), &Large, Mode::Publish, None)
            .await
            .unwrap();
        assert!(
            told(&published).contains("was made smaller"),
            "{status} {}",
            told(&published)
        );
        assert!(
            !told(&published).contains("is missing"),
            "{status} {}",
            told(&published)
        );
        let media = world.media.lock().unwrap();
        assert!(
            media
                .iter()
                .all(|(name, kind)| name.contains(".jpg") && kind == "image/jpeg"),
            "{media:?}"
        );
    }
    // A server that fails at every picture, and one that kept it before it failed.
    let fails = World::before(|asked| {
        asked
            .is(&Method::POST, "/wp/v2/media")
            .then(|| page(500, "There has been a critical error"))
    });
    let published = fails.publish(&article()).await.unwrap();
    assert!(
        told(&published).contains("is missing from the article") && told(&published).contains("memory_limit"),
        "{}",
        told(&published)
    );
    assert_eq!(fails.post()["status"], "publish");
}

/// `Arsenal21/all-in-one-wordpress-security` 116, `letrunghieu/wordpress-xmlrpc-client` 27, `coreruleset/coreruleset` 3811.
#[tokio::test]
async fn who_closes_the_api_is_told_with_its_words() {
    let closed = World::before(|asked| {
        let wp_die = json!({"code": "wp_die", "message": "You are not authorized to perform this action.",
            "data": {"status": 403}, "additional_errors": []});
        asked
            .route
            .starts_with("/wp/")
            .then(|| (StatusCode::FORBIDDEN, axum::Json(wp_die)).into_response())
    });
    let listed = World::before(|asked| {
        let page = "<h2>You don't have permission to access this server.</h2><p>Your IP address has been blacklisted.</p>";
        asked
            .route
            .starts_with("/wp/")
            .then(|| (StatusCode::FORBIDDEN, page).into_response())
    });
    let edits = World::before(|asked| {
        asked
            .query
            .get("context")
            .is_some_and(|context| context == "edit")
            .then(|| page(403, "403 Forbidden"))
    });
    for (world, words) in [
        (
            closed,
            &[
                "not authorized to perform this action",
                "security plugin or firewall",
            ][..],
        ),
        (listed, &["have permission to access this server", "firewall"]),
        (edits, &["a firewall blocked", "403 Forbidden"]),
    ] {
        let error = world.site().await.check().await.unwrap_err();
        let told = error.to_string();
        assert!(words.iter().all(|words| told.contains(words)), "{told}");
        assert!(!error.is_passing(), "{told}");
    }
}
