//! Sign-ins: a refresh token works once; used again later, it gives a thief away and ends the sign-in.

use std::time::Duration;

use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, SessionId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::{access, secret};
use crate::error::Result;
use crate::state::App;
use crate::tenancy::Reason;

/// How long a sign-in lasts without use.
pub const LIFETIME: Duration = Duration::from_hours(30 * 24);
/// For how long the token before the current one still answers: a second tab, or a lost reply.
const GRACE_SECONDS: i32 = 30;

/// Tokens of a sign-in.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The JWT.
    pub access: String,
    /// The next refresh token; none when the current one stays (a second tab within the grace).
    pub refresh: Option<String>,
}

/// Begins a sign-in.
///
/// # Errors
/// The database does not answer.
pub async fn begin(
    app: &App,
    conn: &mut PgConnection,
    user: UserId,
    account: AccountId,
    user_agent: Option<&str>,
) -> Result<Tokens> {
    let (id, refresh) = (SessionId::new(), secret::new());
    let agent = user_agent.map(|agent| agent.chars().take(300).collect::<String>());
    sqlx::query(
        "insert into sessions (id, user_id, current_account, refresh_hash, expires_at, user_agent) \
         values ($1, $2, $3, $4, now() + $5 * interval '1 second', $6)",
    )
    .bind(id.0)
    .bind(user.0)
    .bind(account.0)
    .bind(secret::hash(&refresh))
    .bind(LIFETIME.as_secs_f64())
    .bind(agent)
    .execute(conn)
    .await?;
    Ok(Tokens {
        access: app.keys.sign(user, account, id)?,
        refresh: Some(refresh),
    })
}

/// Signs in with address and password, in the account that the person used last.
///
/// # Errors
/// 401 that does not tell which of the two was wrong.
pub async fn login(app: &App, email: &str, password: String, user_agent: Option<&str>) -> Result<Tokens> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let found: Option<(Uuid, Option<String>)> =
        sqlx::query_as("select id, password_hash from users where lower(email) = lower($1)")
            .bind(email.trim())
            .fetch_optional(tx.conn())
            .await?;
    drop(tx);
    let (user, hash) = found.map_or((None, None), |(user, hash)| (Some(UserId(user)), hash));
    if !app.hasher.verify(password, hash).await? {
        return Err(wrong_credentials().into());
    }
    let user = user.ok_or_else(wrong_credentials)?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let account: Option<Uuid> = sqlx::query_scalar(
        "select m.account_id from memberships m \
         left join lateral (select max(s.rotated_at) as used from sessions s \
           where s.user_id = m.user_id and s.current_account = m.account_id) s on true \
         where m.user_id = $1 and m.deleted_in is null order by s.used desc nulls last, m.created_at limit 1",
    )
    .bind(user.0)
    .fetch_optional(tx.conn())
    .await?;
    let account = account.ok_or_else(|| {
        Problem::new(
            ProblemKind::Forbidden,
            "You are no longer a member of any account. Ask for a new invitation.",
        )
    })?;
    let tokens = begin(app, tx.conn(), user, AccountId(account), user_agent).await?;
    tx.commit().await?;
    Ok(tokens)
}

fn wrong_credentials() -> Problem {
    Problem::new(
        ProblemKind::Unauthenticated,
        "E-mail or password is not right. Check both and try again.",
    )
}

/// Exchanges a refresh token for new tokens.
///
/// # Errors
/// 401 if it is unknown, expired, or was used before; the last also ends the sign-in.
pub async fn refresh(app: &App, token: &str) -> Result<Tokens> {
    let hash = secret::hash(token);
    let next = secret::new();
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let rotated: Option<(Uuid, Uuid, Uuid)> = sqlx::query_as(
        "update sessions set refresh_hash = $2, previous_hash = $1, rotated_at = now(), \
           expires_at = now() + $3 * interval '1 second' \
         where refresh_hash = $1 and revoked_at is null and expires_at > now() \
         returning id, user_id, current_account",
    )
    .bind(&hash)
    .bind(secret::hash(&next))
    .bind(LIFETIME.as_secs_f64())
    .fetch_optional(tx.conn())
    .await?;
    if let Some((session, user, account)) = rotated {
        tx.commit().await?;
        let access = app
            .keys
            .sign(UserId(user), AccountId(account), SessionId(session))?;
        return Ok(Tokens {
            access,
            refresh: Some(next),
        });
    }
    let reused: Option<(Uuid, Uuid, Uuid, bool)> = sqlx::query_as(
        "select id, user_id, current_account, rotated_at > now() - $2 * interval '1 second' from sessions \
         where previous_hash = $1 and revoked_at is null and expires_at > now()",
    )
    .bind(&hash)
    .bind(GRACE_SECONDS)
    .fetch_optional(tx.conn())
    .await?;
    match reused {
        Some((session, user, account, true)) => {
            let access = app
                .keys
                .sign(UserId(user), AccountId(account), SessionId(session))?;
            Ok(Tokens {
                access,
                refresh: None,
            })
        }
        Some((session, ..)) => {
            tracing::warn!(%session, "a refresh token was used twice; the sign-in is ended");
            revoke(tx.conn(), SessionId(session)).await?;
            tx.commit().await?;
            app.members.forget();
            Err(Problem::unauthenticated().into())
        }
        None => Err(Problem::unauthenticated().into()),
    }
}

/// Ends a sign-in.
///
/// # Errors
/// The database does not answer.
pub async fn revoke(conn: &mut PgConnection, session: SessionId) -> Result<()> {
    sqlx::query("update sessions set revoked_at = now() where id = $1 and revoked_at is null")
        .bind(session.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes the account that a sign-in works in, and gives an access token for it.
///
/// # Errors
/// 404 if the person is not a member of that account.
pub async fn switch(app: &App, user: UserId, session: SessionId, account: AccountId) -> Result<Tokens> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let done = sqlx::query(
        "update sessions s set current_account = $3 where s.id = $1 and s.user_id = $2 and s.revoked_at is null \
           and exists (select from memberships m where m.account_id = $3 and m.user_id = $2 and m.deleted_in is null)",
    )
    .bind(session.0)
    .bind(user.0)
    .bind(account.0)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::not_found("account").into());
    }
    tx.commit().await?;
    Ok(Tokens {
        access: app.keys.sign(user, account, session)?,
        refresh: None,
    })
}

/// What the answer to a sign-in says.
#[derive(serde::Serialize)]
pub struct TokenAnswer<'a> {
    /// The JWT for `Authorization: Bearer`.
    pub access_token: &'a str,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds that it holds.
    pub expires_in: u64,
}

impl<'a> TokenAnswer<'a> {
    /// The answer for these tokens.
    pub const fn of(access: &'a str) -> Self {
        Self {
            access_token: access,
            token_type: "Bearer",
            expires_in: access::LIFETIME,
        }
    }
}
