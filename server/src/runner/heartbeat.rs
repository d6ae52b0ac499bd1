//! Keeps the worker's claims alive, and hears who should stop.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use igny8::id::TaskId;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::Run;
use super::active::Shared;
use crate::error::Result;
use crate::pulse::Part;
use crate::queue::store::{self, Claim};
use crate::tenancy::Reason;

/// Between two looks for who should stop.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Renews four times a lease and looks every second, until it is dropped.
pub(super) async fn keep(shared: Arc<Shared>) {
    let pause = shared.lease() / 4;
    let mut ticks = interval(POLL_INTERVAL.min(pause));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut renewed: Option<Instant> = None;
    loop {
        ticks.tick().await;
        shared.app.pulse.beat(Part::Claims);
        let (now, runs) = (Instant::now(), shared.all());
        let due = renewed.is_none_or(|at| now + POLL_INTERVAL / 2 >= at + pause);
        let beat = async {
            if due {
                renew(&shared, &runs, now).await
            } else {
                look(&shared, &runs).await
            }
        };
        match timeout(pause, beat).await {
            Ok(Ok(())) if due => renewed = Some(now),
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "claims could not be confirmed"
                );
            }
            Err(_) => tracing::warn!("claims could not be confirmed in time"),
        }
    }
}

async fn renew(shared: &Shared, runs: &[Run], now: Instant) -> Result<()> {
    if runs.is_empty() {
        shared.beat(now);
        return Ok(());
    }
    let claims: Vec<&Claim> = runs.iter().map(Run::task).collect();
    let mut tx = shared.app.db.system(Reason::Dispatch).await?;
    let beats = store::renew(tx.conn(), &claims, shared.app.config.lease_seconds).await?;
    tx.commit().await?;
    shared.beat(now);
    let held: HashMap<TaskId, bool> = beats
        .into_iter()
        .map(|beat| (beat.task, beat.cancel_requested))
        .collect();
    for run in runs {
        match held.get(&run.task().id) {
            Some(true) => cancel(run),
            Some(false) => {}
            // Taken over, or at its end at this moment, which does not mind.
            None => run.lost_token().cancel(),
        }
    }
    Ok(())
}

async fn look(shared: &Shared, runs: &[Run]) -> Result<()> {
    if runs.is_empty() {
        return Ok(());
    }
    let claims: Vec<&Claim> = runs.iter().map(Run::task).collect();
    let mut tx = shared.app.db.system(Reason::Dispatch).await?;
    let asked = store::asked_to_stop(tx.conn(), &claims).await?;
    tx.commit().await?;
    runs.iter()
        .filter(|run| asked.contains(&run.task().id))
        .for_each(cancel);
    Ok(())
}

fn cancel(run: &Run) {
    if !run.cancel_token().is_cancelled() {
        run.report().cancel_requested();
        run.cancel_token().cancel();
    }
}
