//! What takes room while it goes on, and how much of it may go on at once: downloads, uploads, previews, event streams.

use std::net::IpAddr;
use std::sync::Arc;

use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, UserId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::limits::{Limits, half_the_processors};
use crate::seats::{Seat, Seats};
use crate::telemetry::metrics::{Counted, metrics};
use crate::turns::{Turn, Turns};

/// How many times as many event streams an account has as one person.
const PEOPLE: usize = 10;
/// Seconds after which a place may be free again.
const RETRY_AFTER_SECONDS: u64 = 10;

/// The places of this process.
#[derive(Clone, Debug)]
pub struct Places {
    downloads: Seats<AccountId>,
    uploads: Seats<AccountId>,
    streams: Seats<(AccountId, Option<UserId>)>,
    streams_of_accounts: Seats<AccountId>,
    requests: Seats<IpAddr>,
    pages: Turns<Reader>,
    previews: Arc<Semaphore>,
    exports: Arc<Semaphore>,
    exports_of_account: Turns<AccountId>,
}

/// A turn to write an export, until it is dropped.
pub struct ExportTurn {
    _of_all: OwnedSemaphorePermit,
    _of_account: Turn<AccountId>,
}

/// Whose turn it is to have a page drawn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Reader {
    /// Everybody who is signed in to an account.
    Account(AccountId),
    /// Everybody in a network who is not signed in.
    Network(String),
}

/// The two places that an event stream takes.
#[derive(Debug)]
pub struct Stream {
    _person: Seat<(AccountId, Option<UserId>)>,
    _account: Seat<AccountId>,
    _counted: Counted,
}

fn taken(detail: &str) -> Problem {
    Problem::new(ProblemKind::RateLimited, detail).retry_after(RETRY_AFTER_SECONDS)
}

fn turns(most: u64) -> Arc<Semaphore> {
    let most = usize::try_from(most).unwrap_or(Semaphore::MAX_PERMITS);
    Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS)))
}

async fn turn(of: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Problem> {
    of.clone().acquire_owned().await.map_err(|_| {
        Problem::new(
            ProblemKind::Unavailable,
            "The server is restarting. Try again shortly.",
        )
    })
}

impl Places {
    /// As many as the settings say.
    pub fn new(limits: &Limits) -> Self {
        Self {
            downloads: Seats::new(limits.downloads_per_account),
            uploads: Seats::new(limits.uploads_per_account),
            streams: Seats::new(limits.streams_per_person),
            streams_of_accounts: Seats::new(limits.streams_per_person * PEOPLE),
            requests: Seats::new(limits.connections_per_address),
            pages: Turns::new(limits.pages_at_once()),
            previews: turns(limits.previews),
            exports: turns(limits.exports),
            // The database reads for each with a processor of its own, which none of ours slows.
            exports_of_account: Turns::new(half_the_processors()),
        }
    }

    /// A place for a download, until it is dropped.
    ///
    /// # Errors
    /// 429 while the account has as many as it may.
    pub fn download(&self, account: AccountId) -> Result<Seat<AccountId>, Problem> {
        self.downloads.take(account).ok_or_else(|| {
            taken("Too many downloads are running in your account. Wait until one finishes and try again.")
        })
    }

    /// A place for a file that is received and looked into, until it is dropped.
    ///
    /// # Errors
    /// 429 while the account has as many as it may.
    pub fn upload(&self, account: AccountId) -> Result<Seat<AccountId>, Problem> {
        self.uploads.take(account).ok_or_else(|| {
            taken(
                "Too many files are being processed in your account. Wait until one finishes and try again.",
            )
        })
    }

    /// A place for an event stream, until it is dropped.
    ///
    /// # Errors
    /// 429 while the person or the account has as many as it may.
    pub fn stream(&self, account: AccountId, person: Option<UserId>) -> Result<Stream, Problem> {
        let person = self.streams.take((account, person));
        let account = self.streams_of_accounts.take(account);
        match (person, account) {
            (Some(person), Some(account)) => Ok(Stream {
                _person: person,
                _account: account,
                _counted: metrics().listening(),
            }),
            _ => Err(taken(
                "Too many event streams are open. Close some tabs or programs and try again.",
            )),
        }
    }

    /// A place for a request of a network address, until it is answered.
    ///
    /// # Errors
    /// 429 while the address has as many as it may.
    pub fn request(&self, from: IpAddr) -> Result<Seat<IpAddr>, Problem> {
        self.requests
            .take(from)
            .ok_or_else(|| taken("Too many requests from your network. Try again shortly."))
    }

    /// A turn to look into a file. Whoever waits holds nothing but the file on disk.
    ///
    /// # Errors
    /// 503 once the process stops.
    pub async fn preview(&self) -> Result<OwnedSemaphorePermit, Problem> {
        turn(&self.previews).await
    }

    /// A turn to write an export with a connection of its own, after the account's others. Whoever waits has none.
    ///
    /// # Errors
    /// 503 once the process stops.
    pub async fn export(&self, account: AccountId) -> Result<ExportTurn, Problem> {
        let of_account = self.exports_of_account.wait(account).await;
        Ok(ExportTurn {
            _of_all: turn(&self.exports).await?,
            _of_account: of_account,
        })
    }

    /// A turn to draw a page, in the order in which the reader asked. So the pages that one opens by the hundred leave
    /// processors for others.
    pub async fn page(&self, reader: Reader) -> Turn<Reader> {
        self.pages.wait(reader).await
    }
}
