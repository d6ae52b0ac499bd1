//! Asking for runs: the row and its credits in the caller's transaction, one run or many, and what was asked for before.
//!
//! Whether the same was asked for already, or is being done to the same rows, is looked for among all runs of the account, also
//! those that a member who is limited to some sites does not see.

use igny8::error::{Problem, ProblemKind};
use igny8::id::TaskId;
use igny8::job_run::Queue;
use igny8::jobs::Job;
use igny8::page::Arguments;
use igny8::resource::Resource;
use serde_json::json;
use uuid::Uuid;

use crate::billing::ledger::{self, Hold};
use crate::error::Result;
use crate::secrets::secret;
use crate::tenancy::Tx;

/// The key of a request with what it was sent with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The key: the same in the same account is the same run.
    pub key: String,
    /// The request as a hash.
    pub request: String,
}

impl RequestKey {
    /// The key of a request that asks for `function` with this text.
    pub fn new(key: String, job: Job, asked: &str) -> Self {
        let hash = secret::hash(&format!("{} {asked}", job.name()));
        Self {
            key,
            request: hex::encode(hash),
        }
    }
}

/// Makes this transaction the only one that starts runs of `function` in the account, until it ends: between looking for
/// what is done already and asking for the rest, nobody else asks. Everything that starts a run comes by here.
///
/// # Errors
/// The database does not answer.
pub async fn alone(tx: &mut Tx, job: Job) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("igny8 start {} {}", tx.account(), job.name())
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The run that was asked for with this key before, with the number of rows that it is for.
///
/// # Errors
/// 422 if the key was sent with another request.
pub async fn known(tx: &mut Tx, job: Job, key: &RequestKey) -> Result<Option<(TaskId, i64)>> {
    tx.beyond_sites().await?;
    let found = sqlx::query!(
        "select id, case when children > 0 then children when item_id is not null then 1 else coalesce(cardinality(priced), 1) end::int8 as \"count!\", function, request \
         from ai_tasks where account_id = $1 and idempotency_key = $2",
        tx.account().0,
        &key.key
    )
    .fetch_optional(tx.conn())
    .await;
    let found = tx.within_sites(found.map_err(Into::into)).await?;
    let Some(found) = found else {
        return Ok(None);
    };
    // Runs from before requests were kept are told by their function alone; a run without a key has its own id as key.
    let same = match found.request {
        Some(request) => request == key.request,
        None => found.function == job.name() && key.key != found.id.to_string(),
    };
    if same {
        return Ok(Some((TaskId(found.id), found.count)));
    }
    let message = "This Idempotency-Key was used for another request. Use a new key.";
    Err(Problem::new(ProblemKind::Invalid, message).into())
}

/// What of some rows a function does already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Underway {
    /// Nothing.
    No,
    /// Exactly these rows, in this run.
    Same(TaskId),
    /// So many of them.
    Some(i64),
}

/// What open runs of a function do of these rows. `ids` are in the order of a start; with other answers to what the action
/// asks, a run of the same rows is another one.
///
/// # Errors
/// The database does not answer.
pub async fn underway(
    tx: &mut Tx,
    job: Job,
    ids: &[Uuid],
    arguments: Option<&serde_json::Value>,
    except: Option<Uuid>,
) -> Result<Underway> {
    tx.beyond_sites().await?;
    let found = under_way(tx, job, ids, arguments, except).await;
    tx.within_sites(found).await
}

async fn under_way(
    tx: &mut Tx,
    job: Job,
    ids: &[Uuid],
    arguments: Option<&serde_json::Value>,
    except: Option<Uuid>,
) -> Result<Underway> {
    let same: Option<Uuid> = sqlx::query_scalar!(
        "select id from ai_tasks where account_id = $1 and function = $2 and finished_at is null and priced = $3 \
           and id is distinct from $4 and ($5::jsonb is null or coalesce(params -> 'arguments', '{}') = $5) limit 1",
        tx.account().0,
        job.name(),
        ids,
        except,
        arguments
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(id) = same {
        return Ok(Underway::Same(TaskId(id)));
    }
    let busy: i64 = sqlx::query_scalar!(
        "select count(*) as \"count!\" from (select distinct unnest(r.priced) as id from ai_tasks r \
           where r.account_id = $1 and r.function = $2 and r.finished_at is null and r.priced is not null \
             and r.id is distinct from $4) busy \
         join unnest($3::uuid[]) as wanted(id) using (id)",
        tx.account().0,
        job.name(),
        ids,
        except
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(if busy > 0 {
        Underway::Some(busy)
    } else {
        Underway::No
    })
}

/// The open run of a function with exactly these parameters.
///
/// # Errors
/// The database does not answer.
pub async fn open_with(tx: &mut Tx, job: Job, params: &serde_json::Value) -> Result<Option<TaskId>> {
    tx.beyond_sites().await?;
    let found: sqlx::Result<Option<Uuid>> = sqlx::query_scalar!(
        "select id from ai_tasks where account_id = $1 and function = $2 and finished_at is null and params = $3 limit 1",
        tx.account().0,
        job.name(),
        params
    )
    .fetch_optional(tx.conn())
    .await;
    let found = tx.within_sites(found.map_err(Into::into)).await?;
    Ok(found.map(TaskId))
}

/// Whether an open run of a function is for this row.
///
/// # Errors
/// The database does not answer.
pub async fn open_for(tx: &mut Tx, job: Job, item: Uuid) -> Result<bool> {
    tx.beyond_sites().await?;
    let open = sqlx::query_scalar!(
        "select exists (select from ai_tasks where account_id = $1 and item_id = $3 and function = $2 and finished_at is null) as \"open!\"",
        tx.account().0,
        job.name(),
        item
    )
    .fetch_one(tx.conn())
    .await;
    tx.within_sites(open.map_err(Into::into)).await
}

/// A run to be made.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// What is to run.
    pub job: Job,
    /// Its parameters; their shape is the function's.
    pub params: serde_json::Value,
    /// The one row that it is for.
    pub item: Option<Uuid>,
    /// The rows that its price is for, where the item does not say it.
    pub priced: Option<Vec<Uuid>>,
    /// The sites that it is about, where they are known.
    pub sites: Option<Vec<Uuid>>,
    /// Where it waits.
    pub queue: Queue,
    /// The same key in the same account is the same run; none makes a new one each time.
    pub key: Option<RequestKey>,
    /// Credits that it may use at most.
    pub credits: i64,
    /// How many times the usual price that is, where the platform's models do it.
    pub platform: Option<i16>,
    /// What for, as the ledger shows it.
    pub note: String,
}

/// Adds the run and reserves its credits. With a key that was used before it answers with that run and changes
/// nothing. The caller tells the dispatcher after its commit.
///
/// # Errors
/// 402 if there are not enough credits, 422 for the key of another request; the caller's transaction must not be
/// committed then.
pub async fn enqueue(tx: &mut Tx, new: NewRun) -> Result<TaskId> {
    let (account, id) = (tx.account(), TaskId::new());
    let own = id.to_string();
    let added = sqlx::query!(
        "insert into ai_tasks (account_id, id, function, params, item_id, priced, queue, price, credits, idempotency_key, request, created_by, \
           platform_factor, sites) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, coalesce($13, own_sites())) \
         on conflict (account_id, idempotency_key) do nothing",
        account.0,
        id.0,
        new.job.name(),
        &new.params,
        new.item,
        new.priced.as_deref(),
        new.queue.as_str(),
        new.credits,
        new.key.as_ref().map_or(&own, |key| &key.key),
        new.key.as_ref().map(|key| &key.request),
        tx.user().map(|user| user.0),
        new.platform,
        new.sites.as_deref()
    )
    .execute(tx.conn())
    .await?;
    if added.rows_affected() == 0 {
        return taken(tx, new.job, new.key.as_ref()).await;
    }
    ledger::reserve(tx, id, 1, new.credits, &new.note).await?;
    Ok(id)
}

/// The run that has this key, which somebody asked for a moment ago.
pub(super) async fn taken(tx: &mut Tx, job: Job, key: Option<&RequestKey>) -> Result<TaskId> {
    let found = match key {
        Some(key) => known(tx, job, key).await?,
        None => None,
    };
    // Keys of runs are never removed alone.
    found
        .map(|(task, _)| task)
        .ok_or_else(|| Problem::internal().into())
}

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
    pub job: Job,
    /// What the rows are.
    pub resource: Resource,
    /// The rows, at least one.
    pub items: Vec<BatchItem>,
    /// The sites of all rows, where they are known. Every run has them: who sees one of them sees all.
    pub sites: Option<Vec<Uuid>>,
    /// The answers to what the action asked.
    pub arguments: Arguments,
    /// Where they wait.
    pub queue: Queue,
    /// The same key in the same account is the same run; none makes a new one each time.
    pub key: Option<RequestKey>,
    /// How many times the usual price they cost, where the platform's models do them.
    pub platform: Option<i16>,
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
        batch.job.label(),
        batch.items.len(),
        batch.resource.many()
    );
    if let [item] = &batch.items[..] {
        let new = NewRun {
            job: batch.job,
            params: batch.params(item.id),
            item: Some(item.id),
            priced: item.priced.clone(),
            sites: batch.sites,
            queue: batch.queue,
            key: batch.key,
            credits: item.credits,
            platform: batch.platform,
            note: format!("{}: 1 {}", batch.job.label(), batch.resource.one()),
        };
        return enqueue(tx, new).await;
    }
    let parent = TaskId::new();
    let own = parent.to_string();
    let count = i32::try_from(batch.items.len()).unwrap_or(i32::MAX);
    let added: Option<Uuid> = sqlx::query_scalar!(
        "insert into ai_tasks (account_id, id, function, params, queue, status, phase, children, message, idempotency_key, request, created_by, sites, started_at) \
         values ($1, $2, $3, $4, $5, 'running', 'call', $6, $7, $8, $9, $10, coalesce($11, own_sites()), now()) \
         on conflict (account_id, idempotency_key) do nothing returning id",
        tx.account().0,
        parent.0,
        batch.job.name(),
        json!({ "resource": batch.resource }),
        batch.queue.as_str(),
        count,
        format!("0 of {count} done"),
        batch.key.as_ref().map_or(&own, |key| &key.key),
        batch.key.as_ref().map(|key| &key.request),
        tx.user().map(|user| user.0),
        batch.sites.as_deref()
    )
    .fetch_optional(tx.conn())
    .await?;
    if added.is_none() {
        return taken(tx, batch.job, batch.key.as_ref()).await;
    }
    let children: Vec<TaskId> = batch.items.iter().map(|_| TaskId::new()).collect();
    // An array of arrays of one length is all that unnest takes, so that priced rows go as JSON.
    let priced = |item: &BatchItem| item.priced.as_ref().map(|rows| json!(rows));
    sqlx::query!(
        "insert into ai_tasks (account_id, id, parent_id, item_id, priced, function, params, queue, price, credits, idempotency_key, created_by, \
           platform_factor, sites) \
         select $1, c.id, $2, c.item_id, \
           case when c.priced is not null then array(select p::uuid from jsonb_array_elements_text(c.priced) with ordinality as x(p, n) order by n) end, \
           $3, c.params, $4, c.credits, c.credits, c.id::text, $5, $11::int2, coalesce($12, own_sites()) \
         from unnest($6::uuid[], $7::uuid[], $8::jsonb[], $9::int8[], $10::jsonb[]) as c(id, item_id, params, credits, priced)",
        tx.account().0,
        parent.0,
        batch.job.name(),
        batch.queue.as_str(),
        tx.user().map(|user| user.0),
        &children.iter().map(|id| id.0).collect::<Vec<_>>(),
        &batch.items.iter().map(|item| item.id).collect::<Vec<_>>(),
        &batch.items.iter().map(|item| batch.params(item.id)).collect::<Vec<_>>(),
        &batch.items.iter().map(|item| item.credits).collect::<Vec<_>>(),
        &batch.items.iter().map(priced).collect::<Vec<_>>() as &[Option<serde_json::Value>],
        batch.platform,
        batch.sites.as_deref()
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
