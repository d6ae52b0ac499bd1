//! The keys of connected apps: stored as a hash, short-lived, for one resource, and worth what their person may do now at most.

use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, UserId};
use igny8::permission::Role;

use crate::error::Result;
use crate::secrets::secret;
use crate::tenancy::{Db, Reason, Scope, SiteAccess, TokenScopes, Via};

/// The verified scope of an access key for `resource`; none if there is no such key, it ended, is for something else, or its
/// person left. It sees the sites that its person sees, and is no way around what the person lacks.
///
/// # Errors
/// 403 if its account is suspended; the database does not answer.
pub async fn scope(db: &Db, key: &str, resource: &str) -> Result<Option<Scope>> {
    let mut tx = db.system(Reason::Authenticate).await?;
    let found = sqlx::query!(
        "with live as ( \
           select g.account_id, g.id, g.user_id, g.name, g.role, g.spend, g.publish, g.last_used_at from oauth_tokens t \
           join oauth_grants g on g.account_id = t.account_id and g.id = t.grant_id \
           where t.hash = $1 and not t.refreshes and t.resource = $2 and t.expires_at > now() \
             and g.revoked_at is null and g.expires_at > now()), \
         used as ( \
           update oauth_grants g set last_used_at = now() from live where g.account_id = live.account_id and g.id = live.id \
             and (g.last_used_at is null or g.last_used_at < now() - interval '1 minute')) \
         select live.account_id, live.user_id, live.name, live.role, live.spend, live.publish, m.role as \"most!\", m.site_ids, \
           a.require_two_factor and not exists ( \
             select from second_factors f where f.user_id = live.user_id) as \"lacks!\", \
           x.reason as \"suspended?\" \
         from live join accounts a on a.id = live.account_id \
         join members m on m.account_id = live.account_id and m.user_id = live.user_id \
         left join suspensions x on x.account = live.account_id",
        secret::hash(key),
        resource
    )
    .fetch_optional(tx.conn())
    .await?;
    tx.commit().await?;
    let Some(found) = found else { return Ok(None) };
    let (Some(role), Some(most)) = (Role::parse(&found.role), Role::parse(&found.most)) else {
        return Ok(None);
    };
    if let Some(reason) = found.suspended {
        return Err(Problem::new(ProblemKind::Forbidden, &*db.suspension(&reason)).into());
    }
    let scope = Scope::verified(
        AccountId(found.account_id),
        Some(UserId(found.user_id)),
        role.min(most),
        Via::Token,
        SiteAccess::of(found.site_ids),
    )
    .lacking_two_factor(found.lacks)
    .called(&found.name);
    let allowed = TokenScopes {
        spend: found.spend,
        publish: found.publish,
    };
    Ok(Some(scope.of_token(allowed).of_app(most)))
}
