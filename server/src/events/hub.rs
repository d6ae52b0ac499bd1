//! The channels of this process: one for each account that has clients.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use fred::prelude::Client;
use igny8::id::AccountId;
use tokio::sync::broadcast::{Receiver, Sender};
use tokio::task::AbortHandle;

use super::event::ServerEvent;
use super::subscription;
use crate::config::Config;

/// Events that a client may be behind before it has to read again.
const BEHIND: usize = 64;

/// Words that a client may be behind; each has all of its section, so that the older ones are no loss.
const WORDS_BEHIND: usize = 8;

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
    pub(super) settings: Config,
    channels: Mutex<HashMap<AccountId, Channels>>,
    subscription: OnceLock<AbortHandle>,
}

impl Hub {
    pub(super) fn new(redis: Client, settings: Config) -> Self {
        Self {
            redis,
            settings,
            channels: Mutex::default(),
            subscription: OnceLock::new(),
        }
    }

    /// A new client of the account. The first of all opens the process' subscription.
    pub(super) fn join(self: &Arc<Self>, account: AccountId) -> Membership {
        self.subscription
            .get_or_init(|| tokio::spawn(subscription::keep(Arc::downgrade(self))).abort_handle());
        let (events, words) = {
            let mut channels = self.channels();
            let own = channels.entry(account).or_default();
            (own.events.subscribe(), own.words.subscribe())
        };
        Membership {
            events,
            words,
            _place: Place {
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

/// One client's place in the hub. The receivers are dropped before the place, which counts who is left.
pub(super) struct Membership {
    pub(super) events: Receiver<ServerEvent>,
    pub(super) words: Receiver<ServerEvent>,
    _place: Place,
}

struct Place {
    hub: Arc<Hub>,
    account: AccountId,
}

impl Drop for Place {
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
