//! Who is a member of what: read from the database, remembered for seconds, so that a removed member is out soon.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use igny8::id::{AccountId, SessionId, UserId};
use igny8::permission::Role;

use crate::auth::access::Claims;
use crate::error::Result;
use crate::tenancy::{Acting, Db, Reason, Scope, SiteAccess, Via};

/// How long an answer holds.
const TTL: Duration = Duration::from_secs(5);
/// Answers that are kept at most.
const CAPACITY: usize = 10_000;

/// What was read of a sign-in in an account.
#[derive(Clone, Debug)]
struct Found {
    /// None where the membership ended.
    role: Option<Role>,
    /// What the member sees.
    sites: SiteAccess,
    /// Whether the account asks for a second proof that the person does not have.
    lacks_two_factor: bool,
    /// What people of the account are told, where it is suspended.
    suspended: Option<Arc<str>>,
}

/// The same, and when.
#[derive(Clone, Debug)]
struct Entry {
    found: Found,
    at: Instant,
}

type Known = HashMap<(SessionId, AccountId), Entry>;

/// Remembers roles by sign-in and account.
#[derive(Debug, Default)]
pub struct Members {
    known: Mutex<Known>,
}

impl Members {
    /// The verified scope of an access token; none if the sign-in was revoked or the membership ended. Somebody of the staff who
    /// acts for another account is in that one. What staff may is read each time.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn scope(&self, db: &Db, claims: &Claims) -> Result<Option<Scope>> {
        let key = (claims.session, claims.account);
        let found = match self.remembered(key) {
            Some(found) => found,
            None => match read(db, claims).await? {
                Read::Member(found) => {
                    self.remember(key, found.clone());
                    found
                }
                Read::Staff(found) => return Ok(scope(claims, found).map(Scope::of_the_staff)),
                Read::Acting(scope) => return Ok(Some(*scope)),
            },
        };
        Ok(scope(claims, found))
    }

    /// Forgets everything, after a role or a sign-in changed in this process.
    pub fn forget(&self) {
        self.lock().clear();
    }

    fn remembered(&self, key: (SessionId, AccountId)) -> Option<Found> {
        let known = self.lock();
        let entry = known.get(&key).filter(|known| known.at.elapsed() < TTL);
        entry.map(|entry| entry.found.clone())
    }

    fn remember(&self, key: (SessionId, AccountId), found: Found) {
        let mut known = self.lock();
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(
            key,
            Entry {
                found,
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

fn scope(claims: &Claims, found: Found) -> Option<Scope> {
    let role = found.role?;
    let scope = Scope::verified(
        claims.account,
        Some(claims.sub),
        role,
        Via::Session(claims.session),
        found.sites,
    );
    let scope = scope.lacking_two_factor(found.lacks_two_factor);
    Some(scope.suspended(found.suspended))
}

/// Who a sign-in is now.
enum Read {
    /// A member of an account, and nothing else.
    Member(Found),
    /// One who is of the staff as well.
    Staff(Found),
    /// One of the staff who acts for another account.
    Acting(Box<Scope>),
}

async fn read(db: &Db, claims: &Claims) -> Result<Read> {
    let mut tx = db.system(Reason::Authenticate).await?;
    let found = sqlx::query!(
        "select m.role as \"role?\", m.site_ids as \"site_ids?\", \
           coalesce(a.require_two_factor and not exists ( \
             select from second_factors f where f.user_id = s.user_id), false) as \"lacks!\", x.reason as \"suspended?\", t.user_id is not null as \"staff!\", u.name, \
           i.id as \"acting?\", i.account as \"account?\", i.member as \"member?\", i.ends_at as \"until?\" \
         from sessions s join users u on u.id = s.user_id \
         left join members m on m.account_id = $1 and m.user_id = s.user_id \
         left join accounts a on a.id = m.account_id \
         left join staff_members t on t.user_id = s.user_id \
         left join impersonations i on i.session = s.id and i.staff = t.user_id and i.ended_at is null and i.ends_at > now() \
           and exists (select from members o where o.account_id = i.account and o.user_id = i.member) \
         left join suspensions x on x.account = coalesce(i.account, $1) \
         where s.id = $3 and s.user_id = $2 and s.revoked_at is null and s.expires_at > now()",
        claims.account.0,
        claims.sub.0,
        claims.session.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(found) = found else {
        return Ok(Read::Member(Found {
            role: None,
            sites: SiteAccess::All,
            lacks_two_factor: false,
            suspended: None,
        }));
    };
    let suspended = found.suspended.map(|reason| db.suspension(&reason));
    if let (Some(id), Some(account), Some(member), Some(until)) =
        (found.acting, found.account, found.member, found.until)
    {
        let acting = Acting {
            id,
            session: claims.session,
            user: claims.sub,
            name: found.name.into(),
            until,
        };
        let scope = Scope::acting(AccountId(account), UserId(member), acting);
        return Ok(Read::Acting(Box::new(scope.suspended(suspended))));
    }
    let role = found.role.and_then(|role| Role::parse(&role));
    let member = Found {
        role,
        sites: SiteAccess::of(found.site_ids),
        lacks_two_factor: found.lacks,
        suspended,
    };
    Ok(if found.staff {
        Read::Staff(member)
    } else {
        Read::Member(member)
    })
}
