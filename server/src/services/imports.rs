//! Importing keywords: keep the file, look into it, start the run, take it back.

use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::planner::import::{ImportReport, Preview, Reading};
use igny8::resource::Resource;
use igny8::services::{ImportOrder, Outcome, Upload};
use keyword_import::{Hint, How};
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::import_keywords;
use crate::repo::planner::{import_reports, imports, uploads};
use crate::repo::write;
use crate::services::Member;
use crate::tenancy::Tx;

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

/// Looks into a received file, read as a person says, and keeps it for an import; a file that cannot be read is removed.
///
/// # Errors
/// As [`igny8::services::Services`] says; a file that cannot be read is a field error of `file`.
pub async fn receive(
    member: &Member,
    received: Received,
    reading: Reading,
    sector: Option<Uuid>,
) -> Result<Upload> {
    let scope = member.scope()?;
    let grant = scope.require(Verb::Create, Resource::Keywords)?;
    let path = member.app.config.upload_path(scope.account(), received.id);
    let looked = async {
        let mut tx = member.app.db.begin(&grant).await?;
        let how = how(&mut tx, reading, sector).await?;
        tx.commit().await?;
        let path = path.clone();
        let turn = member.app.places.preview().await?;
        let look = move || {
            let _until_it_is_done = turn;
            keyword_import::preview(&path, &how)
        };
        Result::<Preview>::Ok(tokio::task::spawn_blocking(look).await??)
    };
    let preview = match looked.await {
        Ok(preview) => preview,
        Err(error) => {
            tokio::fs::remove_file(&path).await?;
            return Err(error);
        }
    };
    let most = member.app.config.limits.upload_bytes();
    let kept = async {
        let mut tx = member.app.db.begin(&grant).await?;
        uploads::add_upload(&mut tx, received.id, &received.file_name, received.bytes, most).await?;
        Ok(tx.commit().await?)
    };
    if let Err(error) = kept.await {
        tokio::fs::remove_file(&path).await?;
        return Err(error);
    }
    Ok(Upload {
        upload_id: received.id,
        file_name: received.file_name,
        preview,
    })
}

/// How a file is to be read: as a person says, and with the language of the site that it is for.
async fn how(tx: &mut Tx, reading: Reading, sector: Option<Uuid>) -> Result<How> {
    let (language, domain) = imports::language(tx, sector).await?;
    let host = domain.as_deref().unwrap_or_default();
    let host = host.split_once("://").map_or(host, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let tld = host.rsplit_once('.').map(|(_, tld)| tld.to_lowercase());
    Ok(How {
        reading,
        hint: Hint { language, tld },
    })
}

/// Looks into a kept file again, read as a person says.
///
/// # Errors
/// 404 for a file that is not there (any more); a file that cannot be read so is a field error of `file`.
pub async fn preview(member: &Member, upload: Uuid, reading: Reading) -> Result<Upload> {
    let scope = member.scope()?;
    let grant = scope.require(Verb::Create, Resource::Keywords)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let file_name = uploads::upload_name(&mut tx, upload).await?;
    let how = how(&mut tx, reading, None).await?;
    tx.commit().await?;
    let path = member.app.config.upload_path(scope.account(), upload);
    let turn = member.app.places.preview().await?;
    let look = move || {
        let _until_it_is_done = turn;
        keyword_import::preview(&path, &how)
    };
    let preview = tokio::task::spawn_blocking(look).await??;
    Ok(Upload {
        upload_id: upload,
        file_name,
        preview,
    })
}

/// What is known of an import, while it runs and after.
///
/// # Errors
/// 404 for an import that is not there.
pub async fn report(member: &Member, task: Uuid) -> Result<ImportReport> {
    let grant = member.scope()?.require(Verb::Read, Resource::Keywords)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let report = import_reports::report(&mut tx, task).await?;
    tx.commit().await?;
    Ok(report)
}

/// Starts the import of a kept file.
///
/// # Errors
/// 404 for a file or sector that is not there; field errors for a mapping that does not fit.
pub async fn start(member: &Member, mut order: ImportOrder) -> Result<Outcome> {
    let scope = member.scope()?;
    let grant = scope.require(Verb::Create, Resource::Keywords)?;
    let mut tx = member.app.db.begin(&grant).await?;
    let file_name = uploads::upload_name(&mut tx, order.upload_id).await?;
    if !write::exists(&mut tx, Resource::Sectors, order.sector_id).await? {
        return Err(Problem::field("sector_id", "This sector doesn't exist. Choose another one.").into());
    }
    let how = how(&mut tx, order.reading.clone(), Some(order.sector_id)).await?;
    tx.commit().await?;
    // Between the transactions, which would wait with it.
    let turn = member.app.places.preview().await?;
    let path = member.app.config.upload_path(scope.account(), order.upload_id);
    let mapping = order.mapping.clone();
    // A mapping that does not fit is told now, not by a failed run.
    let open = move || {
        let _until_it_is_done = turn;
        keyword_import::open(&path, mapping.as_ref(), &how).map(|records| records.preview().encoding)
    };
    let found = tokio::task::spawn_blocking(open).await??;
    let key = member.idempotency_key.clone().map(|key| {
        // The same file that is sent again is another upload.
        let asked = serde_json::json!([order.sector_id, order.mapping, order.reading]);
        import_keywords::request_key(key, &asked)
    });
    // The run reads the file as it was seen here, whatever becomes of the site meanwhile.
    order.reading.encoding = found;
    let mut tx = member.app.db.begin(&grant).await?;
    let (task, known) = import_keywords::enqueue(&mut tx, &order, &file_name, key).await?;
    if known {
        return Ok(Outcome {
            count: 0,
            task_id: Some(task.0),
            once: None,
        });
    }
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
    import_keywords::take_back(&member.app, member.scope()?, task).await
}
