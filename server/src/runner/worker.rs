//! The worker process: takes as many runs as it has free slots, and gives back what it cannot end in time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::active::Shared;
use super::execute::execute;
use super::{flush, heartbeat, reconcile};
use crate::error::Result;
use crate::queue::dispatch::Reader;
use crate::queue::store::{self, Ticket};
use crate::runner::Registry;
use crate::state::App;
use crate::tenancy::Reason;

/// How long runs may go on after the process was asked to stop.
const DRAIN: Duration = Duration::from_secs(25);
/// Between two looks into the database while Redis does not answer.
const POLL_INTERVAL: Duration = Duration::from_secs(2);
/// The same once a run ended.
const BATCH_DELAY: Duration = Duration::from_millis(50);
/// A look that filled all slots found more to do than there are: so long free slots gather, for one statement to fill.
const GATHER: Duration = Duration::from_millis(1);

/// A worker.
pub struct Worker {
    shared: Arc<Shared>,
    slots: Arc<Semaphore>,
    runs: TaskTracker,
}

impl Worker {
    /// Does these jobs, in as many slots as the configuration says.
    pub fn new(app: App, jobs: Registry) -> Self {
        let slots = Arc::new(Semaphore::new(app.config.worker_slots.max(1)));
        Self {
            shared: Shared::new(app, jobs),
            slots,
            runs: TaskTracker::new(),
        }
    }

    /// Works until `shutdown`, then lets runs end for 25 s and puts the rest back.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut watch = JoinSet::new();
        watch.spawn(heartbeat::keep(Arc::clone(&self.shared)));
        watch.spawn(flush::keep(Arc::clone(&self.shared)));
        let healer = tokio::spawn(reconcile::keep(Arc::clone(&self.shared)));
        tracing::info!(
            worker = self.shared.name,
            slots = self.slots.available_permits(),
            "worker started"
        );
        tokio::select! {
            () = self.work(&shutdown) => {}
            // Without it claims would not hold; the process ends, and whoever watches it starts it again.
            broke = watch.join_next() => tracing::error!(?broke, "a part of the worker broke"),
        }
        healer.abort();
        self.drain().await;
        watch.shutdown().await;
        tracing::info!(worker = self.shared.name, "worker stopped");
    }

    async fn work(&self, shutdown: &CancellationToken) {
        let mut reader = Reader::new(Arc::clone(&self.shared.app.config));
        let mut redis_answers = true;
        while let Some(free) = self.free(shutdown).await {
            // Never dropped midway: what Redis has sent by then would be lost for a while.
            let read = reader.read(free).await;
            if reader.take_remade() {
                self.shared.recheck.store(true, Ordering::Relaxed);
            }
            let tickets = match read {
                Ok(tickets) => {
                    redis_answers = true;
                    tickets
                }
                Err(error) => {
                    if std::mem::take(&mut redis_answers) {
                        tracing::warn!(
                            error = &error as &dyn std::error::Error,
                            "Redis does not answer; runs are taken from the database"
                        );
                    }
                    self.look(free, shutdown).await
                }
            };
            if let Err(error) = self.take(&tickets, free).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "runs could not be claimed; trying again"
                );
                sleep(Duration::from_secs(1)).await;
            }
            if tickets.len() >= free {
                sleep(GATHER).await;
            }
        }
    }

    /// Waits for a free slot and counts them; none once the process should stop.
    async fn free(&self, shutdown: &CancellationToken) -> Option<usize> {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => None,
            // Only this loop takes slots, so that what is free now stays free.
            slot = self.slots.acquire() => slot.ok().map(|slot| {
                drop(slot);
                self.slots.available_permits().max(1)
            }),
        }
    }

    /// Claims the runs and starts them; sends again what is more than fits.
    async fn take(&self, tickets: &[Ticket], free: usize) -> Result<()> {
        if tickets.is_empty() {
            return Ok(());
        }
        let (now, more) = tickets.split_at(free.min(tickets.len()));
        let app = &self.shared.app;
        let mut tx = app.db.system(Reason::Dispatch).await?;
        let functions = self.shared.jobs.functions();
        let claims = store::claim(
            &mut tx,
            now,
            &functions,
            &self.shared.name,
            app.config.lease_seconds,
        )
        .await?;
        tx.commit().await?;
        for claim in claims.runs {
            let Ok(slot) = Arc::clone(&self.slots).acquire_owned().await else {
                break;
            };
            self.runs.spawn(execute(Arc::clone(&self.shared), claim, slot));
        }
        for (account, task) in claims.ended {
            app.jobs.changed(account, vec![task.id]);
        }
        if more.is_empty() {
            Ok(())
        } else {
            app.jobs.feeder().resend(more).await
        }
    }

    /// What is next according to the database alone: while Redis does not answer.
    async fn look(&self, free: usize, shutdown: &CancellationToken) -> Vec<Ticket> {
        let found = match self.next(free).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the database does not answer either"
                );
                Vec::new()
            }
        };
        if found.is_empty() {
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = sleep(POLL_INTERVAL) => {}
                () = async { self.shared.ended.notified().await; sleep(BATCH_DELAY).await } => {}
            }
        }
        found
    }

    async fn next(&self, free: usize) -> Result<Vec<Ticket>> {
        let feeder = self.shared.app.jobs.feeder();
        let mut tx = self.shared.app.db.system(Reason::Dispatch).await?;
        let mut next = store::expired(tx.conn()).await?;
        // What was sent before Redis stopped answering.
        next.extend(store::stale(tx.conn(), POLL_INTERVAL.as_secs_f64()).await?);
        let accounts = store::accounts_waiting(tx.conn()).await?;
        tx.commit().await?;
        next.extend(feeder.take(&accounts).await?);
        let more = next.split_off(free.min(next.len()));
        feeder.put_back(&more).await?;
        Ok(next)
    }

    async fn drain(&self) {
        self.runs.close();
        if timeout(DRAIN, self.runs.wait()).await.is_ok() {
            return;
        }
        tracing::info!(
            runs = self.runs.len(),
            "runs that go on are put back for other workers"
        );
        self.shared.hand_back.cancel();
        self.runs.wait().await;
        if let Err(error) = self.send_what_waits().await {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "another worker will find what was put back"
            );
        }
    }

    async fn send_what_waits(&self) -> Result<()> {
        let mut tx = self.shared.app.db.system(Reason::Dispatch).await?;
        let accounts = store::accounts_waiting(tx.conn()).await?;
        tx.commit().await?;
        self.shared.app.jobs.feeder().feed(&accounts).await
    }
}
