//! What an invitation's link shows, and what whoever accepts it answers.

use serde::{Deserialize, Serialize};

use crate::permission::Role;

/// Days that an invitation's link holds.
pub const DAYS: i64 = 7;

/// An invitation, for whoever has its link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Invitation {
    /// The account to join.
    pub account: String,
    /// Whom the inviter meant.
    pub email: String,
    /// What the inviter calls them.
    pub name: String,
    /// What they may do there.
    pub role: Role,
    /// Who invited them, where they are still there.
    #[serde(default)]
    pub inviter: Option<String>,
    /// When the link ends, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub expires_at: String,
    /// The address of whoever looks, where they are signed in.
    #[serde(default)]
    pub signed_in: Option<String>,
}

/// What whoever accepts sends: nothing while they are signed in; else a password, and the address to sign in with where it
/// is not the one that was invited.
#[derive(Clone, Default, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "InvitationAnswer")
)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The address to sign in with.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = 254)))]
    pub email: Option<String>,
    /// The password of that sign-in, or of the new one.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = super::sign_up::MAX_PASSWORD)))]
    pub password: Option<String>,
    /// The person's name, where they are new.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = 120)))]
    pub name: Option<String>,
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}
