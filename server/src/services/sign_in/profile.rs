//! What people change of themselves: their name, and their password against the one before.

use igny8::auth::profile::F;
use igny8::auth::sign_up::check_password;
use igny8::entity::Field;
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::validate::Change;

use crate::auth::password;
use crate::error::Result;
use crate::repo::write;
use crate::services::RequestContext;
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::proof;
use crate::tenancy::{Reason, Via};

/// Saves a checked change of the person who asks.
///
/// # Errors
/// 401 for nobody, 403 for a new password by an API token, 422 for a password that is wrong or too short, 429 for too many tries.
pub async fn save(ctx: &RequestContext, change: Change) -> Result<()> {
    let scope = ctx.scope()?;
    let user = scope.user().ok_or_else(Problem::unauthenticated)?;
    let text = |field: Field| {
        let found = change.iter().find(|(changed, _)| changed.same(&field));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    };
    let (name, current, new) = (text(F.name), text(F.current_password), text(F.new_password));
    let password = match (current, new) {
        (_, None) => None,
        (None, Some(_)) => {
            return Err(Problem::field(F.current_password.key, "Enter your current password.").into());
        }
        (Some(current), Some(new)) => Some(checked(ctx, &current, new).await?),
    };
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    // Of two who change the same password at once, the second has proven one that is no longer it.
    if let Some(password) = &password
        && !proof::still(tx.conn(), user, password.before.as_deref()).await?
    {
        return Err(wrong_password().into());
    }
    sqlx::query!(
        "update users set name = coalesce($2, name), password_hash = coalesce($3, password_hash) where id = $1",
        user.0,
        name,
        password.as_ref().map(|password| &password.after)
    )
    .execute(tx.conn())
    .await?;
    if let (Some(_), Via::Session(kept)) = (&password, scope.via()) {
        sqlx::query!(
            "update sessions set revoked_at = now() where user_id = $1 and id <> $2 and revoked_at is null",
            user.0,
            kept.0
        )
        .execute(tx.conn())
        .await?;
        // Whoever knew the password may have made a token: one that opened the door with it does not stay.
        let tokens = sqlx::query!(
            "update api_tokens set expires_at = now() where created_by = $1 and deleted_in is null and expires_at > now()",
            user.0
        )
        .execute(tx.conn())
        .await?;
        let event = Event::by(Kind::PasswordChanged, scope).detail(format!(
            "Other sessions ended; API tokens ended: {}",
            tokens.rows_affected()
        ));
        journal::record(tx.conn(), &ctx.caller, &event).await?;
    }
    tx.commit().await?;
    ctx.app.members.forget();
    let grant = scope.require(Verb::Update, Resource::Profile)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let action = password.is_some().then_some("New password");
    write::audit(&mut tx, Verb::Update, Resource::Profile, &[user.0], action, None).await?;
    tx.commit().await?;
    Ok(())
}

/// A new password's hash, and that of the one before, which was proven.
struct Password {
    before: Option<String>,
    after: String,
}

fn wrong_password() -> Problem {
    Problem::field(F.current_password.key, "Incorrect password.")
}

/// The hash of a new password, once the one before is proven.
async fn checked(ctx: &RequestContext, current: &str, new: String) -> Result<Password> {
    let scope = ctx.scope()?;
    let (Via::Session(_), Some(user)) = (scope.via(), scope.user()) else {
        // Who has stolen a token must not take over the person.
        return Err(Problem::forbidden().into());
    };
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let person = sqlx::query!(
        "select email, name, password_hash from users where id = $1",
        user.0
    )
    .fetch_one(tx.conn())
    .await?;
    drop(tx);
    check_password(&new)
        .and_then(|()| password::check(&new, &[&person.email, &person.name]))
        .map_err(|message| Problem::field(F.new_password.key, message))?;
    let known = Some((user, person.password_hash.clone()));
    if !proof::proven(&ctx.app, &ctx.caller, &person.email, known, current.to_owned()).await? {
        return Err(wrong_password().into());
    }
    Ok(Password {
        before: person.password_hash,
        after: ctx.app.hasher.hash(new).await?,
    })
}
