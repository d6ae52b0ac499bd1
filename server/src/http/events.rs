//! Server-sent events of the account, with resume (HTML Living Standard, section 9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use igny8::permission::Verb;
use igny8::resource::Resource;

use crate::backend::Member;
use crate::http::problem::Failed;

/// `GET /events`.
pub async fn events(member: Member, headers: HeaderMap) -> Result<Response, Failed> {
    let scope = member.scope()?;
    scope.require(Verb::Read, Resource::Tasks)?;
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
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
