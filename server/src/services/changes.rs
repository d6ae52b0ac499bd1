//! Giving many rows the same values at once, and taking that back.

use std::collections::BTreeMap;

use igny8::bulk::{CHANGED_SINCE, Changed, LeftOut};
use igny8::error::{Problem, ProblemKind};
use igny8::page::InputKind;
use igny8::permission::Verb;
use igny8::resource::{Area, Resource};
use igny8::services::Selection;
use igny8::validate::{Mode, held, validate};
use igny8::value::{Record, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::change::{self, Wanted};
use crate::repo::filter::Rows;
use crate::repo::{self, list};
use crate::services::{RequestContext, resources};

/// Gives rows the values of a record: all that can take them, in one transaction.
///
/// # Errors
/// As [`igny8::services::Services`] says; what stands against it where no row can take them.
pub async fn change(
    ctx: &RequestContext,
    resource: Resource,
    selection: Selection,
    record: Record,
) -> Result<Changed> {
    ctx.sees(resource).await?;
    let page = resources::table(resource, Verb::Update)?;
    let grant = ctx.grant(Verb::Update, resource).await?;
    let one = match selection {
        Selection::Ids(ref ids) if ids.len() == 1 => ids.first().copied(),
        _ => None,
    };
    if resource.area() != Area::Work {
        let detail = format!("{} can't be changed together.", page.title);
        return Err(Problem::new(ProblemKind::MethodNotAllowed, detail).into());
    }
    let offered = |key: &str| match one {
        Some(_) => page.form.iter().any(|input| {
            let hidden = matches!(input.kind, InputKind::Secret { .. } | InputKind::Password { .. });
            input.field.key == key && !hidden
        }),
        None => page.shared_inputs().any(|input| input.field.key == key),
    };
    if let Some(key) = record.keys().find(|key| !offered(key)) {
        return Err(Problem::field(key, "This can't be changed for several rows at once.").into());
    }
    if record.is_empty() {
        return Err(Problem::bad_request("Choose at least one field to change.").into());
    }
    let rows = Rows::selected(page, selection)?;
    let table = repo::table(resource);
    let mut tx = ctx.app.db.begin_long(&grant).await?;
    let found = change::hold(&mut tx, table, page, &rows).await?;
    if found.is_empty() {
        return Err(Problem::not_found(resource.one()).into());
    }
    let (mut wanted, mut refused, mut unchanged) = (Vec::new(), Vec::new(), 0);
    for row in found {
        let before = held(page.form.iter(), &row);
        match validate(page.form.iter(), &record, &before, Mode::Update) {
            Ok(change) if change.iter().all(|(field, value)| same(row.get(field), value)) => unchanged += 1,
            Ok(change) => wanted.push(Wanted { row, change }),
            Err(problem) => refused.push(problem),
        }
    }
    let applied = change::apply(&mut tx, table, page, wanted).await?;
    refused.extend(applied.refused);
    if applied.rows.is_empty() && unchanged == 0 && !refused.is_empty() {
        return Err(refused.swap_remove(0).into());
    }
    let row = match one {
        Some(id) => Some(list::get(&mut tx, table, page.entity, id).await?),
        None => None,
    };
    tx.commit().await?;
    Ok(Changed {
        change_id: applied.id,
        count: applied.rows.len() as u64,
        unchanged,
        left_out: reasons(&refused),
        row,
    })
}

/// Whether a row holds this already.
fn same(held: &Value, wanted: &Value) -> bool {
    match (held, wanted) {
        (Value::Ref { id, .. }, Value::Ref { id: other, .. }) => id == other,
        (Value::Null, Value::Bool(yes)) => !yes,
        _ => match (held.as_f64(), wanted.as_f64()) {
            (Some(one), Some(other)) => one.to_bits() == other.to_bits(),
            _ => held == wanted,
        },
    }
}

/// What stood against it, each reason once with how many rows it holds for.
fn reasons(refused: &[Problem]) -> Vec<LeftOut> {
    let mut counted: BTreeMap<String, u64> = BTreeMap::new();
    for problem in refused {
        let first = problem.errors.values().flatten().next();
        let reason = first.unwrap_or(&problem.detail).clone();
        *counted.entry(reason).or_default() += 1;
    }
    let each = counted
        .into_iter()
        .map(|(reason, count)| LeftOut { reason, count });
    each.collect()
}

/// Takes a change back, but in rows that somebody has changed since.
///
/// # Errors
/// 404 for a change that is not there or was taken back before; 409 if all of its rows were changed since.
pub async fn undo(ctx: &RequestContext, change: Uuid) -> Result<u64> {
    let scope = ctx.scope()?;
    // Which rows it was of decides who may.
    let mut tx = ctx.app.db.begin_long(&scope.member_writing()).await?;
    let kept = change::kept(&mut tx, change).await?;
    scope.require(Verb::Update, kept.resource)?;
    let back = change::take_back(&mut tx, change, &kept).await?;
    if back.is_empty() {
        return Err(Problem::conflict(CHANGED_SINCE).into());
    }
    tx.commit().await?;
    Ok(back.len() as u64)
}
