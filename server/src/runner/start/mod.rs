//! Starting a function for selected rows: the same for a person, a program and a schedule.
//!
//! Starts of one function in an account come one after the other, so that rows which a run works on are never given to a
//! second one, and each run keeps the rows that it was priced for: it does these and no others.

mod limit;
mod pricing;
mod provider;

use igny8::error::Problem;
use igny8::id::TaskId;
use igny8::job_run::Queue;
use igny8::jobs::Job;
use igny8::page::{Action, ActionKind, Arguments, TablePage};
use igny8::services::Selection;
use serde_json::json;
use uuid::Uuid;

pub use self::limit::{FiringLimit, Left};
use self::pricing::{Pricing, pricing};
use crate::billing::ledger;
use crate::error::Result;
use crate::queue::store::{self, BatchItem, NewBatch, NewRun, RequestKey, Underway, enqueue, enqueue_batch};
use crate::repo::eligible::Item;
use crate::repo::filter::Rows;
use crate::repo::staff::flags;
use crate::repo::{self, list, when};
use crate::runner::job::{Chosen, JobHandler, Preview};
use crate::tenancy::Tx;

/// The most rows of which each gets a run of its own.
pub(super) const MAX_ITEMS: usize = 1_000;

/// What is to be started.
#[derive(Clone, Copy)]
pub struct StartRequest<'a> {
    /// What is done.
    pub job: &'static dyn JobHandler,
    /// What the rows are.
    pub page: &'static TablePage,
    /// The rows.
    pub rows: &'a Rows,
    /// The same as it is kept for the function.
    pub selection: &'a Selection,
    /// The answers to what the action asks; whoever nobody has asked, such as a schedule, has none.
    pub arguments: &'a Arguments,
}

impl StartRequest<'_> {
    fn job(&self) -> Job {
        self.job.job()
    }

    /// The action of the page that starts the function, with what it asks of rows.
    fn action(&self) -> Option<&'static Action> {
        let runs = |action: &&Action| action.kind == ActionKind::Run(self.job());
        self.page.endpoints().find(runs)
    }
}

/// What an order comes to.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// Rows that it is for.
    pub count: i64,
    /// Credits that it takes at most.
    pub credits: i64,
    /// Rows that were chosen, but have nothing to be done now.
    left_out: usize,
    /// The rows, where each gets a run of its own.
    items: Option<Vec<Item>>,
}

/// A run that was asked for.
#[derive(Clone, Debug)]
pub struct Started {
    /// The run to follow.
    pub task: TaskId,
    /// Rows that it is for.
    pub count: i64,
    /// Credits that it takes at most; none where it was asked for before.
    pub credits: i64,
    /// Whether it was asked for before, and nothing was added now.
    pub known: bool,
    /// What a bound left for another time.
    pub left: Left,
}

impl Started {
    const fn known(task: TaskId, count: i64) -> Self {
        Self {
            task,
            count,
            credits: 0,
            known: true,
            left: Left::NOTHING,
        }
    }
}

/// What to know of an order before a yes; only who asks for its price needs it.
///
/// # Errors
/// The database does not answer.
pub async fn preview(tx: &mut Tx, request: &StartRequest<'_>, estimate: &Estimate) -> Result<Preview> {
    let chosen = Chosen {
        page: request.page,
        rows: request.rows,
        items: estimate.items.as_deref(),
    };
    let mut preview = request.job.preview(tx, &chosen).await?;
    if estimate.left_out > 0 {
        let chosen = estimate.left_out + chosen.items.map_or(0, <[Item]>::len);
        preview.notes.push(format!(
            "{} of {chosen} {} are skipped: nothing to do for them.",
            estimate.left_out,
            request.page.resource().many()
        ));
    }
    provider::say(tx, request.job, &mut preview).await?;
    Ok(preview)
}

/// Looks whether what the function stands behind is switched on for the account.
///
/// # Errors
/// 409 if it is not.
pub async fn switched_on(tx: &mut Tx, job: &dyn JobHandler) -> Result<()> {
    match job.flag() {
        Some(flag) if !flags::is_on(tx, flag).await? => {
            let message = format!("{} is paused for this account. Try again later.", flag.label());
            Err(Problem::conflict(message).into())
        }
        _ => Ok(()),
    }
}

/// Counts and prices an order.
///
/// # Errors
/// 404 for no rows, 409 if there is nothing to do for them, 400 for too many.
pub async fn estimate(tx: &mut Tx, request: &StartRequest<'_>) -> Result<Estimate> {
    switched_on(tx, request.job).await?;
    let (table, resource) = (repo::table(request.page.resource()), request.page.resource());
    let Pricing { price, .. } = pricing(tx, request.job).await?;
    let count = list::count(tx, table, request.page, request.rows, None).await?;
    if count == 0 {
        return Err(Problem::not_found(resource.one()).into());
    }
    if !request.job().each() {
        return Ok(Estimate {
            count,
            credits: price.of(count),
            left_out: 0,
            items: None,
        });
    }
    if usize::try_from(count).is_ok_and(|count| count > MAX_ITEMS) {
        let message = format!(
            "Select at most {MAX_ITEMS} {} at once. Narrow the filter.",
            resource.many()
        );
        return Err(Problem::bad_request(message).into());
    }
    let ids = list::ids(tx, table, request.page, request.rows).await?;
    let chosen = ids.len();
    let ids = match request.action() {
        Some(action) => when::fitting(tx, table, request.page, action, ids).await?,
        None => ids,
    };
    let items = request.job.fit(tx, resource, &ids).await?;
    Ok(Estimate {
        count: i64::try_from(items.len()).unwrap_or(i64::MAX),
        credits: items.iter().map(|item| price.of(item.units)).sum(),
        left_out: chosen - items.len(),
        items: Some(items),
    })
}

/// Starts it, for all rows or, where a bound is given, for the best of them that it lets through.
///
/// # Errors
/// As [`estimate`]; 402 if there are not enough credits, 422 for the key of another request.
pub async fn start(
    tx: &mut Tx,
    request: &StartRequest<'_>,
    queue: Queue,
    key: Option<String>,
    bound: Option<FiringLimit>,
) -> Result<Started> {
    let function = request.job();
    tx.scope().require_token_scope(function.token_scope())?;
    switched_on(tx, request.job).await?;
    store::alone(tx, function).await?;
    let key = match key {
        Some(key) => Some(RequestKey::new(
            key,
            function,
            &serde_json::to_string(&(request.page.resource(), request.selection, request.arguments))?,
        )),
        None => None,
    };
    // Rows that a run works on are refused below, so a request that is sent again must be known before.
    if let Some(key) = &key
        && let Some((task, count)) = store::known(tx, function, key).await?
    {
        return Ok(Started::known(task, count));
    }
    if function.each() {
        each(tx, request, queue, key, bound).await
    } else {
        whole(tx, request, queue, key, bound).await
    }
}

/// A run for each row.
async fn each(
    tx: &mut Tx,
    request: &StartRequest<'_>,
    queue: Queue,
    key: Option<RequestKey>,
    bound: Option<FiringLimit>,
) -> Result<Started> {
    let (function, resource) = (request.job(), request.page.resource());
    let Pricing { price, platform } = pricing(tx, request.job).await?;
    let (items, left) = match bound {
        Some(bound) => limit::items(tx, request, price, bound).await?,
        None => (
            estimate(tx, request).await?.items.unwrap_or_default(),
            Left::NOTHING,
        ),
    };
    request.job.allowed(tx, &items, request.arguments).await?;
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    let sites = list::sites(tx, repo::table(resource), request.page, &ids).await?;
    let items = items.into_iter().map(|item| BatchItem {
        id: item.id,
        credits: price.of(item.units),
        priced: item.priced,
    });
    let items: Vec<_> = items.collect();
    let credits = items.iter().map(|item| item.credits).sum();
    let batch = NewBatch {
        job: function,
        resource,
        items,
        sites,
        arguments: request.arguments.clone(),
        queue,
        key,
        platform,
    };
    Ok(Started {
        task: enqueue_batch(tx, batch).await?,
        count,
        credits,
        known: false,
        left,
    })
}

/// One run for all rows.
async fn whole(
    tx: &mut Tx,
    request: &StartRequest<'_>,
    queue: Queue,
    key: Option<RequestKey>,
    bound: Option<FiringLimit>,
) -> Result<Started> {
    let (function, resource) = (request.job(), request.page.resource());
    let Pricing { price, platform } = pricing(tx, request.job).await?;
    let (mut ids, left): (Vec<Uuid>, Left) = match bound {
        Some(bound) => limit::rows(tx, request, price, bound).await?,
        None => (
            list::ids(tx, repo::table(resource), request.page, request.rows).await?,
            Left::NOTHING,
        ),
    };
    if ids.is_empty() {
        return Err(Problem::not_found(resource.one()).into());
    }
    // The same rows are the same list.
    ids.sort_unstable();
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let credits = price.of(count);
    ledger::affordable(tx, credits).await?;
    let arguments = serde_json::to_value(request.arguments)?;
    match store::underway(tx, function, &ids, Some(&arguments), None).await? {
        Underway::No => {}
        Underway::Same(task) => return Ok(Started::known(task, count)),
        // Rows that are changed are changed by one run at a time.
        Underway::Some(_) if request.job.shares_rows() => {}
        Underway::Some(some) => {
            let message = format!(
                "“{}” is already running for {some} of these {} {}. Wait until it finishes or cancel it under AI tasks.",
                function.label(),
                count,
                resource.many()
            );
            return Err(Problem::conflict(message)
                .help_link("AI tasks", "/system/tasks")
                .into());
        }
    }
    let sites = list::sites(tx, repo::table(resource), request.page, &ids).await?;
    let new = NewRun {
        job: function,
        params: json!({ "selection": request.selection, "arguments": request.arguments }),
        item: None,
        priced: Some(ids),
        sites,
        queue,
        key,
        credits,
        platform,
        note: format!("{}: {count} {}", function.label(), resource.many()),
    };
    Ok(Started {
        task: enqueue(tx, new).await?,
        count,
        credits,
        known: false,
        left,
    })
}
