//! Health: whether the process lives, whether it may be sent requests, and whether every part works.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use crate::services::readiness::reasons;
use crate::services::status::report;
use crate::state::App;

/// How the system is.
#[derive(Serialize, JsonSchema)]
pub struct Health {
    status: Condition,
    /// When it was looked at, RFC 3339.
    #[schemars(extend("format" = "date-time"))]
    at: String,
    version: &'static str,
    /// The parts by name.
    parts: BTreeMap<String, PartHealth>,
}

/// Whether every part works.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Condition {
    Ok,
    Fault,
}

/// How one part is.
#[derive(Serialize, JsonSchema)]
struct PartHealth {
    ok: bool,
    /// In one sentence.
    summary: String,
}

/// Whether this process is there at all.
#[derive(Serialize, JsonSchema)]
pub struct Liveness {
    status: Alive,
}

/// The only word of a process that answers.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Alive {
    Ok,
}

/// Whether this process may be sent requests.
#[derive(Serialize, JsonSchema)]
pub struct Readiness {
    status: Ready,
    /// Why not.
    reasons: Vec<UnreadyReason>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Ready {
    Ready,
    NotReady,
}

/// Something that keeps a process from being ready.
#[derive(Serialize, JsonSchema)]
struct UnreadyReason {
    /// The part: `process`, `database`, `migrations` or `redis`.
    part: &'static str,
    /// What is wrong and what to do, in one sentence.
    summary: String,
}

/// `GET /system/live`: asks nobody else. Whoever restarts processes asks here, and not whether others work.
pub async fn live() -> Response {
    Json(Liveness { status: Alive::Ok }).into_response()
}

/// `GET /system/ready`: whoever shares requests out among processes asks here.
pub async fn ready(State(app): State<App>) -> Response {
    let reasons = reasons(&app).await;
    let (code, status) = if reasons.is_empty() {
        (StatusCode::OK, Ready::Ready)
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Ready::NotReady)
    };
    let reasons = reasons.into_iter().map(|reason| UnreadyReason {
        part: reason.part,
        summary: reason.what,
    });
    let reasons = reasons.collect();
    let mut response = (code, Json(Readiness { status, reasons })).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `GET /system/status/`: whether each part works; figures are for members, on the page.
pub async fn status(State(app): State<App>) -> Response {
    let report = report(&app).await;
    let (status, condition) = if report.ok {
        (StatusCode::OK, Condition::Ok)
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Condition::Fault)
    };
    let parts = report.parts.into_iter().map(|part| {
        let (ok, summary) = (part.ok, part.summary);
        (part.key, PartHealth { ok, summary })
    });
    let health = Health {
        status: condition,
        at: report.at,
        version: env!("CARGO_PKG_VERSION"),
        parts: parts.collect(),
    };
    (status, Json(health)).into_response()
}
