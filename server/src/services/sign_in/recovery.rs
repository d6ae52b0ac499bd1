//! Getting back in: a link by mail to choose a new password, for whoever reads the mail of an address.
//!
//! Whether an address has a person is never told: the answer is the same, and takes as long. The link proves the address, so
//! whoever signed up with an address of somebody else loses it to them.

use std::time::Duration;

use igny8::auth::email_link::Purpose;
use igny8::auth::sign_up::check_password;
use igny8::error::Problem;
use tokio::time::{Instant, sleep_until};

use crate::auth::caller::Caller;
use crate::auth::password;
use crate::auth::rate::{Counted, RESETS, RESETS_NETWORK};
use crate::error::Result;
use crate::repo::mail::Content;
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::{email_link, letters, proof, session, two_factor};
use crate::state::App;
use crate::tenancy::Reason;

/// How long asking for a link takes, whoever it is for.
const RESPONSE_TIME: Duration = Duration::from_millis(300);
/// Where whoever did not change their password goes.
pub const FORGOT: &str = "/forgot";

/// Sends a link to an address, if somebody signs in with it.
///
/// # Errors
/// 409 where no mail is sent, a field error for what is no address, 429 after too many from this network.
pub async fn ask(app: &App, caller: &Caller, email: &str) -> Result<()> {
    proof::network(app, caller).await?;
    let origin = email_link::origin(app)?;
    let email = igny8::validate::address(email).map_err(|message| Problem::field("email", message))?;
    if app.rate.count(RESETS_NETWORK, &caller.network).await != Counted::Within {
        return Err(RESETS_NETWORK.problem().into());
    }
    let ends = Instant::now() + RESPONSE_TIME;
    let asked = send(app, caller, origin, &email).await;
    sleep_until(ends).await;
    asked
}

async fn send(app: &App, caller: &Caller, origin: &str, email: &str) -> Result<()> {
    // Nobody's mailbox is filled by somebody else; that there are enough links already is not told either.
    let within = app.rate.count(RESETS, &proof::folded(email)).await == Counted::Within;
    let known = proof::find(app, email).await?.map(|(user, _)| user);
    let event = Event::of(Kind::PasswordResetAsked, email).user(known);
    let Some(user) = known.filter(|_| within) else {
        journal::note(app, caller, event).await;
        return Ok(());
    };
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    let link = email_link::make(tx.conn(), origin, user, Purpose::PasswordReset, &person.email).await?;
    let content = Content::PasswordReset { link };
    letters::write(app, tx.conn(), user, &person.email, &person.name, &content).await?;
    journal::record(tx.conn(), caller, &event).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives the person of a link another password, and ends all their sessions, API tokens and other links.
///
/// # Errors
/// 404 for a link that does not hold, a field error for a password that is too easy, 429.
pub async fn reset(app: &App, caller: &Caller, token: &str, new: String) -> Result<()> {
    proof::network(app, caller).await?;
    let found = email_link::look(app, token).await?;
    if found.shown.purpose != Purpose::PasswordReset {
        return Err(Problem::not_found("link").into());
    }
    let user = found.user;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    drop(tx);
    check_password(&new)
        .and_then(|()| password::check(&new, &[&person.email, &person.name]))
        .map_err(|message| Problem::field("password", message))?;
    let hash = app.hasher.hash(new).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    email_link::spend(tx.conn(), token).await?;
    if person.email != found.shown.email {
        let detail = "Your email address has changed since this link was sent. Request a new link with the new address.";
        return Err(Problem::conflict(detail).into());
    }
    sqlx::query!(
        "update users set password_hash = $2, email_verified_at = now() where id = $1",
        user.0,
        hash
    )
    .execute(tx.conn())
    .await?;
    // Codes that somebody set up before the address was proven may be those of whoever took the address.
    if !person.verified {
        two_factor::remove(tx.conn(), user).await?;
    }
    let tokens = session::end_all(tx.conn(), user, None).await?;
    let detail = format!("By email; all sessions signed out; API tokens revoked: {tokens}");
    let event = Event::of(Kind::PasswordChanged, "")
        .user(Some(user))
        .detail(detail);
    journal::record(tx.conn(), caller, &event).await?;
    letters::password_changed(app, tx.conn(), user, &person).await?;
    tx.commit().await?;
    app.members.forget();
    Ok(())
}
