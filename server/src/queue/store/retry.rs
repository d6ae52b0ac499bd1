//! Starting runs again by hand: a new round with its own credits, for what is still to be done.

use std::collections::{BTreeMap, HashSet};

use igny8::ai::Function;
use igny8::error::Problem;
use igny8::id::TaskId;
use igny8::resource::Resource;
use sqlx::Row as _;
use uuid::Uuid;

use super::asked::{Underway, alone, open_for, underway};
use super::batch::with_children;
use crate::billing::ledger::{self, Hold};
use crate::error::{Error, Result};
use crate::queue::Registry;
use crate::repo::eligible::Item;
use crate::tenancy::Tx;

/// A run that ended without success.
#[derive(Clone, Debug)]
struct Old {
    id: Uuid,
    function: Function,
    resource: Option<Resource>,
    item: Option<Uuid>,
    priced: Option<Vec<Uuid>>,
    price: i64,
}

/// Queues runs that failed, were cancelled or died once more, and says how many. Of a parent, its children that did. What
/// was done meanwhile by another run, or is being done, is not done again; what a round made costs nothing in the next.
///
/// # Errors
/// 409 if none of them can be retried, 402 if there are not enough credits for all of them.
pub async fn retry(tx: &mut Tx, jobs: Registry, ids: &[Uuid]) -> Result<u64> {
    for function in functions(tx, ids).await? {
        alone(tx, function).await?;
    }
    let ids = with_children(tx, ids).await?;
    let old = ended(tx, &ids).await?;
    if old.is_empty() {
        return Err(Problem::conflict(
            "Only failed or cancelled tasks can be retried. Wait until this one finishes or start a new one.",
        )
        .into());
    }
    let again = still_to_do(tx, jobs, old).await?;
    sqlx::query(
        "update ai_tasks t set status = 'queued', phase = 'queued', percent = 0, message = null, result = null, error = null, \
           price = a.price, credits = a.price, used = 0, round = t.round + 1, attempt = 0, crashes = 0, fence = t.fence + 1, \
           worker = null, lease_until = null, run_at = now(), dispatched_at = null, cancel_requested = false, \
           started_at = null, finished_at = null \
         from unnest($2::uuid[], $3::int8[]) as a(id, price) where t.account_id = $1 and t.id = a.id",
    )
    .bind(tx.account().0)
    .bind(again.iter().map(|run| run.id).collect::<Vec<_>>())
    .bind(again.iter().map(|run| run.price).collect::<Vec<_>>())
    .execute(tx.conn())
    .await?;
    let rounds: Vec<(Uuid, i16)> =
        sqlx::query_as("select id, round from ai_tasks where account_id = $1 and id = any ($2)")
            .bind(tx.account().0)
            .bind(again.iter().map(|run| run.id).collect::<Vec<_>>())
            .fetch_all(tx.conn())
            .await?;
    let rounds: BTreeMap<Uuid, i16> = rounds.into_iter().collect();
    let mut holds = Vec::with_capacity(again.len());
    for run in &again {
        if let Some(priced) = &run.priced {
            sqlx::query("update ai_tasks set priced = $3 where account_id = $1 and id = $2 and priced is distinct from $3")
                .bind(tx.account().0)
                .bind(run.id)
                .bind(priced)
                .execute(tx.conn())
                .await?;
        }
        holds.push(Hold {
            task: TaskId(run.id),
            round: rounds.get(&run.id).copied().unwrap_or(1),
            credits: run.price,
            note: format!("{}: retried", run.function.label()),
        });
    }
    ledger::reserve_all(tx, holds).await?;
    Ok(again.len() as u64)
}

/// The functions of these runs in one order, so that two retries never wait for each other.
async fn functions(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Function>> {
    let names: Vec<String> = sqlx::query_scalar(
        "select distinct function from ai_tasks where account_id = $1 and id = any ($2) order by function",
    )
    .bind(tx.account().0)
    .bind(ids)
    .fetch_all(tx.conn())
    .await?;
    Ok(names.iter().filter_map(|name| Function::parse(name)).collect())
}

/// Those of the runs that ended without success, the latest first.
async fn ended(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Old>> {
    let rows = sqlx::query(
        "select id, function, params ->> 'resource' as resource, item_id, priced, price from ai_tasks \
         where account_id = $1 and id = any ($2) and children = 0 and status in ('failed', 'cancelled', 'dead') \
         order by id desc",
    )
    .bind(tx.account().0)
    .bind(ids)
    .fetch_all(tx.conn())
    .await?;
    let mut old = Vec::with_capacity(rows.len());
    for row in &rows {
        let (function, resource): (String, Option<String>) =
            (row.try_get("function")?, row.try_get("resource")?);
        let Some(function) = Function::parse(&function) else {
            continue;
        };
        old.push(Old {
            id: row.try_get("id")?,
            function,
            resource: resource.and_then(|name| serde_json::from_value(name.into()).ok()),
            item: row.try_get("item_id")?,
            priced: row.try_get("priced")?,
            price: row.try_get("price")?,
        });
    }
    Ok(old)
}

/// What of the runs is to be done now, at the price of what is left. Of several for one row, the latest.
async fn still_to_do(tx: &mut Tx, jobs: Registry, old: Vec<Old>) -> Result<Vec<Old>> {
    let (mut again, mut seen, mut why) = (Vec::new(), HashSet::new(), None);
    let mut groups: BTreeMap<(&str, Option<&str>), Vec<Old>> = BTreeMap::new();
    for run in old {
        if run.item.is_none_or(|item| seen.insert((run.function, item))) {
            let key = (run.function.name(), run.resource.map(Resource::path));
            groups.entry(key).or_default().push(run);
        }
    }
    for runs in groups.into_values() {
        match fitting(tx, jobs, runs).await {
            Ok(runs) => again.extend(runs),
            Err(Error::Problem(problem)) => why = Some(problem),
            Err(error) => return Err(error),
        }
    }
    match why {
        Some(problem) if again.is_empty() => Err(problem.into()),
        _ => Ok(again),
    }
}

/// Those of the runs of one function and resource for which there is still something to do.
async fn fitting(tx: &mut Tx, jobs: Registry, runs: Vec<Old>) -> Result<Vec<Old>> {
    let Some(first) = runs.first() else {
        return Ok(runs);
    };
    let function = first.function;
    let single = first.resource.and_then(|resource| {
        let job = jobs.get(function)?;
        job.target(resource).map(|_| (job, resource))
    });
    let Some((job, resource)) = single else {
        let mut free = Vec::with_capacity(runs.len());
        for run in runs {
            let busy = match (&run.priced, run.item) {
                (Some(priced), _) => {
                    underway(tx, function, priced, None, Some(run.id)).await? != Underway::No
                }
                (None, Some(item)) => open_for(tx, function, item).await?,
                (None, None) => false,
            };
            if !busy {
                free.push(run);
            }
        }
        if free.is_empty() {
            let message = "Another task is already doing this. Wait until it finishes.";
            return Err(Problem::conflict(message).into());
        }
        return Ok(free);
    };
    let ids: Vec<Uuid> = runs.iter().filter_map(|run| run.item).collect();
    let fit = job.fit(tx, resource, &ids).await?;
    let mut fit: BTreeMap<Uuid, Item> = fit.into_iter().map(|item| (item.id, item)).collect();
    let mut free = Vec::with_capacity(runs.len());
    for mut run in runs {
        let Some(item) = run.item.and_then(|item| fit.remove(&item)) else {
            continue;
        };
        // Never more than it was priced for at first.
        let units = match (&run.priced, item.priced) {
            (Some(before), Some(now)) => {
                let left: Vec<Uuid> = now.into_iter().filter(|id| before.contains(id)).collect();
                let units = i64::try_from(left.len()).unwrap_or(i64::MAX);
                run.priced = Some(left);
                units
            }
            (None, Some(now)) => {
                run.priced = Some(now);
                item.units
            }
            _ => item.units,
        };
        run.price = function.price().of(units).min(run.price);
        if units > 0 {
            free.push(run);
        }
    }
    if free.is_empty() {
        let message = "Nothing left to do. These tasks are already finished.";
        return Err(Problem::conflict(message).into());
    }
    Ok(free)
}
