//! What every declared resource can: list, read, save, delete, undo, options, settings, export.

use igny8::error::Problem;
use igny8::page::{FormPage, TablePage};
use igny8::permission::Verb;
use igny8::registry;
use igny8::resource::{Area, Resource};
use igny8::services::{Deleted, Page, Quote, Saved, SelectOption, Selection};
use igny8::system::logs::HistoryEntry;
use igny8::totals::Totals;
use igny8::validate::{Mode, held, validate};
use igny8::value::{Record, Row};
use uuid::Uuid;

use crate::billing::ledger;
use crate::error::Result;
use crate::repo::filter::{Rows, query};
use crate::repo::write::Before;
use crate::repo::{self, cascade, delete, list, options as choices, totals as sums, write};
use crate::services::sign_in::profile;
use crate::services::{RequestContext, security, staff};
use crate::tenancy::{Plans, Tx};

/// The table of a resource, if its page offers `verb`.
///
/// # Errors
/// 404 for a resource without a table, 405 if the page does not offer it.
pub fn table(resource: Resource, verb: Verb) -> Result<&'static TablePage, Problem> {
    let page = registry::table(resource).ok_or_else(|| Problem::not_found("resource"))?;
    if page.offers(verb) {
        return Ok(page);
    }
    let detail = format!("{} can't be changed this way.", page.title);
    Err(Problem::new(igny8::error::ProblemKind::MethodNotAllowed, detail))
}

async fn begin(ctx: &RequestContext, verb: Verb, resource: Resource) -> Result<Tx> {
    Ok(ctx.app.db.begin(&ctx.grant(verb, resource).await?).await?)
}

/// A page of rows.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn list(ctx: &RequestContext, resource: Resource, text: &str) -> Result<Page> {
    ctx.sees(resource).await?;
    let page = table(resource, Verb::Read)?;
    let grant = ctx.grant(Verb::Read, resource).await?;
    let query = query(page, text)?;
    let mut tx = ctx.app.db.begin_planned(&grant, list::plans(&query)).await?;
    list::list(&mut tx, repo::table(resource), page, &query, &ctx.app.counts).await
}

/// What rows come to.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn totals(
    ctx: &RequestContext,
    resource: Resource,
    selection: Selection,
    all: bool,
) -> Result<Totals> {
    ctx.sees(resource).await?;
    let page = table(resource, Verb::Read)?;
    let grant = ctx.grant(Verb::Read, resource).await?;
    let rows = Rows::selected(page, selection)?;
    // Which rows there are decides how they are read; nobody waits for a page meanwhile.
    let mut tx = ctx.app.db.begin_planned(&grant, Plans::Each).await?;
    let rows = match rows {
        Rows::Matching(query) => list::found(&mut tx, repo::table(resource), &query).await?.0,
        rows => rows,
    };
    sums::totals(&mut tx, repo::table(resource), page, &rows, all).await
}

/// One row.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn get(ctx: &RequestContext, resource: Resource, id: Uuid) -> Result<Row> {
    ctx.sees(resource).await?;
    let page = table(resource, Verb::Read)?;
    let mut tx = begin(ctx, Verb::Read, resource).await?;
    list::get(&mut tx, repo::table(resource), page.entity, id).await
}

/// What happened to a row, the latest first.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn history(ctx: &RequestContext, resource: Resource, id: Uuid) -> Result<Vec<HistoryEntry>> {
    let page = table(resource, Verb::Read)?;
    let scope = ctx.scope()?;
    scope.require(Verb::Read, resource)?;
    let mut tx = begin(ctx, Verb::Read, Resource::Logs).await?;
    // What is not this account's is not found, rather than without a history.
    list::get(&mut tx, repo::table(resource), page.entity, id).await?;
    repo::system::logs::of_row(&mut tx, resource, id).await
}

/// Makes or changes a row.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn save(
    ctx: &RequestContext,
    resource: Resource,
    id: Option<Uuid>,
    record: Record,
) -> Result<Saved> {
    let (verb, mode) = if id.is_some() {
        (Verb::Update, Mode::Update)
    } else {
        (Verb::Create, Mode::Create)
    };
    ctx.sees(resource).await?;
    let page = table(resource, verb)?;
    let grant = ctx.grant(verb, resource).await?;
    // What is not this account's is not found, however wrong the fields are.
    let mut tx = ctx.app.db.begin(&grant).await?;
    let before = match id {
        Some(id) => held(
            page.form.iter(),
            &list::get(&mut tx, repo::table(resource), page.entity, id).await?,
        ),
        None => Record::new(),
    };
    let change = validate(page.form.iter(), &record, &before, mode)?;
    let before = Before {
        inputs: page.form.iter().collect(),
        values: before,
    };
    let mut saved = write::save(&mut tx, repo::table(resource), page.entity, id, change, &before).await?;
    if resource.is_platform() {
        staff::saved(&mut tx, ctx, page, &before.values, &saved.row).await?;
    } else {
        security::saved(&mut tx, ctx, resource, &before.values, &saved.row).await?;
    }
    tx.commit().await?;
    ctx.app.members.forget();
    saved.once = saved.once.map(|once| once.at(&ctx.caller.origin));
    Ok(saved)
}

/// Deletes rows.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn delete(ctx: &RequestContext, resource: Resource, selection: Selection) -> Result<Deleted> {
    ctx.sees(resource).await?;
    let page = table(resource, Verb::Delete)?;
    let grant = ctx.scope()?.require(Verb::Delete, resource)?;
    let rows = Rows::selected(page, selection)?;
    let mut tx = ctx.app.db.begin_long(&grant).await?;
    let deleted = delete::delete(&mut tx, repo::table(resource), page, &rows).await?;
    security::deleted(&mut tx, ctx, resource, deleted.deletion_id).await?;
    tx.commit().await?;
    ctx.app.members.forget();
    Ok(deleted)
}

/// Rows that hang on what is deleted, from which on a person types what it is before a yes.
const MUCH: u64 = 100;

/// What would go if these rows were deleted: how many, and what hangs on them by kind.
///
/// # Errors
/// As [`delete()`].
pub async fn would_delete(ctx: &RequestContext, resource: Resource, selection: Selection) -> Result<Quote> {
    ctx.sees(resource).await?;
    let page = table(resource, Verb::Delete)?;
    let grant = ctx.scope()?.require(Verb::Delete, resource)?;
    let (rows, table) = (Rows::selected(page, selection)?, repo::table(resource));
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let ids = list::ids(&mut tx, table, page, &rows).await?;
    let Some(first) = ids.first() else {
        return Err(Problem::not_found(resource.one()).into());
    };
    let count = ids.len() as u64;
    let along = cascade::count(&mut tx, table, &ids).await?;
    let name = match ids.len() {
        1 => write::name_of(&mut tx, resource, *first).await?,
        _ => None,
    };
    let much = along.iter().map(|(_, rows)| rows).sum::<u64>() >= MUCH;
    let typed = much.then(|| match &name {
        Some(name) if !name.trim().is_empty() => name.split_whitespace().collect::<Vec<_>>().join(" "),
        _ => format!(
            "{count} {}",
            if count == 1 {
                resource.one()
            } else {
                resource.many()
            }
        ),
    });
    let notes = table.hooks.before_a_yes(&mut tx, &ids).await?;
    let facts = along
        .iter()
        .map(|(kind, rows)| (capital(kind.many()), rows.to_string()));
    Ok(Quote {
        count,
        credits: 0,
        balance: ledger::balance(&mut tx).await?,
        facts: facts.collect(),
        notes,
        help_link: None,
        asks: Vec::new(),
        name,
        typed,
    })
}

/// The word as a line begins with it.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Undoes a deletion.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn undo(ctx: &RequestContext, deletion: Uuid) -> Result<u64> {
    let scope = ctx.scope()?;
    // Which kinds of rows come back decides who may.
    let mut tx = ctx.app.db.begin_long(&scope.member_writing()).await?;
    let removed = delete::removed(&mut tx, deletion).await?;
    for kind in removed.kinds() {
        scope.require(Verb::Delete, kind)?;
    }
    security::restoring(&mut tx, ctx, removed.resource, deletion).await?;
    let count = delete::undo(&mut tx, deletion).await?;
    tx.commit().await?;
    ctx.app.members.forget();
    Ok(count)
}

/// Rows to refer to.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn options(ctx: &RequestContext, resource: Resource, search: &str) -> Result<Vec<SelectOption>> {
    ctx.sees(resource).await?;
    let page = table(resource, Verb::Read)?;
    let mut tx = begin(ctx, Verb::Read, resource).await?;
    choices::options(&mut tx, repo::table(resource), page, search).await
}

fn form(resource: Resource) -> Result<&'static FormPage, Problem> {
    let found = registry::forms().find(|form| form.entity.resource == resource);
    found.ok_or_else(|| Problem::not_found("resource"))
}

/// The one row of a form page.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn settings(ctx: &RequestContext, resource: Resource) -> Result<Row> {
    let form = form(resource)?;
    let mut tx = begin(ctx, Verb::Read, resource).await?;
    let id = only(ctx, resource)?;
    list::get(&mut tx, repo::table(resource), form.entity, id).await
}

/// Changes the one row of a form page.
///
/// # Errors
/// As [`igny8::services::Services`] says.
pub async fn save_settings(ctx: &RequestContext, resource: Resource, record: Record) -> Result<Row> {
    let form = form(resource)?;
    let grant = ctx.scope()?.require(Verb::Update, resource)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let id = only(ctx, resource)?;
    let before = list::get(&mut tx, repo::table(resource), form.entity, id).await?;
    let before = Before {
        inputs: form.inputs().collect(),
        values: held(form.inputs(), &before),
    };
    let change = validate(form.inputs(), &record, &before.values, Mode::Update)?;
    if resource == Resource::Profile {
        drop(tx);
        profile::save(ctx, change).await?;
        return settings(ctx, resource).await;
    }
    let saved = write::save(
        &mut tx,
        repo::table(resource),
        form.entity,
        Some(id),
        change,
        &before,
    )
    .await?;
    tx.commit().await?;
    Ok(saved.row)
}

/// The id of a form page's row: the person's own, or the account's.
fn only(ctx: &RequestContext, resource: Resource) -> Result<Uuid> {
    let scope = ctx.scope()?;
    match resource.area() {
        Area::Own => Ok(scope.user().ok_or_else(Problem::unauthenticated)?.0),
        _ => Ok(scope.account().0),
    }
}
