//! Staff › Provider health: how model providers answered, day by day.

use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage, Widget};
use crate::query::Direction;

entity!(StaffProviders {
    /// Who answers.
    provider: Field::text(),
    /// The day, in UTC.
    day: Field::timestamp(),
    /// Calls.
    calls: Field::integer(),
    /// Those that failed.
    failed: Field::integer(),
    /// The share that failed.
    error_rate: Field::decimal(),
    /// Milliseconds that half of the calls took at most.
    typical_ms: Field::integer().optional(),
    /// Milliseconds that 95 of 100 took at most.
    slow_ms: Field::integer().optional(),
    /// Dollars.
    cost: Field::decimal(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/providers",
    "Provider health",
    Icon::Usage,
    &[
        Column::new(F.provider, "Provider", Cell::Text).sortable(),
        Column::new(F.day, "Day", Cell::Time).sortable(),
        Column::new(F.calls, "Calls", Cell::Number).sortable(),
        Column::new(F.failed, "Failed", Cell::Number).sortable(),
        Column::new(F.error_rate, "Error rate", Cell::Custom(Widget::Share)).sortable(),
        Column::new(F.typical_ms, "Median (ms)", Cell::Number),
        Column::new(F.slow_ms, "95th percentile (ms)", Cell::Number).sortable(),
        Column::new(F.cost, "Cost", Cell::Cost).sortable(),
    ],
)
.purpose("Calls, failures and response times of model providers across all accounts, per day (UTC) for the last 90 days.")
.sort(F.day, Direction::Descending)
.filters(&[
    Filter::Search(&[F.provider]),
    Filter::Range(F.day, "Day"),
    Filter::Range(F.failed, "Failed"),
])
.actions(&[], &[EXPORT]);
