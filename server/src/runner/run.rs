//! One run as its function sees it.

use std::sync::{Arc, OnceLock};

use igny8::job_run::{JobRun, Level, Phase};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::finish::{End, Ends};
use super::report::Report;
use crate::error::{Error, Result};
use crate::queue::store::{self, Claim, Done};
use crate::state::App;
use crate::tenancy::{Scope, Tx, Via};

/// A claimed run; cheap to clone, also into a blocking thread.
#[derive(Clone)]
pub struct Run(Arc<Inner>);

struct Inner {
    claim: Claim,
    scope: Scope,
    app: App,
    report: Report,
    ends: Ends,
    cancel: CancellationToken,
    lost: CancellationToken,
    ended: OnceLock<JobRun>,
}

/// The proof that a run's end was saved together with its effect.
#[derive(Debug)]
pub struct Finished(());

/// A transaction of a run that does not yet hold the run's row; it can only be saved by way of [`Self::hold`].
pub struct Beside {
    run: Run,
    tx: Tx,
}

impl Beside {
    /// To work in.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// From here to its end, this is the only transaction of the only worker of the run.
    ///
    /// # Errors
    /// Those of [`Run::begin`]; nothing is saved then.
    pub async fn hold(mut self) -> Result<Tx> {
        let inner = &self.run.0;
        store::hold(&mut self.tx, &inner.claim, inner.app.config.lease_seconds).await?;
        Ok(self.tx)
    }
}

impl Run {
    pub(super) fn new(app: App, claim: Claim, ends: Ends) -> Self {
        let scope = Scope::verified(
            claim.account,
            claim.created_by,
            claim.role,
            Via::Task,
            claim.within.clone(),
        );
        let report = Report::new(claim.task.clone());
        let (cancel, lost) = (CancellationToken::new(), CancellationToken::new());
        Self(Arc::new(Inner {
            claim,
            scope,
            app,
            report,
            ends,
            cancel,
            lost,
            ended: OnceLock::new(),
        }))
    }

    /// What is to be done, and which start of it this is.
    pub fn task(&self) -> &Claim {
        &self.0.claim
    }

    /// For whom.
    pub fn scope(&self) -> &Scope {
        &self.0.scope
    }

    /// The process' shared parts.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// Says how far it is: `share` (0 to 1) of `phase`. May be called as often as one likes; at most 4 a second reach
    /// browsers and 1 a second the database.
    pub fn progress(&self, phase: Phase, share: f32, message: &str) {
        self.0.report.progress(phase, share, message);
    }

    /// Adds a line to the log that people read.
    pub fn log(&self, level: Level, message: &str) {
        self.0.report.log(level, message);
    }

    /// Whether the work should go on.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if somebody asked it to stop, [`Error::Fenced`] if another worker has it.
    pub fn check_cancelled(&self) -> Result<()> {
        if self.0.lost.is_cancelled() {
            return Err(Error::Fenced);
        }
        if self.0.cancel.is_cancelled() {
            Err(Error::Cancelled)
        } else {
            Ok(())
        }
    }

    /// Waits until somebody asks it to stop or another worker has it.
    pub async fn cancelled(&self) {
        tokio::select! {
            () = self.0.cancel.cancelled() => {}
            () = self.0.lost.cancelled() => {}
        }
    }

    /// Begins a transaction in which this is the only worker of the run, until it ends. It should end within the
    /// lease's seconds.
    ///
    /// # Errors
    /// [`Error::Fenced`] if another worker has it, [`Error::Cancelled`] if it should stop.
    pub async fn begin(&self) -> Result<Tx> {
        let mut tx = self.0.app.db.begin(&self.0.scope.member_writing()).await?;
        store::hold(&mut tx, &self.0.claim, self.0.app.config.lease_seconds).await?;
        Ok(tx)
    }

    /// Notes, in the transaction of an effect that stays whatever becomes of the run, the credits that it is worth: they
    /// are captured also when the run fails or is cancelled later.
    ///
    /// # Errors
    /// [`Error::Fenced`] if another worker has it.
    pub async fn kept(&self, tx: &mut Tx, credits: i64) -> Result<()> {
        store::kept(tx, &self.0.claim, credits).await
    }

    /// The credits of what this round of the run has kept so far.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn used(&self, tx: &mut Tx) -> Result<i64> {
        store::used(tx, &self.0.claim).await
    }

    /// The rows that it was priced for, where its item does not say it; it must do these and no others.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn priced(&self, tx: &mut Tx) -> Result<Option<Vec<Uuid>>> {
        store::priced(tx, &self.0.claim).await
    }

    /// Begins a transaction that works beside others of the same run: [`Beside::hold`] makes it the only one that writes for
    /// the run, for its last statements. It is rolled back if the process hangs in it for a lease.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn begin_beside(&self) -> Result<Beside> {
        let mut tx = self.0.app.db.begin(&self.0.scope.member_writing()).await?;
        store::limit_idle(&mut tx, self.0.app.config.lease_seconds).await?;
        Ok(Beside {
            run: self.clone(),
            tx,
        })
    }

    /// Ends the run well in the transaction of its effect, which it commits: both are there or neither.
    ///
    /// # Errors
    /// [`Error::Fenced`] if another worker has it; the database does not answer.
    pub async fn finish(&self, mut tx: Tx, done: Done) -> Result<Finished> {
        let lines = self.0.report.take_lines();
        let saved = async {
            store::add_lines(tx.conn(), &self.0.claim, lines.clone()).await?;
            let task = store::succeeded(&mut tx, &self.0.claim, &done).await?;
            tx.commit().await?;
            Ok(task)
        };
        match saved.await {
            Ok(task) => {
                self.0.report.close();
                // A second end would have found the row no longer running.
                let _ = self.0.ended.set(task);
                Ok(Finished(()))
            }
            Err(error) => {
                self.0.report.put_back(lines);
                Err(error)
            }
        }
    }

    /// Ends a run well whose effects are saved already, if it has any: it has nothing to save in one transaction with
    /// its end, so that the end may share one with those of other runs.
    ///
    /// # Errors
    /// As [`Run::begin`] and [`Run::finish`].
    pub async fn end(&self, done: Done) -> Result<Finished> {
        let (saved, state) = oneshot::channel();
        let end = End {
            run: self.clone(),
            done: done.clone(),
            lines: self.0.report.take_lines(),
            saved,
        };
        let lines = end.lines.clone();
        // Without a receiver the worker ends, and the run is put back.
        let _ = self.0.ends.send(end);
        match state.await {
            Ok(Some(state)) => {
                self.0.report.close();
                let _ = self.0.ended.set(state);
                return Ok(Finished(()));
            }
            Ok(None) => {}
            Err(_) => self.0.report.put_back(lines),
        }
        // Alone it learns what is wrong.
        self.finish(self.begin().await?, done).await
    }

    /// How it ended, if that is saved already.
    pub(super) fn ended(&self) -> Option<&JobRun> {
        self.0.ended.get()
    }

    pub(super) fn report(&self) -> &Report {
        &self.0.report
    }

    pub(super) fn cancel_token(&self) -> &CancellationToken {
        &self.0.cancel
    }

    pub(super) fn lost_token(&self) -> &CancellationToken {
        &self.0.lost
    }
}
