//! The tools that change rows, and take that back.

use igny8::error::Problem;
use igny8::registry;
use igny8::services::{Selection, Services as _};
use serde_json::json;

use crate::http::mcp::Asked;
use crate::http::mcp::answer::{Answered, done, no_id};
use crate::http::mcp::arguments::{Back, Create, Delete, Gone, MAX_IDS, Undo, Update};
use crate::http::mcp::reading::shown;

/// Adds a row.
pub async fn create(asked: &Asked, new: Create) -> Answered {
    let resource = new.resource.0;
    let table = registry::table(resource).ok_or_else(Problem::internal)?;
    let saved = asked.ctx.save(resource, None, new.fields).await?;
    let mut one = shown(json!(saved.row.shown(table.entity)), None);
    one.secret = saved.once.map(|once| once.secret);
    done(&one)
}

/// Changes a row, or the one row of a form.
pub async fn update(asked: &Asked, change: Update) -> Answered {
    let resource = change.resource.0;
    if let Some(form) = registry::forms().find(|form| form.entity.resource == resource) {
        let row = asked.ctx.save_settings(resource, change.fields).await?;
        return done(&shown(json!(row.shown(form.entity)), None));
    }
    let table = registry::table(resource).ok_or_else(Problem::internal)?;
    let id = change.id.ok_or_else(no_id)?;
    let saved = asked.ctx.save(resource, Some(id), change.fields).await?;
    done(&shown(json!(saved.row.shown(table.entity)), None))
}

/// Deletes rows.
pub async fn delete(asked: &Asked, which: Delete) -> Answered {
    if which.ids.is_empty() || which.ids.len() > MAX_IDS {
        return Err(Problem::field("ids", format!("Enter 1 to {MAX_IDS} ids.")));
    }
    let gone = asked
        .ctx
        .delete(which.resource.0, Selection::Ids(which.ids))
        .await?;
    done(&Gone {
        count: gone.count,
        deletion_id: gone.deletion_id,
    })
}

/// Takes back a deletion, or what a run did.
pub async fn undo(asked: &Asked, what: Undo) -> Answered {
    let count = match (what.deletion_id, what.task_id) {
        (Some(deletion), None) => asked.ctx.undo(deletion).await?,
        (None, Some(task)) => asked.ctx.undo_run(task).await?,
        _ => return Err(Problem::bad_request("Pass either deletion_id or task_id.")),
    };
    done(&Back { count })
}
