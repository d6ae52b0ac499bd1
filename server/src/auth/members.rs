//! Who is a member of what: read from the database, remembered for seconds, so that a removed member is out soon.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use igny8::id::{AccountId, SessionId, UserId};
use igny8::permission::Role;

use crate::auth::access::Claims;
use crate::error::Result;
use crate::tenancy::{Db, Reason, Scope, Via};

/// How long an answer holds.
const TTL: Duration = Duration::from_secs(5);
/// Answers that are kept at most.
const CAPACITY: usize = 10_000;

/// What was read of a sign-in in an account, and when; no role where the membership ended.
#[derive(Clone, Copy, Debug)]
struct Entry {
    role: Option<Role>,
    at: Instant,
}

type Known = HashMap<(SessionId, AccountId), Entry>;

/// Remembers roles by sign-in and account.
#[derive(Debug, Default)]
pub struct Members {
    known: Mutex<Known>,
}

impl Members {
    /// The verified scope of an access token; none if the sign-in was revoked or the membership ended.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn scope(&self, db: &Db, claims: &Claims) -> Result<Option<Scope>> {
        let key = (claims.session, claims.account);
        let role = if let Some(known) = self.remembered(key) {
            known.role
        } else {
            let role = role(db, claims.sub, claims.account, claims.session).await?;
            self.remember(key, role);
            role
        };
        Ok(role.map(|role| {
            Scope::verified(
                claims.account,
                Some(claims.sub),
                role,
                Via::Session(claims.session),
            )
        }))
    }

    /// Forgets everything, after a role or a sign-in changed in this process.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn remembered(&self, key: (SessionId, AccountId)) -> Option<Entry> {
        self.lock()
            .get(&key)
            .filter(|known| known.at.elapsed() < TTL)
            .copied()
    }

    fn remember(&self, key: (SessionId, AccountId), role: Option<Role>) {
        let mut known = self.lock();
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(
            key,
            Entry {
                role,
                at: Instant::now(),
            },
        );
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

async fn role(db: &Db, user: UserId, account: AccountId, session: SessionId) -> Result<Option<Role>> {
    let mut tx = db.system(Reason::Authenticate).await?;
    let role = sqlx::query_scalar!(
        "select m.role as \"role!\" from members m join sessions s on s.user_id = m.user_id \
         where m.account_id = $1 and m.user_id = $2 \
           and s.id = $3 and s.revoked_at is null and s.expires_at > now()",
        account.0,
        user.0,
        session.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(role.and_then(|role| Role::parse(&role)))
}
