//! Asking for a run: the row and its credits, in the caller's transaction.

use igny8::ai::Function;
use igny8::error::Problem;
use igny8::id::TaskId;
use igny8::job::Queue;
use uuid::Uuid;

use super::asked::{RequestKey, known};
use crate::billing::ledger;
use crate::error::Result;
use crate::tenancy::Tx;

/// A run to be made.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// What is to run.
    pub function: Function,
    /// Its parameters; their shape is the function's.
    pub params: serde_json::Value,
    /// The one row that it is for.
    pub item: Option<Uuid>,
    /// The rows that its price is for, where the item does not say it.
    pub priced: Option<Vec<Uuid>>,
    /// Where it waits.
    pub queue: Queue,
    /// The same key in the same account is the same run; none makes a new one each time.
    pub key: Option<RequestKey>,
    /// Credits that it may use at most.
    pub credits: i64,
    /// What for, as the ledger shows it.
    pub note: String,
}

/// Adds the run and reserves its credits. With a key that was used before it answers with that run and changes
/// nothing. The caller tells the dispatcher after its commit.
///
/// # Errors
/// 402 if there are not enough credits, 422 for the key of another request; the caller's transaction must not be
/// committed then.
pub async fn enqueue(tx: &mut Tx, new: NewTask) -> Result<TaskId> {
    let (account, id) = (tx.account(), TaskId::new());
    let own = id.to_string();
    let added = sqlx::query!(
        "insert into ai_tasks (account_id, id, function, params, item_id, priced, queue, price, credits, idempotency_key, request, created_by) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11) on conflict (account_id, idempotency_key) do nothing",
        account.0,
        id.0,
        new.function.name(),
        &new.params,
        new.item,
        new.priced.as_deref(),
        new.queue.as_str(),
        new.credits,
        new.key.as_ref().map_or(&own, |key| &key.key),
        new.key.as_ref().map(|key| &key.request),
        tx.user().map(|user| user.0)
    )
    .execute(tx.conn())
    .await?;
    if added.rows_affected() == 0 {
        return taken(tx, new.function, new.key.as_ref()).await;
    }
    ledger::reserve(tx, id, 1, new.credits, &new.note).await?;
    Ok(id)
}

/// The run that has this key, which somebody asked for a moment ago.
pub(super) async fn taken(tx: &mut Tx, function: Function, key: Option<&RequestKey>) -> Result<TaskId> {
    let found = match key {
        Some(key) => known(tx, function, key).await?,
        None => None,
    };
    // Keys of runs are never removed alone.
    found
        .map(|(task, _)| task)
        .ok_or_else(|| Problem::internal().into())
}
