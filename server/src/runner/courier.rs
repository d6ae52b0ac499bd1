//! Tells webhooks what happened: any number of processes may, each webhook gets one delivery after the other, and none waits
//! for another's receiver.

use std::time::{Duration, Instant};

use chrono::Utc;
use destinations::{retry_after, signature::Key};
use egress::EgressError;
use futures::future::join_all;
use igny8::error::Problem;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::Result;
use crate::pulse::Part;
use crate::repo::restores;
use crate::repo::system::webhook_sending::{self as sending, Attempt, Claimed, Delivery};
use crate::state::App;
use crate::telemetry::metrics::metrics;
use crate::tenancy::Reason;

/// Between two looks.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// Webhooks that one process sends to at once.
const SLOTS: usize = 64;
/// How long a receiver has for its answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long a webhook is left to a process that says nothing more.
const LEASE: Duration = Duration::from_mins(1);
/// How long one webhook is sent to before others have their turn.
const TURN: Duration = Duration::from_secs(10);
/// The most bytes of an answer that are kept.
const KEPT_BYTES: usize = 1024;

/// The courier.
pub struct Courier;

impl Courier {
    /// Works until `shutdown`. What is under way is finished first.
    pub async fn run(app: App, shutdown: CancellationToken) {
        let mut ticks = interval(POLL_INTERVAL);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut under_way = JoinSet::new();
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(_) = under_way.join_next(), if !under_way.is_empty() => continue,
                _ = ticks.tick() => {}
            }
            app.pulse.beat(Part::Webhooks);
            match claim(&app, SLOTS.saturating_sub(under_way.len())).await {
                Ok(hooks) => {
                    for hook in hooks {
                        let (app, stop) = (app.clone(), shutdown.clone());
                        under_way.spawn(async move {
                            if let Err(error) = serve(&app, &hook, &stop).await {
                                tracing::warn!(
                                    webhook = %hook.webhook, error = &error as &dyn std::error::Error,
                                    "a webhook could not be told; trying again"
                                );
                            }
                        });
                    }
                }
                Err(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "webhooks could not be looked for; trying again"
                ),
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// One look, to its end. Says how many deliveries were tried.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn once(app: &App) -> Result<usize> {
        let hooks = claim(app, SLOTS).await?;
        let stop = CancellationToken::new();
        let served = join_all(hooks.iter().map(|hook| serve(app, hook, &stop))).await;
        served.into_iter().sum()
    }
}

async fn claim(app: &App, most: usize) -> Result<Vec<Claimed>> {
    if most == 0 {
        return Ok(Vec::new());
    }
    let mut tx = app.db.system(Reason::Tell).await?;
    if restores::held(tx.conn()).await?.is_some() {
        return Ok(Vec::new());
    }
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let hooks = sending::claim(tx.conn(), most, LEASE).await?;
    tx.commit().await?;
    Ok(hooks)
}

/// Sends a webhook what is due, for one turn. Says how many deliveries were tried.
async fn serve(app: &App, hook: &Claimed, stop: &CancellationToken) -> Result<usize> {
    let (began, mut tried) = (Instant::now(), 0);
    while began.elapsed() < TURN && !stop.is_cancelled() {
        let mut tx = app.db.system(Reason::Tell).await?;
        let delivery = sending::next(tx.conn(), app.db.sealer(), hook, LEASE).await?;
        tx.commit().await?;
        let Some(delivery) = delivery else { break };
        tried += 1;
        let attempt = send(app, &delivery).await;
        let mut tx = app.db.system(Reason::Tell).await?;
        let off = sending::settle(tx.conn(), hook, &delivery, &attempt).await?;
        if let (Some(off), Some(origin)) = (&off, app.db.mail_origin()) {
            sending::tell_owners(tx.conn(), app.db.sealer(), origin, hook, off).await?;
        }
        tx.commit().await?;
        metrics().told(if attempt.error.is_none() {
            "delivered"
        } else {
            "failed"
        });
        tracing::info!(
            account = %hook.account, webhook = %hook.webhook, delivery = %delivery.id, event = delivery.event.as_str(),
            attempt = delivery.attempts, code = attempt.code, error = attempt.error, "a webhook was told"
        );
    }
    let mut tx = app.db.system(Reason::Tell).await?;
    sending::release(tx.conn(), hook).await?;
    tx.commit().await?;
    Ok(tried)
}

/// Makes one attempt.
async fn send(app: &App, delivery: &Delivery) -> Attempt {
    let began = Instant::now();
    let mut attempt = match ask(app, delivery).await {
        Ok(attempt) => attempt,
        Err(Failed::Settings(why)) => Attempt {
            error: Some(why),
            ..Attempt::default()
        },
        Err(Failed::Unanswered(error)) => Attempt {
            error: Some(format!("{}.", capitalised(&error.to_string()))),
            of_all: true,
            ..Attempt::default()
        },
    };
    attempt.took = began.elapsed();
    attempt
}

/// Why there is no answer.
enum Failed {
    /// It could not even be asked for one.
    Settings(String),
    /// Nobody answered.
    Unanswered(EgressError),
}

impl From<EgressError> for Failed {
    fn from(error: EgressError) -> Self {
        Self::Unanswered(error)
    }
}

async fn ask(app: &App, delivery: &Delivery) -> Result<Attempt, Failed> {
    let (id, stamp) = (format!("msg_{}", delivery.id), Utc::now().timestamp().to_string());
    let keys = delivery
        .secrets
        .iter()
        .filter_map(|secret| Key::read(secret).ok());
    let signatures: Vec<_> = keys
        .map(|key| key.sign(&id, &stamp, delivery.body.as_bytes()))
        .collect();
    if signatures.is_empty() {
        let Problem { detail, .. } = sending::unsigned();
        return Err(Failed::Settings(detail));
    }
    let url = app.egress.url(&delivery.url)?;
    let request = app
        .egress
        .post(url.clone())?
        .timeout(TIMEOUT)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", stamp)
        .header("webhook-signature", signatures.join(" "))
        .body(delivery.body.clone());
    let response = request.send().await.map_err(EgressError::from)?;
    let status = response.status();
    let code = status.as_u16();
    let wait = retry_after(response.headers());
    let location = response.headers().get("location").and_then(|to| to.to_str().ok());
    let error = (!status.is_success()).then(|| refusal(code, location, &url));
    let answer = egress::beginning(response, KEPT_BYTES).await;
    Ok(Attempt {
        code: Some(code),
        // PostgreSQL keeps no NUL.
        answer: String::from_utf8_lossy(&answer).replace('\0', "\u{fffd}"),
        error,
        retry_after: wait,
        of_all: matches!(code, 429 | 502 | 503 | 504),
        ..Attempt::default()
    })
}

/// What an answer that is no yes means for whoever reads it.
fn refusal(code: u16, location: Option<&str>, url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match (code, location.and_then(|to| url.join(to).ok())) {
        (300..=399, Some(to)) => format!(
            "{host} redirects to {}. Redirects aren't followed, so enter that URL instead.",
            to.as_str().chars().take(300).collect::<String>()
        ),
        (401 | 403, _) => {
            format!("{host} answered {code}: access denied. Check the URL and its access rules.")
        }
        (404 | 405, _) => format!("{host} answered {code}: nothing receives events at this URL. Check it."),
        (410, _) => format!("{host} answered 410 Gone."),
        (413, _) => {
            format!("{host} answered 413: the request is too large. Raise the receiver's size limit.")
        }
        (429, _) => format!("{host} answered 429: too many requests. Raise the receiver's rate limit."),
        _ => format!("{host} answered {code}. See the response and the receiver's log."),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do() {
        let url: Url = "https://hooks.example.com/in".parse().unwrap();
        let moved = refusal(301, Some("/new"), &url);
        assert!(moved.contains("https://hooks.example.com/new"), "{moved}");
        // Without an address it is an answer as any other.
        assert!(refusal(302, None, &url).contains("answered 302"));
        for code in [400, 401, 404, 410, 413, 429, 500] {
            assert!(refusal(code, None, &url).contains(&code.to_string()));
        }
    }
}
