//! SQL of Writer › Images.

use async_trait::async_trait;
use destinations::{Picture, Source, insert};
use igny8::error::Problem;
use igny8::permission::Verb;
use igny8::resource::Resource;
use igny8::services::OneTimeSecret;
use igny8::value::Value;
use igny8::writer::images::{Fields, INSERT};
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, value_of};
use crate::repo::writer::articles::{self, Origin};
use crate::repo::writer::revision::Revision;
use crate::repo::writer::{files, publishing};
use crate::repo::{Hooks, Join, Sql, Table, write};
use crate::tenancy::Tx;

/// Pictures with their article.
pub static TABLE: Table = Table {
    resource: Resource::Images,
    name: "images",
    alias: "m",
    from: "images m",
    joins: &[
        Join::inner(
            "contents",
            "a",
            "a.account_id = m.account_id and a.id = m.content_id",
        ),
        Join::inner(
            "sectors",
            "s",
            "s.account_id = a.account_id and s.id = a.sector_id",
        )
        .needs(&["a"]),
        Join::inner("sites", "w", "w.account_id = s.account_id and w.id = s.site_id").needs(&["s"]),
    ],
    columns: &Fields {
        prompt: Sql::column("m.prompt", "prompt"),
        thumbnail: Sql::read(
            "case when m.file_key is not null \
             then '/api/v1/writer/images/' || m.id || '/file/thumb?v=' || m.file_key end",
        ),
        content: Sql::reference("m.content_id", "a.title")
            .write("content_id")
            .label_needs(&["a"]),
        place: Sql::read("m.place"),
        heading: Sql::column("m.heading", "heading"),
        alt: Sql::column("m.alt", "alt"),
        style: Sql::column("m.style", "style"),
        status: Sql::read("m.status"),
        error: Sql::read("m.error"),
        provider: Sql::read("m.provider"),
        model: Sql::read("m.model"),
        offline: Sql::read("m.offline"),
        width: Sql::read("m.width"),
        height: Sql::read("m.height"),
        sector: Sql::reference("a.sector_id", "s.name")
            .needs(&["a"])
            .label_needs(&["s"]),
        site: Sql::reference("s.site_id", "w.name")
            .needs(&["s"])
            .label_needs(&["w"]),
        created_at: Sql::read("m.created_at"),
    }
    .in_order(),
    undo: true,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &ImageHooks,
};

struct ImageHooks;

#[async_trait]
impl Hooks for ImageHooks {
    /// A new picture takes the next free place; without a heading it is the featured one, if there is none.
    async fn before_save(
        &self,
        tx: &mut Tx,
        id: Option<Uuid>,
        change: &mut Vec<Assignment>,
    ) -> Result<Option<OneTimeSecret>> {
        let content = value_of(change, "content_id").and_then(Value::as_id);
        let (None, Some(content)) = (id, content) else {
            return Ok(None);
        };
        // Two pictures that are added at once must not want the same place.
        sqlx::query!("select from contents where id = $1 for no key update", content)
            .execute(tx.conn())
            .await?;
        let featured = value_of(change, "heading").is_none_or(Value::is_null);
        let place = sqlx::query_scalar!(
            r#"select case when $2 and not exists (select from images where content_id = $1 and place = 0 and deleted_in is null) then 0
                 else coalesce((select max(place) from images where content_id = $1 and deleted_in is null), 0) + 1 end::int2 as "place!""#,
            content,
            featured
        )
        .fetch_one(tx.conn())
        .await?;
        change.push(Assignment::new("place", Value::Int(i64::from(place))));
        Ok(None)
    }

    async fn act(&self, tx: &mut Tx, _action: &str, ids: &[Uuid]) -> Result<u64> {
        let mut inserted = 0;
        for content in files::articles_of(tx, ids).await? {
            inserted += insert_into(tx, content, ids).await?;
        }
        if inserted == 0 {
            let told = if ids.len() == 1 {
                "This image is already in its article."
            } else {
                "These images are already in their articles."
            };
            return Err(Problem::conflict(told).into());
        }
        Ok(inserted)
    }

    fn acts(&self, action: &str) -> bool {
        action == INSERT.name
    }
}

/// Puts those of these pictures into an article's text that are not in it, as a new version of it, and says how many.
async fn insert_into(tx: &mut Tx, content: Uuid, ids: &[Uuid]) -> Result<u64> {
    let version = articles::lock(tx, content).await?;
    let article = articles::article(tx, content).await?;
    articles::is_free(&article)?;
    let pictures: Vec<Picture> = publishing::pictures(tx, content)
        .await?
        .into_iter()
        .filter(|file| ids.contains(&file.id) && !article.text.html.contains(&address(file.id)))
        .map(|file| Picture {
            id: file.id,
            version: file.file_key,
            place: file.place,
            heading: file.heading,
            alt: file.alt,
            file_name: String::new(),
            mime: file.mime,
            // The size that the text shows is not the original's.
            width: 0,
            height: 0,
        })
        .collect();
    if pictures.is_empty() {
        return Ok(0);
    }
    let sources: Vec<_> = pictures
        .iter()
        .map(|picture| (picture, Source::new(format!("{}/large", address(picture.id)))))
        .collect();
    let mut text = article.text.clone();
    text.html = insert(&text.html, &sources);
    let revision = Revision::of(text, article).await?;
    let saved = articles::save(tx, content, version, &revision, Origin::Person).await?;
    // The row is locked, so that its version cannot have changed.
    saved.ok_or_else(Problem::internal)?;
    write::audit(
        tx,
        Verb::Update,
        Resource::Content,
        &[content],
        Some("Edit article"),
        None,
    )
    .await?;
    Ok(pictures.len() as u64)
}

/// The address of a picture's file without its size.
fn address(id: Uuid) -> String {
    format!("/api/v1/writer/images/{id}/file")
}
