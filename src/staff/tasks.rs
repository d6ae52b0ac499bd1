//! Staff › AI tasks: the runs of all accounts.

use crate::entity;
use crate::job_run::Status;
use crate::jobs::FUNCTIONS;
use crate::page::{CANCEL, Cell, Column, EXPORT, Filter, Icon, RETRY, TablePage};
use crate::query::Direction;
use crate::resource::Resource;

entity!(StaffTasks {
    /// The function that runs.
    function: Field::choice(FUNCTIONS),
    /// Whose it is.
    account: Field::reference(Resource::StaffAccounts),
    /// Its state.
    status: Field::choice(Status::CHOICES),
    /// What it is doing or did, or why it failed.
    message: Field::text().optional(),
    /// Credits that it cost, or holds while it runs.
    credits: Field::integer(),
    /// How often it was started.
    attempt: Field::integer(),
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
    "/admin/tasks",
    "AI tasks",
    Icon::Activity,
    &[
        Column::new(F.function, "Function", Cell::Badge),
        Column::new(F.account, "Account", Cell::Link),
        Column::new(F.status, "Status", Cell::Badge),
        Column::new(F.message, "Result", Cell::Text),
        Column::new(F.credits, "Credits", Cell::Number),
        Column::new(F.attempt, "Attempts", Cell::Number),
        Column::new(F.created_at, "Requested", Cell::Time).sortable(),
        Column::new(F.started_at, "Started", Cell::Time).hidden(),
        Column::new(F.finished_at, "Finished", Cell::Time).hidden(),
    ],
)
.purpose("AI tasks across all accounts. Retrying a task reserves credits from its account.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Ref(F.account, "Account"),
    Filter::OneOf(F.function, "Function"),
    Filter::OneOf(F.status, "Status"),
    Filter::Range(F.created_at, "Requested"),
])
.actions(&[CANCEL, RETRY], &[CANCEL, RETRY, EXPORT]);
