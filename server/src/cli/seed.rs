//! The demo account: a sign-in, a site with two sectors, and keywords to try things with.

use igny8::auth::sign_up::SignUp;
use igny8::error::ProblemKind;
use igny8::permission::Verb;
use igny8::planner::import::Source;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::auth::{account, session};
use crate::cli::output::say;
use crate::error::{Error, Result};
use crate::import::{self, Entry};
use crate::repo::planner::imports;
use crate::state::App;

const EMAIL: &str = "demo@igny8.local";
const PASSWORD: &str = "demo-password";
/// A small export, so that the first look has something to look at.
const KEYWORDS: &str = include_str!("../../../public/samples/keywords.csv");

/// Adds the demo account, if there is none, and prints its login.
///
/// # Errors
/// The database does not answer.
pub async fn seed(app: App) -> Result<()> {
    let input = SignUp {
        email: EMAIL.into(),
        password: PASSWORD.into(),
        name: "Demo".into(),
        account: "Demo agency".into(),
    };
    match account::sign_up(&app, input, Some("seed")).await {
        Ok(tokens) => add_keywords(&app, &tokens).await?,
        Err(Error::Problem(problem)) if problem.kind == ProblemKind::Invalid => {}
        Err(error) => return Err(error),
    }
    say(&format!("demo login: {EMAIL} / {PASSWORD}"));
    Ok(())
}

async fn add_keywords(app: &App, tokens: &session::Tokens) -> Result<()> {
    let Some(claims) = app.keys.read(&tokens.access) else {
        return Ok(());
    };
    let Some(scope) = app.members.scope(&app.db, &claims).await? else {
        return Ok(());
    };
    let file = std::env::temp_dir().join(format!("igny8-seed-{}", Uuid::now_v7()));
    tokio::fs::write(&file, KEYWORDS).await?;
    let read = tokio::task::spawn_blocking({
        let file = file.clone();
        move || {
            import::open(&file, None, &import::How::default())
                .map(|records| records.filter_map(Result::ok).collect::<Vec<_>>())
        }
    });
    let entries = read.await?;
    tokio::fs::remove_file(&file).await?;
    let records = entries?.into_iter().filter_map(|entry| match entry {
        Entry::Keyword(record) => Some(record),
        Entry::Reject(_) => None,
    });
    let mut tx = app
        .db
        .begin(&scope.require(Verb::Create, Resource::Keywords)?)
        .await?;
    let sector: Uuid = sqlx::query_scalar("select id from sectors limit 1")
        .fetch_one(tx.conn())
        .await?;
    imports::merge(&mut tx, None, sector, Source::List, records.collect()).await?;
    tx.commit().await?;
    Ok(())
}
