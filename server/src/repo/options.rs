//! Rows to refer to, for selects and comboboxes.
//!
//! Its SQL is put together when it is asked for: which table and which column names a row is what tables declare.

use igny8::error::Problem;
use igny8::page::TablePage;
use igny8::services::SelectOption;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::Table;
use crate::repo::filter::{contains, read};
use crate::repo::joins::Source;
use crate::tenancy::Tx;

/// The most rows that a list of options has.
const MAX_OPTIONS: i64 = 50;

/// Live rows whose label contains `search`, in the label's order.
///
/// # Errors
/// The database does not answer.
pub async fn options(
    tx: &mut Tx,
    table: &Table,
    page: &TablePage,
    search: &str,
) -> Result<Vec<SelectOption>> {
    let rows: Vec<(Uuid, String)> = sqlx::query_as(AssertSqlSafe(options_statement(table, page)))
        .bind(contains(search.trim()))
        .fetch_all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(choosable).collect())
}

/// One live row with its label.
///
/// # Errors
/// 404 if there is none in this account.
pub async fn one(tx: &mut Tx, table: &Table, page: &TablePage, id: Uuid) -> Result<SelectOption> {
    let row: Option<(Uuid, String)> = sqlx::query_as(AssertSqlSafe(one_statement(table, page)))
        .bind(id)
        .fetch_optional(tx.conn())
        .await?;
    let row = row.ok_or_else(|| Problem::not_found(table.resource.one()))?;
    Ok(choosable(row))
}

/// The live row that was made last, if there is any; ids grow with time.
///
/// # Errors
/// The database does not answer.
pub async fn newest(tx: &mut Tx, table: &Table, page: &TablePage) -> Result<Option<SelectOption>> {
    let row: Option<(Uuid, String)> = sqlx::query_as(AssertSqlSafe(newest_statement(table, page)))
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(choosable))
}

/// The statement of rows whose label is like `$1`.
pub fn options_statement(table: &Table, page: &TablePage) -> String {
    let label = read(table, page.label());
    format!(
        "{} and {label} ilike $1 order by {label}, {}.id limit {MAX_OPTIONS}",
        live(table, page),
        table.alias
    )
}

/// The statement of the row with the id `$1`.
pub fn one_statement(table: &Table, page: &TablePage) -> String {
    format!("{} and {}.id = $1", live(table, page), table.alias)
}

/// The statement of the row that was made last.
pub fn newest_statement(table: &Table, page: &TablePage) -> String {
    format!("{} order by {}.id desc limit 1", live(table, page), table.alias)
}

/// Selects the live rows, each with its label.
fn live(table: &Table, page: &TablePage) -> String {
    let alias = table.alias;
    let live = if table.undo {
        format!("{alias}.deleted_in is null")
    } else {
        "true".to_owned()
    };
    let label = read(table, page.label());
    format!(
        "select {alias}.id, {label} from {} where {live}",
        Source::whole(table)
    )
}

fn choosable((id, label): (Uuid, String)) -> SelectOption {
    SelectOption {
        id,
        label,
        parent: None,
    }
}
