//! SQL of System › Log: read only; runs write it.

use igny8::jobs::FUNCTIONS;
use igny8::resource::Resource;
use igny8::system::run_log::Fields;

use crate::repo::table::Plain;
use crate::repo::{Join, Sql, Table};

/// Lines with their run.
pub static TABLE: Table = Table {
    resource: Resource::RunLog,
    name: "ai_task_logs",
    alias: "l",
    from: "ai_task_logs l",
    joins: &[Join::inner(
        "ai_tasks",
        "t",
        "t.account_id = l.account_id and t.id = l.task_id",
    )],
    columns: &Fields {
        message: Sql::read("l.message"),
        level: Sql::read("l.level"),
        function: Sql::read("t.function").needs(&["t"]),
        task: Sql::reference("l.task_id", "t.function")
            .named(FUNCTIONS)
            .label_needs(&["t"]),
        at: Sql::read("l.at"),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
