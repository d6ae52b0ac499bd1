//! Asking runs to stop.

use igny8::id::TaskId;
use sqlx::Row as _;
use uuid::Uuid;

use super::batch::with_children;
use crate::billing::ledger::{self, Ended};
use crate::error::Result;
use crate::tenancy::Tx;

/// Stops runs that wait at once and gives back the credits of what they have not made; asks those that run to stop. Says
/// how many.
/// Runs that ended stay as they are. A parent is stopped with its children.
///
/// # Errors
/// The database does not answer.
pub async fn request_cancel(tx: &mut Tx, ids: &[Uuid]) -> Result<u64> {
    let account = tx.account();
    let ids = &with_children(tx, ids).await?;
    let stopped = sqlx::query(
        "update ai_tasks set status = 'cancelled', cancel_requested = true, credits = used, finished_at = now(), \
           message = null, dispatched_at = null \
         where account_id = $1 and id = any ($2) and status in ('queued', 'retry_wait') \
         returning id, round, used",
    )
    .bind(account.0)
    .bind(ids)
    .fetch_all(tx.conn())
    .await?;
    let mut ended = Vec::with_capacity(stopped.len());
    for row in &stopped {
        ended.push(Ended {
            task: TaskId(row.try_get("id")?),
            round: row.try_get("round")?,
            used: row.try_get("used")?,
        });
    }
    if !ended.is_empty() {
        ledger::settle_all(tx.conn(), account, &ended).await?;
    }
    let asked = sqlx::query(
        "update ai_tasks set cancel_requested = true \
         where account_id = $1 and id = any ($2) and status = 'running' and not cancel_requested",
    )
    .bind(account.0)
    .bind(ids)
    .execute(tx.conn())
    .await?;
    Ok(ended.len() as u64 + asked.rows_affected())
}
