//! Asking for runs of single rows: one run for one row, and for many a parent with a child each.

use igny8::ai::Function;
use igny8::id::TaskId;
use igny8::job::Queue;
use igny8::page::Arguments;
use igny8::resource::Resource;
use serde_json::json;
use uuid::Uuid;

use super::asked::RequestKey;
use super::enqueue::{NewTask, enqueue, taken};
use crate::billing::ledger::{self, Hold};
use crate::error::Result;
use crate::tenancy::Tx;

/// A row that gets a run of its own.
#[derive(Clone, Debug)]
pub struct BatchItem {
    /// The row.
    pub id: Uuid,
    /// The credits that it may use at most.
    pub credits: i64,
    /// The rows that these are for, where they are others, such as pictures of an article.
    pub priced: Option<Vec<Uuid>>,
}

/// Runs of single rows to be made.
#[derive(Clone, Debug)]
pub struct NewBatch {
    /// What is to run.
    pub function: Function,
    /// What the rows are.
    pub resource: Resource,
    /// The rows, at least one.
    pub items: Vec<BatchItem>,
    /// The answers to what the action asked.
    pub arguments: Arguments,
    /// Where they wait.
    pub queue: Queue,
    /// The same key in the same account is the same run; none makes a new one each time.
    pub key: Option<RequestKey>,
}

impl NewBatch {
    fn params(&self, item: Uuid) -> serde_json::Value {
        json!({ "resource": self.resource, "id": item, "arguments": self.arguments })
    }
}

/// Adds the runs and reserves their credits, all or none, and answers with the one to follow: the single run, or the
/// parent. With a key that was used before it answers with that run and changes nothing.
///
/// # Errors
/// 402 if there are not enough credits; the caller's transaction must not be committed then.
pub async fn enqueue_batch(tx: &mut Tx, batch: NewBatch) -> Result<TaskId> {
    let note = format!(
        "{}: {} {}",
        batch.function.label(),
        batch.items.len(),
        batch.resource.many()
    );
    if let [item] = &batch.items[..] {
        let new = NewTask {
            function: batch.function,
            params: batch.params(item.id),
            item: Some(item.id),
            priced: item.priced.clone(),
            queue: batch.queue,
            key: batch.key,
            credits: item.credits,
            note: format!("{}: 1 {}", batch.function.label(), batch.resource.one()),
        };
        return enqueue(tx, new).await;
    }
    let parent = TaskId::new();
    let own = parent.to_string();
    let count = i32::try_from(batch.items.len()).unwrap_or(i32::MAX);
    let added: Option<Uuid> = sqlx::query_scalar!(
        "insert into ai_tasks (account_id, id, function, params, queue, status, phase, children, message, idempotency_key, request, created_by, started_at) \
         values ($1, $2, $3, $4, $5, 'running', 'call', $6, $7, $8, $9, $10, now()) \
         on conflict (account_id, idempotency_key) do nothing returning id",
        tx.account().0,
        parent.0,
        batch.function.name(),
        json!({ "resource": batch.resource }),
        batch.queue.as_str(),
        count,
        format!("0 of {count} done"),
        batch.key.as_ref().map_or(&own, |key| &key.key),
        batch.key.as_ref().map(|key| &key.request),
        tx.user().map(|user| user.0)
    )
    .fetch_optional(tx.conn())
    .await?;
    if added.is_none() {
        return taken(tx, batch.function, batch.key.as_ref()).await;
    }
    let children: Vec<TaskId> = batch.items.iter().map(|_| TaskId::new()).collect();
    // An array of arrays of one length is all that unnest takes, so that priced rows go as JSON.
    let priced = |item: &BatchItem| item.priced.as_ref().map(|rows| json!(rows));
    sqlx::query!(
        "insert into ai_tasks (account_id, id, parent_id, item_id, priced, function, params, queue, price, credits, idempotency_key, created_by) \
         select $1, c.id, $2, c.item_id, \
           case when c.priced is not null then array(select p::uuid from jsonb_array_elements_text(c.priced) with ordinality as x(p, n) order by n) end, \
           $3, c.params, $4, c.credits, c.credits, c.id::text, $5 \
         from unnest($6::uuid[], $7::uuid[], $8::jsonb[], $9::int8[], $10::jsonb[]) as c(id, item_id, params, credits, priced)",
        tx.account().0,
        parent.0,
        batch.function.name(),
        batch.queue.as_str(),
        tx.user().map(|user| user.0),
        &children.iter().map(|id| id.0).collect::<Vec<_>>(),
        &batch.items.iter().map(|item| item.id).collect::<Vec<_>>(),
        &batch.items.iter().map(|item| batch.params(item.id)).collect::<Vec<_>>(),
        &batch.items.iter().map(|item| item.credits).collect::<Vec<_>>(),
        &batch.items.iter().map(priced).collect::<Vec<_>>() as &[Option<serde_json::Value>]
    )
    .execute(tx.conn())
    .await?;
    let holds = children.iter().zip(&batch.items).map(|(task, item)| Hold {
        task: *task,
        round: 1,
        credits: item.credits,
        note: note.clone(),
    });
    ledger::reserve_all(tx, holds.collect()).await?;
    Ok(parent)
}

/// These runs and, of those that are parents, their children, locked until the transaction ends. Children come before
/// their parents, as where a child ends, so that nobody waits for the other.
///
/// # Errors
/// The database does not answer.
pub(super) async fn with_children(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select id from ai_tasks where account_id = $1 and (id = any ($2) or parent_id = any ($2)) \
         order by parent_id is null, id for no key update",
        tx.account().0,
        ids
    )
    .fetch_all(tx.conn())
    .await?)
}
