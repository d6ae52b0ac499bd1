//! Starting runs again by hand: a new round with its own credits, for what is still to be done.

use std::collections::{BTreeMap, HashSet};

use igny8::error::Problem;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::queue::store::{self, Old, Underway, open_for, underway};
use crate::repo::eligible::Item;
use crate::runner::Registry;
use crate::runner::start::switched_on;
use crate::tenancy::Tx;

/// Queues runs that failed, were cancelled or died once more, and says how many. Of a parent, its children that did. What
/// was done meanwhile by another run, or is being done, is not done again; what a round made costs nothing in the next.
///
/// # Errors
/// 409 if none of them can be retried, 402 if there are not enough credits for all of them.
pub async fn retry(tx: &mut Tx, jobs: Registry, ids: &[Uuid]) -> Result<u64> {
    for function in store::functions(tx, ids).await? {
        tx.scope().require_token_scope(function.token_scope())?;
        if let Some(job) = jobs.get(function) {
            switched_on(tx, job).await?;
        }
        store::alone(tx, function).await?;
    }
    let old = store::unsuccessful(tx, ids).await?;
    if old.is_empty() {
        return Err(Problem::conflict(
            "Only failed or canceled tasks can be retried. Wait until this one finishes or start a new one.",
        )
        .into());
    }
    let again = still_to_do(tx, jobs, old).await?;
    store::begin_rounds(tx, &again).await?;
    Ok(again.len() as u64)
}

/// What of the runs is to be done now, at the price of what is left. Of several for one row, the latest.
async fn still_to_do(tx: &mut Tx, jobs: Registry, old: Vec<Old>) -> Result<Vec<Old>> {
    let (mut again, mut seen, mut why) = (Vec::new(), HashSet::new(), None);
    let mut groups: BTreeMap<(&str, Option<&str>), Vec<Old>> = BTreeMap::new();
    for run in old {
        if run.item.is_none_or(|item| seen.insert((run.job, item))) {
            let key = (run.job.name(), run.resource.map(Resource::path));
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
    let function = first.job;
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
        let price = function.price().times(run.platform.map_or(1, i64::from));
        run.price = price.of(units).min(run.price);
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
