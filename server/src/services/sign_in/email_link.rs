//! Links that go to an address by mail: made for one purpose, sent to one address, used once.

use igny8::auth::email_link::{EmailLink, Purpose};
use igny8::error::{Problem, ProblemKind};
use igny8::id::UserId;
use sqlx::PgConnection;

use crate::error::Result;
use crate::repo::word::Word;
use crate::secrets::secret;
use crate::state::App;
use crate::tenancy::Reason;

/// A link that holds.
#[derive(Clone, Debug)]
pub struct Found {
    /// Whose it is.
    pub user: UserId,
    /// What it shows.
    pub shown: EmailLink,
}

/// What somebody is told who asks for a mail where none is sent.
///
/// # Errors
/// No mail goes out.
pub fn origin(app: &App) -> Result<&str, Problem> {
    app.db.mail_origin().ok_or_else(|| {
        let detail = "This server doesn't send email. Whoever runs it can give you a link with “igny8 admin reset-link”, or set up a mail server.";
        Problem::new(ProblemKind::Conflict, detail)
    })
}

/// Makes a link that leads to `origin`.
///
/// # Errors
/// The database does not answer.
pub async fn make(
    conn: &mut PgConnection,
    origin: &str,
    user: UserId,
    purpose: Purpose,
    email: &str,
) -> Result<String> {
    let token = secret::new();
    sqlx::query!(
        "insert into email_links (hash, user_id, purpose, email, expires_at) \
         values ($1, $2, $3, $4, now() + $5 * interval '1 second')",
        secret::hash(&token),
        user.0,
        purpose.as_str(),
        email,
        purpose.lasts().as_secs_f64()
    )
    .execute(conn)
    .await?;
    Ok(format!("{origin}{}{token}", purpose.path()))
}

/// What a link shows, as long as it holds.
///
/// # Errors
/// 404 that says why it does not.
pub async fn look(app: &App, token: &str) -> Result<Found> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    find(tx.conn(), token).await
}

async fn find(conn: &mut PgConnection, token: &str) -> Result<Found> {
    let row = sqlx::query!(
        "select user_id, purpose as \"purpose: Word<Purpose>\", email, used_at is not null as \"used!\", \
           expires_at <= now() as \"expired!\" from email_links where hash = $1",
        secret::hash(token)
    )
    .fetch_optional(conn)
    .await?;
    let row = row.ok_or_else(|| {
        gone("This link isn't valid. Copy the whole link from the email, or request a new one.")
    })?;
    if row.used {
        return Err(gone("This link was already used. Each link works once.").into());
    }
    if row.expired {
        return Err(gone("This link has expired. Request a new one.").into());
    }
    Ok(Found {
        user: UserId(row.user_id),
        shown: EmailLink {
            purpose: row.purpose.0,
            email: row.email,
        },
    })
}

fn gone(detail: &str) -> Problem {
    Problem::new(ProblemKind::NotFound, detail)
}

/// Uses a link up, in the transaction of what it is used for, which holds its person: of ten who come with it at once, one
/// gets through, and the others find it used.
///
/// # Errors
/// 404 for a link that does not hold any more.
pub async fn spend(conn: &mut PgConnection, token: &str) -> Result<()> {
    find(conn, token).await?;
    sqlx::query!(
        "update email_links set used_at = now() where hash = $1",
        secret::hash(token)
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends all links of a person for these purposes.
///
/// # Errors
/// The database does not answer.
pub async fn end(conn: &mut PgConnection, user: UserId, purposes: &[Purpose]) -> Result<()> {
    let purposes: Vec<_> = purposes.iter().map(|purpose| purpose.as_str()).collect();
    sqlx::query!(
        "update email_links set used_at = now() where user_id = $1 and purpose = any($2) and used_at is null",
        user.0,
        &purposes as &[&str]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A person who is held until the transaction ends: nobody else changes their address, password or links meanwhile.
#[derive(Debug)]
pub struct Held {
    /// The address to sign in with.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Whether the address is proven.
    pub verified: bool,
}

/// Holds a person.
///
/// # Errors
/// 404 for somebody who is gone.
pub async fn hold(conn: &mut PgConnection, user: UserId) -> Result<Held> {
    let person = sqlx::query!(
        "select email, name, email_verified_at is not null as \"verified!\" from users where id = $1 for no key update",
        user.0
    )
    .fetch_optional(conn)
    .await?;
    let person = person.ok_or_else(|| Problem::not_found("person"))?;
    Ok(Held {
        email: person.email,
        name: person.name,
        verified: person.verified,
    })
}
