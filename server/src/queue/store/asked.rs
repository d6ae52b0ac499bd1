//! What was asked for before: the same request once more, the same rows at once, a key that is another request's.

use igny8::ai::Function;
use igny8::error::{Problem, ProblemKind};
use igny8::id::TaskId;
use uuid::Uuid;

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
    pub fn new(key: String, function: Function, asked: &str) -> Self {
        let hash = secret::hash(&format!("{} {asked}", function.name()));
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
pub async fn alone(tx: &mut Tx, function: Function) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
        format!("igny8 start {} {}", tx.account(), function.name())
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The run that was asked for with this key before, with the number of rows that it is for.
///
/// # Errors
/// 422 if the key was sent with another request.
pub async fn known(tx: &mut Tx, function: Function, key: &RequestKey) -> Result<Option<(TaskId, i64)>> {
    let found = sqlx::query!(
        "select id, case when children > 0 then children when item_id is not null then 1 else coalesce(cardinality(priced), 1) end::int8 as \"count!\", function, request \
         from ai_tasks where account_id = $1 and idempotency_key = $2",
        tx.account().0,
        &key.key
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(found) = found else {
        return Ok(None);
    };
    // Runs from before requests were kept are told by their function alone; a run without a key has its own id as key.
    let same = match found.request {
        Some(request) => request == key.request,
        None => found.function == function.name() && key.key != found.id.to_string(),
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
    function: Function,
    ids: &[Uuid],
    arguments: Option<&serde_json::Value>,
    except: Option<Uuid>,
) -> Result<Underway> {
    let same: Option<Uuid> = sqlx::query_scalar!(
        "select id from ai_tasks where account_id = $1 and function = $2 and finished_at is null and priced = $3 \
           and id is distinct from $4 and ($5::jsonb is null or coalesce(params -> 'arguments', '{}') = $5) limit 1",
        tx.account().0,
        function.name(),
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
        function.name(),
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
pub async fn open_with(
    tx: &mut Tx,
    function: Function,
    params: &serde_json::Value,
) -> Result<Option<TaskId>> {
    let found: Option<Uuid> = sqlx::query_scalar!(
        "select id from ai_tasks where account_id = $1 and function = $2 and finished_at is null and params = $3 limit 1",
        tx.account().0,
        function.name(),
        params
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.map(TaskId))
}

/// Whether an open run of a function is for this row.
///
/// # Errors
/// The database does not answer.
pub async fn open_for(tx: &mut Tx, function: Function, item: Uuid) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        "select exists (select from ai_tasks where account_id = $1 and item_id = $3 and function = $2 and finished_at is null) as \"open!\"",
        tx.account().0,
        function.name(),
        item
    )
    .fetch_one(tx.conn())
    .await?)
}
