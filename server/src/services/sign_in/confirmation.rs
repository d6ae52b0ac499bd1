//! Proof once more of somebody who is signed in, for what no session that somebody found open should do: the password with, where
//! they have turned that on, a code; or a passkey, which stands for both.

use igny8::error::Problem;
use igny8::id::UserId;

use crate::error::Result;
use crate::services::RequestContext;
use crate::services::sign_in::{email_link, passkey, proof, two_factor};
use crate::tenancy::{Reason, Via};

/// What proves a person once more.
#[derive(Clone, Default)]
pub struct Confirmation {
    /// The password.
    pub password: String,
    /// The code of an app or a recovery code, where they have turned that on.
    pub code: Option<String>,
    /// The browser's answer for one of their passkeys, in place of both.
    pub passkey: Option<String>,
}

/// The person who asks in a session: no program turns any of this on or off.
///
/// # Errors
/// 401 for nobody, 403 for a program.
pub fn person(ctx: &RequestContext) -> Result<UserId> {
    let scope = ctx.scope()?;
    match (scope.via(), scope.user()) {
        (Via::Session(_), Some(user)) => Ok(user),
        _ => Err(Problem::forbidden().into()),
    }
}

/// Proves the person who asks.
///
/// # Errors
/// Field errors, 401 for a passkey that is not right, 403 for a program, 429.
pub async fn prove_again(ctx: &RequestContext, given: Confirmation) -> Result<()> {
    let user = person(ctx)?;
    let app = &ctx.app;
    let filled = |given: Option<String>| given.filter(|given| !given.trim().is_empty());
    if let Some(answer) = filled(given.passkey) {
        return passkey::prove(app, &ctx.caller, user, &answer).await;
    }
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let asks = two_factor::is_on(tx.conn(), user).await?;
    drop(tx);
    let code = filled(given.code);
    if asks && code.is_none() {
        return Err(two_factor::asked().into());
    }
    by_password(ctx, user, given.password).await?;
    match code {
        Some(code) if asks => two_factor::prove(app, &ctx.caller, user, &code).await,
        _ => Ok(()),
    }
}

async fn by_password(ctx: &RequestContext, user: UserId, password: String) -> Result<()> {
    let app = &ctx.app;
    let mut tx = app.db.system(Reason::Authenticate).await?;
    let person = email_link::hold(tx.conn(), user).await?;
    drop(tx);
    let known = proof::find(app, &person.email).await?;
    if proof::proven(app, &ctx.caller, &person.email, known, password).await? {
        Ok(())
    } else {
        Err(Problem::field("password", "Incorrect password.").into())
    }
}
