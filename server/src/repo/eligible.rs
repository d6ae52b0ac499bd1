//! Which rows a run of one row can be for: what must hold of them, and that no open run works on them.
//!
//! Its SQL is put together of what each job declares.

use igny8::jobs::Job;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::error::Result;
use crate::tenancy::Tx;

/// One row that a run is for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Item {
    /// The row.
    pub id: Uuid,
    /// Priced units of it, such as pictures.
    pub units: i64,
    /// Which those are, where they are rows of their own.
    pub priced: Option<Vec<Uuid>>,
}

/// What must hold of rows so that a function can be done to them; a job names one for each resource that it is for.
#[derive(Clone, Copy, Debug)]
pub struct Eligible {
    /// Their table as `x`, with what the rest needs beside it.
    from: &'static str,
    /// What must hold; `$2` is the function's name.
    condition: &'static str,
    /// The ids of the rows that are priced, where they are others.
    priced: Option<&'static str>,
}

impl Eligible {
    /// The rows `x` of a table of which this condition holds.
    pub const fn new(from: &'static str, condition: &'static str) -> Self {
        Self {
            from,
            condition,
            priced: None,
        }
    }

    /// Each is priced by the rows whose ids this expression gives.
    #[must_use]
    pub const fn priced(mut self, ids: &'static str) -> Self {
        self.priced = Some(ids);
        self
    }

    /// Those of `ids` that are eligible now; rows that an open run of the function works on are left out.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn among(&self, tx: &mut Tx, job: Job, ids: &[Uuid]) -> Result<Vec<Item>> {
        // The ids are those of rows that the actor sees; runs may be of rows of other sites as well.
        tx.beyond_sites().await?;
        let found = sqlx::query_as(AssertSqlSafe(self.sql()))
            .bind(ids)
            .bind(job.name())
            .fetch_all(tx.conn())
            .await;
        tx.within_sites(found.map_err(Into::into)).await
    }

    /// The statement: `$1` are the ids, `$2` is the function's name.
    pub fn sql(&self) -> String {
        let (units, priced) = match self.priced {
            Some(ids) => (format!("cardinality({ids})"), ids),
            None => ("1".to_owned(), "null"),
        };
        format!(
            "select x.id, {units}::int8 as units, {priced}::uuid[] as priced from {} where ({}) \
             and x.id = any($1) and x.deleted_in is null and not exists ( \
               select from ai_tasks r where r.account_id = x.account_id and r.item_id = x.id and r.function = $2 \
                 and r.finished_at is null and r.priced is null) \
             and not exists ( \
               select from ai_tasks r where r.account_id = x.account_id and r.function = $2 and r.finished_at is null \
                 and r.priced is not null and x.id = any (r.priced)) \
             order by x.id",
            self.from, self.condition
        )
    }
}
