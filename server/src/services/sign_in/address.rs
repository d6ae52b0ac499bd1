//! A person's address: proven by a link that goes there, and changed by one that goes to the new one, of which the old one is told.

use igny8::auth::email_link::{EmailLink, Purpose};
use igny8::error::Problem;
use igny8::id::UserId;
use sqlx::PgConnection;

use crate::auth::caller::Caller;
use crate::auth::rate::{Counted, RESETS};
use crate::error::Result;
use crate::repo::mail::Content;
use crate::services::RequestContext;
use crate::services::sign_in::email_link::{self, Held};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::letters::write;
use crate::services::sign_in::proof;
use crate::services::sign_in::recovery::FORGOT;
use crate::state::App;
use crate::tenancy::Reason;

/// Sends a new person the link that proves their address, where mail goes out.
///
/// # Errors
/// The database does not answer.
pub async fn welcome(
    app: &App,
    conn: &mut PgConnection,
    user: UserId,
    email: &str,
    name: &str,
) -> Result<()> {
    let Some(origin) = app.db.mail_origin() else {
        return Ok(());
    };
    let link = email_link::make(conn, origin, user, Purpose::VerifyAddress, email).await?;
    write(app, conn, user, email, name, &Content::VerifyAddress { link }).await
}

/// Sends the person who asks another link that proves their address. False if it is proven.
///
/// # Errors
/// 401 for nobody, 403 for a program, 409 where no mail is sent, 429 after too many.
pub async fn ask_again(ctx: &RequestContext) -> Result<bool> {
    let scope = ctx.scope()?;
    let user = scope.person().ok_or_else(Problem::forbidden)?;
    let app = &ctx.app;
    let origin = email_link::origin(app)?;
    // Counted by the person, before they are held: nobody waits for Redis in a transaction.
    app.rate.check(RESETS, &format!("verify {user}")).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    if person.verified {
        return Ok(false);
    }
    let link = email_link::make(tx.conn(), origin, user, Purpose::VerifyAddress, &person.email).await?;
    write(
        app,
        tx.conn(),
        user,
        &person.email,
        &person.name,
        &Content::VerifyAddress { link },
    )
    .await?;
    tx.commit().await?;
    Ok(true)
}

/// What a change of address asks the caller's transaction to do: nothing, taking a request back, or a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The change that waits is not wanted any more.
    Stay,
    /// This address.
    To(String),
}

/// Counts a change that a person asks for, before the transaction that holds them.
///
/// # Errors
/// 429 after too many, by this person or to this address.
pub async fn count_change(app: &App, user: UserId, wish: &Wish) -> Result<()> {
    let Wish::To(new) = wish else { return Ok(()) };
    for who in [format!("change {user}"), format!("change to {new}")] {
        if app.rate.count(RESETS, &who).await != Counted::Within {
            return Err(RESETS.problem().into());
        }
    }
    Ok(())
}

/// Writes both addresses of a change that a person asks for, in the transaction of the caller, who has proven their password. One
/// that waited before ends. Whether somebody else has the new address is not told: whoever reads its mail will see it.
///
/// # Errors
/// 409 where no mail is sent.
pub async fn ask_change(
    app: &App,
    conn: &mut PgConnection,
    caller: &Caller,
    user: UserId,
    person: &Held,
    wish: &Wish,
) -> Result<()> {
    email_link::end(conn, user, &[Purpose::ChangeAddress]).await?;
    let Wish::To(new) = wish else { return Ok(()) };
    if *new == person.email {
        return Ok(());
    }
    let origin = email_link::origin(app)?;
    let link = email_link::make(conn, origin, user, Purpose::ChangeAddress, new).await?;
    write(
        app,
        conn,
        user,
        new,
        &person.name,
        &Content::ConfirmNewAddress { link },
    )
    .await?;
    let told = Content::AddressChangeAsked {
        new: new.clone(),
        reset: format!("{origin}{FORGOT}"),
    };
    write(app, conn, user, &person.email, &person.name, &told).await?;
    let event = Event::of(Kind::EmailChangeAsked, "")
        .user(Some(user))
        .detail(format!("To {new}"));
    journal::record(conn, caller, &event).await
}

/// Does what a link was sent for: proves an address, or makes it the person's.
///
/// # Errors
/// 404 for a link that does not hold, 409 where somebody else has the address by now, 429.
pub async fn confirm(app: &App, caller: &Caller, token: &str) -> Result<EmailLink> {
    proof::network(app, caller).await?;
    let found = email_link::look(app, token).await?;
    let (user, email) = (found.user, &found.shown.email);
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    email_link::spend(tx.conn(), token).await?;
    match found.shown.purpose {
        // A link to choose a password does that alone.
        Purpose::PasswordReset | Purpose::SignUp => return Err(Problem::not_found("link").into()),
        Purpose::VerifyAddress if person.email != *email => {
            return Err(Problem::conflict("Your email address has changed since this link was sent.").into());
        }
        Purpose::VerifyAddress => prove(tx.conn(), user, email).await?,
        Purpose::ChangeAddress => {
            prove(tx.conn(), user, email).await?;
            email_link::end(tx.conn(), user, &Purpose::ALL).await?;
            let told = Content::AddressChanged {
                old: person.email.clone(),
                new: email.clone(),
            };
            for to in [&person.email, email] {
                write(app, tx.conn(), user, to, &person.name, &told).await?;
            }
        }
    }
    let kind = match found.shown.purpose {
        Purpose::ChangeAddress => Kind::EmailChanged,
        _ => Kind::EmailConfirmed,
    };
    let detail = format!("{} → {email}", person.email);
    let event = Event::of(kind, email).user(Some(user));
    let event = if kind == Kind::EmailChanged {
        event.detail(detail)
    } else {
        event
    };
    journal::record(tx.conn(), caller, &event).await?;
    tx.commit().await?;
    app.members.forget();
    Ok(found.shown)
}

/// Makes an address a person's that is proven to be theirs.
///
/// # Errors
/// 409 where somebody else signs in with it.
pub(super) async fn prove(conn: &mut PgConnection, user: UserId, email: &str) -> Result<()> {
    sqlx::query!("update users set email = $2, email_verified_at = now() where id = $1", user.0, email)
        .execute(conn)
        .await
        .map_err(|error| match error.as_database_error().and_then(sqlx::error::DatabaseError::constraint) {
            Some("users_email") => {
                Problem::conflict("This email address is used by another sign-in. Sign in with it, or choose a different address.").into()
            }
            _ => crate::error::Error::from(error),
        })?;
    Ok(())
}
