//! The pages for who is not signed in: plain forms that work without JavaScript.

mod account;
mod answered;
mod consent;
mod invite;
mod parts;
mod passkeys;
mod proof;
mod recover;
mod screen;
mod sign_up;
pub mod two_factor;

use serde::{Deserialize, Serialize};

pub(crate) use screen::AuthScreen;

/// What was wrong with a form that was sent, and what was entered; the server puts it into the context of the page that it
/// answers with, so that none of it stands in an address.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Refused {
    /// What is wrong and what to do; empty when nothing was sent.
    pub error: String,
    /// The input that it is about.
    pub field: Option<String>,
    /// What was entered, by input; never a password.
    pub entered: Vec<(String, String)>,
}

impl Refused {
    fn entered(&self, key: &str) -> Option<String> {
        let found = self.entered.iter().find(|(entered, _)| entered == key);
        found.map(|(_, value)| value.clone())
    }
}

/// Whether browsers can make passkeys at this server's address; the server puts it into the context of every page.
#[derive(Clone, Copy, Debug)]
pub struct PasskeysHere(pub bool);

/// A page that needs no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthPage {
    /// Sign in.
    SignIn,
    /// Make an account.
    SignUp,
    /// Accept an invitation.
    Invite,
    /// Ask for a link to choose a new password.
    Forgot,
    /// Choose a new password by a link.
    Reset,
    /// Confirm an address by a link.
    Confirm,
    /// Enter the code of a second proof.
    Code,
    /// Turn the second proof on and off.
    TwoFactor,
    /// Let an app in.
    Consent,
    /// What owners decide of the account.
    Account,
}

impl AuthPage {
    /// The page at this path, if it is one of these.
    pub fn at(path: &str) -> Option<Self> {
        match path {
            "/login" | "/login/passkey" => Some(Self::SignIn),
            "/signup" => Some(Self::SignUp),
            "/login/code" | "/login/code/passkey" => Some(Self::Code),
            "/two-factor" => Some(Self::TwoFactor),
            "/oauth/authorize" => Some(Self::Consent),
            _ if path.starts_with("/signup/") => Some(Self::SignUp),
            _ if path.starts_with("/two-factor/") => Some(Self::TwoFactor),
            igny8::auth::ownership::PATH => Some(Self::Account),
            _ if path.starts_with("/account/") => Some(Self::Account),
            "/forgot" => Some(Self::Forgot),
            "/confirm" => Some(Self::Confirm),
            _ if path.starts_with("/invite/") => Some(Self::Invite),
            _ if path.starts_with("/reset/") => Some(Self::Reset),
            _ if path.starts_with("/confirm/") => Some(Self::Confirm),
            _ => None,
        }
    }
}
