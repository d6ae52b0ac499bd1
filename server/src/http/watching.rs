//! The private port of a process of any role: figures for Prometheus, liveness and readiness.

use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use super::status;
use crate::services::figures::Figures;
use crate::state::App;
use crate::telemetry::metrics::MEDIA_TYPE;

#[derive(Clone, axum::extract::FromRef)]
struct Watched {
    app: App,
    figures: Figures,
}

/// Answers there as long as the process goes on. `whole` has it tell the figures of all accounts together.
///
/// # Errors
/// The address is taken.
pub async fn watch(app: App, address: SocketAddr, whole: bool) -> std::io::Result<SocketAddr> {
    let listener = TcpListener::bind(address).await?;
    let bound = listener.local_addr()?;
    let figures = Figures::new(app.clone(), whole);
    let router = Router::new()
        .route("/metrics", get(figures_of))
        .route("/live", get(status::live))
        .route("/ready", get(status::ready))
        .with_state(Watched { app, figures });
    tracing::info!(address = %bound, "telling figures");
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "figures are told no more");
        }
    });
    Ok(bound)
}

async fn figures_of(State(figures): State<Figures>) -> Response {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], figures.text().await).into_response()
}
