//! The ends of a run, each fenced: a worker that lost its claim changes nothing.

use std::collections::{BTreeMap, HashMap};

use igny8::id::AccountId;
use igny8::job_run::{JobRun, Status};
use sqlx::PgConnection;
use uuid::Uuid;

use super::claim::Claim;
use super::read::{query_tasks, storable, task_of};
use crate::billing::ledger::{self, Ended};
use crate::error::{Error, Result};
use crate::tenancy::Tx;

/// What a run that ended well leaves.
#[derive(Clone, Debug)]
pub struct Done {
    /// What came of it; its shape is the function's.
    pub result: serde_json::Value,
    /// The same in one short sentence.
    pub message: String,
    /// Credits that it used, at most those reserved.
    pub used: i64,
}

/// Ends the run well and captures its credits, in the transaction of its effect.
///
/// # Errors
/// [`Error::Fenced`] if another worker has the run.
pub async fn succeeded(tx: &mut Tx, claim: &Claim, done: &Done) -> Result<JobRun> {
    let ended = succeeded_all(tx.conn(), &[(claim, done)]).await?;
    ended.into_iter().flatten().next().ok_or(Error::Fenced)
}

/// Ends several runs of whichever accounts well, and captures their credits: their states in the same order, none for a
/// run that somebody else has or asked to stop.
///
/// # Errors
/// The database does not answer; nothing is saved then.
pub async fn succeeded_all(conn: &mut PgConnection, ends: &[(&Claim, &Done)]) -> Result<Vec<Option<JobRun>>> {
    let used = |(claim, done): &(&Claim, &Done)| done.used.clamp(0, claim.credits);
    let rows = query_tasks!(
        "update ai_tasks t set status = 'succeeded', phase = 'done', percent = 100, message = e.message, result = e.result, \
           error = null, credits = e.used, worker = null, lease_until = null, dispatched_at = null, finished_at = now() \
         from unnest($1::uuid[], $2::uuid[], $3::int8[], $4::text[], $5::jsonb[], $6::int8[]) \
           as e(account_id, id, fence, message, result, used) \
         where t.account_id = e.account_id and t.id = e.id and t.fence = e.fence and t.status = 'running' \
           and not t.cancel_requested returning ",
        "",
        &ends.iter().map(|(claim, _)| claim.account.0).collect::<Vec<_>>(),
        &ends.iter().map(|(claim, _)| claim.id.0).collect::<Vec<_>>(),
        &ends.iter().map(|(claim, _)| claim.fence).collect::<Vec<_>>(),
        &ends.iter().map(|(_, done)| storable(&done.message)).collect::<Vec<_>>(),
        &ends.iter().map(|(_, done)| done.result.clone()).collect::<Vec<_>>(),
        &ends.iter().map(used).collect::<Vec<_>>(),
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut states = HashMap::with_capacity(rows.len());
    for row in rows {
        let task = task_of!(row);
        states.insert(task.id, task);
    }
    let mut settled: BTreeMap<AccountId, Vec<Ended>> = BTreeMap::new();
    for end in ends {
        let (claim, _) = end;
        // A round without a price has no entry to settle.
        if claim.credits > 0 && states.contains_key(&claim.id.0) {
            settled.entry(claim.account).or_default().push(Ended {
                task: claim.id,
                round: claim.round,
                used: used(end),
            });
        }
    }
    for (account, ended) in settled {
        ledger::settle_all(conn, account, &ended).await?;
    }
    Ok(ends.iter().map(|(claim, _)| states.remove(&claim.id.0)).collect())
}

/// Ends the run with an error sentence and gives back the credits of what it has not made.
///
/// # Errors
/// [`Error::Fenced`] if another worker has the run.
pub async fn failed(tx: &mut Tx, claim: &Claim, error: &str) -> Result<JobRun> {
    end(tx, claim, Status::Failed, Some(error)).await
}

/// Ends the run as somebody asked, and gives back the credits of what it has not made.
///
/// # Errors
/// [`Error::Fenced`] if another worker has the run.
pub async fn cancelled(tx: &mut Tx, claim: &Claim) -> Result<JobRun> {
    end(tx, claim, Status::Cancelled, None).await
}

async fn end(tx: &mut Tx, claim: &Claim, status: Status, error: Option<&str>) -> Result<JobRun> {
    let row = query_tasks!(
        "update ai_tasks t set status = $4, error = $5, message = null, credits = t.used, worker = null, lease_until = null, \
           dispatched_at = null, finished_at = now() \
         where t.account_id = $1 and t.id = $2 and t.fence = $3 and t.status = 'running' returning ",
        "",
        claim.account.0,
        claim.id.0,
        claim.fence,
        status.as_str(),
        error.map(storable),
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::Fenced)?;
    let task = task_of!(row);
    let ended = Ended {
        task: claim.id,
        round: claim.round,
        used: task.credits,
    };
    ledger::settle_all(tx.conn(), claim.account, &[ended]).await?;
    Ok(task)
}

/// Notes, in the transaction of an effect that stays whatever becomes of the run, the credits that it is worth.
///
/// # Errors
/// [`Error::Fenced`] if another worker has the run.
pub async fn kept(tx: &mut Tx, claim: &Claim, credits: i64) -> Result<()> {
    let done = sqlx::query!(
        "update ai_tasks set used = least(used + $4, credits) \
         where account_id = $1 and id = $2 and fence = $3 and status = 'running'",
        claim.account.0,
        claim.id.0,
        claim.fence,
        credits
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Error::Fenced);
    }
    Ok(())
}

/// The credits of what this round has made and kept so far.
///
/// # Errors
/// The database does not answer.
pub async fn used(tx: &mut Tx, claim: &Claim) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        "select used from ai_tasks where account_id = $1 and id = $2",
        claim.account.0,
        claim.id.0
    )
    .fetch_one(tx.conn())
    .await?)
}

/// The rows that the run was priced for; none where its item says it.
///
/// # Errors
/// The database does not answer.
pub async fn priced(tx: &mut Tx, claim: &Claim) -> Result<Option<Vec<Uuid>>> {
    Ok(sqlx::query_scalar!(
        "select priced from ai_tasks where account_id = $1 and id = $2",
        claim.account.0,
        claim.id.0
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Lets the run start again by itself after `seconds`; its credits stay reserved. A run that was asked to stop
/// waits no longer.
///
/// # Errors
/// [`Error::Fenced`] if another worker has the run.
pub async fn retry_later(tx: &mut Tx, claim: &Claim, error: &str, seconds: f64) -> Result<JobRun> {
    let row = query_tasks!(
        "update ai_tasks t set status = 'retry_wait', error = $4, message = null, worker = null, lease_until = null, \
           dispatched_at = null, run_at = now() + make_interval(secs => case when t.cancel_requested then 0 else $5::float8 end) \
         where t.account_id = $1 and t.id = $2 and t.fence = $3 and t.status = 'running' returning ",
        "",
        claim.account.0,
        claim.id.0,
        claim.fence,
        storable(error),
        seconds,
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::Fenced)?;
    Ok(task_of!(row))
}

/// Puts runs of a worker that shuts down back to where they wait, as if this start had not been.
///
/// # Errors
/// The database does not answer.
pub async fn hand_back(conn: &mut PgConnection, claims: &[&Claim]) -> Result<u64> {
    let done = sqlx::query!(
        "update ai_tasks t set status = 'queued', phase = 'queued', percent = 0, message = null, fence = t.fence + 1, \
           attempt = greatest(t.attempt - 1, 0), worker = null, lease_until = null, dispatched_at = null \
         from unnest($1::uuid[], $2::uuid[], $3::int8[]) as k(account_id, id, fence) \
         where t.account_id = k.account_id and t.id = k.id and t.fence = k.fence and t.status = 'running'",
        &claims.iter().map(|claim| claim.account.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.id.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.fence).collect::<Vec<_>>()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
