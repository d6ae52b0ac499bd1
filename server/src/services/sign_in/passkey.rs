//! Passkeys of people: making, naming and removing them, signing in by one alone, and proving a person by one.
//!
//! A browser is asked by a ceremony, which this server keeps for five minutes and takes away with the first answer, so that of ten
//! answers at once one counts.

use igny8::auth::two_factor::PasskeyInfo;
use igny8::choices;
use igny8::error::{Problem, ProblemKind};
use igny8::id::UserId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;
use webauthn_rs::prelude::Passkey;

use crate::auth::caller::Caller;
use crate::auth::passkeys::{self, Asked, LIFETIME, Passkeys, Refusal};
use crate::auth::rate::{CEREMONIES, Counted};
use crate::error::Result;
use crate::repo::mail::{Content, PasskeyChange};
use crate::repo::row::rfc3339;
use crate::secrets::secret;
use crate::services::RequestContext;
use crate::services::sign_in::confirmation::{self, Confirmation};
use crate::services::sign_in::email_link::{self, Held};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::session::{self, Tokens};
use crate::services::sign_in::{letters, proof, two_factor};
use crate::state::App;
use crate::tenancy::Reason;

/// The most passkeys of one person.
pub const MAX_PASSKEYS: usize = 20;
/// The most letters of a name.
const MAX_NAME: usize = 60;
/// The most bytes of an answer; those of browsers take one or two thousand.
const MAX_ANSWER: usize = 64 * 1024;
/// The page where people look after them.
const PAGE: &str = "/two-factor";

/// What a browser is asked.
#[derive(Debug, Serialize)]
pub struct Ceremony {
    /// What it sends along with its answer.
    ceremony: String,
    /// The `publicKey` of what it asks the device.
    options: Value,
}

/// What it answers.
#[derive(Debug, Deserialize)]
struct Answer {
    ceremony: String,
    credential: Value,
}

choices! {
    /// What a browser is asked for a passkey for.
    pub enum CeremonyPurpose {
        /// To make one.
        Register = "register", "Add a passkey";
        /// To sign in by it.
        SignIn = "sign_in", "Sign in";
        /// To prove again who is there.
        Prove = "prove", "Confirm identity";
    }
}

/// Asks the browser of somebody who is not known for a passkey.
///
/// # Errors
/// 409 where there are no passkeys, 429.
pub async fn begin_sign_in(app: &App, caller: &Caller) -> Result<Ceremony> {
    brake(app, &caller.network).await?;
    keep(app, CeremonyPurpose::SignIn, None, app.passkeys.ask(&[])?).await
}

/// Signs in whoever a passkey says they are: it stands for the password and the second proof, since the device has asked who is
/// there.
///
/// # Errors
/// 401 for a passkey that is unknown or not right, 409 for an answer that is late or not the first, 429.
pub async fn sign_in(app: &App, caller: &Caller, answer: &str) -> Result<Tokens> {
    proof::network(app, caller).await?;
    let answer = read(answer)?;
    let state = spend(app, &answer, CeremonyPurpose::SignIn, None).await?;
    let Some((_, Some(user))) = Passkeys::claimed(&answer.credential) else {
        return Err(unknown().into());
    };
    let name = verify(app, caller, user, &answer, state).await?;
    session::of_proven(app, caller, user, format!("Passkey {name}")).await
}

/// Asks whoever has proven a password for one of their passkeys.
///
/// # Errors
/// 401 for somebody who proved no password lately, 409 where they have no passkeys, 429.
pub async fn begin_second_step(app: &App, caller: &Caller, token: &str) -> Result<Ceremony> {
    brake(app, &caller.network).await?;
    let (user, _) = two_factor::challenged(app, token).await?;
    begin(app, user).await
}

/// Signs in whoever has proven a password, by one of their passkeys.
///
/// # Errors
/// 401 for somebody who proved no password lately or a passkey that is not right, 409, 429.
pub async fn second_step(app: &App, caller: &Caller, token: &str, answer: &str) -> Result<Tokens> {
    proof::network(app, caller).await?;
    let known = two_factor::challenged(app, token).await?;
    prove(app, caller, known.0, answer).await?;
    session::after_second_step(app, caller, &known, token).await
}

/// Asks whoever is signed in for one of their passkeys.
///
/// # Errors
/// 403 for a program, 409 where they have none, 429.
pub async fn begin_proof(ctx: &RequestContext) -> Result<Ceremony> {
    let user = confirmation::person(ctx)?;
    brake(&ctx.app, &user.to_string()).await?;
    begin(&ctx.app, user).await
}

async fn begin(app: &App, user: UserId) -> Result<Ceremony> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let known = all(tx.conn(), user).await?;
    drop(tx);
    if known.is_empty() {
        return Err(Problem::conflict("You have no passkeys. Enter a code instead.").into());
    }
    keep(app, CeremonyPurpose::Prove, Some(user), app.passkeys.ask(&known)?).await
}

/// Proves a person by one of their passkeys, under the brakes of codes.
///
/// # Errors
/// 401 for one that is not right, 409 for an answer that is late or not the first, 429.
pub async fn prove(app: &App, caller: &Caller, user: UserId, answer: &str) -> Result<()> {
    let answer = read(answer)?;
    two_factor::count(app, caller, user).await?;
    let state = spend(app, &answer, CeremonyPurpose::Prove, Some(user)).await?;
    verify(app, caller, user, &answer, state).await?;
    two_factor::take_back(app, user).await;
    Ok(())
}

/// Asks the browser to make a passkey, once the person has proven again who they are.
///
/// # Errors
/// Field errors for the proof, 403 for a program, 409 where the address is not proven or there are enough passkeys, 429.
pub async fn begin_registration(ctx: &RequestContext, proof: Confirmation) -> Result<Ceremony> {
    let user = confirmation::person(ctx)?;
    let app = &ctx.app;
    brake(app, &user.to_string()).await?;
    confirmation::prove_again(ctx, proof).await?;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    let known = all(tx.conn(), user).await?;
    drop(tx);
    // Whoever signed up with somebody else's address must not keep its owner out.
    if app.db.mail_origin().is_some() && !person.verified {
        return Err(Problem::conflict("Confirm your email address first.").into());
    }
    enough(known.len())?;
    let asked = app.passkeys.register(user, &person.email, &person.name, &known)?;
    keep(app, CeremonyPurpose::Register, Some(user), asked).await
}

fn enough(known: usize) -> Result<(), Problem> {
    if known < MAX_PASSKEYS {
        return Ok(());
    }
    let detail = format!("You have {MAX_PASSKEYS} passkeys, which is the most. Remove one first.");
    Err(Problem::conflict(detail))
}

/// Keeps the passkey that a device has made. Gives recovery codes with the first second proof of the person, which nobody sees
/// again.
///
/// # Errors
/// 401 for an answer that is not right, 409 for one that is late or not the first, field errors for the name.
pub async fn add(ctx: &RequestContext, answer: &str, name: &str) -> Result<Option<Vec<String>>> {
    let user = confirmation::person(ctx)?;
    let app = &ctx.app;
    let answer = read(answer)?;
    let name = match name.trim() {
        "" => device(ctx.caller.agent.as_deref().unwrap_or_default()).to_owned(),
        name => named(name)?,
    };
    let state = spend(app, &answer, CeremonyPurpose::Register, Some(user)).await?;
    let made = match app.passkeys.registered(&answer.credential, state)? {
        Ok(made) => made,
        Err(refusal) => return Err(told(&refusal).into()),
    };
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    enough(all(tx.conn(), user).await?.len())?;
    let first = !two_factor::is_on(tx.conn(), user).await?;
    let added = sqlx::query!(
        "insert into passkeys (user_id, credential_id, credential, name) values ($1, $2, $3, $4) on conflict do nothing",
        user.0,
        made.cred_id().clone(),
        serde_json::to_value(&made).map_err(|_| Problem::internal())?,
        name
    )
    .execute(tx.conn())
    .await?;
    if added.rows_affected() == 0 {
        let detail = "This passkey is in use already. Choose another device.";
        return Err(Problem::conflict(detail).into());
    }
    let codes = if first {
        Some(two_factor::new_codes(tx.conn(), user).await?)
    } else {
        None
    };
    let event = Event::of(Kind::PasskeyAdded, "").user(Some(user)).detail(&*name);
    journal::record(tx.conn(), &ctx.caller, &event).await?;
    tell(app, tx.conn(), user, &person, &name, PasskeyChange::Added).await?;
    tx.commit().await?;
    // An account that asks for a second proof lets them in now.
    app.members.forget();
    Ok(codes)
}

/// Calls a passkey otherwise.
///
/// # Errors
/// 404 for one that is not there, a field error for the name.
pub async fn rename(ctx: &RequestContext, id: Uuid, name: &str) -> Result<()> {
    let user = confirmation::person(ctx)?;
    let name = named(name)?;
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let old = sqlx::query_scalar!(
        "update passkeys p set name = $3 from passkeys o where p.user_id = $1 and p.id = $2 \
           and o.user_id = p.user_id and o.id = p.id returning o.name as \"name!\"",
        user.0,
        id,
        name
    )
    .fetch_optional(tx.conn())
    .await?;
    let old = old.ok_or_else(|| Problem::not_found("passkey"))?;
    if old != name {
        let event = Event::of(Kind::PasskeyRenamed, "")
            .user(Some(user))
            .detail(format!("{old} → {name}"));
        journal::record(tx.conn(), &ctx.caller, &event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Removes a passkey of whoever has proven again who they are.
///
/// # Errors
/// Field errors for the proof, 404 for one that is not there, 429.
pub async fn remove(ctx: &RequestContext, id: Uuid, proof: Confirmation) -> Result<()> {
    let user = confirmation::person(ctx)?;
    confirmation::prove_again(ctx, proof).await?;
    let app = &ctx.app;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    let name = sqlx::query_scalar!(
        "delete from passkeys where user_id = $1 and id = $2 returning name",
        user.0,
        id
    )
    .fetch_optional(tx.conn())
    .await?;
    let name = name.ok_or_else(|| Problem::not_found("passkey"))?;
    two_factor::without_use(tx.conn(), user).await?;
    let event = Event::of(Kind::PasskeyRemoved, "")
        .user(Some(user))
        .detail(&*name);
    journal::record(tx.conn(), &ctx.caller, &event).await?;
    tell(app, tx.conn(), user, &person, &name, PasskeyChange::Removed).await?;
    tx.commit().await?;
    app.members.forget();
    Ok(())
}

/// The passkeys of a person, as their page shows them.
///
/// # Errors
/// The database does not answer.
pub async fn list(conn: &mut PgConnection, user: UserId) -> Result<Vec<PasskeyInfo>> {
    let rows = sqlx::query!(
        "select id, name, created_at, last_used_at from passkeys where user_id = $1 order by created_at, id",
        user.0
    )
    .fetch_all(conn)
    .await?;
    let shown = rows.into_iter().map(|row| PasskeyInfo {
        id: row.id,
        name: row.name,
        created_at: rfc3339(row.created_at),
        last_used_at: row.last_used_at.map(rfc3339),
    });
    Ok(shown.collect())
}

async fn all(conn: &mut PgConnection, user: UserId) -> Result<Vec<Passkey>> {
    let kept = sqlx::query_scalar!("select credential from passkeys where user_id = $1", user.0)
        .fetch_all(conn)
        .await?;
    kept.into_iter().map(opened).collect()
}

fn opened(kept: Value) -> Result<Passkey> {
    Ok(serde_json::from_value(kept).map_err(|_| Problem::internal())?)
}

async fn brake(app: &App, who: &str) -> Result<(), Problem> {
    match app.rate.count(CEREMONIES, who).await {
        Counted::Within => Ok(()),
        _ => Err(CEREMONIES.problem()),
    }
}

async fn keep(app: &App, purpose: CeremonyPurpose, user: Option<UserId>, asked: Asked) -> Result<Ceremony> {
    let token = secret::new();
    let mut tx = app.db.system(Reason::Authenticate).await?;
    sqlx::query!(
        "insert into passkey_ceremonies (hash, purpose, user_id, state, expires_at) \
         values ($1, $2, $3, $4, now() + $5 * interval '1 second')",
        secret::hash(&token),
        purpose.as_str(),
        user.map(|user| user.0),
        asked.state,
        LIFETIME.as_secs_f64()
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(Ceremony {
        ceremony: token,
        options: asked.options,
    })
}

fn read(answer: &str) -> Result<Answer, Problem> {
    let fits = Some(answer).filter(|answer| answer.len() <= MAX_ANSWER);
    fits.and_then(|answer| serde_json::from_str(answer).ok())
        .ok_or_else(|| Problem::bad_request("The browser's answer was incomplete. Try again."))
}

/// Takes a ceremony away, before anything else is done with its answer.
async fn spend(app: &App, answer: &Answer, purpose: CeremonyPurpose, user: Option<UserId>) -> Result<Value> {
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let state = sqlx::query_scalar!(
        "delete from passkey_ceremonies where hash = $1 and purpose = $2 and user_id is not distinct from $3 \
           and expires_at > now() returning state",
        secret::hash(&answer.ceremony),
        purpose.as_str(),
        user.map(|user| user.0)
    )
    .fetch_optional(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(state.ok_or_else(passkeys::gone)?)
}

/// Verifies an answer by the person's passkey, and notes its use. Gives the passkey's name.
async fn verify(app: &App, caller: &Caller, user: UserId, answer: &Answer, state: Value) -> Result<String> {
    let Some((credential, claimed)) = Passkeys::claimed(&answer.credential) else {
        return Err(unknown().into());
    };
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let found = sqlx::query!(
        "select p.id, p.name, p.credential from users u join passkeys p on p.user_id = u.id \
         where u.id = $1 and p.credential_id = $2 for no key update of u",
        user.0,
        credential
    )
    .fetch_optional(tx.conn())
    .await?;
    let found = found.filter(|_| claimed.is_none_or(|claimed| claimed == user));
    let Some(found) = found else {
        drop(tx);
        let event = Event::of(Kind::SignInFailed, "").detail("Unknown passkey");
        journal::note(app, caller, event).await;
        return Err(unknown().into());
    };
    let mut passkey = opened(found.credential)?;
    if let Err(refusal) = app.passkeys.verify(&answer.credential, state, &mut passkey)? {
        drop(tx);
        refuse(app, caller, user, &found.name, &refusal).await;
        return Err(told(&refusal).into());
    }
    sqlx::query!(
        "update passkeys set credential = $3, last_used_at = now() where user_id = $1 and id = $2",
        user.0,
        found.id,
        serde_json::to_value(&passkey).map_err(|_| Problem::internal())?
    )
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(found.name)
}

/// Notes a refusal, and tells the person of a passkey that may have been copied.
async fn refuse(app: &App, caller: &Caller, user: UserId, name: &str, refusal: &Refusal) {
    let event = match refusal {
        Refusal::Copied => Event::of(Kind::PasskeyCopied, "").detail(name),
        Refusal::Wrong(_, why) => Event::of(Kind::SignInFailed, "").detail(format!("Passkey {name}: {why}")),
    };
    journal::note(app, caller, event.user(Some(user))).await;
    if !matches!(refusal, Refusal::Copied) {
        return;
    }
    let letter = async {
        let mut tx = app.db.system(Reason::Authenticate).await?;
        let person = email_link::hold(tx.conn(), user).await?;
        tell(app, tx.conn(), user, &person, name, PasskeyChange::Copied).await?;
        Ok::<_, crate::error::Error>(tx.commit().await?)
    };
    if let Err(error) = letter.await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a letter could not be written"
        );
    }
}

fn told(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::Wrong(problem, _) => problem.clone(),
        Refusal::Copied => passkeys::refused(
            "There may be a copy of this passkey, so it wasn't accepted. Sign in another way, remove it and add it again.",
        ),
    }
}

fn unknown() -> Problem {
    Problem::new(
        ProblemKind::Unauthenticated,
        "IGNY8 doesn't know this passkey. It may have been removed. Sign in with your password.",
    )
}

async fn tell(
    app: &App,
    conn: &mut PgConnection,
    user: UserId,
    person: &Held,
    name: &str,
    change: PasskeyChange,
) -> Result<()> {
    let Some(origin) = app.db.mail_origin() else {
        return Ok(());
    };
    let content = Content::PasskeyChanged {
        passkey: name.to_owned(),
        change,
        link: format!("{origin}{PAGE}"),
    };
    letters::write(app, conn, user, &person.email, &person.name, &content).await
}

/// What a person calls a passkey.
fn named(name: &str) -> Result<String, Problem> {
    igny8::validate::line(name, MAX_NAME).map_err(|message| Problem::field("name", message))
}

/// The device of a browser, by words that its kind of browser always has; iPads and phones name other systems as well.
fn device(agent: &str) -> &'static str {
    const DEVICES: &[(&str, &str)] = &[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "Chromebook"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ];
    let known = DEVICES.iter().find(|(word, _)| agent.contains(word));
    known.map_or("Passkey", |(_, device)| device)
}

#[cfg(test)]
mod tests {
    use super::{device, named, read};

    #[test]
    fn a_passkey_is_named_by_the_person_or_the_device() {
        assert_eq!(named(" Work key ").unwrap(), "Work key");
        assert!(named("").is_err() && named(&"x".repeat(61)).is_err());
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15";
        assert_eq!(device(iphone), "iPhone");
        assert_eq!(device("Mozilla/5.0 (Linux; Android 15)"), "Android");
        assert_eq!(device("curl/8"), "Passkey");
    }

    #[test]
    fn an_answer_has_a_size() {
        assert!(read(r#"{"ceremony":"a","credential":{}}"#).is_ok());
        for bad in [
            "",
            "{}",
            "null",
            "[]",
            r#"{"ceremony":1,"credential":{}}"#,
            &"[".repeat(10_000),
        ] {
            assert!(read(bad).is_err());
        }
        let long = format!(r#"{{"ceremony":"a","credential":"{}"}}"#, "x".repeat(70_000));
        assert!(read(&long).is_err());
    }
}
