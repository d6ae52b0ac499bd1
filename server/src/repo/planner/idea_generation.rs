//! SQL of finding ideas: what is known of a cluster, and the ideas that came of it.

use igny8::error::Problem;
use igny8::planner::import::Intent;
use igny8::planner::phrase::phrase_key;
use igny8::resource::Resource;
use igny8::writer::brief::ContentType;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::eligible::Eligible;
use crate::repo::planner::ideas::rival;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// Clusters that ideas can be found for.
pub const ELIGIBLE: Eligible = Eligible::new("clusters x", "x.keywords > 0");

/// A cluster with what ideas for it need.
#[derive(Clone, Debug)]
pub struct Topic {
    /// Its sector.
    pub sector: Uuid,
    /// Its name.
    pub name: String,
    /// The intent of most of its keywords.
    pub intent: Option<Intent>,
    /// The sector's name, and what it is about.
    pub about: String,
    /// The language of the site.
    pub language: String,
    /// The site's brand voice.
    pub voice: Option<String>,
    /// Its strongest keywords with their volumes.
    pub keywords: Vec<(String, Option<i64>)>,
    /// Titles of ideas, tasks and articles that the sector has.
    pub titles: Vec<String>,
}

/// What is known of a cluster.
///
/// # Errors
/// 404 if it is not there any more.
pub async fn topic(tx: &mut Tx, cluster: Uuid) -> Result<Topic> {
    let row = sqlx::query!(
        r#"select c.sector_id, c.name, c.intent as "intent: Word<Intent>", concat_ws(': ', s.name, s.description) as "about!",
             w.language, w.voice
           from clusters c
           join sectors s on s.account_id = c.account_id and s.id = c.sector_id
           join sites w on w.account_id = s.account_id and w.id = s.site_id
           where c.id = $1 and c.deleted_in is null"#,
        cluster
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found(Resource::Clusters.one()))?;
    Ok(Topic {
        sector: row.sector_id,
        name: row.name,
        intent: row.intent.map(|Word(intent)| intent),
        about: row.about,
        language: row.language,
        voice: row.voice,
        keywords: sqlx::query!(
            "select keyword, volume from keywords where cluster_id = $1 and deleted_in is null \
             order by volume desc nulls last, id limit 60",
            cluster
        )
        .map(|keyword| (keyword.keyword, keyword.volume))
        .fetch_all(tx.conn())
        .await?,
        titles: sqlx::query_scalar!(
            r#"select title as "title!" from (
                 select title, created_at from ideas where sector_id = $1 and deleted_in is null
                 union all select title, created_at from writing_tasks where sector_id = $1 and deleted_in is null
                 union all select title, created_at from contents where sector_id = $1 and deleted_in is null) t
               group by title order by max(created_at) desc limit 300"#,
            row.sector_id
        )
        .fetch_all(tx.conn())
        .await?,
    })
}

/// An idea to save.
#[derive(Clone, Debug)]
pub struct NewIdea {
    /// The title.
    pub title: String,
    /// What sets it apart.
    pub angle: String,
    /// Its headings.
    pub outline: Vec<String>,
    /// The kind of article.
    pub content_type: ContentType,
    /// Phrases that it is for, the main one first.
    pub keywords: Vec<String>,
    /// From 1 to 3.
    pub priority: i16,
}

/// What came of saving.
#[derive(Clone, Copy, Debug, Default)]
pub struct Saved {
    /// Ideas that are new.
    pub added: u64,
    /// Of those, ideas for keywords that an article serves already.
    pub rivals: u64,
}

/// Saves ideas; those whose title the sector has already are left out, as are those that the same run saved before.
///
/// # Errors
/// The database does not answer.
pub async fn save(
    tx: &mut Tx,
    run: Uuid,
    topic: &Topic,
    cluster: Uuid,
    ideas: &[NewIdea],
    offline: bool,
) -> Result<Saved> {
    let mut saved = Saved::default();
    for (place, idea) in ideas.iter().enumerate() {
        let rival = rival(tx, topic.sector, &idea.keywords, None).await?;
        let added = sqlx::query!(
            "insert into ideas (account_id, id, sector_id, cluster_id, run_id, place, title, title_key, angle, outline, content_type, \
               keywords, priority, rival_id, offline) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing",
            tx.account().0,
            Uuid::now_v7(),
            topic.sector,
            cluster,
            run,
            i16::try_from(place).unwrap_or(i16::MAX),
            &idea.title,
            phrase_key(&idea.title),
            &idea.angle,
            idea.outline.join("\n"),
            idea.content_type.as_str(),
            idea.keywords.join("\n"),
            idea.priority,
            rival,
            offline
        )
        .execute(tx.conn())
        .await?
        .rows_affected();
        saved.added += added;
        saved.rivals += if rival.is_some() { added } else { 0 };
    }
    Ok(saved)
}
