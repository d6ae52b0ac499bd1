//! The second proof at sign-in by codes: of an authenticator app, or recovery codes, each of which counts once. Passkeys are one,
//! too, and have a file of their own.

use std::time::Duration;

use igny8::auth::two_factor::{Setup, TwoFactor};
use igny8::error::Problem;
use igny8::id::UserId;
use secrecy::ExposeSecret as _;
use sqlx::PgConnection;

use crate::auth::caller::Caller;
use crate::auth::rate::{CODES, CODES_OF_A_DAY, Counted};
use crate::auth::totp;
use crate::error::Result;
use crate::repo::mail::Content;
use crate::secrets::{owner, secret};
use crate::services::RequestContext;
use crate::services::sign_in::confirmation::{self, Confirmation, person};
use crate::services::sign_in::email_link::{self, Held};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::recovery::FORGOT;
use crate::services::sign_in::{letters, passkey, proof};
use crate::state::App;
use crate::tenancy::{Db, Reason};

/// Recovery codes that a person gets at once.
const RECOVERY_CODES: usize = 10;
/// How long the form waits for a code.
pub const CHALLENGE_LIFETIME: Duration = Duration::from_mins(10);

fn wrong() -> Problem {
    Problem::field(
        "code",
        "Incorrect code. Enter the newest code from your app, or a recovery code.",
    )
}

/// What somebody is asked who has proven a password and gave no code.
pub fn asked() -> Problem {
    Problem::field(
        "code",
        "Enter the code from your authenticator app, or a recovery code.",
    )
}

/// Whether signing in asks this person for a second proof.
///
/// # Errors
/// The database does not answer.
pub async fn is_on(conn: &mut PgConnection, user: UserId) -> Result<bool> {
    let on = sqlx::query_scalar!(
        "select exists (select from second_factors where user_id = $1) as \"on!\"",
        user.0
    )
    .fetch_one(conn)
    .await?;
    Ok(on)
}

/// Counts an attempt of a second proof.
///
/// # Errors
/// 429 after too many.
pub async fn count(app: &App, caller: &Caller, user: UserId) -> Result<()> {
    let who = user.to_string();
    for limit in [CODES, CODES_OF_A_DAY] {
        let counted = app.rate.count(limit, &who).await;
        if counted == Counted::FirstOver {
            let detail = format!("More than {} codes", limit.most);
            journal::note(
                app,
                caller,
                Event::of(Kind::Locked, "").user(Some(user)).detail(detail),
            )
            .await;
        }
        if counted != Counted::Within {
            return Err(limit.problem().into());
        }
    }
    Ok(())
}

/// Takes back an attempt that was right.
pub async fn take_back(app: &App, user: UserId) {
    let who = user.to_string();
    for limit in [CODES, CODES_OF_A_DAY] {
        app.rate.take_back(limit, &who).await;
    }
}

/// Proves a person by a code, which counts once: of ten who come with it at once, the person being held, one gets through.
///
/// # Errors
/// A field error for a code that is wrong or was used, 429 after too many.
pub async fn prove(app: &App, caller: &Caller, user: UserId, code: &str) -> Result<()> {
    count(app, caller, user).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    email_link::hold(tx.conn(), user).await?;
    let right = spend_code(tx.conn(), &app.db, user, code).await?
        || spend_recovery(tx.conn(), caller, user, code).await?;
    if !right {
        drop(tx);
        let event = Event::of(Kind::SignInFailed, "")
            .user(Some(user))
            .detail("Incorrect code");
        journal::note(app, caller, event).await;
        return Err(wrong().into());
    }
    tx.commit().await?;
    take_back(app, user).await;
    Ok(())
}

async fn spend_code(conn: &mut PgConnection, db: &Db, user: UserId, code: &str) -> Result<bool> {
    let row = sqlx::query!(
        "select secret, last_step from two_factor where user_id = $1",
        user.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(false) };
    let key = opened(db, user, &row.secret)?;
    let now = u64::try_from(chrono::Utc::now().timestamp()).unwrap_or_default();
    let last = u64::try_from(row.last_step).unwrap_or_default();
    let Some(step) = totp::step(&key, code, now, last)? else {
        return Ok(false);
    };
    sqlx::query!(
        "update two_factor set last_step = $2 where user_id = $1",
        user.0,
        i64::try_from(step).unwrap_or(i64::MAX)
    )
    .execute(conn)
    .await?;
    Ok(true)
}

fn opened(db: &Db, user: UserId, sealed: &[u8]) -> Result<Vec<u8>> {
    let plain = db.sealer().open_for(&owner::two_factor(user), sealed)?;
    Ok(hex::decode(plain.expose_secret()).map_err(|_| Problem::internal())?)
}

async fn spend_recovery(conn: &mut PgConnection, caller: &Caller, user: UserId, code: &str) -> Result<bool> {
    let spent = sqlx::query!(
        "update recovery_codes set used_at = now() where user_id = $1 and hash = $2 and used_at is null",
        user.0,
        secret::hash(&plain(code))
    )
    .execute(&mut *conn)
    .await?;
    if spent.rows_affected() == 0 {
        return Ok(false);
    }
    journal::record(
        conn,
        caller,
        &Event::of(Kind::RecoveryCodeUsed, "").user(Some(user)),
    )
    .await?;
    Ok(true)
}

/// A recovery code as it is hashed, however it was typed.
fn plain(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// A new recovery code: 80 random bits, in groups that people can type.
fn recovery_code() -> String {
    let code = hex::encode(rand::random::<[u8; 10]>());
    let groups: Vec<&str> = (0..4).map(|group| &code[group * 5..group * 5 + 5]).collect();
    groups.join("-")
}

/// Remembers that somebody has proven a password, until they bring a code. Gives the secret of it.
///
/// # Errors
/// The database does not answer.
pub async fn challenge(conn: &mut PgConnection, user: UserId, password: Option<&str>) -> Result<String> {
    let token = secret::new();
    sqlx::query!(
        "insert into sign_in_challenges (hash, user_id, proven, expires_at) values ($1, $2, $3, now() + $4 * interval '1 second')",
        secret::hash(&token),
        user.0,
        password.map(secret::hash),
        CHALLENGE_LIFETIME.as_secs_f64()
    )
    .execute(conn)
    .await?;
    Ok(token)
}

/// Who has proven which password, by the secret of it: the person, and the hash of the password, if it is still theirs.
///
/// # Errors
/// 401 for one that is not there any more.
pub async fn challenged(app: &App, token: &str) -> Result<proof::Known> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let row = sqlx::query!(
        "select c.user_id, c.proven, u.password_hash from sign_in_challenges c join users u on u.id = c.user_id \
         where c.hash = $1 and c.expires_at > now()",
        secret::hash(token)
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or_else(gone)?;
    if row.password_hash.as_deref().map(secret::hash) != row.proven {
        return Err(gone().into());
    }
    Ok((UserId(row.user_id), row.password_hash))
}

/// Forgets what somebody has proven, once they are in.
///
/// # Errors
/// The database does not answer.
pub async fn forget(conn: &mut PgConnection, token: &str) -> Result<()> {
    sqlx::query!(
        "delete from sign_in_challenges where hash = $1 or expires_at < now()",
        secret::hash(token)
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn gone() -> Problem {
    Problem::new(
        igny8::error::ProblemKind::Unauthenticated,
        "This sign-in took too long. Sign in again.",
    )
}

/// What the page shows.
///
/// # Errors
/// 401 for nobody, 403 for a program.
pub async fn state(ctx: &RequestContext) -> Result<TwoFactor> {
    let user = person(ctx)?;
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let row = sqlx::query!(
        "select u.email, u.email_verified_at is null as \"unproven!\", t.secret as \"secret?\", t.confirmed_at is not null as \"on!\", \
           (select count(*) from recovery_codes c where c.user_id = u.id and c.used_at is null) as \"left!\" \
         from users u left join two_factor t on t.user_id = u.id where u.id = $1",
        user.0
    )
    .fetch_one(tx.conn())
    .await?;
    let passkeys = passkey::list(tx.conn(), user).await?;
    let setup = match row.secret.filter(|_| !row.on) {
        None => None,
        Some(sealed) => {
            let (key, image) = totp::shown(&opened(&ctx.app.db, user, &sealed)?, &row.email)?;
            Some(Setup { key, image })
        }
    };
    Ok(TwoFactor {
        on: row.on,
        unconfirmed: row.unproven && ctx.app.db.mail_origin().is_some(),
        codes_left: row.left,
        required: ctx.scope()?.lacks_two_factor(),
        setup,
        no_passkeys: ctx.app.passkeys.unavailable().map(str::to_owned),
        passkeys,
    })
}

/// Makes a key for the person's app; it counts once a first code has shown that the app has it.
///
/// # Errors
/// Field errors for the proof, 409 where it is on already or the address is not proven, 429.
pub async fn begin(ctx: &RequestContext, proof: Confirmation) -> Result<()> {
    let user = person(ctx)?;
    let app = &ctx.app;
    if state(ctx).await?.on {
        return Err(on_already().into());
    }
    confirmation::prove_again(ctx, proof).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    drop(tx);
    // Whoever signed up with somebody else's address must not keep its owner out by a code.
    if app.db.mail_origin().is_some() && !person.verified {
        return Err(Problem::conflict("Confirm your email address first.").into());
    }
    let sealed = app
        .db
        .sealer()
        .seal_for(&owner::two_factor(user), hex::encode(totp::key()).as_bytes())?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let begun = sqlx::query!(
        "insert into two_factor as t (user_id, secret) values ($1, $2) \
         on conflict (user_id) do update set secret = excluded.secret, last_step = 0 where t.confirmed_at is null",
        user.0,
        sealed
    )
    .execute(tx.conn())
    .await?;
    if begun.rows_affected() == 0 {
        return Err(on_already().into());
    }
    tx.commit().await?;
    Ok(())
}

fn on_already() -> Problem {
    Problem::conflict("Codes from an app are already on.")
}

/// Turns it on by a first code. Gives the recovery codes, which nobody sees again.
///
/// # Errors
/// A field error for a wrong code, 409 where nothing was begun or it is on already, 429.
pub async fn confirm(ctx: &RequestContext, code: &str) -> Result<Vec<String>> {
    let user = person(ctx)?;
    let app = &ctx.app;
    if state(ctx).await?.setup.is_none() {
        return Err(Problem::conflict("Set up your authenticator app first.").into());
    }
    prove(app, &ctx.caller, user, code).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let held = email_link::hold(tx.conn(), user).await?;
    let on = sqlx::query!(
        // One that was begun anew meanwhile has a key of which no code has come.
        "update two_factor set confirmed_at = now() where user_id = $1 and confirmed_at is null and last_step > 0",
        user.0
    )
    .execute(tx.conn())
    .await?;
    if on.rows_affected() == 0 {
        return Err(Problem::conflict(
            "The setup has changed in another window. Reload this page and try again.",
        )
        .into());
    }
    let codes = new_codes(tx.conn(), user).await?;
    tell(app, tx.conn(), &ctx.caller, user, &held, true).await?;
    tx.commit().await?;
    // An account that asks for it lets them in now.
    app.members.forget();
    Ok(codes)
}

/// Gives other recovery codes; those before end.
///
/// # Errors
/// Field errors for the proof, 409 where nothing is on, 429.
pub async fn renew(ctx: &RequestContext, proof: Confirmation) -> Result<Vec<String>> {
    let user = person(ctx)?;
    let now = state(ctx).await?;
    if !now.on && now.passkeys.is_empty() {
        return Err(off().into());
    }
    confirmation::prove_again(ctx, proof).await?;
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    email_link::hold(tx.conn(), user).await?;
    let codes = new_codes(tx.conn(), user).await?;
    let event = Event::of(Kind::RecoveryCodesRenewed, "").user(Some(user));
    journal::record(tx.conn(), &ctx.caller, &event).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Turns codes of an app off. Passkeys stay, and recovery codes with them.
///
/// # Errors
/// Field errors for the proof, 409 where they are off, 429.
pub async fn end(ctx: &RequestContext, proof: Confirmation) -> Result<()> {
    let user = person(ctx)?;
    if !state(ctx).await?.on {
        return Err(off().into());
    }
    confirmation::prove_again(ctx, proof).await?;
    let app = &ctx.app;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let held = email_link::hold(tx.conn(), user).await?;
    let removed = sqlx::query!("delete from two_factor where user_id = $1", user.0)
        .execute(tx.conn())
        .await?;
    without_use(tx.conn(), user).await?;
    if removed.rows_affected() > 0 {
        tell(app, tx.conn(), &ctx.caller, user, &held, false).await?;
    }
    tx.commit().await?;
    app.members.forget();
    Ok(())
}

fn off() -> Problem {
    Problem::conflict("Two-factor authentication is off.")
}

/// Removes recovery codes of whoever has nothing else to lose any more.
///
/// # Errors
/// The database does not answer.
pub async fn without_use(conn: &mut PgConnection, user: UserId) -> Result<()> {
    sqlx::query!(
        "delete from recovery_codes where user_id = $1 and not exists (select from second_factors f where f.user_id = $1)",
        user.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes all of a person's second proofs: key, passkeys and recovery codes. False if there were none.
///
/// # Errors
/// The database does not answer.
pub async fn remove(conn: &mut PgConnection, user: UserId) -> Result<bool> {
    let removed = sqlx::query!("delete from two_factor where user_id = $1", user.0)
        .execute(&mut *conn)
        .await?;
    let passkeys = sqlx::query!("delete from passkeys where user_id = $1", user.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from recovery_codes where user_id = $1", user.0)
        .execute(conn)
        .await?;
    Ok(removed.rows_affected() + passkeys.rows_affected() > 0)
}

/// Makes other recovery codes; those before end.
///
/// # Errors
/// The database does not answer.
pub async fn new_codes(conn: &mut PgConnection, user: UserId) -> Result<Vec<String>> {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| secret::hash(&plain(code))).collect();
    sqlx::query!("delete from recovery_codes where user_id = $1", user.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into recovery_codes (user_id, hash) select $1, hash from unnest($2::bytea[]) hash",
        user.0,
        &hashes
    )
    .execute(conn)
    .await?;
    Ok(codes)
}

async fn tell(
    app: &App,
    conn: &mut PgConnection,
    caller: &Caller,
    user: UserId,
    person: &Held,
    on: bool,
) -> Result<()> {
    let kind = if on { Kind::TwoFactorOn } else { Kind::TwoFactorOff };
    journal::record(conn, caller, &Event::of(kind, "").user(Some(user))).await?;
    let Some(origin) = app.db.mail_origin() else {
        return Ok(());
    };
    let content = Content::TwoFactorChanged {
        on,
        reset: format!("{origin}{FORGOT}"),
    };
    letters::write(app, conn, user, &person.email, &person.name, &content).await
}

#[cfg(test)]
mod tests {
    use super::{plain, recovery_code};

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        let code = recovery_code();
        assert_eq!(code.len(), 23);
        assert_ne!(code, recovery_code());
        assert_eq!(
            plain(&format!(" {} ", code.to_uppercase().replace('-', " "))),
            plain(&code)
        );
        assert_eq!(plain(&code).len(), 20);
    }
}
