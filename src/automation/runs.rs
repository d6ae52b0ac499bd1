//! Automation › Runs: the times at which schedules fired, and what came of each.

use crate::entity;
use crate::job::STATUSES;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;
use crate::resource::Resource;

entity!(Runs {
    /// The name of the schedule.
    name: Field::text(),
    /// The schedule.
    schedule: Field::reference(Resource::Schedules),
    /// The time that had come.
    fire_at: Field::timestamp(),
    /// The run that it started.
    task: Field::reference(Resource::Tasks).optional(),
    /// The state of that run.
    status: Field::choice(STATUSES).optional(),
    /// Credits that the run cost, or holds.
    credits: Field::integer().optional(),
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
        Column::new(F.fire_at, "Time", Cell::Time).sortable(),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.task, "AI task", Cell::Link),
        Column::new(F.credits, "Credits", Cell::Number),
        Column::new(F.error, "Fault", Cell::Text),
    ],
)
.purpose("Each time that a schedule fires shows here, with the AI task that it started or the reason why it started none.")
.sort(F.fire_at, Direction::Descending)
.filters(&[
    Filter::Ref(F.schedule, "Schedule"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.fire_at, "Time"),
])
.actions(&[], &[EXPORT]);
