//! SQL of what is about to be published: where articles would go, how, and what is missing for it.

use chrono::{DateTime, Utc};
use igny8::backend::Choosable;
use igny8::error::Problem;
use igny8::page::Arguments;
use igny8::writer::content::{PAGE, STRIP_NOTES};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::approving::{CLEARED, refusal, with_notes};
use super::items::{Item, Preview};
use crate::error::Result;
use crate::repo::system::integrations::TAKES_ARTICLES;
use crate::tenancy::Tx;

/// The most destinations that are named.
const NAMED: usize = 5;

/// Those of the articles whose site has a destination.
///
/// # Errors
/// 409 that names the site and leads to where one is connected, if it is none of them.
pub async fn with_destination(tx: &mut Tx, items: Vec<Item>) -> Result<Vec<Item>> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    let sql = format!(
        "select c.id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         where c.id = any($1) and exists (select from integrations n where n.site_id = s.site_id and {TAKES_ARTICLES})"
    );
    let going: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(&ids)
        .fetch_all(tx.conn())
        .await?;
    if !going.is_empty() {
        return Ok(items
            .into_iter()
            .filter(|item| going.contains(&item.id))
            .collect());
    }
    let (id, label): (Uuid, String) = sqlx::query_as(
        "select w.id, w.name from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id where c.id = any($1) order by c.id limit 1",
    )
    .bind(&ids)
    .fetch_one(tx.conn())
    .await?;
    let site = Choosable {
        id,
        label,
        parent: None,
    };
    Err(no_destination(&site, ids.first().copied().filter(|_| ids.len() == 1)).into())
}

/// Says that a site's articles have nowhere to go, and leads to where that is mended.
///
/// The form knows kind and site already, and leads back to publishing.
pub fn no_destination(site: &Choosable, article: Option<Uuid>) -> Problem {
    let message = format!(
        "{} has no destination yet. Connect WordPress or a webhook, then publish.",
        site.label
    );
    let back = match article {
        Some(article) => format!("{}/{article}#publish", PAGE.path),
        None => PAGE.path.to_owned(),
    };
    let path = format!(
        "{}/new?kind=wordpress&site_id={}#{back}",
        igny8::system::integrations::PAGE.path,
        site.id
    );
    Problem::conflict(message).way_out("Connect a destination", &path)
}

/// The condition under which the article `c` would go to readers when it is published now.
const GOES_LIVE: &str = "c.publish_as <> 'draft'";

/// Goes on only if at least one of these articles may be published; each run looks again before it sends anything.
///
/// # Errors
/// 409 that says what stands in the way of the first.
pub async fn allowed(tx: &mut Tx, items: &[Item], answers: &Arguments) -> Result<()> {
    let blocked = blocked(tx, items, answers).await?;
    let Some(first) = items.first().filter(|_| blocked.len() == items.len()) else {
        return Ok(());
    };
    let why = match blocked.iter().find(|(id, _)| *id == first.id) {
        Some((_, Some(refusal))) => refusal.clone(),
        _ => "This version isn't approved. Approve it, then publish it. Any change removes the approval."
            .to_owned(),
    };
    let path = format!("{}/{}", PAGE.path, first.id);
    Err(Problem::conflict(why).way_out("Open article", &path).into())
}

/// Those of these articles that may not be published now, with the refusal of notes that stand in them; none is one that
/// is not approved.
///
/// # Errors
/// The database does not answer.
pub async fn blocked(
    tx: &mut Tx,
    items: &[Item],
    answers: &Arguments,
) -> Result<Vec<(Uuid, Option<String>)>> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    let sql = format!(
        "select c.id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id \
         where c.id = any($1) and {GOES_LIVE} and not {CLEARED} order by c.id"
    );
    let unapproved: Vec<Uuid> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(&ids)
        .fetch_all(tx.conn())
        .await?;
    let noted = if answers.flag(&STRIP_NOTES) {
        Vec::new()
    } else {
        let live = live(tx, &ids).await?;
        with_notes(tx, &live).await?
    };
    let mut blocked: Vec<(Uuid, Option<String>)> = noted
        .iter()
        .map(|(id, notes)| (*id, Some(refusal(notes))))
        .collect();
    for id in unapproved {
        if !blocked.iter().any(|(known, _)| *known == id) {
            blocked.push((id, None));
        }
    }
    Ok(blocked)
}

async fn live(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let sql = format!("select c.id from contents c where c.id = any($1) and {GOES_LIVE}");
    Ok(sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_all(tx.conn())
        .await?)
}

/// Where these articles would go and how they would appear.
///
/// # Errors
/// The database does not answer.
pub async fn preview(tx: &mut Tx, items: &[Item]) -> Result<Preview> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    let destinations = destinations(tx, &ids).await?;
    let counts = Counts::of(tx, &ids).await?;
    let all = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let mut facts = vec![
        ("Goes to".to_owned(), destinations.join(", ")),
        ("Appears".to_owned(), counts.ways(all).join(", ")),
    ];
    if counts.there > 0 {
        facts.push(("Updates".to_owned(), counts.there.to_string()));
    }
    let mut warnings = counts.warnings(all);
    let noted = with_notes(tx, &ids).await?;
    let to_editor: usize = noted.iter().map(|(_, found)| found.len()).sum();
    let mut asks = Vec::new();
    if to_editor > 0 {
        warnings.push(format!(
            "The text contains {to_editor} editor {}. Articles with notes aren't published to readers: remove the notes, or \
             choose to remove them here.",
            if to_editor == 1 { "note" } else { "notes" },
        ));
        asks.push(STRIP_NOTES.name.to_owned());
    }
    Ok(Preview {
        facts,
        notes: warnings,
        asks,
        way_out: None,
    })
}

/// The names of the first destinations of these articles, and that there are others.
async fn destinations(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<String>> {
    let sql = format!(
        "select distinct n.name from integrations n where {TAKES_ARTICLES} \
           and n.site_id in (select s.site_id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
             where c.id = any($1)) order by n.name limit {}",
        NAMED + 1
    );
    let mut names: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(ids)
        .fetch_all(tx.conn())
        .await?;
    if names.len() > NAMED {
        names.truncate(NAMED);
        names.push("others".to_owned());
    }
    Ok(names)
}

/// How many of some articles there are of each kind that matters for publishing.
#[derive(sqlx::FromRow)]
struct Counts {
    drafts: i64,
    later: i64,
    offline: i64,
    there: i64,
    unapproved: i64,
    edited: i64,
    first: Option<DateTime<Utc>>,
}

impl Counts {
    async fn of(tx: &mut Tx, ids: &[Uuid]) -> Result<Self> {
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

    /// The ways in which `all` of them appear, with how many take each where there are several.
    fn ways(&self, all: i64) -> Vec<String> {
        let at = self
            .first
            .map(|at| at.format("on %Y-%m-%d at %H:%M UTC").to_string());
        let later = match at {
            Some(at) if self.later == 1 => at,
            Some(at) => format!("as scheduled, the first {at}"),
            None => "immediately".to_owned(),
        };
        let ways = [
            (all - self.drafts - self.later, "immediately"),
            (self.later, later.as_str()),
            (self.drafts, "as a draft"),
        ];
        ways.into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, way)| {
                if count == all {
                    way.to_owned()
                } else {
                    format!("{count} {way}")
                }
            })
            .collect()
    }

    /// What somebody may want to mend of `all` of them before.
    fn warnings(&self, all: i64) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.offline > 0 {
            warnings.push(format!(
                "{} of {all} {} offline {}: test content from the built-in writer. Replace it with text from a model or a person before \
                 publishing.",
                self.offline,
                if self.offline == 1 { "is an" } else { "are" },
                if self.offline == 1 { "draft" } else { "drafts" },
            ));
        }
        if self.unapproved > 0 {
            warnings.push(format!(
                "{} of {all} {} not approved and would be skipped. This site requires approval before publishing.",
                self.unapproved,
                if self.unapproved == 1 { "is" } else { "are" },
            ));
        }
        if self.edited > 0 {
            warnings.push(format!(
                "{} of {all} {} edited on the destination and would be skipped. Open the article to compare and decide.",
                self.edited,
                if self.edited == 1 { "was" } else { "were" },
            ));
        }
        warnings
    }
}
