//! Signing up, in and out by plain forms: they work without JavaScript, and bring what went wrong back to the page.

use app::auth::Refused;
use app::auth::two_factor::CODES;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Form, Json};
use axum_extra::extract::cookie::CookieJar;
use igny8::auth::invitation::Answer;
use igny8::auth::ownership::PATH;
use igny8::auth::sign_up::SignUp;
use igny8::error::Problem;
use igny8::id::AccountId;
use igny8::query::encode;
use igny8::registry::HOME;
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::http::arrival::Sender;
use crate::http::problem::Failed;
use crate::http::{Web, cookies, pages};
use crate::services::sign_in::confirmation::Confirmation;
use crate::services::sign_in::passkey::Ceremony;
use crate::services::sign_in::session::{Entry, Tokens};
use crate::services::sign_in::{
    account, address, invitation, ownership, passkey, recovery, session, two_factor,
};
use crate::services::{RequestContext, staff};
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

/// The form again, with what went wrong and what was entered, but never a password. Nothing of it stands in an address: that
/// goes into logs and histories, and could be made by anybody.
async fn again(
    web: Web,
    ctx: RequestContext,
    path: &str,
    error: Error,
    entered: &[(&str, &str)],
) -> Response {
    let problem = error.into_problem().of_request(&ctx.caller.request.to_string());
    let first = problem.errors.values().flatten().next();
    let refused = Refused {
        error: first.unwrap_or(&problem.detail).clone(),
        field: problem.errors.keys().next().cloned(),
        entered: entered
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
    };
    pages::refused(web, ctx, path, refused, &problem).await
}

/// Only a path of ours: no scheme, no host, nothing that a browser reads as one. Browsers drop tabs and line ends from an
/// address and take a backslash for a slash, so only what an address may hold passes.
fn own_path(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let own = plain && next.starts_with('/') && !next.starts_with("//");
    if own { next } else { HOME }
}

fn read<T>(form: std::result::Result<Form<T>, FormRejection>) -> Result<T> {
    form.map(|form| form.0)
        .map_err(|_| Problem::bad_request("The form was incomplete. Fill it in again.").into())
}

/// `POST /login`.
pub async fn login(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    form: std::result::Result<Form<LoginForm>, FormRejection>,
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
    form: std::result::Result<Form<SecondForm>, FormRejection>,
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
    form: std::result::Result<Form<PasskeyForm>, FormRejection>,
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
pub async fn begin_passkey(
    State(web): State<Web>,
    Sender(caller): Sender,
) -> std::result::Result<Json<Ceremony>, Failed> {
    Ok(Json(passkey::begin_sign_in(&web.app, &caller).await?))
}

/// `POST /login/code/passkey/begin`: the same for whoever has proven a password lately.
pub async fn begin_second_passkey(
    State(web): State<Web>,
    Sender(caller): Sender,
    headers: HeaderMap,
) -> std::result::Result<Json<Ceremony>, Failed> {
    let secret = cookies::code(&web.app.config, &CookieJar::from_headers(&headers)).unwrap_or_default();
    Ok(Json(
        passkey::begin_second_step(&web.app, &caller, &secret).await?,
    ))
}

/// `POST /two-factor/passkeys/proof`: the same for whoever is signed in.
pub async fn begin_proof(ctx: RequestContext) -> std::result::Result<Json<Ceremony>, Failed> {
    Ok(Json(passkey::begin_proof(&ctx).await?))
}

/// `POST /two-factor/passkeys/begin`: what a browser makes a passkey by, for whoever proves again who they are.
pub async fn begin_registration(
    ctx: RequestContext,
    body: std::result::Result<Json<ProofForm>, JsonRejection>,
) -> std::result::Result<Json<Ceremony>, Failed> {
    let proof = body?.0.into();
    Ok(Json(passkey::begin_registration(&ctx, proof).await?))
}

/// What proves again who somebody is, of which a form asks what it needs.
#[derive(Default, Deserialize)]
pub struct ProofForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    passkey: String,
    /// Which passkey the form is about.
    #[serde(default)]
    id: Uuid,
    /// What it is called.
    #[serde(default)]
    name: String,
}

impl From<ProofForm> for Confirmation {
    fn from(form: ProofForm) -> Self {
        Self {
            password: form.password,
            code: Some(form.code),
            passkey: Some(form.passkey),
        }
    }
}

/// What a form of two-factor authentication does.
#[derive(Clone, Copy, Debug)]
pub enum Factor {
    /// Makes a key.
    Begin,
    /// Turns it on.
    Confirm,
    /// Gives other recovery codes.
    Codes,
    /// Turns it off.
    Off,
    /// Keeps a passkey.
    AddPasskey,
    /// Calls one otherwise.
    RenamePasskey,
    /// Removes one.
    RemovePasskey,
}

/// `POST /two-factor/{…}`: recovery codes are in the answer alone, and never in an address.
pub async fn two_factor(
    web: Web,
    ctx: RequestContext,
    factor: Factor,
    form: std::result::Result<Form<ProofForm>, FormRejection>,
) -> Response {
    let work = async {
        let form = read(form)?;
        let done = |()| None;
        match factor {
            Factor::Begin => two_factor::begin(&ctx, form.into()).await.map(done),
            Factor::Confirm => two_factor::confirm(&ctx, &form.code).await.map(Some),
            Factor::Codes => two_factor::renew(&ctx, form.into()).await.map(Some),
            Factor::Off => two_factor::end(&ctx, form.into()).await.map(done),
            Factor::AddPasskey => passkey::add(&ctx, &form.passkey, &form.name).await,
            Factor::RenamePasskey => passkey::rename(&ctx, form.id, &form.name).await.map(done),
            Factor::RemovePasskey => passkey::remove(&ctx, form.id, form.into()).await.map(done),
        }
    };
    match work.await {
        Ok(None) => Redirect::to("/two-factor").into_response(),
        Ok(Some(codes)) => {
            let shown = Refused {
                entered: vec![(CODES.to_owned(), codes.join(" "))],
                ..Refused::default()
            };
            pages::shown(web, ctx, "/two-factor", shown).await
        }
        Err(error) => again(web, ctx, "/two-factor", error, &[]).await,
    }
}

/// What a form of the owners' page sends: the proof, and what each of them asks for.
#[derive(Deserialize)]
pub struct OwnerForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    passkey: String,
    #[serde(default)]
    member_id: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    name: String,
}

/// What a form of the owners' page does.
#[derive(Clone, Copy, Debug)]
pub enum Decision {
    /// Hands the account over.
    Transfer,
    /// Requires a second proof, or no longer.
    TwoFactor,
    /// Deletes the account after some time.
    Delete,
    /// Has it stay.
    Keep,
    /// Packs all that is in it.
    Export,
}

/// `POST /account/{…}`.
pub async fn decide(
    web: Web,
    ctx: RequestContext,
    decision: Decision,
    form: std::result::Result<Form<OwnerForm>, FormRejection>,
) -> Response {
    let mut typed = String::new();
    let work = async {
        let there = || PATH.to_owned();
        if matches!(decision, Decision::Keep) {
            return ownership::keep(&ctx).await.map(|()| there());
        }
        let form = read(form)?;
        typed.clone_from(&form.name);
        let proof = Confirmation {
            password: form.password,
            code: Some(form.code),
            passkey: Some(form.passkey),
        };
        match decision {
            Decision::Transfer => {
                let member = form.member_id.parse();
                let member = member.map_err(|_| Problem::field("member_id", "Choose the new owner."))?;
                ownership::transfer(&ctx, member, proof).await?;
                // Whoever has handed it over owns nothing here any more.
                return Ok(HOME.to_owned());
            }
            Decision::TwoFactor => ownership::require_two_factor(&ctx, form.required, proof).await?,
            Decision::Delete => ownership::delete(&ctx, &form.name, proof).await?,
            Decision::Export => {
                let task = ownership::export(&ctx, proof).await?;
                return Ok(format!("{}/{task}", igny8::system::tasks::PAGE.path));
            }
            Decision::Keep => {}
        }
        Ok(there())
    };
    match work.await {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(error) => again(web, ctx, PATH, error, &[("name", &typed)]).await,
    }
}

/// `POST /signup`.
pub async fn sign_up(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    form: std::result::Result<Form<SignUp>, FormRejection>,
) -> Response {
    let form = match read(form) {
        Ok(form) => form,
        Err(error) => return again(web, ctx, "/signup", error, &[]).await,
    };
    let (email, name, account) = (form.email.clone(), form.name.clone(), form.account.clone());
    match account::sign_up(&web.app, &caller, form).await {
        Ok(tokens) => welcome(&web.app, &tokens, HOME),
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

/// `POST /invite/{token}`.
pub async fn accept(
    State(web): State<Web>,
    ctx: RequestContext,
    Sender(caller): Sender,
    Path(token): Path<String>,
    form: std::result::Result<Form<Answer>, FormRejection>,
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
    form: std::result::Result<Form<ForgotForm>, FormRejection>,
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
    form: std::result::Result<Form<ResetForm>, FormRejection>,
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
pub async fn switch_account(
    State(web): State<Web>,
    ctx: RequestContext,
    form: std::result::Result<Form<SwitchForm>, FormRejection>,
) -> Response {
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
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "/\u{b}x",
            "/\u{c}x",
            "/\u{0}x",
            "/a b",
            "/\u{a0}/evil.example",
            "/é",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(own_path(foreign), super::HOME, "{foreign}");
        }
    }
}
