//! Taking back what a run did, where its function can.

use igny8::ai::Function;
use igny8::error::Problem;
use igny8::id::TaskId;
use igny8::permission::Verb;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::backend::{Member, imports};
use crate::error::Result;
use crate::queue::store;
use crate::repo::planner::groupings;
use crate::repo::write;

/// Takes a run back, and says how many rows that changed.
///
/// # Errors
/// 404 for a run that is not there, 409 while it goes on, if it was taken back before, or if its function cannot be.
pub async fn run(member: &Member, task: Uuid) -> Result<u64> {
    let grant = member.scope()?.require(Verb::Read, Resource::Tasks)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let found = store::task(&mut tx, TaskId(task)).await?;
    drop(tx);
    match Function::parse(&found.function) {
        Some(Function::ImportKeywords) => imports::undo(member, task).await,
        Some(Function::AutoCluster) if !found.status.is_terminal() => Err(Problem::conflict(
            "The run still goes on. Cancel it, or wait for its end, then undo it.",
        )
        .into()),
        Some(Function::AutoCluster) => grouping(member, task).await,
        _ => Err(Problem::conflict("What this run did cannot be undone as a whole.").into()),
    }
}

async fn grouping(member: &Member, task: Uuid) -> Result<u64> {
    let scope = member.scope()?;
    scope.require(Verb::Delete, Resource::Clusters)?;
    let grant = scope.require(Verb::Update, Resource::Keywords)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let count = groupings::undo(&mut tx, task).await?;
    write::audit(
        &mut tx,
        Verb::Update,
        Resource::Keywords,
        &[task],
        Some("Undo auto-cluster"),
        None,
    )
    .await?;
    tx.commit().await?;
    Ok(count)
}
