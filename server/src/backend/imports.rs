//! Importing keywords: keep the file, look into it, start the run, take it back.

use igny8::ai::Function;
use igny8::backend::{ImportOrder, Outcome, Upload};
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::backend::Member;
use crate::error::Result;
use crate::import;
use crate::jobs::store::{NewTask, enqueue};
use crate::repo::planner::imports;
use crate::repo::write;

/// A file that was received and waits on disk to be looked into.
#[derive(Debug)]
pub struct Received {
    /// Its id and name on disk.
    pub id: Uuid,
    /// The name that it came with.
    pub file_name: String,
    /// Its length.
    pub bytes: i64,
}

/// Looks into a received file and keeps it for an import; a file that cannot be read is removed.
///
/// # Errors
/// As [`igny8::backend::Backend`] says; a file that cannot be read is a field error of `file`.
pub async fn receive(member: &Member, received: Received) -> Result<Upload> {
    let scope = member.scope()?;
    let grant = scope.require(Verb::Create, Resource::Keywords)?;
    let path = member.app.config.upload_path(scope.account(), received.id);
    let looked = {
        let path = path.clone();
        tokio::task::spawn_blocking(move || import::preview(&path)).await?
    };
    let preview = match looked {
        Ok(preview) => preview,
        Err(error) => {
            tokio::fs::remove_file(&path).await?;
            return Err(error.into());
        }
    };
    let mut tx = member.app.db.begin(&grant).await?;
    imports::add_upload(&mut tx, received.id, &received.file_name, received.bytes).await?;
    tx.commit().await?;
    Ok(Upload {
        upload_id: received.id,
        file_name: received.file_name,
        preview,
    })
}

/// Starts the import of a kept file.
///
/// # Errors
/// 404 for a file or sector that is not there; field errors for a mapping that does not fit.
pub async fn start(member: &Member, order: ImportOrder) -> Result<Outcome> {
    let scope = member.scope()?;
    let grant = scope.require(Verb::Create, Resource::Keywords)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let file_name = imports::upload_name(&mut tx, order.upload_id).await?;
    if !write::exists(&mut tx, Resource::Sectors, order.sector_id).await? {
        return Err(Problem::field("sector_id", "There is no such sector. Choose another.").into());
    }
    let path = member.app.config.upload_path(scope.account(), order.upload_id);
    let mapping = order.mapping.clone();
    // A mapping that does not fit is told now, not by a failed run.
    tokio::task::spawn_blocking(move || import::open(&path, mapping.as_ref()).map(drop)).await??;
    let new = NewTask {
        function: Function::ImportKeywords,
        params: serde_json::to_value(&order)?,
        queue: Function::ImportKeywords.queue(),
        idempotency_key: member.idempotency_key.clone(),
        credits: 0,
        note: format!("Import of {file_name}"),
    };
    let task = enqueue(&mut tx, new).await?;
    write::audit(
        &mut tx,
        Verb::Create,
        Resource::Keywords,
        &[task.0],
        Some("Import"),
        None,
    )
    .await?;
    tx.commit().await?;
    member.app.jobs.changed(scope.account(), vec![task.0]);
    Ok(Outcome {
        count: 0,
        task_id: Some(task.0),
        once: None,
    })
}

/// Takes an import back: what it added goes, what it filled becomes unknown again.
///
/// # Errors
/// 404 for an import that is not there, 409 while it runs or if it was taken back before.
pub async fn undo(member: &Member, task: Uuid) -> Result<u64> {
    let grant = member.scope()?.require(Verb::Delete, Resource::Keywords)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let count = imports::undo(&mut tx, task).await?;
    write::audit(
        &mut tx,
        Verb::Delete,
        Resource::Keywords,
        &[task],
        Some("Take an import back"),
        None,
    )
    .await?;
    tx.commit().await?;
    Ok(count)
}
