//! SQL of what is about to be published: where articles would go, how, and what is missing for it.

use chrono::{DateTime, Utc};
use igny8::error::Problem;
use igny8::writer::notes::LABELS;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

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
    let site: String = sqlx::query_scalar(
        "select w.name from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id where c.id = any($1) order by c.id limit 1",
    )
    .bind(&ids)
    .fetch_one(tx.conn())
    .await?;
    Err(no_destination(&site).into())
}

/// Says that a site's articles have nowhere to go, and leads to where that is mended.
pub fn no_destination(site: &str) -> Problem {
    let message = format!("{site} has no destination yet. Connect its WordPress or a webhook, then publish.");
    let path = format!("{}/new", igny8::system::integrations::PAGE.path);
    Problem::conflict(message).way_out("Connect a destination", &path)
}

/// Where these articles would go and how they would appear.
///
/// # Errors
/// The database does not answer.
pub async fn preview(tx: &mut Tx, items: &[Item]) -> Result<Preview> {
    let ids: Vec<Uuid> = items.iter().map(|item| item.id).collect();
    let sql = format!(
        "select distinct n.name from integrations n where {TAKES_ARTICLES} \
           and n.site_id in (select s.site_id from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
             where c.id = any($1)) order by n.name limit {}",
        NAMED + 1
    );
    let mut names: Vec<String> = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(&ids)
        .fetch_all(tx.conn())
        .await?;
    if names.len() > NAMED {
        names.truncate(NAMED);
        names.push("others".to_owned());
    }
    let counts: Counts = sqlx::query_as(
        "select count(*) filter (where c.publish_as = 'draft') as drafts, \
           count(*) filter (where c.publish_as = 'schedule' and c.publish_at > now()) as later, \
           count(*) filter (where c.offline) as offline, \
           count(*) filter (where c.url is not null) as there, \
           coalesce(sum((select sum((length(c.html) - length(replace(c.html, l, ''))) / length(l)) from unnest($2::text[]) l)), 0)::int8 as notes, \
           min(c.publish_at) filter (where c.publish_as = 'schedule' and c.publish_at > now()) as first \
         from contents c where c.id = any($1)",
    )
    .bind(&ids)
    .bind(&LABELS[..])
    .fetch_one(tx.conn())
    .await?;
    let all = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let at = counts
        .first
        .map(|at| at.format("on %Y-%m-%d at %H:%M UTC").to_string());
    let later = match at {
        Some(at) if counts.later == 1 => at,
        Some(at) => format!("at their times, the first {at}"),
        None => "at once".to_owned(),
    };
    let ways = [
        (all - counts.drafts - counts.later, "at once"),
        (counts.later, later.as_str()),
        (counts.drafts, "as a draft"),
    ];
    let ways: Vec<_> = ways
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, way)| {
            if count == all {
                way.to_owned()
            } else {
                format!("{count} {way}")
            }
        })
        .collect();
    let mut facts = vec![
        ("Goes to".to_owned(), names.join(", ")),
        ("Appears".to_owned(), ways.join(", ")),
    ];
    if counts.there > 0 {
        facts.push(("Brought up to date".to_owned(), counts.there.to_string()));
    }
    let mut notes = Vec::new();
    if counts.offline > 0 {
        notes.push(format!(
            "{} of {all} {} offline {}: text from the built-in writer, made to try things out. Readers and search engines \
             expect one that a model or a person wrote.",
            counts.offline,
            if counts.offline == 1 { "is an" } else { "are" },
            if counts.offline == 1 { "draft" } else { "drafts" },
        ));
    }
    if counts.notes > 0 {
        notes.push(format!(
            "{} to the editor would be published, too. Open the article and take out what begins with “{}”.",
            if counts.notes == 1 {
                "A note".to_owned()
            } else {
                format!("{} notes", counts.notes)
            },
            igny8::writer::notes::EN
        ));
    }
    Ok(Preview {
        facts,
        notes,
        way_out: None,
    })
}

#[derive(sqlx::FromRow)]
struct Counts {
    drafts: i64,
    later: i64,
    offline: i64,
    there: i64,
    notes: i64,
    first: Option<DateTime<Utc>>,
}
