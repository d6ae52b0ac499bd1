//! Automation › AI tasks: every run of a background function.

use crate::entity;
use crate::job_run::Status;
use crate::jobs::FUNCTIONS;
use crate::page::{CANCEL, Cell, Column, EXPORT, Filter, Icon, RETRY, Screen, TablePage, Total, Widget};
use crate::query::Direction;

entity!(Tasks {
    /// The function that runs.
    function: Field::choice(FUNCTIONS),
    /// Its state.
    status: Field::choice(Status::CHOICES),
    /// Its phase.
    phase: Field::text(),
    /// Percent done.
    percent: Field::integer(),
    /// What it is doing or did.
    message: Field::text().optional(),
    /// What came of it.
    result: Field::json().optional(),
    /// Why it failed.
    error: Field::text().optional(),
    /// Credits that it cost, or holds while it runs.
    credits: Field::integer(),
    /// How often it was started.
    attempt: Field::integer(),
    /// Whether somebody asked it to stop.
    cancel_requested: Field::boolean(),
    /// When it was asked for.
    created_at: Field::timestamp(),
    /// When a worker took it.
    started_at: Field::timestamp().optional(),
    /// When it ended.
    finished_at: Field::timestamp().optional(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/tasks",
    "AI tasks",
    Icon::Activity,
    &[
        Column::new(F.function, "Function", Cell::Badge),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.percent, "Progress", Cell::Custom(Widget::Progress)),
        Column::new(F.message, "Result", Cell::Text),
        Column::new(F.credits, "Credits", Cell::Number).total(Total::Sum),
        Column::new(F.attempt, "Attempts", Cell::Number).hidden(),
        Column::new(F.created_at, "Requested", Cell::Time).sortable(),
        Column::new(F.finished_at, "Finished", Cell::Time).hidden(),
    ],
)
.purpose("All AI tasks with their progress, result and cost.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::OneOf(F.function, "Function"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.created_at, "Requested"),
])
.actions(&[CANCEL, RETRY], &[CANCEL, RETRY, EXPORT])
.detail(Screen::TaskProgress);
