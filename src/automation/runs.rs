//! Automation › Runs: the times at which schedules fired, and what came of each.

use crate::entity;
use crate::job_run::Status;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage, Total};
use crate::query::Direction;
use crate::resource::Resource;

entity!(ScheduleRuns {
    /// The name of the schedule.
    name: Field::text(),
    /// The schedule.
    schedule: Field::reference(Resource::Schedules),
    /// The time that had come.
    fire_at: Field::timestamp(),
    /// The run that it started.
    task: Field::reference(Resource::Tasks).optional(),
    /// The state of that run.
    status: Field::choice(Status::CHOICES).optional(),
    /// Credits that the run cost, or holds.
    credits: Field::integer().optional(),
    /// Rows that it took.
    rows: Field::integer().optional(),
    /// Rows that it left for next time.
    left: Field::integer().optional(),
    /// Why it left them, or why there was nothing to do.
    note: Field::text().optional(),
    /// Why no run was started, or why it failed.
    error: Field::text().optional(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/automation/runs",
    "Runs",
    Icon::History,
    &[
        Column::new(F.name, "Schedule", Cell::Text),
        Column::new(F.fire_at, "Date", Cell::Time).sortable(),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.task, "AI task", Cell::Link),
        Column::new(F.credits, "Credits", Cell::Number).total(Total::Sum),
        Column::new(F.rows, "Rows", Cell::Number).total(Total::Sum),
        Column::new(F.left, "Remaining", Cell::Number),
        Column::new(F.note, "Note", Cell::Text),
        Column::new(F.error, "Error", Cell::Text),
    ],
)
.purpose(
    "Every time a schedule runs, it is listed here with the AI task it started or the reason it was skipped.",
)
.sort(F.fire_at, Direction::Descending)
.filters(&[
    Filter::Ref(F.schedule, "Schedule"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.fire_at, "Date"),
])
.actions(&[], &[EXPORT])
.calendar(F.fire_at);
