//! Billing › Credits ledger: every movement of an account's credits; nothing is ever changed or removed.

use crate::choices;
use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage, Total};
use crate::query::Direction;
use crate::resource::Resource;

choices! {
    /// What moved credits.
    pub enum EntryKind {
        /// They were given.
        Grant = "grant", "Granted", Good;
        /// A run holds them.
        Reserve = "reserve", "Reserved", Info;
        /// A run used some of what it held, and the rest came back.
        Capture = "capture", "Used";
        /// All that a run held came back.
        Release = "release", "Refunded";
        /// Somebody corrected the balance.
        Adjust = "adjust", "Adjusted", Warn;
    }
}

entity!(Credits {
    /// What moved them.
    kind: Field::choice(EntryKind::CHOICES),
    /// How many, signed: all entries together are the balance.
    amount: Field::integer(),
    /// The balance after the entry.
    balance: Field::integer(),
    /// Why.
    note: Field::text(),
    /// The run that it is about.
    task: Field::reference(Resource::Tasks).optional(),
    /// When.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/billing/credits",
    "Credits",
    Icon::Billing,
    &[
        Column::new(F.note, "Entry", Cell::Text),
        Column::new(F.kind, "Type", Cell::Badge),
        Column::new(F.amount, "Credits", Cell::Number).total(Total::Sum),
        Column::new(F.balance, "Balance", Cell::Number),
        Column::new(F.task, "AI task", Cell::Link),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
    ],
)
.purpose(
    "All credits granted, reserved, used and refunded. Ask your administrator to add credits with igny8 admin credits EMAIL AMOUNT --reason TEXT.",
)
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::OneOf(F.kind, "Type"),
    Filter::Range(F.created_at, "Date"),
    Filter::Ref(F.task, "AI task"),
])
.actions(&[], &[EXPORT]);
