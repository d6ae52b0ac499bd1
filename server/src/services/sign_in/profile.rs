//! What people change of themselves: their name, and with their password as proof (and a code, where they have turned that on) their address
//! and that password.

use igny8::auth::profile::F;
use igny8::auth::sign_up::check_password;
use igny8::entity::Field;
use igny8::error::Problem;
use igny8::id::UserId;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::validate::Change;

use crate::auth::password;
use crate::error::Result;
use crate::repo::write;
use crate::services::RequestContext;
use crate::services::sign_in::address::{self, Wish};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::{email_link, letters, proof, session, two_factor};
use crate::tenancy::{Reason, Via};

/// Saves a checked change of the person who asks.
///
/// # Errors
/// 401 for nobody, 403 for a new password or address by an API token, 422 for a password or code that is wrong or too short, 429 for
/// too many tries.
pub async fn save(ctx: &RequestContext, change: Change) -> Result<()> {
    let scope = ctx.scope()?;
    let user = scope.user().ok_or_else(Problem::unauthenticated)?;
    let text = |field: Field| {
        let found = change.iter().find(|(changed, _)| changed.same(&field));
        found.and_then(|(_, value)| value.as_str()).map(str::to_owned)
    };
    let (name, current, new) = (text(F.name), text(F.current_password), text(F.new_password));
    let wish = wish(ctx, user, &change).await?;
    let proven = if new.is_some() || matches!(wish, Some(Wish::To(_))) {
        let current =
            current.ok_or_else(|| Problem::field(F.current_password.key, "Enter your current password."))?;
        let proven = checked(ctx, current, new).await?;
        second_proof(ctx, user, text(F.code)).await?;
        Some(proven)
    } else {
        None
    };
    let app = &ctx.app;
    if let Some(wish) = &wish {
        address::count_change(app, user, wish).await?;
    }
    let mut tx = app.db.system(Reason::Authenticate).await?;
    // Of two who change the same password at once, the second has proven one that is no longer it.
    if let Some(proven) = &proven
        && !proof::still(tx.conn(), user, proven.before.as_deref()).await?
    {
        return Err(wrong_password().into());
    }
    let person = email_link::hold(tx.conn(), user).await?;
    let after = proven.as_ref().and_then(|proven| proven.after.as_ref());
    sqlx::query!(
        "update users set name = coalesce($2, name), password_hash = coalesce($3, password_hash) where id = $1",
        user.0,
        name,
        after
    )
    .execute(tx.conn())
    .await?;
    if let (Some(_), Via::Session(kept)) = (after, scope.via()) {
        let tokens = session::end_all(tx.conn(), user, Some(kept)).await?;
        let event = Event::by(Kind::PasswordChanged, scope)
            .detail(format!("Other sessions signed out; API tokens revoked: {tokens}"));
        journal::record(tx.conn(), &ctx.caller, &event).await?;
        letters::password_changed(app, tx.conn(), user, &person).await?;
    }
    if let Some(wish) = &wish {
        address::ask_change(app, tx.conn(), &ctx.caller, user, &person, wish).await?;
    }
    tx.commit().await?;
    app.members.forget();
    let grant = scope.require(Verb::Update, Resource::Profile)?;
    let mut tx = app.db.begin(&grant).await?;
    let action = after.is_some().then_some("New password");
    write::audit(&mut tx, Verb::Update, Resource::Profile, &[user.0], action, None).await?;
    tx.commit().await?;
    Ok(())
}

/// What the change says of the address. One that waits already is no new wish: forms bring back what they were given.
async fn wish(ctx: &RequestContext, user: UserId, change: &Change) -> Result<Option<Wish>> {
    let Some((_, value)) = change.iter().find(|(changed, _)| changed.same(&F.new_email)) else {
        return Ok(None);
    };
    let Some(new) = value.as_str() else {
        return Ok(Some(Wish::Stay));
    };
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let waits = sqlx::query_scalar!(
        "select exists (select from email_links where user_id = $1 and email = $2 and purpose = 'change_address' \
           and used_at is null and expires_at > now()) as \"waits!\"",
        user.0,
        new
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((!waits).then(|| Wish::To(new.to_owned())))
}

/// What was proven, and what may be saved for it.
struct Proven {
    /// The hash of the password that was proven.
    before: Option<String>,
    /// The hash of a new one.
    after: Option<String>,
}

/// The second proof of whoever has turned that on, as signing in asks for it: a password alone takes nobody over.
async fn second_proof(ctx: &RequestContext, user: UserId, code: Option<String>) -> Result<()> {
    let app = &ctx.app;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let asks = two_factor::is_on(tx.conn(), user).await?;
    drop(tx);
    if !asks {
        return Ok(());
    }
    let code = code
        .filter(|code| !code.trim().is_empty())
        .ok_or_else(two_factor::asked)?;
    two_factor::prove(app, &ctx.caller, user, &code).await
}

fn wrong_password() -> Problem {
    Problem::field(F.current_password.key, "Incorrect password.")
}

/// The hash of a new password, where there is one, once the one before is proven.
async fn checked(ctx: &RequestContext, current: String, new: Option<String>) -> Result<Proven> {
    let scope = ctx.scope()?;
    let (Via::Session(_), Some(user)) = (scope.via(), scope.user()) else {
        // Who has stolen a token must not take over the person.
        return Err(Problem::forbidden().into());
    };
    let app = &ctx.app;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = sqlx::query!(
        "select email, name, password_hash from users where id = $1",
        user.0
    )
    .fetch_one(tx.conn())
    .await?;
    drop(tx);
    if let Some(new) = &new {
        check_password(new)
            .and_then(|()| password::check(new, &[&person.email, &person.name]))
            .map_err(|message| Problem::field(F.new_password.key, message))?;
    }
    let known = Some((user, person.password_hash.clone()));
    if !proof::proven(app, &ctx.caller, &person.email, known, current).await? {
        return Err(wrong_password().into());
    }
    Ok(Proven {
        before: person.password_hash,
        after: match new {
            Some(new) => Some(app.hasher.hash(new).await?),
            None => None,
        },
    })
}
