//! Signing up, in and out by plain forms: they work without JavaScript, and bring what went wrong back to the page.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use igny8::auth::sign_up::SignUp;
use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::query::encode;
use igny8::registry::HOME;
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::rate::LOGIN_IP;
use crate::auth::session::Tokens;
use crate::auth::{account, invitation, session};
use crate::backend::Member;
use crate::error::{Error, Result};
use crate::http::cookies;
use crate::http::sign_in::{Caller, Credentials, Password, checked_login, end};
use crate::state::App;
use crate::tenancy::Via;

/// The sign-in form.
#[derive(Deserialize)]
pub struct LoginForm {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// The account switch.
#[derive(Deserialize)]
pub struct SwitchForm {
    account_id: Uuid,
}

fn welcome(app: &App, tokens: &Tokens, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    cookies::set(&app.config, response.headers_mut(), tokens);
    response
}

/// Back to the form with what went wrong and what was entered, but never a password.
fn back(path: &str, error: Error, entered: &[(&str, &str)]) -> Response {
    let problem = error.into_problem();
    let first = problem.errors.values().flatten().next();
    let mut to = format!("{path}?error={}", encode(first.unwrap_or(&problem.detail)));
    if let Some(key) = problem.errors.keys().next() {
        to.extend(["&field=", &encode(key)]);
    }
    for (key, value) in entered {
        to.extend(["&", key, "=", &encode(value)]);
    }
    Redirect::to(&to).into_response()
}

/// Only a path of ours: no scheme, no host, nothing that a browser reads as one.
fn own_path(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r']);
    if own { next } else { HOME }
}

fn read<T>(form: std::result::Result<Form<T>, FormRejection>) -> Result<T> {
    form.map(|form| form.0)
        .map_err(|_| Problem::bad_request("The form was incomplete. Fill it in again.").into())
}

/// `POST /login`.
pub async fn login(
    State(app): State<App>,
    caller: Caller,
    form: std::result::Result<Form<LoginForm>, FormRejection>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return back("/login", error, &[]),
    };
    let credentials = Credentials {
        email: form.email.clone(),
        password: form.password,
    };
    match checked_login(&app, &caller, credentials).await {
        Ok(tokens) => welcome(&app, &tokens, own_path(&form.next)),
        Err(error) => back("/login", error, &[("email", &form.email), ("next", &form.next)]),
    }
}

/// `POST /signup`.
pub async fn sign_up(
    State(app): State<App>,
    caller: Caller,
    form: std::result::Result<Form<SignUp>, FormRejection>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return back("/signup", error, &[]),
    };
    let entered = (form.email.clone(), form.name.clone(), form.account.clone());
    let work = async {
        app.rate.check(LOGIN_IP, &caller.ip).await?;
        account::sign_up(&app, form, caller.agent.as_deref()).await
    };
    match work.await {
        Ok(tokens) => welcome(&app, &tokens, HOME),
        Err(error) => {
            let (email, name, account) = (&entered.0, &entered.1, &entered.2);
            back(
                "/signup",
                error,
                &[("email", email), ("name", name), ("account", account)],
            )
        }
    }
}

/// `POST /invite/{token}`.
pub async fn accept(
    State(app): State<App>,
    caller: Caller,
    Path(token): Path<String>,
    form: std::result::Result<Form<Password>, FormRejection>,
) -> Response {
    let work = async {
        let form = read(form)?;
        app.rate.check(LOGIN_IP, &caller.ip).await?;
        invitation::accept(&app, &token, form.password, caller.agent.as_deref()).await
    };
    match work.await {
        Ok(tokens) => welcome(&app, &tokens, HOME),
        Err(error) => back(&format!("/invite/{}", encode(&token)), error, &[]),
    }
}

/// `POST /logout`.
pub async fn logout(member: Member) -> Response {
    if let Err(error) = end(&member).await {
        return back("/login", error, &[]);
    }
    let mut response = Redirect::to("/login").into_response();
    cookies::clear(&member.app.config, response.headers_mut());
    response
}

/// `POST /switch-account`.
pub async fn switch_account(
    member: Member,
    form: std::result::Result<Form<SwitchForm>, FormRejection>,
) -> Response {
    let work = async {
        let scope = member.scope()?;
        let (Via::Session(id), Some(user)) = (scope.via(), scope.user()) else {
            return Err(Problem::unauthenticated().into());
        };
        session::switch(&member.app, user, id, AccountId(read(form)?.account_id)).await
    };
    match work.await {
        Ok(tokens) => welcome(&member.app, &tokens, HOME),
        Err(error) => back("/login", error, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn a_sign_in_leads_only_to_our_own_pages() {
        assert_eq!(own_path("/planner/keywords?page=2"), "/planner/keywords?page=2");
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(own_path(foreign), super::HOME, "{foreign}");
        }
    }
}
