//! The pages for who is not signed in: plain forms that work without JavaScript.

mod screen;

pub(crate) use screen::AuthScreen;

/// A page that needs no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthPage {
    /// Sign in.
    SignIn,
    /// Make an account.
    SignUp,
    /// Accept an invitation.
    Invite,
}

impl AuthPage {
    /// The page at this path, if it is one of these.
    pub fn at(path: &str) -> Option<Self> {
        match path {
            "/login" => Some(Self::SignIn),
            "/signup" => Some(Self::SignUp),
            _ => path.starts_with("/invite/").then_some(Self::Invite),
        }
    }
}
