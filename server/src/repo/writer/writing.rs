//! SQL of writing an article: its brief, the sections that are paid for, and the text that comes of it.

use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::writer::brief::ContentType;
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::eligible::Eligible;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// Tasks without an article, or whose article is not written to its end.
pub const ELIGIBLE: Eligible = Eligible::new(
    "writing_tasks x",
    "x.status in ('new', 'writing') or not exists ( \
       select from contents c where c.account_id = x.account_id and c.task_id = x.id and c.deleted_in is null)",
);

/// How many of these tasks are for keywords that another article of the site serves already.
///
/// # Errors
/// The database does not answer.
pub async fn rivals(tx: &mut Tx, tasks: &[Uuid]) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "rivals!" from writing_tasks t join ideas i on i.account_id = t.account_id and i.id = t.idea_id
           where t.id = any($1) and exists (
             select from contents d join contents r on r.account_id = d.account_id and r.deleted_in is null
               and (r.id = d.id or r.task_id = d.task_id)
             where d.account_id = i.account_id and d.id = i.rival_id and r.task_id is distinct from t.id)"#,
        tasks
    )
    .fetch_one(tx.conn())
    .await?)
}

/// A writing task with what its article needs.
#[derive(Clone, Debug)]
pub struct WritingTask {
    /// The task.
    pub task: Uuid,
    /// The site.
    pub site: Uuid,
    /// The title.
    pub title: String,
    /// What sets it apart.
    pub angle: Option<String>,
    /// Headings that were proposed.
    pub outline: Vec<String>,
    /// The kind of article.
    pub content_type: ContentType,
    /// Phrases that it is for, the main one first.
    pub keywords: Vec<String>,
    /// Words that it should have.
    pub words: i32,
    /// The language of the site.
    pub language: String,
    /// The site's brand voice.
    pub voice: Option<String>,
    /// Published pages of the site: title and address.
    pub links: Vec<(String, String)>,
}

/// The non-empty lines of a text.
pub fn lines(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A writing task.
///
/// # Errors
/// 404 if it is not there any more.
pub async fn writing_task(tx: &mut Tx, task: Uuid) -> Result<WritingTask> {
    let row = sqlx::query!(
        r#"select t.title, t.angle, t.outline, t.content_type as "content_type: Word<ContentType>", t.keywords, t.words, s.site_id, w.language, w.voice
           from writing_tasks t
           join sectors s on s.account_id = t.account_id and s.id = t.sector_id
           join sites w on w.account_id = s.account_id and w.id = s.site_id
           where t.id = $1 and t.deleted_in is null"#,
        task
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found(Resource::WritingTasks.one()))?;
    Ok(WritingTask {
        task,
        site: row.site_id,
        title: row.title,
        angle: row.angle,
        outline: lines(row.outline.as_deref()),
        content_type: row.content_type.0,
        keywords: lines(row.keywords.as_deref()),
        words: row.words,
        language: row.language,
        voice: row.voice,
        links: published(tx, row.site_id, None, 30).await?,
    })
}

/// Published pages of a site, the latest first: title and address.
///
/// # Errors
/// The database does not answer.
pub async fn published(
    tx: &mut Tx,
    site: Uuid,
    but: Option<Uuid>,
    most: i64,
) -> Result<Vec<(String, String)>> {
    Ok(sqlx::query!(
        r#"select c.title, c.url as "url!" from contents c join sectors s on s.account_id = c.account_id and s.id = c.sector_id
           where s.site_id = $1 and c.url is not null and c.status = 'published' and c.deleted_in is null and c.id is distinct from $2
           order by c.published_at desc limit $3"#,
        site,
        but,
        most
    )
    .map(|page| (page.title, page.url))
    .fetch_all(tx.conn())
    .await?)
}

/// The article of a task, made if there is none, marked as being written.
///
/// # Errors
/// The database does not answer.
pub async fn begin(tx: &mut Tx, task: &WritingTask, offline: bool) -> Result<Uuid> {
    let content = sqlx::query_scalar!(
        "insert into contents (account_id, id, sector_id, cluster_id, task_id, title, keywords, words_target, status, offline) \
         select account_id, $2, sector_id, cluster_id, id, title, keywords, words, 'writing', $3 from writing_tasks where id = $1 \
         on conflict (account_id, task_id) where deleted_in is null \
           do update set status = 'writing', offline = excluded.offline, updated_at = now() \
         returning id",
        task.task,
        Uuid::now_v7(),
        offline
    )
    .fetch_one(tx.conn())
    .await?;
    // What overlapped with the article that the task had before overlaps with this one.
    sqlx::query!(
        "update ideas set rival_id = $2 where rival_id in ( \
           select id from contents where task_id = $1 and deleted_in is not null)",
        task.task,
        content
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update writing_tasks set status = 'writing' where id = $1",
        task.task
    )
    .execute(tx.conn())
    .await?;
    Ok(content)
}

/// One section of a run's outline; without HTML it is still to be written.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its heading; empty for the introduction.
    pub heading: String,
    /// What it must say.
    pub points: Vec<String>,
    /// Words that it should have.
    pub words: i32,
    /// Its text.
    pub html: Option<String>,
}

/// The sections of a run, in order; none before its outline is there.
///
/// # Errors
/// The database does not answer.
pub async fn sections(tx: &mut Tx, run: Uuid) -> Result<Vec<Section>> {
    let rows = sqlx::query!(
        r#"select heading, points as "points: Json<Vec<String>>", words, html from content_sections where run_id = $1 order by place"#,
        run
    );
    let section = rows.map(|row| Section {
        heading: row.heading,
        points: row.points.0,
        words: row.words,
        html: row.html,
    });
    Ok(section.fetch_all(tx.conn()).await?)
}

/// The sections of the last run that has outlined this task; none before there was one.
///
/// # Errors
/// The database does not answer.
pub async fn last_sections(tx: &mut Tx, task: Uuid) -> Result<Vec<Section>> {
    let run: Option<Uuid> = sqlx::query_scalar!(
        "select r.id from ai_tasks r where r.function = 'generate_content' and r.item_id = $1 \
           and exists (select from content_sections s where s.account_id = r.account_id and s.run_id = r.id) \
         order by r.created_at desc, r.id desc limit 1",
        task
    )
    .fetch_optional(tx.conn())
    .await?;
    match run {
        Some(run) => sections(tx, run).await,
        None => Ok(Vec::new()),
    }
}

/// Keeps a run's outline.
///
/// # Errors
/// The database does not answer.
pub async fn save_outline(tx: &mut Tx, run: Uuid, sections: &[Section]) -> Result<()> {
    for (place, section) in sections.iter().enumerate() {
        sqlx::query!(
            "insert into content_sections (account_id, run_id, place, heading, points, words) values ($1, $2, $3, $4, $5, $6) \
             on conflict do nothing",
            tx.account().0,
            run,
            i16::try_from(place).unwrap_or(i16::MAX),
            &section.heading,
            Json(&section.points) as _,
            section.words
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Keeps a section's text.
///
/// # Errors
/// The database does not answer.
pub async fn save_section(tx: &mut Tx, run: Uuid, place: i16, html: &str) -> Result<()> {
    sqlx::query!(
        "update content_sections set html = $3 where run_id = $1 and place = $2",
        run,
        place,
        html
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Marks an article as a draft, and its task and idea as written.
///
/// # Errors
/// The database does not answer.
pub async fn finish(tx: &mut Tx, content: Uuid) -> Result<()> {
    sqlx::query!(
        "with saved as (update contents set status = 'draft' where id = $1 returning task_id), \
         task as (update writing_tasks t set status = 'written' from saved where t.id = saved.task_id returning t.idea_id) \
         update ideas i set status = 'written' from task where i.id = task.idea_id",
        content
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
