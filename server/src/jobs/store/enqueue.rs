//! Asking for a run: the row and its credits, in the caller's transaction.

use igny8::ai::Function;
use igny8::id::TaskId;
use igny8::job::Queue;

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
    /// Where it waits.
    pub queue: Queue,
    /// The same key in the same account is the same run; none makes a new one each time.
    pub idempotency_key: Option<String>,
    /// Credits that it may use at most.
    pub credits: i64,
    /// What for, as the ledger shows it.
    pub note: String,
}

/// The run that was asked for with this key before, with the number of rows that it is for.
///
/// # Errors
/// The database does not answer.
pub async fn known(tx: &mut Tx, key: &str) -> Result<Option<(TaskId, i64)>> {
    let found: Option<(uuid::Uuid, i32)> =
        sqlx::query_as("select id, children from ai_tasks where account_id = $1 and idempotency_key = $2")
            .bind(tx.account().0)
            .bind(key)
            .fetch_optional(tx.conn())
            .await?;
    Ok(found.map(|(id, children)| (TaskId(id), i64::from(children.max(1)))))
}

/// Adds the run and reserves its credits. With a key that was used before it answers with that run and changes
/// nothing. The caller tells the dispatcher after its commit.
///
/// # Errors
/// 402 if there are not enough credits; the caller's transaction must not be committed then.
pub async fn enqueue(tx: &mut Tx, new: NewTask) -> Result<TaskId> {
    let (account, id) = (tx.account(), TaskId::new());
    let key = new.idempotency_key.unwrap_or_else(|| id.to_string());
    let added = sqlx::query(
        "insert into ai_tasks (account_id, id, function, params, queue, price, credits, idempotency_key, created_by) \
         values ($1, $2, $3, $4, $5, $6, $6, $7, $8) on conflict (account_id, idempotency_key) do nothing",
    )
    .bind(account.0)
    .bind(id.0)
    .bind(new.function.name())
    .bind(&new.params)
    .bind(new.queue.name())
    .bind(new.credits)
    .bind(&key)
    .bind(tx.user().map(|user| user.0))
    .execute(tx.conn())
    .await?;
    if added.rows_affected() == 0 {
        let known =
            sqlx::query_scalar("select id from ai_tasks where account_id = $1 and idempotency_key = $2")
                .bind(account.0)
                .bind(&key)
                .fetch_one(tx.conn())
                .await?;
        return Ok(TaskId(known));
    }
    ledger::reserve(tx, id, 1, new.credits, &new.note).await?;
    Ok(id)
}
