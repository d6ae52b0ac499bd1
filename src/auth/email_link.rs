//! Links that go to an address by mail: what each is for, how long it holds, and what it shows to whoever has it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::choices;

choices! {
    /// What a link is for.
    pub enum Purpose {
        /// To choose a new password.
        PasswordReset = "password_reset", "Password reset";
        /// To prove the address.
        VerifyAddress = "verify_address", "Email confirmation";
        /// To make the address the one to sign in with.
        ChangeAddress = "change_address", "Email change";
        /// To finish signing up.
        SignUp = "sign_up", "Sign-up";
    }
}

impl Purpose {
    /// Minutes that a link holds.
    pub const fn minutes(self) -> i64 {
        match self {
            Self::PasswordReset => 60,
            Self::VerifyAddress | Self::SignUp => 72 * 60,
            Self::ChangeAddress => 24 * 60,
        }
    }

    /// How long a link holds.
    pub const fn lasts(self) -> Duration {
        Duration::from_mins(self.minutes().unsigned_abs())
    }

    /// Where its page is, before the link's token.
    pub const fn path(self) -> &'static str {
        match self {
            Self::PasswordReset => "/reset/",
            Self::VerifyAddress | Self::ChangeAddress => "/confirm/",
            Self::SignUp => "/signup/",
        }
    }
}

/// What a link shows to whoever has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmailLink {
    /// What it is for.
    pub purpose: Purpose,
    /// The address that it went to.
    pub email: String,
}
