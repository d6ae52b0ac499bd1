//! Sign-ups that wait for whoever reads the mail of their address, where mail goes out. Whether an address signs in already is told
//! in that mail alone: the answer is the same, and takes as long.
//!
//! The link asks for the password once more. So nobody gets an account whose password somebody else chose for their address.

use std::time::Duration;

use igny8::auth::email_link::{EmailLink, Purpose};
use igny8::auth::sign_up::SignUp;
use igny8::error::{Problem, ProblemKind};
use sqlx::PgConnection;
use tokio::time::{Instant, sleep_until};

use crate::auth::caller::Caller;
use crate::auth::rate::{Counted, RESETS};
use crate::error::Result;
use crate::repo::mail::{self, Content, Outgoing};
use crate::secrets::secret;
use crate::services::sign_in::account::{self, Owner};
use crate::services::sign_in::recovery::FORGOT;
use crate::services::sign_in::session::Tokens;
use crate::services::sign_in::{email_link, letters, proof};
use crate::state::App;
use crate::tenancy::Reason;

/// How long a sign-up takes once its password is hashed, whoever has the address.
const RESPONSE_TIME: Duration = Duration::from_millis(300);

/// Keeps what somebody signed up with, and mails the link that finishes it; or, where the address signs in already, a letter that says so.
///
/// # Errors
/// The password could not be hashed, the database does not answer.
pub async fn ask(app: &App, origin: &str, input: SignUp) -> Result<()> {
    let hash = app.hasher.hash(input.password).await?;
    let owner = Owner {
        email: input.email,
        name: input.name,
        account: input.account,
        password_hash: hash,
    };
    let ends = Instant::now() + RESPONSE_TIME;
    let asked = send(app, origin, &owner).await;
    sleep_until(ends).await;
    asked
}

async fn send(app: &App, origin: &str, owner: &Owner) -> Result<()> {
    // Nobody's mailbox is filled by somebody else; that there are enough letters already is not told either.
    let who = format!("signup {}", proof::folded(&owner.email));
    if app.rate.count(RESETS, &who).await != Counted::Within {
        return Ok(());
    }
    let known = proof::find(app, &owner.email).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    if let Some((user, _)) = known {
        let person = email_link::hold(tx.conn(), user).await?;
        let content = Content::AlreadySignedUp {
            sign_in: format!("{origin}/login"),
            reset: format!("{origin}{FORGOT}"),
        };
        letters::write(app, tx.conn(), user, &person.email, &person.name, &content).await?;
    } else {
        let link = keep(tx.conn(), origin, owner).await?;
        let outgoing = Outgoing {
            account: None,
            user: None,
            to: &owner.email,
            name: &owner.name,
            content: &Content::SignUp { link },
        };
        mail::put(tx.conn(), app.db.sealer(), outgoing).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn keep(conn: &mut PgConnection, origin: &str, owner: &Owner) -> Result<String> {
    let token = secret::new();
    sqlx::query!(
        "insert into pending_sign_ups (hash, email, name, account, password_hash, expires_at) \
         values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')",
        secret::hash(&token),
        owner.email,
        owner.name,
        owner.account,
        owner.password_hash,
        Purpose::SignUp.lasts().as_secs_f64()
    )
    .execute(conn)
    .await?;
    Ok(format!("{origin}{}{token}", Purpose::SignUp.path()))
}

/// Another link of the sign-up that waits for this address, the last of several, for whom no mail reached; none if there is none.
///
/// # Errors
/// The database does not answer.
pub(super) async fn another_link(
    conn: &mut PgConnection,
    origin: &str,
    email: &str,
) -> Result<Option<String>> {
    let owner = sqlx::query_as!(
        Owner,
        "select email, name, account, password_hash from pending_sign_ups where lower(email) = $1 and used_at is null \
         order by created_at desc limit 1",
        proof::folded(email)
    )
    .fetch_optional(&mut *conn)
    .await?;
    Ok(match owner {
        Some(owner) => Some(keep(conn, origin, &owner).await?),
        None => None,
    })
}

/// What the link of a sign-up shows while it holds; none for a link that is of no sign-up.
///
/// # Errors
/// 404 that says why it does not hold.
pub async fn look(app: &App, token: &str) -> Result<Option<EmailLink>> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let owner = hold(tx.conn(), token).await?;
    Ok(owner.map(|owner| EmailLink {
        purpose: Purpose::SignUp,
        email: owner.email,
    }))
}

/// A sign-up that waits, held until the transaction ends: of ten who come with its link at once, one gets through.
async fn hold(conn: &mut PgConnection, token: &str) -> Result<Option<Owner>> {
    let row = sqlx::query!(
        "select email, name, account, password_hash, used_at is not null as \"used!\", expires_at <= now() as \"expired!\" \
         from pending_sign_ups where hash = $1 for update",
        secret::hash(token)
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.used {
        return Err(gone("This link was already used. Sign in with your email address and password.").into());
    }
    if row.expired {
        return Err(gone("This link has expired. Sign up again to get a new one.").into());
    }
    Ok(Some(Owner {
        email: row.email,
        name: row.name,
        account: row.account,
        password_hash: row.password_hash,
    }))
}

/// Finishes a sign-up by its link and its password: makes the account, and signs its owner in.
///
/// # Errors
/// 404 for a link that does not hold, a field error for another password or an address that signs in by now, 429.
pub async fn finish(app: &App, caller: &Caller, token: &str, password: String) -> Result<Tokens> {
    proof::network(app, caller).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let owner = hold(tx.conn(), token).await?.ok_or_else(unknown)?;
    // Nobody holds a connection while a password is worked on.
    drop(tx);
    let asked = owner.password_hash.clone();
    if !app.hasher.verify(password, Some(asked)).await? {
        let detail = "Incorrect password. Enter the one you signed up with, or sign up again.";
        return Err(Problem::field("password", detail).into());
    }
    let credits = account::welcome_credits(app, caller).await;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let owner = hold(tx.conn(), token).await?.ok_or_else(unknown)?;
    sqlx::query!(
        "update pending_sign_ups set used_at = now() where hash = $1",
        secret::hash(token)
    )
    .execute(tx.conn())
    .await?;
    account::create(app, tx, caller, &owner, account::Address::Proven, credits).await
}

fn unknown() -> Problem {
    gone("This link isn't valid. Copy the whole link from the email, or sign up again.")
}

fn gone(detail: &str) -> Problem {
    Problem::new(ProblemKind::NotFound, detail)
}
