//! Texts that several people change, each from a version, such as articles and prompts: whoever began with an older version
//! changes nothing, and every version that was saved stays in a history.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use igny8::error::Problem;
use igny8::resource::Resource;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// What is saved of such a text, with the SQL of its tables.
#[async_trait]
pub(super) trait Versioned: Sync {
    /// What it is.
    const RESOURCE: Resource;

    /// Holds a row against other changes until the transaction ends, and gives its version; none if there is no such row in this
    /// account.
    async fn lock(tx: &mut Tx, id: Uuid) -> Result<Option<i32>>;

    /// Writes it over a row as the next version; gives that version and when it was made.
    async fn write(&self, tx: &mut Tx, over: &Held) -> Result<(i32, DateTime<Utc>)>;

    /// Notes what was written as a version of the history.
    async fn note(&self, tx: &mut Tx, id: Uuid, version: i32) -> Result<()>;
}

/// A row that nobody else changes until the transaction ends; only [`hold`] gives one, and nothing is saved without.
#[derive(Debug)]
pub(super) struct Held {
    id: Uuid,
    version: i32,
}

impl Held {
    /// Which.
    pub(super) fn id(&self) -> Uuid {
        self.id
    }

    /// The version that it has.
    pub(super) fn version(&self) -> i32 {
        self.version
    }

    /// Whether nobody has saved since this version.
    pub(super) fn is_still(&self, version: i64) -> bool {
        i64::from(self.version) == version
    }
}

/// Holds a row until the transaction ends; 404 if there is no such row in this account.
pub(super) async fn hold<T: Versioned>(tx: &mut Tx, id: Uuid) -> Result<Held> {
    let version = T::lock(tx, id).await?;
    let version = version.ok_or_else(|| Problem::not_found(T::RESOURCE.one()))?;
    Ok(Held { id, version })
}

/// Saves a text as the next version of a row, and keeps it in the history; gives that version and when it was made.
pub(super) async fn save<T: Versioned>(tx: &mut Tx, over: Held, text: &T) -> Result<(i32, DateTime<Utc>)> {
    let (version, at) = text.write(tx, &over).await?;
    text.note(tx, over.id, version).await?;
    Ok((version, at))
}
