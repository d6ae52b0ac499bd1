//! Auth › Users: the members of an account, with their roles.

use crate::choices;
use crate::entity;
use crate::page::{
    Action, ActionKind, Cell, Column, DELETE, EDIT, EXPORT, Filter, Icon, Input, InputKind, TablePage, When,
};
use crate::permission::Role;
use crate::resource::Resource;

choices! {
    /// Whether an invitation was accepted.
    pub enum MemberState {
        /// The person has joined.
        Active = "active", "Active", Good;
        /// The link can still be used.
        Invited = "invited", "Invited", Info;
        /// The mail of it did not arrive.
        Bounced = "bounced", "Invitation bounced", Bad;
        /// The link has ended.
        Expired = "expired", "Invitation expired", Warn;
    }
}

/// The roles of members who can be limited to some sites.
const LIMITED: &[&str] = &[
    Role::Viewer.as_str(),
    Role::Client.as_str(),
    Role::Editor.as_str(),
];

/// Those who have not joined.
const PENDING: &[When] = &[When::one_of(
    "state",
    &[
        MemberState::Invited.as_str(),
        MemberState::Bounced.as_str(),
        MemberState::Expired.as_str(),
    ],
    "This member has already joined.",
)];

/// Gives a pending invitation another link; the one before ends.
pub const RESEND: Action =
    Action::new("resend", "Create new link", Icon::Retry, ActionKind::Command).when(PENDING);
/// Takes a pending invitation back.
pub const REVOKE: Action = Action::new("revoke", "Revoke invitation", Icon::Cancel, ActionKind::Command)
    .done("Invitation revoked", "invitations revoked")
    .confirm("The invitation link will stop working.")
    .destructive()
    .when(PENDING);
/// Removes a member.
const REMOVE: Action = Action::new(DELETE.name, "Remove", Icon::Delete, ActionKind::Delete)
    .confirm("They lose access to this account immediately.")
    .destructive()
    .when(&[When::one_of(
        "state",
        &[MemberState::Active.as_str()],
        "This invitation is still pending. Revoke it instead.",
    )]);

entity!(Users {
    /// The person's name.
    name: Field::text(),
    /// The address to sign in with.
    email: Field::text(),
    /// What the person may do here.
    role: Field::choice(Role::CHOICES),
    /// The sites that they are limited to; all without.
    sites: Field::references(Resource::Sites).optional(),
    /// Whether the invitation was accepted.
    state: Field::choice(MemberState::CHOICES),
    /// What became of the mail that invited them, while they have not joined.
    delivery: Field::text().optional(),
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
    "Members",
    Icon::People,
    &[
        Column::new(F.name, "Name", Cell::Text).sortable(),
        Column::new(F.email, "Email", Cell::Text).sortable(),
        Column::new(F.role, "Role", Cell::Badge),
        Column::new(F.sites, "Sites", Cell::Text),
        Column::new(F.state, "Status", Cell::Badge),
        Column::new(F.delivery, "Invitation email", Cell::Text),
        Column::new(F.invited_by, "Invited by", Cell::Text),
        Column::new(F.expires_at, "Link expires", Cell::Time),
        Column::new(F.invited_as, "Invited as", Cell::Text).hidden(),
        Column::new(F.created_at, "Joined", Cell::Time).sortable(),
    ],
)
.purpose("People with access to this account. Roles control what they can do: viewers read, clients comment and approve, editors work on content, admins manage setup, owners manage billing.")
.filters(&[Filter::Search(&[F.name, F.email]), Filter::OneOf(F.role, "Role"), Filter::OneOf(F.state, "Status")])
.actions(&[EDIT, RESEND, REVOKE, REMOVE], &[EXPORT, REMOVE])
.form(&[
    Input::new(F.email, "Email", InputKind::Email).required().create_only(),
    Input::new(F.name, "Name", InputKind::Text { max: 120 }).required().create_only(),
    Input::new(F.role, "Role", InputKind::Select).required(),
    Input::new(F.sites, "Sites", InputKind::References)
        .visible_when(F.role, LIMITED)
        .help("The member sees only these sites. Leave empty for all sites."),
])
.create("Invite member");
