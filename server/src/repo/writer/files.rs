//! SQL of the files of pictures.

use igny8::error::Problem;
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
