//! Rate limits: a fixed window counted in Redis, or in this process while Redis does not answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fred::prelude::*;
use fred::types::ExpireOptions;
use igny8::error::{Problem, ProblemKind};

/// What is limited.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The name in the key.
    pub name: &'static str,
    /// How often in a window.
    pub most: u64,
    /// The window in seconds.
    pub window: i64,
}

/// Wrong passwords for one person from one network.
pub const LOGIN_PERSON: Limit = Limit {
    name: "login-person",
    most: 10,
    window: 300,
};
/// Wrong passwords for one person from all networks that they never signed in from: many networks guess no faster, and who
/// guesses does not lock the person out of where they work.
pub const LOGIN_STRANGERS: Limit = Limit {
    name: "login-strangers",
    most: 100,
    window: 3600,
};
/// How long a network that a person signed in from is known, in seconds.
const KNOWN: i64 = 30 * 24 * 3600;
/// Refused requests of one network that are stored; the others are only counted in the server's log.
pub const REFUSALS: Limit = Limit {
    name: "refusals",
    most: 60,
    window: 300,
};
/// Wrong codes of a second proof for one person: whoever sends them has the password.
pub const CODES: Limit = Limit {
    name: "codes",
    most: 8,
    window: 300,
};
/// The same in a day, since a million codes are few.
pub const CODES_OF_A_DAY: Limit = Limit {
    name: "codes-day",
    most: 40,
    window: 24 * 3600,
};
/// Passkeys that browsers of one network are asked for: every page with a sign-in form asks for one, so that many are usual.
pub const CEREMONIES: Limit = Limit {
    name: "ceremonies",
    most: 600,
    window: 300,
};
/// Links that are mailed for one address or person: enough for who looks into the wrong folder, too few to fill a mailbox.
pub const RESETS: Limit = Limit {
    name: "resets",
    most: 4,
    window: 3600,
};
/// Requests for links to choose a password from one network.
pub const RESETS_NETWORK: Limit = Limit {
    name: "resets-network",
    most: 30,
    window: 3600,
};
/// Sign-ups from one network in an hour; how many is the installation's to say.
pub const SIGN_UPS: Limit = Limit {
    name: "sign-ups",
    most: 0,
    window: 3600,
};
/// Welcome credits to accounts from one network in a day; how many is the installation's to say.
pub const GRANTS: Limit = Limit {
    name: "grants",
    most: 0,
    window: 24 * 3600,
};
/// Sign-in, sign-up and refresh attempts from one network address.
pub const LOGIN_IP: Limit = Limit {
    name: "login-ip",
    most: 60,
    window: 300,
};
/// The same from all networks of one place: whoever has IPv6 mostly has very many.
pub const LOGIN_BLOCK: Limit = Limit {
    name: "login-block",
    most: 600,
    window: 300,
};

/// Apps that register themselves from one network.
pub const CLIENTS: Limit = Limit {
    name: "clients",
    most: 60,
    window: 3600,
};
/// Documents of apps that are read for one network: it is our server that asks theirs.
pub const CLIENT_DOCUMENTS: Limit = Limit {
    name: "client-documents",
    most: 30,
    window: 300,
};
/// Keys that apps of one network ask for or end.
pub const APP_KEYS: Limit = Limit {
    name: "app-keys",
    most: 600,
    window: 300,
};

/// How long Redis may take.
const TIMEOUT: Duration = Duration::from_millis(500);

/// Attempts by key, with when their window began.
type Local = HashMap<String, (i64, Instant)>;

/// Counts attempts.
#[derive(Clone)]
pub struct RateLimit {
    redis: Client,
    prefix: Arc<str>,
    local: Arc<Mutex<Local>>,
}

/// How an attempt was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// It may go on.
    Within,
    /// It is the first that may not: worth a line in the log.
    FirstOver,
    /// It may not go on either.
    Over,
}

impl Limit {
    /// The same with another number.
    #[must_use]
    pub const fn most(mut self, most: u64) -> Self {
        self.most = most;
        self
    }

    /// What somebody who tried too often is told.
    pub fn problem(self) -> Problem {
        let wait = self.window.unsigned_abs();
        let detail = match wait.div_ceil(60) {
            1 => "Too many attempts. Wait 1 minute and try again.".to_owned(),
            minutes => format!("Too many attempts. Wait {minutes} minutes and try again."),
        };
        Problem::new(ProblemKind::RateLimited, detail).retry_after(wait)
    }
}

impl RateLimit {
    /// Counts in `redis` under keys with `prefix`.
    pub fn new(redis: Client, prefix: &str) -> Self {
        Self {
            redis,
            prefix: prefix.into(),
            local: Arc::default(),
        }
    }

    /// Counts one attempt of `who`.
    ///
    /// # Errors
    /// 429 with the seconds to wait, once there were too many.
    pub async fn check(&self, limit: Limit, who: &str) -> Result<(), Problem> {
        match self.count(limit, who).await {
            Counted::Within => Ok(()),
            Counted::FirstOver | Counted::Over => Err(limit.problem()),
        }
    }

    /// Counts one attempt of `who` and says whether it may go on.
    pub async fn count(&self, limit: Limit, who: &str) -> Counted {
        let key = self.key(limit.name, who);
        let count = match self.add(&key, limit.window, 1).await {
            Ok(count) => count,
            Err(error) => {
                tracing::warn!(%error, "Redis does not answer; counting attempts in this process");
                self.count_here(key, limit)
            }
        };
        match count.cmp(&i64::try_from(limit.most).unwrap_or(i64::MAX)) {
            std::cmp::Ordering::Less | std::cmp::Ordering::Equal => Counted::Within,
            std::cmp::Ordering::Greater if count.unsigned_abs() == limit.most + 1 => Counted::FirstOver,
            std::cmp::Ordering::Greater => Counted::Over,
        }
    }

    /// Takes back an attempt that turned out not to be one: counted before it was known, so that ten at once are ten.
    pub async fn take_back(&self, limit: Limit, who: &str) {
        let key = self.key(limit.name, who);
        if self.add(&key, limit.window, -1).await.is_err()
            && let Some((count, _)) = self.local().get_mut(&key)
        {
            *count -= 1;
        }
    }

    /// Remembers that `who` signed in from this network.
    pub async fn remember(&self, who: &str, network: &str) {
        let key = self.key("known", &format!("{who} {network}"));
        let set = self
            .redis
            .set::<(), _, _>(key, 1, Some(Expiration::EX(KNOWN)), None, false);
        if !matches!(tokio::time::timeout(TIMEOUT, set).await, Ok(Ok(()))) {
            tracing::debug!("Redis does not answer; the network stays unknown");
        }
    }

    /// Whether `who` signed in from this network lately.
    pub async fn knows(&self, who: &str, network: &str) -> bool {
        let key = self.key("known", &format!("{who} {network}"));
        matches!(
            tokio::time::timeout(TIMEOUT, self.redis.exists::<i64, _>(key)).await,
            Ok(Ok(1))
        )
    }

    fn key(&self, name: &str, who: &str) -> String {
        let who = hex::encode(crate::secrets::secret::hash(who));
        format!("{}:rate:{name}:{who}", self.prefix)
    }

    async fn add(&self, key: &str, window: i64, by: i64) -> FredResult<i64> {
        let pipeline = self.redis.pipeline();
        let () = pipeline.incr_by(key, by).await?;
        let () = pipeline.expire(key, window, Some(ExpireOptions::NX)).await?;
        let (count, _): (i64, i64) = tokio::time::timeout(TIMEOUT, pipeline.all())
            .await
            .map_err(|_| Error::new(ErrorKind::Timeout, "no answer in 500 ms"))??;
        Ok(count)
    }

    fn count_here(&self, key: String, limit: Limit) -> i64 {
        let window = Duration::from_secs(limit.window.unsigned_abs());
        let mut local = self.local();
        local.retain(|_, (_, since)| since.elapsed() < window);
        let entry = local.entry(key).or_insert((0, Instant::now()));
        entry.0 += 1;
        entry.0
    }

    fn local(&self) -> std::sync::MutexGuard<'_, Local> {
        self.local
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
