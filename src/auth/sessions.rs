//! Auth › Sign-ins: where the person who looks is signed in.

use crate::choices;
use crate::entity;
use crate::page::{Action, ActionKind, Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;

choices! {
    /// Whether a sign-in still works.
    pub enum SessionState {
        /// It works.
        Active = "active", "Active", Good;
        /// It was ended, or its time has come.
        Ended = "ended", "Ended";
    }
}

/// Ends sign-ins; they cannot be brought back.
pub const REVOKE: Action = Action::new("revoke", "Sign out", Icon::Cancel, ActionKind::Command)
    .done("Device signed out", "devices signed out")
    .confirm("The device will have to sign in again.")
    .destructive();

entity!(Sessions {
    /// The browser and where it runs, or the program as it calls itself.
    device: Field::text(),
    /// Whether it is the one that asks.
    current: Field::boolean(),
    /// Whether it still works.
    state: Field::choice(SessionState::CHOICES),
    /// When it last got a new key; browsers that are in use get one every few minutes.
    used_at: Field::timestamp(),
    /// When it ends by itself.
    expires_at: Field::timestamp(),
    /// When somebody signed in.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/auth/sessions",
    "Sessions",
    Icon::Device,
    &[
        Column::new(F.device, "Device", Cell::Text),
        Column::new(F.current, "This device", Cell::Check),
        Column::new(F.state, "Status", Cell::Badge),
        Column::new(F.used_at, "Last used", Cell::Time).sortable(),
        Column::new(F.created_at, "Signed in", Cell::Time).sortable(),
        Column::new(F.expires_at, "Expires", Cell::Time).hidden(),
    ],
)
.purpose("Devices where you are signed in. Sign out any you don't recognize.")
.sort(F.used_at, Direction::Descending)
.filters(&[Filter::Search(&[F.device]), Filter::OneOf(F.state, "Status")])
.actions(&[REVOKE], &[REVOKE, EXPORT]);
