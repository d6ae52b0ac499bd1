//! The page of two-factor authentication.

use app::auth::Refused;
use app::auth::two_factor::CODES;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{Sent, again, read};
use crate::http::problem::Failed;
use crate::http::{Web, pages};
use crate::services::RequestContext;
use crate::services::sign_in::confirmation::Confirmation;
use crate::services::sign_in::passkey::Ceremony;
use crate::services::sign_in::{passkey, two_factor};

/// `POST /two-factor/passkeys/proof`: what a browser asks for a passkey of whoever is signed in.
pub async fn begin_proof(ctx: RequestContext) -> Result<Json<Ceremony>, Failed> {
    Ok(Json(passkey::begin_proof(&ctx).await?))
}

/// `POST /two-factor/passkeys/begin`: what a browser makes a passkey by, for whoever proves again who they are.
pub async fn begin_registration(
    ctx: RequestContext,
    body: Result<Json<ProofForm>, JsonRejection>,
) -> Result<Json<Ceremony>, Failed> {
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
pub async fn act(web: Web, ctx: RequestContext, factor: Factor, form: Sent<ProofForm>) -> Response {
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
