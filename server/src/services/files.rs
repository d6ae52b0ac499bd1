//! Files of the own account: pictures, and the articles that a run has packed.

use igny8::error::{Problem, ProblemKind};
use igny8::id::{AccountId, TaskId};
use igny8::jobs::Job;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::system::bin::KEPT_DAYS;
use media::{Format, Opened, Size};
use uuid::Uuid;

use crate::error::Result;
use crate::queue::store;
use crate::repo::writer::files;
use crate::seats::Seat;
use crate::services::RequestContext;

fn missing() -> Problem {
    Problem::not_found("picture")
}

/// A picture in one size, whose file is not opened yet.
#[derive(Clone, Copy, Debug)]
pub struct Picture {
    account: AccountId,
    /// A new picture has a new key.
    pub key: Uuid,
    size: Size,
    likely: Format,
}

/// The picture with this id, in this size.
///
/// # Errors
/// 404 if there is no such picture in this account, or no file of it yet.
pub async fn picture(ctx: &RequestContext, id: &str, size: &str) -> Result<Picture> {
    let scope = ctx.scope()?;
    let grant = scope.require(Verb::Read, Resource::Content)?;
    let id: Uuid = id.parse().map_err(|_| missing())?;
    let size = Size::parse(size).ok_or_else(missing)?;
    let mut tx = ctx.app.db.begin(&grant).await?;
    let (key, mime) = files::file(&mut tx, id).await?;
    let likely = match size {
        Size::Original => Format::by_mime(&mime).unwrap_or(Format::Png),
        _ => Format::Jpeg,
    };
    Ok(Picture {
        account: scope.account(),
        key,
        size,
        likely,
    })
}

/// Opens a picture's file, and says what it is.
///
/// # Errors
/// 404 if the file is gone; the storage does not answer.
pub async fn open(ctx: &RequestContext, picture: Picture) -> Result<(Opened, Format)> {
    let Picture {
        account,
        key,
        size,
        likely,
    } = picture;
    let found = ctx.app.storage.open_picture(account, key, size, likely).await?;
    Ok(found.ok_or_else(missing)?)
}

/// The zip that a run has packed, with the place that its download takes.
///
/// # Errors
/// 404 if there is no such run in this account, or no file of it; 429 while too many downloads go on.
pub async fn packed(ctx: &RequestContext, task: &str) -> Result<(Opened, Seat<AccountId>)> {
    let scope = ctx.scope()?;
    let grant = scope.require(Verb::Read, Resource::Content)?;
    let id: Uuid = task.parse().map_err(|_| Problem::not_found("file"))?;
    // A run of another account is not found, whatever lies in the storage.
    let mut tx = ctx.app.db.begin(&grant).await?;
    let run = store::task(&mut tx, TaskId(id)).await?;
    drop(tx);
    // Other runs pack what not every member may read.
    if run.function != Job::ExportArticles.name() {
        return Err(Problem::not_found("file").into());
    }
    let file = ctx.app.storage.export(scope.account(), id).await?;
    let file = file.ok_or_else(|| {
        let detail = format!("This file was removed. Files of exported articles are kept for {KEPT_DAYS} days. Export the articles again.");
        Problem::new(ProblemKind::NotFound, detail)
    })?;
    Ok((file, ctx.app.places.download(scope.account())?))
}
