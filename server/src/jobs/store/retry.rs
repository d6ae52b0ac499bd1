//! Starting runs again by hand: a new round with its own credits.

use igny8::ai::Function;
use igny8::error::Problem;
use igny8::id::TaskId;
use sqlx::Row as _;
use uuid::Uuid;

use super::batch::with_children;
use crate::billing::ledger::{self, Hold};
use crate::error::Result;
use crate::tenancy::Tx;

/// Queues runs that failed, were cancelled or died once more, and says how many. Of a parent, its children that did.
///
/// # Errors
/// 409 if none of them can be retried, 402 if there are not enough credits for all of them.
pub async fn retry(tx: &mut Tx, ids: &[Uuid]) -> Result<u64> {
    let account = tx.account();
    let ids = with_children(tx, ids).await?;
    let again = sqlx::query(
        "update ai_tasks set status = 'queued', phase = 'queued', percent = 0, message = null, result = null, error = null, \
           credits = price, round = round + 1, attempt = 0, crashes = 0, fence = fence + 1, worker = null, \
           lease_until = null, run_at = now(), dispatched_at = null, cancel_requested = false, started_at = null, \
           finished_at = null \
         where account_id = $1 and id = any ($2) and children = 0 and status in ('failed', 'cancelled', 'dead') \
         returning id, round, price, function",
    )
    .bind(account.0)
    .bind(ids)
    .fetch_all(tx.conn())
    .await?;
    if again.is_empty() {
        return Err(Problem::conflict(
            "Only runs that failed, were cancelled or died can be retried. Wait for this one to end, or start a new one.",
        )
        .into());
    }
    let mut holds = Vec::with_capacity(again.len());
    for row in &again {
        let function: String = row.try_get("function")?;
        let label = Function::parse(&function).map_or(function.as_str(), |known| known.label());
        holds.push(Hold {
            task: TaskId(row.try_get("id")?),
            round: row.try_get("round")?,
            credits: row.try_get("price")?,
            note: format!("{label}: retried"),
        });
    }
    let count = holds.len() as u64;
    ledger::reserve_all(tx, holds).await?;
    Ok(count)
}
