//! Removes what is past keeping, and merges what was appended: a bounded batch of each kind, until nothing is left of it.

use std::time::Duration;

use tokio::time::timeout;

use crate::error::Result;
use crate::queue::store;
use crate::repo::objects::Kind;
use crate::state::App;
use crate::tenancy::Reason;

/// Batches of one kind in one look; the rest waits for the next.
const BATCHES: u32 = 20;
/// How long the storage may take to delete one file.
const PATIENCE: Duration = Duration::from_secs(20);

/// Removes old deletions, sessions, logs and uploads, merges figures and changes, and deletes files that are due.
pub(super) async fn purge(app: &App) -> Result<()> {
    for _ in 0..BATCHES {
        let mut tx = app.db.system(Reason::Schedule).await?;
        let removed = store::purge_deletions(tx.conn()).await?
            + store::purge_sessions(tx.conn()).await?
            + store::purge_security_events(tx.conn()).await?
            + store::purge_groupings(tx.conn()).await?
            + store::purge_logs(tx.conn()).await?
            + store::purge_uploads(tx.conn()).await?;
        let merged = store::merge_figures(tx.conn()).await? + store::merge_changes(tx.conn()).await?;
        tx.commit().await?;
        if removed + merged == 0 {
            break;
        }
        tracing::info!(removed, merged, "removed what was past keeping");
    }
    objects(app).await
}

/// Deletes the files that no row names any more: a bounded number, without a transaction meanwhile. At the first that the
/// storage does not delete it stops: what it has not come to is due again soon, as is that one.
async fn objects(app: &App) -> Result<()> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = store::due_objects(tx.conn()).await?;
    tx.commit().await?;
    for object in due {
        let gone = timeout(PATIENCE, delete(app, &object))
            .await
            .unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()));
        if let Err(error) = gone {
            tracing::warn!(
                kind = object.kind.name(),
                key = %object.key,
                error = &error as &dyn std::error::Error,
                "a file could not be deleted; trying again later"
            );
            break;
        }
        let mut tx = app.db.system(Reason::Schedule).await?;
        store::object_gone(tx.conn(), &object).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn delete(app: &App, object: &store::DueObject) -> Result<()> {
    let (account, key) = (object.account, object.key);
    match object.kind {
        Kind::Picture => app.storage.delete_all(account, key).await?,
        Kind::Export => app.storage.delete_export(account, key).await?,
        Kind::Upload => match tokio::fs::remove_file(app.config.upload_path(account, key)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        },
    }
    Ok(())
}
