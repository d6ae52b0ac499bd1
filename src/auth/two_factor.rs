//! Two-factor authentication, as the person whose it is sees it.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What somebody is told whose account asks for a second proof that they do not have.
pub const REQUIRED: &str = "This account requires two-factor authentication. Set it up to continue.";

/// Whether signing in asks for a code, and what the page needs to turn that on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TwoFactor {
    /// Whether signing in asks for a code of an app.
    pub on: bool,
    /// Whether the person must confirm their email address before it can be turned on.
    #[serde(default)]
    pub unconfirmed: bool,
    /// Recovery codes that were not used.
    pub codes_left: i64,
    /// Whether the account lets the person do nothing before it is on.
    #[serde(default)]
    pub required: bool,
    /// What an authenticator app is given, while a first code is awaited.
    #[serde(default)]
    pub setup: Option<Setup>,
    /// The passkeys, which sign in alone and are a second proof as well.
    #[serde(default)]
    pub passkeys: Vec<PasskeyInfo>,
    /// Why there can be no passkeys at this address and what to do, if that is so.
    #[serde(default)]
    pub no_passkeys: Option<String>,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Passkey")
)]
pub struct PasskeyInfo {
    /// Its id.
    pub id: Uuid,
    /// What the person calls it.
    pub name: String,
    /// When it was added, RFC 3339.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    pub created_at: String,
    /// When it was last used.
    #[cfg_attr(feature = "schema", schemars(extend("format" = "date-time")))]
    #[serde(default)]
    pub last_used_at: Option<String>,
}

/// What an authenticator app is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Setup {
    /// The key to type in, in base 32.
    pub key: String,
    /// The same as an image to scan, as a `data:` URL.
    pub image: String,
}
