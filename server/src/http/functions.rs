//! Server functions: Leptos runs them, with the sender's view of the system in context.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use igny8::error::{Problem, ProblemKind};
use leptos::prelude::provide_context;

use crate::http::Web;
use crate::http::problem::{Failed, no_such_endpoint};
use crate::services::RequestContext;

/// The most bytes of a failed function's answer: problem details are small.
const MAX_BODY_BYTES: usize = 64 * 1024;

/// Runs the server function of this path. What fails answers with problem details and their status.
pub async fn call(State(_): State<Web>, ctx: RequestContext, request: Request) -> Response {
    let name = request
        .uri()
        .path()
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    if !app::server_fns::NAMES.contains(&name.as_str()) {
        return no_such_endpoint().await.into_response();
    }
    if let Err(problem) = ctx.scope() {
        return Failed(problem).into_response();
    }
    let json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !json.is_some_and(|kind| kind.starts_with("application/json")) {
        return Failed(Problem::new(
            ProblemKind::UnsupportedMedia,
            "Send a JSON object as application/json.",
        ))
        .into_response();
    }
    let services = ctx.into_services();
    // The nested path is stripped by the router; Leptos looks functions up by the whole one.
    let mut request = request;
    if let Ok(uri) = format!("/api/v1/fn/{name}").parse() {
        *request.uri_mut() = uri;
    }
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let response =
        leptos_axum::handle_server_fns_with_context(move || provide_context(services.clone()), request)
            .await
            .into_response();
    if response.status() == StatusCode::OK {
        response
    } else {
        with_status(response).await
    }
}

/// Leptos answers every failure alike; the problem in the body knows its status. A body without a problem, or so long that
/// it can only repeat what was sent, says that the arguments could not be read.
async fn with_status(response: Response) -> Response {
    let problem = match to_bytes(response.into_body(), MAX_BODY_BYTES).await {
        Ok(body) => serde_json::from_slice::<Problem>(&body).ok(),
        Err(_) => None,
    };
    let unread = || {
        Problem::bad_request("Invalid arguments. Send a JSON object as described in the API documentation.")
    };
    Failed(problem.unwrap_or_else(unread)).into_response()
}
