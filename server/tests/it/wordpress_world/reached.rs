//! Sites that are reached, whatever stands beside, before and around their REST API.

use igny8::system::integrations::IntegrationKind;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use destinations::{DestinationError, Editor, Mode, destination};
use serde_json::json;

use super::{World, page, said, told};
use crate::articles::{Drawn, article, settings};

#[tokio::test]
async fn whatever_stands_beside_the_json_is_read_around_and_told() {
    let notice = "\nNotice: Function x was called incorrectly in /srv/www/functions.php on line 6121\n";
    let html = "<br />\n<b>Deprecated</b>:  Creation of dynamic property [x] in <b>/srv/a.php</b> on line <b>9</b><br />\n";
    for (before, after) in [
        (
            "",
            "\n<!-- Page cached by Quick Cache on 2026-11-20 09:14:02 -->\n",
        ),
        (
            "",
            "{\"code\":\"wp_die\",\"message\":\"\",\"data\":{\"status\":400},\"additional_errors\":[]}",
        ),
        (notice, ""),
        (html, "<div id=\"query-monitor-main\"></div>"),
        ("\u{feff}\u{feff}", ""),
        ("<?php/* tracker */?>", ""),
    ] {
        let world = World::after(move |_, body| [before.as_bytes(), &body, after.as_bytes()].concat());
        let site = world.site().await;
        let health = site.check().await.unwrap();
        let warned = health
            .warnings
            .iter()
            .any(|warning| warning.contains("contain extra output"));
        assert_eq!(
            warned,
            !before.starts_with('\u{feff}'),
            "{before}{after} {:?}",
            health.warnings
        );
        let published = site
            .publish(&article(), &Drawn, Mode::Publish, None)
            .await
            .unwrap();
        assert_eq!(told(&published), "", "{before}{after}");
        assert_eq!(world.post()["status"], "publish");
    }
}

#[tokio::test]
async fn a_post_that_is_gone_is_known_as_gone_behind_a_notice_with_its_status_lost() {
    for status in [404, 200] {
        let world = World::before(move |asked| {
            if !asked.is(&Method::GET, "/wp/v2/posts/9") {
                return None;
            }
            let body = "Notice: x in y on line 3\n{\"code\":\"rest_post_invalid_id\",\"message\":\"x\",\"data\":{\"status\":404}}";
            Some((StatusCode::from_u16(status).unwrap(), body).into_response())
        });
        let known = destinations::Known {
            remote_id: "9".to_owned(),
            ..Default::default()
        };
        let site = world.site().await;
        site.publish(&article(), &Drawn, Mode::Publish, Some(&known))
            .await
            .unwrap();
        assert_eq!(world.post()["status"], "publish");
    }
}

#[tokio::test]
async fn an_article_does_not_wait_for_options() {
    for kind in ["204", "200", "403", "405", "302", "html", "slow", "500"] {
        let world = World::before(move |asked| {
            let refuse = asked.method == Method::OPTIONS || asked.query.contains_key("_method");
            refuse.then(|| match kind {
                "204" => StatusCode::NO_CONTENT.into_response(),
                "200" => "".into_response(),
                "302" => (StatusCode::FOUND, [("location", "https://login.example/sso")]).into_response(),
                "html" => page(200, "Welcome"),
                "500" => page(500, "Oops"),
                "slow" => {
                    let never = futures::stream::pending::<Result<Bytes, std::io::Error>>();
                    axum::body::Body::from_stream(never).into_response()
                }
                status => page(status.parse().unwrap(), "Not allowed"),
            })
        });
        let site = world.site().await;
        let health = site.check().await.unwrap();
        assert!(
            health.warnings.iter().any(|warning| warning.contains("OPTIONS")),
            "{kind} {health:?}"
        );
        let published = site
            .publish(&article(), &Drawn, Mode::Publish, None)
            .await
            .unwrap();
        assert!(
            told(&published).contains("blocks OPTIONS requests"),
            "{kind} {}",
            told(&published)
        );
    }
}

#[tokio::test]
async fn seo_fields_are_found_by_another_method_or_at_posts() {
    // The first is WordPress' own way around servers that know GET and POST only.
    for by_method in [true, false] {
        let world = World::before(move |asked| {
            if asked.method == Method::OPTIONS {
                return Some(page(405, "Not Allowed"));
            }
            let fields =
                json!({"_yoast_wpseo_title": "", "_yoast_wpseo_metadesc": "", "_yoast_wpseo_focuskw": ""});
            if by_method && asked.query.contains_key("_method") {
                let schema = json!({"schema": {"properties": {"meta": {"properties": fields}}}});
                return Some(axum::Json(schema).into_response());
            }
            let posts = asked.is(&Method::GET, "/wp/v2/posts") && !asked.query.contains_key("status");
            posts.then(|| axum::Json(json!([{"id": 1, "meta": fields}])).into_response())
        });
        let article = article();
        let published = world.publish(&article).await.unwrap();
        assert_eq!(told(&published), "");
        assert_eq!(world.post()["meta"]["_yoast_wpseo_title"], article.meta_title);
    }
}

#[tokio::test]
async fn rights_are_found_where_the_users_route_is_closed() {
    for kind in ["removed", "waf", "login", "empty", "401", "page", "reset"] {
        let world = World::before(move |asked| {
            asked.route.starts_with("/wp/v2/users").then(|| match kind {
                "removed" => said(404, "rest_no_route"),
                "waf" => page(403, "403 Forbidden"),
                "login" => said(401, "rest_cannot_access"),
                "empty" => axum::Json(json!([])).into_response(),
                "401" => said(401, "rest_not_logged_in"),
                "reset" => StatusCode::NO_CONTENT.into_response(),
                _ => page(200, "Blog"),
            })
        });
        let site = world.site().await;
        let health = site.check().await.unwrap();
        assert_eq!(health.facts[1], ("User", "ann".to_owned()), "{kind}");
        assert!(
            health.warnings[0].contains("/wp/v2/users/me is blocked"),
            "{kind} {:?}",
            health.warnings
        );
        let published = site
            .publish(&article(), &Drawn, Mode::Publish, None)
            .await
            .unwrap();
        assert_eq!(published.status.as_str(), "publish");
        // Whether this user may write scripts is not known, and WordPress would show them as text.
        assert!(told(&published).contains("Structured data was skipped"));
    }
}

#[tokio::test]
async fn a_closed_users_route_does_not_hide_a_wrong_password() {
    for (code, right) in [("incorrect_password", true), ("rest_forbidden_context", false)] {
        let world = World::before(move |asked| match asked.route.as_str() {
            "/wp/v2/users/me" => Some(said(404, "rest_no_route")),
            "/wp/v2/posts" => Some(said(401, code)),
            _ => None,
        });
        let error = world.site().await.check().await.unwrap_err();
        let named = match error {
            DestinationError::SignIn { .. } => right,
            DestinationError::NotSignedIn => !right,
            _ => false,
        };
        assert!(named, "{error:?}");
    }
    let world = World::before(|asked| match asked.route.as_str() {
        "/wp/v2/users/me" => Some(page(403, "Forbidden")),
        "/wp/v2/posts" => Some(said(403, "rest_forbidden_context")),
        _ => None,
    });
    let error = world.site().await.check().await.unwrap_err();
    assert!(matches!(&error, DestinationError::NotAllowed { .. }), "{error:?}");
}

#[tokio::test]
async fn redirects_to_the_same_route_are_followed_with_everything() {
    for status in [301, 302, 303, 307, 308] {
        let world = World::before(move |asked| {
            // A rule that wants a slash at the end, and forgets the parameters.
            if asked.query.contains_key("lang") || !asked.route.starts_with("/wp/") {
                return None;
            }
            let to = format!("/wp-json{}/?{}lang=en", asked.route, with(&asked.query));
            let status = StatusCode::from_u16(status).unwrap();
            Some((status, [("location", to)]).into_response())
        });
        let published = world.publish(&article()).await.unwrap();
        assert_eq!(told(&published), "", "{status}");
        assert_eq!(world.post()["status"], "publish");
    }
}

fn with(query: &BTreeMap<String, String>) -> String {
    let pairs = query.iter().map(|(name, value)| format!("{name}={value}&"));
    pairs.collect()
}

#[tokio::test]
async fn redirects_elsewhere_get_no_password() {
    let thief = World::before(|asked| {
        assert!(
            !asked.headers.contains_key("authorization"),
            "the password was sent on"
        );
        None
    });
    let elsewhere = thief.serve().await;
    let world = World::before(move |asked| {
        asked.route.starts_with("/wp/").then(|| {
            let to = format!("{elsewhere}/wp-json{}", asked.route);
            (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response()
        })
    });
    let error = world.site().await.check().await.unwrap_err();
    assert!(matches!(error, DestinationError::Moved { .. }), "{error:?}");
    assert_eq!(*thief.asked.lock().unwrap(), Vec::<String>::new());
    // A site that leads in circles is given up.
    let world = World::before(|asked| {
        let to = format!("/wp-json{}", asked.route);
        asked
            .route
            .starts_with("/wp/")
            .then(|| (StatusCode::FOUND, [("location", to)]).into_response())
    });
    assert!(world.site().await.check().await.is_err());
    assert!(world.asked.lock().unwrap().len() < 20);
}

#[tokio::test]
async fn walls_in_front_of_everything_are_named() {
    type Wall = fn() -> Response;
    let walls: [(Wall, &str); 5] = [
        (
            || (StatusCode::ACCEPTED, [("sg-captcha", "challenge")], "<html>").into_response(),
            "SiteGround requires a bot check",
        ),
        (
            || (StatusCode::FORBIDDEN, [("cf-mitigated", "challenge")], "<html>").into_response(),
            "Cloudflare requires a bot check",
        ),
        (
            || {
                (
                    StatusCode::UNAUTHORIZED,
                    [("www-authenticate", "Basic realm=\"Staging\"")],
                    "<h1>401</h1>",
                )
                    .into_response()
            },
            "the web server asks for its own password",
        ),
        (
            || page(403, "Generated by Wordfence"),
            "Wordfence answers status 403",
        ),
        (
            || {
                let mut answer = page(503, "Briefly unavailable for scheduled maintenance.");
                answer
                    .headers_mut()
                    .insert("retry-after", HeaderValue::from_static("600"));
                answer
            },
            "maintenance mode",
        ),
    ];
    for (wall, words) in walls {
        let error = World::before(move |_| Some(wall()))
            .site()
            .await
            .check()
            .await
            .unwrap_err();
        assert!(error.to_string().contains(words), "{words}: {error}");
        assert_eq!(error.is_passing(), words == "maintenance mode", "{error:?}");
    }
}

#[tokio::test]
async fn other_prefixes_and_hidden_home_pages_are_found() {
    let world = Arc::new(World {
        prefix: "/api",
        ..World::default()
    });
    assert!(world.site().await.check().await.is_ok());
    // The home page is closed and names nothing; only the parameter, or the folder behind index.php, is there.
    for open in ["rest_route", "index.php"] {
        let world = Arc::new(World {
            prefix: "/index.php/wp-json",
            before: Box::new(move |asked| {
                let by_parameter = asked.query.contains_key("rest_route");
                let by_index = asked.route.starts_with("/wp/")
                    || asked.route == "/" && asked.query.contains_key("_fields");
                let is_open = if open == "rest_route" {
                    by_parameter
                } else {
                    by_index && !by_parameter
                };
                (!is_open).then(|| page(404, "Nothing here"))
            }),
            ..World::default()
        });
        let health = world.site().await.check().await;
        assert!(health.is_ok(), "{open} {health:?}");
    }
    let hosted = World::before(|asked| {
        let link = "<https://public-api.wordpress.com/wp/v2/sites/x/>; rel=\"https://api.w.org/\"";
        (asked.route == "/").then(|| ([("link", link)], "").into_response())
    });
    let error = hosted.site().await.check().await.unwrap_err();
    assert!(matches!(error, DestinationError::Hosted), "{error:?}");
}

#[tokio::test]
async fn a_site_that_another_program_shows_is_found_where_it_is() {
    let home = |asked: &super::Asked| asked.route == "/" && !asked.query.contains_key("_fields");
    let world = World::before(move |asked| {
        let link = "<https://front.example/wp-json/>; rel=\"https://api.w.org/\"";
        home(asked).then(|| ([("link", link)], "").into_response())
    });
    world.site().await.check().await.unwrap();
    let world = World::before(move |asked| {
        let to = [("location", "https://front.example/")];
        home(asked).then(|| (StatusCode::TEMPORARY_REDIRECT, to).into_response())
    });
    world.site().await.check().await.unwrap();
}

#[tokio::test]
async fn lists_in_the_place_of_what_was_sent_are_none_of_it() {
    let world = World::before(|asked| {
        asked.is(&Method::POST, "/wp/v2/media").then(|| {
            axum::Json(json!([{"id": 3, "source_url": "https://a.example/else.jpg"}])).into_response()
        })
    });
    let published = world.publish(&article()).await;
    let media = published
        .map(|published| published.media.len())
        .unwrap_or_default();
    assert_eq!(media, 0);
}

#[tokio::test]
async fn caches_do_not_lend_pictures_of_others() {
    let world = World::before(|asked| {
        let all = json!([{"id": 99, "slug": "else", "source_url": "https://a.example/else.jpg"}]);
        asked
            .is(&Method::GET, "/wp/v2/media")
            .then(|| axum::Json(all).into_response())
    });
    let published = world.publish(&article()).await.unwrap();
    assert!(!published.media.is_empty());
    assert!(
        published.media.values().all(|id| id != "99"),
        "{:?}",
        published.media
    );
}

#[tokio::test]
async fn long_addresses_are_cut_between_words() {
    let world = World::before(|_| None);
    let mut article = article();
    article.slug = ["садовый"; 12].join("-");
    let published = world.publish(&article).await.unwrap();
    assert_eq!(world.post()["slug"], ["садовый"; 4].join("-"));
    assert_eq!(told(&published), "");
}

#[tokio::test]
async fn posts_are_written_for_the_editor_of_the_site() {
    for (editor, plugin, blocks) in [
        (Editor::Site, "akismet/akismet", true),
        (Editor::Site, "classic-editor/classic-editor", false),
        (Editor::Block, "classic-editor/classic-editor", true),
        (Editor::Classic, "akismet/akismet", false),
    ] {
        let world = World::before(move |asked| match asked.route.as_str() {
            "/wp/v2/plugins" => Some(axum::Json(json!([{"plugin": plugin}])).into_response()),
            "/wp/v2/users/me" => Some(
                axum::Json(json!({"id": 1, "name": "Ann", "capabilities": {
                    "edit_posts": true, "publish_posts": true, "upload_files": true, "unfiltered_html": true,
                    "activate_plugins": true,
                }}))
                .into_response(),
            ),
            _ => None,
        });
        let mut settings = settings(&world.serve().await, "ann", "x");
        settings.editor = editor;
        let site = destination(IntegrationKind::WordPress, settings).unwrap();
        let article = article();
        site.publish(&article, &Drawn, Mode::Draft, None).await.unwrap();
        let content = world.post()["content"]["raw"].as_str().unwrap().to_owned();
        assert_eq!(
            content.starts_with("<!-- wp:paragraph -->\n<p>Water"),
            blocks,
            "{editor:?} {content}"
        );
        assert_eq!(
            content.contains("<!-- wp:html -->\n<!-- igny8:"),
            blocks,
            "{content}"
        );
        assert!(content.contains(&format!("<!-- igny8:{} -->", article.content_id)));
    }
}
