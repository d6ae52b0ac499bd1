//! CSV of a list with its filters: neither memory nor the database's connections grow with the rows or with readers.

use axum::extract::{Path, RawQuery};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use igny8::entity::Entity;
use igny8::error::Problem;
use igny8::page::TablePage;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::value::Row;
use sqlx::QueryBuilder;

use crate::error::Result;
use crate::http::problem::Failed;
use crate::http::rest;
use crate::http::spool::{self, Spool, Table};
use crate::repo::filter::{self, Rows};
use crate::repo::{self, list};
use crate::services::{Member, resources};
use crate::tenancy::Tx;

/// `GET …/export?format=csv` with the list's filters, or with `ids=a,b`.
pub async fn export(
    member: Member,
    Path((module, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> std::result::Result<Response, Failed> {
    let (resource, entity) = rest::resource(&module, &name)?;
    let page = resources::table(resource, Verb::Read)?;
    let grant = member.scope()?.require(Verb::Read, resource)?;
    let query = query.unwrap_or_default();
    rest::full(&query)?;
    let rows = selected(page, &query)?;
    let place = member.app.places.download(grant.account())?;
    let turn = member.app.places.export().await?;
    let mut tx = member
        .app
        .db
        .begin_long(&grant)
        .await
        .map_err(crate::error::Error::from)?;
    // What the database refuses, such as a day that no calendar has, is told before anything is sent.
    list::count(&mut tx, repo::table(resource), page, &rows, Some(1)).await?;
    let config = &member.app.config;
    let body = spool::body(
        &config.spool_path(),
        config.limits.export_mb * 1024 * 1024,
        place,
        move |spool| async move {
            let _until_it_is_written = turn;
            write(tx, resource, page, entity, rows, spool).await
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

fn selected(page: &TablePage, query: &str) -> Result<Rows, Problem> {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    let mut ids = None;
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "format" if value == "csv" => {}
            "format" => return Err(Problem::bad_request("The only supported format is csv.")),
            "ids" => {
                let parsed: std::result::Result<_, _> = value.split(',').map(str::parse).collect();
                ids = Some(parsed.map_err(|_| Problem::bad_request("ids must be IDs separated by commas."))?);
            }
            _ => {
                rest.append_pair(&key, &value);
            }
        }
    }
    match ids {
        Some(ids) => Ok(Rows::Ids(ids)),
        None => Ok(Rows::Matching(filter::query(page, &rest.finish())?)),
    }
}

/// Reads all rows with one statement, so that they are of one moment.
async fn write(
    mut tx: Tx,
    resource: Resource,
    page: &'static TablePage,
    entity: &'static Entity,
    rows: Rows,
    spool: Spool,
) -> Result<Spool> {
    let mut out = Table::new(spool);
    let keys = entity.fields.iter().map(|field| field.name.to_owned());
    out.row(std::iter::once("id".to_owned()).chain(keys)).await?;
    let mut sql = QueryBuilder::new("");
    let mut found = list::stream(&mut tx, repo::table(resource), page, &rows, &mut sql)?;
    while let Some(row) = found.next().await {
        out.row(record(&row?, entity)).await?;
    }
    out.end().await
}

fn record(row: &Row, entity: &Entity) -> Vec<String> {
    let cells = entity.fields.iter().map(|field| row.get(field).to_plain());
    std::iter::once(row.id.to_string()).chain(cells).collect()
}
