//! SQL of files that are to be deleted: noted before a file is written, crossed out by the row that names it, and due when that goes.

use igny8::choices;
use igny8::id::AccountId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

choices! {
    /// What a file is.
    pub enum Kind {
        /// A picture in all its sizes, by its file key.
        Picture = "picture", "Image";
        /// Packed articles, by their run.
        Export = "export", "Exported articles";
        /// A file of keywords, by its upload.
        Upload = "upload", "Keyword file";
    }
}

impl Kind {
    /// How long a file stays that no row names. What is not named by a row within a day never will be; packed articles
    /// are named by none.
    const fn days(self) -> i32 {
        match self {
            Self::Picture | Self::Upload => 1,
            Self::Export => igny8::system::bin::KEPT_DAYS,
        }
    }
}

/// Notes, before it is written, that a file is to be deleted unless a row names it in time.
///
/// # Errors
/// The database does not answer.
pub async fn note(tx: &mut Tx, kind: Kind, key: Uuid) -> Result<()> {
    sqlx::query!(
        "insert into object_deletions (account_id, kind, key, due_at) values ($1, $2, $3, now() + make_interval(days => $4)) \
         on conflict (account_id, kind, key) do update set due_at = excluded.due_at, tries = 0",
        tx.account().0,
        kind.as_str(),
        key,
        kind.days()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Says of a noted file that no row will name it: it is due at once.
///
/// # Errors
/// The database does not answer.
pub async fn give_up(tx: &mut Tx, kind: Kind, key: Uuid) -> Result<()> {
    sqlx::query!(
        "update object_deletions set due_at = now() where kind = $1 and key = $2",
        kind.as_str(),
        key
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A file that is to be deleted now.
#[derive(Clone, Debug)]
pub struct Due {
    /// Whose it is.
    pub account: AccountId,
    /// What it is.
    pub kind: Kind,
    /// Its key.
    pub key: Uuid,
    tries: i16,
}

/// Files that are due, at most 200, in work across accounts. Each comes again later, and ever later, until [`gone`] crosses it
/// out: so it is tried again whatever happens to who has it now.
///
/// # Errors
/// The database does not answer.
pub async fn due(conn: &mut PgConnection) -> Result<Vec<Due>> {
    let rows = sqlx::query!(
        "with due as ( \
           select account_id, kind, key, due_at from object_deletions where due_at <= now() \
           order by due_at limit 200 for update skip locked), \
         taken as ( \
           update object_deletions d set tries = least(d.tries + 1, 30000), \
             due_at = now() + interval '5 minutes' * power(2, least(d.tries, 8)) \
           from due where (d.account_id, d.kind, d.key) = (due.account_id, due.kind, due.key) \
           returning d.account_id, d.kind, d.key, d.tries, due.due_at) \
         select account_id, kind, key, tries from taken order by due_at"
    )
    .fetch_all(conn)
    .await?;
    let objects = rows.into_iter().filter_map(|row| {
        Some(Due {
            account: AccountId(row.account_id),
            kind: Kind::parse(&row.kind)?,
            key: row.key,
            tries: row.tries,
        })
    });
    Ok(objects.collect())
}

/// Crosses out a file that is gone, unless it was noted anew meanwhile.
///
/// # Errors
/// The database does not answer.
pub async fn gone(conn: &mut PgConnection, object: &Due) -> Result<()> {
    sqlx::query!(
        "delete from object_deletions where account_id = $1 and kind = $2 and key = $3 and tries = $4",
        object.account.0,
        object.kind.as_str(),
        object.key,
        object.tries
    )
    .execute(conn)
    .await?;
    Ok(())
}
