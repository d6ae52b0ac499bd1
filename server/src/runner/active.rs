//! What a worker's parts share: its runs, and whether its claims can still hold.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use igny8::id::{AccountId, TaskId};
use igny8::job_run::JobRun;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::Run;
use super::finish::{self, Ends};
use crate::runner::Registry;
use crate::state::App;

/// The shared part of a worker.
pub(super) struct Shared {
    pub(super) app: App,
    pub(super) jobs: Registry,
    /// The worker's name in the rows that it holds.
    pub(super) name: String,
    /// Runs that it does. A run is there by its fence too, since one that was lost may come back before it is gone.
    runs: Mutex<HashMap<(TaskId, i64), Run>>,
    beat: Mutex<Instant>,
    /// Held while states are sent, so that a run's end is never overtaken by its progress.
    pub(super) sending: tokio::sync::Mutex<()>,
    /// Ends that browsers do not know yet.
    ends: Mutex<Vec<(AccountId, JobRun)>>,
    /// Where runs without an effect of their own end.
    pub(super) run_ends: Ends,
    /// Told when a run ended, since its account may have its next one now.
    pub(super) ended: Notify,
    /// Redis may have lost what was sent, so that the next look should not wait.
    pub(super) recheck: AtomicBool,
    /// The time to put runs back has come.
    pub(super) hand_back: CancellationToken,
}

impl Shared {
    pub(super) fn new(app: App, jobs: Registry) -> Arc<Self> {
        let (run_ends, inbox) = mpsc::unbounded_channel();
        tokio::spawn(finish::keep(app.clone(), inbox));
        Arc::new(Self {
            app,
            jobs,
            run_ends,
            name: format!("{}-{}", std::process::id(), Uuid::now_v7()),
            runs: Mutex::default(),
            beat: Mutex::new(Instant::now()),
            sending: tokio::sync::Mutex::default(),
            ends: Mutex::default(),
            ended: Notify::new(),
            recheck: AtomicBool::new(false),
            hand_back: CancellationToken::new(),
        })
    }

    pub(super) fn add(&self, run: &Run) {
        self.runs().insert((run.task().id, run.task().fence), run.clone());
    }

    pub(super) fn remove(&self, run: &Run) {
        self.runs().remove(&(run.task().id, run.task().fence));
    }

    pub(super) fn all(&self) -> Vec<Run> {
        self.runs().values().cloned().collect()
    }

    /// Tells browsers of a run's end. Ends that come while others are sent go together, whoever sends them.
    pub(super) async fn announce(&self, account: AccountId, end: JobRun) {
        self.ends().push((account, end));
        let _sending = self.sending.lock().await;
        let ends = std::mem::take(&mut *self.ends());
        if let Err(error) = self.app.events.publish_all(&ends).await {
            tracing::debug!(error = &error as &dyn std::error::Error, "ends were not sent");
            for (account, end) in ends {
                self.app.jobs.changed(account, vec![end.id]);
            }
        }
    }

    fn ends(&self) -> MutexGuard<'_, Vec<(AccountId, JobRun)>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The claims were confirmed at `at`.
    pub(super) fn beat(&self, at: Instant) {
        *self.beat.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Whether the claims were confirmed within a lease. After a pause of the whole process they were not, and what
    /// its runs say may be old.
    pub(super) fn holds(&self) -> bool {
        let beat = *self.beat.lock().unwrap_or_else(PoisonError::into_inner);
        beat.elapsed() < self.lease()
    }

    pub(super) fn lease(&self) -> Duration {
        Duration::from_secs(self.app.config.lease_seconds.into())
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<(TaskId, i64), Run>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
