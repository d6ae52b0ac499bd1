//! The channels of this process, one for each account that has clients, and the one subscription that fills them: kept
//! alive, watched, and made anew when it ends or hangs.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use fred::prelude::*;
use igny8::id::AccountId;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::broadcast::{Receiver, Sender};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, interval, sleep, sleep_until, timeout};
use uuid::Uuid;

use super::event::{EventId, NOTICE, ServerEvent};
use super::publisher::WORDS;
use crate::config::Config as Settings;
use crate::error::Result;
use crate::redis::{builder, connected, events_channel};

/// Events that a client may be behind before it has to read again.
const BEHIND: usize = 64;

/// Words that a client may be behind; each has all of its section, so that the older ones are no loss.
const WORDS_BEHIND: usize = 8;

/// How long a client waits for the subscription.
const OPENING: Duration = Duration::from_secs(2);

/// How often the process sends itself a sign of life.
const PING: Duration = Duration::from_secs(5);
/// A subscription that hears nothing for this long, not even that sign, hangs.
const PING_INTERVAL: Duration = Duration::from_secs(15);
/// Messages that may wait for this process before clients have to read again.
const BUFFER: usize = 4_096;

/// The channels of one account. Words have their own, so that they cannot push runs out of a slow client's.
#[derive(Clone)]
struct Channels {
    events: Sender<ServerEvent>,
    words: Sender<ServerEvent>,
}

impl Default for Channels {
    fn default() -> Self {
        Self {
            events: Sender::new(BEHIND),
            words: Sender::new(WORDS_BEHIND),
        }
    }
}

/// The channels, and the subscription that fills them.
pub(super) struct Hub {
    pub(super) redis: Client,
    pub(super) settings: Settings,
    channels: Mutex<HashMap<AccountId, Channels>>,
    subscription: OnceLock<AbortHandle>,
    /// Whether the subscription hears what is published.
    hears: watch::Sender<bool>,
}

impl Hub {
    pub(super) fn new(redis: Client, settings: Settings) -> Self {
        Self {
            redis,
            settings,
            channels: Mutex::default(),
            subscription: OnceLock::new(),
            hears: watch::Sender::default(),
        }
    }

    /// The process' subscription, which its first client opens. Whoever joins before it hears anything is told to read everything again, so
    /// that clients wait a moment for it: those of a process that was restarted come all at once. Without Redis they wait for nothing.
    pub(super) async fn opened(self: &Arc<Self>) {
        self.subscription
            .get_or_init(|| tokio::spawn(keep_subscribed(Arc::downgrade(self))).abort_handle());
        let mut hears = self.hears.subscribe();
        // The sender is this hub's own, so that only time can run out.
        let _ = timeout(OPENING, hears.wait_for(|hears| *hears)).await;
    }

    /// A new client of the account.
    pub(super) fn join(self: &Arc<Self>, account: AccountId) -> Listener {
        let (events, words) = {
            let mut channels = self.channels();
            let own = channels.entry(account).or_default();
            (own.events.subscribe(), own.words.subscribe())
        };
        Listener {
            events,
            words,
            _registration: Registration {
                hub: Arc::clone(self),
                account,
            },
        }
    }

    /// Gives an event to the account's clients in this process, if there are any.
    pub(super) fn deliver(&self, account: AccountId, event: impl FnOnce() -> ServerEvent) {
        let channels = self.channels().get(&account).cloned();
        if let Some(channels) = channels {
            // Its last client may just have left.
            let _ = channels.events.send(event());
        }
    }

    /// Gives words to the account's clients in this process, if there are any.
    pub(super) fn deliver_words(&self, account: AccountId, words: impl FnOnce() -> ServerEvent) {
        let channels = self.channels().get(&account).cloned();
        if let Some(channels) = channels {
            let _ = channels.words.send(words());
        }
    }

    /// Tells all clients to read again.
    pub(super) fn resync_all(&self) {
        let event = ServerEvent::resync(None);
        for channels in self.channels().values() {
            let _ = channels.events.send(event.clone());
        }
    }

    pub(super) fn clients(&self) -> usize {
        let channels = self.channels();
        channels.values().map(|own| own.events.receiver_count()).sum()
    }

    fn channels(&self) -> MutexGuard<'_, HashMap<AccountId, Channels>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(subscription) = self.subscription.get() {
            subscription.abort();
        }
    }
}

/// One client of the hub. The receivers are dropped before the registration, which counts who is left.
pub(super) struct Listener {
    pub(super) events: Receiver<ServerEvent>,
    pub(super) words: Receiver<ServerEvent>,
    _registration: Registration,
}

/// Ends the channels of an account with its last client.
struct Registration {
    hub: Arc<Hub>,
    account: AccountId,
}

impl Drop for Registration {
    fn drop(&mut self) {
        let mut channels = self.hub.channels();
        if channels
            .get(&self.account)
            .is_some_and(|own| own.events.receiver_count() == 0)
        {
            channels.remove(&self.account);
        }
    }
}

/// Subscribes again and again until the hub is gone.
async fn keep_subscribed(hub: Weak<Hub>) {
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
        failing = began.elapsed() < PING_INTERVAL;
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
    strong.hears.send_replace(true);
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
                        Some((account, Kind::Task(id), data)) => hub.deliver(account, || ServerEvent::task(id, data)),
                        Some((account, Kind::Words, data)) => hub.deliver_words(account, || ServerEvent::words(data)),
                        Some((account, Kind::Notice, _)) => hub.deliver(account, ServerEvent::notice),
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
            () = sleep_until(heard + PING_INTERVAL) => break Err(silent()),
            ended = &mut connection => break ended.unwrap_or_else(|_| Err(silent())).and(Err(silent())),
        }
    };
    if let Some(hub) = hub.upgrade() {
        hub.hears.send_replace(false);
    }
    connection.abort();
    tokio::spawn(async move { timeout(PING, client.quit()).await });
    Ok(ended?)
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A run's state, with its place in the account's stream.
    Task(EventId),
    /// Words that a model is writing.
    Words,
    /// That there are new notifications.
    Notice,
}

/// A message: account, id and data with spaces between; what is kept nowhere has its name in place of an id.
fn parse(message: &str) -> Option<(AccountId, Kind, &str)> {
    let (account, rest) = message.split_once(' ')?;
    let (id, data) = rest.split_once(' ')?;
    let kind = match id {
        WORDS => Kind::Words,
        NOTICE => Kind::Notice,
        id => Kind::Task(EventId::parse(id)?),
    };
    Some((AccountId(account.parse().ok()?), kind, data))
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
            Some((account, Kind::Task(EventId::parse("5-1").unwrap()), "{\"a\": 1}"))
        );
        assert_eq!(
            parse(&format!("{account} words {{}}")),
            Some((account, Kind::Words, "{}"))
        );
        assert_eq!(
            parse(&format!("{account} notice {{}}")),
            Some((account, Kind::Notice, "{}"))
        );
        assert_eq!(parse(""), None);
        assert_eq!(parse("x 5-1 {}"), None);
    }
}
