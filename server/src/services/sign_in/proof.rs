//! Proof by password, under the same brakes wherever a password is asked for: signing in, joining, choosing a new one.

use igny8::error::Problem;
use igny8::id::UserId;
use sqlx::PgConnection;

use crate::auth::caller::Caller;
use crate::auth::rate::{Counted, LOGIN_BLOCK, LOGIN_IP, LOGIN_PERSON, LOGIN_STRANGERS, Limit};
use crate::error::Result;
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::state::App;
use crate::tenancy::Reason;

/// An address as people are found by it. PostgreSQL's `lower` folds letters that this does not (`İ`), so that only the
/// stored side goes through it: one spelling, one person, one count.
pub fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A person with the hash of their password.
pub type Known = (UserId, Option<String>);

/// The person with this address.
///
/// # Errors
/// The database does not answer.
pub async fn find(app: &App, email: &str) -> Result<Option<Known>> {
    // PostgreSQL takes no text with it, and nobody has it in their address.
    if email.contains('\0') {
        return Ok(None);
    }
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let found = sqlx::query!(
        "select id, password_hash from users where lower(email) = $1",
        folded(email)
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.map(|user| (UserId(user.id), user.password_hash)))
}

/// Whether `password` is that of `known`, who gave `email`. It takes as long for nobody, who has none.
///
/// # Errors
/// 429 after too many wrong ones for this person.
pub async fn proven(
    app: &App,
    caller: &Caller,
    email: &str,
    known: Option<Known>,
    password: String,
) -> Result<bool> {
    let user = known.as_ref().map(|(user, _)| *user);
    let who = user.map_or_else(
        || format!("address {}", folded(email)),
        |user| format!("user {user}"),
    );
    let here = format!("{who} {}", caller.network);
    let stranger = !app.rate.knows(&who, &caller.network).await;
    brake(app, caller, LOGIN_PERSON, &here, email, user).await?;
    if stranger {
        brake(app, caller, LOGIN_STRANGERS, &who, email, user).await?;
    }
    let right = app
        .hasher
        .verify(password, known.and_then(|(_, hash)| hash))
        .await?;
    if right {
        app.rate.take_back(LOGIN_PERSON, &here).await;
        if stranger {
            app.rate.take_back(LOGIN_STRANGERS, &who).await;
        }
        app.rate.remember(&who, &caller.network).await;
    } else {
        journal::note(app, caller, Event::of(Kind::SignInFailed, email).user(user)).await;
    }
    Ok(right)
}

/// Whether a person's password is still the one that was proven, and stays it until the transaction ends: a sign-in that is
/// under way while the password changes must not be there after all others were ended.
///
/// # Errors
/// The database does not answer.
pub async fn still(conn: &mut PgConnection, user: UserId, hash: Option<&str>) -> Result<bool> {
    let same = sqlx::query_scalar!(
        "select password_hash is not distinct from $2 as \"same!\" from users where id = $1 for no key update",
        user.0,
        hash
    )
    .fetch_optional(conn)
    .await?;
    Ok(same.unwrap_or(false))
}

async fn brake(
    app: &App,
    caller: &Caller,
    limit: Limit,
    key: &str,
    email: &str,
    user: Option<UserId>,
) -> Result<(), Problem> {
    let counted = app.rate.count(limit, key).await;
    if counted == Counted::FirstOver {
        let event = Event::of(Kind::Locked, email)
            .user(user)
            .detail(format!("More than {} wrong passwords", limit.most));
        journal::note(app, caller, event).await;
    }
    if counted == Counted::Within {
        Ok(())
    } else {
        Err(limit.problem())
    }
}

/// Counts a request of somebody who is not signed in.
///
/// # Errors
/// 429 after too many from this network.
pub async fn network(app: &App, caller: &Caller) -> Result<(), Problem> {
    for (limit, who) in [(LOGIN_IP, &caller.network), (LOGIN_BLOCK, &caller.block())] {
        let counted = app.rate.count(limit, who).await;
        if counted == Counted::FirstOver {
            let event = Event::of(Kind::Locked, "").detail(format!("More than {} requests", limit.most));
            journal::note(app, caller, event).await;
        }
        if counted != Counted::Within {
            return Err(limit.problem());
        }
    }
    Ok(())
}
