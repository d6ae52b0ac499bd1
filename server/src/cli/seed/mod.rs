//! The demo account: a sign-in, and an agency's work of some weeks to look at, made by the same functions that people use.

mod articles;
mod keywords;
mod work;

use std::sync::Arc;

use igny8::auth::sign_up::SignUp;
use igny8::error::ProblemKind;
use igny8::id::AccountId;

use crate::auth::caller::Caller;
use crate::cli::output::say;
use crate::error::{Error, Result};
use crate::repo::billing::plans;
use crate::services::RequestContext;
use crate::services::sign_in::session::Tokens;
use crate::services::sign_in::{account, session};
use crate::state::App;
use crate::tenancy::{Reason, Via};

const EMAIL: &str = "demo@igny8.local";
const PASSWORD: &str = "demo-password";

/// Adds the demo account and what is missing in it, and prints its login. What is there stays as it is.
///
/// # Errors
/// The database does not answer, or a run did not end.
pub async fn seed(app: App) -> Result<()> {
    let input = SignUp {
        email: EMAIL.into(),
        password: PASSWORD.into(),
        name: "Demo".into(),
        account: "Demo agency".into(),
    };
    let caller = Caller {
        agent: Some("seed".into()),
        network: "this machine".into(),
        ..Caller::default()
    };
    let tokens = match account::open(&app, &caller, input, app.config.signup_credits).await {
        Ok(tokens) => Some(tokens),
        Err(Error::Problem(problem)) if problem.kind == ProblemKind::Invalid => {
            // Somebody may have given the demo another password: then it is theirs.
            session::login(&app, &caller, EMAIL, PASSWORD.into()).await.ok()
        }
        Err(error) => return Err(error),
    };
    if let Some(tokens) = tokens {
        fill(&app, caller, &tokens).await?;
    }
    say(&format!("demo login: {EMAIL} / {PASSWORD}"));
    Ok(())
}

async fn fill(app: &App, caller: Caller, tokens: &Tokens) -> Result<()> {
    let Some(claims) = app.keys.read(&tokens.access) else {
        return Ok(());
    };
    let Some(scope) = app.members.scope(&app.db, &claims).await? else {
        return Ok(());
    };
    give_plan(app, scope.account()).await?;
    let via = scope.via();
    let filled = work::fill(&RequestContext::new(app.clone(), Some(scope), Arc::new(caller))).await;
    // The sign-in was for this alone.
    if let Via::Session(id) = via {
        let mut tx = app.db.system(Reason::Authenticate).await?;
        session::revoke(tx.conn(), id).await?;
        tx.commit().await?;
    }
    filled
}

/// A plan with room for all that is shown. One that is paid for stays.
async fn give_plan(app: &App, account: AccountId) -> Result<()> {
    let mut tx = app.db.system(Reason::Operate).await?;
    plans::give(tx.conn(), account, "scale").await?;
    tx.commit().await?;
    Ok(())
}
