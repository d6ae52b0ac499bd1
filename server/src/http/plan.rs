//! The plan over HTTP: what the account has, where it pays, and what the payment provider says.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::http::HeaderMap;
use igny8::billing::plan::{PaymentLink, PlanChoice, PlanOverview};
use igny8::services::Services as _;
use schemars::JsonSchema;
use serde::Serialize;

use crate::http::problem::Failed;
use crate::services::{RequestContext, plan};
use crate::state::App;

/// The most bytes of a webhook: Stripe's events have some thousand.
pub const MAX_EVENT: usize = 1 << 20;

/// What a webhook is answered with.
#[derive(Serialize, JsonSchema)]
pub struct Received {
    /// That it is kept.
    pub received: bool,
}

/// `GET …/billing/plan`.
pub async fn overview(context: RequestContext) -> Result<Json<PlanOverview>, Failed> {
    Ok(Json(context.plan().await?))
}

/// `POST …/billing/plan/checkout`.
pub async fn checkout(
    context: RequestContext,
    body: Result<Json<PlanChoice>, JsonRejection>,
) -> Result<Json<PaymentLink>, Failed> {
    context.scope()?;
    Ok(Json(context.checkout(&body?.0.plan).await?))
}

/// `POST …/billing/plan/portal`.
pub async fn portal(context: RequestContext) -> Result<Json<PaymentLink>, Failed> {
    Ok(Json(context.billing_portal().await?))
}

/// `POST …/billing/stripe/webhook`, by its very bytes, which are signed.
pub async fn webhook(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Received>, Failed> {
    let signature = headers.get("stripe-signature");
    let signature = signature
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    plan::webhook(&app, signature, &body?).await?;
    Ok(Json(Received { received: true }))
}
