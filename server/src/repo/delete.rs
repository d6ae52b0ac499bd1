//! Deleting with undo: rows and what hangs on them are marked with one deletion, and come back together.

use igny8::backend::Deleted;
use igny8::error::Problem;
use igny8::id::DeletionId;
use igny8::page::TablePage;
use igny8::permission::Verb;
use igny8::resource::Resource;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::constraint::explain;
use crate::repo::filter::Rows;
use crate::repo::{Table, list, write};
use crate::tenancy::Tx;

/// Deletes rows with all that hangs on them.
///
/// # Errors
/// 404 if there is none of them; a problem if they must stay.
pub async fn delete(tx: &mut Tx, table: &Table, page: &TablePage, rows: &Rows) -> Result<Deleted> {
    let ids = list::ids(tx, table, page, rows).await?;
    if ids.is_empty() {
        return Err(Problem::not_found(table.resource.one()).into());
    }
    table.hooks.before_delete(tx, &ids).await?;
    let deletion = DeletionId::new();
    sqlx::query("insert into deletions (account_id, id, resource, deleted_by) values ($1, $2, $3, $4)")
        .bind(tx.account().0)
        .bind(deletion.0)
        .bind(table.resource.path())
        .bind(tx.user().map(|user| user.0))
        .execute(tx.conn())
        .await?;
    let sql = format!(
        "update {} set deleted_in = $1 where id = any($2) and deleted_in is null",
        table.name
    );
    let count = sqlx::query(AssertSqlSafe(sql))
        .bind(deletion.0)
        .bind(&ids)
        .execute(tx.conn())
        .await
        .map_err(|error| explain(table, error))?
        .rows_affected();
    for (child, statement) in descendants(table) {
        tracing::debug!(child, "deleting along");
        sqlx::query(AssertSqlSafe(statement))
            .bind(deletion.0)
            .execute(tx.conn())
            .await?;
    }
    write::audit(tx, Verb::Delete, table.resource, &ids, None, None).await?;
    Ok(Deleted {
        deletion_id: deletion.0,
        count,
    })
}

/// Statements that mark children, then their children, each by what its parents' deletion is.
fn descendants(table: &Table) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let mut parents = vec![*table];
    while let Some(parent) = parents.pop() {
        for cascade in parent.cascade {
            let child = crate::repo::table(cascade.child);
            let statement = format!(
                "update {} set deleted_in = $1 where deleted_in is null \
                 and {} in (select id from {} where deleted_in = $1)",
                child.name, cascade.column, parent.name
            );
            out.push((child.name, statement));
            parents.push(*child);
        }
    }
    out
}

/// Brings back what a deletion removed, and says how many rows of the resource itself. Whoever undoes must be allowed to
/// delete each kind of row that comes back.
///
/// # Errors
/// 404 if there is no such deletion, 403 for rows that are not the actor's to bring back; field errors if something else
/// took a row's place meanwhile.
pub async fn undo(tx: &mut Tx, deletion: Uuid) -> Result<u64> {
    let resource = resource_of(tx, deletion).await?;
    let table = crate::repo::table(resource);
    let mut count = 0;
    let mut tables = vec![*table];
    while let Some(each) = tables.pop() {
        let sql = format!("select exists (select from {} where deleted_in = $1)", each.name);
        let any: bool = sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(deletion)
            .fetch_one(tx.conn())
            .await?;
        if any {
            tx.scope().require(Verb::Delete, each.resource)?;
            each.hooks.before_undo(tx, deletion).await?;
        }
        let sql = format!("update {} set deleted_in = null where deleted_in = $1", each.name);
        let done = sqlx::query(AssertSqlSafe(sql))
            .bind(deletion)
            .execute(tx.conn())
            .await;
        let rows = done.map_err(|error| explain(&each, error))?.rows_affected();
        if each.name == table.name {
            count = rows;
        }
        tables.extend(
            each.cascade
                .iter()
                .map(|cascade| *crate::repo::table(cascade.child)),
        );
    }
    sqlx::query("delete from deletions where id = $1")
        .bind(deletion)
        .execute(tx.conn())
        .await?;
    write::audit(tx, Verb::Delete, resource, &[deletion], Some("Undo"), None).await?;
    Ok(count)
}

/// The resource of a deletion, for the permission to undo it.
///
/// # Errors
/// 404 if there is no such deletion.
pub async fn resource_of(tx: &mut Tx, deletion: Uuid) -> Result<Resource> {
    let path: Option<String> = sqlx::query_scalar("select resource from deletions where id = $1")
        .bind(deletion)
        .fetch_optional(tx.conn())
        .await?;
    path.and_then(|path| Resource::by_path(&path))
        .ok_or_else(|| Problem::not_found("deletion").into())
}
