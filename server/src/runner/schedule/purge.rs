//! Removes what is past keeping, and merges what was appended: a bounded batch of each kind, until nothing is left of it.

use std::time::Duration;

use tokio::time::timeout;

use crate::error::Result;
use crate::queue::store;
use crate::repo::auth::oauth;
use crate::repo::billing::stripe_events;
use crate::repo::objects::{self, Due, Kind};
use crate::repo::system::{notifications, webhook_sending};
use crate::repo::{idempotency, mail, purge};
use crate::state::App;
use crate::tenancy::Reason;

/// Batches of one kind in one look; the rest waits for the next.
const BATCHES: u32 = 20;
/// How long the storage may take to delete one file.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Removes old deletions, sessions, logs and uploads, merges figures and changes, and deletes files that are due.
pub(super) async fn purge(app: &App) -> Result<()> {
    for _ in 0..BATCHES {
        let mut tx = app.db.system(Reason::Schedule).await?;
        let removed = purge::deletions(tx.conn()).await?
            + purge::sessions(tx.conn()).await?
            + purge::security_events(tx.conn()).await?
            + mail::purge(tx.conn()).await?
            + webhook_sending::purge(tx.conn()).await?
            + idempotency::purge(tx.conn()).await?
            + notifications::purge(tx.conn()).await?
            + purge::groupings(tx.conn()).await?
            + purge::row_changes(tx.conn()).await?
            + store::purge_logs(tx.conn()).await?
            + purge::uploads(tx.conn()).await?
            + stripe_events::purge(tx.conn()).await?
            + oauth::purge(tx.conn()).await?;
        let merged = purge::merge_figures(tx.conn()).await?
            + purge::merge_spending(tx.conn()).await?
            + purge::merge_changes(tx.conn()).await?;
        tx.commit().await?;
        if removed + merged == 0 {
            break;
        }
        tracing::info!(removed, merged, "removed what was past keeping");
    }
    delete_due(app).await
}

/// Deletes the files that no row names any more: a bounded number, without a transaction meanwhile. At the first that the
/// storage does not delete it stops: what it has not come to is due again soon, as is that one.
async fn delete_due(app: &App) -> Result<()> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let due = objects::due(tx.conn()).await?;
    tx.commit().await?;
    for object in due {
        let gone = timeout(TIMEOUT, delete(app, &object))
            .await
            .unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()));
        if let Err(error) = gone {
            tracing::warn!(
                kind = object.kind.as_str(),
                key = %object.key,
                error = &error as &dyn std::error::Error,
                "a file could not be deleted; trying again later"
            );
            break;
        }
        let mut tx = app.db.system(Reason::Schedule).await?;
        objects::gone(tx.conn(), &object).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn delete(app: &App, object: &Due) -> Result<()> {
    let (account, key) = (object.account, object.key);
    match object.kind {
        Kind::Picture => app.storage.delete_all(account, key).await?,
        Kind::Export => app.storage.delete_export(account, key).await?,
        Kind::Upload => app.uploads.delete(account, key).await?,
    }
    Ok(())
}
