//! SQL of files that are to be deleted: noted before a file is written, and crossed out by the row that names it.

use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture in all its sizes, by its file key.
    Picture,
    /// Packed articles, by their run.
    Export,
    /// A file of keywords, by its upload.
    Upload,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Picture, Self::Export, Self::Upload];

    /// As the table has it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Export => "export",
            Self::Upload => "upload",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

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
        kind.name(),
        key,
        kind.days()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
