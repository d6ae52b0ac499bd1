//! Auth › Users: the members of an account, with their roles.

use crate::choice::{Choice, Tone};
use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage, When,
};
use crate::permission::ROLES;

/// Whether an invitation was accepted.
pub static STATE: &[Choice] = &[
    Choice::new("active", "Active").tone(Tone::Good),
    Choice::new("invited", "Invited").tone(Tone::Info),
    Choice::new("expired", "Invitation expired").tone(Tone::Warn),
];

/// Those who have not joined.
const PENDING: &[When] = &[When::one_of(
    "state",
    &["invited", "expired"],
    "This member has joined already: there is no link any more.",
)];

/// Gives a pending invitation another link; the one before ends.
pub const RESEND: Action = Action::new("resend", "New link", Icon::Retry, ActionKind::Command).when(PENDING);
/// Takes a pending invitation back.
pub const REVOKE: Action = Action::new("revoke", "Revoke invitation", Icon::Cancel, ActionKind::Command)
    .confirm("The link stops working.")
    .destructive()
    .when(PENDING);
/// Removes a member.
const REMOVE: Action = Action::new(DELETE.name, "Remove", Icon::Delete, ActionKind::Delete)
    .confirm("They lose access to this account at once.")
    .destructive()
    .when(&[When::one_of(
        "state",
        &["active"],
        "Nobody has joined yet: revoke the invitation instead.",
    )]);

entity!(Users {
    /// The person's name.
    name: Field::text(),
    /// The address to sign in with.
    email: Field::text(),
    /// What the person may do here.
    role: Field::choice(ROLES),
    /// Whether the invitation was accepted.
    state: Field::choice(STATE),
    /// Who invited the person, as they are called now.
    invited_by: Field::text().optional(),
    /// The address that was invited, where another one joined.
    invited_as: Field::text().optional(),
    /// When the invitation's link ends, while it is pending.
    expires_at: Field::timestamp().optional(),
    /// When the person joined, or was invited.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/auth/users",
    "Users",
    Icon::People,
    &[
        Column::new(F.name, "Name", Cell::Text).sortable(),
        Column::new(F.email, "E-mail", Cell::Text).sortable(),
        Column::new(F.role, "Role", Cell::Badge),
        Column::new(F.state, "State", Cell::Badge),
        Column::new(F.invited_by, "Invited by", Cell::Text),
        Column::new(F.expires_at, "Link ends", Cell::Time),
        Column::new(F.invited_as, "Invited as", Cell::Text).hidden(),
        Column::new(F.created_at, "Since", Cell::Time).sortable(),
    ],
)
.purpose("Members work in this account. A role says what each may do: viewers read, editors work, admins set up, owners pay.")
.filters(&[Filter::Search(&[F.name, F.email]), Filter::OneOf(F.role, "Role"), Filter::OneOf(F.state, "State")])
.actions(&[EDIT, RESEND, REVOKE, REMOVE], &[EXPORT, REMOVE])
.form(&[
    Input::new(F.email, "E-mail", InputKind::Email).required().create_only(),
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required().create_only(),
    Input::new(F.role, "Role", InputKind::Select).required(),
])
.create("Invite member");
