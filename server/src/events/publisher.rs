//! Sends events.

use std::sync::Arc;

use fred::prelude::*;
use igny8::id::AccountId;
use igny8::job_run::JobRun;
use igny8::writer::article::Words;

use super::event::NOTICE;
use crate::config::Config as Settings;
use crate::error::Result;
use crate::redis::{connected, events_channel, events_key};

/// Events that an account's stream keeps, about.
pub(super) const KEPT: u32 = 500;
/// Seconds that a stream stays without a new event.
const EXPIRY: u32 = 3_600;

/// Stands where an event's id would, before words that have none.
pub(super) const WORDS: &str = "words";

/// Adds each event to its stream and sends it with the id that it got there. One script, so that ids and messages
/// have the same order, and a batch takes one round trip.
const SCRIPT: &str = "
for i, key in ipairs(KEYS) do
  local account, data = ARGV[2 + 2 * i], ARGV[3 + 2 * i]
  local id = redis.call('XADD', key, 'MAXLEN', '~', ARGV[1], '*', 'task', data)
  redis.call('EXPIRE', key, ARGV[2])
  redis.call('PUBLISH', ARGV[3], account .. ' ' .. id .. ' ' .. data)
end
return #KEYS";

/// Publishes events over the shared connection.
#[derive(Clone)]
pub struct Publisher {
    redis: Client,
    prefix: Arc<str>,
}

impl Publisher {
    /// Over this connection.
    pub fn new(redis: Client, settings: &Settings) -> Self {
        Self {
            redis,
            prefix: settings.redis_prefix.as_str().into(),
        }
    }

    /// Publishes the states of runs, in their order.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn publish_all(&self, states: &[(AccountId, JobRun)]) -> Result<()> {
        // Scripts hold up everything else in Redis, so each is short.
        for batch in states.chunks(64) {
            let keys: Vec<String> = batch
                .iter()
                .map(|(account, _)| events_key(&self.prefix, *account))
                .collect();
            let mut arguments = vec![KEPT.to_string(), EXPIRY.to_string(), events_channel(&self.prefix)];
            for (account, task) in batch {
                arguments.push(account.to_string());
                arguments.push(serde_json::to_string(task)?);
            }
            let _: i64 = connected(&self.redis)?.eval(SCRIPT, keys, arguments).await?;
        }
        Ok(())
    }

    /// Removes the stream of an account.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn forget(&self, account: AccountId) -> Result<()> {
        let _: i64 = connected(&self.redis)?
            .del(events_key(&self.prefix, account))
            .await?;
        Ok(())
    }

    /// Publishes words that are being written, to those who listen now. They are kept nowhere.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn publish_words(&self, account: AccountId, words: &Words) -> Result<()> {
        let message = format!("{account} {WORDS} {}", serde_json::to_string(words)?);
        let _: i64 = connected(&self.redis)?
            .publish(events_channel(&self.prefix), message)
            .await?;
        Ok(())
    }

    /// Publishes that there are new notifications, to those who listen now. It is kept nowhere.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn publish_notice(&self, account: AccountId) -> Result<()> {
        let message = format!("{account} {NOTICE} {{}}");
        let _: i64 = connected(&self.redis)?
            .publish(events_channel(&self.prefix), message)
            .await?;
        Ok(())
    }
}
