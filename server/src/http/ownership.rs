//! What owners decide, by JSON: the same as the forms of their page.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use igny8::auth::ownership::Ownership;
use igny8::auth::sign_up::MAX_PASSWORD;
use igny8::error::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::http::files;
use crate::http::problem::Failed;
use crate::services::RequestContext;
use crate::services::sign_in::confirmation::Confirmation;
use crate::services::sign_in::ownership;

/// What a request to hand the account over says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The member who is to own it, by the id of the list of members.
    pub member_id: Uuid,
    /// The owner's password.
    #[schemars(length(max = MAX_PASSWORD))]
    pub password: String,
    /// The code of an authenticator app, or a recovery code, where the owner has turned that on.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub code: Option<String>,
}

/// Whether everybody needs a second proof.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TwoFactorPolicy {
    /// Whether they do.
    pub required: bool,
    /// The owner's password.
    #[schemars(length(max = MAX_PASSWORD))]
    pub password: String,
    /// The code of an authenticator app, or a recovery code, where the owner has turned that on.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub code: Option<String>,
}

/// What a request to delete the account says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountDeletion {
    /// The account's name.
    #[schemars(length(max = 200))]
    pub name: String,
    /// The owner's password.
    #[schemars(length(max = MAX_PASSWORD))]
    pub password: String,
    /// The code of an authenticator app, or a recovery code, where the owner has turned that on.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub code: Option<String>,
}

/// A program proves again who its person is by what it was told; passkeys are for browsers.
fn proof(password: String, code: Option<String>) -> Confirmation {
    Confirmation {
        password,
        code,
        ..Confirmation::default()
    }
}

/// `GET /auth/account`.
pub async fn overview(ctx: RequestContext) -> Result<Json<Ownership>, Failed> {
    Ok(Json(ownership::overview(&ctx).await?))
}

/// `POST /auth/account/transfer`.
pub async fn transfer(
    ctx: RequestContext,
    body: Result<Json<Transfer>, JsonRejection>,
) -> Result<StatusCode, Failed> {
    ctx.scope()?;
    let Transfer {
        member_id,
        password,
        code,
    } = body?.0;
    ownership::transfer(&ctx, member_id, proof(password, code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /auth/account/two-factor`.
pub async fn require_two_factor(
    ctx: RequestContext,
    body: Result<Json<TwoFactorPolicy>, JsonRejection>,
) -> Result<StatusCode, Failed> {
    ctx.scope()?;
    let TwoFactorPolicy {
        required,
        password,
        code,
    } = body?.0;
    ownership::require_two_factor(&ctx, required, proof(password, code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /auth/account/delete`.
pub async fn delete(
    ctx: RequestContext,
    body: Result<Json<AccountDeletion>, JsonRejection>,
) -> Result<StatusCode, Failed> {
    ctx.scope()?;
    let AccountDeletion { name, password, code } = body?.0;
    ownership::delete(&ctx, &name, proof(password, code)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The owner's proof alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerProof {
    /// The owner's password.
    #[schemars(length(max = MAX_PASSWORD))]
    pub password: String,
    /// The code of an authenticator app, or a recovery code, where the owner has turned that on.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub code: Option<String>,
}

/// The run that packs the account.
#[derive(Serialize, JsonSchema)]
pub struct AccountExport {
    /// Its id.
    pub task_id: Uuid,
}

/// `POST /auth/account/export`.
pub async fn export(
    ctx: RequestContext,
    body: Result<Json<OwnerProof>, JsonRejection>,
) -> Result<Response, Failed> {
    ctx.scope()?;
    let OwnerProof { password, code } = body?.0;
    let task = ownership::export(&ctx, proof(password, code)).await?;
    Ok((StatusCode::ACCEPTED, Json(AccountExport { task_id: task.0 })).into_response())
}

/// `GET /auth/account/export/{task}`: the zip that such a run has packed.
pub async fn exported(ctx: RequestContext, Path(task): Path<String>) -> Result<Response, Failed> {
    ctx.scope()?;
    let task = task.parse().map_err(|_| Problem::not_found("file"))?;
    let (file, place) = ownership::exported(&ctx, task).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"account.zip\"",
        ),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, files::read(file, place)).into_response())
}

/// `POST /auth/account/keep`.
pub async fn keep(ctx: RequestContext) -> Result<StatusCode, Failed> {
    ownership::keep(&ctx).await?;
    Ok(StatusCode::NO_CONTENT)
}
