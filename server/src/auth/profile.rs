//! What people change of themselves: their name, and their password against the one before.

use igny8::auth::profile::F;
use igny8::auth::sign_up::check_password;
use igny8::entity::Field;
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::validate::Change;

use crate::auth::rate::LOGIN_EMAIL;
use crate::backend::Member;
use crate::error::Result;
use crate::repo::write;
use crate::tenancy::{Reason, Via};

/// Saves a checked change of the person who asks.
///
/// # Errors
/// 401 for nobody, 403 for a new password by an API token, 422 for a password that is wrong or too short, 429 for too many tries.
pub async fn save(member: &Member, change: Change) -> Result<()> {
    let scope = member.scope()?;
    let user = scope.user().ok_or_else(Problem::unauthenticated)?;
    let text = |field: Field| {
        let found = change.iter().find(|(changed, _)| changed.same(&field));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    };
    let (name, current, new) = (text(F.name), text(F.current_password), text(F.new_password));
    let hash = match (current, new) {
        (_, None) => None,
        (None, Some(_)) => {
            return Err(Problem::field(F.current_password.key, "Enter your password as it is now.").into());
        }
        (Some(current), Some(new)) => Some(checked(member, &current, new).await?),
    };
    let mut tx = member.app.db.system(Reason::Authenticate).await?;
    sqlx::query(
        "update users set name = coalesce($2, name), password_hash = coalesce($3, password_hash) where id = $1",
    )
    .bind(user.0)
    .bind(name)
    .bind(&hash)
    .execute(tx.conn())
    .await?;
    if let (Some(_), Via::Session(kept)) = (&hash, scope.via()) {
        sqlx::query(
            "update sessions set revoked_at = now() where user_id = $1 and id <> $2 and revoked_at is null",
        )
        .bind(user.0)
        .bind(kept.0)
        .execute(tx.conn())
        .await?;
    }
    tx.commit().await?;
    member.app.members.forget();
    let mut tx = member.app.db.begin(&scope.member()).await?;
    let action = hash.is_some().then_some("New password");
    write::audit(&mut tx, Verb::Update, Resource::Profile, &[user.0], action, None).await?;
    tx.commit().await?;
    Ok(())
}

/// The hash of a new password, once the one before is proven.
async fn checked(member: &Member, current: &str, new: String) -> Result<String> {
    let scope = member.scope()?;
    let (Via::Session(_), Some(user)) = (scope.via(), scope.user()) else {
        // Who has stolen a token must not take over the person.
        return Err(Problem::forbidden().into());
    };
    check_password(&new).map_err(|message| Problem::field(F.new_password.key, message))?;
    let mut tx = member.app.db.system(Reason::Authenticate).await?;
    let (email, known): (String, Option<String>) =
        sqlx::query_as("select email, password_hash from users where id = $1")
            .bind(user.0)
            .fetch_one(tx.conn())
            .await?;
    drop(tx);
    member.app.rate.check(LOGIN_EMAIL, &email.to_lowercase()).await?;
    if !member.app.hasher.verify(current.to_owned(), known).await? {
        return Err(Problem::field(F.current_password.key, "This is not your password.").into());
    }
    member.app.hasher.hash(new).await
}
