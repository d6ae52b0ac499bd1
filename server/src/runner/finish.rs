//! Ends of runs whose effects are saved already: those that come at once share one transaction.

use igny8::job_run::JobRun;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;

use super::Run;
use crate::error::Result;
use crate::queue::store::{self, Done, Line};
use crate::state::App;
use crate::tenancy::Reason;

/// Ends that one transaction takes.
const MAX_BATCH: usize = 64;

/// A run that ended well.
pub(super) struct End {
    pub(super) run: Run,
    pub(super) done: Done,
    pub(super) lines: Vec<Line>,
    /// Gets the run's state once its lines are saved, or none where its end is not; dropped if nothing was saved.
    pub(super) saved: oneshot::Sender<Option<JobRun>>,
}

/// Where runs send their ends.
pub(super) type Ends = UnboundedSender<End>;

/// Saves ends until no run is left that could send one.
pub(super) async fn keep(app: App, mut inbox: UnboundedReceiver<End>) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while inbox.recv_many(&mut batch, MAX_BATCH).await > 0 {
        match save(&app, &batch).await {
            Ok(saved) => {
                for (end, state) in batch.drain(..).zip(saved) {
                    // A run that was stopped meanwhile does not listen any more.
                    let _ = end.saved.send(state);
                }
            }
            Err(error) => {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "ends are saved one by one"
                );
                batch.clear();
            }
        }
    }
}

async fn save(app: &App, ends: &[End]) -> Result<Vec<Option<JobRun>>> {
    let claims: Vec<_> = ends.iter().map(|end| (end.run.task(), &end.done)).collect();
    let lines: Vec<_> = ends
        .iter()
        .flat_map(|end| end.lines.iter().map(|line| (end.run.task(), line.clone())))
        .collect();
    let mut tx = app.db.system(Reason::Dispatch).await?;
    if !lines.is_empty() {
        store::write_lines(tx.conn(), &lines).await?;
    }
    let saved = store::succeeded_all(tx.conn(), &claims).await?;
    tx.commit().await?;
    Ok(saved)
}
