//! The owners' page.

use axum::response::{IntoResponse, Redirect, Response};
use igny8::auth::ownership::PATH;
use igny8::error::Problem;
use igny8::registry::HOME;
use serde::Deserialize;

use super::{Sent, again, read};
use crate::http::Web;
use crate::services::RequestContext;
use crate::services::sign_in::confirmation::Confirmation;
use crate::services::sign_in::ownership;

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
pub async fn decide(web: Web, ctx: RequestContext, decision: Decision, form: Sent<OwnerForm>) -> Response {
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
