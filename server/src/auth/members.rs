//! Who is a member of what: read from the database, remembered for seconds, so that a removed member is out soon.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use igny8::id::{AccountId, SessionId, UserId};
use igny8::permission::Role;

use crate::auth::access::Claims;
use crate::error::Result;
use crate::tenancy::{Db, Reason, Scope, SiteAccess, Via};

/// How long an answer holds.
const TTL: Duration = Duration::from_secs(5);
/// Answers that are kept at most.
const CAPACITY: usize = 10_000;

/// What a person is in an account.
#[derive(Clone, Debug)]
struct Member {
    role: Role,
    sites: SiteAccess,
    lacks_two_factor: bool,
}

/// What was read of a sign-in in an account, and when; nothing where the membership ended.
#[derive(Clone, Debug)]
struct Entry {
    member: Option<Member>,
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
        let member = if let Some(known) = self.remembered(key) {
            known.member
        } else {
            let member = member(db, claims.sub, claims.account, claims.session).await?;
            self.remember(key, member.clone());
            member
        };
        Ok(member.map(|member| {
            Scope::verified(
                claims.account,
                Some(claims.sub),
                member.role,
                Via::Session(claims.session),
                member.sites,
            )
            .lacking_two_factor(member.lacks_two_factor)
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
            .cloned()
    }

    fn remember(&self, key: (SessionId, AccountId), member: Option<Member>) {
        let mut known = self.lock();
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(
            key,
            Entry {
                member,
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

async fn member(
    db: &Db,
    user: UserId,
    account: AccountId,
    session: SessionId,
) -> Result<Option<Member>> {
    let mut tx = db.system(Reason::Authenticate).await?;
    let member = sqlx::query!(
        "select m.role as \"role!\", m.site_ids, a.require_two_factor and not exists ( \
           select from two_factor f where f.user_id = m.user_id and f.confirmed_at is not null) as \"lacks!\" \
         from members m join accounts a on a.id = m.account_id join sessions s on s.user_id = m.user_id \
         where m.account_id = $1 and m.user_id = $2 \
           and s.id = $3 and s.revoked_at is null and s.expires_at > now()",
        account.0,
        user.0,
        session.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(member.and_then(|member| {
        Some(Member {
            role: Role::parse(&member.role)?,
            sites: SiteAccess::of(member.site_ids),
            lacks_two_factor: member.lacks,
        })
    }))
}
