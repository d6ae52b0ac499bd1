//! Auth › Security log: sign-ins and failures, locks and refusals, members and tokens. It is only ever added to.

use crate::choices;
use crate::entity;
use crate::page::{Cell, Column, EXPORT, Filter, Icon, TablePage};
use crate::query::Direction;

choices! {
    /// What happened.
    pub enum EventKind {
        /// An account was made.
        SignedUp = "signed_up", "Signed up", Info;
        /// A person signed in.
        SignedIn = "signed_in", "Signed in", Good;
        /// A password was wrong.
        SignInFailed = "sign_in_failed", "Sign-in failed", Warn;
        /// A person signed out.
        SignedOut = "signed_out", "Signed out";
        /// A person ended another of their sign-ins.
        SessionRevoked = "session_revoked", "Session revoked";
        /// There were too many attempts.
        Locked = "locked", "Sign-in locked", Bad;
        /// A request was not allowed.
        Refused = "refused", "Access denied", Warn;
        /// A refresh token came a second time.
        RefreshReused = "refresh_reused", "Stolen session revoked", Bad;
        /// A person has a new password.
        PasswordChanged = "password_changed", "Password changed", Info;
        /// Somebody asked for a link to choose a new password.
        PasswordResetAsked = "password_reset_asked", "Password reset requested", Info;
        /// A person proved their address.
        EmailConfirmed = "email_confirmed", "Email confirmed", Good;
        /// A person asked to change their address.
        EmailChangeAsked = "email_change_asked", "Email change requested", Info;
        /// A person has another address.
        EmailChanged = "email_changed", "Email changed", Warn;
        /// Signing in asks a person for a code from now on.
        TwoFactorOn = "two_factor_on", "Two-factor turned on", Good;
        /// Signing in asks a person for no code any more.
        TwoFactorOff = "two_factor_off", "Two-factor turned off", Warn;
        /// A person came in by a recovery code.
        RecoveryCodeUsed = "recovery_code_used", "Recovery code used", Warn;
        /// A person got other recovery codes.
        RecoveryCodesRenewed = "recovery_codes_renewed", "Recovery codes regenerated", Warn;
        /// A person has another passkey.
        PasskeyAdded = "passkey_added", "Passkey added", Good;
        /// A person calls a passkey otherwise.
        PasskeyRenamed = "passkey_renamed", "Passkey renamed";
        /// A person has a passkey less.
        PasskeyRemoved = "passkey_removed", "Passkey removed", Warn;
        /// A device answered less often than it did before.
        PasskeyCopied = "passkey_copied", "Passkey may be copied", Bad;
        /// Somebody was invited, or got a new link.
        Invited = "invited", "Invited", Info;
        /// Somebody joined by an invitation.
        InvitationAccepted = "invitation_accepted", "Invitation accepted", Good;
        /// A member has another role.
        RoleChanged = "role_changed", "Role changed", Info;
        /// Another member owns the account.
        OwnershipTransferred = "ownership_transferred", "Ownership transferred", Warn;
        /// Everybody needs a second proof from now on, or no longer.
        TwoFactorPolicyChanged = "two_factor_policy_changed", "Two-factor requirement changed", Warn;
        /// All that is in the account was packed into a file.
        AccountExported = "account_exported", "Account exported", Warn;
        /// The account is to be deleted.
        DeletionPlanned = "deletion_planned", "Account deletion scheduled", Bad;
        /// The account stays.
        DeletionUndone = "deletion_undone", "Account deletion canceled", Good;
        /// A member or an invitation was removed.
        MemberRemoved = "member_removed", "Member removed", Warn;
        /// A removed member is back.
        MemberRestored = "member_restored", "Member restored", Info;
        /// An API token was made.
        TokenCreated = "token_created", "Token created", Info;
        /// An API token was revoked.
        TokenRevoked = "token_revoked", "Token revoked", Warn;
        /// A revoked token works again.
        TokenRestored = "token_restored", "Token restored", Warn;
        /// A person let an app in.
        AppConnected = "app_connected", "App connected", Info;
        /// An app was let in no more.
        AppDisconnected = "app_disconnected", "App disconnected", Warn;
        /// A key of an app came a second time.
        AppKeyReused = "app_key_reused", "Stolen app key revoked", Bad;
    }
}

entity!(SecurityEvents {
    /// The address, as it was given.
    who: Field::text(),
    /// What happened.
    kind: Field::choice(EventKind::CHOICES),
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
    Icon::Security,
    &[
        Column::new(F.who, "User", Cell::Text),
        Column::new(F.kind, "Event", Cell::Badge),
        Column::new(F.detail, "Details", Cell::Text),
        Column::new(F.network, "Network", Cell::Text),
        Column::new(F.device, "Device", Cell::Text),
        Column::new(F.request, "Request ID", Cell::Text).hidden(),
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
