//! API tokens: keys for programs, stored as a hash, shown once.

use igny8::id::{AccountId, UserId};
use igny8::permission::Role;

use crate::error::Result;
use crate::secrets::secret;
use crate::tenancy::{Db, Reason, Scope, Via};

/// The verified scope of a token; none if there is no such token, it ended, or its maker left. It may do what its maker may
/// do now, at most.
///
/// # Errors
/// The database does not answer.
pub async fn scope(db: &Db, token: &str) -> Result<Option<Scope>> {
    let mut tx = db.system(Reason::Authenticate).await?;
    let found = sqlx::query!(
        "with used as ( \
           update api_tokens set last_used_at = now() where token_hash = $1 and deleted_in is null and expires_at > now() \
             and (last_used_at is null or last_used_at < now() - interval '1 minute')) \
         select t.account_id, t.created_by, t.role, m.role as \"most!\" from api_tokens t \
         join members m on m.account_id = t.account_id and m.user_id = t.created_by \
         where t.token_hash = $1 and t.deleted_in is null and t.expires_at > now()",
        secret::hash(token)
    )
    .fetch_optional(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(found.and_then(|token| {
        let role = Role::parse(&token.role)?.min(Role::parse(&token.most)?);
        Some(Scope::verified(
            AccountId(token.account_id),
            Some(UserId(token.created_by)),
            role,
            Via::Token,
        ))
    }))
}
