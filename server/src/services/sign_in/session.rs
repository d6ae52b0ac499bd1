//! Sign-ins: a refresh token works once; one that comes again after its turn gives a thief away and ends the sign-in.

use std::time::Duration;

use igny8::auth::email_link::Purpose;
use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, SessionId, UserId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::auth::access;
use crate::auth::caller::Caller;
use crate::error::Result;
use crate::secrets::secret;
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::proof::Known;
use crate::services::sign_in::{email_link, proof, two_factor};
use crate::services::{RequestContext, staff};
use crate::state::App;
use crate::tenancy::{Reason, Via};

/// How long a sign-in lasts without use.
pub const LIFETIME: Duration = Duration::from_hours(30 * 24);
/// How long a sign-in lasts at most, however much it is used.
pub const END: Duration = Duration::from_hours(90 * 24);
/// For how long the token before the current one still answers: a second tab, or a lost reply.
const GRACE_SECONDS: f64 = 30.0;

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
    caller: &Caller,
    user: UserId,
    account: AccountId,
) -> Result<Tokens> {
    begin_by(app, conn, caller, user, account, None).await
}

/// The same, by what the log says.
async fn begin_by(
    app: &App,
    conn: &mut PgConnection,
    caller: &Caller,
    user: UserId,
    account: AccountId,
    by: Option<String>,
) -> Result<Tokens> {
    let (id, refresh) = (SessionId::new(), secret::new());
    let agent = caller.agent.as_deref();
    let agent = agent.map(|agent| agent.chars().take(300).collect::<String>());
    sqlx::query!(
        "insert into sessions (id, user_id, current_account, refresh_hash, expires_at, user_agent) \
         values ($1, $2, $3, $4, now() + $5 * interval '1 second', $6)",
        id.0,
        user.0,
        account.0,
        secret::hash(&refresh),
        LIFETIME.as_secs_f64(),
        agent
    )
    .execute(&mut *conn)
    .await?;
    let event = Event {
        via: igny8::system::logs::Via::Session.as_str(),
        detail: by,
        ..Event::of(Kind::SignedIn, "").account(account).user(Some(user))
    };
    journal::record(conn, caller, &event).await?;
    Ok(Tokens {
        access: app.keys.sign(user, account, id)?,
        refresh: Some(refresh),
    })
}

/// Ends the member's sign-in, if they came by one.
///
/// # Errors
/// The database does not answer.
pub async fn end(ctx: &RequestContext) -> Result<()> {
    let Ok(scope) = ctx.scope() else { return Ok(()) };
    let session = match (scope.via(), scope.acts()) {
        (Via::Session(id), _) => Some(id),
        // Who acts for an account leaves it, and signs out.
        (_, Some(acting)) => {
            staff::stop(ctx).await?;
            Some(acting.session)
        }
        _ => None,
    };
    if let Some(id) = session {
        let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
        revoke(tx.conn(), id).await?;
        let event = match scope.acts() {
            Some(acting) => Event::of(Kind::SignedOut, "").user(Some(acting.user)),
            None => Event::by(Kind::SignedOut, scope),
        };
        journal::record(tx.conn(), &ctx.caller, &event).await?;
        tx.commit().await?;
        ctx.app.members.forget();
    }
    Ok(())
}

/// What a right password leads to.
#[derive(Clone, Debug)]
pub enum Entry {
    /// In.
    In(Tokens),
    /// To the question for a code, with the secret of whoever answers it.
    Code(String),
}

/// Signs in with address and password, in the account that the person used last.
///
/// # Errors
/// 401 that does not tell which of the two was wrong; a field error where a code is needed.
pub async fn login(app: &App, caller: &Caller, email: &str, password: String) -> Result<Tokens> {
    login_with(app, caller, email, password, None).await
}

/// The same with the code of whoever has turned that on.
///
/// # Errors
/// 401 that does not tell which of address and password was wrong, field errors for the code, 429.
pub async fn login_with(
    app: &App,
    caller: &Caller,
    email: &str,
    password: String,
    code: Option<&str>,
) -> Result<Tokens> {
    let known = known(app, caller, email, password).await?;
    if asks_for_code(app, known.0).await? {
        two_factor::prove(app, caller, known.0, code.ok_or_else(two_factor::asked)?).await?;
    }
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let tokens = open(app, tx.conn(), caller, &known, None).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// The first step of a form, which asks for a code on a page of its own.
///
/// # Errors
/// As [`login`].
pub async fn first_step(app: &App, caller: &Caller, email: &str, password: String) -> Result<Entry> {
    let known = known(app, caller, email, password).await?;
    let asks = asks_for_code(app, known.0).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let entry = if asks {
        Entry::Code(two_factor::challenge(tx.conn(), known.0, known.1.as_deref()).await?)
    } else {
        Entry::In(open(app, tx.conn(), caller, &known, None).await?)
    };
    tx.commit().await?;
    Ok(entry)
}

/// The second one.
///
/// # Errors
/// 401 for somebody who proved no password lately, a field error for a wrong code, 429.
pub async fn second_step(app: &App, caller: &Caller, token: &str, code: &str) -> Result<Tokens> {
    proof::network(app, caller).await?;
    let known = two_factor::challenged(app, token).await?;
    two_factor::prove(app, caller, known.0, code).await?;
    after_second_step(app, caller, &known, token).await
}

/// Signs in whoever has given both proofs, the first of which is used up with that.
///
/// # Errors
/// 401 where the password is another one by now, 403 for whoever is in no account.
pub async fn after_second_step(app: &App, caller: &Caller, known: &Known, token: &str) -> Result<Tokens> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let tokens = open(app, tx.conn(), caller, known, None).await?;
    two_factor::forget(tx.conn(), token).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Signs in whoever was proven without a password, by what the log says.
///
/// # Errors
/// 403 for whoever is in no account.
pub async fn of_proven(app: &App, caller: &Caller, user: UserId, by: String) -> Result<Tokens> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let hash = sqlx::query_scalar!("select password_hash from users where id = $1", user.0)
        .fetch_one(tx.conn())
        .await?;
    let tokens = open(app, tx.conn(), caller, &(user, hash), Some(by)).await?;
    tx.commit().await?;
    Ok(tokens)
}

async fn asks_for_code(app: &App, user: UserId) -> Result<bool> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    two_factor::is_on(tx.conn(), user).await
}

/// The person of an address, who has proven their password.
async fn known(app: &App, caller: &Caller, email: &str, password: String) -> Result<Known> {
    proof::network(app, caller).await?;
    let known = proof::find(app, email).await?;
    if !proof::proven(app, caller, email, known.clone(), password).await? {
        return Err(wrong_credentials().into());
    }
    Ok(known.ok_or_else(wrong_credentials)?)
}

/// Begins a sign-in of somebody who is proven, in the account that they used last.
async fn open(
    app: &App,
    conn: &mut PgConnection,
    caller: &Caller,
    known: &Known,
    by: Option<String>,
) -> Result<Tokens> {
    let (user, hash) = known;
    let account: Option<Uuid> = sqlx::query_scalar!(
        "select m.account_id as \"account_id!\" from members m \
         left join lateral (select max(s.rotated_at) as used from sessions s \
           where s.user_id = m.user_id and s.current_account = m.account_id) s on true \
         where m.user_id = $1 order by s.used desc nulls last, m.created_at limit 1",
        user.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let account = account.ok_or_else(|| {
        Problem::new(
            ProblemKind::Forbidden,
            "You aren't a member of any account. Ask for a new invitation.",
        )
    })?;
    if !proof::still(conn, *user, hash.as_deref()).await? {
        return Err(wrong_credentials().into());
    }
    begin_by(app, conn, caller, *user, AccountId(account), by).await
}

fn wrong_credentials() -> Problem {
    Problem::new(ProblemKind::Unauthenticated, "Incorrect email or password.")
}

/// Exchanges a refresh token for new tokens.
///
/// # Errors
/// 401 if it is unknown, expired, or was used before; the last also ends the sign-in.
pub async fn refresh(app: &App, caller: &Caller, token: &str) -> Result<Tokens> {
    let hash = secret::hash(token);
    let next = secret::new();
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let rotated = sqlx::query!(
        "with rotated as ( \
           update sessions set refresh_hash = $2, previous_hash = $1, rotated_at = now(), \
             expires_at = least(now() + $3 * interval '1 second', created_at + $4 * interval '1 second') \
           where refresh_hash = $1 and revoked_at is null and expires_at > now() \
           returning id, user_id, current_account), \
         used as (insert into session_refreshes (hash, session_id) select $1, id from rotated on conflict do nothing) \
         select id, user_id, current_account from rotated",
        &hash,
        secret::hash(&next),
        LIFETIME.as_secs_f64(),
        END.as_secs_f64()
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(row) = rotated {
        tx.commit().await?;
        let access = app.keys.sign(
            UserId(row.user_id),
            AccountId(row.current_account),
            SessionId(row.id),
        )?;
        return Ok(Tokens {
            access,
            refresh: Some(next),
        });
    }
    // Only the token just before the current one, and only for seconds, may be a second tab's.
    let reused = sqlx::query!(
        "select s.id, s.user_id, s.current_account, \
           s.previous_hash = $1 and s.rotated_at > now() - $2 * interval '1 second' as \"just_now!\" \
         from session_refreshes r join sessions s on s.id = r.session_id \
         where r.hash = $1 and s.revoked_at is null and s.expires_at > now()",
        &hash,
        GRACE_SECONDS
    )
    .fetch_optional(tx.conn())
    .await?;
    let reused = reused.ok_or_else(Problem::unauthenticated)?;
    let (session, user, account) = (
        SessionId(reused.id),
        UserId(reused.user_id),
        AccountId(reused.current_account),
    );
    if reused.just_now {
        return Ok(Tokens {
            access: app.keys.sign(user, account, session)?,
            refresh: None,
        });
    }
    revoke(tx.conn(), session).await?;
    let event = Event::of(Kind::RefreshReused, "")
        .account(account)
        .user(Some(user))
        .detail(format!("Session {session} ended"));
    journal::record(tx.conn(), caller, &event).await?;
    tx.commit().await?;
    app.members.forget();
    Err(Problem::unauthenticated().into())
}

/// Ends a sign-in.
///
/// # Errors
/// The database does not answer.
pub async fn revoke(conn: &mut PgConnection, session: SessionId) -> Result<()> {
    sqlx::query!(
        "update sessions set revoked_at = now() where id = $1 and revoked_at is null",
        session.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends all sign-ins of a person but `kept`, their API tokens, the apps that they connected, and the links that could give somebody else a way in or change the
/// address: whoever knew the old password may have made any of them. Says how many tokens it ended.
///
/// # Errors
/// The database does not answer.
pub async fn end_all(conn: &mut PgConnection, user: UserId, kept: Option<SessionId>) -> Result<u64> {
    sqlx::query!(
        "update sessions set revoked_at = now() where user_id = $1 and id is distinct from $2 and revoked_at is null",
        user.0,
        kept.map(|kept| kept.0)
    )
    .execute(&mut *conn)
    .await?;
    let tokens = sqlx::query!(
        "update api_tokens set expires_at = now() where created_by = $1 and deleted_in is null and expires_at > now()",
        user.0
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update oauth_grants set revoked_at = now() where user_id = $1 and revoked_at is null",
        user.0
    )
    .execute(&mut *conn)
    .await?;
    email_link::end(conn, user, &[Purpose::PasswordReset, Purpose::ChangeAddress]).await?;
    Ok(tokens.rows_affected())
}

/// Changes the account that a sign-in works in, and gives an access token for it.
///
/// # Errors
/// 404 if the person is not a member of that account.
pub async fn switch(app: &App, user: UserId, session: SessionId, account: AccountId) -> Result<Tokens> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let tokens = enter(app, tx.conn(), user, session, account).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// The same in the caller's transaction.
///
/// # Errors
/// 404 if the person is not a member of that account.
pub async fn enter(
    app: &App,
    conn: &mut PgConnection,
    user: UserId,
    session: SessionId,
    account: AccountId,
) -> Result<Tokens> {
    let done = sqlx::query!(
        "update sessions s set current_account = $3 where s.id = $1 and s.user_id = $2 and s.revoked_at is null \
           and exists (select from members m where m.account_id = $3 and m.user_id = $2)",
        session.0,
        user.0,
        account.0
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Problem::not_found("account").into());
    }
    Ok(Tokens {
        access: app.keys.sign(user, account, session)?,
        refresh: None,
    })
}

/// What the answer to a sign-in says.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Tokens")]
pub struct TokenAnswer<'a> {
    /// The JWT for `Authorization: Bearer`.
    pub access_token: &'a str,
    /// Always `Bearer`.
    #[schemars(extend("const" = "Bearer"))]
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
