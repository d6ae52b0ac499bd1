//! What an operator does for somebody who cannot get in: a link to choose a password, and an end to codes.

use igny8::auth::email_link::Purpose;
use igny8::error::Problem;
use igny8::id::UserId;
use sqlx::PgConnection;

use crate::auth::caller::Caller;
use crate::error::Result;
use crate::repo::staff::audit;
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::{email_link, pending_sign_up, proof, two_factor};
use crate::tenancy::{Db, Reason};

async fn find(conn: &mut PgConnection, email: &str) -> Result<(UserId, String)> {
    let found = sqlx::query!(
        "select id, email from users where lower(email) = $1",
        proof::folded(email)
    )
    .fetch_optional(conn)
    .await?;
    let found = found
        .ok_or_else(|| Problem::conflict(format!("No user signs in with {email}. Check the address.")))?;
    Ok((UserId(found.id), found.email))
}

async fn note(conn: &mut PgConnection, kind: Kind, user: UserId) -> Result<()> {
    let event = Event::of(kind, "").user(Some(user)).detail("By the operator");
    journal::record(conn, &Caller::default(), &event).await
}

/// A link to choose a new password, for whom the operator hands it to.
///
/// # Errors
/// 409 if nobody signs in with this address.
pub async fn reset_link(db: &Db, origin: &str, email: &str) -> Result<String> {
    let mut tx = db.system(Reason::Operate).await?;
    let (user, email) = find(tx.conn(), email).await?;
    let link = email_link::make(tx.conn(), origin, user, Purpose::PasswordReset, &email).await?;
    note(tx.conn(), Kind::PasswordResetAsked, user).await?;
    tx.commit().await?;
    Ok(link)
}

/// A link that finishes a sign-up, for whom the operator hands it to.
///
/// # Errors
/// 409 if no sign-up waits for this address.
pub async fn sign_up_link(db: &Db, origin: &str, email: &str) -> Result<String> {
    let mut tx = db.system(Reason::Operate).await?;
    let link = pending_sign_up::another_link(tx.conn(), origin, email).await?;
    let link = link.ok_or_else(|| {
        Problem::conflict(format!(
            "No sign-up of {email} is waiting. Ask them to sign up again."
        ))
    })?;
    tx.commit().await?;
    Ok(link)
}

/// Makes a person one of the staff. False if they were. Says, too, whether they have a second step, without which the area stays
/// shut.
///
/// # Errors
/// 409 if nobody signs in with this address.
pub async fn grant_staff(db: &Db, email: &str) -> Result<(bool, bool)> {
    let mut tx = db.system(Reason::Operate).await?;
    let (user, email) = find(tx.conn(), email).await?;
    let done = sqlx::query!(
        "insert into staff_members (user_id) values ($1) on conflict do nothing",
        user.0
    )
    .execute(tx.conn())
    .await?;
    let new = done.rows_affected() > 0;
    if new {
        note_staff(tx.conn(), "Staff access granted", &email).await?;
    }
    let second_step = two_factor::is_on(tx.conn(), user).await?;
    tx.commit().await?;
    Ok((new, second_step))
}

/// Takes a person out of the staff; whatever they do for an account ends with it. False if they were not of it.
///
/// # Errors
/// 409 if nobody signs in with this address.
pub async fn revoke_staff(db: &Db, email: &str) -> Result<bool> {
    let mut tx = db.system(Reason::Operate).await?;
    let (user, email) = find(tx.conn(), email).await?;
    let done = sqlx::query!("delete from staff_members where user_id = $1", user.0)
        .execute(tx.conn())
        .await?;
    let was = done.rows_affected() > 0;
    if was {
        note_staff(tx.conn(), "Staff access revoked", &email).await?;
    }
    tx.commit().await?;
    Ok(was)
}

async fn note_staff(conn: &mut PgConnection, action: &str, email: &str) -> Result<()> {
    let entry = audit::Entry {
        who: "Operator",
        action,
        name: Some(email),
        ..audit::Entry::default()
    };
    audit::note(conn, &entry).await
}

/// Turns two-factor authentication off. False if it was.
///
/// # Errors
/// 409 if nobody signs in with this address.
pub async fn two_factor_off(db: &Db, email: &str) -> Result<bool> {
    let mut tx = db.system(Reason::Operate).await?;
    let (user, _) = find(tx.conn(), email).await?;
    let was_on = two_factor::remove(tx.conn(), user).await?;
    if was_on {
        note(tx.conn(), Kind::TwoFactorOff, user).await?;
    }
    tx.commit().await?;
    Ok(was_on)
}
