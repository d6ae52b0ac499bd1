//! Doing something again and again until the process is to end.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::error::Result;

/// Does a round, then waits, until `shutdown`; what is under way then is finished first. A round that fails is complained of in `words` and
/// tried again with the next.
pub(super) async fn rounds<T>(
    pause: Duration,
    shutdown: CancellationToken,
    words: &'static str,
    round: impl AsyncFn() -> Result<T>,
) {
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            _ = ticks.tick() => {}
        }
        if let Err(error) = round().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "{words}");
        }
    }
}
