//! The health check: 200 when every part works, 503 with the same JSON when one does not.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

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
