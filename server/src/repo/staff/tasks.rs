//! SQL of Staff › AI tasks: the runs of all accounts; the queue changes them, in their own account.

use igny8::page::{CANCEL, RETRY};
use igny8::resource::Resource;
use igny8::staff::tasks::Fields;
use uuid::Uuid;

use crate::error::Result;
use crate::repo::{Hooks, Join, Sql, Table};
use crate::tenancy::Tx;

/// Runs.
pub static TABLE: Table = Table {
    resource: Resource::StaffTasks,
    name: "ai_tasks",
    alias: "t",
    from: "ai_tasks t",
    joins: &[Join::inner("accounts", "a", "a.id = t.account_id")],
    columns: &Fields {
        function: Sql::read("t.function"),
        account: Sql::reference("t.account_id", "a.name").label_needs(&["a"]),
        status: Sql::read("t.status"),
        message: Sql::read("coalesce(t.error, t.message)"),
        credits: Sql::read("t.credits"),
        attempt: Sql::read("t.attempt"),
        created_at: Sql::read("t.created_at"),
        started_at: Sql::read("t.started_at"),
        finished_at: Sql::read("t.finished_at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &TaskHooks,
};

struct TaskHooks;

impl Hooks for TaskHooks {
    // The queue does both, which stands on this.
    fn acts(&self, action: &str) -> bool {
        [CANCEL.name, RETRY.name].contains(&action)
    }
}

/// Whose these runs are.
///
/// # Errors
/// The database does not answer.
pub async fn accounts(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        "select account_id, id from ai_tasks where id = any($1) order by id",
        ids
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.id)).collect())
}
