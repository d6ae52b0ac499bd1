//! What a client missed, then what comes.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use fred::prelude::{Client as Redis, FredResult, StreamsInterface as _};
use futures::Stream;
use igny8::id::AccountId;
use tokio::sync::broadcast::error::RecvError;

use super::event::{EventId, NOTICE, ServerEvent};
use super::hub::{Hub, Listener};
use super::publisher::KEPT;
use crate::redis::{connected, events_key};

/// One client's position.
struct Client {
    missed: VecDeque<ServerEvent>,
    seen: Option<EventId>,
    listener: Listener,
}

/// Joins first and reads what was missed then, so that nothing falls between; what comes twice is told by its id.
pub(super) async fn subscribe(
    hub: &Arc<Hub>,
    account: AccountId,
    last: Option<EventId>,
) -> impl Stream<Item = ServerEvent> + Send + use<> {
    hub.opened().await;
    let listener = hub.join(account);
    let missed = match missed(hub, account, last).await {
        Ok(missed) => missed,
        Err(error) => {
            tracing::debug!(%error, "events cannot be resumed while Redis does not answer");
            VecDeque::from([ServerEvent::resync(None)])
        }
    };
    let seen = missed.back().and_then(|event| event.id).max(last);
    futures::stream::unfold(
        Client {
            missed,
            seen,
            listener,
        },
        |mut client| async move {
            let event = client.next().await?;
            Some((event, client))
        },
    )
}

/// The events after `last`, or the request to read again if some of them are gone.
async fn missed(hub: &Hub, account: AccountId, last: Option<EventId>) -> FredResult<VecDeque<ServerEvent>> {
    let redis = connected(&hub.redis)?;
    let key = events_key(&hub.settings.redis_prefix, account);
    if let Some(last) = last {
        // Redis trims in steps, so that there may be more than it was told to keep.
        let kept: Entries = redis
            .xrange_values(&key, last.to_string(), "+", Some(u64::from(2 * KEPT)))
            .await?;
        if let Some(missed) = after(&kept, last) {
            return Ok(missed);
        }
    }
    let position = newest(redis, &key).await?;
    // The start is no event, so that nobody could go on from it once there is a first one.
    let id = Some(position).filter(|id| *id > EventId::START);
    Ok(VecDeque::from([ServerEvent::resync(id)]))
}

/// Where the account's events stand.
pub(super) async fn position(hub: &Hub, account: AccountId) -> FredResult<EventId> {
    let redis = connected(&hub.redis)?;
    newest(redis, &events_key(&hub.settings.redis_prefix, account)).await
}

async fn newest(redis: &Redis, key: &str) -> FredResult<EventId> {
    let newest: Entries = redis.xrevrange_values(key, "+", "-", Some(1)).await?;
    Ok(newest
        .first()
        .and_then(|(id, _)| EventId::parse(id))
        .unwrap_or(EventId::START))
}

type Entries = Vec<(String, HashMap<String, String>)>;

/// The events after `last`; none unless the stream still has `last` itself, and so all after it, or never had any.
fn after(kept: &Entries, last: EventId) -> Option<VecDeque<ServerEvent>> {
    if last == EventId::START && kept.is_empty() {
        return Some(VecDeque::new());
    }
    let (first, rest) = kept.split_first()?;
    if EventId::parse(&first.0) != Some(last) {
        return None;
    }
    let event = |(id, fields): &(String, HashMap<String, String>)| {
        Some(ServerEvent::task(EventId::parse(id)?, fields.get("task")?))
    };
    rest.iter().map(event).collect()
}

impl Client {
    async fn next(&mut self) -> Option<ServerEvent> {
        if let Some(event) = self.missed.pop_front() {
            return Some(event);
        }
        if self.missed.capacity() > 0 {
            self.missed = VecDeque::new();
        }
        loop {
            let event = tokio::select! {
                biased;
                event = self.listener.events.recv() => event,
                words = self.listener.words.recv() => match words {
                    Ok(words) => return Some(words),
                    Err(RecvError::Lagged(_)) => continue,
                    Err(RecvError::Closed) => return None,
                },
            };
            match event {
                Ok(event) if event.id.is_some() && event.id <= self.seen => {}
                // It has no place among the others.
                Ok(event) if event.name == NOTICE => return Some(event),
                Ok(event) => {
                    // After `resync` ids may begin anew, with another Redis behind the same address.
                    self.seen = event.id;
                    return Some(event);
                }
                Err(RecvError::Lagged(_)) => return Some(ServerEvent::resync(None)),
                Err(RecvError::Closed) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(ids: &[&str]) -> Entries {
        ids.iter()
            .map(|id| {
                (
                    (*id).to_owned(),
                    HashMap::from([("task".to_owned(), format!("{{\"id\":\"{id}\"}}"))]),
                )
            })
            .collect()
    }

    #[test]
    fn only_a_known_position_can_be_resumed() {
        let last = EventId::parse("5-0").unwrap();
        let events = after(&kept(&["5-0", "6-0", "6-1"]), last).unwrap();
        let ids: Vec<_> = events
            .iter()
            .filter_map(|event| event.id)
            .map(|id| id.to_string())
            .collect();
        assert_eq!(ids, ["6-0", "6-1"]);
        assert!(after(&kept(&["5-0"]), last).is_some_and(|events| events.is_empty()));
        assert!(after(&kept(&["6-0"]), last).is_none());
        assert!(after(&kept(&[]), last).is_none());
        assert!(after(&kept(&[]), EventId::START).is_some_and(|events| events.is_empty()));
        assert!(after(&kept(&["6-0"]), EventId::START).is_none());
    }
}
