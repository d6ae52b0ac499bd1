//! What people do to runs: ask them to stop, and start them again.

use std::collections::BTreeMap;

use igny8::id::TaskId;
use igny8::jobs::Job;
use igny8::resource::Resource;
use uuid::Uuid;

use super::enqueue::with_children;
use crate::billing::ledger::{self, Ended, Hold};
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

/// A run that ended without success.
#[derive(Clone, Debug)]
pub struct Old {
    /// The run.
    pub id: Uuid,
    /// What it does.
    pub job: Job,
    /// What its rows are.
    pub resource: Option<Resource>,
    /// Its row, where each row is a run of its own.
    pub item: Option<Uuid>,
    /// The rows that it is priced for.
    pub priced: Option<Vec<Uuid>>,
    /// Its credits.
    pub price: i64,
    /// How many times the usual price that is, where the platform's models do it.
    pub platform: Option<i16>,
}

/// Queues these runs once more, each as a new round that reserves its price.
///
/// # Errors
/// 402 if there are not enough credits for all of them.
pub async fn begin_rounds(tx: &mut Tx, again: &[Old]) -> Result<()> {
    sqlx::query!(
        "update ai_tasks t set status = 'queued', phase = 'queued', percent = 0, message = null, result = null, error = null, \
           price = a.price, credits = a.price, used = 0, round = t.round + 1, attempt = 0, crashes = 0, fence = t.fence + 1, \
           worker = null, lease_until = null, run_at = now(), dispatched_at = null, cancel_requested = false, \
           started_at = null, finished_at = null \
         from unnest($2::uuid[], $3::int8[]) as a(id, price) where t.account_id = $1 and t.id = a.id",
        tx.account().0,
        &again.iter().map(|run| run.id).collect::<Vec<_>>(),
        &again.iter().map(|run| run.price).collect::<Vec<_>>()
    )
    .execute(tx.conn())
    .await?;
    let rounds = sqlx::query!(
        "select id, round from ai_tasks where account_id = $1 and id = any ($2)",
        tx.account().0,
        &again.iter().map(|run| run.id).collect::<Vec<_>>()
    )
    .fetch_all(tx.conn())
    .await?;
    let rounds: BTreeMap<Uuid, i16> = rounds.into_iter().map(|row| (row.id, row.round)).collect();
    let mut holds = Vec::with_capacity(again.len());
    for run in again {
        if let Some(priced) = &run.priced {
            sqlx::query!(
                "update ai_tasks set priced = $3 where account_id = $1 and id = $2 and priced is distinct from $3",
                tx.account().0,
                run.id,
                priced
            )
                .execute(tx.conn())
                .await?;
        }
        holds.push(Hold {
            task: TaskId(run.id),
            round: rounds.get(&run.id).copied().unwrap_or(1),
            credits: run.price,
            note: format!("{}: retried", run.job.label()),
        });
    }
    ledger::reserve_all(tx, holds).await?;
    Ok(())
}

/// The functions of these runs in one order, so that two retries never wait for each other.
///
/// # Errors
/// The database does not answer.
pub async fn functions(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Job>> {
    let names: Vec<String> = sqlx::query_scalar!(
        "select distinct function from ai_tasks where account_id = $1 and id = any ($2) order by function",
        tx.account().0,
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(names.iter().filter_map(|name| Job::parse(name)).collect())
}

/// Those of the runs, and of the children of parents, that ended without success, the latest first.
///
/// # Errors
/// The database does not answer.
pub async fn unsuccessful(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Old>> {
    let ids = with_children(tx, ids).await?;
    let rows = sqlx::query!(
        "select id, function, params ->> 'resource' as resource, item_id, priced, price, platform_factor from ai_tasks \
         where account_id = $1 and id = any ($2) and children = 0 and status in ('failed', 'cancelled', 'dead') \
         order by id desc",
        tx.account().0,
        &ids
    )
    .fetch_all(tx.conn())
    .await?;
    let old = rows.into_iter().filter_map(|row| {
        Some(Old {
            id: row.id,
            job: Job::parse(&row.function)?,
            resource: row
                .resource
                .and_then(|name| serde_json::from_value(name.into()).ok()),
            item: row.item_id,
            priced: row.priced,
            price: row.price,
            platform: row.platform_factor,
        })
    });
    Ok(old.collect())
}
