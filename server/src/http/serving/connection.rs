//! One connection: its requests, one after the other or at once, and its end when the client stands still.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::received::Received;
use super::socket::Socket;
use super::taken::Taken;
use super::watch::{Verdict, Watch};
use crate::http::problem;

/// The address of a peer, as an extension of its requests.
pub(super) type Peer = ConnectInfo<SocketAddr>;

/// The most bytes of a head, and of what is written ahead of a client that reads slowly.
const BUFFER: usize = 64 * 1024;
/// Requests at once on one connection of HTTP/2.
const STREAMS: u32 = 64;

/// What holds for each connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    /// The longest wait for the client.
    pub stall: Duration,
}

/// Answers on one connection until it ends, the client stands still, or the process stops.
pub(super) async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    rules: Rules,
    stop: CancellationToken,
) {
    let watch = Arc::new(Watch::new());
    let socket = match Socket::new(stream, rules.stall, watch.clone()) {
        Ok(socket) => socket,
        Err(error) => {
            tracing::debug!(%error, "a connection ended before it began");
            return;
        }
    };
    let service = service_fn(|request| answer(request, peer, router.clone(), rules, watch.clone()));
    let builder = builder(rules);
    let mut serving = std::pin::pin!(builder.serve_connection(TokioIo::new(socket), service));
    let mut look = interval((rules.stall / 4).clamp(Duration::from_millis(100), Duration::from_secs(5)));
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ending: Option<Instant> = None;
    let mut stopping = false;
    loop {
        tokio::select! {
            ended = serving.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%peer, error = &*error, "a connection broke");
                }
                return;
            }
            () = stop.cancelled(), if !stopping => {
                stopping = true;
                serving.as_mut().graceful_shutdown();
            }
            now = look.tick() => match watch.verdict(now, rules.stall) {
                Verdict::Goes => ending = None,
                Verdict::Stalled => {
                    tracing::debug!(%peer, "a client takes nothing of its answer");
                    return;
                }
                // Told first, so that a request that is under way at this moment is not lost.
                Verdict::Idle if ending.is_none() => {
                    ending = Some(now);
                    serving.as_mut().graceful_shutdown();
                }
                Verdict::Idle if ending.is_some_and(|since| now - since >= rules.stall) => return,
                Verdict::Idle => {}
            },
        }
    }
}

fn builder(rules: Rules) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(rules.stall)
        .max_buf_size(BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(rules.stall)
        .keep_alive_timeout(rules.stall)
        .max_concurrent_streams(STREAMS)
        .max_send_buf_size(BUFFER);
    builder
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
    rules: Rules,
    watch: Arc<Watch>,
) -> Result<Response<Body>, Infallible> {
    let kept = watch.begin();
    let late = Arc::new(AtomicBool::new(false));
    let mut request = request.map(|body| Body::new(Received::new(body, rules.stall, late.clone())));
    let peer: Peer = ConnectInfo(peer);
    request.extensions_mut().insert(peer);
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    // Whatever the handler made of a body that broke off: the client learns why.
    let response = if late.load(Ordering::Relaxed) {
        problem::too_slow()
    } else {
        response
    };
    Ok(response.map(|body| Body::new(Taken::new(body, kept))))
}
