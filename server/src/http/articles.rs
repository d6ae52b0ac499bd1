//! Single articles over HTTP: read, saved from a version, restored, compared.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::services::Services as _;
use igny8::writer::article::{Article, Change, Edit, Edited, Saved, Text, Version};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::http::problem::Failed;
use crate::services::RequestContext;

type Answer<T> = Result<T, Failed>;

fn id(text: &str) -> Result<Uuid, Problem> {
    text.parse()
        .map_err(|_| Problem::not_found(Resource::Content.one()))
}

fn number(text: &str) -> Result<i32, Problem> {
    text.parse().map_err(|_| Problem::not_found("version"))
}

/// `GET …/document`.
pub async fn document(ctx: RequestContext, Path(article): Path<String>) -> Answer<Json<Article>> {
    ctx.scope()?;
    Ok(Json(ctx.article(id(&article)?).await?))
}

/// `PUT …/document`. An edit that began with an old version answers 409 with the article as it is now.
pub async fn save(
    ctx: RequestContext,
    Path(article): Path<String>,
    body: Result<Json<Edit>, JsonRejection>,
) -> Answer<Response> {
    ctx.scope()?;
    match ctx.save_article(id(&article)?, body?.0).await? {
        Saved::Conflict { document } => Ok(conflict(&document)),
        saved @ Saved::Saved { .. } => Ok(Json(saved).into_response()),
    }
}

/// Problem details with one more member (RFC 9457, section 3.2): the article.
fn conflict(article: &Article) -> Response {
    let problem = Problem::conflict(
        "Someone else saved this article in the meantime. Compare it with the document in this response and save from its version.",
    );
    let mut body = json!(problem);
    body["document"] = json!(article);
    let kind = [(header::CONTENT_TYPE, "application/problem+json")];
    (StatusCode::CONFLICT, kind, body.to_string()).into_response()
}

/// `GET …/edits`: how people have changed it at its destinations since it was sent there.
pub async fn edits(ctx: RequestContext, Path(article): Path<String>) -> Answer<Json<Vec<Edited>>> {
    ctx.scope()?;
    Ok(Json(ctx.edits(id(&article)?).await?))
}

/// `GET …/versions`.
pub async fn versions(ctx: RequestContext, Path(article): Path<String>) -> Answer<Json<Vec<Version>>> {
    ctx.scope()?;
    Ok(Json(ctx.versions(id(&article)?).await?))
}

/// `GET …/versions/{version}`.
pub async fn version(
    ctx: RequestContext,
    Path((article, version)): Path<(String, String)>,
) -> Answer<Json<Text>> {
    ctx.scope()?;
    Ok(Json(ctx.version(id(&article)?, number(&version)?).await?))
}

/// `POST …/versions/{version}/restore`.
pub async fn restore(
    ctx: RequestContext,
    Path((article, version)): Path<(String, String)>,
) -> Answer<Json<Saved>> {
    ctx.scope()?;
    Ok(Json(ctx.restore(id(&article)?, number(&version)?).await?))
}

/// Which version to compare with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Against {
    against: i32,
}

/// `GET …/versions/{version}/diff?against=…`: what changed from the version `against` to this one.
pub async fn diff(
    ctx: RequestContext,
    Path((article, version)): Path<(String, String)>,
    query: Result<Query<Against>, QueryRejection>,
) -> Answer<Json<Vec<Change>>> {
    ctx.scope()?;
    let Query(query) =
        query.map_err(|_| Problem::bad_request("Specify the version to compare with: ?against=1."))?;
    Ok(Json(
        ctx.diff(id(&article)?, query.against, number(&version)?).await?,
    ))
}
