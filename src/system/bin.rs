//! System › Bin: what was deleted, until it is past keeping; it can be brought back, or deleted for good.

use crate::entity;
use crate::page::{Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;
use crate::system::logs::KINDS;

/// Days that a deletion is kept.
pub const KEPT_DAYS: i32 = 30;

/// Brings back all rows of a deletion.
pub const RESTORE: Action = Action::new("restore", "Restore", Icon::Restore, ActionKind::Command)
    .done("Item restored", "items restored");

/// Removes all rows of a deletion; they cannot be brought back.
pub const PURGE: Action = Action::new("purge", "Delete permanently", Icon::Delete, ActionKind::Command)
    .done("Item deleted permanently", "items deleted permanently")
    .confirm("Everything deleted with it is removed too. This can't be undone.")
    .destructive();

entity!(Bin {
    /// What was deleted, as it was called then; the first of several rows.
    name: Field::text(),
    /// The resource that it is of, by its path.
    resource: Field::choice(KINDS),
    /// How many rows of it were deleted.
    rows: Field::integer().optional(),
    /// How many rows were deleted along, since they hang on it.
    along: Field::integer(),
    /// The same by kind, in words.
    contents: Field::text().optional(),
    /// Who deleted it.
    who: Field::text(),
    /// When.
    created_at: Field::timestamp(),
    /// Until when it can be brought back.
    kept_until: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/system/bin",
    "Trash",
    Icon::Delete,
    &[
        Column::new(F.name, "Name", Cell::Text),
        Column::new(F.resource, "Type", Cell::Badge),
        Column::new(F.rows, "Items", Cell::Number),
        Column::new(F.contents, "Deleted with it", Cell::Text),
        Column::new(F.along, "Related items", Cell::Number).hidden(),
        Column::new(F.who, "Deleted by", Cell::Text),
        Column::new(F.created_at, "Deleted", Cell::Time).sortable(),
        Column::new(F.kept_until, "Kept until", Cell::Time),
    ],
)
.purpose("Deleted items stay here for 30 days. Restore them or delete them permanently.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.name, F.who]),
    Filter::OneOf(F.resource, "Type"),
    Filter::Range(F.created_at, "Deleted"),
])
.actions(&[RESTORE, PURGE], &[RESTORE, PURGE, EXPORT]);
