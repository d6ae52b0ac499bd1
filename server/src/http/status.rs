//! The health check: 200 when every part works, 503 with the same JSON when one does not.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::services::status::report;
use crate::state::App;

/// `GET /system/status/`: whether each part works; figures are for members, on the page.
pub async fn status(State(app): State<App>) -> Response {
    let report = report(&app).await;
    let parts: Map<String, Value> = report
        .parts
        .iter()
        .map(|part| {
            (
                part.key.clone(),
                json!({ "ok": part.ok, "summary": part.summary }),
            )
        })
        .collect();
    let status = if report.ok {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({
        "status": if report.ok { "ok" } else { "fault" }, "at": report.at,
        "version": env!("CARGO_PKG_VERSION"), "parts": parts,
    });
    (status, Json(body)).into_response()
}
