//! Server-sent events of the account, with resume (HTML Living Standard, section 9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use serde::Deserialize;

use crate::backend::Member;
use crate::http::problem::Failed;

/// Where a client goes on that has no `Last-Event-ID` yet.
#[derive(Deserialize)]
pub struct From {
    /// The position that the session told.
    since: Option<String>,
}

/// `GET /events`.
pub async fn events(
    member: Member,
    from: Result<Query<From>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let scope = member.scope()?;
    scope.require(Verb::Read, Resource::Tasks)?;
    let Query(from) = from.map_err(|_| Problem::bad_request("Name one event to begin after: ?since=…."))?;
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
        .or(from.since);
    let events = member
        .app
        .events
        .subscribe(scope.account(), last.as_deref())
        .await;
    let stream = events.map(|event| {
        let sent = Event::default().event(event.name).data(&*event.data);
        Ok::<_, Infallible>(match event.id {
            Some(id) => sent.id(id.to_string()),
            None => sent,
        })
    });
    let keep_alive = KeepAlive::new()
        .interval(Duration::from_secs(15))
        .text("still here");
    let mut response = Sse::new(stream).keep_alive(keep_alive).into_response();
    // Proxies such as nginx would hold events back until a buffer is full.
    response.headers_mut().insert(
        HeaderName::from_static("x-accel-buffering"),
        HeaderValue::from_static("no"),
    );
    Ok(response)
}
