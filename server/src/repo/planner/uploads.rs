//! SQL of uploaded files, which wait on disk for their import.

use igny8::error::{Problem, ProblemKind};
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// Bytes of the files that are kept of the account.
///
/// # Errors
/// The database does not answer.
pub async fn kept_bytes(tx: &mut Tx) -> Result<i64> {
    let sum = sqlx::query_scalar!(r#"select coalesce(sum(bytes), 0)::int8 as "bytes!" from uploads"#);
    Ok(sum.fetch_one(tx.conn()).await?)
}

/// Notes a received file, if the account's files are then `most` bytes at most. Files of one account wait for each other
/// here, so that two at once cannot both take the last room.
///
/// # Errors
/// 413 where there is no room; the database does not answer.
pub async fn add_upload(tx: &mut Tx, id: Uuid, file_name: &str, bytes: i64, most: i64) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended('uploads ' || $1::uuid::text, 0))",
        tx.account().0
    )
    .execute(tx.conn())
    .await?;
    if kept_bytes(tx).await? + bytes > most {
        return Err(no_room(most).into());
    }
    sqlx::query!(
        "insert into uploads (account_id, id, file_name, bytes, created_by) values ($1, $2, $3, $4, $5)",
        tx.account().0,
        id,
        file_name,
        bytes,
        tx.user().map(|user| user.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is told where an account has as many files as it may.
pub fn no_room(most: i64) -> Problem {
    let most = most / 1024 / 1024;
    Problem::new(
        ProblemKind::TooLarge,
        format!(
            "Your account has reached its file storage limit of {most} MB. Uploaded files are removed after 7 days. Try again then or ask your administrator for more storage."
        ),
    )
}

/// The name of a received file.
///
/// # Errors
/// 404 if there is no such file in this account.
pub async fn upload_name(tx: &mut Tx, id: Uuid) -> Result<String> {
    let name = sqlx::query_scalar!("select file_name from uploads where id = $1", id)
        .fetch_optional(tx.conn())
        .await?;
    name.ok_or_else(|| Problem::not_found("uploaded file").into())
}
