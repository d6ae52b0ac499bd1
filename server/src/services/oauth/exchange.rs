//! The keys of a connected app: for a code, for a refresh key, and the end of either.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is rare, and boxed nowhere else"
)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use igny8::error::Problem;
use igny8::id::{AccountId, UserId};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::authorize::words;
use super::{Refusal, pairs};
use crate::auth::caller::Caller;
use crate::auth::rate::APP_KEYS;
use crate::error::Result;
use crate::repo::auth::oauth::{self, Held};
use crate::secrets::{APP_KEY, APP_REFRESH, Sealer, secret};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::state::App;
use crate::tenancy::Reason;

/// Seconds that an access key holds.
const ACCESS_SECONDS: u32 = 3_600;
/// Seconds that a refresh key waits for its use.
const REFRESH_SECONDS: f64 = 60.0 * 24.0 * 3_600.0;
/// Seconds in which a code that comes again is its app, whose answer was lost.
const CODE_GRACE: f64 = 10.0;
/// Seconds in which a refresh key that comes again may be its app, whose answer was lost or of which several processes share one key.
/// They get what the first got, until that was used: who comes after that has an old key that somebody else went on from.
const REFRESH_GRACE: f64 = 120.0;

/// The answer to an app that proved itself.
#[derive(Serialize)]
pub struct Keys {
    access_token: String,
    token_type: &'static str,
    expires_in: u32,
    refresh_token: String,
    scope: String,
}

/// Gives keys for what a form has.
///
/// # Errors
/// In the words of RFC 6749; what was used before ends all that came of it.
pub async fn keys(app: &App, caller: &Caller, basic: Option<&str>, form: &str) -> Result<Keys, Refusal> {
    app.rate.check(APP_KEYS, &caller.network).await?;
    let all = pairs(form)?;
    let given = |name: &str| {
        all.get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    };
    let client = given("client_id").or(basic);
    let client = client.ok_or_else(|| Refusal::new("invalid_client", "Send client_id."))?;
    let invalid = |why: &str| Refusal::new("invalid_grant", why);
    match given("grant_type") {
        Some("authorization_code") => {
            let code = given("code").ok_or_else(|| Refusal::new("invalid_request", "Send code."))?;
            let hash = secret::hash(code);
            let mut tx = app.db.system(Reason::Authenticate).await?;
            let held = oauth::code(tx.conn(), &hash).await?;
            let held = held.ok_or_else(|| invalid("Unknown code. Start again from the app."))?;
            let proven =
                given("code_verifier").is_some_and(|verifier| proves(verifier, held.challenge.as_deref()));
            if let Some(seconds) = held.used {
                if !proven || seconds > CODE_GRACE {
                    end(tx.conn(), caller, &held, "Authorization code reused").await?;
                    tx.commit().await?;
                }
                return Err(invalid("This code was used before."));
            }
            if !held.live || held.client != client {
                return Err(invalid("This code has expired, or is another app's."));
            }
            if !proven {
                return Err(invalid("code_verifier doesn't fit the code_challenge."));
            }
            if given("redirect_uri").is_some_and(|uri| Some(uri) != held.redirect_uri.as_deref()) {
                return Err(invalid("redirect_uri is another one than the code went to."));
            }
            target(given("resource"), &held)?;
            oauth::use_code(tx.conn(), &held, &hash).await?;
            let keys = new(tx.conn(), &held).await?;
            tx.commit().await?;
            Ok(keys)
        }
        Some("refresh_token") => {
            let key = given("refresh_token")
                .ok_or_else(|| Refusal::new("invalid_request", "Send refresh_token."))?;
            let hash = secret::hash(key);
            let mut tx = app.db.system(Reason::Authenticate).await?;
            let held = oauth::refresh(tx.conn(), &hash).await?;
            let held = held.ok_or_else(|| invalid("This refresh token is unknown."))?;
            if held.client != client {
                return Err(invalid("This refresh token is another app's."));
            }
            let next: Vec<Pair> = pairs_after(app.db.sealer(), key).collect();
            let again = match held.used {
                None => None,
                Some(seconds) => match successor(tx.conn(), &next).await? {
                    Some((pair, left)) if seconds <= REFRESH_GRACE => Some((pair, left)),
                    _ => {
                        end(tx.conn(), caller, &held, "Refresh token reused").await?;
                        tx.commit().await?;
                        return Err(invalid(
                            "This refresh token was used before. Connect the app again.",
                        ));
                    }
                },
            };
            if !held.live {
                return Err(invalid("This connection has ended. Connect the app again."));
            }
            target(given("resource"), &held)?;
            if let Some((pair, left)) = again {
                return Ok(pair.keys(&held, left));
            }
            oauth::use_refresh(tx.conn(), &held, &hash).await?;
            let pair = next.into_iter().next().ok_or_else(Problem::internal)?;
            let keys = add(tx.conn(), &held, pair).await?;
            tx.commit().await?;
            Ok(keys)
        }
        _ => Err(Refusal::new(
            "unsupported_grant_type",
            "grant_type is authorization_code or refresh_token.",
        )),
    }
}

/// Keys are for what the person agreed to, whatever else is asked for now.
fn target(asked: Option<&str>, held: &Held) -> Result<(), Refusal> {
    let plain = |text: &str| text.trim_end_matches('/').to_ascii_lowercase();
    let fits = |asked: &str| {
        let (asked, own) = (plain(asked), plain(&held.resource));
        asked == own || own.strip_suffix("/mcp") == Some(&asked)
    };
    if asked.is_none_or(fits) {
        return Ok(());
    }
    let why = format!("The resource is {}.", held.resource);
    Err(Refusal::new("invalid_target", why))
}

/// Whether a verifier is what the challenge was made of.
fn proves(verifier: &str, challenge: Option<&str>) -> bool {
    let length = (43..=128).contains(&verifier.len());
    let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    // Both are hashes, of which the time of a comparison tells nothing.
    length && challenge == Some(made.as_str())
}

/// An access key with the refresh key that follows it.
struct Pair {
    access: String,
    refresh: String,
}

impl Pair {
    fn of(access: &str, refresh: &str) -> Self {
        Self {
            access: format!("{APP_KEY}{access}"),
            refresh: format!("{APP_REFRESH}{refresh}"),
        }
    }

    fn keys(self, held: &Held, seconds: u32) -> Keys {
        Keys {
            access_token: self.access,
            token_type: "Bearer",
            expires_in: seconds,
            refresh_token: self.refresh,
            scope: words(&held.role, held.spend, held.publish),
        }
    }
}

/// The keys that a refresh key is exchanged for, by each secret of the installation: they follow from it, so that whoever has it may be
/// given the same once more though only hashes are kept.
fn pairs_after(sealer: &Sealer, refresh: &str) -> impl Iterator<Item = Pair> {
    let access = sealer.derived("access key of an app", refresh);
    let next = sealer.derived("refresh key of an app", refresh);
    access.zip(next).map(|(access, next)| Pair::of(&access, &next))
}

/// Those of the pairs that were given, unless they were gone on from, with the seconds that the access key still holds.
async fn successor(conn: &mut PgConnection, pairs: &[Pair]) -> Result<Option<(Pair, u32)>> {
    for pair in pairs {
        let (access, refresh) = (secret::hash(&pair.access), secret::hash(&pair.refresh));
        if let Some(left) = oauth::unused(conn, &access, &refresh).await? {
            let same = Pair {
                access: pair.access.clone(),
                refresh: pair.refresh.clone(),
            };
            return Ok(Some((same, left)));
        }
    }
    Ok(None)
}

async fn new(conn: &mut PgConnection, held: &Held) -> Result<Keys> {
    add(conn, held, Pair::of(&secret::new(), &secret::new())).await
}

async fn add(conn: &mut PgConnection, held: &Held, pair: Pair) -> Result<Keys> {
    oauth::add_keys(
        conn,
        held,
        (&secret::hash(&pair.access), f64::from(ACCESS_SECONDS)),
        (&secret::hash(&pair.refresh), REFRESH_SECONDS),
    )
    .await?;
    Ok(pair.keys(held, ACCESS_SECONDS))
}

/// Ends a connection of which something was stolen.
async fn end(conn: &mut PgConnection, caller: &Caller, held: &Held, why: &str) -> Result<()> {
    if oauth::end(conn, held.account, held.grant).await? {
        let event = Event::of(Kind::AppKeyReused, "")
            .account(AccountId(held.account))
            .user(Some(UserId(held.user)))
            .detail(format!("{}: {why}. The app was disconnected", held.name));
        journal::record(conn, caller, &event).await?;
    }
    Ok(())
}

/// Ends a key: of a refresh key, the whole connection (RFC 7009). What is no key, or another app's, is no fault.
///
/// # Errors
/// `invalid_request` without a token, `invalid_client` without an app.
pub async fn revoke(app: &App, caller: &Caller, basic: Option<&str>, form: &str) -> Result<(), Refusal> {
    app.rate.check(APP_KEYS, &caller.network).await?;
    let all = pairs(form)?;
    let given = |name: &str| {
        all.get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    };
    let client = given("client_id").or(basic);
    let client = client.ok_or_else(|| Refusal::new("invalid_client", "Send client_id."))?;
    let key = given("token").ok_or_else(|| Refusal::new("invalid_request", "Send token."))?;
    let hash = secret::hash(key);
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let ended = match oauth::refresh(tx.conn(), &hash).await? {
        Some(held) if held.client == client => {
            let ended = oauth::end(tx.conn(), held.account, held.grant).await?;
            if ended {
                let event = Event::of(Kind::AppDisconnected, "")
                    .account(AccountId(held.account))
                    .user(Some(UserId(held.user)))
                    .detail(format!("{}, by itself", held.name));
                journal::record(tx.conn(), caller, &event).await?;
            }
            ended
        }
        Some(_) => false,
        None => oauth::end_key(tx.conn(), &hash, client).await?,
    };
    if ended {
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_fits_its_challenge_alone() {
        // The example of RFC 7636, appendix B.
        let (verifier, challenge) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        );
        assert!(proves(verifier, Some(challenge)));
        assert!(!proves(verifier, None));
        assert!(!proves(&verifier.to_uppercase(), Some(challenge)));
        assert!(!proves(challenge, Some(challenge)));
        assert!(!proves(
            "short",
            Some(&URL_SAFE_NO_PAD.encode(Sha256::digest(b"short")))
        ));
    }
}
