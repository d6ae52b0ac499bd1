//! Actions on rows: background runs with their price, and commands that are done at once.

use igny8::error::Problem;
use igny8::page::{Action, ActionKind, Arguments, CANCEL, TablePage};
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::{Outcome, Quote, Selection};

use crate::billing::ledger;
use crate::error::Result;
use crate::jobs;
use crate::queue::store;
use crate::repo::filter::Rows;
use crate::repo::table::Acted;
use crate::repo::{self, list, when, write};
use crate::runner::start::{self, StartRequest};
use crate::runner::{self, Preview};
use crate::services::{RequestContext, resources, security, staff};

fn action(resource: Resource, name: &str) -> Result<(&'static TablePage, &'static Action), Problem> {
    let page = resources::table(resource, Verb::Read)?;
    let action = page.endpoints().find(|action| action.name == name);
    action
        .map(|action| (page, action))
        .ok_or_else(|| Problem::not_found("action"))
}

/// Starts a run for the rows, or does a command to them.
///
/// # Errors
/// As [`igny8::services::Services`] says; 402 when credits do not suffice.
pub async fn act(
    ctx: &RequestContext,
    resource: Resource,
    name: &str,
    selection: Selection,
    arguments: Arguments,
) -> Result<Outcome> {
    ctx.sees(resource).await?;
    let (page, action) = action(resource, name)?;
    if resource.is_platform() {
        return staff::act(ctx, page, action, selection, arguments).await;
    }
    let grant = ctx.scope()?.require(action.verb(), resource)?;
    ctx.scope()?.require_token_scope(action.token_scope)?;
    arguments.check(action.params)?;
    let rows = Rows::selected(page, selection.clone())?;
    let table = repo::table(resource);
    let mut tx = ctx.app.db.begin(&grant).await?;
    if let ActionKind::Run(function) = action.kind {
        let order = StartRequest {
            job: jobs::ALL.named(function.name())?,
            page,
            rows: &rows,
            selection: &selection,
            arguments: &arguments,
        };
        let key = ctx.idempotency_key.clone();
        let first = match &selection {
            Selection::Ids(ids) => ids.first().copied(),
            Selection::Query(_) => None,
        };
        let start::Started {
            task,
            count,
            credits,
            known,
            ..
        } = start::start(&mut tx, &order, function.queue(), key, None).await?;
        if let Some(most) = ctx.most_credits.filter(|most| credits > *most) {
            let detail = format!(
                "It now costs {credits} credits, but only {most} were approved. Ask for the price again."
            );
            return Err(Problem::conflict(detail).into());
        }
        if !known {
            write::audit(
                &mut tx,
                action.verb(),
                resource,
                &[task.0],
                Some(action.label),
                first,
            )
            .await?;
        }
        tx.commit().await?;
        ctx.app.jobs.changed(ctx.scope()?.account(), vec![task.0]);
        return Ok(Outcome {
            count: count.unsigned_abs(),
            task_id: Some(task.0),
            once: None,
            change_id: None,
        });
    }
    let ids = list::ids(&mut tx, table, page, &rows).await?;
    if ids.is_empty() {
        return Err(Problem::not_found(resource.one()).into());
    }
    let ids = when::fitting(&mut tx, table, page, action, ids).await?;
    // Before it is done, since some rows are gone then and have no name any more.
    write::audit(&mut tx, action.verb(), resource, &ids, Some(action.label), None).await?;
    security::acting(&mut tx, ctx, resource, action, &ids).await?;
    let Acted { count, once, change } = match (resource, name) {
        (Resource::Tasks, _) if name == CANCEL.name => Acted::to(store::request_cancel(&mut tx, &ids).await?),
        (Resource::Tasks, _) => Acted::to(runner::retry(&mut tx, jobs::ALL, &ids).await?),
        _ => table.hooks.act_telling(&mut tx, name, &ids, &arguments).await?,
    };
    tx.commit().await?;
    ctx.app.members.forget();
    ctx.app.jobs.changed(ctx.scope()?.account(), ids);
    Ok(Outcome {
        count,
        task_id: None,
        once: once.map(|once| once.at(&ctx.caller.origin)),
        change_id: change,
    })
}

/// What an action would cost.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn quote(
    ctx: &RequestContext,
    resource: Resource,
    name: &str,
    selection: Selection,
) -> Result<Quote> {
    if name == igny8::page::DELETE.name {
        return resources::would_delete(ctx, resource, selection).await;
    }
    ctx.sees(resource).await?;
    let (page, action) = action(resource, name)?;
    if resource.is_platform() {
        return staff::quote(ctx, page, action, selection).await;
    }
    let grant = ctx.scope()?.require(action.verb(), resource)?;
    let rows = Rows::selected(page, selection.clone())?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let (count, credits, preview) = if let ActionKind::Run(function) = action.kind {
        let order = StartRequest {
            job: jobs::ALL.named(function.name())?,
            page,
            rows: &rows,
            selection: &selection,
            arguments: &Arguments::default(),
        };
        let found = start::estimate(&mut tx, &order).await?;
        (
            found.count,
            found.credits,
            start::preview(&mut tx, &order, &found).await?,
        )
    } else {
        let table = repo::table(resource);
        let ids = list::ids(&mut tx, table, page, &rows).await?;
        if ids.is_empty() {
            return Err(Problem::not_found(resource.one()).into());
        }
        let ids = when::fitting(&mut tx, table, page, action, ids).await?;
        (
            i64::try_from(ids.len()).unwrap_or(i64::MAX),
            0,
            Preview::default(),
        )
    };
    Ok(Quote {
        count: count.unsigned_abs(),
        credits,
        balance: ledger::balance(&mut tx).await?,
        facts: preview.facts,
        notes: preview.notes,
        help_link: preview.help_link,
        asks: preview.asks,
        name: None,
        typed: None,
    })
}
