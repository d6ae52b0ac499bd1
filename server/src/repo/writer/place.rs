//! A row and its cluster belong to the same sector.
//!
//! Rows of several tables have a cluster, so that the statement is made for each.

use igny8::error::Problem;
use igny8::value::Value;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::table::{Assignment, value_of};
use crate::tenancy::Tx;

/// Refuses a cluster of another sector, for a row of `table`.
///
/// # Errors
/// A field error.
pub async fn cluster_fits(
    tx: &mut Tx,
    table: &'static str,
    id: Option<Uuid>,
    change: &[Assignment],
) -> Result<()> {
    let Some(cluster) = value_of(change, "cluster_id").and_then(Value::as_id) else {
        return Ok(());
    };
    let fits: Option<bool> = sqlx::query_scalar(AssertSqlSafe(fits_statement(table)))
        .bind(cluster)
        .bind(value_of(change, "sector_id").and_then(Value::as_id))
        .bind(id)
        .fetch_optional(tx.conn())
        .await?
        .flatten();
    if fits == Some(true) {
        return Ok(());
    }
    let message = "This cluster belongs to another sector. Choose one from the same sector.";
    Err(Problem::field("cluster_id", message).into())
}

/// The statement that looks whether the cluster `$1` is of the sector `$2`, or of that of the row `$3` of a table.
pub fn fits_statement(table: &str) -> String {
    format!(
        "select c.sector_id = coalesce($2, (select sector_id from {table} where id = $3)) from clusters c where c.id = $1"
    )
}
