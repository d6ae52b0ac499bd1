//! SIGTERM and Ctrl-C as a token that everything watches.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// A token that is cancelled when the process is asked to stop. Asking again changes nothing.
pub fn token() -> CancellationToken {
    let token = CancellationToken::new();
    let asked = token.clone();
    tokio::spawn(async move {
        let mut terminate =
            signal(SignalKind::terminate()).expect("signals can be watched in a tokio runtime");
        let mut interrupt =
            signal(SignalKind::interrupt()).expect("signals can be watched in a tokio runtime");
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("asked to stop");
        asked.cancel();
        // Later signals are received and ignored: stopping is under way.
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
    });
    token
}
