//! Server-sent events of the account, with resume (HTML Living Standard, section 9.2).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt as _;
use futures::stream::BoxStream;
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use serde::Deserialize;
use tokio::time::Instant;

use crate::events::ServerEvent;
use crate::http::authenticate::Proof;
use crate::http::problem::Failed;
use crate::places::Stream;
use crate::services::RequestContext;
use crate::state::App;
use crate::tenancy::Scope;

/// Where a client goes on that has no `Last-Event-ID` yet.
#[derive(Deserialize)]
pub struct From {
    /// The position that the session told.
    since: Option<String>,
}

/// How often it is asked whether whoever listens still may, if no event asks before.
const CHECK_INTERVAL: Duration = Duration::from_secs(3);

/// `GET /events`.
pub async fn events(
    ctx: RequestContext,
    proof: Proof,
    from: Result<Query<From>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let scope = ctx.scope()?;
    scope.require(Verb::Read, Resource::Tasks)?;
    let place = ctx.app.places.stream(scope.account(), scope.user())?;
    let Query(from) =
        from.map_err(|_| Problem::bad_request("Specify one event to start after: ?since=…."))?;
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
        .or(from.since);
    let events = ctx.app.events.subscribe(scope.account(), last.as_deref()).await;
    let watch = Watch {
        app: ctx.app.clone(),
        scope: scope.clone(),
        proof,
        asked: Instant::now(),
        _place: place,
    };
    let stream = futures::stream::unfold((events.boxed(), watch), |(mut events, mut watch)| async move {
        let event = watch.next(&mut events).await?;
        let sent = Event::default().event(event.name).data(&*event.data);
        let sent = match event.id {
            Some(id) => sent.id(id.to_string()),
            None => sent,
        };
        Some((Ok::<_, Infallible>(sent), (events, watch)))
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

/// Whether somebody may still listen.
struct Watch {
    app: App,
    scope: Scope,
    proof: Proof,
    asked: Instant,
    _place: Stream,
}

impl Watch {
    /// The next event; none once who listens signed out, was removed, has another role or other sites, acts for somebody else, or a
    /// token that ended, or once the account is suspended or resumed. A browser
    /// comes again by itself, with what it may now.
    async fn next(&mut self, events: &mut BoxStream<'static, ServerEvent>) -> Option<ServerEvent> {
        loop {
            let waited = tokio::time::timeout_at(self.asked + CHECK_INTERVAL, events.next()).await;
            if !self.may().await {
                return None;
            }
            match waited {
                Ok(Some(event)) if !event.is_for(self.scope.sites()) => {}
                Ok(event) => return event,
                Err(_) => {}
            }
        }
    }

    async fn may(&mut self) -> bool {
        let now = chrono::Utc::now().timestamp().unsigned_abs();
        if self.proof.ends().is_some_and(|ends| now >= ends) {
            return false;
        }
        // A token is read from the database; many events at once ask for it once.
        if matches!(self.proof, Proof::Token(..)) && self.asked.elapsed() < CHECK_INTERVAL / 3 {
            return true;
        }
        self.asked = Instant::now();
        match self.proof.scope(&self.app).await {
            Ok(scope) => scope.is_some_and(|scope| scope.is_as(&self.scope)),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "an event stream ends unasked"
                );
                false
            }
        }
    }
}
