//! SIGTERM and Ctrl-C as a token that everything watches.

use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::state::App;

/// A token that is cancelled when the process is to stop. SIGTERM first makes it say that it is not ready: whoever sends it requests
/// has `drain` to see that. A person at the terminal waits for nothing. Asking again ends the wait.
pub fn token(app: &App, drain: Duration) -> CancellationToken {
    let token = CancellationToken::new();
    let (asked, stopping) = (token.clone(), app.stopping.clone());
    tokio::spawn(async move {
        let mut terminate =
            signal(SignalKind::terminate()).expect("signals can be watched in a tokio runtime");
        let mut interrupt =
            signal(SignalKind::interrupt()).expect("signals can be watched in a tokio runtime");
        let politely = tokio::select! {
            _ = terminate.recv() => true,
            _ = interrupt.recv() => false,
        };
        tracing::info!("asked to stop");
        stopping.cancel();
        if politely {
            tokio::select! {
                () = tokio::time::sleep(drain) => {}
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        }
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
