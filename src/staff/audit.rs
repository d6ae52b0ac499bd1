//! Staff › Audit log: what the staff did. It is only ever added to.

use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;
use crate::system::logs::PLATFORM_KINDS;

entity!(StaffAudit {
    /// What was done.
    action: Field::text(),
    /// To what kind of thing.
    resource: Field::choice(PLATFORM_KINDS).optional(),
    /// What it was called.
    name: Field::text().optional(),
    /// How many there were.
    rows: Field::integer(),
    /// Why, or what else to know.
    detail: Field::text().optional(),
    /// The address of who did it.
    who: Field::text(),
    /// From which network.
    network: Field::text().optional(),
    /// The request, as the server's log names it.
    request: Field::text().optional(),
    /// When.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/audit",
    "Staff audit log",
    Icon::Log,
    &[
        Column::new(F.action, "Action", Cell::Text),
        Column::new(F.resource, "Type", Cell::Badge),
        Column::new(F.name, "Name", Cell::Text),
        Column::new(F.detail, "Details", Cell::Text),
        Column::new(F.who, "Staff member", Cell::Text),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
        Column::new(F.rows, "Rows", Cell::Number).hidden(),
        Column::new(F.network, "Network", Cell::Text).hidden(),
        Column::new(F.request, "Request ID", Cell::Text).hidden(),
    ],
)
.purpose("All staff actions with their reasons. Entries can't be changed or deleted.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.action, F.name, F.detail, F.who]),
    Filter::OneOf(F.resource, "Type"),
    Filter::Range(F.created_at, "Date"),
])
.actions(&[], &[EXPORT]);
