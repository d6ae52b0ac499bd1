//! SQL of single articles: reading one whole, saving it from a version, and its history.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use igny8::error::Problem;
use igny8::resource::Resource;
pub use igny8::writer::article::VersionOrigin as Origin;
use igny8::writer::article::{Article, Text, Version};
use igny8::writer::content::ArticleStatus;
use uuid::Uuid;

use super::revision::Revision;
use crate::error::Result;
use crate::repo::row::rfc3339;
use crate::repo::versioned::{self, Held, Versioned};
use crate::tenancy::Tx;

/// Published pages that an article may link to, at most.
const LINKS: i64 = 200;

fn not_found() -> Problem {
    Problem::not_found(Resource::Content.one())
}

/// One article whole.
///
/// # Errors
/// 404 if there is no such article in this account.
pub async fn article(tx: &mut Tx, id: Uuid) -> Result<Article> {
    // A run works on an article when it is for the article itself, or for the writing task that it comes from.
    let found = sqlx::query_scalar!(
        r#"
select jsonb_build_object(
  'id', c.id, 'version', c.version,
  'text', jsonb_build_object(
    'title', c.title, 'html', c.html, 'meta_title', coalesce(c.meta_title, ''),
    'meta_description', coalesce(c.meta_description, ''), 'slug', coalesce(c.slug, ''), 'excerpt', coalesce(c.excerpt, ''),
    'faq', c.faq, 'tags', coalesce(to_jsonb(string_to_array(nullif(c.tags, ''), e'\n')), '[]'),
    'categories', coalesce(to_jsonb(string_to_array(nullif(c.categories, ''), e'\n')), '[]')),
  'status', c.status, 'offline', c.offline,
  'written_by', (select l.model || ' (' || l.provider || ')' from ai_calls l
    where l.account_id = c.account_id and l.content_id = c.id and l.purpose = 'section' and l.status = 'ok' and l.provider <> 'offline'
    order by l.created_at desc limit 1),
  'stale', exists (select from publications p where p.content_id = c.id and p.edition < c.edition),
  'edition', c.edition, 'needs_approval', w.approval, 'publish_as', c.publish_as,
  'approved', case when c.approved_edition = c.edition then jsonb_build_object(
    'by', (select u.name from users u where u.id = c.approved_by),
    'at', to_char(c.approved_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end,
  'edited_there', coalesce((select jsonb_agg(n.name order by n.name) from publications p
    join integrations n on n.account_id = p.account_id and n.id = p.integration_id
    where p.content_id = c.id and p.edits is not null), '[]'),
  'keywords', coalesce(to_jsonb(string_to_array(nullif(c.keywords, ''), e'\n')), '[]'),
  'words_target', c.words_target, 'cost', c.cost::float8, 'url', c.url,
  'published_at', to_char(c.published_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'updated_at', to_char(c.updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'language', w.language, 'domain', w.domain,
  'site', jsonb_build_object('id', w.id, 'label', w.name),
  'cluster', (select jsonb_build_object('id', g.id, 'label', g.name) from clusters g where g.id = c.cluster_id and g.deleted_in is null),
  'task', (select jsonb_build_object('id', t.id, 'label', t.title) from writing_tasks t where t.id = c.task_id and t.deleted_in is null),
  'run', r.id,
  'written', coalesce((select jsonb_agg(jsonb_build_object(
      'content_id', c.id, 'run_id', r.id, 'place', x.place, 'heading', x.heading, 'html', x.html) order by x.place)
    from content_sections x where x.run_id = r.id and x.html is not null), '[]'),
  'pictures', coalesce((select jsonb_agg(jsonb_build_object(
      'id', i.id, 'place', i.place, 'heading', i.heading, 'alt', coalesce(i.alt, ''), 'status', i.status,
      'src', case when i.file_key is not null then '/api/v1/writer/images/' || i.id || '/file' end) order by i.place)
    from images i where i.content_id = c.id and i.deleted_in is null), '[]'),
  'links', coalesce((select jsonb_agg(jsonb_build_object('title', p.title, 'url', p.url) order by p.published_at desc nulls last)
    from (select o.title, o.url, o.published_at from contents o join sectors q on q.account_id = o.account_id and q.id = o.sector_id
          where q.site_id = w.id and o.id <> c.id and o.url is not null and o.status = 'published' and o.deleted_in is null
          order by o.published_at desc nulls last limit $2) p), '[]')) as "document!"
from contents c
join sectors s on s.account_id = c.account_id and s.id = c.sector_id
join sites w on w.account_id = s.account_id and w.id = s.site_id
left join lateral (
  select t.id from ai_tasks t where t.finished_at is null and t.item_id in (c.id, c.task_id) order by t.created_at desc, t.id desc limit 1) r on true
where c.id = $1 and c.deleted_in is null"#,
        id,
        LINKS
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(serde_json::from_value(found.ok_or_else(not_found)?)?)
}

/// A revision of an article, and who made it.
struct Made<'a> {
    revision: &'a Revision,
    origin: Origin,
}

#[async_trait]
impl Versioned for Made<'_> {
    const RESOURCE: Resource = Resource::Content;

    async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<i32>> {
        Ok(sqlx::query_scalar!(
            "select version from contents where id = $1 and deleted_in is null for update",
            id
        )
        .fetch_optional(tx.conn())
        .await?)
    }

    async fn write(&self, tx: &mut Tx, over: &Held) -> Result<(i32, DateTime<Utc>)> {
        let text = &self.revision.text;
        // What was written before there was a history must not be lost by the first change: it is read as it was before this
        // statement.
        let saved = sqlx::query!(
            "with first as ( \
               insert into content_versions (account_id, id, content_id, version, origin, title, html, meta_title, meta_description, \
                 slug, excerpt, faq, tags, categories, words, created_at, saved_at) \
               select c.account_id, $14, c.id, c.version, 'model', c.title, c.html, c.meta_title, c.meta_description, c.slug, \
                 c.excerpt, c.faq, c.tags, c.categories, c.words, c.updated_at, c.updated_at \
               from contents c where c.id = $1 and c.html <> '' \
                 and not exists (select from content_versions v where v.content_id = c.id)) \
             update contents set title = $2, html = $3, meta_title = nullif($4, ''), meta_description = nullif($5, ''), \
               slug = nullif($6, ''), excerpt = nullif($7, ''), faq = $8, tags = nullif($9, ''), categories = nullif($10, ''), \
               words = $11, score = $12, offline = $13, version = version + 1, updated_at = now() \
             where id = $1 returning version, updated_at",
            over.id(),
            &text.title,
            &text.html,
            &text.meta_title,
            &text.meta_description,
            &text.slug,
            &text.excerpt,
            serde_json::to_value(&text.faq)?,
            text.tags.join("\n"),
            text.categories.join("\n"),
            self.revision.words,
            self.revision.score,
            self.revision.offline,
            Uuid::now_v7()
        )
        .fetch_one(tx.conn())
        .await?;
        Ok((saved.version, saved.updated_at))
    }

    /// What one person saves within five minutes is one entry, unless somebody else or a model made one between.
    async fn note(&self, tx: &mut Tx, id: Uuid, _version: i32) -> Result<()> {
        sqlx::query!(
            "with kept as ( \
               update content_versions v set version = c.version, title = c.title, html = c.html, meta_title = c.meta_title, \
                 meta_description = c.meta_description, slug = c.slug, excerpt = c.excerpt, faq = c.faq, tags = c.tags, \
                 categories = c.categories, words = c.words, saved_at = now() \
               from contents c \
               where c.id = $1 and v.content_id = c.id and $3 = 'person' and v.origin = 'person' and v.created_by = $4 \
                 and v.created_at > now() - interval '5 minutes' \
                 and v.version = (select max(l.version) from content_versions l where l.content_id = $1) \
               returning v.id) \
             insert into content_versions (account_id, id, content_id, version, origin, title, html, meta_title, meta_description, \
               slug, excerpt, faq, tags, categories, words, created_by) \
             select c.account_id, $2, c.id, c.version, $3, c.title, c.html, c.meta_title, c.meta_description, c.slug, c.excerpt, \
               c.faq, c.tags, c.categories, c.words, $4 \
             from contents c where c.id = $1 and not exists (select from kept)",
            id,
            Uuid::now_v7(),
            self.origin.as_str(),
            tx.user().filter(|_| self.origin != Origin::Model).map(|user| user.0)
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// What a model writes now is not for people to change: its next words would undo it.
///
/// # Errors
/// 409 while that is so.
pub fn is_free(article: &Article) -> Result<(), Problem> {
    if article.status == ArticleStatus::Writing && article.run.is_some() {
        return Err(Problem::conflict(
            "A model is writing this article. Wait until it is finished or cancel the task.",
        ));
    }
    Ok(())
}

/// Holds an article against other changes until the transaction ends, and gives its version.
///
/// # Errors
/// 404 if there is no such article in this account.
pub async fn lock(tx: &mut Tx, id: Uuid) -> Result<i32> {
    Ok(versioned::hold::<Made>(tx, id).await?.version())
}

/// Saves a text over `version` and notes it in the history; gives the new version and when it was made, or none if somebody else saved
/// meanwhile: then nothing was changed.
///
/// # Errors
/// 404 if there is no such article in this account.
pub async fn save(
    tx: &mut Tx,
    id: Uuid,
    version: i32,
    revision: &Revision,
    origin: Origin,
) -> Result<Option<(i32, String)>> {
    let held = versioned::hold::<Made>(tx, id).await?;
    if !held.is_still(version.into()) {
        return Ok(None);
    }
    let (version, at) = versioned::save(tx, held, &Made { revision, origin }).await?;
    Ok(Some((version, rfc3339(at))))
}

/// The text that a model made of an article last, if it did.
///
/// # Errors
/// The database does not answer.
pub async fn made(tx: &mut Tx, id: Uuid) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select html from content_versions where content_id = $1 and origin = 'model' order by version desc limit 1",
        id
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Keeps the score that an article has with other pictures or other rules, and says whether it had another one.
///
/// # Errors
/// The database does not answer.
pub async fn rescore(tx: &mut Tx, id: Uuid, score: i16) -> Result<bool> {
    let done = sqlx::query!(
        "update contents set score = $2 where id = $1 and score is distinct from $2",
        id,
        score
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// An article's history, newest first.
///
/// # Errors
/// 404 if there is no such article in this account.
pub async fn versions(tx: &mut Tx, id: Uuid) -> Result<Vec<Version>> {
    let found = sqlx::query_scalar!(
        r#"select (select coalesce(jsonb_agg(jsonb_build_object(
             'version', v.version, 'origin', v.origin, 'title', v.title, 'words', v.words,
             'created_at', to_char(v.saved_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'created_by', (select u.name from users u where u.id = v.created_by)) order by v.version desc), '[]')
           from content_versions v where v.content_id = c.id) as "versions!"
         from contents c where c.id = $1 and c.deleted_in is null"#,
        id
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(serde_json::from_value(found.ok_or_else(not_found)?)?)
}

/// An article as it was in a version; the current one is always there.
///
/// # Errors
/// 404 if there is no such article, or no such version of it.
pub async fn version(tx: &mut Tx, id: Uuid, version: i32) -> Result<Text> {
    let row = sqlx::query!(
        r#"select v.title as "title?", v.html as "html?", v.meta_title as "meta_title?", v.meta_description as "meta_description?",
             v.slug as "slug?", v.excerpt as "excerpt?", v.faq as "faq?", v.tags as "tags?", v.categories as "categories?"
           from contents c left join lateral (
             select title, html, meta_title, meta_description, slug, excerpt, faq, tags, categories
               from content_versions where content_id = c.id and version = $2
             union all
             select c.title, c.html, c.meta_title, c.meta_description, c.slug, c.excerpt, c.faq, c.tags, c.categories
               where c.version = $2 limit 1) v on true
           where c.id = $1 and c.deleted_in is null"#,
        id,
        version
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(not_found)?;
    let (Some(title), Some(faq)) = (row.title, row.faq) else {
        return Err(Problem::not_found("version").into());
    };
    let lines = |text: Option<String>| text.unwrap_or_default().lines().map(str::to_owned).collect();
    Ok(Text {
        title,
        html: row.html.unwrap_or_default(),
        meta_title: row.meta_title.unwrap_or_default(),
        meta_description: row.meta_description.unwrap_or_default(),
        slug: row.slug.unwrap_or_default(),
        excerpt: row.excerpt.unwrap_or_default(),
        faq: serde_json::from_value(faq)?,
        tags: lines(row.tags),
        categories: lines(row.categories),
    })
}
