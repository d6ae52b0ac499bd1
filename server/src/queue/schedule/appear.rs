//! Marks scheduled articles as published once their time has come: destinations publish them by themselves then, and a run
//! asks them whether they did.

use std::collections::BTreeMap;

use igny8::ai::Function;
use igny8::id::{AccountId, TaskId};
use igny8::job::Queue;
use igny8::page::Arguments;
use igny8::permission::Role;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::queue::store::{self, BatchItem, NewBatch};
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
            Ok(task) => {
                tracing::info!(%account, articles = contents.len(), "scheduled articles are published");
                app.jobs
                    .changed(account, task.into_iter().map(|task| task.0).collect());
            }
            // One account must not hold up the others.
            Err(error) => tracing::warn!(
                %account, error = &error as &dyn std::error::Error, "scheduled articles could not be marked"
            ),
        }
    }
    Ok(())
}

/// Marks them, and starts the run that asks.
async fn mark(app: &App, account: AccountId, contents: &[Uuid]) -> Result<Option<TaskId>> {
    let scope = Scope::verified(account, None, Role::Owner, Via::Task);
    let mut tx = app.db.begin(&scope.member()).await?;
    let placed = publishing::appeared(&mut tx, contents).await?;
    let item = |id| BatchItem {
        id,
        credits: 0,
        priced: None,
    };
    let batch = NewBatch {
        function: Function::ConfirmAppearance,
        resource: Resource::Content,
        items: placed.into_iter().map(item).collect(),
        arguments: Arguments::default(),
        queue: Queue::Scheduled,
        key: None,
    };
    let task = if batch.items.is_empty() {
        None
    } else {
        Some(store::enqueue_batch(&mut tx, batch).await?)
    };
    tx.commit().await?;
    Ok(task)
}
