//! `/mcp`: the Model Context Protocol, by which agents work in an account as its members do. What its tools are follows from the
//! declarations of resources; what they may is asked of the same services as pages and REST ask.

mod answer;
mod arguments;
mod describe;
mod handler;
mod price;
mod reading;
mod resources;
mod runs;
mod tools;
mod writing;

use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use igny8::error::Problem;
use mcp_endpoint::{Doors, Endpoint, endpoint};
use tower::ServiceExt as _;

use crate::auth::caller::Caller;
use crate::http::BODY_LIMIT;
use crate::http::problem::Failed;
use crate::services::RequestContext;
use crate::state::App;
use crate::tenancy::Via;
use handler::Handler;

/// Where it answers.
pub const PATH: &str = "/mcp";
/// Where it says who gives tokens for it (RFC 9728).
pub const METADATA: &str = "/.well-known/oauth-protected-resource/mcp";
/// What an app asks for that was not told otherwise: to spend and to publish is asked for when it comes to that.
pub const FIRST_SCOPES: &str = "read write";

/// Who asks, for the handlers of tools.
#[derive(Clone)]
pub(super) struct Asked {
    /// The member's view of the system.
    ctx: RequestContext,
    /// The scopes that the app would have to ask for, once it is known that it lacks one.
    lacks: Arc<OnceLock<String>>,
}

/// The service, made once for a process.
pub fn service(app: &App) -> Endpoint<Handler> {
    let config = &app.config;
    let doors = Doors::of(&config.origin(), config.public_url.is_some());
    endpoint(|| Ok(Handler), &doors, BODY_LIMIT)
}

/// Answers one request, of whoever has a token: a cookie would let other sites' pages ask.
pub async fn answer(service: Endpoint<Handler>, ctx: RequestContext, mut request: Request) -> Response {
    if !ctx.scope().is_ok_and(|scope| scope.via() == Via::Token) {
        return Failed(Problem::unauthenticated()).into_response();
    }
    let origin = ctx.caller.origin.clone();
    let lacks = Arc::<OnceLock<String>>::default();
    request.extensions_mut().insert(Asked {
        ctx,
        lacks: lacks.clone(),
    });
    let Ok(response) = service.oneshot(request).await;
    let mut response = response.map(Body::new);
    if let Some(lack) = lacks.get() {
        *response.status_mut() = StatusCode::FORBIDDEN;
        let asked = format!(
            "error=\"insufficient_scope\", scope=\"{lack}\", \
             error_description=\"The app needs more permissions for this.\", "
        );
        challenge(response.headers_mut(), &origin, &asked);
    }
    response
}

/// Tells whoever has no valid token where to get one.
pub async fn challenged(request: Request, next: Next) -> Response {
    if request.uri().path() != PATH {
        return next.run(request).await;
    }
    let caller = request
        .extensions()
        .get::<Arc<Caller>>()
        .cloned()
        .unwrap_or_default();
    let sent = request.headers().contains_key(axum::http::header::AUTHORIZATION);
    let mut response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        let error = if sent { "error=\"invalid_token\", " } else { "" };
        let asked = format!("{error}scope=\"{FIRST_SCOPES}\", ");
        challenge(response.headers_mut(), &caller.origin, &asked);
    }
    response
}

fn challenge(headers: &mut HeaderMap, origin: &str, parameters: &str) {
    let text = format!("Bearer {parameters}resource_metadata=\"{origin}{METADATA}\"");
    if let Ok(value) = HeaderValue::try_from(text) {
        headers.insert(WWW_AUTHENTICATE, value);
    }
}
