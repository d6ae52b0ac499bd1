//! Asking a person whether an app may work for them, and what they answer.

#![allow(
    clippy::result_large_err,
    reason = "a refusal is rare, and boxed nowhere else"
)]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use igny8::auth::consent::{AppScope, Consent, ConsentScope};
use igny8::choice::SelectOption;
use igny8::error::Problem;
use igny8::id::{AccountId, SessionId, UserId};
use igny8::permission::Role;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clients::{self, Client};
use super::{Refusal, pairs, redirect, resource};
use crate::error::{Error, Result};
use crate::repo::auth::{accounts, oauth};
use crate::secrets::secret;
use crate::services::RequestContext;
use crate::services::sign_in::journal::{Event, Kind, record};
use crate::tenancy::{Reason, Via};

/// Seconds that a code holds.
const CODE_SECONDS: f64 = 120.0;
/// Minutes that the question holds.
const MINUTES: i64 = 15;
/// Days that a yes holds.
const DAYS: i32 = 365;
/// What an app asks for that does not say.
const USUAL: [AppScope; 2] = [AppScope::Read, AppScope::Write];

/// What an app asks, checked.
#[derive(Clone, Debug)]
pub struct Ask {
    client: Client,
    redirect_uri: String,
    state: Option<String>,
    challenge: String,
    resource: String,
    scopes: Vec<AppScope>,
}

/// How an app's question reads.
#[derive(Debug)]
pub enum Looked {
    /// It can be put to a person.
    Ask(Box<Ask>),
    /// It is wrong, which the app is told at this address.
    Back(String),
}

/// Looks at what an app asks.
///
/// # Errors
/// 400 where it is not certain whose question it is: then nobody is sent anywhere.
pub async fn look(ctx: &RequestContext, query: &str) -> Result<Looked> {
    let all = pairs(query).map_err(|refusal| Problem::bad_request(refusal.why))?;
    let given = |name: &str| {
        all.get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    };
    let missing = |what: &str| {
        Problem::bad_request(format!(
            "The app didn't send its {what}. Start again from the app."
        ))
    };
    let id = given("client_id").ok_or_else(|| missing("client_id"))?;
    let client = clients::find(&ctx.app, &ctx.caller, id).await?;
    let redirect_uri = given("redirect_uri").ok_or_else(|| missing("redirect_uri"))?;
    let registered = client.redirect_uris.iter();
    if !registered
        .into_iter()
        .any(|uri| redirect::fits(uri, redirect_uri))
    {
        let detail = "The app's redirect address isn't registered, so access wasn't granted. Start again from the app.";
        return Err(Problem::bad_request(detail).into());
    }
    let state = given("state");
    match read(ctx, &given) {
        Ok((challenge, resource, scopes)) => Ok(Looked::Ask(Box::new(Ask {
            redirect_uri: redirect_uri.to_owned(),
            state: state.map(str::to_owned),
            client,
            challenge,
            resource,
            scopes,
        }))),
        Err(refusal) => {
            let told = [("error", refusal.error), ("error_description", &refusal.why)];
            Ok(Looked::Back(back(ctx, redirect_uri, state, &told)?))
        }
    }
}

/// What is asked, of which the app can be told what is wrong.
fn read<'a>(
    ctx: &RequestContext,
    given: &impl Fn(&str) -> Option<&'a str>,
) -> Result<(String, String, Vec<AppScope>), Refusal> {
    if given("response_type") != Some("code") {
        let why = "response_type is code.";
        return Err(Refusal::new("unsupported_response_type", why));
    }
    let challenge = given("code_challenge").unwrap_or_default();
    if given("code_challenge_method") != Some("S256") || challenge.len() != 43 || !is_base64url(challenge) {
        let why = "PKCE is needed: a code_challenge with code_challenge_method S256.";
        return Err(Refusal::new("invalid_request", why));
    }
    if given("request").is_some() || given("request_uri").is_some() {
        return Err(Refusal::new(
            "request_not_supported",
            "Send the parameters themselves.",
        ));
    }
    let own = resource(&ctx.caller.origin);
    if given("resource").is_some_and(|asked| !same_resource(asked, &own)) {
        return Err(Refusal::new(
            "invalid_target",
            format!("The resource here is {own}."),
        ));
    }
    let asked = given("scope").unwrap_or_default().split(' ');
    // Scopes of other servers are no fault, and give nothing.
    let mut scopes: Vec<AppScope> = asked.filter_map(AppScope::parse).collect();
    if scopes.is_empty() {
        scopes = USUAL.to_vec();
    }
    Ok((challenge.to_owned(), own, scopes))
}

fn is_base64url(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether an app means this server: by its address or that of its agents' endpoint, however its host is spelt.
fn same_resource(asked: &str, own: &str) -> bool {
    let (Ok(asked), Ok(own)) = (url::Url::parse(asked), url::Url::parse(own)) else {
        return false;
    };
    let path = asked.path().trim_end_matches('/');
    asked.origin() == own.origin()
        && asked.query().is_none()
        && asked.fragment().is_none()
        && asked.username().is_empty()
        && (path.is_empty() || path == own.path())
}

/// The address of the app with an answer, under which name we gave it (RFC 9207).
fn back(ctx: &RequestContext, to: &str, state: Option<&str>, answer: &[(&str, &str)]) -> Result<String> {
    let mut all = answer.to_vec();
    if let Some(state) = state {
        all.push(("state", state));
    }
    all.push(("iss", &ctx.caller.origin));
    redirect::with(to, &all).ok_or_else(|| Problem::internal().into())
}

/// What goes with the form and comes back: sealed, so that nothing of it can be made up or changed.
#[derive(Serialize, Deserialize)]
struct Ticket {
    id: Uuid,
    until: DateTime<Utc>,
    client: String,
    name: String,
    redirect_uri: String,
    state: Option<String>,
    challenge: String,
    resource: String,
}

/// Whom a ticket is sealed for: this sign-in of this person, whatever another page makes their browser send.
fn owner(ctx: &RequestContext) -> Result<(UserId, String)> {
    let scope = ctx.scope()?;
    let (Via::Session(SessionId(session)), Some(user)) = (scope.via(), scope.user()) else {
        return Err(Problem::unauthenticated().into());
    };
    Ok((user, format!("consent of {user} in {session}")))
}

/// The question for whoever is signed in.
///
/// # Errors
/// As [`look`]; 401 when nobody is signed in.
pub async fn consent(ctx: &RequestContext, query: &str) -> Result<Consent> {
    let (user, owner) = owner(ctx)?;
    let Looked::Ask(ask) = look(ctx, query).await? else {
        let detail = "The app asked for something this server doesn't support. Start again from the app, or update it.";
        return Err(Problem::bad_request(detail).into());
    };
    let ticket = Ticket {
        id: Uuid::now_v7(),
        until: Utc::now() + TimeDelta::minutes(MINUTES),
        client: ask.client.id,
        name: ask.client.name.clone(),
        redirect_uri: ask.redirect_uri.clone(),
        state: ask.state,
        challenge: ask.challenge,
        resource: ask.resource,
    };
    let sealed = ctx
        .app
        .db
        .sealer()
        .seal_for(&owner, &serde_json::to_vec(&ticket)?)?;
    let mut tx = ctx.app.db.begin(&ctx.scope()?.member()).await?;
    let email = accounts::frame(&mut tx, user).await?.email;
    drop(tx);
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let mut accounts = accounts::of(tx.conn(), user).await?;
    let here = ctx.scope()?.account().0;
    accounts.sort_by_key(|(id, _)| *id != here);
    Ok(Consent {
        app: ask.client.name,
        vouched: ask.client.vouched,
        goes_to: redirect::place(&ask.redirect_uri),
        local: redirect::is_local(&ask.redirect_uri),
        email,
        accounts: accounts
            .into_iter()
            .map(|(id, label)| SelectOption {
                id,
                label,
                parent: None,
            })
            .collect(),
        scopes: AppScope::ALL
            .into_iter()
            .map(|scope| ConsentScope {
                scope,
                asked: ask.scopes.contains(&scope),
            })
            .collect(),
        ticket: URL_SAFE_NO_PAD.encode(sealed),
    })
}

/// A person's answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// The ticket of the question.
    pub ticket: String,
    /// Whether it is yes.
    pub allow: bool,
    /// The account.
    pub account: Option<Uuid>,
    /// What is allowed.
    pub scopes: Vec<AppScope>,
}

/// Takes an answer, and says where the browser goes with it.
///
/// # Errors
/// 400 for a ticket that is not of this sign-in or too old, 409 for one that was answered, 422 for an account of others.
pub async fn answer(ctx: &RequestContext, answer: Answer) -> Result<String> {
    let (user, owner) = owner(ctx)?;
    let outdated = || Problem::bad_request("This page is out of date. Start again from the app.");
    let sealed = URL_SAFE_NO_PAD.decode(&answer.ticket).map_err(|_| outdated())?;
    let text = ctx
        .app
        .db
        .sealer()
        .open_for(&owner, &sealed)
        .map_err(|_| outdated())?;
    let ticket: Ticket = serde_json::from_str(text.expose_secret()).map_err(|_| outdated())?;
    if ticket.until < Utc::now() {
        return Err(outdated().into());
    }
    let state = ticket.state.as_deref();
    if !answer.allow {
        let told = [
            ("error", "access_denied"),
            ("error_description", "The user denied access."),
        ];
        return back(ctx, &ticket.redirect_uri, state, &told);
    }
    let account = answer.account.map_or(ctx.scope()?.account(), AccountId);
    let may = |scope| answer.scopes.contains(&scope);
    let role = if may(AppScope::Manage) {
        Role::Admin
    } else if may(AppScope::Write) {
        Role::Editor
    } else {
        Role::Viewer
    };
    let home = redirect::place(&ticket.redirect_uri);
    let code = secret::new();
    let mut tx = ctx.app.db.system(Reason::Authenticate).await?;
    let grant = oauth::NewGrant {
        id: ticket.id,
        account,
        user,
        client: &ticket.client,
        name: &ticket.name,
        home: &home,
        role: role.as_str(),
        spend: may(AppScope::Spend),
        publish: may(AppScope::Publish),
        days: DAYS,
    };
    if !oauth::allow(tx.conn(), &grant).await? {
        let mine = accounts::of(tx.conn(), user).await?;
        return Err(if mine.iter().any(|(id, _)| *id == account.0) {
            Problem::conflict("You've already answered this request. Go back to the app.").into()
        } else {
            Error::from(Problem::field("account", "Choose one of your accounts."))
        });
    }
    let new = oauth::NewCode {
        hash: &secret::hash(&code),
        redirect_uri: &ticket.redirect_uri,
        challenge: &ticket.challenge,
        resource: &ticket.resource,
        seconds: CODE_SECONDS,
    };
    oauth::add_code(tx.conn(), account, ticket.id, &new).await?;
    let scopes = words(role.as_str(), grant.spend, grant.publish);
    let event = Event::by(Kind::AppConnected, ctx.scope()?)
        .account(account)
        .detail(format!("{} at {home}: {scopes}", ticket.name));
    record(tx.conn(), &ctx.caller, &event).await?;
    tx.commit().await?;
    back(ctx, &ticket.redirect_uri, state, &[("code", &code)])
}

/// What was allowed, as scopes.
pub fn words(role: &str, spend: bool, publish: bool) -> String {
    let role = Role::parse(role).unwrap_or(Role::Viewer);
    let all = [
        (AppScope::Read, true),
        (AppScope::Write, role >= Role::Editor),
        (AppScope::Manage, role >= Role::Admin),
        (AppScope::Spend, spend),
        (AppScope::Publish, publish),
    ];
    let given = all.iter().filter(|(_, given)| *given);
    given
        .map(|(scope, _)| scope.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_names_this_server_and_no_other() {
        let own = "https://igny8.example/mcp";
        for same in [
            own,
            "https://igny8.example",
            "https://igny8.example/",
            "https://igny8.example/mcp/",
            "HTTPS://IGNY8.example/mcp",
            "https://igny8.example:443/mcp",
        ] {
            assert!(same_resource(same, own), "{same}");
        }
        for other in [
            "https://evil.example/mcp",
            "http://igny8.example/mcp",
            "https://igny8.example:8443/mcp",
            "https://igny8.example/mcp2",
            "https://igny8.example/api/v1",
            "https://igny8.example/mcp#x",
            "https://igny8.example/mcp?x",
            "https://evil.example@igny8.example/mcp",
            "igny8.example",
            "",
        ] {
            assert!(!same_resource(other, own), "{other}");
        }
    }

    #[test]
    fn what_was_allowed_is_told_as_scopes() {
        assert_eq!(words("viewer", false, false), "read");
        assert_eq!(words("editor", true, false), "read write spend");
        assert_eq!(words("admin", true, true), "read write manage spend publish");
    }
}
