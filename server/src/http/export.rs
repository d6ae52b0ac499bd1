//! CSV of a list with its filters: neither memory nor the database's connections grow with the rows or with readers.

use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use igny8::error::Problem;
use igny8::services::Selection;

use crate::http::problem::Failed;
use crate::http::rest;
use crate::http::spool::{self, Table};
use crate::services::{RequestContext, exports};

/// `GET …/export?format=csv` with the list's filters, or with `ids=a,b`.
pub async fn export(
    ctx: RequestContext,
    Path((module, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failed> {
    let (resource, _) = rest::resource(&ctx, &module, &name).await?;
    ctx.scope()?;
    let query = query.unwrap_or_default();
    rest::full(&query)?;
    let (export, place) = exports::list(&ctx, resource, selected(&query)?).await?;
    let config = &ctx.app.config;
    let body = spool::body(
        &config.spool_path(),
        config.limits.export_mb * 1024 * 1024,
        place,
        move |spool| async move {
            let mut table = Table::new(spool);
            export.write(&mut table).await?;
            table.end().await
        },
    )
    .await?;
    let disposition = format!("attachment; filename=\"{module}-{name}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

fn selected(query: &str) -> Result<Selection, Problem> {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    let mut ids = None;
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "format" if value == "csv" => {}
            "format" => return Err(Problem::bad_request("The only supported format is csv.")),
            "ids" => {
                let parsed: Result<_, _> = value.split(',').map(str::parse).collect();
                ids = Some(parsed.map_err(|_| Problem::bad_request("ids must be IDs separated by commas."))?);
            }
            _ => {
                rest.append_pair(&key, &value);
            }
        }
    }
    Ok(match ids {
        Some(ids) => Selection::Ids(ids),
        None => Selection::Query(rest.finish()),
    })
}
