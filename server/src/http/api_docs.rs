//! The page that shows the API's document to people, and sends its requests for whoever is signed in or has a token.

use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse as _, Response};

/// Scripts and styles are files of ours, and nothing is asked of anybody else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The viewer's files are made by `app/js/viewer.mjs`.
const PAGE: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · IGNY8</title>
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<link rel="stylesheet" href="/api-docs/swagger-ui.css">
<link rel="stylesheet" href="/api-docs/viewer.css">
<script defer src="/api-docs/swagger-ui-bundle.js"></script>
<script defer src="/api-docs/viewer.js"></script>
</head>
<body>
<header class="bar">
<h1>API reference</h1>
<nav aria-label="Related pages">
<a href="/auth/tokens">API tokens</a>
<a href="/api/v1/openapi.json">OpenAPI document</a>
<a href="/">Back to IGNY8</a>
</nav>
</header>
<aside class="note">Requests that you send from here are real. They use your session, or the API token that you enter under Authorize, and
can change data and spend credits.</aside>
<noscript><p class="note">This page needs JavaScript. Turn it on in your browser, or read the
<a href="/api/v1/openapi.json">OpenAPI document</a>.</p></noscript>
<div id="viewer"></div>
</body>
</html>
"#;

/// `GET /api/docs`.
pub async fn page() -> Response {
    let mut response = Html(PAGE).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}
