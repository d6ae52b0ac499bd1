//! Signing up, in and out by JSON: the same cookies as the forms, and the access token in the answer.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use igny8::auth::email_link::EmailLink;
use igny8::auth::invitation::Answer;
use igny8::auth::sign_up::{MAX_PASSWORD, SignUp};
use igny8::error::Problem;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::http::arrival::Sender;
use crate::http::cookies;
use crate::http::problem::Failed;
use crate::services::RequestContext;
use crate::services::sign_in::account::SignedUp;
use crate::services::sign_in::session::{TokenAnswer, Tokens};
use crate::services::sign_in::{account, address, invitation, pending_sign_up, proof, recovery, session};
use crate::state::App;

/// An address with its password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    /// The address.
    #[schemars(email, length(max = 254))]
    pub email: String,
    /// The password.
    #[schemars(length(max = MAX_PASSWORD))]
    pub password: String,
    /// The code of an authenticator app, or a recovery code, where the person has turned that on.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub code: Option<String>,
}

fn answer(app: &App, status: StatusCode, tokens: &Tokens) -> Response {
    let mut response = (status, Json(TokenAnswer::of(&tokens.access))).into_response();
    cookies::set(&app.config, response.headers_mut(), tokens);
    response
}

/// `POST /auth/login`.
pub async fn login(
    State(app): State<App>,
    Sender(caller): Sender,
    body: Result<Json<Credentials>, JsonRejection>,
) -> Result<Response, Failed> {
    let Credentials {
        email,
        password,
        code,
    } = body?.0;
    let tokens = session::login_with(&app, &caller, &email, password, code.as_deref()).await?;
    Ok(answer(&app, StatusCode::OK, &tokens))
}

/// `POST /auth/signup`.
pub async fn sign_up(
    State(app): State<App>,
    Sender(caller): Sender,
    body: Result<Json<SignUp>, JsonRejection>,
) -> Result<Response, Failed> {
    let input = body?.0;
    let sent_to = input.email.trim().to_owned();
    Ok(match account::sign_up(&app, &caller, input).await? {
        SignedUp::In(tokens) => answer(&app, StatusCode::CREATED, &tokens),
        SignedUp::Mailed => (StatusCode::ACCEPTED, Json(Mailed { sent_to })).into_response(),
    })
}

/// A sign-up that goes on by mail: the answer is the same whether or not the address signs in already.
#[derive(Serialize, JsonSchema)]
pub struct Mailed {
    /// Where the link went.
    #[schemars(email)]
    pub sent_to: String,
}

/// The token of the mailed link with the password that was signed up with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishedSignUp {
    /// What stands in the link after `/signup/`.
    pub token: String,
    /// The password that was signed up with.
    #[schemars(length(max = MAX_PASSWORD))]
    pub password: String,
}

/// `POST /auth/signup/finish`.
pub async fn finish_sign_up(
    State(app): State<App>,
    Sender(caller): Sender,
    body: Result<Json<FinishedSignUp>, JsonRejection>,
) -> Result<Response, Failed> {
    let FinishedSignUp { token, password } = body?.0;
    let tokens = pending_sign_up::finish(&app, &caller, &token, password).await?;
    Ok(answer(&app, StatusCode::CREATED, &tokens))
}

/// `POST /auth/invitations/{token}/accept`: as whoever is signed in, or with the password of a known or new sign-in.
pub async fn accept(
    ctx: RequestContext,
    Sender(caller): Sender,
    Path(token): Path<String>,
    body: Result<Json<Answer>, JsonRejection>,
) -> Result<Response, Failed> {
    let scope = ctx.scope().ok();
    let tokens = invitation::accept(&ctx.app, &caller, scope, &token, body?.0).await?;
    Ok(answer(&ctx.app, StatusCode::OK, &tokens))
}

/// An address to send a link to.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgotten {
    /// The address.
    #[schemars(email, length(max = 254))]
    pub email: String,
}

/// `POST /auth/password/forgot`: the same answer for every address.
pub async fn forgot(
    State(app): State<App>,
    Sender(caller): Sender,
    body: Result<Json<Forgotten>, JsonRejection>,
) -> Result<Response, Failed> {
    recovery::ask(&app, &caller, &body?.0.email).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The token of a mailed link with a new password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// What stands in the link after `/reset/`.
    pub token: String,
    /// The new password.
    #[schemars(length(max = MAX_PASSWORD))]
    pub password: String,
}

/// `POST /auth/password/reset`: signs nobody in.
pub async fn reset(
    State(app): State<App>,
    Sender(caller): Sender,
    body: Result<Json<NewPassword>, JsonRejection>,
) -> Result<Response, Failed> {
    let NewPassword { token, password } = body?.0;
    recovery::reset(&app, &caller, &token, password).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The token of a mailed link.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    /// What stands in the link after `/confirm/`.
    pub token: String,
}

/// `POST /auth/email/confirm`: proves an address, or makes it the one to sign in with.
pub async fn confirm(
    State(app): State<App>,
    Sender(caller): Sender,
    body: Result<Json<LinkToken>, JsonRejection>,
) -> Result<Json<EmailLink>, Failed> {
    Ok(Json(address::confirm(&app, &caller, &body?.0.token).await?))
}

/// `POST /auth/email/verify`: sends whoever is signed in another link, unless their address is proven.
pub async fn verify(ctx: RequestContext) -> Result<Response, Failed> {
    address::ask_again(&ctx).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `POST /auth/refresh`: exchanges the refresh cookie.
pub async fn refresh(
    State(app): State<App>,
    Sender(caller): Sender,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    proof::network(&app, &caller).await?;
    let jar = CookieJar::from_headers(&headers);
    let token = cookies::refresh(&app.config, &jar).ok_or_else(Problem::unauthenticated)?;
    let tokens = session::refresh(&app, &caller, &token).await?;
    Ok(answer(&app, StatusCode::OK, &tokens))
}

/// `POST /auth/logout`.
pub async fn logout(ctx: RequestContext) -> Result<Response, Failed> {
    session::end(&ctx).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    cookies::clear(&ctx.app.config, response.headers_mut());
    Ok(response)
}
