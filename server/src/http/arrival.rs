//! A request as it arrives: its id, where it comes from, and the span that everything logged about it stands in.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;
use tracing::field::Empty;
use uuid::Uuid;

use crate::auth::caller::{Caller, network};
use crate::config::Config;
use crate::http::Web;
use crate::state::App;

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
    let span = tracing::info_span!(
        "request",
        id = %caller.request,
        method = %request.method(),
        path = told(request.uri().path()),
        account = Empty,
        user = Empty,
    );
    let id = HeaderValue::try_from(caller.request.to_string()).expect("a UUID is plain ASCII");
    request.extensions_mut().insert(caller);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| {
        tracing::debug!(status = response.status().as_u16(), took = ?began.elapsed(), "answered");
    });
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The path as logs have it: the link of an invitation is a secret.
pub fn told(path: &str) -> String {
    for (before, after) in [("/invite/", ""), ("/api/v1/auth/invitations/", "/accept")] {
        if path.starts_with(before) {
            return format!("{before}…{after}");
        }
    }
    path.chars().take(300).collect()
}

fn caller(config: &Config, request: &Request) -> Caller {
    let headers = request.headers();
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    Caller {
        request: Uuid::now_v7(),
        network: forwarded(headers, config.trusted_proxies)
            .or(peer)
            .map(network)
            .unwrap_or_default(),
        agent: agent.map(str::to_owned),
        origin: origin(config, request),
    }
}

/// The address that the farthest trusted proxy saw. A proxy may add to a line or add a line of its own: all of them are one
/// list, and what stands before the trusted part of it is anybody's claim.
fn forwarded(headers: &HeaderMap, hops: usize) -> Option<IpAddr> {
    let nearest_last: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(str::trim)
        .collect();
    let text = nearest_last.get(nearest_last.len().checked_sub(hops)?)?;
    let bare = text.parse().ok();
    bare.or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
        .or_else(|| text.trim_matches(['[', ']']).parse().ok())
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
    use axum::http::HeaderMap;

    use super::{forwarded, told};

    fn headers(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_what_trusted_proxies_added_is_believed() {
        let of = |lines: &[&str], hops| forwarded(&headers(lines), hops).map(|ip| ip.to_string());
        assert_eq!(of(&["203.0.113.7"], 0), None);
        assert_eq!(of(&["203.0.113.7"], 1).as_deref(), Some("203.0.113.7"));
        assert_eq!(of(&["6.6.6.6, 203.0.113.7"], 1).as_deref(), Some("203.0.113.7"));
        // A proxy that adds a line of its own.
        assert_eq!(of(&["6.6.6.6", "203.0.113.7"], 1).as_deref(), Some("203.0.113.7"));
        assert_eq!(of(&["203.0.113.7, 10.0.0.2"], 2).as_deref(), Some("203.0.113.7"));
        assert_eq!(of(&["203.0.113.7:4711"], 1).as_deref(), Some("203.0.113.7"));
        assert_eq!(of(&["[2001:db8::1]:4711"], 1).as_deref(), Some("2001:db8::1"));
        assert_eq!(of(&["[2001:db8::1]"], 1).as_deref(), Some("2001:db8::1"));
        assert_eq!(of(&["unknown"], 1), None);
        assert_eq!(of(&["203.0.113.7"], 2), None);
        assert_eq!(of(&[], 1), None);
    }

    #[test]
    fn no_link_is_logged() {
        assert_eq!(told("/invite/s3cret"), "/invite/…");
        assert_eq!(
            told("/api/v1/auth/invitations/s3cret/accept"),
            "/api/v1/auth/invitations/…/accept"
        );
        assert_eq!(told("/planner/keywords"), "/planner/keywords");
    }
}
