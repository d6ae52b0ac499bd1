//! Starting a function for selected rows: the same for a person, a program and a schedule.
//!
//! Starts of one function in an account come one after the other, so that rows which a run works on are never given to a
//! second one, and each run keeps the rows that it was priced for: it does these and no others.

mod bound;
mod by;

use igny8::ai::Function;
use igny8::error::Problem;
use igny8::id::TaskId;
use igny8::job::Queue;
use igny8::page::{Action, ActionKind, Arguments, TablePage};
use igny8::services::Selection;
use serde_json::json;
use uuid::Uuid;

pub use self::bound::{Bound, Left};
use crate::billing::ledger;
use crate::error::Result;
use crate::queue::store::{self, BatchItem, NewBatch, NewTask, RequestKey, Underway, enqueue, enqueue_batch};
use crate::repo::eligible::Item;
use crate::repo::filter::Rows;
use crate::repo::{self, list, when};
use crate::runner::job::{Chosen, Job, Preview};
use crate::tenancy::Tx;

/// The most rows of which each gets a run of its own.
pub(super) const MOST_ITEMS: usize = 1_000;

/// What is to be started.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// What is done.
    pub job: &'static dyn Job,
    /// What the rows are.
    pub page: &'static TablePage,
    /// The rows.
    pub rows: &'a Rows,
    /// The same as it is kept for the function.
    pub selection: &'a Selection,
    /// The answers to what the action asks; whoever nobody has asked, such as a schedule, has none.
    pub arguments: &'a Arguments,
}

impl Order<'_> {
    fn function(&self) -> Function {
        self.job.function()
    }

    /// The action of the page that starts the function, with what it asks of rows.
    fn action(&self) -> Option<&'static Action> {
        let runs = |action: &&Action| action.kind == ActionKind::Run(self.function());
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
            known: true,
            left: Left::NOTHING,
        }
    }
}

/// What to know of an order before a yes; only who asks for its price needs it.
///
/// # Errors
/// The database does not answer.
pub async fn preview(tx: &mut Tx, order: &Order<'_>, estimate: &Estimate) -> Result<Preview> {
    let chosen = Chosen {
        page: order.page,
        rows: order.rows,
        items: estimate.items.as_deref(),
    };
    let mut preview = order.job.preview(tx, &chosen).await?;
    if estimate.left_out > 0 {
        let chosen = estimate.left_out + chosen.items.map_or(0, <[Item]>::len);
        preview.notes.push(format!(
            "{} of {chosen} {} are skipped: nothing to do for them.",
            estimate.left_out,
            order.page.resource().many()
        ));
    }
    by::say(tx, order.job.provider(), &mut preview).await?;
    Ok(preview)
}

/// Counts and prices an order.
///
/// # Errors
/// 404 for no rows, 409 if there is nothing to do for them, 400 for too many.
pub async fn estimate(tx: &mut Tx, order: &Order<'_>) -> Result<Estimate> {
    let (table, resource) = (repo::table(order.page.resource()), order.page.resource());
    let price = order.function().price();
    let count = list::count(tx, table, order.page, order.rows, None).await?;
    if count == 0 {
        return Err(Problem::not_found(resource.one()).into());
    }
    if !order.function().each() {
        return Ok(Estimate {
            count,
            credits: price.of(count),
            left_out: 0,
            items: None,
        });
    }
    if usize::try_from(count).is_ok_and(|count| count > MOST_ITEMS) {
        let message = format!(
            "Select at most {MOST_ITEMS} {} at once. Narrow the filter.",
            resource.many()
        );
        return Err(Problem::bad_request(message).into());
    }
    let ids = list::ids(tx, table, order.page, order.rows).await?;
    let chosen = ids.len();
    let ids = match order.action() {
        Some(action) => when::fitting(tx, table, order.page, action, ids).await?,
        None => ids,
    };
    let items = order.job.fit(tx, resource, &ids).await?;
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
    order: &Order<'_>,
    queue: Queue,
    key: Option<String>,
    bound: Option<Bound>,
) -> Result<Started> {
    let function = order.function();
    store::alone(tx, function).await?;
    let key = match key {
        Some(key) => Some(RequestKey::new(
            key,
            function,
            &serde_json::to_string(&(order.page.resource(), order.selection, order.arguments))?,
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
        each(tx, order, queue, key, bound).await
    } else {
        whole(tx, order, queue, key, bound).await
    }
}

/// A run for each row.
async fn each(
    tx: &mut Tx,
    order: &Order<'_>,
    queue: Queue,
    key: Option<RequestKey>,
    bound: Option<Bound>,
) -> Result<Started> {
    let (function, resource) = (order.function(), order.page.resource());
    let (items, left) = match bound {
        Some(bound) => bound::items(tx, order, bound).await?,
        None => (
            estimate(tx, order).await?.items.unwrap_or_default(),
            Left::NOTHING,
        ),
    };
    order.job.allowed(tx, &items, order.arguments).await?;
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let items = items.into_iter().map(|item| BatchItem {
        id: item.id,
        credits: function.price().of(item.units),
        priced: item.priced,
    });
    let batch = NewBatch {
        function,
        resource,
        items: items.collect(),
        arguments: order.arguments.clone(),
        queue,
        key,
    };
    Ok(Started {
        task: enqueue_batch(tx, batch).await?,
        count,
        known: false,
        left,
    })
}

/// One run for all rows.
async fn whole(
    tx: &mut Tx,
    order: &Order<'_>,
    queue: Queue,
    key: Option<RequestKey>,
    bound: Option<Bound>,
) -> Result<Started> {
    let (function, resource) = (order.function(), order.page.resource());
    let (mut ids, left): (Vec<Uuid>, Left) = match bound {
        Some(bound) => bound::rows(tx, order, bound).await?,
        None => (
            list::ids(tx, repo::table(resource), order.page, order.rows).await?,
            Left::NOTHING,
        ),
    };
    if ids.is_empty() {
        return Err(Problem::not_found(resource.one()).into());
    }
    // The same rows are the same list.
    ids.sort_unstable();
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let credits = function.price().of(count);
    ledger::affordable(tx, credits).await?;
    let arguments = serde_json::to_value(order.arguments)?;
    match store::underway(tx, function, &ids, Some(&arguments), None).await? {
        Underway::No => {}
        Underway::Same(task) => return Ok(Started::known(task, count)),
        // Rows that are changed are changed by one run at a time.
        Underway::Some(_) if order.job.shares_rows() => {}
        Underway::Some(some) => {
            let message = format!(
                "“{}” is already running for {some} of these {} {}. Wait until it finishes or cancel it under AI tasks.",
                function.label(),
                count,
                resource.many()
            );
            return Err(Problem::conflict(message)
                .way_out("AI tasks", "/system/tasks")
                .into());
        }
    }
    let new = NewTask {
        function,
        params: json!({ "selection": order.selection, "arguments": order.arguments }),
        item: None,
        priced: Some(ids),
        queue,
        key,
        credits,
        note: format!("{}: {count} {}", function.label(), resource.many()),
    };
    Ok(Started {
        task: enqueue(tx, new).await?,
        count,
        known: false,
        left,
    })
}
