//! WordPress as it is in the world: a small site with plugins, servers and firewalls that stand between.

mod kept;
mod reached;
mod refused;
mod reported;

use igny8::system::integrations::IntegrationKind;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use destinations::{Destination, DestinationError, Mode, OutgoingArticle, Published, destination};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::articles::{Drawn, settings};
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
    fn is(&self, method: &Method, route: &str) -> bool {
        self.method == *method && self.route == route
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
    /// What comes in the place of an answer, once the site has done what it was asked for.
    behind: Box<Before>,
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
            behind: Box::new(|_| None),
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

    /// Answers in the site's place after it has done what it was asked for.
    fn behind(answer: impl Fn(&Asked) -> Option<Response> + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            behind: Box::new(answer),
            ..Self::default()
        })
    }

    async fn serve(self: &Arc<Self>) -> String {
        serve(Router::new().fallback(answer).with_state(Arc::clone(self))).await
    }

    async fn site(self: &Arc<Self>) -> Box<dyn Destination> {
        let mut settings = settings(&self.serve().await, "ann", "abcd efgh");
        settings.patience = Duration::from_secs(3);
        destination(IntegrationKind::WordPress, settings).unwrap()
    }

    async fn publish(self: &Arc<Self>, article: &OutgoingArticle) -> Result<Published, DestinationError> {
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
            "media" | "categories" | "tags" if asked.method == Method::GET => json!([]),
            "media" => {
                let mut media = self.media.lock().unwrap();
                let header = |name| {
                    let value = asked.headers.get(name).map(|value| value.to_str().unwrap());
                    value.unwrap_or_default().to_owned()
                };
                media.push((header("content-disposition"), header("content-type")));
                json!({"id": 100 + media.len(), "source_url": format!("http://x.example/{}.png", media.len())})
            }
            "categories" | "tags" => json!({"id": 7, "name": body["name"]}),
            other => match other.split_once('/') {
                Some(("media", id)) => {
                    let id: u64 = id.split('/').next().unwrap().parse().unwrap();
                    json!({
                        "id": id, "source_url": format!("http://x.example/{id}.png"),
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
        form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
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
    let done = world.api(&asked);
    if let Some(answer) = (world.behind)(&asked) {
        return answer;
    }
    let (parts, body) = done.into_parts();
    let body = axum::body::to_bytes(body, 1 << 24).await.unwrap().to_vec();
    let body = (world.after)(&asked, body);
    let mut answer = Bytes::from(body).into_response();
    *answer.status_mut() = parts.status;
    answer
}

fn told(published: &Published) -> String {
    published.differences.join("\n")
}

impl World {
    /// The API's answer; none for pages.
    fn api_answer(&self, asked: &Asked) -> Option<Response> {
        (asked.route == "/" && asked.headers.contains_key("authorization") || asked.route.starts_with("/wp/"))
            .then(|| self.api(asked))
    }
}
