//! Rows to refer to, for selects and comboboxes.

use igny8::backend::Choosable;
use igny8::page::TablePage;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::Table;
use crate::repo::filter::{contains, read};
use crate::tenancy::Tx;

/// The most rows that a list of options has.
const MOST: i64 = 50;

/// Live rows whose label contains `search`, in the label's order.
///
/// # Errors
/// The database does not answer.
pub async fn options(tx: &mut Tx, table: &Table, page: &TablePage, search: &str) -> Result<Vec<Choosable>> {
    let label = read(table, page.label());
    let live = if table.undo {
        format!("{}.deleted_in is null", table.alias)
    } else {
        "true".to_owned()
    };
    let sql = format!(
        "select {id}.id, {label} from {from} where {live} and {label} ilike $1 order by {label}, {id}.id limit {MOST}",
        id = table.alias,
        from = table.from
    );
    let rows: Vec<(Uuid, String)> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(contains(search.trim()))
        .fetch_all(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, label)| Choosable {
            id,
            label,
            parent: None,
        })
        .collect())
}
