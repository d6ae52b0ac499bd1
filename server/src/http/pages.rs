//! Pages: rendered whole on the server, for the member who asks, then hydrated in the browser.

use std::sync::Arc;

use app::auth::Refused;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use igny8::error::Problem;
use igny8::query::encode;
use igny8::registry::HOME;
use igny8::services::Services;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::http::problem::Failed;
use crate::http::{Web, security};
use crate::low_priority;
use crate::places::Reader;
use crate::services::RequestContext;
use crate::tenancy::Scope;

/// A page that anybody may see.
pub async fn page(State(web): State<Web>, ctx: RequestContext, request: Request) -> Response {
    render(web, ctx, request).await
}

/// A file of the site's root, or else a page for members. Whoever is not signed in signs in first.
pub async fn page_or_file(State(web): State<Web>, ctx: RequestContext, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if let Some(file) = public_file(&web, request.uri(), request.headers()).await {
        return file;
    }
    if ctx.scope().is_err() {
        let here = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&format!("/login?next={}", encode(here))).into_response();
    }
    // A path that looks like a file's passes who still lacks a second proof; where there is no such file, it is a page as any other.
    if path != SECOND_PROOF && ctx.scope().is_ok_and(Scope::lacks_two_factor) {
        return Redirect::to(SECOND_PROOF).into_response();
    }
    if path == "/" {
        return Redirect::to(HOME).into_response();
    }
    if path == "/admin" && ctx.scope().is_ok_and(Scope::sees_staff_area) {
        return Redirect::to(igny8::staff::accounts::PAGE.path).into_response();
    }
    render(web, ctx, request).await
}

/// Where somebody sets up a second proof that their account asks for.
const SECOND_PROOF: &str = "/two-factor";

/// The service worker: browsers look for a new one each time, and its requests go by the policy that it came with.
const WORKER: &str = "service-worker.js";

/// Files such as the favicon, samples and the editor; only names without any step up or hidden part. What is asked for
/// with a version (`?v=`) never changes under that address.
async fn public_file(web: &Web, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let name = uri.path().trim_start_matches('/');
    let plain = name.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    });
    if !plain || !name.contains('.') {
        return None;
    }
    let file = std::path::Path::new(web.leptos.site_root.as_ref()).join(name);
    if !tokio::fs::metadata(&file)
        .await
        .is_ok_and(|found| found.is_file())
    {
        return None;
    }
    let mut asked = Request::new(Body::empty());
    // What the browser can unpack and what it has already.
    asked.headers_mut().clone_from(headers);
    let mut response = ServeFile::new(file)
        .precompressed_br()
        .precompressed_gzip()
        .oneshot(asked)
        .await
        .ok()?
        .into_response();
    let versioned = uri.query().is_some_and(|query| query.starts_with("v="));
    let keep = if versioned {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if name == WORKER {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(security::WORKER_POLICY),
        );
    }
    Some(response)
}

/// The form at `path` once more, with what was wrong with what was sent.
pub async fn refused(
    web: Web,
    ctx: RequestContext,
    path: &str,
    refused: Refused,
    problem: &Problem,
) -> Response {
    let mut request = Request::new(Body::empty());
    match path.parse() {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => return Failed(problem.clone()).into_response(),
    }
    let mut response = draw(web, ctx, request, refused).await;
    *response.status_mut() = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::BAD_REQUEST);
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// The page at `path` with what it shows only now.
pub async fn shown(web: Web, ctx: RequestContext, path: &'static str, once: Refused) -> Response {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = Uri::from_static(path);
    draw(web, ctx, request, once).await
}

async fn render(web: Web, ctx: RequestContext, request: Request) -> Response {
    draw(web, ctx, request, Refused::default()).await
}

async fn draw(web: Web, ctx: RequestContext, request: Request, refused: Refused) -> Response {
    let id = app::RequestId(ctx.caller.request.to_string());
    let reader = match ctx.scope() {
        Ok(scope) => Reader::Account(scope.account()),
        Err(_) => Reader::Network(ctx.caller.network.clone()),
    };
    let turn = web.app.places.page(reader).await;
    let services: Arc<dyn Services> = ctx.into_services();
    let status = app::PageStatus::default();
    let passkeys = app::auth::PasskeysHere(web.app.passkeys.unavailable().is_none());
    let context = {
        let status = status.clone();
        move || {
            provide_context(services.clone());
            provide_context(status.clone());
            provide_context(refused.clone());
            provide_context(passkeys);
            provide_context(id.clone());
            let nonce = leptos::nonce::use_nonce()
                .map(|nonce| nonce.to_string())
                .unwrap_or_default();
            if let (Some(options), Ok(policy)) = (
                use_context::<ResponseOptions>(),
                HeaderValue::try_from(security::page_policy(&nonce)),
            ) {
                options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
            }
        }
    };
    let options = web.leptos.clone();
    let drawn =
        leptos_axum::render_app_async_with_context(context, move || app::shell(options.clone()))(request);
    // A person opens one page after the other. Who has several drawn at once gets them while nobody else needs the processors.
    let mut response = if turn.waited() {
        low_priority::run(drawn).await
    } else {
        drawn.await
    };
    drop(turn);
    if let Ok(code) = StatusCode::from_u16(status.get())
        && response.status() == StatusCode::OK
    {
        *response.status_mut() = code;
    }
    response
}
