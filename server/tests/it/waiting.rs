//! Waiting for what comes by itself: asked for again and again, within a bound.

use std::time::{Duration, Instant};

use tokio::time::sleep;

/// How long anything may take to come; far more than it takes.
const TIMEOUT: Duration = Duration::from_mins(1);
/// How long to wait before it is asked for again.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Waits until it holds, and fails with `what` if it does not within a minute.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < TIMEOUT, "not within {TIMEOUT:?}: {what}");
        sleep(POLL_INTERVAL).await;
    }
}
