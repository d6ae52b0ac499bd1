//! SQL of what is about to be published: where articles would go, how, and what is missing for it.

use chrono::{DateTime, Utc};
use igny8::services::SelectOption;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::conditions::statement;
use crate::repo::eligible::Eligible;
use crate::tenancy::Tx;

/// Articles with a text that destinations do not have as it is here.
pub const ELIGIBLE: Eligible = Eligible::new(
    "contents x",
    "x.html <> '' and x.status <> 'writing' and \
       (x.status <> 'handed_over' or x.publish_as <> 'draft' or not exists (select from publications p where p.content_id = x.id) \
         or exists (select from publications p where p.content_id = x.id and (p.edition is distinct from x.edition or p.edits is not null)))",
);

/// Those of these articles whose site has a destination.
///
/// # Errors
/// The database does not answer.
pub async fn with_destination(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let found = statement!(query_scalar:
        "select c.id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         where exists (select from integrations n where n.site_id = s.site_id and " TAKES_ARTICLES ") and c.id = any($1)";
        ids
    );
    Ok(found.fetch_all(tx.conn()).await?)
}

/// The site of the first of these articles.
///
/// # Errors
/// The database does not answer.
pub async fn first_site(tx: &mut Tx, ids: &[Uuid]) -> Result<SelectOption> {
    let site = sqlx::query!(
        "select w.id, w.name from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id where c.id = any($1) order by c.id limit 1",
        ids
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(SelectOption {
        id: site.id,
        label: site.name,
        parent: None,
    })
}

/// Those of these articles that would go to readers without the approval that their site asks for.
///
/// # Errors
/// The database does not answer.
pub async fn unapproved(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let found = statement!(query_scalar:
        "select c.id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id \
         where c.id = any($1) and " GOES_LIVE " and not " CLEARED " order by c.id";
        ids
    );
    Ok(found.fetch_all(tx.conn()).await?)
}

/// Those of these articles that would go to readers.
///
/// # Errors
/// The database does not answer.
pub async fn live(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let found =
        statement!(query_scalar: "select c.id from contents c where c.id = any($1) and " GOES_LIVE; ids);
    Ok(found.fetch_all(tx.conn()).await?)
}

/// The names of the first `most` destinations of these articles.
///
/// # Errors
/// The database does not answer.
pub async fn destinations(tx: &mut Tx, ids: &[Uuid], most: usize) -> Result<Vec<String>> {
    let names = statement!(query_scalar:
        "select distinct n.name from integrations n where " TAKES_ARTICLES " \
           and n.site_id in (select s.site_id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
             where c.id = any($1)) order by n.name limit $2";
        ids,
        i64::try_from(most).unwrap_or(i64::MAX)
    );
    Ok(names.fetch_all(tx.conn()).await?)
}

/// How many of some articles there are of each kind that matters for publishing.
#[derive(Clone, Copy, Debug)]
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
        let counts = statement!(query_as(Counts):
            r#"select count(*) filter (where c.publish_as = 'draft') as "drafts!",
                 count(*) filter (where c.publish_as = 'schedule' and c.publish_at > now()) as "later!",
                 count(*) filter (where c.offline) as "offline!",
                 count(*) filter (where c.url is not null) as "there!",
                 count(*) filter (where "# GOES_LIVE " and not " CLEARED r#") as "unapproved!",
                 count(*) filter (where exists (select from publications p where p.content_id = c.id and p.edits is not null)) as "edited!",
                 min(c.publish_at) filter (where c.publish_as = 'schedule' and c.publish_at > now()) as first
               from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id
               join sites w on w.account_id = s.account_id and w.id = s.site_id where c.id = any($1)"#;
            ids
        );
        Ok(counts.fetch_one(tx.conn()).await?)
    }
}
