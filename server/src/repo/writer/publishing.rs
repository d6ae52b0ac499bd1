//! SQL of publishing: where an article is, and what became of it there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use destinations::{Edits, PostStatus, Snapshot};
use igny8::id::AccountId;
use igny8::writer::content::{ArticleStatus, PublishAs};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::eligible::Eligible;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// Articles that a destination has.
pub const OUT: Eligible = Eligible::new(
    "contents x",
    "exists (select from publications p where p.content_id = x.id)",
);

/// A picture of an article with its file.
#[derive(Clone, Debug)]
pub struct PictureFile {
    /// Its id.
    pub id: Uuid,
    /// The folder of its files.
    pub file_key: Uuid,
    /// The kind of the original.
    pub mime: String,
    /// Pixels of the original.
    pub width: i32,
    /// Pixels of the original.
    pub height: i32,
    /// 0 is the featured one.
    pub place: i16,
    /// The heading that it follows.
    pub heading: Option<String>,
    /// What it says to those who do not see it.
    pub alt: String,
}

/// The pictures of an article that are made, by place.
///
/// # Errors
/// The database does not answer.
pub async fn pictures(tx: &mut Tx, content: Uuid) -> Result<Vec<PictureFile>> {
    Ok(sqlx::query_as!(
        PictureFile,
        r#"select id, file_key as "file_key!", coalesce(mime, 'image/jpeg') as "mime!", coalesce(width, 0) as "width!",
             coalesce(height, 0) as "height!", place, heading, coalesce(alt, '') as "alt!"
           from images where content_id = $1 and status = 'ready' and file_key is not null and deleted_in is null order by place"#,
        content
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How an article is to appear, and when.
///
/// # Errors
/// The database does not answer.
pub async fn mode(tx: &mut Tx, content: Uuid) -> Result<(PublishAs, Option<DateTime<Utc>>)> {
    let mode = sqlx::query!(
        r#"select publish_as as "publish_as: Word<PublishAs>", publish_at from contents where id = $1"#,
        content
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((mode.publish_as.0, mode.publish_at))
}

/// Where an article is at one destination.
#[derive(Clone, Debug)]
pub struct Publication {
    /// The destination.
    pub integration: Uuid,
    /// Its id there.
    pub remote_id: String,
    /// Its address there.
    pub url: String,
    /// Ids there of its pictures' files.
    pub media: BTreeMap<String, String>,
    /// Ids there of the categories and tags that it got from us.
    pub terms: Vec<String>,
    /// How it was there right after we wrote it.
    pub baseline: Option<Snapshot>,
    /// How people have changed it there since.
    pub edits: Option<Edits>,
}

/// Where an article is.
///
/// # Errors
/// The database does not answer.
pub async fn publications(tx: &mut Tx, content: Uuid) -> Result<Vec<Publication>> {
    let rows = sqlx::query!(
        r#"select integration_id, remote_id, url, media as "media: Json<BTreeMap<String, String>>", terms as "terms: Json<Vec<String>>",
             baseline as "baseline: Json<Snapshot>", edits as "edits: Json<Edits>"
           from publications where content_id = $1"#,
        content
    );
    let publication = rows.map(|row| Publication {
        integration: row.integration_id,
        remote_id: row.remote_id,
        url: row.url,
        media: row.media.0,
        terms: row.terms.0,
        baseline: row.baseline.map(|baseline| baseline.0),
        edits: row.edits.map(|edits| edits.0),
    });
    Ok(publication.fetch_all(tx.conn()).await?)
}

/// What a destination answered.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    /// Its id there.
    pub remote_id: &'a str,
    /// Its address there.
    pub url: &'a str,
    /// Where people edit it there.
    pub edit_url: Option<&'a str>,
    /// Ids there of its pictures' files.
    pub media: &'a BTreeMap<String, String>,
    /// Ids there of the categories and tags that it got from us.
    pub terms: &'a [String],
    /// What is not as it was asked for.
    pub differences: &'a [String],
    /// The version of the article that it has.
    pub version: i32,
    /// The edition of the article that it has.
    pub edition: i64,
    /// What it is there.
    pub status: &'a PostStatus,
    /// How it is there now.
    pub baseline: &'a Snapshot,
}

/// Keeps where an article is at one destination.
///
/// # Errors
/// The database does not answer.
pub async fn place(tx: &mut Tx, content: Uuid, integration: Uuid, placed: Placed<'_>) -> Result<()> {
    sqlx::query!(
        "insert into publications (account_id, content_id, integration_id, remote_id, url, edit_url, media, differences, terms, version, \
           edition, status, baseline) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         on conflict (account_id, content_id, integration_id) do update set remote_id = excluded.remote_id, url = excluded.url, \
           edit_url = excluded.edit_url, media = excluded.media, differences = excluded.differences, terms = excluded.terms, \
           version = excluded.version, \
           edition = excluded.edition, status = excluded.status, baseline = excluded.baseline, edits = null, published_at = now()",
        tx.account().0,
        content,
        integration,
        placed.remote_id,
        placed.url,
        placed.edit_url,
        Json(placed.media) as _,
        Json(placed.differences) as _,
        Json(placed.terms) as _,
        placed.version,
        placed.edition,
        placed.status.as_str(),
        Json(placed.baseline) as _
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks an article as published, as scheduled for a time, or as a draft at its destinations; its task and idea follow.
///
/// # Errors
/// The database does not answer.
pub async fn published(
    tx: &mut Tx,
    content: Uuid,
    url: &str,
    status: ArticleStatus,
    at: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!(
        "update contents set status = $2, url = $3, \
           looked_at = now(), published_at = case when $2 = 'handed_over' then null else coalesce($4, least(published_at, now())) end \
         where id = $1",
        content,
        status.as_str(),
        url,
        at
    )
    .execute(tx.conn())
    .await?;
    if status == ArticleStatus::Published {
        follow(tx, &[content]).await?;
    }
    Ok(())
}

/// Marks those of these articles as published whose scheduled time has come; their tasks and ideas follow. Answers with
/// those that are at a destination, which may know better.
///
/// # Errors
/// The database does not answer.
pub async fn appeared(tx: &mut Tx, contents: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut ids: Vec<Uuid> = sqlx::query_scalar!(
        "update contents set status = 'published' \
         where id = any ($1) and status = 'scheduled' and published_at <= now() returning id",
        contents
    )
    .fetch_all(tx.conn())
    .await?;
    follow(tx, &ids).await?;
    let handed_over: Vec<Uuid> = sqlx::query_scalar!(
        "update contents set looked_at = now() where id = any ($1) and status = 'handed_over' returning id",
        contents
    )
    .fetch_all(tx.conn())
    .await?;
    ids.extend(handed_over);
    // Of what was handed over only a WordPress can be asked what people have made of it.
    let placed = sqlx::query_scalar!(
        "select distinct p.content_id from publications p \
         join contents c on c.account_id = p.account_id and c.id = p.content_id \
         join integrations n on n.account_id = p.account_id and n.id = p.integration_id \
         where p.content_id = any ($1) and (c.status <> 'handed_over' or n.kind = 'wordpress' and n.enabled)",
        &ids
    );
    Ok(placed.fetch_all(tx.conn()).await?)
}

/// Keeps the address that an article has at its destination now.
///
/// # Errors
/// The database does not answer.
pub async fn moved(tx: &mut Tx, content: Uuid, integration: Uuid, url: &str) -> Result<()> {
    sqlx::query!(
        "with placed as (update publications set url = $3 where content_id = $1 and integration_id = $2 returning content_id) \
         update contents c set url = $3 from placed \
         where c.id = placed.content_id and c.url in (select url from publications where content_id = $1 and integration_id = $2)",
        content,
        integration,
        url
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The tasks and ideas of published articles are published too.
async fn follow(tx: &mut Tx, contents: &[Uuid]) -> Result<()> {
    sqlx::query!(
        "with task as ( \
           update writing_tasks t set status = 'published' from contents c \
           where c.id = any ($1) and t.id = c.task_id returning t.idea_id) \
         update ideas i set status = 'published' from task where i.id = task.idea_id",
        contents
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether an article is still marked as published, which then stays so until the transaction ends.
///
/// # Errors
/// The database does not answer.
pub async fn still_published(tx: &mut Tx, content: Uuid) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select status = 'published' as "published!" from contents where id = $1 for update"#,
        content
    )
    .fetch_one(tx.conn())
    .await?)
}

/// What became of an article that its readers do not see any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// It is a draft at its destinations.
    Draft,
    /// It is scheduled for a later time.
    Until(DateTime<Utc>),
    /// It is at none of its destinations any more.
    Gone,
}

/// Marks an article as taken back; where it is stays known, so that it is found again.
///
/// # Errors
/// The database does not answer.
pub async fn taken_back(tx: &mut Tx, content: Uuid, back: Back) -> Result<()> {
    let until = match back {
        Back::Until(at) => Some(at),
        Back::Draft | Back::Gone => None,
    };
    sqlx::query!(
        "with saved as ( \
           update contents set status = case when $2::timestamptz is not null then 'scheduled' when not $3 then 'handed_over' \
               when approved_edition = edition then 'approved' else 'draft' end, \
             url = case when $2 is not null then url end, published_at = $2, looked_at = now() \
           where id = $1 returning task_id), \
         task as ( \
           update writing_tasks t set status = 'written' from saved where t.id = saved.task_id returning t.idea_id) \
         update ideas i set status = 'written' from task where i.id = task.idea_id",
        content,
        until,
        back == Back::Gone
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Keeps that we ourselves made a draft of it at a destination, so that nobody is taken for having done that.
///
/// # Errors
/// The database does not answer.
pub async fn lowered(tx: &mut Tx, content: Uuid, integration: Uuid) -> Result<()> {
    sqlx::query!(
        "update publications set status = 'draft', edits = null, \
           baseline = jsonb_set(jsonb_set(baseline, '{status}', '\"draft\"'), '{date}', '\"\"') \
         where content_id = $1 and integration_id = $2",
        content,
        integration
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Scheduled articles whose time has come, at most 1,000, the longest due first.
///
/// # Errors
/// The database does not answer.
pub async fn due(conn: &mut PgConnection) -> Result<Vec<(AccountId, Uuid)>> {
    let rows = sqlx::query!(
        "select account_id, id from contents \
         where deleted_in is null and (status = 'scheduled' and published_at <= now() \
           or status = 'handed_over' and (looked_at is null or looked_at < now() - interval '6 hours')) \
           and not exists (select from suspensions x where x.account = account_id) \
         order by published_at limit 1000"
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (AccountId(row.account_id), row.id))
        .collect())
}

/// Marks an approved article as published at this address some days ago, as the demo data has it.
///
/// # Errors
/// The database does not answer.
pub async fn published_long_ago(tx: &mut Tx, content: Uuid, url: &str) -> Result<()> {
    sqlx::query!(
        "update contents set status = 'published', url = $2, published_at = now() - interval '9 days' \
         where id = $1 and status = 'approved'",
        content,
        url
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
