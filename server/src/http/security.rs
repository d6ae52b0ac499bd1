//! Headers of every response, and the check that a change comes from our own pages.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use igny8::error::{Problem, ProblemKind};

use crate::auth::caller::Caller;
use crate::auth::rate::{Counted, REFUSALS};
use crate::http::arrival;
use crate::http::problem::Failed;
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::state::App;

/// Adds what every response carries. Pages bring a content security policy with a nonce of their own.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let is_ok = response.status().is_success();
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::X_FRAME_OPTIONS, "DENY");
    add(header::REFERRER_POLICY, "same-origin");
    add(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    );
    add(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    add(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    // Browsers heed it over HTTPS only; a host below this one is this installation's as well.
    if app.config.is_https() {
        add(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    // Assets carry a hash of their content in their names; everything else is somebody's own.
    if is_asset && is_ok {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        );
    } else {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("private, no-store"));
    }
    response
}

/// Refuses changes that another site's page sends with our cookies. Programs send no `Origin` and no such cookies.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let caller = request
        .extensions()
        .get::<Arc<Caller>>()
        .cloned()
        .unwrap_or_default();
    if safe || is_own(&app, request.uri().path(), request.headers(), &caller) {
        return next.run(request).await;
    }
    let event = Event::of(Kind::Refused, "").detail(format!(
        "Blocked request from another site: {} {}",
        request.method(),
        arrival::told(request.uri().path())
    ));
    if app.rate.count(REFUSALS, &caller.network).await == Counted::Within {
        journal::note(&app, &caller, event).await;
    }
    let detail = "The request came from another site. Open this page in IGNY8 and try again.";
    Failed(Problem::new(ProblemKind::Forbidden, detail)).into_response()
}

/// Scheme and host must be ours: a page of another scheme on the same host is another site.
fn is_own(app: &App, path: &str, headers: &HeaderMap, caller: &Caller) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match text(&header::ORIGIN) {
        // A browser that shares something with the installed app is no page, and says so.
        Some("null") if path == "/share" => text(&HeaderName::from_static("sec-fetch-site")) == Some("none"),
        Some(origin) => {
            let scheme = caller.origin.split("://").next().unwrap_or("http");
            let here = text(&header::HOST).map(|host| format!("{scheme}://{host}"));
            origin == app.config.origin() || origin == caller.origin || Some(origin) == here.as_deref()
        }
        None => !matches!(
            text(&HeaderName::from_static("sec-fetch-site")),
            Some("cross-site" | "same-site")
        ),
    }
}

/// The content security policy of the service worker, which asks this server alone.
pub const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'";

/// The content security policy of a page with this nonce.
pub fn page_policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}
