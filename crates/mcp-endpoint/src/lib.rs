//! The Model Context Protocol over HTTP, as every process of an installation answers it: nothing is kept between two requests.
//!
//! What the tools are is somebody else's: a [`ServerHandler`] that is made for each request. The transport is that of `rmcp`,
//! with sessions turned off. Revisions before 2026-07-28 begin with a handshake, which is answered and forgotten; what they
//! need a session for (requests of the server to the client, subscriptions) is not offered to their clients.

mod cursor;
mod doors;

use std::sync::Arc;

use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

pub use cursor::Cursor;
pub use doors::Doors;
pub use rmcp;

/// The service that answers at the address of the protocol.
pub type Endpoint<H> = StreamableHttpService<H, NeverSessionManager>;

/// The service around handlers that `make` makes, one for each request, of at most `body` bytes, for whoever `doors` lets in.
/// An answer is plain JSON, unless its handler tells of progress before: then it is a stream.
pub fn endpoint<H: ServerHandler + Send + 'static>(
    make: impl Fn() -> std::io::Result<H> + Send + Sync + 'static,
    doors: &Doors,
    body: usize,
) -> Endpoint<H> {
    let mut config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(body)
        .with_allowed_origins(doors.origins())
        .enforce_origin_validation();
    config = match doors.hosts() {
        Some(hosts) => config.with_allowed_hosts(hosts),
        // Behind a name that nobody told us, any name may be ours.
        None => config.disable_allowed_hosts(),
    };
    StreamableHttpService::new(make, Arc::new(NeverSessionManager::default()), config)
}

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
