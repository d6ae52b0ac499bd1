//! Removes what is past keeping, and merges what was appended: a bounded batch of each kind, until nothing is left of it.

use crate::error::Result;
use crate::queue::store;
use crate::repo::planner::uploads;
use crate::repo::purge;
use crate::state::App;
use crate::tenancy::Reason;

/// Batches of one kind in one look; the rest waits for the next.
const BATCHES: u32 = 20;

/// Removes old deletions, sessions, logs and uploads, and merges figures and changes.
pub(super) async fn purge(app: &App) -> Result<()> {
    for _ in 0..BATCHES {
        let mut tx = app.db.system(Reason::Schedule).await?;
        let removed = purge::deletions(tx.conn()).await?
            + purge::sessions(tx.conn()).await?
            + purge::security_events(tx.conn()).await?
            + purge::groupings(tx.conn()).await?
            + store::purge_logs(tx.conn()).await?;
        let merged = purge::merge_figures(tx.conn()).await? + purge::merge_changes(tx.conn()).await?;
        tx.commit().await?;
        let uploads = uploads(app).await?;
        if removed + uploads + merged == 0 {
            break;
        }
        tracing::info!(removed, uploads, merged, "removed what was past keeping");
    }
    Ok(())
}

/// The rows go only once their files are gone from the store, so that none is forgotten.
async fn uploads(app: &App) -> Result<u64> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let uploads = uploads::purge(tx.conn()).await?;
    app.uploads.delete(&uploads).await?;
    tx.commit().await?;
    Ok(uploads.len() as u64)
}
