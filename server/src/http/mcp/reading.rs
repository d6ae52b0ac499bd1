//! The tools that read: what there is, rows of a list, one row.

use igny8::error::Problem;
use igny8::page::Screen;
use igny8::permission::Verb;
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::Services as _;
use mcp_endpoint::Cursor;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::http::mcp::answer::{Answered, Told, done, no_id};
use crate::http::mcp::arguments::{Describe, Get, List, One, Rows};
use crate::http::mcp::{Asked, describe as words};
use crate::http::rest;

/// What there is, or one resource whole.
pub fn describe(asked: &Asked, about: &Describe) -> Answered {
    let scope = asked.ctx.scope()?;
    match &about.resource {
        None => Ok(Told::Done(words::overview(scope.role()))),
        Some(named) => {
            scope.require(Verb::Read, named.0)?;
            Ok(Told::Done(words::resource(named.0, scope.role())))
        }
    }
}

/// A page of rows.
pub async fn list(asked: &Asked, which: List) -> Answered {
    let resource = which.resource.0;
    let paging = ["page", "page_size"];
    if let Some(key) = which.filter.keys().find(|key| paging.contains(&key.as_str())) {
        return Err(Problem::field(
            key,
            "Pass page_size and cursor beside the filter.",
        ));
    }
    let filter = rest::query_of(&which.filter);
    let question = format!("{}?{filter}&{}", resource.path(), which.page_size);
    let page = match &which.cursor {
        None => 1,
        Some(text) => {
            let cursor = Cursor::read(text, &question);
            let wrong = || {
                Problem::field(
                    "cursor",
                    "This isn't the next_cursor of this list. Leave it out to start again.",
                )
            };
            cursor.ok_or_else(wrong)?.page
        }
    };
    let query = format!("{filter}&page={page}&page_size={}", which.page_size);
    let found = asked.ctx.list(resource, query.trim_start_matches('&')).await?;
    let table = registry::table(resource).ok_or_else(Problem::internal)?;
    let full = found.results.len() >= usize::try_from(which.page_size).unwrap_or(usize::MAX);
    let more = full && u64::from(found.page) * u64::from(found.page_size) < found.count;
    let next = Cursor { page: found.page + 1 };
    done(&Rows {
        count: found.count,
        count_estimated: found.count_estimated,
        rows: found
            .results
            .iter()
            .map(|row| json!(row.shown(table.entity)))
            .collect(),
        next_cursor: more.then(|| next.sent(&question)),
    })
}

/// One row.
pub async fn get(asked: &Asked, which: Get) -> Answered {
    done(&one(asked, which.resource.0, which.id).await?)
}

/// A row with what its page shows beside it.
///
/// # Errors
/// As [`igny8::services::Services`] says; 422 without an id where one is needed.
pub async fn one(asked: &Asked, resource: Resource, id: Option<Uuid>) -> Result<One, Problem> {
    let ctx = &asked.ctx;
    if let Some(form) = registry::forms().find(|form| form.entity.resource == resource) {
        let row = ctx.settings(resource).await?;
        return Ok(shown(json!(row.shown(form.entity)), None));
    }
    let table = registry::table(resource).ok_or_else(|| Problem::not_found("resource"))?;
    let id = id.ok_or_else(no_id)?;
    let row = ctx.get(resource, id).await?;
    let detail = match table.detail {
        Some(Screen::ContentEditor) => Some(json!(ctx.article(id).await?)),
        Some(Screen::TaskProgress) => Some(json!(ctx.task(id).await?)),
        _ => None,
    };
    Ok(shown(json!(row.shown(table.entity)), detail))
}

/// A row as it is answered.
pub const fn shown(row: Value, detail: Option<Value>) -> One {
    One {
        row,
        detail,
        secret: None,
    }
}
