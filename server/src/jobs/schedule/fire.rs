//! Fires schedules: the mark that a time has fired and the run that it starts are one transaction.

use chrono::{DateTime, Utc};
use igny8::ai::Function;
use igny8::id::TaskId;
use igny8::job::Queue;
use igny8::permission::Role;

use super::next;
use crate::error::{Error, Result};
use crate::jobs::store::{self, Due, NewTask};
use crate::state::App;
use crate::tenancy::{Db, Reason, Scope, Tx, Via};

/// Fires all that is due. Times that were missed while no scheduler ran fire once.
pub(super) async fn fire_due(app: &App) -> Result<()> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = store::due(tx.conn()).await?;
    tx.commit().await?;
    for one in due {
        match fire(&app.db, &one).await {
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

async fn fire(db: &Db, due: &Due) -> Result<Option<TaskId>> {
    let (mut tx, time) = (begin(db, due).await?, next_time(db, due).await);
    let time = match time {
        Ok(time) => time,
        Err(Error::Problem(problem)) => {
            store::switch_off(&mut tx, due, &problem.detail).await?;
            tx.commit().await?;
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if !store::fire(&mut tx, due, time).await? {
        return Ok(None);
    }
    match start(&mut tx, due).await {
        Ok(task) => {
            store::outcome(&mut tx, due, Ok(task)).await?;
            tx.commit().await?;
            Ok(Some(task))
        }
        Err(Error::Problem(problem)) => {
            drop(tx);
            let mut tx = begin(db, due).await?;
            if store::fire(&mut tx, due, time).await? {
                store::outcome(&mut tx, due, Err(&problem.detail)).await?;
                tx.commit().await?;
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn begin(db: &Db, due: &Due) -> Result<Tx> {
    let scope = Scope::verified(due.account, None, Role::Owner, Via::Task);
    Ok(db.begin(&scope.member()).await?)
}

async fn next_time(db: &Db, due: &Due) -> Result<DateTime<Utc>> {
    let unknown = || {
        igny8::error::Problem::field(
            "time_zone",
            "Give an IANA time zone such as Europe/Berlin or UTC.",
        )
    };
    let mut tx = begin(db, due).await?;
    let mut local = due.local_now.ok_or_else(unknown)?;
    let now = Utc::now();
    loop {
        local = next(&due.cron, local)?;
        let time = store::instant(tx.conn(), local, &due.time_zone).await?;
        // After a clock went back, local times of the past come again.
        if time > now {
            return Ok(time);
        }
    }
}

async fn start(tx: &mut Tx, due: &Due) -> Result<TaskId> {
    let unknown = || igny8::error::Problem::bad_request(format!("There is no function {}.", due.function));
    let new = NewTask {
        function: Function::parse(&due.function).ok_or_else(unknown)?,
        params: due.params.clone(),
        queue: Queue::Scheduled,
        idempotency_key: Some(format!("schedule {} {}", due.id, due.fire_at.timestamp())),
        credits: due.credits,
        note: due.name.clone(),
    };
    store::enqueue(tx, new).await
}
