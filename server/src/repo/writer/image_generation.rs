//! SQL of an article's pictures: their prompts, and the files that were made.

use igny8::error::Problem;
use igny8::resource::Resource;
use igny8::writer::images::ImageStyle;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::eligible::Eligible;
use crate::repo::word::Word;
use crate::tenancy::Tx;

/// Articles with a text that pictures can be described for.
pub const DESCRIBABLE: Eligible = Eligible::new("contents x", "x.html <> '' and x.status <> 'writing'");

/// Articles with pictures that wait to be made by nobody yet; these are what is priced.
pub const WAITING: Eligible = Eligible::new(
    "contents x cross join lateral ( \
       select array_agg(m.id order by m.place, m.id) as ids from images m \
       where m.account_id = x.account_id and m.content_id = x.id and m.status <> 'ready' and m.deleted_in is null \
         and not exists (select from ai_tasks r where r.account_id = m.account_id and r.function = $2 \
           and r.finished_at is null and (r.item_id = m.id or m.id = any (r.priced)))) w",
    "w.ids is not null",
)
.priced("w.ids");

/// Pictures, whether they are made or not.
pub const PICTURES: Eligible = Eligible::new("images x", "true");

/// What image prompts of an article need.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The title.
    pub title: String,
    /// The sanitised body.
    pub html: String,
    /// Phrases that it is for.
    pub keywords: Vec<String>,
    /// The language of its site.
    pub language: String,
}

/// An article as its pictures need it.
///
/// # Errors
/// 404 if it is not there any more.
pub async fn scene(tx: &mut Tx, content: Uuid) -> Result<Scene> {
    let row = sqlx::query!(
        "select c.title, c.html, c.keywords, w.language from contents c \
         join sectors s on s.account_id = c.account_id and s.id = c.sector_id \
         join sites w on w.account_id = s.account_id and w.id = s.site_id \
         where c.id = $1 and c.deleted_in is null",
        content
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| Problem::not_found(Resource::Content.one()))?;
    Ok(Scene {
        title: row.title,
        html: row.html,
        keywords: super::writing::lines(row.keywords.as_deref()),
        language: row.language,
    })
}

/// A prompt to save.
#[derive(Clone, Debug)]
pub struct NewPrompt {
    /// The heading that it follows; none for the featured one.
    pub heading: Option<String>,
    /// What it shows.
    pub prompt: String,
    /// What it says to those who do not see it.
    pub alt: String,
}

/// Saves prompts, the featured one first. Pictures that are made stay; prompts without a picture are replaced. Says how
/// many there are to be made.
///
/// # Errors
/// The database does not answer.
pub async fn save_prompts(
    tx: &mut Tx,
    content: Uuid,
    style: ImageStyle,
    prompts: &[NewPrompt],
) -> Result<i64> {
    for (place, prompt) in prompts.iter().enumerate() {
        sqlx::query!(
            "insert into images (account_id, id, content_id, place, heading, prompt, alt, style) values ($1, $2, $3, $4, $5, $6, $7, $8) \
             on conflict (account_id, content_id, place) where deleted_in is null do update \
               set heading = excluded.heading, prompt = excluded.prompt, alt = excluded.alt, style = excluded.style, \
                 status = 'prompt', error = null \
             where images.status <> 'ready'",
            tx.account().0,
            Uuid::now_v7(),
            content,
            i16::try_from(place).unwrap_or(i16::MAX),
            prompt.heading.as_deref(),
            &prompt.prompt,
            &prompt.alt,
            style.as_str()
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from images where content_id = $1 and status <> 'ready' and deleted_in is null"#,
        content
    )
    .fetch_one(tx.conn())
    .await?)
}

/// A picture that is to be made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its id.
    pub id: Uuid,
    /// Its article.
    pub content_id: Uuid,
    /// The article's title.
    pub title: String,
    /// 0 is the featured one.
    pub place: i16,
    /// What it shows.
    pub prompt: String,
    /// Its looks.
    pub style: Word<ImageStyle>,
}

/// The pictures to be made by a run for an article (those without a file that it was priced for) or for one picture (also
/// one that has a file), without those that this run has made already.
///
/// # Errors
/// The database does not answer.
pub async fn wanted(
    tx: &mut Tx,
    resource: Resource,
    id: Uuid,
    run: Uuid,
    priced: Option<Vec<Uuid>>,
) -> Result<Vec<Wanted>> {
    Ok(sqlx::query_as!(
        Wanted,
        r#"select m.id, m.content_id, c.title, m.place, m.prompt, m.style as "style: Word<ImageStyle>" from images m
           join contents c on c.account_id = m.account_id and c.id = m.content_id
           where m.deleted_in is null and m.run_id is distinct from $3
             and (m.id = $1 or $2 and m.content_id = $1 and m.status <> 'ready')
             and ($4::uuid[] is null or m.id = any ($4))
           order by m.place"#,
        id,
        resource == Resource::Content,
        run,
        priced.as_deref()
    )
    .fetch_all(tx.conn())
    .await?)
}

/// How many pictures a run has made.
///
/// # Errors
/// The database does not answer.
pub async fn made_by(tx: &mut Tx, run: Uuid) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from images where run_id = $1 and status = 'ready'"#,
        run
    )
    .fetch_one(tx.conn())
    .await?)
}

/// A picture that was made.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The run that made it.
    pub run: Uuid,
    /// Who drew it.
    pub provider: &'a str,
    /// With which model.
    pub model: &'a str,
    /// Whether that is the offline provider.
    pub offline: bool,
    /// The folder of its files.
    pub file_key: Uuid,
    /// The kind of the original.
    pub mime: &'a str,
    /// Pixels of the original.
    pub width: i32,
    /// Pixels of the original.
    pub height: i32,
    /// Bytes of the original.
    pub bytes: i64,
    /// Its mean colour, for the time until it is loaded.
    pub colour: &'a str,
}

/// Notes that a picture is there.
///
/// # Errors
/// The database does not answer.
pub async fn made(tx: &mut Tx, id: Uuid, made: Made<'_>) -> Result<()> {
    sqlx::query!(
        "update images set status = 'ready', error = null, run_id = $2, provider = $3, model = $4, offline = $5, file_key = $6, mime = $7, \
           width = $8, height = $9, bytes = $10, colour = $11 where id = $1",
        id,
        made.run,
        made.provider,
        made.model,
        made.offline,
        made.file_key,
        made.mime,
        made.width,
        made.height,
        made.bytes,
        made.colour
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes why a picture could not be made; one that has a file keeps it.
///
/// # Errors
/// The database does not answer.
pub async fn failed(tx: &mut Tx, id: Uuid, error: &str) -> Result<()> {
    sqlx::query!(
        "update images set status = case when file_key is null then 'failed' else status end, error = $2 where id = $1",
        id,
        error.replace('\0', "")
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Bytes of the pictures of the account, each as it came.
///
/// # Errors
/// The database does not answer.
pub async fn kept_bytes(tx: &mut Tx) -> Result<i64> {
    // The account's room is one, whichever sites a run may work on.
    tx.beyond_sites().await?;
    let sum = sqlx::query_scalar!(
        r#"select coalesce(sum(bytes), 0)::int8 as "bytes!" from images where file_key is not null"#
    );
    let sum = sum.fetch_one(tx.conn()).await;
    tx.within_sites(sum.map_err(Into::into)).await
}
