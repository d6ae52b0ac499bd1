//! Importing keywords: keep the file, look into it, start the run, take it back.

use igny8::error::{Problem, ProblemKind};
use igny8::permission::Verb;
use igny8::planner::import::{ImportReport, Reading};
use igny8::resource::Resource;
use igny8::services::{ImportRequest, Outcome, Upload};
use keyword_import::limits::MAX_FILE_BYTES;
use keyword_import::{Bytes, Found, Hint, How};
use tokio::io::AsyncWriteExt as _;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::error::Result;
use crate::jobs::import_keywords;
use crate::repo::objects::{self, Kind};
use crate::repo::planner::{import_reports, imports, uploads};
use crate::repo::write;
use crate::secrets::secret;
use crate::services::RequestContext;
use crate::state::App;
use crate::tenancy::{Grant, Tx};

/// A file that is being received, in a file without a name: what is given up midway is gone.
pub struct Receiving {
    file: tokio::fs::File,
    file_name: String,
    bytes: u64,
    /// Bytes of the account's files before, and as many as they may be.
    kept: i64,
    most: i64,
}

/// A file that was received and waits to be looked into.
#[derive(Debug)]
pub struct Received {
    file: std::fs::File,
    file_name: String,
    bytes: i64,
}

impl Receiving {
    /// Begins to receive a file of this name.
    ///
    /// # Errors
    /// 403 where the role does not import; the disk or the database do not work.
    pub async fn begin(ctx: &RequestContext, file_name: Option<&str>) -> Result<Self> {
        let grant = ctx.scope()?.require(Verb::Create, Resource::Keywords)?;
        let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
        let kept = uploads::kept_bytes(&mut tx).await?;
        drop(tx);
        let folder = ctx.app.config.spool_path();
        let file = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await??;
        let file_name = file_name.unwrap_or("keywords").chars();
        Ok(Self {
            file: file.into(),
            file_name: file_name.filter(|c| !c.is_control()).take(200).collect(),
            bytes: 0,
            kept,
            most: ctx.app.config.limits.upload_bytes(),
        })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// 413 for a file that is too large, or too large for the account: told before it is all received.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes += bytes.len() as u64;
        if self.kept.saturating_add_unsigned(self.bytes) > self.most {
            return Err(uploads::no_room(self.most).into());
        }
        if self.bytes > MAX_FILE_BYTES {
            let most = MAX_FILE_BYTES / 1024 / 1024;
            let detail = format!("The file is larger than {most} MB. Split it and import each part.");
            return Err(Problem::new(ProblemKind::TooLarge, detail).into());
        }
        Ok(self.file.write_all(bytes).await?)
    }

    /// The whole file.
    ///
    /// # Errors
    /// The disk is full.
    pub async fn end(mut self) -> Result<Received> {
        self.file.flush().await?;
        Ok(Received {
            file: self.file.into_std().await,
            file_name: self.file_name,
            bytes: i64::try_from(self.bytes).unwrap_or(i64::MAX),
        })
    }
}

/// Looks into a received file, read as a person says, and keeps it for an import; of a file that cannot be read, nothing is kept.
///
/// # Errors
/// As [`igny8::services::Services`] says; a file that cannot be read is a field error of `file`.
pub async fn receive(
    ctx: &RequestContext,
    received: Received,
    reading: Reading,
    sector: Option<Uuid>,
) -> Result<Upload> {
    let grant = ctx.scope()?.require(Verb::Create, Resource::Keywords)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let how = how(&mut tx, reading, sector).await?;
    drop(tx);
    let (upload_id, file_name, how_key) = (Uuid::now_v7(), received.file_name.clone(), key(&how)?);
    let found = look(ctx, Bytes::of(received.file.try_clone()?)?, how).await?;
    let preview = found.preview.clone();
    // To its end also where the client does not wait: what is begun is kept, or nothing of it.
    let keep = keep(ctx.app.clone(), grant, upload_id, received, how_key, found);
    tokio::spawn(keep.in_current_span()).await??;
    Ok(Upload {
        upload_id,
        file_name,
        preview,
    })
}

/// Keeps a file and what was found in it. It is noted to be deleted before it is there, and its row crosses that out, so that
/// whatever breaks off in between, it goes.
async fn keep(app: App, grant: Grant, id: Uuid, received: Received, how: String, found: Found) -> Result<()> {
    let most = app.config.limits.upload_bytes();
    let mut tx = app.db.begin(&grant).await?;
    objects::note(&mut tx, Kind::Upload, id).await?;
    tx.commit().await?;
    app.uploads.put(grant.account(), id, received.file).await?;
    let mut tx = app.db.begin(&grant).await?;
    if let Err(error) = uploads::add_upload(&mut tx, id, &received.file_name, received.bytes, most).await {
        // Another one took the room meanwhile: what has none does not lie there for a day.
        drop(tx);
        let mut tx = app.db.begin(&grant).await?;
        objects::give_up(&mut tx, Kind::Upload, id).await?;
        tx.commit().await?;
        return Err(error);
    }
    uploads::keep_layout(&mut tx, id, &how, &found).await?;
    Ok(tx.commit().await?)
}

/// Looks into a file when it is its turn.
async fn look(ctx: &RequestContext, file: Bytes, how: How) -> Result<Found> {
    let turn = ctx.app.places.preview().await?;
    let look = move || {
        let _until_it_is_done = turn;
        keyword_import::look(&file, &how)
    };
    Ok(tokio::task::spawn_blocking(look).await??)
}

/// What is kept of a way to read a file.
fn key(how: &How) -> Result<String> {
    let text = serde_json::to_string(&(&how.reading, &how.hint.language, &how.hint.tld))?;
    Ok(hex::encode(secret::hash(&text)))
}

/// A kept file that is read in one way.
struct Kept {
    file_name: String,
    /// The way, as it is kept.
    how: String,
    found: Found,
}

/// What is in a kept file that is read so: known from before, or found out now and kept.
async fn kept(ctx: &RequestContext, upload: Uuid, reading: Reading, sector: Option<Uuid>) -> Result<Kept> {
    let grant = ctx.scope()?.require(Verb::Create, Resource::Keywords)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let file = uploads::upload(&mut tx, upload).await?;
    if let Some(sector) = sector
        && !write::exists(&mut tx, Resource::Sectors, sector).await?
    {
        return Err(Problem::field("sector_id", "This sector doesn't exist. Choose another one.").into());
    }
    let way = how(&mut tx, reading, sector).await?;
    let how = key(&way)?;
    let known = uploads::layout(&mut tx, upload, &how).await?;
    drop(tx);
    let found = if let Some(found) = known {
        found
    } else {
        let file = import_keywords::stored(&ctx.app, grant.account(), upload, &file);
        let found = look(ctx, file, way).await?;
        let mut tx = ctx.app.db.begin(&grant).await?;
        uploads::keep_layout(&mut tx, upload, &how, &found).await?;
        tx.commit().await?;
        found
    };
    Ok(Kept {
        file_name: file.file_name,
        how,
        found,
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
pub async fn preview(ctx: &RequestContext, upload: Uuid, reading: Reading) -> Result<Upload> {
    let kept = kept(ctx, upload, reading, None).await?;
    Ok(Upload {
        upload_id: upload,
        file_name: kept.file_name,
        preview: kept.found.preview,
    })
}

/// What is known of an import, while it runs and after.
///
/// # Errors
/// 404 for an import that is not there.
pub async fn report(ctx: &RequestContext, task: Uuid) -> Result<ImportReport> {
    let grant = ctx.scope()?.require(Verb::Read, Resource::Keywords)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let report = import_reports::report(&mut tx, task).await?;
    tx.commit().await?;
    Ok(report)
}

/// Starts the import of a kept file.
///
/// # Errors
/// 404 for a file or sector that is not there; field errors for a mapping that does not fit.
pub async fn start(ctx: &RequestContext, mut request: ImportRequest) -> Result<Outcome> {
    let scope = ctx.scope()?;
    let grant = scope.require(Verb::Create, Resource::Keywords)?;
    let Kept {
        file_name,
        how,
        found,
    } = kept(
        ctx,
        request.upload_id,
        request.reading.clone(),
        Some(request.sector_id),
    )
    .await?;
    // A mapping that does not fit is told now, not by a failed run.
    found.mapped(request.mapping.as_ref())?;
    let key = ctx.idempotency_key.clone().map(|key| {
        // The same file that is sent again is another upload.
        let asked = serde_json::json!([request.sector_id, request.mapping, request.reading]);
        import_keywords::request_key(key, &asked)
    });
    // The run reads the file as it was seen here, whatever becomes of the site meanwhile.
    request.reading.encoding = found.preview.encoding;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let (task, known) = import_keywords::enqueue(&mut tx, request, Some(how), &file_name, key).await?;
    if known {
        return Ok(Outcome {
            count: 0,
            task_id: Some(task.0),
            once: None,
            change_id: None,
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
    ctx.app.jobs.changed(scope.account(), vec![task.0]);
    Ok(Outcome {
        count: 0,
        task_id: Some(task.0),
        once: None,
        change_id: None,
    })
}

/// Takes an import back: what it added goes, what it filled becomes unknown again.
///
/// # Errors
/// 404 for an import that is not there, 409 while it runs or if it was taken back before.
pub async fn undo(ctx: &RequestContext, task: Uuid) -> Result<u64> {
    import_keywords::take_back(&ctx.app, ctx.scope()?, task).await
}
