//! SQL of Automation › AI tasks: read by the engine, changed by the runner; people may cancel and retry.

use igny8::page::{CANCEL, RETRY};
use igny8::resource::Resource;
use igny8::system::tasks::Fields;

use crate::repo::{Hooks, Sql, Table};

/// Runs.
pub static TABLE: Table = Table {
    resource: Resource::Tasks,
    name: "ai_tasks",
    alias: "t",
    from: "ai_tasks t",
    joins: &[],
    columns: &Fields {
        function: Sql::read("t.function"),
        status: Sql::read("t.status"),
        phase: Sql::read("t.phase"),
        percent: Sql::read("t.percent"),
        // Why a run failed is what came of it; its last message is only what it was at.
        message: Sql::read("coalesce(t.error, t.message)"),
        result: Sql::read("t.result"),
        error: Sql::read("t.error"),
        credits: Sql::read("t.credits"),
        attempt: Sql::read("t.attempt"),
        cancel_requested: Sql::read("t.cancel_requested"),
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
