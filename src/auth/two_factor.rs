//! Two-factor authentication, as the person whose it is sees it.

use serde::{Deserialize, Serialize};

/// Whether signing in asks for a code, and what the page needs to turn that on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TwoFactor {
    /// Whether signing in asks for a code.
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
