//! SQL of uploaded files, which wait in the store for their import, and of what was found in them.

use igny8::error::{Problem, ProblemKind};
use keyword_import::Found;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// Layouts that are kept of one file, one for each way in which people look at it; of those beyond, the oldest go.
const LAYOUTS: i64 = 10;

/// Bytes of the files that are kept of the account.
///
/// # Errors
/// The database does not answer.
pub async fn kept_bytes(tx: &mut Tx) -> Result<i64> {
    // The account's room is one, whichever sites its members see.
    tx.beyond_sites().await?;
    let sum = sqlx::query_scalar!(r#"select coalesce(sum(bytes), 0)::int8 as "bytes!" from uploads"#);
    let sum = sum.fetch_one(tx.conn()).await;
    tx.within_sites(sum.map_err(Into::into)).await
}

/// Notes a file that lies in the store, if the account's files are then `most` bytes at most. Files of one account wait for each
/// other here, so that two at once cannot both take the last room.
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

fn missing() -> Problem {
    Problem::not_found("uploaded file")
}

/// A file in the store.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The name that it came with.
    pub file_name: String,
    /// Its length.
    pub bytes: u64,
}

/// A file in the store.
///
/// # Errors
/// 404 if there is no such file in this account.
pub async fn upload(tx: &mut Tx, id: Uuid) -> Result<Upload> {
    let row = sqlx::query!("select file_name, bytes from uploads where id = $1", id)
        .fetch_optional(tx.conn())
        .await?;
    let row = row.ok_or_else(missing)?;
    Ok(Upload {
        file_name: row.file_name,
        bytes: row.bytes.unsigned_abs(),
    })
}

/// What was found in a file that was read in this way; none where nobody looked, or where another release did, which kept it
/// in other words.
///
/// # Errors
/// The database does not answer.
pub async fn layout(tx: &mut Tx, upload: Uuid, how: &str) -> Result<Option<Found>> {
    let found: Option<String> = sqlx::query_scalar!(
        "select found from upload_layouts where upload_id = $1 and how = $2",
        upload,
        how
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.and_then(|found| serde_json::from_str(&found).ok()))
}

/// Keeps what was found in a file that was read in this way.
///
/// # Errors
/// The file was removed meanwhile.
pub async fn keep_layout(tx: &mut Tx, upload: Uuid, how: &str, found: &Found) -> Result<()> {
    sqlx::query!(
        "with old as ( \
           delete from upload_layouts where upload_id = $2 and how in ( \
             select how from upload_layouts where upload_id = $2 and how <> $3 order by created_at desc, how offset $5)) \
         insert into upload_layouts (account_id, upload_id, how, found) values ($1, $2, $3, $4) \
         on conflict (account_id, upload_id, how) do update set found = excluded.found",
        tx.account().0,
        upload,
        how,
        serde_json::to_string(found)?,
        LAYOUTS - 1
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
