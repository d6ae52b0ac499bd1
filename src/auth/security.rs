//! Auth › Security log: sign-ins and failures, locks and refusals, members and tokens. It is only ever added to.

use crate::choice::{Choice, Tone};
use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;

/// An account was made.
pub const SIGNED_UP: Choice = Choice::new("signed_up", "Signed up").tone(Tone::Info);
/// A person signed in.
pub const SIGNED_IN: Choice = Choice::new("signed_in", "Signed in").tone(Tone::Good);
/// A password was wrong.
pub const FAILED: Choice = Choice::new("sign_in_failed", "Sign-in failed").tone(Tone::Warn);
/// A person signed out.
pub const SIGNED_OUT: Choice = Choice::new("signed_out", "Signed out");
/// A person ended another of their sign-ins.
pub const REVOKED: Choice = Choice::new("session_revoked", "Session revoked");
/// There were too many attempts.
pub const LOCKED: Choice = Choice::new("locked", "Locked").tone(Tone::Bad);
/// A request was not allowed.
pub const REFUSED: Choice = Choice::new("refused", "Refused").tone(Tone::Warn);
/// A refresh token came a second time.
pub const REUSED: Choice = Choice::new("refresh_reused", "Stolen session revoked").tone(Tone::Bad);
/// A person has a new password.
pub const PASSWORD: Choice = Choice::new("password_changed", "Password changed").tone(Tone::Info);
/// Somebody was invited, or got a new link.
pub const INVITED: Choice = Choice::new("invited", "Invited").tone(Tone::Info);
/// Somebody joined by an invitation.
pub const ACCEPTED: Choice = Choice::new("invitation_accepted", "Invitation accepted").tone(Tone::Good);
/// A member has another role.
pub const ROLE: Choice = Choice::new("role_changed", "Role changed").tone(Tone::Info);
/// A member or an invitation was removed.
pub const MEMBER_REMOVED: Choice = Choice::new("member_removed", "Member removed").tone(Tone::Warn);
/// A removed member is back.
pub const MEMBER_RESTORED: Choice = Choice::new("member_restored", "Member restored").tone(Tone::Info);
/// An API token was made.
pub const TOKEN_MADE: Choice = Choice::new("token_created", "Token created").tone(Tone::Info);
/// An API token was revoked.
pub const TOKEN_REVOKED: Choice = Choice::new("token_revoked", "Token revoked").tone(Tone::Warn);
/// A revoked token works again.
pub const TOKEN_RESTORED: Choice = Choice::new("token_restored", "Token restored").tone(Tone::Warn);

/// What happened.
pub static KIND: &[Choice] = &[
    SIGNED_UP,
    SIGNED_IN,
    FAILED,
    SIGNED_OUT,
    REVOKED,
    LOCKED,
    REFUSED,
    REUSED,
    PASSWORD,
    INVITED,
    ACCEPTED,
    ROLE,
    MEMBER_REMOVED,
    MEMBER_RESTORED,
    TOKEN_MADE,
    TOKEN_REVOKED,
    TOKEN_RESTORED,
];

entity!(SecurityEvents {
    /// The address, as it was given.
    who: Field::text(),
    /// What happened.
    kind: Field::choice(KIND),
    /// What else to know, such as the new role.
    detail: Field::text().optional(),
    /// Where it came from.
    network: Field::text(),
    /// The browser or program, as it calls itself.
    device: Field::text().optional(),
    /// The request, as the server's log names it.
    request: Field::text().optional(),
    /// When.
    created_at: Field::timestamp(),
});

/// The page.
pub static PAGE: TablePage = TablePage::new(
    &ENTITY,
    "/auth/security",
    "Security log",
    Icon::Log,
    &[
        Column::new(F.who, "User", Cell::Text),
        Column::new(F.kind, "Event", Cell::Badge),
        Column::new(F.detail, "Details", Cell::Text),
        Column::new(F.network, "Network", Cell::Text),
        Column::new(F.device, "Device", Cell::Text),
        Column::new(F.request, "Request", Cell::Text).hidden(),
        Column::new(F.created_at, "Date", Cell::Time).sortable(),
    ],
)
.purpose("Sign-ins, failed attempts, and changes to members, roles and tokens. Entries can't be changed or deleted and are kept for 400 days.")
.sort(F.created_at, Direction::Descending)
.filters(&[
    Filter::Search(&[F.who, F.detail, F.network]),
    Filter::OneOf(F.kind, "Event"),
    Filter::Range(F.created_at, "Date"),
])
.actions(&[], &[EXPORT]);
