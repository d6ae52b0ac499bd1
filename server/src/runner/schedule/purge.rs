//! Removes what is past keeping, and merges what was appended: a bounded batch of each kind, until nothing is left of it.

use crate::error::Result;
use crate::queue::store;
use crate::state::App;
use crate::tenancy::Reason;

/// Batches of one kind in one look; the rest waits for the next.
const BATCHES: u32 = 20;

/// Removes old deletions, sessions, logs and uploads, and merges figures and changes.
pub(super) async fn purge(app: &App) -> Result<()> {
    for _ in 0..BATCHES {
        let mut tx = app.db.system(Reason::Schedule).await?;
        let removed = store::purge_deletions(tx.conn()).await?
            + store::purge_sessions(tx.conn()).await?
            + store::purge_security_events(tx.conn()).await?
            + store::purge_groupings(tx.conn()).await?
            + store::purge_logs(tx.conn()).await?;
        let merged = store::merge_figures(tx.conn()).await? + store::merge_changes(tx.conn()).await?;
        tx.commit().await?;
        let uploads = uploads(app).await?;
        if removed + uploads + merged == 0 {
            break;
        }
        tracing::info!(removed, uploads, merged, "removed what was past keeping");
    }
    Ok(())
}

/// The rows go only once their files are gone, so that none is forgotten.
async fn uploads(app: &App) -> Result<u64> {
    let mut tx = app.db.system(Reason::Schedule).await?;
    let uploads = store::purge_uploads(tx.conn()).await?;
    for (account, upload) in &uploads {
        match tokio::fs::remove_file(app.config.upload_path(*account, *upload)).await {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    tx.commit().await?;
    Ok(uploads.len() as u64)
}
