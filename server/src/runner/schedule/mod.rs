//! The scheduler process: fires what is due, lets jobs do what is due by the clock, and removes what is past keeping.

mod close;
mod fire;
mod purge;

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use crate::billing::{grants, sync};
use crate::error::Result;
use crate::pulse::Part;
use crate::queue::store;
use crate::repo::restores;
use crate::runner::Registry;
use crate::state::App;
use crate::tenancy::Reason;

/// Between two looks.
const POLL_INTERVAL: Duration = Duration::from_secs(30);

/// The scheduler. Any number may run; one at a time works.
pub struct Scheduler;

impl Scheduler {
    /// Works until `shutdown`.
    pub async fn run(app: App, jobs: Registry, shutdown: CancellationToken) {
        let mut ticks = interval(POLL_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tracing::info!("scheduler started");
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                _ = ticks.tick() => {}
            }
            app.pulse.beat(Part::Schedules);
            // A look is never dropped midway.
            if let Err(error) = Self::once(&app, jobs).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the scheduler's look failed; trying again"
                );
            }
        }
        tracing::info!("scheduler stopped");
    }

    /// One look. False if another scheduler is at it.
    ///
    /// # Errors
    /// The database does not answer; the next look does what this one did not.
    pub async fn once(app: &App, jobs: Registry) -> Result<bool> {
        // Holds the lead while the work goes on in transactions of its own.
        let mut lead = app.db.system(Reason::Schedule).await?;
        if !store::try_lead(lead.conn(), "schedule", 300).await? {
            return Ok(false);
        }
        if let Some(restore) = restores::held(lead.conn()).await? {
            tracing::warn!(
                restore,
                "the database was restored: nothing is published, mailed, sent to webhooks or started by schedules until “igny8 admin resume-sending”"
            );
        } else {
            fire::fire_due(app, jobs).await?;
            for job in jobs.all() {
                job.look(app).await?;
            }
        }
        close::close(app).await?;
        purge::purge(app).await?;
        bill(app).await?;
        lead.commit().await?;
        Ok(true)
    }
}

/// Grants monthly credits, and asks the payment provider what webhooks and the clock say is due.
async fn bill(app: &App) -> Result<()> {
    grants::grant_due(&app.db).await?;
    if let Some(stripe) = app.payments.stripe() {
        sync::due(&app.db, stripe).await?;
    }
    Ok(())
}
