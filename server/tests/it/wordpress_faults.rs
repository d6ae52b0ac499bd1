//! Sites that misbehave, and the names that the check has for what is wrong with them.

use igny8::system::integrations::IntegrationKind;
use std::time::Duration;

use axum::Router;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::{any, get, post};
use destinations::{Destination, DestinationError, destination};
use egress::EgressError;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::articles::settings;

/// Serves a site until the test ends; gives its address.
pub async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn site(url: &str) -> Box<dyn Destination> {
    let mut settings = settings(url, "ann", "abcd efgh");
    settings.patience = Duration::from_millis(800);
    destination(IntegrationKind::WordPress, settings).unwrap()
}

async fn fault(router: Router) -> DestinationError {
    site(&serve(router).await).check().await.unwrap_err()
}

/// A fault as WordPress words it.
pub fn said(status: u16, code: &str) -> Response {
    let body = json!({"code": code, "message": "<strong>No</strong> way.", "data": {"status": status}});
    (StatusCode::from_u16(status).unwrap(), axum::Json(body)).into_response()
}

fn index() -> Value {
    json!({"name": "Site", "namespaces": ["wp/v2"], "authentication": {"application-passwords": {}}})
}

/// A home page as WordPress makes it, with the header that leads to the API.
fn home() -> Response {
    let link = "</wp-json/>; rel=\"https://api.w.org/\"";
    ([("link", link)], Html("<link href=/wp-content/x.css>")).into_response()
}

/// A site whose home page and index are right.
fn wordpress() -> Router {
    Router::new()
        .route("/", any(async || home()))
        .route("/wp-json/", get(async || axum::Json(index())))
}

/// A site that recognises its user, who may do everything.
pub fn signed_in() -> Router {
    let rights =
        json!({"edit_posts": true, "publish_posts": 1, "upload_files": "1", "unfiltered_html": true});
    let me = json!({"id": 1, "name": "Ann", "roles": ["editor"], "capabilities": rights});
    wordpress()
        .route("/wp-json/wp/v2/users/me", get(async move || axum::Json(me)))
        .route(
            "/wp-json/wp/v2/posts",
            get(async || axum::Json(json!([]))).options(async || axum::Json(json!({}))),
        )
}

/// Makes sure that a fault is of a kind.
macro_rules! assert_fault {
    ($error:expr, $pattern:pat $(if $guard:expr)?) => {{
        let error = $error;
        assert!(matches!(&error, $pattern $(if $guard)?), "{error:?}: {error}");
    }};
}

#[tokio::test]
async fn nobody_or_somebody_else_is_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = site(&url).check().await.unwrap_err();
    assert!(error.is_passing());
    assert_fault!(error, DestinationError::Refused { .. });
    let error = site("there-is-nothing.invalid").check().await.unwrap_err();
    assert_fault!(error, DestinationError::Unreachable(EgressError::NotFound { .. }));
    // A server without TLS where HTTPS is spoken.
    let url = serve(Router::new()).await.replace("http://", "https://");
    assert_fault!(
        site(&url).check().await.unwrap_err(),
        DestinationError::Certificate { .. }
    );
    let blog = Router::new().fallback(async || Html("<title>Another blog</title>"));
    assert_fault!(fault(blog).await, DestinationError::NotWordPress { .. });
    assert_fault!(fault(Router::new()).await, DestinationError::NotWordPress { .. });
}

#[tokio::test]
async fn addresses_that_may_not_be_called_are_refused() {
    for url in [
        "http://example.com",
        "https://10.0.0.1",
        "https://ann:secret@example.com",
        "ftp://x",
        "",
    ] {
        let refused = destination(IntegrationKind::WordPress, settings(url, "ann", "x"))
            .map(drop)
            .unwrap_err();
        assert_fault!(refused, DestinationError::Unreachable(_));
    }
    let nobody = destination(
        IntegrationKind::WordPress,
        settings("https://example.com", " ", "x"),
    );
    assert_fault!(nobody.map(drop).unwrap_err(), DestinationError::Settings { .. });
    let other = destination(
        IntegrationKind::OpenAi,
        settings("https://example.com", "ann", "x"),
    );
    assert_fault!(other.map(drop).unwrap_err(), DestinationError::Settings { .. });
}

#[tokio::test]
async fn the_right_address_is_said() {
    let moved = Router::new().fallback(async || Redirect::permanent("https://www.example.com/blog/"));
    assert_fault!(fault(moved).await, DestinationError::Moved { to } if to == "https://www.example.com/blog");
    let link = "<https://www.example.com/wp-json/>; rel=\"https://api.w.org/\"";
    let elsewhere = Router::new().route("/", any(async move || [("link", link)]));
    assert_fault!(fault(elsewhere).await, DestinationError::Moved { to } if to == "https://www.example.com");
}

#[tokio::test]
async fn a_closed_api_is_named() {
    for status in [401, 403, 404] {
        let closed = Router::new()
            .route("/", any(async || home()))
            .route("/wp-json/", get(async move || said(status, "rest_disabled")));
        let error = fault(closed).await;
        assert_fault!(&error, DestinationError::RestDisabled { detail } if detail.ends_with("No way"));
    }
    let page = Router::new()
        .route("/", any(async || home()))
        .fallback(async || Html("<html>Please sign in</html>"));
    assert_fault!(fault(page).await, DestinationError::RestDisabled { .. });
    let wall = Router::new().fallback(async || (StatusCode::FORBIDDEN, Html("<title>Access denied</title>")));
    assert_fault!(
        fault(wall).await,
        DestinationError::RestDisabled { detail } if detail.contains("Access denied")
    );
}

#[tokio::test]
async fn an_api_without_rewriting_is_found() {
    // No header, no folder: only the parameter works, and HEAD does not.
    async fn front(Query(query): Query<Vec<(String, String)>>) -> Response {
        match query.iter().find(|(name, _)| name == "rest_route") {
            Some((_, route)) if route == "/" => axum::Json(index()).into_response(),
            Some(_) => said(401, "incorrect_password"),
            None => Html("<img src='/wp-content/x.png'>").into_response(),
        }
    }
    let plain = Router::new().route("/", get(front).head(async || StatusCode::METHOD_NOT_ALLOWED));
    assert_fault!(fault(plain).await, DestinationError::SignIn { detail } if detail.contains("No way"));
}

/// A site that recognises nobody, and whose older interface has an opinion or none.
fn unrecognised(opinion: Option<&'static str>) -> Router {
    let site = wordpress().route(
        "/wp-json/wp/v2/users/me",
        get(async |headers: HeaderMap| {
            assert_eq!(headers["authorization"], "Basic YW5uOmFiY2QgZWZnaA==");
            said(401, "rest_not_logged_in")
        }),
    );
    match opinion {
        Some(opinion) => site.route("/xmlrpc.php", post(async move || opinion)),
        None => site,
    }
}

#[tokio::test]
async fn a_dropped_header_is_told_from_a_wrong_password() {
    let right = "<methodResponse><name>blogid</name></methodResponse>";
    let error = fault(unrecognised(Some(right))).await;
    assert!(error.to_string().contains("CGIPassAuth On"), "{error}");
    assert_fault!(error, DestinationError::HeaderDropped);
    let wrong = "<methodResponse><fault><int>403</int></fault></methodResponse>";
    assert_fault!(
        fault(unrecognised(Some(wrong))).await,
        DestinationError::SignIn { .. }
    );
    assert_fault!(fault(unrecognised(None)).await, DestinationError::NotSignedIn);
}

#[tokio::test]
async fn faults_of_signing_in_and_of_rights_are_named() {
    let me =
        |answer: fn() -> Response| wordpress().route("/wp-json/wp/v2/users/me", get(async move || answer()));
    assert_fault!(
        fault(me(|| said(401, "invalid_username"))).await,
        DestinationError::SignIn { .. }
    );
    assert_fault!(
        fault(me(|| said(401, "application_passwords_disabled"))).await,
        DestinationError::PasswordsDisabled { .. }
    );
    let off = json!({"name": "Site", "namespaces": ["wp/v2"], "authentication": []});
    let off = Router::new()
        .route("/", any(async || home()))
        .route("/wp-json/", get(async move || axum::Json(off)))
        .route(
            "/wp-json/wp/v2/users/me",
            get(async || said(401, "rest_not_logged_in")),
        );
    assert_fault!(fault(off).await, DestinationError::PasswordsDisabled { .. });
    let reader =
        me(|| axum::Json(json!({"name": "Ann", "capabilities": {"publish_posts": true}})).into_response());
    let error = fault(reader).await;
    assert!(
        error.to_string().contains("write posts and to upload images"),
        "{error}"
    );
    assert_fault!(error, DestinationError::NotAllowed { .. });
}

#[tokio::test]
async fn slow_busy_broken_and_endless_sites_are_named() {
    // Slower than we wait for any site.
    let slow = Router::new().fallback(async || tokio::time::sleep(Duration::from_mins(1)).await);
    let error = fault(slow).await;
    assert!(error.is_passing());
    assert_fault!(error, DestinationError::TimedOut { .. });
    let failing = wordpress().route(
        "/wp-json/wp/v2/users/me",
        get(async || said(500, "internal_error")),
    );
    let error = fault(failing).await;
    assert!(error.is_passing());
    assert_fault!(error, DestinationError::Unavailable { .. });
    let busy = wordpress().route(
        "/wp-json/wp/v2/users/me",
        get(async || (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "30")])),
    );
    assert_eq!(fault(busy).await.retry_after(), Some(Duration::from_secs(30)));
    let page = wordpress().route(
        "/wp-json/wp/v2/users/me",
        get(async || Html("<html>Hello</html>")),
    );
    assert_fault!(fault(page).await, DestinationError::Malformed { detail } if detail.contains("web page"));
    let endless = wordpress().route("/wp-json/wp/v2/users/me", get(async || "x".repeat(9 << 20)));
    assert_fault!(fault(endless).await, DestinationError::Malformed { .. });
}

#[tokio::test]
async fn a_site_without_seo_fields_is_fit_with_a_warning() {
    let health = site(&serve(signed_in()).await).check().await.unwrap();
    assert!(
        health.warnings[0].contains("Yoast or Rank Math"),
        "{:?}",
        health.warnings
    );
    assert_eq!(health.facts[1], ("User", "Ann (editor)".to_owned()));
}
