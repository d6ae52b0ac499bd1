//! API tokens: keys for programs, stored as a hash, shown once.

use std::net::IpAddr;

use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, UserId};
use igny8::permission::Role;

use crate::error::Result;
use crate::repo::auth::networks;
use crate::secrets::secret;
use crate::tenancy::{Db, Reason, Scope, SiteAccess, TokenScopes, Via};

/// The verified scope of a token; none if there is no such token, it ended, or its maker left. It may do what its maker may
/// do now, at most, and only from where it is allowed.
///
/// # Errors
/// 403 if it is used from elsewhere, or its account is suspended; the database does not answer.
pub async fn scope(db: &Db, token: &str, from: Option<IpAddr>) -> Result<Option<Scope>> {
    let mut tx = db.system(Reason::Authenticate).await?;
    let found = sqlx::query!(
        "with used as ( \
           update api_tokens set last_used_at = now() where token_hash = $1 and deleted_in is null and expires_at > now() \
             and (last_used_at is null or last_used_at < now() - interval '1 minute')) \
         select t.account_id, t.created_by, t.name, t.role, t.spend, t.publish, t.networks, m.role as \"most!\", m.site_ids, \
           a.require_two_factor and not exists ( \
             select from second_factors f where f.user_id = t.created_by) as \"lacks!\", \
           x.reason as \"suspended?\" \
         from api_tokens t join accounts a on a.id = t.account_id \
         join members m on m.account_id = t.account_id and m.user_id = t.created_by \
         left join suspensions x on x.account = t.account_id \
         where t.token_hash = $1 and t.deleted_in is null and t.expires_at > now()",
        secret::hash(token)
    )
    .fetch_optional(tx.conn())
    .await?;
    tx.commit().await?;
    let Some(token) = found else { return Ok(None) };
    let (Some(role), Some(most)) = (Role::parse(&token.role), Role::parse(&token.most)) else {
        return Ok(None);
    };
    if !token
        .networks
        .as_deref()
        .is_none_or(|networks| networks::allow(networks, from))
    {
        return Err(elsewhere(from).into());
    }
    if let Some(reason) = token.suspended {
        return Err(Problem::new(ProblemKind::Forbidden, &*db.suspension(&reason)).into());
    }
    let scope = Scope::verified(
        AccountId(token.account_id),
        Some(UserId(token.created_by)),
        role.min(most),
        Via::Token,
        SiteAccess::of(token.site_ids),
    );
    // A program is no way around what its maker lacks.
    let scope = scope.lacking_two_factor(token.lacks).called(&token.name);
    Ok(Some(scope.of_token(TokenScopes {
        spend: token.spend,
        publish: token.publish,
    })))
}

/// Says from where a token was used that it is not allowed from.
fn elsewhere(from: Option<IpAddr>) -> Problem {
    let place = from.map_or_else(|| "an unknown address".to_owned(), |from| from.to_string());
    let detail = format!(
        "This API token can't be used from {place}. Add the address to the token's allowed networks, or leave them empty."
    );
    Problem::new(ProblemKind::Forbidden, detail)
}
