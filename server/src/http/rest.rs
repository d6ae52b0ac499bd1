//! The REST API of every declared resource: one set of handlers, found by path.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use igny8::entity::Entity;
use igny8::error::Problem;
use igny8::job_run::LogLine;
use igny8::page::{Arguments, FormPage};
use igny8::registry;
use igny8::resource::Resource;
use igny8::services::{Selection, Services as _, Session};
use igny8::value::{Record, Shown};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::http::problem::Failed;
use crate::services::RequestContext;

type Answer<T> = Result<T, Failed>;

/// The resource of a path, if there is one for the sender.
///
/// # Errors
/// 404 for a path without one.
pub async fn resource(
    ctx: &RequestContext,
    module: &str,
    name: &str,
) -> Result<(Resource, &'static Entity), Failed> {
    let found = Resource::by_path(&format!("{module}/{name}"));
    let found = found
        .and_then(|resource| registry::table(resource).map(|page| (resource, page.entity)))
        .ok_or_else(|| Problem::not_found("resource"))?;
    ctx.sees(found.0).await?;
    Ok(found)
}

/// The id of a path; one that is none is not found.
fn id(text: &str, resource: Resource) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::not_found(resource.one()))
}

/// A page of rows as it is sent.
#[derive(Serialize)]
struct Sent<'a> {
    count: u64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    count_estimated: bool,
    page: u32,
    page_size: u32,
    results: Vec<Shown<'a>>,
}

/// Forms of pages send what nobody filled in; a program that sends a parameter without a value means something else.
///
/// # Errors
/// 400 that names each of them.
pub fn full(query: &str) -> Result<(), Problem> {
    let mut errors = igny8::error::FieldErrors::new();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        if value.is_empty() && key != "search" {
            let message = "Enter a value or leave the parameter out.".to_owned();
            errors.entry(key.into_owned()).or_default().push(message);
        }
    }
    if errors.is_empty() {
        return Ok(());
    }
    Err(Problem {
        status: 400,
        ..Problem::invalid(errors)
    })
}

/// A page of rows.
pub async fn list(
    ctx: RequestContext,
    Path((module, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let (resource, entity) = resource(&ctx, &module, &name).await?;
    ctx.scope()?;
    let query = query.unwrap_or_default();
    full(&query)?;
    let listing = ctx.list(resource, &query).await?;
    let sent = Sent {
        count: listing.count,
        count_estimated: listing.count_estimated,
        page: listing.page,
        page_size: listing.page_size,
        results: listing.results.iter().map(|row| row.shown(entity)).collect(),
    };
    Ok(Json(sent).into_response())
}

/// The filters of a list, and whether it is added up however long it is.
fn added_up(query: &str) -> Result<(String, bool), Problem> {
    let (mut rest, mut all) = (form_urlencoded::Serializer::new(String::new()), false);
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        match (key.as_ref(), value.as_ref()) {
            ("all", "true") => all = true,
            ("all", "false") => all = false,
            ("all", _) => return Err(Problem::bad_request("all must be true or false.")),
            _ => {
                rest.append_pair(&key, &value);
            }
        }
    }
    Ok((rest.finish(), all))
}

/// `GET …/totals` with the list's filters: what its rows come to, by group where it is grouped.
pub async fn totals(
    ctx: RequestContext,
    Path((module, name)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let (resource, _) = resource(&ctx, &module, &name).await?;
    ctx.scope()?;
    let query = query.unwrap_or_default();
    full(&query)?;
    let (rest, all) = added_up(&query)?;
    let totals = ctx.totals(resource, Selection::Query(rest), all).await?;
    Ok(Json(totals).into_response())
}

/// One row.
pub async fn get(
    ctx: RequestContext,
    Path((module, name, row)): Path<(String, String, String)>,
) -> Answer<Response> {
    let (resource, entity) = resource(&ctx, &module, &name).await?;
    let row = ctx.get(resource, id(&row, resource)?).await?;
    Ok(Json(row.shown(entity)).into_response())
}

/// Makes a row. The answer has the secret that is shown only once, if it has one.
pub async fn create(
    ctx: RequestContext,
    Path((module, name)): Path<(String, String)>,
    body: Result<Json<Record>, JsonRejection>,
) -> Answer<Response> {
    let (resource, entity) = resource(&ctx, &module, &name).await?;
    ctx.scope()?;
    let saved = ctx.save(resource, None, body?.0).await?;
    let location = format!("/api/v1/{}/{}", resource.path(), saved.row.id);
    let mut body = json!(saved.row.shown(entity));
    if let Some(once) = saved.once {
        body["secret"] = once.secret.into();
    }
    let mut response = (StatusCode::CREATED, Json(body)).into_response();
    if let Ok(value) = HeaderValue::try_from(location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// Changes a row.
pub async fn update(
    ctx: RequestContext,
    Path((module, name, row)): Path<(String, String, String)>,
    body: Result<Json<Record>, JsonRejection>,
) -> Answer<Response> {
    let (resource, entity) = resource(&ctx, &module, &name).await?;
    ctx.scope()?;
    let saved = ctx.save(resource, Some(id(&row, resource)?), body?.0).await?;
    Ok(Json(saved.row.shown(entity)).into_response())
}

/// Deletes a row; the answer names the deletion, for undo.
pub async fn delete(
    ctx: RequestContext,
    Path((module, name, row)): Path<(String, String, String)>,
) -> Answer<Json<Value>> {
    let (resource, _) = resource(&ctx, &module, &name).await?;
    let deleted = ctx
        .delete(resource, Selection::Ids(vec![id(&row, resource)?]))
        .await?;
    Ok(Json(json!(deleted)))
}

/// Which rows an action is for: `{"ids": […]}` or `{"filter": {…}}`.
#[derive(Deserialize)]
pub struct ActBody {
    #[serde(default, deserialize_with = "given")]
    ids: Option<Vec<Uuid>>,
    #[serde(default, deserialize_with = "given")]
    filter: Option<Map<String, Value>>,
    /// The answers to what the action asks, by their names.
    #[serde(flatten)]
    arguments: Arguments,
}

/// What is sent is a value, not null.
fn given<'de, D, T>(from: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(from).map(Some)
}

impl ActBody {
    fn taken(self) -> Result<(Selection, Arguments), Problem> {
        let selection = match (self.ids, self.filter) {
            (Some(ids), None) => Selection::Ids(ids),
            (None, Some(filter)) => Selection::Query(query_of(&filter)),
            _ => return Err(Problem::bad_request("Send either ids or filter.")),
        };
        Ok((selection, self.arguments))
    }
}

/// A filter as the query string of a list.
pub fn query_of(filter: &Map<String, Value>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (key, value) in filter {
        query.append_pair(key, &plain(value));
    }
    query.finish()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// Does an action to rows; `delete` is one that every list with rows to delete has.
pub async fn act(
    ctx: RequestContext,
    Path((module, name, action)): Path<(String, String, String)>,
    body: Result<Json<ActBody>, JsonRejection>,
) -> Answer<Response> {
    let (resource, _) = resource(&ctx, &module, &name).await?;
    ctx.scope()?;
    let (selection, arguments) = body?.0.taken()?;
    perform(&ctx, resource, &action, selection, arguments).await
}

/// What an action would take and do, for the same body as the action itself.
pub async fn price(
    ctx: RequestContext,
    Path((module, name, action)): Path<(String, String, String)>,
    body: Result<Json<ActBody>, JsonRejection>,
) -> Answer<Response> {
    let (resource, _) = resource(&ctx, &module, &name).await?;
    ctx.scope()?;
    let (selection, _) = body?.0.taken()?;
    let quote = ctx.quote(resource, &action, selection).await?;
    Ok(Json(quote).into_response())
}

/// Does an action to one row.
pub async fn act_on_one(
    ctx: RequestContext,
    Path((module, name, row, action)): Path<(String, String, String, String)>,
) -> Answer<Response> {
    let (resource, _) = resource(&ctx, &module, &name).await?;
    let selection = Selection::Ids(vec![id(&row, resource)?]);
    perform(&ctx, resource, &action, selection, Arguments::default()).await
}

async fn perform(
    ctx: &RequestContext,
    resource: Resource,
    action: &str,
    selection: Selection,
    arguments: Arguments,
) -> Answer<Response> {
    if action == igny8::page::DELETE.name {
        arguments.check(&[])?;
        return Ok(Json(ctx.delete(resource, selection).await?).into_response());
    }
    let outcome = ctx.act(resource, action, selection, arguments).await?;
    let status = if outcome.task_id.is_some() {
        StatusCode::ACCEPTED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(outcome)).into_response())
}

/// What came of taking something back.
#[derive(Serialize, JsonSchema)]
pub struct Undone {
    /// Rows that it changed.
    pub count: u64,
}

/// Brings back what a deletion removed.
pub async fn undo(ctx: RequestContext, Path(deletion): Path<String>) -> Answer<Json<Undone>> {
    ctx.scope()?;
    let deletion = deletion.parse().map_err(|_| Problem::not_found("deletion"))?;
    let count = ctx.undo(deletion).await?;
    Ok(Json(Undone { count }))
}

/// Takes back what a run did.
pub async fn undo_run(ctx: RequestContext, Path(task): Path<String>) -> Answer<Json<Undone>> {
    ctx.scope()?;
    let task = task
        .parse()
        .map_err(|_| Problem::not_found(Resource::Tasks.one()))?;
    let count = ctx.undo_run(task).await?;
    Ok(Json(Undone { count }))
}

/// The one row of a form page.
pub async fn settings(ctx: RequestContext, form: &'static FormPage) -> Answer<Response> {
    let row = ctx.settings(form.entity.resource).await?;
    Ok(Json(row.shown(form.entity)).into_response())
}

/// Changes the one row of a form page.
pub async fn save_settings(
    ctx: RequestContext,
    form: &'static FormPage,
    body: Result<Json<Record>, JsonRejection>,
) -> Answer<Response> {
    ctx.scope()?;
    let row = ctx.save_settings(form.entity.resource, body?.0).await?;
    Ok(Json(row.shown(form.entity)).into_response())
}

/// One run's log.
pub async fn task_log(ctx: RequestContext, Path(task): Path<String>) -> Answer<Json<Vec<LogLine>>> {
    Ok(Json(ctx.task(id(&task, Resource::Tasks)?).await?.log))
}

/// Who is signed in.
pub async fn session(ctx: RequestContext) -> Answer<Json<Session>> {
    Ok(Json(ctx.session().await?))
}
