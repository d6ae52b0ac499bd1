//! Clusters over HTTP, beyond what every resource has: cutting a sector anew, taking changes back, and reasons.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use igny8::error::Problem;
use igny8::planner::recut::{Reasons, Recut, RecutOrder, RecutSaved, RecutSettings};
use igny8::resource::Resource;
use igny8::services::Services as _;

use crate::http::problem::Failed;
use crate::http::rest::Undone;
use crate::services::RequestContext;

/// `POST …/clusters/recut/preview`.
pub async fn preview(
    ctx: RequestContext,
    body: Result<Json<RecutSettings>, JsonRejection>,
) -> Result<Json<Recut>, Failed> {
    ctx.scope()?;
    Ok(Json(ctx.preview_recut(body?.0).await?))
}

/// `POST …/clusters/recut`.
pub async fn save(
    ctx: RequestContext,
    body: Result<Json<RecutOrder>, JsonRejection>,
) -> Result<Json<RecutSaved>, Failed> {
    ctx.scope()?;
    Ok(Json(ctx.save_recut(body?.0).await?))
}

/// `POST …/clusters/changes/{id}/undo`.
pub async fn undo(ctx: RequestContext, Path(change): Path<String>) -> Result<Json<Undone>, Failed> {
    ctx.scope()?;
    let change = change
        .parse()
        .map_err(|_| Problem::not_found("change of clusters to undo"))?;
    let count = ctx.undo_grouping(change).await?;
    Ok(Json(Undone { count }))
}

/// `GET …/clusters/{id}/reasons`.
pub async fn of_cluster(ctx: RequestContext, Path(id): Path<String>) -> Result<Json<Reasons>, Failed> {
    reasons(ctx, Resource::Clusters, &id).await
}

/// `GET …/keywords/{id}/reasons`.
pub async fn of_keyword(ctx: RequestContext, Path(id): Path<String>) -> Result<Json<Reasons>, Failed> {
    reasons(ctx, Resource::Keywords, &id).await
}

async fn reasons(ctx: RequestContext, resource: Resource, id: &str) -> Result<Json<Reasons>, Failed> {
    ctx.scope()?;
    let id = id.parse().map_err(|_| Problem::not_found(resource.one()))?;
    Ok(Json(ctx.reasons(resource, id).await?))
}
