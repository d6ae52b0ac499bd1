//! One run from claim to end, isolated: a panic or a hang of its function is its own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use igny8::job_run::{JobRun, Level};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tracing::Instrument as _;

use super::active::Shared;
use super::verdict::{Verdict, judge};
use super::{Finished, Run};
use crate::error::{Error, Result};
use crate::queue::store::{self, Claim, Progress};
use crate::telemetry::metrics::metrics;
use crate::tenancy::Reason;

/// How long a function has to notice that it should stop.
const NOTICE: Duration = Duration::from_secs(10);
/// How long a stopped function has to let go of its transaction.
const LET_GO: Duration = Duration::from_secs(2);

/// Does the run, and frees its slot before it tells of the end.
pub(super) async fn execute(shared: Arc<Shared>, claim: Claim, slot: OwnedSemaphorePermit) {
    let span = tracing::info_span!(
        "run",
        id = %claim.id,
        job = claim.job.name(),
        account = %claim.account,
        attempt = claim.attempt,
    );
    execute_in_span(shared, claim, slot).instrument(span).await;
}

async fn execute_in_span(shared: Arc<Shared>, claim: Claim, slot: OwnedSemaphorePermit) {
    let run = Run::new(shared.app.clone(), claim, shared.run_ends.clone());
    shared.add(&run);
    let (began, _running) = (Instant::now(), metrics().running());
    let state = if let Some(outcome) = work(&shared, &run).await {
        let word = word_of(&outcome);
        let state = conclude(&run, outcome).await;
        metrics().ran(run.task().job, word, began.elapsed());
        state
    } else {
        metrics().ran(run.task().job, "put_back", began.elapsed());
        put_back(&run).await;
        None
    };
    run.report().close();
    shared.remove(&run);
    shared.ended.notify_one();
    drop(slot);
    let (account, id, parent) = (run.task().account, run.task().id, run.task().task.parent_id);
    match state {
        Some(state) => {
            // The parent of a run follows it in the database, and is told from there.
            shared.app.jobs.changed(account, parent.into_iter().collect());
            shared.announce(account, state).await;
        }
        None => shared.app.jobs.changed(account, vec![id.0]),
    }
}

/// What came of a try, for figures.
fn word_of(outcome: &Result<Finished>) -> &'static str {
    match outcome {
        Ok(_) => "succeeded",
        Err(Error::Fenced) => "lost",
        Err(Error::Cancelled) => "cancelled",
        Err(_) => "failed",
    }
}

/// Runs the function until it returns or must stop; none when the run should be put back.
async fn work(shared: &Shared, run: &Run) -> Option<Result<Finished>> {
    let mut work = start(shared, run);
    tokio::select! {
        biased;
        outcome = &mut work => Some(outcome.unwrap_or_else(|stopped| Err(stopped.into()))),
        () = run.lost_token().cancelled() => {
            stop(work).await;
            Some(Err(Error::Fenced))
        }
        () = async { run.cancel_token().cancelled().await; sleep(NOTICE).await } => {
            stop(work).await;
            Some(Err(Error::Cancelled))
        }
        () = shared.hand_back.cancelled() => {
            // Code in a blocking thread cannot be stopped from outside; this tells it.
            run.lost_token().cancel();
            stop(work).await;
            None
        }
    }
}

fn start(shared: &Shared, run: &Run) -> JoinHandle<Result<Finished>> {
    let (job, run) = (shared.jobs.get(run.task().job), run.clone());
    let work = async move {
        match job {
            Some(job) => job.run(&run).await,
            // Only runs of known functions are claimed.
            None => Err(igny8::error::Problem::internal().into()),
        }
    };
    tokio::spawn(work.in_current_span())
}

async fn stop(work: JoinHandle<Result<Finished>>) {
    work.abort();
    if timeout(LET_GO, work).await.is_err() {
        tracing::warn!("a function does not stop; it holds a thread until it does");
    }
}

/// Saves the end, again and again while the database does not answer and the claim holds.
async fn conclude(run: &Run, outcome: Result<Finished>) -> Option<JobRun> {
    let error = match (outcome, run.ended()) {
        // What went wrong after the end was saved changes nothing any more.
        (_, Some(state)) => return Some(state.clone()),
        (Ok(Finished { .. }), None) => return None,
        (Err(error), None) => error,
    };
    let claim = run.task();
    let verdict = judge(&error, claim.attempt, rand::random());
    match &verdict {
        Verdict::Fenced | Verdict::Cancelled => {}
        Verdict::Failed(_) | Verdict::Later(..) => tracing::warn!(
            run = %claim.id, function = claim.job.name(), attempt = claim.attempt,
            error = &error as &dyn std::error::Error, "run did not succeed"
        ),
    }
    while !run.lost_token().is_cancelled() {
        match save(run, &verdict).await {
            Ok(state) => return Some(state),
            Err(Error::Fenced) => return None,
            Err(error) => {
                tracing::warn!(run = %claim.id, error = &error as &dyn std::error::Error, "a run's end was not saved");
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
    None
}

async fn save(run: &Run, verdict: &Verdict) -> Result<JobRun> {
    let (claim, report) = (run.task(), run.report());
    match verdict {
        Verdict::Failed(error) | Verdict::Later(error, _) => report.log(Level::Error, error),
        Verdict::Cancelled => report.log(Level::Info, "Canceled."),
        Verdict::Fenced => return Err(Error::Fenced),
    }
    let (lines, reached) = (report.take_lines(), report.take_unsaved());
    let saved = async {
        let mut tx = run.app().db.begin(&run.scope().member_writing()).await?;
        store::add_lines(tx.conn(), claim, lines.clone()).await?;
        // How far it came, where that was too quick to be saved.
        if let Some((phase, percent, message)) = reached {
            let progress = Progress {
                claim,
                phase,
                percent,
                message,
            };
            store::write_progress(tx.conn(), &[progress]).await?;
        }
        let state = match verdict {
            Verdict::Failed(error) => store::failed(&mut tx, claim, error).await?,
            Verdict::Later(error, seconds) => store::retry_later(&mut tx, claim, error, *seconds).await?,
            Verdict::Cancelled => store::cancelled(&mut tx, claim).await?,
            Verdict::Fenced => return Err(Error::Fenced),
        };
        tx.commit().await?;
        Ok(state)
    };
    let saved = saved.await;
    if saved.is_err() {
        // Without the last line, which the next try says again.
        let keep = lines.len().saturating_sub(1);
        report.put_back(lines.into_iter().take(keep).collect());
    }
    saved
}

async fn put_back(run: &Run) {
    let saved = async {
        let mut tx = run.app().db.system(Reason::Dispatch).await?;
        store::add_lines(tx.conn(), run.task(), run.report().take_lines()).await?;
        store::hand_back(tx.conn(), &[run.task()]).await?;
        Ok::<_, Error>(tx.commit().await?)
    };
    if let Err(error) = saved.await {
        tracing::warn!(
            run = %run.task().id, error = &error as &dyn std::error::Error,
            "a run could not be put back; it starts again once its lease ran out"
        );
    }
}
