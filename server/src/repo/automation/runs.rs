//! SQL of Automation › Runs: read only; the scheduler writes them.

use igny8::automation::runs::Fields;
use igny8::jobs::FUNCTIONS;
use igny8::resource::Resource;

use crate::repo::table::Plain;
use crate::repo::{Join, Sql, Table};

/// Times that fired, with their schedule and the run that they started.
pub static TABLE: Table = Table {
    resource: Resource::ScheduleRuns,
    name: "schedule_fires",
    alias: "f",
    from: "schedule_fires f",
    joins: &[
        Join::inner(
            "schedules",
            "h",
            "h.account_id = f.account_id and h.id = f.schedule_id",
        ),
        Join::left(
            "ai_tasks",
            "t",
            "t.account_id = f.account_id and t.id = f.task_id",
        ),
    ],
    columns: &Fields {
        name: Sql::read("h.name").needs(&["h"]),
        schedule: Sql::reference("f.schedule_id", "h.name").label_needs(&["h"]),
        fire_at: Sql::read("f.fire_at"),
        task: Sql::reference("f.task_id", "t.function")
            .named(FUNCTIONS)
            .label_needs(&["t"]),
        status: Sql::read("t.status").needs(&["t"]),
        credits: Sql::read("t.credits").needs(&["t"]),
        rows: Sql::read("f.rows"),
        left: Sql::read("f.rows_left"),
        note: Sql::read("f.note"),
        error: Sql::read("coalesce(f.error, t.error)").needs(&["t"]),
    }
    .in_order(),
    undo: false,
    counts_kept: false,
    constraints: &[],
    cascade: &[],
    hooks: &Plain,
};
