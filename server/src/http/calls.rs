//! How many calls one sign-in, API token or account makes in a minute, told with each answer and bounded; and how many
//! requests of one network address are answered at once.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use igny8::error::{Problem, ProblemKind};

use crate::http::problem::Failed;
use crate::http::{Web, caller};
use crate::tenancy::{Scope, Via};

/// What calls are counted in.
const WINDOW: Duration = Duration::from_mins(1);
/// How many times as many calls an account has as one who works in it.
const WORKERS: u64 = 5;
/// Counts after which those of past windows are dropped.
const MANY: usize = 10_000;

/// Counts calls in this process.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    counted: Arc<Mutex<HashMap<u64, (u64, Instant)>>>,
}

/// What is left of a window after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Left {
    calls: u64,
    seconds: u64,
    over: bool,
}

impl Calls {
    fn count(&self, who: u64, most: u64, now: Instant) -> Left {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.len() >= MANY {
            counted.retain(|_, (_, since)| now.saturating_duration_since(*since) < WINDOW);
        }
        let (count, since) = counted.entry(who).or_insert((0, now));
        if now.saturating_duration_since(*since) >= WINDOW {
            (*count, *since) = (0, now);
        }
        *count += 1;
        let rest = WINDOW.saturating_sub(now.saturating_duration_since(*since));
        Left {
            calls: most.saturating_sub(*count),
            seconds: rest.as_secs() + 1,
            over: *count > most,
        }
    }
}

fn key(parts: impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// Who makes a call: a sign-in, or the tokens that somebody made.
fn caller_of(scope: &Scope) -> u64 {
    let sign_in = match scope.via() {
        Via::Session(session) => Some(session.0),
        Via::Token | Via::Task | Via::Staff => None,
    };
    key((scope.account().0, scope.user().map(|user| user.0), sign_in))
}

/// Counts a call of `scope` and tells what is left, or refuses it.
pub async fn counted(web: &Web, scope: Option<&Scope>, request: Request, next: Next) -> Response {
    let most = web.app.config.limits.calls_per_minute;
    let Some(scope) = scope.filter(|_| most > 0) else {
        return next.run(request).await;
    };
    let now = Instant::now();
    let own = web.calls.count(caller_of(scope), most, now);
    let all = web.calls.count(key(scope.account().0), most * WORKERS, now);
    let least = if all.calls < own.calls { all } else { own };
    let mut response = if own.over || all.over {
        let wait = least.seconds;
        let detail = format!("Too many requests. Wait {wait} s and send requests more slowly.");
        Failed(Problem::new(ProblemKind::RateLimited, detail).retry_after(wait)).into_response()
    } else {
        next.run(request).await
    };
    // The fields of draft-ietf-httpapi-ratelimit-headers.
    let policy = format!("\"calls\";q={most};w={}", WINDOW.as_secs());
    let left = format!("\"calls\";r={};t={}", least.calls, least.seconds);
    for (name, value) in [("ratelimit-policy", policy), ("ratelimit", left)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// Behind proxies, where connections say nothing of who is at their other end: a bound on the requests of one address that
/// are answered at once.
pub async fn of_one_address(State(web): State<Web>, request: Request, next: Next) -> Response {
    let config = &web.app.config;
    if config.trusted_proxies == 0 {
        return next.run(request).await;
    }
    let from = caller::address(config, request.headers(), request.extensions());
    let place = from
        .map(|from| web.app.places.request(caller::network(from)))
        .transpose();
    match place {
        Ok(place) => {
            let response = next.run(request).await;
            response.map(|body| crate::http::kept::with(body, place))
        }
        Err(problem) => Failed(problem).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_used_up_and_begins_again() {
        let (calls, now) = (Calls::default(), Instant::now());
        for left in [2, 1, 0] {
            let counted = calls.count(1, 3, now);
            assert_eq!((counted.calls, counted.over), (left, false));
        }
        assert!(calls.count(1, 3, now).over);
        assert!(!calls.count(2, 3, now).over, "somebody else");
        assert!(!calls.count(1, 3, now + WINDOW).over, "a new minute");
    }
}
