//! Fires schedules: the mark that a time has fired and the run that it starts are one transaction.

use chrono::Utc;
use igny8::billing::plan::PlanLimit;
use igny8::error::{Problem, ProblemKind};
use igny8::id::TaskId;
use igny8::job_run::Queue;
use igny8::page::Arguments;
use igny8::permission::Role;
use igny8::services::Selection;

use crate::cron::next;
use crate::error::{Error, Result};
use crate::queue::store;
use crate::repo::automation::schedule_runs::{self, Due, Outcome};
use crate::repo::billing::limits;
use crate::repo::filter::Rows;
use crate::runner::Registry;
use crate::runner::start::{self, FiringLimit, StartRequest, Started};
use crate::state::App;
use crate::tenancy::{Db, Reason, Scope, SiteAccess, Tx, Via};

/// Fires all that is due. Times that were missed while no scheduler ran fire once.
pub(super) async fn fire_due(app: &App, jobs: Registry) -> Result<()> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = schedule_runs::due(tx.conn()).await?;
    tx.commit().await?;
    for one in due {
        match fire(&app.db, jobs, &one).await {
            Ok(Some(task)) => app.jobs.changed(one.account, vec![task.0]),
            Ok(None) => {}
            // A schedule that fails must not hold up the others.
            Err(error) => tracing::warn!(
                schedule = %one.id, error = &error as &dyn std::error::Error, "a schedule could not be fired"
            ),
        }
    }
    Ok(())
}

async fn fire(db: &Db, jobs: Registry, due: &Due) -> Result<Option<TaskId>> {
    let mut tx = begin(db, due).await?;
    let time = match next(&due.cron, &due.time_zone, Utc::now().max(due.fire_at)) {
        Ok(time) => time,
        Err(problem) => {
            schedule_runs::switch_off(&mut tx, due, &problem.detail).await?;
            tx.commit().await?;
            return Ok(None);
        }
    };
    if !schedule_runs::fire(&mut tx, due, time).await? {
        return Ok(None);
    }
    match started(&mut tx, jobs, due).await {
        Ok(task) => {
            tx.commit().await?;
            Ok(Some(task))
        }
        Err(Error::Problem(problem)) => {
            drop(tx);
            let mut tx = begin(db, due).await?;
            if schedule_runs::fire(&mut tx, due, time).await? {
                schedule_runs::outcome(&mut tx, due, no_run(&problem)).await?;
                tx.commit().await?;
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Starts the run of a time, notes what came of it, and looks whether the account's plan has room for it.
async fn started(tx: &mut Tx, jobs: Registry, due: &Due) -> Result<TaskId> {
    let (started, what) = start(tx, jobs, due).await?;
    let note = started.left.sentence(started.count, what);
    if let Some(note) = &note {
        store::say(tx, started.task, note).await?;
    }
    let outcome = Outcome {
        task: Some(started.task),
        rows: Some(started.count),
        left: Some(started.left.rows),
        note: note.as_deref(),
        error: None,
    };
    schedule_runs::outcome(tx, due, outcome).await?;
    limits::check(tx, PlanLimit::ScheduledRuns).await?;
    Ok(started.task)
}

/// Why a firing started no run: that there is nothing to do is no fault.
fn no_run(problem: &Problem) -> Outcome<'_> {
    if problem.kind == ProblemKind::NotFound {
        return Outcome {
            rows: Some(0),
            left: Some(0),
            note: Some("Nothing to do."),
            ..Outcome::default()
        };
    }
    Outcome {
        error: Some(&problem.detail),
        ..Outcome::default()
    }
}

async fn begin(db: &Db, due: &Due) -> Result<Tx> {
    let scope = Scope::verified(due.account, None, Role::Owner, Via::Task, SiteAccess::All);
    Ok(db.begin(&scope.member_writing()).await?)
}

/// Starts its function within its limits, and says what the rows are.
async fn start(tx: &mut Tx, jobs: Registry, due: &Due) -> Result<(Started, &'static str)> {
    let unknown = || Problem::bad_request(format!("Unknown function {}.", due.function));
    let job = jobs.named(&due.function).map_err(|_| unknown())?;
    let scheduled = job.scheduled().ok_or_else(unknown)?;
    let query = match due.site {
        Some(site) => format!("{}&site_id={site}", scheduled.query),
        None => scheduled.query.to_owned(),
    };
    let page = igny8::registry::table(scheduled.resource).ok_or_else(unknown)?;
    let selection = Selection::Query(query);
    let order = StartRequest {
        job,
        page,
        rows: &Rows::selected(page, selection.clone())?,
        selection: &selection,
        // Nobody is there to say yes to anything.
        arguments: &Arguments::default(),
    };
    let bound = FiringLimit {
        credits: due.credits,
        rows: due.max_rows.or(scheduled.rows),
    };
    // No request can send this key: its header has ASCII alone.
    let key = format!("schedule · {} · {}", due.id, due.fire_at.timestamp_micros());
    let started = start::start(tx, &order, Queue::Scheduled, Some(key), Some(bound)).await?;
    Ok((started, scheduled.resource.many()))
}
