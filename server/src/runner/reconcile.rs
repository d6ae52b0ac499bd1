//! Heals what dispatch lost: one worker at a time looks every two seconds for runs that nothing would wake any more.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use igny8::job_run::Queue;
use tokio::time::{MissedTickBehavior, interval};

use super::active::Shared;
use crate::error::Result;
use crate::queue::store::{self, Ticket};
use crate::tenancy::Reason;

/// Between two looks.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// Seconds after which a run that was sent and not claimed is looked for in Redis.
const OVERDUE: f64 = 15.0;

/// Looks until it is dropped.
pub(super) async fn keep(shared: Arc<Shared>) {
    let mut ticks = interval(POLL_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(error) = once(&shared).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "looking for lost runs failed; trying again"
            );
        }
    }
}

async fn once(shared: &Shared) -> Result<()> {
    let feeder = shared.app.jobs.feeder();
    if !feeder.streams().is_connected() {
        // Workers claim directly meanwhile.
        return Ok(());
    }
    // Holds the lead while the work goes on in transactions of its own.
    let mut lead = shared.app.db.system(Reason::Dispatch).await?;
    if !store::try_lead(lead.conn(), "reconcile", 15).await? {
        return Ok(());
    }
    let overdue = if shared.recheck.swap(false, Ordering::Relaxed) {
        0.0
    } else {
        OVERDUE
    };
    let mut tx = shared.app.db.system(Reason::Dispatch).await?;
    let expired = store::expired(tx.conn()).await?;
    let stale = store::stale(tx.conn(), overdue).await?;
    tx.commit().await?;
    if !expired.is_empty() {
        tracing::info!(
            runs = expired.len(),
            "runs whose worker stopped are started again"
        );
        feeder.streams().push(&expired).await?;
    }
    feeder.put_back(&lost(shared, stale).await?).await?;
    let mut tx = shared.app.db.system(Reason::Dispatch).await?;
    store::refresh_statistics(tx.conn()).await?;
    let accounts = store::accounts_waiting(tx.conn()).await?;
    tx.commit().await?;
    feeder.feed(&accounts).await?;
    lead.commit().await?;
    Ok(())
}

/// Those that are not in Redis any more. Streams are trimmed on the way.
async fn lost(shared: &Shared, stale: Vec<Ticket>) -> Result<Vec<Ticket>> {
    let streams = shared.app.jobs.feeder().streams();
    let mut unread = HashSet::new();
    for queue in Queue::ALL {
        let read = streams.trim(queue).await?;
        if stale.iter().any(|ticket| ticket.queue == queue) {
            unread.extend(streams.unread(queue, &read).await?);
        }
    }
    Ok(stale
        .into_iter()
        .filter(|ticket| !unread.contains(&(ticket.account, ticket.task)))
        .collect())
}
