//! Auth › Users: the members of an account, with their roles.

use crate::choice::{Choice, Tone};
use crate::entity;
use crate::page::{Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage};
use crate::permission::ROLES;

/// Whether a member has signed in yet.
pub static STATE: &[Choice] = &[
    Choice::new("active", "Active").tone(Tone::Good),
    Choice::new("invited", "Invited").tone(Tone::Info),
];

entity!(Users {
    /// The person's name.
    name: Field::text(),
    /// The address to sign in with.
    email: Field::text(),
    /// What the person may do here.
    role: Field::choice(ROLES),
    /// Whether the invitation was accepted.
    state: Field::choice(STATE),
    /// When the person joined.
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
        Column::new(F.created_at, "Joined", Cell::Time).sortable(),
    ],
)
.purpose("Members work in this account. A role says what each may do: viewers read, editors work, admins set up, owners pay.")
.filters(&[Filter::Search(&[F.name, F.email]), Filter::OneOf(F.role, "Role"), Filter::OneOf(F.state, "State")])
.actions(&[EDIT, DELETE], &[EXPORT, DELETE])
.form(&[
    Input::new(F.email, "E-mail", InputKind::Email).required().create_only(),
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required().create_only(),
    Input::new(F.role, "Role", InputKind::Select).required(),
])
.create("Invite member");
