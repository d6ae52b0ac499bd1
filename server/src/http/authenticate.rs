//! Who sends a request: a bearer token, or the cookies of a sign-in, renewed on the way when they are due.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use igny8::error::Problem;

use crate::auth::access::Claims;
use crate::auth::caller::Caller;
use crate::auth::rate::{Counted, REFUSALS};
use crate::auth::{api_token, app_key};
use crate::error::{Error, Result};
use crate::http::arrival;
use crate::http::problem::Failed;
use crate::http::{Web, calls, cookies, idempotency_key, mcp};
use crate::secrets::{API_TOKEN, APP_KEY};
use crate::services::sign_in::journal::{self, Event, Kind};
use crate::services::sign_in::session;
use crate::services::{RequestContext, oauth};
use crate::state::App;
use crate::tenancy::{Scope, needs_two_factor};

/// Endpoints that ask nobody who sends: a stale cookie must not hold them up, and a refresh token is theirs to use.
const OPEN: &[&str] = &[
    "/api/v1/system/status/",
    "/api/v1/system/live",
    "/api/v1/system/ready",
    "/api/v1/openapi.json",
    "/api/v1/auth/login",
    "/api/v1/auth/refresh",
    "/api/v1/auth/signup",
    "/api/v1/auth/password/forgot",
    "/api/v1/auth/password/reset",
    "/api/v1/auth/email/confirm",
    "/api/v1/auth/signup/finish",
    "/api/v1/billing/stripe/webhook",
    "/login",
    "/login/code",
    "/login/code/passkey",
    "/login/code/passkey/begin",
    "/login/passkey",
    "/login/passkey/begin",
    "/signup",
    "/forgot",
    // An app's id may stand where a token would.
    "/oauth/register",
    "/oauth/revoke",
    "/oauth/token",
];

/// Puts the verified scope into the request, and renewed cookies into the response.
pub async fn authenticate(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let app = &web.app;
    let path = request.uri().path();
    if path.starts_with("/pkg/") || path.starts_with("/.well-known/") || OPEN.contains(&path) {
        return next.run(request).await;
    }
    let caller = request
        .extensions()
        .get::<Arc<Caller>>()
        .cloned()
        .unwrap_or_default();
    let asked = format!("{} {}", request.method(), arrival::told(path));
    // How an agent's client learns where it gets a key, which is nothing to note.
    let learns = path == mcp::PATH && !request.headers().contains_key(header::AUTHORIZATION);
    let (verified, tokens) = match verify(app, &caller, path, request.headers()).await {
        Ok(verified) => verified,
        Err(error) => {
            let response = Failed::from(error).into_response();
            refused(app, &caller, None, &asked, response.status()).await;
            return response;
        }
    };
    let scope = verified.as_ref().map(|(scope, _)| scope.clone());
    if let Some(scope) = &scope {
        let span = tracing::Span::current();
        span.record("account", tracing::field::display(scope.account()));
        span.record("user", scope.user().map(tracing::field::display));
    }
    if scope.as_ref().is_some_and(Scope::lacks_two_factor) && !leads_to_two_factor(request.uri().path()) {
        return set_up_first(&request);
    }
    request.extensions_mut().insert(Verified(verified));
    let mut response = calls::counted(&web, scope.as_ref(), request, next).await;
    if !learns {
        refused(app, &caller, scope.as_ref(), &asked, response.status()).await;
    }
    // A handler that set cookies itself (sign-in, logout) has the last word.
    if let Some(tokens) = tokens.filter(|_| !response.headers().contains_key(header::SET_COOKIE)) {
        cookies::set(&app.config, response.headers_mut(), &tokens);
    }
    response
}

/// What somebody may reach whom the account asks for a second proof that they do not have: what gives them one, and signing out.
fn leads_to_two_factor(path: &str) -> bool {
    const PAGES: &[&str] = &["/two-factor", "/confirm", "/invite", "/reset"];
    const ENDPOINTS: &[&str] = &[
        "/logout",
        "/switch-account",
        "/api/v1/auth/logout",
        "/api/v1/auth/email/verify",
        "/api/v1/fn/two_factor",
        "/api/v1/fn/invitation",
        "/api/v1/fn/email_link",
    ];
    let below = |page: &str| {
        path.strip_prefix(page)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let file = !path.starts_with("/api/") && path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    PAGES.iter().any(|page| below(page))
        || ENDPOINTS.contains(&path)
        || (path.starts_with("/api/v1/auth/invitations/") && path.ends_with("/accept"))
        || file
}

/// Leads a person to the page where they set up a second proof, and tells a program.
fn set_up_first(request: &Request) -> Response {
    let path = request.uri().path();
    if request.method() == Method::GET && !path.starts_with("/api/") && path != mcp::PATH {
        return Redirect::to("/two-factor").into_response();
    }
    Failed::from(needs_two_factor()).into_response()
}

/// Whoever is signed in and asks for what they may not, and a token that is none, go into the security log; so many of one
/// network as tell what goes on, so that nobody fills it.
async fn refused(app: &App, caller: &Caller, scope: Option<&Scope>, asked: &str, status: StatusCode) {
    let event = match scope {
        Some(scope) if status == StatusCode::FORBIDDEN => Event::by(Kind::Refused, scope),
        // A token may be refused for where it is used.
        None if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
            Event::of(Kind::Refused, "")
        }
        _ => return,
    };
    tracing::info!(asked, status = status.as_u16(), "refused");
    if app.rate.count(REFUSALS, &caller.network).await == Counted::Within {
        journal::note(app, caller, event.detail(asked)).await;
    }
}

/// What proves who sends a request, to be asked again while the answer goes on.
#[derive(Clone)]
pub enum Proof {
    /// An access token.
    Access(Claims),
    /// An API token, and from where it is used.
    Token(String, Option<IpAddr>),
    /// The key of a connected app, and what it is used for.
    App(String, String),
}

impl Proof {
    /// The scope that it proves now, if it still proves one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn scope(&self, app: &App) -> Result<Option<Scope>> {
        match self {
            Self::Access(claims) => app.members.scope(&app.db, claims).await,
            Self::Token(token, from) => api_token::scope(&app.db, token, *from).await,
            Self::App(key, resource) => app_key::scope(&app.db, key, resource).await,
        }
    }

    /// The second since 1970 in which it ends by itself.
    pub const fn ends(&self) -> Option<u64> {
        match self {
            Self::Access(claims) => Some(claims.ends()),
            Self::Token(..) | Self::App(..) => None,
        }
    }
}

#[derive(Clone)]
struct Verified(Option<(Scope, Proof)>);

type Found = (Option<(Scope, Proof)>, Option<session::Tokens>);

async fn prove(app: &App, proof: Option<Proof>) -> Result<Option<(Scope, Proof)>> {
    let Some(proof) = proof else { return Ok(None) };
    Ok(proof.scope(app).await?.map(|scope| (scope, proof)))
}

fn by_cookie(found: Option<(Scope, Proof)>) -> Option<(Scope, Proof)> {
    found.map(|(scope, proof)| (scope.by_cookie(), proof))
}

async fn verify(app: &App, caller: &Caller, path: &str, headers: &HeaderMap) -> Result<Found> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value
            .to_str()
            .ok()
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(str::trim);
        let proof = match token {
            Some(token) if token.starts_with(API_TOKEN) => {
                Some(Proof::Token(token.to_owned(), caller.address))
            }
            // The key of an app is for agents' endpoint, and opens nothing else.
            Some(token) if token.starts_with(APP_KEY) => {
                let resource = oauth::resource(&caller.origin);
                (path == mcp::PATH).then(|| Proof::App(token.to_owned(), resource))
            }
            Some(token) => app.keys.read(token).map(Proof::Access),
            None => None,
        };
        // Whoever sends a token means it: a wrong one is not the same as none. Staff act for others in a browser alone.
        return prove(app, proof)
            .await?
            .filter(|(scope, _)| scope.acts().is_none())
            .map(|found| (Some(found), None))
            .ok_or_else(|| Problem::unauthenticated().into());
    }
    let jar = CookieJar::from_headers(headers);
    if let Some(claims) = cookies::access(&app.config, &jar).and_then(|token| app.keys.read(&token)) {
        return Ok((by_cookie(prove(app, Some(Proof::Access(claims))).await?), None));
    }
    let Some(refresh) = cookies::refresh(&app.config, &jar) else {
        return Ok((None, None));
    };
    match session::refresh(app, caller, &refresh).await {
        Ok(tokens) => {
            let proof = app.keys.read(&tokens.access).map(Proof::Access);
            Ok((by_cookie(prove(app, proof).await?), Some(tokens)))
        }
        Err(Error::Problem(_)) => Ok((None, None)),
        Err(error) => Err(error),
    }
}

/// Who sends a request, and what proves it; none if nobody is signed in.
pub fn sender(request: &Request) -> Option<(Scope, Proof)> {
    request
        .extensions()
        .get::<Verified>()
        .and_then(|verified| verified.0.clone())
}

/// The proof of a request that somebody sent who is signed in.
impl FromRequestParts<Web> for Proof {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> std::result::Result<Self, Failed> {
        let verified = parts.extensions.get::<Verified>();
        let proof = verified.and_then(|verified| verified.0.as_ref().map(|(_, proof)| proof.clone()));
        proof.ok_or_else(|| Problem::unauthenticated().into())
    }
}

/// The sender's view of the system.
impl FromRequestParts<Web> for RequestContext {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> std::result::Result<Self, Failed> {
        let scope = parts
            .extensions
            .get::<Verified>()
            .and_then(|verified| verified.0.as_ref().map(|(scope, _)| scope.clone()));
        let caller = parts.extensions.get::<Arc<Caller>>().cloned().unwrap_or_default();
        let mut member = Self::new(web.app.clone(), scope, caller);
        member.idempotency_key = idempotency_key::key(&parts.headers)?;
        Ok(member)
    }
}
