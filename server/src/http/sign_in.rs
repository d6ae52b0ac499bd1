//! Signing up, in and out by JSON: the same cookies as the forms, and the access token in the answer.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use igny8::auth::sign_up::SignUp;
use igny8::error::Problem;
use serde::Deserialize;

use crate::auth::rate::{LOGIN_EMAIL, LOGIN_IP};
use crate::auth::session::{TokenAnswer, Tokens};
use crate::auth::{account, invitation, session};
use crate::backend::Member;
use crate::error::Result;
use crate::http::problem::Failed;
use crate::http::{Web, caller, cookies};
use crate::state::App;
use crate::tenancy::{Reason, Via};

/// From where and with what a request comes.
pub struct Caller {
    /// The network address, for rate limits.
    pub ip: String,
    /// The browser or program.
    pub agent: Option<String>,
}

impl FromRequestParts<Web> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> std::result::Result<Self, Self::Rejection> {
        let from = caller::address(&web.app.config, &parts.headers, &parts.extensions);
        let agent = parts
            .headers
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        Ok(Self {
            ip: from.map(|ip| caller::network(ip).to_string()).unwrap_or_default(),
            agent,
        })
    }
}

/// An address with its password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
}

/// A password alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Password {
    /// The password.
    pub password: String,
}

/// Signs in, at a bounded rate for the address and the network.
///
/// # Errors
/// 401 or 429.
pub async fn checked_login(app: &App, caller: &Caller, credentials: Credentials) -> Result<Tokens> {
    app.rate.check(LOGIN_IP, &caller.ip).await?;
    app.rate
        .check(LOGIN_EMAIL, &credentials.email.trim().to_lowercase())
        .await?;
    session::login(
        app,
        &credentials.email,
        credentials.password,
        caller.agent.as_deref(),
    )
    .await
}

fn answer(app: &App, status: StatusCode, tokens: &Tokens) -> Response {
    let mut response = (status, Json(TokenAnswer::of(&tokens.access))).into_response();
    cookies::set(&app.config, response.headers_mut(), tokens);
    response
}

/// `POST /auth/login`.
pub async fn login(
    State(app): State<App>,
    caller: Caller,
    body: std::result::Result<Json<Credentials>, JsonRejection>,
) -> std::result::Result<Response, Failed> {
    let tokens = checked_login(&app, &caller, body?.0).await?;
    Ok(answer(&app, StatusCode::OK, &tokens))
}

/// `POST /auth/signup`.
pub async fn sign_up(
    State(app): State<App>,
    caller: Caller,
    body: std::result::Result<Json<SignUp>, JsonRejection>,
) -> std::result::Result<Response, Failed> {
    app.rate.check(LOGIN_IP, &caller.ip).await?;
    let tokens = account::sign_up(&app, body?.0, caller.agent.as_deref()).await?;
    Ok(answer(&app, StatusCode::CREATED, &tokens))
}

/// `POST /auth/invitations/{token}/accept`.
pub async fn accept(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    body: std::result::Result<Json<Password>, JsonRejection>,
) -> std::result::Result<Response, Failed> {
    app.rate.check(LOGIN_IP, &caller.ip).await?;
    let tokens = invitation::accept(&app, &token, body?.0.password, caller.agent.as_deref()).await?;
    Ok(answer(&app, StatusCode::OK, &tokens))
}

/// `POST /auth/refresh`: exchanges the refresh cookie.
pub async fn refresh(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
) -> std::result::Result<Response, Failed> {
    app.rate.check(LOGIN_IP, &caller.ip).await?;
    let jar = CookieJar::from_headers(&headers);
    let token = cookies::refresh(&app.config, &jar).ok_or_else(Problem::unauthenticated)?;
    let tokens = session::refresh(&app, &token).await?;
    Ok(answer(&app, StatusCode::OK, &tokens))
}

/// Ends the sender's sign-in.
///
/// # Errors
/// The database does not answer.
pub async fn end(member: &Member) -> Result<()> {
    let Ok(scope) = member.scope() else { return Ok(()) };
    if let Via::Session(id) = scope.via() {
        let mut tx = member.app.db.system(Reason::Authenticate).await?;
        session::revoke(tx.conn(), id).await?;
        tx.commit().await?;
        member.app.members.forget();
    }
    Ok(())
}

/// `POST /auth/logout`.
pub async fn logout(member: Member) -> std::result::Result<Response, Failed> {
    end(&member).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::clear(&member.app.config, response.headers_mut());
    Ok(response)
}
