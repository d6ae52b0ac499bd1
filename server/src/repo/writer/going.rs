//! SQL of what is about to be published: where articles would go, how, and what is missing for it.

use chrono::{DateTime, Utc};
use igny8::services::Choosable;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::approving::CLEARED;
use crate::error::Result;
use crate::repo::eligible::Eligible;
use crate::repo::system::integrations::TAKES_ARTICLES;
use crate::tenancy::Tx;

/// Articles with a text that destinations do not have as it is here.
pub const ELIGIBLE: Eligible = Eligible::new(
    "contents x",
    "x.html <> '' and x.status <> 'writing' and \
       (x.status <> 'handed_over' or x.publish_as <> 'draft' or not exists (select from publications p where p.content_id = x.id) \
         or exists (select from publications p where p.content_id = x.id and (p.edition is distinct from x.edition or p.edits is not null)))",
);

/// The condition under which the article `c` would go to readers when it is published now.
const GOES_LIVE: &str = "c.publish_as <> 'draft'";

/// Those of these articles whose site has a destination.
///
/// # Errors
/// The database does not answer.
pub async fn with_destination(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let sql = format!(
        "select c.id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         where c.id = any($1) and exists (select from integrations n where n.site_id = s.site_id and {TAKES_ARTICLES})"
    );
    Ok(sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_all(tx.conn())
        .await?)
}

/// The site of the first of these articles.
///
/// # Errors
/// The database does not answer.
pub async fn first_site(tx: &mut Tx, ids: &[Uuid]) -> Result<Choosable> {
    let (id, label): (Uuid, String) = sqlx::query_as(
        "select w.id, w.name from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id where c.id = any($1) order by c.id limit 1",
    )
    .bind(ids)
    .fetch_one(tx.conn())
    .await?;
    Ok(Choosable {
        id,
        label,
        parent: None,
    })
}

/// Those of these articles that would go to readers without the approval that their site asks for.
///
/// # Errors
/// The database does not answer.
pub async fn unapproved(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let sql = format!(
        "select c.id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id \
         where c.id = any($1) and {GOES_LIVE} and not {CLEARED} order by c.id"
    );
    Ok(sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_all(tx.conn())
        .await?)
}

/// Those of these articles that would go to readers.
///
/// # Errors
/// The database does not answer.
pub async fn live(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let sql = format!("select c.id from contents c where c.id = any($1) and {GOES_LIVE}");
    Ok(sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_all(tx.conn())
        .await?)
}

/// The names of the first `most` destinations of these articles.
///
/// # Errors
/// The database does not answer.
pub async fn destinations(tx: &mut Tx, ids: &[Uuid], most: usize) -> Result<Vec<String>> {
    let sql = format!(
        "select distinct n.name from integrations n where {TAKES_ARTICLES} \
           and n.site_id in (select s.site_id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
             where c.id = any($1)) order by n.name limit {most}"
    );
    Ok(sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_all(tx.conn())
        .await?)
}

/// How many of some articles there are of each kind that matters for publishing.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Counts {
    /// They go out as drafts.
    pub drafts: i64,
    /// They appear at a time to come.
    pub later: i64,
    /// They are what the built-in writer made.
    pub offline: i64,
    /// They are out already.
    pub there: i64,
    /// They would go to readers without the approval that their site asks for.
    pub unapproved: i64,
    /// People have changed them at a destination.
    pub edited: i64,
    /// The first time to come.
    pub first: Option<DateTime<Utc>>,
}

impl Counts {
    /// Of these articles.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn of(tx: &mut Tx, ids: &[Uuid]) -> Result<Self> {
        let sql = format!(
            "select count(*) filter (where c.publish_as = 'draft') as drafts, \
               count(*) filter (where c.publish_as = 'schedule' and c.publish_at > now()) as later, \
               count(*) filter (where c.offline) as offline, \
               count(*) filter (where c.url is not null) as there, \
               count(*) filter (where {GOES_LIVE} and not {CLEARED}) as unapproved, \
               count(*) filter (where exists (select from publications p where p.content_id = c.id and p.edits is not null)) as edited, \
               min(c.publish_at) filter (where c.publish_as = 'schedule' and c.publish_at > now()) as first \
             from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
             join sites w on w.account_id = s.account_id and w.id = s.site_id where c.id = any($1)"
        );
        Ok(sqlx::query_as(AssertSqlSafe(sql))
            .bind(ids)
            .fetch_one(tx.conn())
            .await?)
    }
}
