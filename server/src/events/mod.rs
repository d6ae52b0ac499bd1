//! Events: what happens to an account's runs, published by any process and delivered to the account's browsers.
//!
//! An event goes into the account's stream, which keeps the last few hundred for reconnecting clients, and over one
//! channel to every web process. Each process has one subscription and one bounded channel for each account that has
//! clients, however many they are. Whoever may have missed something gets `resync` and reads again. Words that a model
//! writes go a way of their own, on which nothing is kept and losses do not matter.

mod event;
mod hub;
mod publisher;
mod replay;

use std::sync::Arc;

use fred::prelude::Client;
use futures::Stream;
use igny8::id::AccountId;
use igny8::job_run::JobRun;
use igny8::writer::article::Words;

pub use event::{EventId, ServerEvent};
pub use publisher::Publisher;

use crate::config::Config;
use crate::error::Result;
use hub::Hub;

/// Publishes and delivers; cheap to clone.
#[derive(Clone)]
pub struct Events {
    publisher: Publisher,
    hub: Arc<Hub>,
}

impl Events {
    /// Over the shared connection; the subscription opens its own with the first client.
    pub fn new(redis: Client, config: &Config) -> Self {
        Self {
            publisher: Publisher::new(redis.clone(), config),
            hub: Arc::new(Hub::new(redis, config.clone())),
        }
    }

    /// Publishes the state of a run.
    ///
    /// # Errors
    /// Redis does not answer; clients read again once it is back.
    pub async fn publish(&self, account: AccountId, task: &JobRun) -> Result<()> {
        self.publisher.publish_all(&[(account, task.clone())]).await
    }

    /// Publishes the states of runs, in their order.
    ///
    /// # Errors
    /// Redis does not answer; clients read again once it is back.
    pub async fn publish_all(&self, states: &[(AccountId, JobRun)]) -> Result<()> {
        self.publisher.publish_all(states).await
    }

    /// Publishes words that a model is writing. Only who listens at this moment gets them, as `words` without an id; a
    /// client that lags loses some, which the next ones make up for. The caller sends a few each second at most.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn publish_words(&self, account: AccountId, words: &Words) -> Result<()> {
        self.publisher.publish_words(account, words).await
    }

    /// Says that some of the account's members have something new in their inbox, to those who listen now.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn notice(&self, account: AccountId) -> Result<()> {
        self.publisher.publish_notice(account).await
    }

    /// Forgets what happened in an account that is gone.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn forget(&self, account: AccountId) -> Result<()> {
        self.publisher.forget(account).await
    }

    /// The account's events: first those after `last_event_id`, then all that come, without gap or repetition. Where
    /// it is not known what the client has seen, the first event is `resync`.
    pub async fn subscribe(
        &self,
        account: AccountId,
        last_event_id: Option<&str>,
    ) -> impl Stream<Item = ServerEvent> + Send + use<> {
        replay::subscribe(&self.hub, account, last_event_id.and_then(EventId::parse)).await
    }

    /// Where the account's events stand, for a client that reads the account's rows first and subscribes then. None if
    /// that is not known, so that such a client has to read again.
    pub async fn position(&self, account: AccountId) -> Option<EventId> {
        let position = replay::position(&self.hub, account).await;
        position
            .inspect_err(|error| tracing::debug!(%error, "where events stand is not known while Redis does not answer"))
            .ok()
    }

    /// Clients of this process.
    pub fn clients(&self) -> usize {
        self.hub.clients()
    }
}
