//! Sends what runs say about themselves to browsers four times a second, and saves it once a second.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::Run;
use super::active::Shared;
use crate::error::Result;
use crate::queue::store::{self, Line, Progress};
use crate::tenancy::Reason;

/// Between two sendings.
const SEND: Duration = Duration::from_millis(250);
/// Sendings for each saving.
const SAVE_EVERY: u32 = 4;

/// Sends and saves until it is dropped.
pub(super) async fn keep(shared: Arc<Shared>) {
    let mut ticks = interval(SEND);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut count: u32 = 0;
    loop {
        ticks.tick().await;
        count = count.wrapping_add(1);
        let runs = shared.all();
        if runs.is_empty() || !shared.holds() {
            continue;
        }
        if let Err(error) = send(&shared, &runs).await {
            tracing::debug!(error = &error as &dyn std::error::Error, "progress was not sent");
        }
        if count.is_multiple_of(SAVE_EVERY)
            && let Err(error) = save(&shared, &runs).await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "progress was not saved");
        }
    }
}

async fn send(shared: &Shared, runs: &[Run]) -> Result<()> {
    let _sending = shared.sending.lock().await;
    let states: Vec<_> = runs
        .iter()
        .filter_map(|run| Some((run.task().account, run.report().take_unsent()?)))
        .collect();
    shared.app.events.publish_all(&states).await
}

async fn save(shared: &Shared, runs: &[Run]) -> Result<()> {
    let progress: Vec<Progress<'_>> = runs
        .iter()
        .filter_map(|run| {
            let (phase, percent, message) = run.report().take_unsaved()?;
            Some(Progress {
                claim: run.task(),
                phase,
                percent,
                message,
            })
        })
        .collect();
    let lines: Vec<(&Run, Vec<Line>)> = runs.iter().map(|run| (run, run.report().take_lines())).collect();
    let all: Vec<_> = lines
        .iter()
        .flat_map(|(run, lines)| lines.iter().map(|line| (run.task(), line.clone())))
        .collect();
    if progress.is_empty() && all.is_empty() {
        return Ok(());
    }
    let saved = async {
        let mut tx = shared.app.db.system(Reason::Dispatch).await?;
        store::write_progress(tx.conn(), &progress).await?;
        store::write_lines(tx.conn(), &all).await?;
        Ok(tx.commit().await?)
    };
    let saved = saved.await;
    if saved.is_err() {
        for (run, lines) in lines {
            run.report().put_back(lines);
        }
    }
    saved
}
