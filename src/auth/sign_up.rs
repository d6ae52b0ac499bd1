//! What signing up asks for, with the limits that form and API share.

use serde::{Deserialize, Serialize};

use crate::error::{FieldErrors, Problem};

/// The least characters of a password (NIST SP 800-63B asks for at least 8 and no composition rules).
pub const MIN_PASSWORD: usize = 10;
/// The most bytes of a password, so that hashing stays bounded.
pub const MAX_PASSWORD: usize = 256;

/// A new person with a new account.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignUp {
    /// The address to sign in with.
    #[cfg_attr(feature = "schema", schemars(email, length(max = 254)))]
    pub email: String,
    /// The password.
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_PASSWORD)))]
    pub password: String,
    /// The person's name.
    #[cfg_attr(feature = "schema", schemars(length(max = 120)))]
    pub name: String,
    /// The account's name, such as the company's.
    #[cfg_attr(feature = "schema", schemars(length(max = 120)))]
    pub account: String,
}

impl std::fmt::Debug for SignUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignUp")
            .field("email", &self.email)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// Checks a new password.
///
/// # Errors
/// Says what to choose instead.
pub fn check_password(password: &str) -> Result<(), String> {
    if password.chars().count() < MIN_PASSWORD {
        return Err(format!("Use at least {MIN_PASSWORD} characters."));
    }
    if password.len() > MAX_PASSWORD {
        return Err(format!("Use at most {MAX_PASSWORD} bytes."));
    }
    Ok(())
}

impl SignUp {
    /// Trims and checks everything.
    ///
    /// # Errors
    /// Names every field that does not fit.
    pub fn checked(self) -> Result<Self, Problem> {
        let mut errors = FieldErrors::new();
        let mut note = |key: &str, checked: Result<String, String>| {
            checked.unwrap_or_else(|message| {
                errors.insert(key.to_owned(), vec![message]);
                String::new()
            })
        };
        let checked = Self {
            email: note("email", crate::validate::address(&self.email)),
            password: note("password", check_password(&self.password).map(|()| self.password)),
            name: note("name", crate::validate::line(&self.name, 120)),
            account: note("account", crate::validate::line(&self.account, 120)),
        };
        if errors.is_empty() {
            Ok(checked)
        } else {
            Err(Problem::invalid(errors))
        }
    }
}
