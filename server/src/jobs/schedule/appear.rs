//! Marks scheduled articles as published once their time has come: destinations publish them by themselves then.

use std::collections::BTreeMap;

use igny8::id::AccountId;
use igny8::permission::Role;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::store;
use crate::repo::writer::publishing;
use crate::state::App;
use crate::tenancy::{Reason, Scope, Via};

/// Marks what is due; what is more than one look takes waits for the next.
pub(super) async fn appear(app: &App) -> Result<()> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = store::due_articles(tx.conn()).await?;
    tx.commit().await?;
    let mut accounts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (account, content) in due {
        accounts.entry(account).or_default().push(content);
    }
    for (account, contents) in accounts {
        match mark(app, account, &contents).await {
            Ok(()) => tracing::info!(%account, articles = contents.len(), "scheduled articles are published"),
            // One account must not hold up the others.
            Err(error) => tracing::warn!(
                %account, error = &error as &dyn std::error::Error, "scheduled articles could not be marked"
            ),
        }
    }
    Ok(())
}

async fn mark(app: &App, account: AccountId, contents: &[Uuid]) -> Result<()> {
    let scope = Scope::verified(account, None, Role::Owner, Via::Task);
    let mut tx = app.db.begin(&scope.member()).await?;
    publishing::appeared(&mut tx, contents).await?;
    Ok(tx.commit().await?)
}
