//! Links that are mailed: to a new password, and to confirm an address.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use igny8::query::encode;
use serde::Deserialize;

use super::{Sent, again, read};
use crate::http::arrival::Sender;
use crate::http::{Web, cookies};
use crate::services::RequestContext;
use crate::services::sign_in::{address, recovery};

/// An address to send a link to.
#[derive(Deserialize)]
pub struct ForgotForm {
    email: String,
}

/// `POST /forgot`.
pub async fn forgot(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    form: Sent<ForgotForm>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, "/forgot", error, &[]).await,
    };
    match recovery::ask(&web.app, &caller, &form.email).await {
        Ok(()) => Redirect::to("/forgot?sent").into_response(),
        Err(error) => again(web, ctx, "/forgot", error, &[("email", &form.email)]).await,
    }
}

/// A new password.
#[derive(Deserialize)]
pub struct ResetForm {
    password: String,
}

/// `POST /reset/{token}`. Whoever did it signs in with it: a link that was mailed opens no session by itself.
pub async fn reset(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    Path(token): Path<String>,
    form: Sent<ResetForm>,
) -> Response {
    let path = format!("/reset/{}", encode(&token));
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, &path, error, &[]).await,
    };
    match recovery::reset(&web.app, &caller, &token, form.password).await {
        Ok(()) => {
            let mut response = Redirect::to("/login?reset").into_response();
            cookies::clear(&web.app.config, response.headers_mut());
            response
        }
        Err(error) => again(web, ctx, &path, error, &[]).await,
    }
}

/// `POST /confirm/{token}`.
pub async fn confirm(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    Path(token): Path<String>,
) -> Response {
    match address::confirm(&web.app, &caller, &token).await {
        Ok(_) => Redirect::to("/confirm?done").into_response(),
        Err(error) => again(web, ctx, &format!("/confirm/{}", encode(&token)), error, &[]).await,
    }
}

/// `POST /confirm`: another link for whoever is signed in.
pub async fn verify(State(web): State<Web>, ctx: RequestContext) -> Response {
    match address::ask_again(&ctx).await {
        Ok(true) => Redirect::to("/confirm?sent").into_response(),
        Ok(false) => Redirect::to("/confirm?done").into_response(),
        Err(error) => again(web, ctx, "/confirm", error, &[]).await,
    }
}
