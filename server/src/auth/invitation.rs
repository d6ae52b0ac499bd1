//! Invitations: a link with a secret that makes somebody a member, with a password if the person has none.

use igny8::auth::sign_up::check_password;
use igny8::error::Problem;
use igny8::id::{AccountId, UserId};
use uuid::Uuid;

use crate::auth::secret;
use crate::auth::session::{self, Tokens};
use crate::error::Result;
use crate::state::App;
use crate::tenancy::Reason;

/// Accepts an invitation and signs in. Somebody who has a password already proves it instead of choosing one.
///
/// # Errors
/// 404 for a link that is unknown or used, field errors for the password.
pub async fn accept(app: &App, token: &str, password: String, user_agent: Option<&str>) -> Result<Tokens> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let found: Option<(Uuid, Uuid, Option<String>)> = sqlx::query_as(
        "select m.account_id, u.id, u.password_hash from memberships m join users u on u.id = m.user_id \
         where m.invitation_hash = $1 and m.deleted_in is null",
    )
    .bind(secret::hash(token))
    .fetch_optional(tx.conn())
    .await?;
    drop(tx);
    let (account, user, known) = found.ok_or_else(|| Problem::not_found("invitation"))?;
    let fresh = match known {
        Some(hash) => {
            if !app.hasher.verify(password, Some(hash)).await? {
                return Err(
                    Problem::field("password", "This is not the password of your existing sign-in.").into(),
                );
            }
            None
        }
        None => {
            check_password(&password).map_err(|message| Problem::field("password", message))?;
            Some(app.hasher.hash(password).await?)
        }
    };
    let mut tx = app.db.system(Reason::Authenticate).await?;
    sqlx::query(
        "update users set password_hash = $2 where id = $1 and $2 is not null and password_hash is null",
    )
    .bind(user)
    .bind(fresh)
    .execute(tx.conn())
    .await?;
    let accepted = sqlx::query("update memberships set invitation_hash = null where account_id = $1 and user_id = $2 and invitation_hash = $3")
        .bind(account)
        .bind(user)
        .bind(secret::hash(token))
        .execute(tx.conn())
        .await?;
    if accepted.rows_affected() == 0 {
        return Err(Problem::not_found("invitation").into());
    }
    let tokens = session::begin(app, tx.conn(), UserId(user), AccountId(account), user_agent).await?;
    tx.commit().await?;
    Ok(tokens)
}
