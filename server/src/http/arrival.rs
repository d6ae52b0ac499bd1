//! A request as it arrives: its id, where it comes from, and the span that everything logged about it stands in.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use tracing::field::Empty;
use uuid::Uuid;

use crate::auth::caller::Caller;
use crate::config::Config;
use crate::http::Web;
use crate::http::caller::{address, network};
use crate::http::trace::{self, Trace};
use crate::state::App;
use crate::telemetry::metrics::metrics;

/// The answer's header with the request's id, for whoever reports a fault.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The sender of a request, as [`arrive`] found it.
pub struct Sender(pub Arc<Caller>);

impl FromRequestParts<Web> for Sender {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, Self::Rejection> {
        Ok(Self(
            parts.extensions.get::<Arc<Caller>>().cloned().unwrap_or_default(),
        ))
    }
}

/// Gives the request its id and its span. Account and person are added once they are known.
pub async fn arrive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let caller = Arc::new(caller(&app.config, &request));
    let trace = Trace::of(request.headers(), caller.request);
    let traced = trace.answer(caller.request);
    let span = tracing::info_span!(
        "request",
        id = %caller.request,
        trace = trace.id,
        method = %request.method(),
        path = told(request.uri().path()),
        account = Empty,
        user = Empty,
    );
    let id = HeaderValue::try_from(caller.request.to_string()).expect("a UUID is plain ASCII");
    request.extensions_mut().insert(caller);
    let (began, _answering) = (Instant::now(), metrics().answering());
    let (route, method) = (route(&request), request.method().clone());
    let mut response = next.run(request).instrument(span.clone()).await;
    metrics().answered(
        &route,
        method.as_str(),
        response.status().as_u16(),
        began.elapsed(),
    );
    span.in_scope(|| {
        tracing::debug!(status = response.status().as_u16(), took = ?began.elapsed(), "answered");
    });
    response.headers_mut().insert(REQUEST_ID, id);
    response.headers_mut().insert(trace::RESPONSE, traced);
    response
}

/// The template of a request's route, of which there are as many as the program has: never the path that somebody sent.
fn route(request: &Request) -> String {
    let template = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    match template {
        Some(path) if path.starts_with("/pkg") => "/pkg".to_owned(),
        Some(path) => path.to_owned(),
        // Pages, and what is none.
        None => "page".to_owned(),
    }
}

/// The path as logs have it: the links of invitations and mails are secrets.
pub fn told(path: &str) -> String {
    let links = [
        ("/invite/", ""),
        ("/reset/", ""),
        ("/confirm/", ""),
        ("/signup/", ""),
        ("/api/v1/auth/invitations/", "/accept"),
    ];
    for (before, after) in links {
        if path.starts_with(before) {
            return format!("{before}…{after}");
        }
    }
    path.chars().take(300).collect()
}

fn caller(config: &Config, request: &Request) -> Caller {
    let headers = request.headers();
    let from = address(config, headers, request.extensions());
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Caller {
        request: Uuid::now_v7(),
        address: from,
        network: from.map(|from| network(from).to_string()).unwrap_or_default(),
        agent: agent.map(str::to_owned),
        origin: origin(config, request),
    }
}

/// The address under which the sender reached this server: the configured one, or else what the request was sent to.
fn origin(config: &Config, request: &Request) -> String {
    if config.public_url.is_some() {
        return config.origin();
    }
    let headers = request.headers();
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").or_else(|| request.uri().authority().map(Authority::as_str));
    let secure = config.trusted_proxies > 0
        && text("x-forwarded-proto").is_some_and(|proto| proto.eq_ignore_ascii_case("https"));
    let scheme = if secure { "https" } else { "http" };
    // A name and a port, nothing that would lead a link elsewhere.
    let host =
        host.filter(|host| host.parse::<Authority>().is_ok() && !host.contains('@') && !host.is_empty());
    host.map_or_else(|| config.origin(), |host| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn no_link_is_logged() {
        assert_eq!(told("/invite/s3cret"), "/invite/…");
        assert_eq!(
            told("/api/v1/auth/invitations/s3cret/accept"),
            "/api/v1/auth/invitations/…/accept"
        );
        assert_eq!(
            (told("/reset/s3cret"), told("/confirm/s3cret")),
            ("/reset/…".into(), "/confirm/…".into())
        );
        assert_eq!(told("/planner/keywords"), "/planner/keywords");
    }
}
