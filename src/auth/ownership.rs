//! What owners alone decide: who owns the account, what everybody needs to sign in, and whether it stays.

use serde::{Deserialize, Serialize};

use crate::choice::SelectOption;

/// The path of the page.
pub const PATH: &str = "/account";

/// Days between the decision to delete an account and its end.
pub const GRACE_DAYS: i32 = 30;

/// Days before the end on which owners are reminded.
pub const REMINDER_DAYS: i32 = 3;

/// What an owner is told who requires of everybody what they do not have themselves.
pub const FIRST_YOURSELF: &str = "Turn on two-factor authentication for yourself first.";

/// What an owner's page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ownership {
    /// The account's name.
    pub account: String,
    /// The members who could own it instead.
    pub members: Vec<SelectOption>,
    /// Whether the one who asks signs in with a second proof.
    pub two_factor: bool,
    /// Whether they have a passkey.
    #[serde(default)]
    pub passkeys: bool,
    /// Whether everybody has to.
    pub requires_two_factor: bool,
    /// When the account is deleted, if it is to be, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    #[serde(default)]
    pub deleted_at: Option<String>,
}
