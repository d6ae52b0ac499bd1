//! The file of a picture: another one in its place, that somebody brings or that is a part of the one that is there.

use bytes::Bytes;
use igny8::error::{Problem, ProblemKind};
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::value::Row;
use igny8::writer::images::Crop;
use media::{Area, Format, Prepared, Size};
use tracing::Instrument as _;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::objects::{self, Kind};
use crate::repo::write;
use crate::repo::writer::files::{self, NewFile};
use crate::repo::writer::revision::Revision;
use crate::repo::writer::{articles, image_generation};
use crate::services::{RequestContext, resources};
use crate::state::App;
use crate::tenancy::Grant;

/// Whether somebody may bring a file for this picture: asked before one is received.
///
/// # Errors
/// 403 where the role does not, 404 if there is no such picture in this account, 413 where the account has no room.
pub async fn may_replace(ctx: &RequestContext, id: Uuid) -> Result<()> {
    let grant = ctx.scope()?.require(Verb::Update, Resource::Images)?;
    let mut tx = ctx.app.db.begin(&grant.to_read()).await?;
    let before = files::held(&mut tx, id).await?;
    let kept = image_generation::kept_bytes(&mut tx).await?;
    has_room(&ctx.app, kept - before.bytes)
}

/// Puts a file in the place of a picture's, cut to a part of it where that is asked for; without a file, the one that is there is cut.
///
/// # Errors
/// 404 if there is no such picture in this account; a field error for a file that is no picture, or a part that is not within it; 409 if
/// the picture that was to be cut was replaced meanwhile.
pub async fn replace(ctx: &RequestContext, id: Uuid, file: Option<Bytes>, crop: Option<Crop>) -> Result<Row> {
    let grant = ctx.scope()?.require(Verb::Update, Resource::Images)?;
    let area = crop.map(|crop| Area {
        x: crop.x,
        y: crop.y,
        width: crop.width,
        height: crop.height,
    });
    let (prepared, part_of) = match (file, area) {
        (Some(bytes), Some(area)) => (media::crop(bytes, area).await, None),
        (Some(bytes), None) => (media::prepare(bytes).await, None),
        (None, Some(area)) => {
            let (bytes, key) = original(ctx, id).await?;
            (media::crop(bytes, area).await, Some(key))
        }
        (None, None) => return Err(Problem::field("file", "Choose a file.").into()),
    };
    let prepared = prepared.map_err(Problem::from)?;
    // To its end also where the client does not wait: what is begun is kept, or nothing of it.
    let keep = keep(ctx.app.clone(), grant, id, prepared, part_of);
    tokio::spawn(keep.in_current_span()).await??;
    resources::get(ctx, Resource::Images, id).await
}

/// The file of a picture as it came, and its key.
async fn original(ctx: &RequestContext, id: Uuid) -> Result<(Bytes, Uuid)> {
    let scope = ctx.scope()?;
    let grant = scope.require(Verb::Read, Resource::Images)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let held = files::held(&mut tx, id).await?;
    drop(tx);
    let none = || Problem::conflict("This image has no file yet. Generate or upload it first.");
    let key = held.file_key.ok_or_else(none)?;
    let likely = held
        .mime
        .as_deref()
        .and_then(Format::by_mime)
        .unwrap_or(Format::Png);
    let found = ctx
        .app
        .storage
        .get(scope.account(), key, Size::Original, likely)
        .await?;
    let (bytes, _) = found.ok_or_else(none)?;
    Ok((bytes, key))
}

/// Keeps the sizes and names them in the picture's row. They are noted to be deleted before they are there, and the row crosses that
/// out, so that whatever breaks off in between, they go.
async fn keep(app: App, grant: Grant, id: Uuid, prepared: Prepared, part_of: Option<Uuid>) -> Result<()> {
    let key = Uuid::now_v7();
    let mut tx = app.db.begin(&grant).await?;
    objects::note(&mut tx, Kind::Picture, key).await?;
    tx.commit().await?;
    let bytes = prepared.files.first().map_or(0, |(_, _, bytes)| bytes.len());
    for (size, format, bytes) in prepared.files {
        app.storage.put(grant.account(), key, size, format, bytes).await?;
    }
    let file = NewFile {
        key,
        mime: prepared.format.mime(),
        width: i32::try_from(prepared.width).unwrap_or(i32::MAX),
        height: i32::try_from(prepared.height).unwrap_or(i32::MAX),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        colour: &prepared.colour,
        part_of,
    };
    let named = name(&app, &grant, id, file).await;
    if named.is_err() {
        let mut tx = app.db.begin(&grant).await?;
        objects::give_up(&mut tx, Kind::Picture, key).await?;
        tx.commit().await?;
    }
    named
}

/// Names a file in the picture's row, where there is room for it and nothing came in between.
async fn name(app: &App, grant: &Grant, id: Uuid, file: NewFile<'_>) -> Result<()> {
    let mut tx = app.db.begin(grant).await?;
    files::hold_room(&mut tx).await?;
    let before = files::held(&mut tx, id).await?;
    let kept = image_generation::kept_bytes(&mut tx).await?;
    has_room(app, kept - before.bytes + file.bytes)?;
    let done = if file.part_of.is_some() {
        "Crop image"
    } else {
        "Upload image"
    };
    write::audit(&mut tx, Verb::Update, Resource::Images, &[id], Some(done), None).await?;
    if !files::replace(&mut tx, id, file).await? {
        let detail = "This image was replaced while you cropped it. Check the new one and crop it again.";
        return Err(Problem::conflict(detail).into());
    }
    let article = articles::article(&mut tx, before.content_id).await?;
    let revision = Revision::of(article.text.clone(), article).await?;
    articles::rescore(&mut tx, before.content_id, revision.score).await?;
    Ok(tx.commit().await?)
}

fn has_room(app: &App, bytes: i64) -> Result<()> {
    let most = app.config.limits.media_bytes();
    if bytes <= most {
        return Ok(());
    }
    let most = most / 1024 / 1024;
    let detail = format!(
        "Your account has reached its image storage limit of {most} MB. Delete some images or ask your administrator for more storage."
    );
    Err(Problem::new(ProblemKind::TooLarge, detail).into())
}
