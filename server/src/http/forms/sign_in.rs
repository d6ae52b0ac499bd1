//! Signing in by a password or a passkey, from one account into another, and out.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::query::encode;
use igny8::registry::HOME;
use serde::Deserialize;
use uuid::Uuid;

use super::{Sent, again, own_path, read, welcome};
use crate::http::arrival::Sender;
use crate::http::problem::Failed;
use crate::http::{Web, cookies};
use crate::services::sign_in::passkey::Ceremony;
use crate::services::sign_in::session::Entry;
use crate::services::sign_in::{passkey, session};
use crate::services::{RequestContext, staff};
use crate::tenancy::Via;

/// The sign-in form.
#[derive(Deserialize)]
pub struct LoginForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /login`.
pub async fn login(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    form: Sent<LoginForm>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, "/login", error, &[]).await,
    };
    match session::first_step(&web.app, &caller, &form.email, form.password).await {
        Ok(Entry::In(tokens)) => welcome(&web.app, &tokens, own_path(&form.next)),
        Ok(Entry::Code(secret)) => {
            let to = format!("/login/code?next={}", encode(own_path(&form.next)));
            let mut response = Redirect::to(&to).into_response();
            cookies::set_code(&web.app.config, response.headers_mut(), &secret);
            response
        }
        Err(error) => {
            let entered = [("email", form.email.as_str()), ("next", form.next.as_str())];
            again(web, ctx, "/login", error, &entered).await
        }
    }
}

/// A code or a passkey, as the browser has answered, and where to go with it.
#[derive(Deserialize)]
pub struct SecondForm {
    #[serde(default)]
    code: String,
    passkey: Option<String>,
    #[serde(default)]
    next: String,
}

/// `POST /login/code` and `POST /login/code/passkey`: of whoever has proven a password lately.
pub async fn second_step(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    headers: HeaderMap,
    form: Sent<SecondForm>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, "/login/code", error, &[]).await,
    };
    let secret = cookies::code(&web.app.config, &CookieJar::from_headers(&headers)).unwrap_or_default();
    let proven = match &form.passkey {
        Some(answer) => passkey::second_step(&web.app, &caller, &secret, answer).await,
        None => session::second_step(&web.app, &caller, &secret, &form.code).await,
    };
    match proven {
        Ok(tokens) => {
            let mut response = welcome(&web.app, &tokens, own_path(&form.next));
            cookies::set_code(&web.app.config, response.headers_mut(), "");
            response
        }
        Err(error) => again(web, ctx, "/login/code", error, &[("next", form.next.as_str())]).await,
    }
}

/// A passkey, as the browser has answered, and where to go with it.
#[derive(Deserialize)]
pub struct PasskeyForm {
    passkey: String,
    #[serde(default)]
    next: String,
}

/// `POST /login/passkey`: without a password.
pub async fn passkey(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    form: Sent<PasskeyForm>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, "/login", error, &[]).await,
    };
    match passkey::sign_in(&web.app, &caller, &form.passkey).await {
        Ok(tokens) => welcome(&web.app, &tokens, own_path(&form.next)),
        Err(error) => again(web, ctx, "/login", error, &[("next", form.next.as_str())]).await,
    }
}

/// `POST /login/passkey/begin`: what a browser asks for a passkey of whoever has one.
pub async fn begin_passkey(State(web): State<Web>, Sender(caller): Sender) -> Result<Json<Ceremony>, Failed> {
    Ok(Json(passkey::begin_sign_in(&web.app, &caller).await?))
}

/// `POST /login/code/passkey/begin`: the same for whoever has proven a password lately.
pub async fn begin_second_passkey(
    State(web): State<Web>,
    Sender(caller): Sender,
    headers: HeaderMap,
) -> Result<Json<Ceremony>, Failed> {
    let secret = cookies::code(&web.app.config, &CookieJar::from_headers(&headers)).unwrap_or_default();
    Ok(Json(
        passkey::begin_second_step(&web.app, &caller, &secret).await?,
    ))
}

/// The account switch.
#[derive(Deserialize)]
pub struct SwitchForm {
    account_id: Uuid,
}

/// `POST /logout`.
pub async fn logout(State(web): State<Web>, ctx: RequestContext) -> Response {
    if let Err(error) = session::end(&ctx).await {
        return again(web, ctx, "/login", error, &[]).await;
    }
    let mut response = Redirect::to("/login").into_response();
    cookies::clear(&ctx.app.config, response.headers_mut());
    response
}

/// `POST /switch-account`.
pub async fn switch_account(State(web): State<Web>, ctx: RequestContext, form: Sent<SwitchForm>) -> Response {
    let work = async {
        let scope = ctx.scope()?;
        let (Via::Session(id), Some(user)) = (scope.via(), scope.user()) else {
            return Err(Problem::unauthenticated().into());
        };
        session::switch(&ctx.app, user, id, AccountId(read(form)?.account_id)).await
    };
    match work.await {
        Ok(tokens) => welcome(&ctx.app, &tokens, HOME),
        Err(error) => again(web, ctx, "/login", error, &[]).await,
    }
}

/// `POST /stop-acting`: back from the account that a member of the staff acts for.
pub async fn stop_acting(State(web): State<Web>, ctx: RequestContext) -> Response {
    match staff::stop(&ctx).await {
        Ok(true) => Redirect::to(igny8::staff::accounts::PAGE.path).into_response(),
        // It had ended by itself.
        Ok(false) => Redirect::to(HOME).into_response(),
        Err(error) => again(web, ctx, "/login", error, &[]).await,
    }
}
