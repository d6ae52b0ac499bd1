//! A worker's view of the streams: waits for runs on a connection of its own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use fred::prelude::*;
use igny8::job_run::Queue;
use tokio::time::timeout;

use super::streams::{Entries, GROUP, ticket};
use crate::config::Config as Settings;
use crate::error::Result;
use crate::queue::store::Ticket;
use crate::redis::{builder, dispatch_key};

/// How long one look waits for something to come.
const BLOCK_TIMEOUT: Duration = Duration::from_secs(1);
/// A look that takes longer hangs: its connection is given up and made anew.
const WATCHDOG_TIMEOUT: Duration = Duration::from_secs(4);
/// All workers are one consumer: nothing is kept for redelivery, since the claim in PostgreSQL decides.
const CONSUMER: &str = "any";

/// Reads runs.
pub struct Reader {
    settings: Arc<Settings>,
    client: Option<Client>,
    looks: u32,
    remade: bool,
}

impl Reader {
    /// Connects when it first reads.
    pub const fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            client: None,
            looks: 0,
            remade: false,
        }
    }

    /// Whether groups had to be made since the last time this was asked, so that entries may have been lost.
    pub fn take_remade(&mut self) -> bool {
        std::mem::take(&mut self.remade)
    }

    /// Waits up to a second for runs. There may be two more than `most`, which the caller has to send again.
    ///
    /// # Errors
    /// Redis does not answer; the next call connects anew.
    pub async fn read(&mut self, most: usize) -> Result<Vec<Ticket>> {
        let client = match self.client.take() {
            Some(client) => client,
            None => self.connect().await?,
        };
        self.looks = self.looks.wrapping_add(1);
        match timeout(WATCHDOG_TIMEOUT, self.look(&client, most)).await {
            Ok(Ok(tickets)) => {
                self.client = Some(client);
                Ok(tickets)
            }
            Ok(Err(error)) if lost(&error) => {
                let made = timeout(WATCHDOG_TIMEOUT, self.make_groups(&client))
                    .await
                    .unwrap_or_else(|_| Err(hangs()));
                self.keep_if(client, made)?;
                self.remade = true;
                Ok(Vec::new())
            }
            Ok(Err(error)) => self.keep_if(client, Err(error)).map(|()| Vec::new()),
            Err(_) => self.keep_if(client, Err(hangs())).map(|()| Vec::new()),
        }
    }

    /// Keeps the connection if it works, else gives it up.
    fn keep_if(&mut self, client: Client, result: FredResult<()>) -> Result<()> {
        if result.is_ok() {
            self.client = Some(client);
        } else {
            tokio::spawn(async move { timeout(WATCHDOG_TIMEOUT, client.quit()).await });
        }
        Ok(result?)
    }

    async fn connect(&self) -> Result<Client> {
        let client = builder(&self.settings)?.build()?;
        drop(
            timeout(WATCHDOG_TIMEOUT, client.init())
                .await
                .map_err(|_| hangs())??,
        );
        Ok(client)
    }

    async fn look(&self, client: &Client, most: usize) -> FredResult<Vec<Ticket>> {
        // Slots that stay free take from the next queue in the next look, which comes at once.
        for queue in order(self.looks) {
            let tickets = self.entries(client, &[queue], most, None).await?;
            if !tickets.is_empty() {
                return Ok(tickets);
            }
        }
        self.entries(client, &Queue::ALL, 1, Some(BLOCK_TIMEOUT)).await
    }

    async fn entries(
        &self,
        client: &Client,
        queues: &[Queue],
        most: usize,
        wait: Option<Duration>,
    ) -> FredResult<Vec<Ticket>> {
        let keys: Vec<String> = queues
            .iter()
            .map(|queue| dispatch_key(&self.settings.redis_prefix, *queue))
            .collect();
        let ids = vec![">"; keys.len()];
        let wait = wait.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
        let read: Value = client
            .xreadgroup(GROUP, CONSUMER, Some(most as u64), wait, true, keys.clone(), ids)
            .await?;
        if read.is_null() {
            return Ok(Vec::new());
        }
        let mut read: HashMap<String, Entries> = read.into_xread_response()?;
        let mut tickets = Vec::new();
        for (queue, key) in queues.iter().zip(&keys) {
            let entries = read.remove(key).unwrap_or_default();
            tickets.extend(entries.iter().filter_map(|entry| ticket(entry, *queue)));
        }
        Ok(tickets)
    }

    async fn make_groups(&self, client: &Client) -> FredResult<()> {
        for queue in Queue::ALL {
            let key = dispatch_key(&self.settings.redis_prefix, queue);
            match client
                .xgroup_create::<Value, _, _, _>(key, GROUP, "0", true)
                .await
            {
                Err(error) if !error.details().starts_with("BUSYGROUP") => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// In which order a look takes the queues: people who wait come first, but every fourth time long work does and every
/// eighth time scheduled work, so that neither waits for ever.
fn order(look: u32) -> [Queue; 3] {
    use Queue::{Bulk, Interactive, Scheduled};
    match look % 8 {
        3 => [Bulk, Interactive, Scheduled],
        7 => [Scheduled, Bulk, Interactive],
        _ => [Interactive, Bulk, Scheduled],
    }
}

/// Whether Redis says that it has no such stream or group (any more, when it says so to a read that waits).
fn lost(error: &Error) -> bool {
    ["NOGROUP", "UNBLOCKED"]
        .iter()
        .any(|code| error.details().starts_with(code))
}

fn hangs() -> Error {
    Error::new(ErrorKind::Timeout, "no answer in time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_queue_is_first_now_and_then() {
        for queue in Queue::ALL {
            assert!((0..8).any(|look| order(look)[0] == queue));
        }
        assert!(
            (0..8)
                .filter(|look| order(*look)[0] == Queue::Interactive)
                .count()
                >= 6
        );
    }
}
