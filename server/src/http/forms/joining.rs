//! Signing up, and accepting an invitation.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use igny8::auth::invitation::Answer;
use igny8::auth::sign_up::SignUp;
use igny8::query::encode;
use igny8::registry::HOME;
use serde::Deserialize;

use super::{Sent, again, read, welcome};
use crate::http::Web;
use crate::http::arrival::Sender;
use crate::services::RequestContext;
use crate::services::sign_in::account::SignedUp;
use crate::services::sign_in::{account, invitation, pending_sign_up};

/// `POST /signup`.
pub async fn sign_up(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    form: Sent<SignUp>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, "/signup", error, &[]).await,
    };
    let (email, name, account) = (form.email.clone(), form.name.clone(), form.account.clone());
    match account::sign_up(&web.app, &caller, form).await {
        Ok(SignedUp::In(tokens)) => welcome(&web.app, &tokens, HOME),
        Ok(SignedUp::Mailed) => Redirect::to("/signup?sent").into_response(),
        Err(error) => {
            let entered = [
                ("email", email.as_str()),
                ("name", name.as_str()),
                ("account", account.as_str()),
            ];
            again(web, ctx, "/signup", error, &entered).await
        }
    }
}

/// The password that was signed up with.
#[derive(Deserialize)]
pub struct FinishForm {
    password: String,
}

/// `POST /signup/{token}`.
pub async fn finish_sign_up(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    Path(token): Path<String>,
    form: Sent<FinishForm>,
) -> Response {
    let path = format!("/signup/{}", encode(&token));
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, &path, error, &[]).await,
    };
    match pending_sign_up::finish(&web.app, &caller, &token, form.password).await {
        Ok(tokens) => welcome(&web.app, &tokens, HOME),
        Err(error) => again(web, ctx, &path, error, &[]).await,
    }
}

/// `POST /invite/{token}`.
pub async fn accept(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    Path(token): Path<String>,
    form: Sent<Answer>,
) -> Response {
    let path = format!("/invite/{}", encode(&token));
    let answer = match read(form) {
        Ok(answer) => answer,
        Err(error) => return again(web, ctx, &path, error, &[]).await,
    };
    let (email, name) = (answer.email.clone(), answer.name.clone());
    match invitation::accept(&web.app, &caller, ctx.scope().ok(), &token, answer).await {
        Ok(tokens) => welcome(&web.app, &tokens, HOME),
        Err(error) => {
            let entered = [
                ("email", email.as_deref().unwrap_or_default()),
                ("name", name.as_deref().unwrap_or_default()),
            ];
            again(web, ctx, &path, error, &entered).await
        }
    }
}
