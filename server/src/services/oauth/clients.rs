//! Apps: those that register themselves (RFC 7591), and those whose id is the address of a document that describes them.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is rare, and boxed nowhere else"
)]

use std::time::Duration;

use chrono::{TimeDelta, Utc};
use igny8::error::Problem;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Refusal, redirect};
use crate::auth::caller::Caller;
use crate::auth::rate::{CLIENT_DOCUMENTS, CLIENTS};
use crate::error::Result;
use crate::repo::auth::oauth::{self, ClientRow};
use crate::state::App;
use crate::tenancy::Reason;

/// The most bytes of a document.
const MAX_DOCUMENT: usize = 64 * 1024;
/// How long its host may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long what it said is taken for true without asking again.
const FRESH: TimeDelta = TimeDelta::minutes(15);
/// How long it is taken for true while its host does not answer.
const STALE: TimeDelta = TimeDelta::hours(24);
/// Apps that may wait for somebody to connect them, over all networks.
const MAX_WAITING: i64 = 20_000;
/// The most addresses of an app.
const MAX_ADDRESSES: usize = 20;
/// The most characters of its name.
const MAX_NAME: usize = 80;

/// An app.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// What it calls itself.
    pub name: String,
    /// Where its answers may go.
    pub redirect_uris: Vec<String>,
    /// The host of the document that describes it.
    pub vouched: Option<String>,
}

/// What an app says of itself: what is not named here does not matter to us.
#[derive(Deserialize)]
pub struct Registration {
    /// What people know it by.
    #[serde(default)]
    client_name: Option<String>,
    /// Where its answers may go.
    #[serde(default)]
    redirect_uris: Vec<String>,
    /// How it proves who it is. Whatever it asks for, it proves nothing (`none`) and uses PKCE.
    #[serde(default)]
    token_endpoint_auth_method: Option<String>,
    /// In its document, the document's address.
    #[serde(default)]
    client_id: Option<String>,
}

/// The answer to a registration.
#[derive(Serialize)]
pub struct Registered {
    client_id: Uuid,
    client_id_issued_at: i64,
    client_name: String,
    redirect_uris: Vec<String>,
    grant_types: [&'static str; 2],
    response_types: [&'static str; 1],
    token_endpoint_auth_method: &'static str,
}

/// The name as people may be shown it: one short line that reads in one direction.
fn name(said: Option<&str>, uris: &[String]) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let shown: String = said
        .unwrap_or_default()
        .chars()
        .map(|c| if hides(c) { ' ' } else { c })
        .take(MAX_NAME)
        .collect();
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    if shown.is_empty() {
        uris.first().map(|uri| redirect::place(uri)).unwrap_or_default()
    } else {
        shown
    }
}

fn addresses(uris: &[String]) -> Result<(), Refusal> {
    if uris.is_empty() || uris.len() > MAX_ADDRESSES {
        let why = format!("Name 1 to {MAX_ADDRESSES} redirect_uris.");
        return Err(Refusal::new("invalid_redirect_uri", why));
    }
    for uri in uris {
        redirect::check(uri).map_err(|why| {
            Refusal::new("invalid_redirect_uri", format!("{why}: {}", uri.escape_default()))
        })?;
    }
    Ok(())
}

/// Registers an app.
///
/// # Errors
/// `invalid_redirect_uri`; too many from one network, or altogether.
pub async fn register(app: &App, caller: &Caller, said: Registration) -> Result<Registered, Refusal> {
    app.rate.check(CLIENTS, &caller.block()).await?;
    let mut said = said;
    // An app names what it may use somewhere: one address that is not allowed here need not keep it out.
    if said.redirect_uris.iter().any(|uri| redirect::check(uri).is_ok()) {
        said.redirect_uris.retain(|uri| redirect::check(uri).is_ok());
    }
    addresses(&said.redirect_uris)?;
    let name = name(said.client_name.as_deref(), &said.redirect_uris);
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let id = oauth::register(
        tx.conn(),
        &name,
        &said.redirect_uris,
        &caller.network,
        MAX_WAITING,
    )
    .await?;
    tx.commit().await?;
    let id = id.ok_or_else(|| CLIENTS.problem())?;
    Ok(Registered {
        client_id: id,
        client_id_issued_at: Utc::now().timestamp(),
        client_name: name,
        redirect_uris: said.redirect_uris,
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
    })
}

fn unknown() -> Problem {
    Problem::bad_request(
        "This app is no longer registered here. Remove the connection in the app and add it again.",
    )
}

/// The app with this id.
///
/// # Errors
/// 400 for an id that is none, or a document that does not describe an app.
pub async fn find(app: &App, caller: &Caller, id: &str) -> Result<Client> {
    if let Ok(uuid) = id.parse::<Uuid>() {
        let mut tx = app.db.system(Reason::Authenticate).await?;
        let found = oauth::client(tx.conn(), uuid).await?;
        // Other spellings of the same number are other ids.
        let found = found.filter(|row| row.id.to_string() == id);
        return Ok(client(found.ok_or_else(unknown)?));
    }
    if !id.contains("://") || id.len() > 1_000 {
        return Err(unknown().into());
    }
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let known = oauth::documented(tx.conn(), id).await?;
    drop(tx);
    let age = |row: &ClientRow| Utc::now() - row.read_at;
    if let Some(row) = known.as_ref().filter(|row| age(row) < FRESH) {
        return Ok(client(row.clone()));
    }
    app.rate.check(CLIENT_DOCUMENTS, &caller.network).await?;
    let read = match read(app, id).await {
        Ok(read) => read,
        Err(why) => {
            tracing::info!(client = ?id, why, "an app's document could not be used");
            return match known.filter(|row| age(row) < STALE) {
                Some(row) => Ok(client(row)),
                None => Err(Problem::bad_request(format!("This app can't be connected: {why}.")).into()),
            };
        }
    };
    let name = name(read.client_name.as_deref(), &read.redirect_uris);
    let mut tx = app.db.system(Reason::Authenticate).await?;
    oauth::keep_document(tx.conn(), id, &name, &read.redirect_uris, &caller.network).await?;
    tx.commit().await?;
    Ok(Client {
        id: id.to_owned(),
        name,
        vouched: Some(redirect::place(id)),
        redirect_uris: read.redirect_uris,
    })
}

fn client(row: ClientRow) -> Client {
    Client {
        id: row.address.clone().unwrap_or_else(|| row.id.to_string()),
        vouched: row.address.as_deref().map(redirect::place),
        name: row.name,
        redirect_uris: row.redirect_uris,
    }
}

/// Reads the document at an address: there, and nowhere that it leads to.
async fn read(app: &App, address: &str) -> Result<Registration, &'static str> {
    let url = app
        .egress
        .url(address)
        .map_err(|_| "its metadata URL isn't a public HTTPS address")?;
    if url.as_str() != address || matches!(url.path(), "" | "/") {
        return Err("its metadata URL has an invalid format");
    }
    let fetched = app.egress.fetch_there(url, MAX_DOCUMENT, TIMEOUT).await;
    let bytes = fetched.map_err(|_| "its metadata can't be read")?;
    let said: Registration = serde_json::from_slice(&bytes).map_err(|_| "its metadata is invalid")?;
    if said.client_id.as_deref() != Some(address) {
        return Err("its metadata belongs to another app");
    }
    if said
        .token_endpoint_auth_method
        .as_deref()
        .is_some_and(|method| method != "none")
    {
        return Err("it uses a client secret or key, which this server doesn't support");
    }
    if said.client_name.as_deref().unwrap_or_default().trim().is_empty()
        || addresses(&said.redirect_uris).is_err()
    {
        return Err("its metadata has no name or contains URLs that aren't allowed");
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_that_says_what_it_says() {
        let uris = ["https://app.example/cb".to_owned()];
        assert_eq!(name(Some(" Claude \n Code "), &uris), "Claude Code");
        assert_eq!(name(Some("\u{202e}edualC"), &uris), "edualC");
        assert_eq!(name(Some("\u{200b}"), &uris), "app.example");
        assert_eq!(name(None, &uris), "app.example");
        assert_eq!(name(Some(&"x".repeat(500)), &uris).len(), 80);
    }
}
