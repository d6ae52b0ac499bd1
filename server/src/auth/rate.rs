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

/// Sign-in attempts for one address.
pub const LOGIN_EMAIL: Limit = Limit {
    name: "login-email",
    most: 10,
    window: 300,
};
/// Sign-in, sign-up and refresh attempts from one network address.
pub const LOGIN_IP: Limit = Limit {
    name: "login-ip",
    most: 60,
    window: 300,
};

/// Counts attempts.
#[derive(Clone)]
pub struct RateLimit {
    redis: Client,
    prefix: Arc<str>,
    local: Arc<Mutex<HashMap<String, (u64, Instant)>>>,
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
        let key = format!(
            "{}:rate:{}:{}",
            self.prefix,
            limit.name,
            hex::encode(crate::auth::secret::hash(who))
        );
        let count = match self.count(&key, limit).await {
            Ok(count) => count,
            Err(error) => {
                tracing::warn!(%error, "Redis does not answer; counting attempts in this process");
                self.count_here(key, limit)
            }
        };
        if count <= limit.most {
            return Ok(());
        }
        let wait = limit.window.unsigned_abs();
        let detail = format!(
            "There were too many attempts. Wait {} minutes and try again.",
            wait.div_ceil(60)
        );
        Err(Problem::new(ProblemKind::RateLimited, detail).retry_after(wait))
    }

    async fn count(&self, key: &str, limit: Limit) -> FredResult<u64> {
        let pipeline = self.redis.pipeline();
        let () = pipeline.incr(key).await?;
        let () = pipeline
            .expire(key, limit.window, Some(ExpireOptions::NX))
            .await?;
        let (count, _): (u64, i64) = tokio::time::timeout(Duration::from_millis(500), pipeline.all())
            .await
            .map_err(|_| Error::new(ErrorKind::Timeout, "no answer in 500 ms"))??;
        Ok(count)
    }

    fn count_here(&self, key: String, limit: Limit) -> u64 {
        let window = Duration::from_secs(limit.window.unsigned_abs());
        let mut local = self
            .local
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        local.retain(|_, (_, since)| since.elapsed() < window);
        let entry = local.entry(key).or_insert((0, Instant::now()));
        entry.0 += 1;
        entry.0
    }
}
