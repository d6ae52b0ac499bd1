//! The process' one subscription: kept alive, watched, and made anew when it ends or hangs.

use std::sync::Weak;
use std::time::Duration;

use fred::prelude::*;
use igny8::id::AccountId;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, interval, sleep, sleep_until, timeout};
use uuid::Uuid;

use super::event::{EventId, ServerEvent};
use super::hub::Hub;
use super::publisher::WORDS;
use crate::error::Result;
use crate::redis::{builder, connected, events_channel};

/// How often the process sends itself a sign of life.
const PING: Duration = Duration::from_secs(5);
/// A subscription that hears nothing for this long, not even that sign, hangs.
const SILENCE: Duration = Duration::from_secs(15);
/// Messages that may wait for this process before clients have to read again.
const BUFFER: usize = 4_096;

/// Subscribes again and again until the hub is gone.
pub(super) async fn keep(hub: Weak<Hub>) {
    let mut failing = false;
    loop {
        let began = Instant::now();
        if let Err(error) = once(&hub).await
            && !failing
        {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "events are interrupted; subscribing again"
            );
        }
        // Said once for each time that it begins.
        failing = began.elapsed() < SILENCE;
        if hub.strong_count() == 0 {
            return;
        }
        sleep(Duration::from_millis(500)).await;
    }
}

/// Subscribes, and delivers until the connection ends or hangs.
async fn once(hub: &Weak<Hub>) -> Result<()> {
    let Some(strong) = hub.upgrade() else {
        return Ok(());
    };
    let channel = events_channel(&strong.settings.redis_prefix);
    let sign = format!("{channel}:alive:{}", Uuid::now_v7());
    let mut builder = builder(&strong.settings)?;
    builder.with_performance_config(|performance| performance.broadcast_channel_capacity = BUFFER);
    let client = builder.build_subscriber_client()?;
    let redis = strong.redis.clone();
    let mut messages = client.message_rx();
    let mut connection = timeout(PING, client.init()).await.map_err(|_| silent())??;
    timeout(PING, client.subscribe(vec![channel.clone(), sign.clone()]))
        .await
        .map_err(|_| silent())??;
    // Whatever was published before this moment may have been missed.
    strong.resync_all();
    drop(strong);
    let mut ping = interval(PING);
    let mut heard = Instant::now();
    let ended: FredResult<()> = loop {
        tokio::select! {
            message = messages.recv() => match message {
                Ok(message) => {
                    heard = Instant::now();
                    let Some(hub) = hub.upgrade() else { break Ok(()) };
                    match message.value.as_str().as_deref().and_then(parse) {
                        Some((account, Some(id), data)) => hub.deliver(account, || ServerEvent::task(id, data)),
                        Some((account, None, data)) => hub.deliver_words(account, || ServerEvent::words(data)),
                        None => {}
                    }
                }
                Err(RecvError::Lagged(_)) => {
                    let Some(hub) = hub.upgrade() else { break Ok(()) };
                    hub.resync_all();
                }
                Err(RecvError::Closed) => break Err(silent()),
            },
            _ = ping.tick() => {
                if let Ok(redis) = connected(&redis) {
                    let sent: FredResult<i64> = redis.publish(&sign, "").await;
                    if let Err(error) = sent {
                        tracing::debug!(%error, "no sign of life could be sent");
                    }
                }
            }
            () = sleep_until(heard + SILENCE) => break Err(silent()),
            ended = &mut connection => break ended.unwrap_or_else(|_| Err(silent())).and(Err(silent())),
        }
    };
    connection.abort();
    tokio::spawn(async move { timeout(PING, client.quit()).await });
    Ok(ended?)
}

/// A message: account, id and data with spaces between; words have no id.
fn parse(message: &str) -> Option<(AccountId, Option<EventId>, &str)> {
    let (account, rest) = message.split_once(' ')?;
    let (id, data) = rest.split_once(' ')?;
    let id = match id {
        WORDS => None,
        id => Some(EventId::parse(id)?),
    };
    Some((AccountId(account.parse().ok()?), id, data))
}

fn silent() -> Error {
    Error::new(ErrorKind::IO, "the subscription ended or hangs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_read_back() {
        let account = AccountId::new();
        let message = format!("{account} 5-1 {{\"a\": 1}}");
        assert_eq!(
            parse(&message),
            Some((account, EventId::parse("5-1"), "{\"a\": 1}"))
        );
        assert_eq!(
            parse(&format!("{account} words {{}}")),
            Some((account, None, "{}"))
        );
        assert_eq!(parse(""), None);
        assert_eq!(parse("x 5-1 {}"), None);
    }
}
