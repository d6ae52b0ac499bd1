//! Asking runs to stop.

use igny8::id::TaskId;
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
    let stopped = sqlx::query!(
        "update ai_tasks set status = 'cancelled', cancel_requested = true, credits = used, finished_at = now(), \
           message = null, dispatched_at = null \
         where account_id = $1 and id = any ($2) and status in ('queued', 'retry_wait') \
         returning id, round, used",
        account.0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    let ended = stopped.into_iter().map(|row| Ended {
        task: TaskId(row.id),
        round: row.round,
        used: row.used,
    });
    let ended: Vec<_> = ended.collect();
    if !ended.is_empty() {
        ledger::settle_all(tx.conn(), account, &ended).await?;
    }
    let asked = sqlx::query!(
        "update ai_tasks set cancel_requested = true \
         where account_id = $1 and id = any ($2) and status = 'running' and not cancel_requested",
        account.0,
        ids
    )
    .execute(tx.conn())
    .await?;
    Ok(ended.len() as u64 + asked.rows_affected())
}
