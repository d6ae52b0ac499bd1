//! Starting a function for selected rows: the same for a person, a program and a schedule.

use igny8::ai::Function;
use igny8::backend::Selection;
use igny8::error::Problem;
use igny8::id::TaskId;
use igny8::job::Queue;
use igny8::page::{Action, ActionKind, Arguments, TablePage};
use serde_json::json;

use crate::error::Result;
use crate::jobs::store::{NewBatch, NewTask, enqueue, enqueue_batch, known};
use crate::repo::filter::Rows;
use crate::repo::writer::going;
use crate::repo::writer::items::{self, Item, Preview};
use crate::repo::{self, list, when};
use crate::tenancy::Tx;

/// The most rows of which each gets a run of its own.
const MOST_ITEMS: usize = 1_000;

/// What is to be started.
#[derive(Debug)]
pub struct Order<'a> {
    /// The function.
    pub function: Function,
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
    /// The action of the page that starts the function, with what it asks of rows.
    fn action(&self) -> Option<&'static Action> {
        let runs = |action: &&Action| action.kind == ActionKind::Run(self.function);
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

/// What to know of an order before a yes; only who asks for its price needs it.
///
/// # Errors
/// The database does not answer.
pub async fn preview(tx: &mut Tx, order: &Order<'_>, estimate: &Estimate) -> Result<Preview> {
    match &estimate.items {
        Some(items) => {
            items::preview(
                tx,
                order.function,
                order.page.resource(),
                estimate.left_out,
                items,
            )
            .await
        }
        None if order.function == Function::ExportArticles => {
            let ids = list::ids(tx, repo::table(order.page.resource()), order.page, order.rows).await?;
            items::packing(tx, &ids).await
        }
        None => Ok(Preview::default()),
    }
}

/// Counts and prices an order.
///
/// # Errors
/// 404 for no rows, 409 if there is nothing to do for them, 400 for too many.
pub async fn estimate(tx: &mut Tx, order: &Order<'_>) -> Result<Estimate> {
    let (table, resource) = (repo::table(order.page.resource()), order.page.resource());
    let price = order.function.price();
    let count = list::count(tx, table, order.page, order.rows, None).await?;
    if count == 0 {
        return Err(Problem::not_found(resource.one()).into());
    }
    if !order.function.each() {
        return Ok(Estimate {
            count,
            credits: price.of(count),
            left_out: 0,
            items: None,
        });
    }
    if usize::try_from(count).is_ok_and(|count| count > MOST_ITEMS) {
        let message = format!(
            "Choose at most {MOST_ITEMS} {} at once, by a narrower filter.",
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
    let items = items::fit(tx, order.function, resource, &ids).await?;
    Ok(Estimate {
        count: i64::try_from(items.len()).unwrap_or(i64::MAX),
        credits: items.iter().map(|item| price.of(item.units)).sum(),
        left_out: chosen - items.len(),
        items: Some(items),
    })
}

/// Starts it, using at most `most` credits where a bound is given: of single rows as many as that pays for.
///
/// # Errors
/// As [`estimate`]; 402 if there are not enough credits.
pub async fn start(
    tx: &mut Tx,
    order: &Order<'_>,
    queue: Queue,
    idempotency_key: Option<String>,
    most: Option<i64>,
) -> Result<(TaskId, i64)> {
    // Rows that a run works on already are left out below, so a request that is sent again must be known before.
    if let Some(key) = idempotency_key.as_deref().filter(|_| order.function.each())
        && let Some(known) = known(tx, key).await?
    {
        return Ok(known);
    }
    let estimate = estimate(tx, order).await?;
    let (function, resource) = (order.function, order.page.resource());
    if let Some(items) = &estimate.items
        && function == Function::Publish
    {
        going::allowed(tx, items, order.arguments).await?;
    }
    let Some(items) = estimate.items else {
        let new = NewTask {
            function,
            params: json!({ "selection": order.selection, "arguments": order.arguments }),
            queue,
            idempotency_key,
            credits: most.map_or(estimate.credits, |most| estimate.credits.min(most)),
            note: format!("{}: {} {}", function.label(), estimate.count, resource.many()),
        };
        return Ok((enqueue(tx, new).await?, estimate.count));
    };
    let mut left = most.unwrap_or(i64::MAX);
    let priced = items
        .iter()
        .map(|item| (item.id, function.price().of(item.units)));
    let items: Vec<_> = priced
        .take_while(|(_, credits)| {
            left = left.saturating_sub(*credits);
            left >= 0
        })
        .collect();
    if items.is_empty() {
        let message = "The credits of this schedule do not pay for one run. Raise them.";
        return Err(Problem::conflict(message).into());
    }
    let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let batch = NewBatch {
        function,
        resource,
        items,
        arguments: order.arguments.clone(),
        queue,
        idempotency_key,
    };
    Ok((enqueue_batch(tx, batch).await?, count))
}
