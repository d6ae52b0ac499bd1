//! Staff › Users: everybody who signs in.

use crate::entity;
use crate::page::{Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, TablePage, When};
use crate::query::Direction;

/// Ends all sign-ins of a person.
pub const SIGN_OUT: Action = Action::new(
    "sign_out",
    "Sign out everywhere",
    Icon::Cancel,
    ActionKind::Command,
)
.done("User signed out", "users signed out")
.confirm("They have to sign in again on every device. API tokens continue to work.")
.when(&[When::at_least(
    "sessions",
    1,
    "This user isn't signed in anywhere.",
)])
.destructive();

entity!(StaffPeople {
    /// The address.
    email: Field::text(),
    /// The name.
    name: Field::text(),
    /// The accounts, by name.
    accounts: Field::text().optional(),
    /// Where they are signed in.
    sessions: Field::integer(),
    /// When they last signed in.
    signed_in_at: Field::timestamp().optional(),
    /// Whether signing in asks for a second proof.
    two_factor: Field::boolean(),
    /// When too many attempts last locked them out, within a day.
    locked_at: Field::timestamp().optional(),
    /// Whether they are of the staff.
    staff: Field::boolean(),
    /// When they signed up.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/admin/users",
    "Users",
    Icon::People,
    &[
        Column::new(F.email, "Email", Cell::Text).sortable(),
        Column::new(F.name, "Name", Cell::Text),
        Column::new(F.accounts, "Accounts", Cell::Text),
        Column::new(F.sessions, "Sessions", Cell::Number),
        Column::new(F.signed_in_at, "Last sign-in", Cell::Time),
        Column::new(F.two_factor, "Two-factor", Cell::Check),
        Column::new(F.locked_at, "Locked", Cell::Time),
        Column::new(F.staff, "Staff", Cell::Check),
        Column::new(F.created_at, "Signed up", Cell::Time).sortable(),
    ],
)
.purpose(
    "Everyone who can sign in. Locked shows when too many failed attempts last locked someone out in the past 24 hours.",
)
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.email, F.name]),
    Filter::OneOf(F.two_factor, "Two-factor"),
    Filter::OneOf(F.staff, "Staff"),
    Filter::Range(F.created_at, "Signed up"),
])
.actions(&[SIGN_OUT], &[SIGN_OUT, EXPORT]);
