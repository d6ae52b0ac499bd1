//! Wakes workers: sends what is next of each account to Redis, and tells browsers what changed.

mod reader;
mod streams;

use std::collections::{HashMap, HashSet};

use fred::prelude::Client;
use igny8::id::AccountId;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use uuid::Uuid;

pub use reader::Reader;
pub use streams::Streams;

use crate::config::Config;
use crate::error::Result;
use crate::events::Publisher;
use crate::queue::store::{self, Ticket};
use crate::tenancy::{Db, Reason};

/// The way to the workers; cheap to clone. What it does is best effort: workers find by themselves what it missed.
#[derive(Clone)]
pub struct Dispatcher {
    news: UnboundedSender<News>,
    feeder: Feeder,
}

/// Something happened in an account.
struct News {
    account: AccountId,
    changed: Vec<Uuid>,
}

impl Dispatcher {
    /// Begins to work in the background; ends with its last clone. Needs a running Tokio.
    pub fn new(db: Db, redis: Client, config: &Config) -> Self {
        let publisher = Publisher::new(redis.clone(), config);
        let feeder = Feeder {
            streams: Streams::new(redis, config),
            db,
            slots: config.account_slots,
        };
        let (news, inbox) = mpsc::unbounded_channel();
        tokio::spawn(work(inbox, feeder.clone(), publisher));
        Self { news, feeder }
    }

    /// Something may be next in this account. Call it after the commit; it returns at once.
    pub fn wake(&self, account: AccountId) {
        self.changed(account, Vec::new());
    }

    /// The same, and browsers of the account shall see the state of these runs.
    pub fn changed(&self, account: AccountId, tasks: Vec<Uuid>) {
        // Only a runtime that shuts down has no receiver any more.
        let _ = self.news.send(News {
            account,
            changed: tasks,
        });
    }

    /// The version of Redis, which shows that it answers.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn redis_version(&self) -> Result<String> {
        Ok(self.feeder.streams.version().await?)
    }

    /// What workers use directly.
    pub(crate) const fn feeder(&self) -> &Feeder {
        &self.feeder
    }
}

/// Many nudges become one statement and one pipeline.
async fn work(mut inbox: UnboundedReceiver<News>, feeder: Feeder, publisher: Publisher) {
    let mut batch = Vec::new();
    let mut failing = false;
    while inbox.recv_many(&mut batch, 1024).await > 0 {
        let mut changed: HashMap<AccountId, Vec<Uuid>> = HashMap::new();
        for news in batch.drain(..) {
            changed.entry(news.account).or_default().extend(news.changed);
        }
        let accounts: Vec<AccountId> = changed.keys().copied().collect();
        changed.retain(|_, tasks| !tasks.is_empty());
        let fed = feeder.feed(&accounts).await;
        let announced = if changed.is_empty() {
            Ok(())
        } else {
            announce(&feeder.db, &publisher, changed).await
        };
        // Once for each time that it begins: every run would say the same.
        let failed = fed.err().or(announced.err());
        if let Some(error) = failed.as_ref().filter(|_| !failing) {
            tracing::warn!(
                error = error as &dyn std::error::Error,
                "workers and browsers are not told what changed; they will find it themselves"
            );
        }
        failing = failed.is_some();
    }
}

/// The state is read after the change was committed, so that what browsers see is what is stored.
async fn announce(db: &Db, publisher: &Publisher, changed: HashMap<AccountId, Vec<Uuid>>) -> Result<()> {
    let mut tx = db.system(Reason::Dispatch).await?;
    let mut states = Vec::new();
    for (account, ids) in changed {
        let tasks = store::states(tx.conn(), account, &ids).await?;
        states.extend(tasks.into_iter().map(|task| (account, task)));
    }
    tx.commit().await?;
    publisher.publish_all(&states).await
}

/// Sends what is next.
#[derive(Clone)]
pub(crate) struct Feeder {
    db: Db,
    streams: Streams,
    slots: i64,
}

impl Feeder {
    /// The streams.
    pub(crate) const fn streams(&self) -> &Streams {
        &self.streams
    }

    /// Marks what these accounts send next and sends it; what could not be sent loses the mark again.
    pub(crate) async fn feed(&self, accounts: &[AccountId]) -> Result<()> {
        let tickets = self.take(accounts).await?;
        if let Err(error) = self.streams.push(&tickets).await {
            self.put_back(&tickets).await?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Marks what these accounts send next without sending it.
    pub(crate) async fn take(&self, accounts: &[AccountId]) -> Result<Vec<Ticket>> {
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        store::feed(&self.db, accounts, self.slots).await
    }

    /// Takes the marks off again.
    pub(crate) async fn put_back(&self, tickets: &[Ticket]) -> Result<()> {
        if tickets.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.system(Reason::Dispatch).await?;
        store::unfeed(tx.conn(), tickets).await?;
        Ok(tx.commit().await?)
    }

    /// Puts back what a worker took and cannot do, and lets the accounts send again.
    pub(crate) async fn resend(&self, tickets: &[Ticket]) -> Result<()> {
        self.put_back(tickets).await?;
        let accounts: HashSet<AccountId> = tickets.iter().map(|ticket| ticket.account).collect();
        self.feed(&accounts.into_iter().collect::<Vec<_>>()).await
    }
}
