//! WordPress as it is in the world: sites whose plugins, servers and firewalls stand between, and how articles still arrive.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use server::integrations::{Article, Destination, DestinationError, Editor, Mode, Published, destination};

use crate::articles::{Drawn, article, settings};
use crate::wordpress_faults::serve;

/// A request as a site sees it.
struct Asked {
    method: Method,
    /// The route of the API, or the path of a page with its query.
    route: String,
    query: BTreeMap<String, String>,
    body: Vec<u8>,
    headers: HeaderMap,
}

impl Asked {
    fn is(&self, method: Method, route: &str) -> bool {
        self.method == method && self.route == route
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    fn holds(&self, part: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(part)
    }
}

type Before = dyn Fn(&Asked) -> Option<Response> + Send + Sync;
type After = dyn Fn(&Asked, Vec<u8>) -> Vec<u8> + Send + Sync;

/// A small WordPress that keeps what it is sent, with something before and behind it.
struct World {
    before: Box<Before>,
    after: Box<After>,
    posts: Mutex<BTreeMap<u64, Value>>,
    media: Mutex<Vec<(String, String)>>,
    asked: Mutex<Vec<String>>,
    prefix: &'static str,
}

impl Default for World {
    fn default() -> Self {
        Self {
            before: Box::new(|_| None),
            after: Box::new(|_, body| body),
            posts: Mutex::default(),
            media: Mutex::default(),
            asked: Mutex::default(),
            prefix: "/wp-json",
        }
    }
}

fn said(status: u16, code: &str) -> Response {
    let body = json!({"code": code, "message": "Geht nicht.", "data": {"status": status}});
    (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
}

fn page(status: u16, title: &str) -> Response {
    let body = format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
    let html = [("content-type", "text/html")];
    (StatusCode::from_u16(status).unwrap(), html, body).into_response()
}

impl World {
    /// Puts something before the site: it answers, or lets the request through.
    fn before(answer: impl Fn(&Asked) -> Option<Response> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            before: Box::new(answer),
            ..Self::default()
        })
    }

    /// Changes the good answers of the API.
    fn after(change: impl Fn(&Asked, Vec<u8>) -> Vec<u8> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            after: Box::new(change),
            ..Self::default()
        })
    }

    async fn serve(self: &Arc<Self>) -> String {
        serve(Router::new().fallback(answer).with_state(Arc::clone(self))).await
    }

    async fn site(self: &Arc<Self>) -> Box<dyn Destination> {
        let mut settings = settings(&self.serve().await, "ann", "abcd efgh");
        settings.patience = Duration::from_secs(3);
        destination("wordpress", settings).unwrap()
    }

    async fn publish(self: &Arc<Self>, article: &Article) -> Result<Published, DestinationError> {
        self.site()
            .await
            .publish(article, &Drawn, Mode::Publish, None)
            .await
    }

    /// The only post there is.
    fn post(&self) -> Value {
        let posts = self.posts.lock().unwrap();
        assert_eq!(posts.len(), 1, "{posts:#?}");
        posts.values().next().unwrap().clone()
    }

    fn api(&self, asked: &Asked) -> Response {
        let (route, body) = (asked.route.as_str(), asked.json());
        let posts = &mut *self.posts.lock().unwrap();
        if asked.method == Method::POST && route.starts_with("/wp/v2/posts") {
            return axum::Json(keep(posts, route, &body)).into_response();
        }
        let answer = match route.strip_prefix("/wp/v2/").unwrap_or_default() {
            "" => json!({
                "name": "Notes", "url": "", "namespaces": ["wp/v2"],
                "authentication": {"application-passwords": {}},
            }),
            "users/me" => json!({"id": 1, "name": "Ann", "roles": ["editor"], "capabilities": {
                "edit_posts": true, "publish_posts": true, "upload_files": true, "unfiltered_html": true,
            }}),
            "posts" if asked.method == Method::OPTIONS => json!({"schema": {"properties": {
                "content": {"properties": {"block_version": {}}},
                "meta": {"properties": {"_yoast_wpseo_title": {}, "_yoast_wpseo_metadesc": {}, "_yoast_wpseo_focuskw": {}}},
            }}}),
            "posts" if asked.method == Method::GET => {
                let search = asked.query.get("search").map_or("", String::as_str);
                posts
                    .values()
                    .filter(|post| post["content"]["raw"].as_str().unwrap().contains(search))
                    .cloned()
                    .collect()
            }
            "media" if asked.method == Method::GET => json!([]),
            "media" => {
                let mut media = self.media.lock().unwrap();
                let header = |name| asked.headers[name].to_str().unwrap().to_owned();
                media.push((header("content-disposition"), header("content-type")));
                json!({"id": 100 + media.len(), "source_url": format!("http://x.example/{}.png", media.len())})
            }
            "categories" | "tags" if asked.method == Method::GET => json!([]),
            "categories" | "tags" => json!({"id": 7, "name": body["name"]}),
            other => match other.split_once('/') {
                Some(("media", id)) => {
                    json!({
                        "id": id.split('/').next().unwrap().parse::<u64>().unwrap(), "source_url": "",
                        "alt_text": body["alt_text"].as_str().unwrap_or_default(),
                    })
                }
                Some(("posts", id)) if asked.method == Method::GET => match posts.get(&id.parse().unwrap()) {
                    Some(post) => post.clone(),
                    None => return said(404, "rest_post_invalid_id"),
                },
                _ => return said(404, "rest_no_route"),
            },
        };
        axum::Json(answer).into_response()
    }
}

/// Keeps a post as WordPress does: what is not sent stays.
fn keep(posts: &mut BTreeMap<u64, Value>, route: &str, body: &Value) -> Value {
    let id = route
        .rsplit('/')
        .next()
        .unwrap()
        .parse()
        .unwrap_or(50 + posts.len() as u64);
    let post = posts.entry(id).or_insert_with(|| {
        json!({"id": id, "slug": "", "link": "http://x.example/a/", "meta": {}, "categories": [1], "tags": [],
            "title": {"raw": ""}, "content": {"raw": ""}, "excerpt": {"raw": ""}, "featured_media": 0, "status": "draft"})
    });
    for (name, value) in body.as_object().unwrap() {
        post[name] = match name.as_str() {
            "title" | "content" | "excerpt" => json!({"raw": value}),
            _ => value.clone(),
        };
    }
    post.clone()
}

async fn answer(State(world): State<Arc<World>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap().to_vec();
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let path = parts.uri.path();
    let api = query.get("rest_route").cloned().or_else(|| {
        let route = path.strip_prefix(world.prefix)?;
        Some(if route.len() > 1 {
            route.trim_end_matches('/').to_owned()
        } else {
            "/".to_owned()
        })
    });
    let asked = Asked {
        method: parts.method,
        route: api.clone().unwrap_or_else(|| parts.uri.to_string()),
        query,
        body,
        headers: parts.headers,
    };
    world
        .asked
        .lock()
        .unwrap()
        .push(format!("{} {}", asked.method, asked.route));
    if let Some(answer) = (world.before)(&asked) {
        return answer;
    }
    if api.is_none() {
        let link = format!("<{}/>; rel=\"https://api.w.org/\"", world.prefix);
        return ([("link", link)], "<link href=/wp-content/x.css>").into_response();
    }
    let (parts, body) = world.api(&asked).into_parts();
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap().to_vec();
    let body = (world.after)(&asked, body);
    let mut answer = Bytes::from(body).into_response();
    *answer.status_mut() = parts.status;
    answer
}

fn told(published: &Published) -> String {
    published.differences.join("\n")
}

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
            .any(|warning| warning.contains("printed beside"));
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
            if !asked.is(Method::GET, "/wp/v2/posts/9") {
                return None;
            }
            let body = "Notice: x in y on line 3\n{\"code\":\"rest_post_invalid_id\",\"message\":\"x\",\"data\":{\"status\":404}}";
            Some((StatusCode::from_u16(status).unwrap(), body).into_response())
        });
        let known = server::integrations::Known {
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
            told(&published).contains("does not pass OPTIONS requests on"),
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
            let posts = asked.is(Method::GET, "/wp/v2/posts") && !asked.query.contains_key("status");
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
            health.warnings[0].contains("/wp/v2/users/me is closed"),
            "{kind} {:?}",
            health.warnings
        );
        let published = site
            .publish(&article(), &Drawn, Mode::Publish, None)
            .await
            .unwrap();
        assert_eq!(published.status, "publish");
        // Whether this user may write scripts is not known, and WordPress would show them as text.
        assert!(told(&published).contains("structured data is left out"));
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

/// Whether a body holds what firewalls take for an attack.
fn looks_bad(asked: &Asked) -> bool {
    asked.method == Method::POST && asked.route.starts_with("/wp/v2/posts") && asked.holds("<script")
}

#[tokio::test]
async fn a_firewall_that_refuses_structured_data_gets_the_article_without_it() {
    for (status, title) in [
        (403, "403 Forbidden"),
        (406, "Not Acceptable!"),
        (501, "Method Not Implemented"),
        (418, "Teapot"),
        (503, "Attention Required! | Cloudflare"),
        (200, "Sucuri WebSite Firewall - Access Denied"),
    ] {
        let world = World::before(move |asked| looks_bad(asked).then(|| page(status, title)));
        let published = world.publish(&article()).await.unwrap();
        assert!(
            told(&published).contains("structured data is left out"),
            "{status} {}",
            told(&published)
        );
        assert!(
            !world.post()["content"]["raw"]
                .as_str()
                .unwrap()
                .contains("script")
        );
    }
}

#[tokio::test]
async fn a_firewall_that_refuses_the_article_is_named() {
    for (status, title, by) in [
        (403, "403 Forbidden", "a firewall refused this article"),
        (406, "Not Acceptable!", "ModSecurity refused this article"),
        (403, "Generated by Wordfence", "Wordfence refused this article"),
    ] {
        let world = World::before(move |asked| {
            let writes = asked.method == Method::POST && asked.route.starts_with("/wp/v2/posts");
            writes.then(|| page(status, title))
        });
        let error = world.publish(&article()).await.unwrap_err();
        assert!(error.to_string().starts_with(by), "{error}");
        assert!(
            error
                .to_string()
                .contains("the rest of the site's REST API works"),
            "{error}"
        );
        assert!(!error.is_passing());
    }
}

#[tokio::test]
async fn pictures_that_are_refused_do_not_stop_the_text() {
    type Refusal = fn() -> Response;
    let refusals: [(Refusal, &str); 5] = [
        (|| page(403, "403 Forbidden"), "a firewall refused the picture"),
        (|| page(413, "Too large"), "is larger than the site accepts"),
        (
            || said(500, "rest_upload_sideload_error"),
            "its server takes no such pictures",
        ),
        (
            || said(403, "rest_cannot_create"),
            "the WordPress user may not do this",
        ),
        (|| page(200, "Sign in"), "cannot be read"),
    ];
    for (refusal, words) in refusals {
        let world = World::before(move |asked| asked.is(Method::POST, "/wp/v2/media").then(refusal));
        let published = world.publish(&article()).await.unwrap();
        assert!(
            told(&published).contains("without its picture"),
            "{}",
            told(&published)
        );
        assert!(told(&published).contains(words), "{words}: {}", told(&published));
        let content = world.post()["content"]["raw"].as_str().unwrap().to_owned();
        assert!(
            !content.contains("<img") && !content.contains("/api/v1/"),
            "{content}"
        );
    }
    // What may pass is tried again by the runner, with its pictures.
    let world = World::before(|asked| {
        let busy = (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")]);
        asked
            .is(Method::POST, "/wp/v2/media")
            .then(|| busy.into_response())
    });
    let error = world.publish(&article()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(world.posts.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn a_picture_whose_sizes_fail_is_finished() {
    let world = World::before(|asked| {
        asked.is(Method::POST, "/wp/v2/media").then(|| {
            let mut answer = page(500, "Out of memory");
            answer
                .headers_mut()
                .insert("x-wp-upload-attachment-id", HeaderValue::from_static("33"));
            answer
        })
    });
    let mut article = article();
    article.pictures.truncate(1);
    // The small site answers any further request about a file as WordPress does.
    let published = world.publish(&article).await.unwrap();
    assert_eq!(published.media.values().collect::<Vec<_>>(), ["33"]);
}

#[tokio::test]
async fn databases_without_emoji_get_their_numbers() {
    fn four_bytes(body: &[u8]) -> bool {
        body.iter().any(|byte| *byte >= 0xf0)
    }
    let world = World::before(|asked| {
        let writes = asked.method == Method::POST
            && asked.route.starts_with("/wp/v2/")
            && !asked.route.contains("media");
        (writes && four_bytes(&asked.body)).then(|| said(500, "db_insert_error"))
    });
    let mut article = article();
    article.html.push_str("<p>Say 🌱 to 𠮷野家</p>");
    article.meta_title = "Grow 🌱 on".to_owned();
    article.excerpt = "🌿 leaves".to_owned();
    article.slug = "grow-🌱".to_owned();
    article.tags = vec!["herbs 🌿".to_owned()];
    article.json_ld = Some("{\"name\":\"🌱\"}".to_owned());
    let published = world.publish(&article).await.unwrap();
    let post = world.post();
    assert!(
        post["title"]["raw"].as_str().unwrap().ends_with("&#x1f331;"),
        "{post}"
    );
    let content = post["content"]["raw"].as_str().unwrap();
    assert!(
        content.contains("<p>Say &#x1f331; to &#x20bb7;野家</p>"),
        "{content}"
    );
    assert!(content.contains("{\"name\":\"\\ud83c\\udf31\"}"), "{content}");
    assert_eq!(post["excerpt"]["raw"], "&#x1f33f; leaves");
    assert_eq!(post["meta"]["_yoast_wpseo_title"], "Grow on");
    assert_eq!(post["slug"], "grow");
    assert!(told(&published).contains("utf8mb4"), "{}", told(&published));
    assert_eq!(published.differences.len(), 1, "{}", told(&published));
}

#[tokio::test]
async fn a_field_that_is_refused_after_the_post_was_kept_makes_no_twin() {
    let world = World::default();
    let kept = Arc::new(World {
        before: Box::new(|_| None),
        ..world
    });
    // A plugin keeps the post and then refuses the meta fields.
    let inner = Arc::clone(&kept);
    let front = World::before(move |asked| {
        let refuses =
            asked.method == Method::POST && asked.route.starts_with("/wp/v2/posts") && asked.holds("_yoast");
        let answer = inner.api_answer(asked);
        Some(if refuses {
            said(403, "rest_cannot_update")
        } else {
            answer?
        })
    });
    let published = front.publish(&article()).await.unwrap();
    assert!(
        told(&published).contains("Title, description and focus keyword for search engines are not written")
    );
    assert_eq!(kept.post()["status"], "publish");
}

impl World {
    /// The API's answer; none for pages.
    fn api_answer(&self, asked: &Asked) -> Option<Response> {
        (asked.route == "/" && asked.headers.contains_key("authorization") || asked.route.starts_with("/wp/"))
            .then(|| self.api(asked))
    }
}

#[tokio::test]
async fn parameters_that_are_refused_are_left_out() {
    for (name, words) in [
        ("slug", "the address"),
        ("featured_media", "the featured picture"),
        ("excerpt", "the excerpt"),
    ] {
        let world = World::before(move |asked| {
            let refuses = asked.method == Method::POST && asked.route.starts_with("/wp/v2/posts");
            (refuses && asked.json().get(name).is_some()).then(|| {
                let body = json!({"code": "rest_invalid_param", "message": "Ungültige Parameter", "data":
                    {"status": 400, "params": {name: "nein"}}});
                (StatusCode::BAD_REQUEST, axum::Json(body)).into_response()
            })
        });
        let published = world.publish(&article()).await.unwrap();
        assert!(
            told(&published).contains(&format!("did not take {words}")),
            "{}",
            told(&published)
        );
    }
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
            "SiteGround asks whether a person is visiting",
        ),
        (
            || (StatusCode::FORBIDDEN, [("cf-mitigated", "challenge")], "<html>").into_response(),
            "Cloudflare asks whether a person is visiting",
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
            "the web server asks for a password of its own",
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
        let site = destination("wordpress", settings).unwrap();
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
