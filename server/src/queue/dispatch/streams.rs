//! The streams that carry runs' ids to workers. Losing all of them loses no run.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use fred::prelude::*;
use fred::types::InfoKind;
use igny8::id::{AccountId, TaskId};
use igny8::job_run::Queue;

use crate::config::Config as Settings;
use crate::queue::store::Ticket;
use crate::redis::{connected, dispatch_key};

/// The consumer group of all workers.
pub(super) const GROUP: &str = "workers";
/// The one field of an entry.
const FIELD: &str = "run";
/// Far more than there can be while workers read; an end to growth when none does.
const MAX_STREAM_LENGTH: i64 = 100_000;

/// The streams of one installation.
#[derive(Clone)]
pub struct Streams {
    redis: Client,
    prefix: Arc<str>,
}

impl Streams {
    /// Over this connection.
    pub fn new(redis: Client, settings: &Settings) -> Self {
        Self {
            redis,
            prefix: settings.redis_prefix.as_str().into(),
        }
    }

    /// The version of Redis.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn version(&self) -> FredResult<String> {
        let facts: String = connected(&self.redis)?.info(Some(InfoKind::Server)).await?;
        let version = facts.lines().find_map(|line| line.strip_prefix("redis_version:"));
        Ok(version.unwrap_or("unknown").trim().to_owned())
    }

    /// Adds runs at the tails of their streams, in one round trip.
    ///
    /// # Errors
    /// Redis does not answer; some may have been added.
    pub async fn push(&self, tickets: &[Ticket]) -> FredResult<()> {
        if tickets.is_empty() {
            return Ok(());
        }
        let pipeline = connected(&self.redis)?.pipeline();
        for ticket in tickets {
            let key = dispatch_key(&self.prefix, ticket.queue);
            let () = pipeline
                .xadd(
                    key,
                    false,
                    ("MAXLEN", "~", MAX_STREAM_LENGTH),
                    "*",
                    (FIELD, text(ticket)),
                )
                .await?;
        }
        let _: Vec<Value> = pipeline.all().await?;
        Ok(())
    }

    /// Whether there is a connection right now.
    pub fn is_connected(&self) -> bool {
        self.redis.is_connected()
    }

    /// Removes what workers have read, and answers with the id of the last of it.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn trim(&self, queue: Queue) -> FredResult<String> {
        let (key, redis) = (dispatch_key(&self.prefix, queue), connected(&self.redis)?);
        let groups: Vec<HashMap<String, Value>> = match redis.xinfo_groups(&key).await {
            Ok(groups) => groups,
            // Neither stream nor group.
            Err(error) if error.details().contains("no such key") => Vec::new(),
            Err(error) => return Err(error),
        };
        let text = |group: &HashMap<String, Value>, key| group.get(key).and_then(Value::as_string);
        let group = groups
            .iter()
            .find(|group| text(group, "name").as_deref() == Some(GROUP));
        let Some(read) = group.and_then(|group| text(group, "last-delivered-id")) else {
            return Ok("0-0".to_owned());
        };
        let _: i64 = redis.xtrim(&key, ("MINID", "=", following(&read))).await?;
        Ok(read)
    }

    /// The runs after the id `read` in this stream, which no worker has read yet: at most 20,000.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn unread(&self, queue: Queue, read: &str) -> FredResult<HashSet<(AccountId, TaskId)>> {
        let key = dispatch_key(&self.prefix, queue);
        let entries: Entries = connected(&self.redis)?
            .xrange_values(&key, format!("({read}"), "+", Some(20_000))
            .await?;
        Ok(entries
            .iter()
            .filter_map(|entry| ticket(entry, queue))
            .map(|ticket| (ticket.account, ticket.task))
            .collect())
    }
}

/// Entries of a stream with their ids.
pub(super) type Entries = Vec<(String, HashMap<String, String>)>;

/// An entry's run; none if it is not one of ours.
pub(super) fn ticket((_, fields): &(String, HashMap<String, String>), queue: Queue) -> Option<Ticket> {
    let (account, task) = fields.get(FIELD)?.split_once(' ')?;
    Some(Ticket {
        account: AccountId(account.parse().ok()?),
        task: TaskId(task.parse().ok()?),
        queue,
    })
}

/// The least id after this one, so that the last entry that was read goes with those before it: it names an account, which may be
/// deleted before another entry comes.
fn following(id: &str) -> String {
    let parts = id.split_once('-');
    let next = parts
        .and_then(|(time, number)| Some(format!("{time}-{}", number.parse::<u64>().ok()?.checked_add(1)?)));
    next.unwrap_or_else(|| id.to_owned())
}

fn text(ticket: &Ticket) -> String {
    format!("{} {}", ticket.account, ticket.task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_id_is_the_least_after_one() {
        assert_eq!(following("1764565432100-0"), "1764565432100-1");
        assert_eq!(following("0-0"), "0-1");
        for odd in ["7", "", "7-x", "7-18446744073709551615"] {
            assert_eq!(following(odd), odd, "what is no such id trims as it is");
        }
    }

    #[test]
    fn entries_read_back() {
        let sent = Ticket {
            account: AccountId::new(),
            task: TaskId::new(),
            queue: Queue::Bulk,
        };
        let entry = ("1-0".to_owned(), HashMap::from([(FIELD.to_owned(), text(&sent))]));
        assert_eq!(ticket(&entry, Queue::Bulk), Some(sent));
        let other = (
            "1-0".to_owned(),
            HashMap::from([(FIELD.to_owned(), "x".to_owned())]),
        );
        assert_eq!(ticket(&other, Queue::Bulk), None);
    }
}
