//! Auth › Connected apps: agents and other programs that somebody let into the account.

use crate::choices;
use crate::entity;
use crate::page::{Action, ActionKind, Cell, Column, Filter, Icon, TablePage, When};
use crate::permission::Role;
use crate::query::Direction;

choices! {
    /// Whether an app still gets in.
    pub enum AppState {
        /// It does.
        Connected = "connected", "Connected", Good;
        /// Its time came, or somebody ended it.
        Ended = "ended", "Disconnected";
    }
}

/// Ends connections; an app has to be connected anew then.
pub const DISCONNECT: Action = Action::new("disconnect", "Disconnect", Icon::Cancel, ActionKind::Command)
    .done("App disconnected", "apps disconnected")
    .confirm("The app loses access to this account until someone connects it again.")
    .destructive()
    .when(&[When::one_of(
        "state",
        &[AppState::Connected.as_str()],
        "This app is already disconnected.",
    )]);

entity!(Apps {
    /// What it calls itself.
    name: Field::text(),
    /// The host that its answers go to.
    home: Field::text(),
    /// Who connected it.
    person: Field::text(),
    /// What it may do; never more than that person.
    role: Field::choice(Role::CHOICES),
    /// Whether it may spend credits.
    spend: Field::boolean(),
    /// Whether it may approve and publish.
    publish: Field::boolean(),
    /// Whether it still gets in.
    state: Field::choice(AppState::CHOICES),
    /// When it was last used.
    last_used_at: Field::timestamp().optional(),
    /// When it was connected.
    connected_at: Field::timestamp(),
    /// When it ends by itself.
    expires_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/auth/apps",
    "Connected apps",
    Icon::Apps,
    &[
        Column::new(F.name, "App", Cell::Text).sortable(),
        Column::new(F.home, "Connects to", Cell::Text),
        Column::new(F.person, "Connected by", Cell::Text),
        Column::new(F.role, "Role", Cell::Badge),
        Column::new(F.spend, "Spends credits", Cell::Check),
        Column::new(F.publish, "Publishes", Cell::Check),
        Column::new(F.state, "Status", Cell::Badge),
        Column::new(F.last_used_at, "Last used", Cell::Time).sortable(),
        Column::new(F.connected_at, "Connected", Cell::Time).sortable(),
        Column::new(F.expires_at, "Expires", Cell::Time).hidden(),
    ],
)
.purpose("AI agents such as Claude or Cursor that can use this account for you. To connect one, add this server's address followed by /mcp to the agent.")
.sort(F.connected_at, Direction::Descending)
.filters(&[Filter::Search(&[F.name]), Filter::OneOf(F.state, "Status")])
.actions(&[DISCONNECT], &[DISCONNECT]);
