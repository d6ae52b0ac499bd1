//! SQL of the files of pictures: which there are, and others in their place.

use igny8::error::Problem;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// The file key of a picture and its media type.
///
/// # Errors
/// 404 if there is no such picture in this account, or no file of it yet.
pub async fn file(tx: &mut Tx, id: Uuid) -> Result<(Uuid, String)> {
    let found = sqlx::query!(
        r#"select file_key as "key!", coalesce(mime, '') as "mime!" from images
           where id = $1 and file_key is not null and deleted_in is null"#,
        id
    )
    .fetch_optional(tx.conn())
    .await?;
    let found = found.ok_or_else(|| Problem::not_found("picture"))?;
    Ok((found.key, found.mime))
}

/// A picture whose file is about to be another one.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its article.
    pub content_id: Uuid,
    /// The folder of its files, if it has any.
    pub file_key: Option<Uuid>,
    /// The kind of the original.
    pub mime: Option<String>,
    /// Bytes of the original.
    pub bytes: i64,
}

/// A picture as it is now, held until the transaction ends where that may write.
///
/// # Errors
/// 404 if there is no such picture in this account.
pub async fn held(tx: &mut Tx, id: Uuid) -> Result<Held> {
    let found = sqlx::query_as!(
        Held,
        r#"select content_id, file_key, mime, coalesce(bytes, 0) as "bytes!" from images where id = $1 and deleted_in is null"#,
        id
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.ok_or_else(|| Problem::not_found(Resource::Images.one()))?)
}

/// Holds the account's room for pictures until the transaction ends, so that two that come at once do not both take the last of it.
///
/// # Errors
/// The database does not answer.
pub async fn hold_room(tx: &mut Tx) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('pictures ' || $1::uuid::text, 0))",
        tx.account().0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A file that takes the place of a picture's.
#[derive(Clone, Debug)]
pub struct NewFile<'a> {
    /// The folder of its files.
    pub key: Uuid,
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
    /// The folder of the files that it is a part of; none for one that somebody brought, which no model made.
    pub part_of: Option<Uuid>,
}

/// Puts a file in the place of a picture's; false where it is a part of one that is not there any more.
///
/// # Errors
/// The database does not answer.
pub async fn replace(tx: &mut Tx, id: Uuid, file: NewFile<'_>) -> Result<bool> {
    let done = sqlx::query!(
        "update images set status = 'ready', error = null, file_key = $2, mime = $3, width = $4, height = $5, bytes = $6, colour = $7, \
           provider = case when $8::uuid is not null then provider end, model = case when $8::uuid is not null then model end, \
           run_id = case when $8::uuid is not null then run_id end, offline = offline and $8::uuid is not null \
         where id = $1 and deleted_in is null and ($8::uuid is null or file_key = $8)",
        id,
        file.key,
        file.mime,
        file.width,
        file.height,
        file.bytes,
        file.colour,
        file.part_of
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The articles of pictures that are made.
///
/// # Errors
/// The database does not answer.
pub async fn articles_of(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    // One after the other in the same order, so that two who hold several do not wait for each other.
    let found = sqlx::query_scalar!(
        "select distinct content_id from images where id = any($1) and file_key is not null and deleted_in is null order by content_id",
        ids
    );
    Ok(found.fetch_all(tx.conn()).await?)
}
