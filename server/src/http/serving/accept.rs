//! Accepts connections, as many as there may be, until asked to stop.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{Rules, connection};
use crate::http::caller::network;
use crate::limits::Limits;
use crate::seats::Seats;

/// How long open requests may go on after the process was asked to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How long nothing is accepted after the system gave no connection, as when it has no more file descriptors.
const RETRY_DELAY: Duration = Duration::from_millis(100);
/// Answers to whom no connection is kept for. Nothing was read, so it says HTTP/1.
const FULL: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: 50\r\n\
retry-after: 5\r\nconnection: close\r\n\r\nToo many connections are open. Try again shortly.\n";

/// Answers on `listener` until asked to stop. Where all connections come from proxies, they are not counted by address.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    behind_proxies: bool,
    stop: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let by_address = Seats::<IpAddr>::new(if behind_proxies {
        0
    } else {
        limits.connections_per_address
    });
    let rules = Rules {
        stall: limits.stall(),
    };
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            // The client has gone already.
            Err(error) if is_of_one(&error) => continue,
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "no connection can be accepted"
                );
                tokio::time::sleep(RETRY_DELAY).await;
                continue;
            }
        };
        let place = places.clone().try_acquire_owned().ok();
        let (Some(place), Some(seat)) = (place, by_address.take(network(peer.ip()))) else {
            tracing::warn!(%peer, "too many connections");
            tokio::spawn(refuse(stream));
            continue;
        };
        let (router, stop) = (router.clone(), stop.clone());
        open.spawn(async move {
            let _kept = (place, seat);
            connection(stream, peer, router, rules, stop).await;
        });
    }
    drop(listener);
    open.close();
    // Event streams never end by themselves.
    let _ = tokio::time::timeout(DRAIN, open.wait()).await;
}

/// Whether an error is one connection's, not the listener's.
fn is_of_one(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

async fn refuse(mut stream: TcpStream) {
    let _ = tokio::time::timeout(Duration::from_secs(1), async {
        stream.write_all(FULL).await?;
        stream.shutdown().await
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::FULL;

    #[test]
    fn the_refusal_is_as_long_as_it_says() {
        let text = std::str::from_utf8(FULL).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
    }
}
