//! Keeping claims alive.

use igny8::id::TaskId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::claim::Claim;
use crate::error::{Error, Result};
use crate::tenancy::Tx;

/// A claim that still holds.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    /// The run.
    pub task: TaskId,
    /// Whether somebody asked it to stop.
    pub cancel_requested: bool,
}

/// Renews the leases of all runs of a worker and answers with those that are still its own. A row that one of the
/// runs has locked in a transaction of its own is left out of the renewal: nobody else can take it meanwhile, and
/// waiting for it would let the other leases run out.
///
/// # Errors
/// The database does not answer.
pub async fn renew(conn: &mut PgConnection, claims: &[&Claim], lease_seconds: u32) -> Result<Vec<Beat>> {
    let rows = sqlx::query!(
        "with k as (select * from unnest($1::uuid[], $2::uuid[], $3::int8[]) as k(account_id, id, fence)), \
         held as ( \
           select t.account_id, t.id from ai_tasks t join k on k.account_id = t.account_id and k.id = t.id \
           where t.fence = k.fence and t.status = 'running' \
           for no key update of t skip locked), \
         renewed as ( \
           update ai_tasks t set lease_until = now() + make_interval(secs => $4) \
           from held where t.account_id = held.account_id and t.id = held.id) \
         select t.id, t.cancel_requested from ai_tasks t join k on k.account_id = t.account_id and k.id = t.id \
         where t.fence = k.fence and t.status = 'running'",
        &claims.iter().map(|claim| claim.account.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.id.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.fence).collect::<Vec<_>>(),
        f64::from(lease_seconds)
    )
    .fetch_all(conn)
    .await?;
    let beats = rows.into_iter().map(|row| Beat {
        task: TaskId(row.id),
        cancel_requested: row.cancel_requested,
    });
    Ok(beats.collect())
}

/// Those of a worker's runs that somebody asked to stop.
///
/// # Errors
/// The database does not answer.
pub async fn asked_to_stop(conn: &mut PgConnection, claims: &[&Claim]) -> Result<Vec<TaskId>> {
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        "select t.id from ai_tasks t \
         join unnest($1::uuid[], $2::uuid[]) as k(account_id, id) on k.account_id = t.account_id and k.id = t.id \
         where t.status = 'running' and t.cancel_requested",
        &claims.iter().map(|claim| claim.account.0).collect::<Vec<_>>(),
        &claims.iter().map(|claim| claim.id.0).collect::<Vec<_>>()
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(TaskId).collect())
}

/// Locks the run's row until the transaction ends, and renews its lease unless that happened within the last second: what
/// is written after this is written by the only worker that holds it. A worker that hangs in the transaction loses it
/// after a lease, and with it the lock. The lease counts from this moment, not from the transaction's start.
///
/// # Errors
/// [`Error::Fenced`] if another worker has the run, [`Error::Cancelled`] if it should stop.
pub async fn hold(tx: &mut Tx, claim: &Claim, lease_seconds: u32) -> Result<()> {
    let held = sqlx::query!(
        "select cancel_requested, lease_until < clock_timestamp() + make_interval(secs => $4::float8 - 1) as \"ends_soon!\", \
           set_config('idle_in_transaction_session_timeout', $5, true) \
         from ai_tasks where account_id = $1 and id = $2 and fence = $3 and status = 'running' for no key update",
        claim.account.0,
        claim.id.0,
        claim.fence,
        f64::from(lease_seconds),
        format!("{lease_seconds}s")
    )
    .fetch_optional(tx.conn())
    .await?;
    let held = held.ok_or(Error::Fenced)?;
    if held.cancel_requested {
        return Err(Error::Cancelled);
    }
    if !held.ends_soon {
        return Ok(());
    }
    sqlx::query!(
        "update ai_tasks set lease_until = clock_timestamp() + make_interval(secs => $3) where account_id = $1 and id = $2",
        claim.account.0,
        claim.id.0,
        f64::from(lease_seconds)
    )
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends the connection, and with it the transaction and its locks, if the process hangs in it for a lease.
///
/// # Errors
/// The database does not answer.
pub async fn limit_idle(tx: &mut Tx, lease_seconds: u32) -> Result<()> {
    sqlx::query!(
        "select set_config('idle_in_transaction_session_timeout', $1, true)",
        format!("{lease_seconds}s")
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(())
}
