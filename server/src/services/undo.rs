//! Taking back what a run did, where its job can.

use igny8::id::TaskId;
use igny8::permission::Verb;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs;
use crate::queue::store;
use crate::services::RequestContext;

/// Takes a run back, and says how many rows that changed.
///
/// # Errors
/// 404 for a run that is not there, 409 while it goes on, if it was taken back before, or if its job cannot be.
pub async fn run(ctx: &RequestContext, task: Uuid) -> Result<u64> {
    let scope = ctx.scope()?;
    let grant = scope.require(Verb::Read, Resource::Tasks)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let found = store::task(&mut tx, TaskId(task)).await?;
    drop(tx);
    jobs::ALL
        .named(&found.function)?
        .undo(&ctx.app, scope, &found)
        .await
}
