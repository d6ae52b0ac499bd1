//! CSV of a list with its filters, streamed: memory stays the same however many rows there are.

use axum::body::{Body, Bytes};
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
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::backend::{Member, resources};
use crate::error::Result;
use crate::http::problem::Failed;
use crate::http::rest;
use crate::repo::filter::Rows;
use crate::repo::{self, list};
use crate::tenancy::Tx;

/// Bytes that are gathered before they are sent.
const CHUNK: usize = 32 * 1024;

/// `GET …/export?format=csv` with the list's filters, or with `ids=a,b`.
pub async fn export(
    member: Member,
    Path((module, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> std::result::Result<Response, Failed> {
    let (resource, entity) = rest::resource(&module, &name)?;
    let page = resources::table(resource, Verb::Read)?;
    let grant = member.scope()?.require(Verb::Read, resource)?;
    let rows = selected(page, &query.unwrap_or_default())?;
    let mut tx = member
        .app
        .db
        .begin(&grant)
        .await
        .map_err(crate::error::Error::from)?;
    // What the database refuses, such as a day that no calendar has, is told before anything is sent.
    list::count(&mut tx, repo::table(resource), page, &rows, Some(1)).await?;
    let (send, receive) = mpsc::channel(4);
    tokio::spawn(async move {
        if let Err(error) = write(tx, resource, page, entity, rows, &send).await {
            tracing::error!(error = &error as &dyn std::error::Error, "an export ended early");
            // The headers are sent; ending the body with an error tells the client that it is not whole.
            let _ = send
                .send(Err(std::io::Error::other("the export ended early")))
                .await;
        }
    });
    let disposition = format!("attachment; filename=\"{module}-{name}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receive))).into_response())
}

fn selected(page: &TablePage, query: &str) -> Result<Rows, Problem> {
    let mut rest = form_urlencoded::Serializer::new(String::new());
    let mut ids = None;
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match key.as_ref() {
            "format" if value == "csv" => {}
            "format" => return Err(Problem::bad_request("The only format is csv.")),
            "ids" => {
                let parsed: std::result::Result<_, _> = value.split(',').map(str::parse).collect();
                ids = Some(parsed.map_err(|_| Problem::bad_request("ids are ids, separated by commas."))?);
            }
            _ => {
                rest.append_pair(&key, &value);
            }
        }
    }
    match ids {
        Some(ids) => Ok(Rows::Ids(ids)),
        None => Ok(Rows::Matching(resources::query(page, &rest.finish())?)),
    }
}

type Chunk = std::result::Result<Bytes, std::io::Error>;

async fn write(
    mut tx: Tx,
    resource: Resource,
    page: &'static TablePage,
    entity: &'static Entity,
    rows: Rows,
    send: &mpsc::Sender<Chunk>,
) -> Result<()> {
    let mut out = csv::Writer::from_writer(Vec::with_capacity(2 * CHUNK));
    let keys = entity.fields.iter().map(|field| field.name);
    out.write_record(std::iter::once("id").chain(keys))
        .map_err(std::io::Error::from)?;
    let mut sql = QueryBuilder::new("");
    let mut found = list::stream(&mut tx, repo::table(resource), page, &rows, &mut sql)?;
    while let Some(row) = found.next().await {
        out.write_record(record(&row?, entity))
            .map_err(std::io::Error::from)?;
        if out.get_ref().len() > CHUNK {
            let full = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
            out = csv::Writer::from_writer(Vec::with_capacity(2 * CHUNK));
            if send.send(Ok(full.into())).await.is_err() {
                return Ok(());
            }
        }
    }
    let last = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let _ = send.send(Ok(last.into())).await;
    Ok(())
}

fn record(row: &Row, entity: &Entity) -> Vec<String> {
    let cells = entity
        .fields
        .iter()
        .map(|field| defused(row.get(field).to_plain()));
    std::iter::once(row.id.to_string()).chain(cells).collect()
}

/// Spreadsheets run a cell that begins with one of these; an apostrophe makes it text (OWASP, CSV injection).
fn defused(cell: String) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        assert_eq!(defused("=1+1".into()), "'=1+1");
        assert_eq!(defused("@sum".into()), "'@sum");
        assert_eq!(defused("-12.5".into()), "-12.5");
        assert_eq!(defused("shoes".into()), "shoes");
    }
}
